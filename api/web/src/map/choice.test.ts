import { expect, test, vi } from "vitest";
import { Choice, type Chosen } from "./choice";
import { addressOf, readMapTexts, type MapTexts } from "./texts";

const TEXTS = {
  fromUrl: "/?fromPlace=PLACE&lang=de",
  toUrl: "/?toPlace=PLACE",
  stopUrl: "/arret/PLACE",
} as MapTexts;
const STATION: Chosen = { id: "station:x:a/b", name: "Gare", at: [7, 48], isStation: true };
const POINT: Chosen = { id: "48.5,7.5", name: "48.5, 7.5", at: [7.5, 48.5], isStation: false };

function panel(): HTMLElement {
  document.body.innerHTML = `<div hidden tabindex="-1"><strong data-choice-name></strong>
    <button data-choice-close></button><a data-choice="from"></a><a data-choice="to"></a>
    <a data-choice="stop"></a></div>`;
  return document.body.firstElementChild as HTMLElement;
}

function link(element: HTMLElement, name: string): HTMLAnchorElement {
  return element.querySelector(`[data-choice=${name}]`) as HTMLAnchorElement;
}

test("a station leads to journeys from and to it, and to its departures", () => {
  const element = panel();
  new Choice(element, TEXTS, () => false, vi.fn(), vi.fn()).show(STATION);
  expect(element.hidden).toBe(false);
  expect(document.activeElement).toBe(element);
  expect(link(element, "from").getAttribute("href")).toBe(
    "/?fromPlace=station%3Ax%3Aa%2Fb&lang=de",
  );
  expect(link(element, "stop").getAttribute("href")).toBe("/arret/station:x:a/b");
});

test("a point has no departures", () => {
  const element = panel();
  new Choice(element, TEXTS, () => false, vi.fn(), vi.fn()).show(POINT);
  expect(link(element, "stop").hidden).toBe(true);
});

test("a form takes the place, and the page stays", () => {
  const element = panel();
  const [take, taken, closed] = [vi.fn(() => true), vi.fn(), vi.fn()];
  new Choice(element, TEXTS, take, taken, closed).show(POINT);
  const click = new MouseEvent("click", { bubbles: true, cancelable: true });
  link(element, "to").dispatchEvent(click);
  expect(click.defaultPrevented).toBe(true);
  expect(take).toHaveBeenCalledWith("to", { text: "48.5, 7.5", id: "48.5,7.5" });
  expect(taken).toHaveBeenCalledWith("to", POINT);
  expect(element.hidden).toBe(true);
});

test("Escape and the button close the panel", () => {
  const element = panel();
  const closed = vi.fn();
  const choice = new Choice(element, TEXTS, () => false, vi.fn(), closed);
  choice.show(POINT);
  element.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape" }));
  expect(element.hidden).toBe(true);
  choice.show(POINT);
  (element.querySelector("button") as HTMLButtonElement).click();
  expect(element.hidden).toBe(true);
  expect(closed).toHaveBeenCalledTimes(2);
});

test("texts that lack one are refused", () => {
  const element = document.createElement("figure");
  element.dataset["texts"] = JSON.stringify({ title: "Carte" });
  expect(() => readMapTexts(element)).toThrow("texts of the map");
});

test("an id keeps what separates it in a path and nothing else", () => {
  expect(addressOf("/arret/PLACE", "x:a b?c#d")).toBe("/arret/x:a%20b%3Fc%23d");
});
