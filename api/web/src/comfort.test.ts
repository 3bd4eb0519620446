// @vitest-environment happy-dom
import { beforeEach, expect, it } from "vitest";
import { applyComfort, withoutComfort } from "./comfort";

const HERE = "http://localhost/borne/gare";
let page: HTMLElement;

beforeEach(() => {
  page = document.createElement("div");
  page.innerHTML = `
    <a href="${HERE}?lang=de">Deutsch</a>
    <a href="${HERE}?low=1" data-comfort="low" data-on="Up" data-off="Down">Down</a>
    <a href="${HERE}?contrast=1" data-comfort="contrast" data-on="Usual" data-off="Contrast">Contrast</a>
    <form><input type="hidden" name="low" value="1"></form>`;
});

const links = (): (string | null)[][] =>
  [...page.querySelectorAll("a")].map((a) => [a.textContent, a.href.replace(HERE, "")]);

it("asks the server for nothing of it", () => {
  expect(withoutComfort(`${HERE}?lang=de&low=1&contrast=1`)).toBe(`${HERE}?lang=de`);
});

it("is kept by every link but the one that ends it", () => {
  applyComfort(page, `${HERE}?low=1`);
  expect(page.className).toBe("low");
  expect(links()).toEqual([
    ["Deutsch", "?lang=de&low=1"],
    ["Up", ""],
    ["Contrast", "?contrast=1&low=1"],
  ]);
  expect(page.querySelectorAll("input[name=low]")).toHaveLength(1);
});

it("is gone with the next person", () => {
  applyComfort(page, `${HERE}?low=1&contrast=1`);
  applyComfort(page, HERE);
  expect(page.className).toBe("");
  expect(links().map(([text]) => text)).toEqual(["Deutsch", "Down", "Contrast"]);
  expect(page.querySelectorAll("input")).toHaveLength(0);
});

it("leaves a kiosk in high contrast as it is", () => {
  page.querySelector("[data-comfort=contrast]")?.remove();
  page.classList.add("contrast");
  applyComfort(page, HERE);
  expect(page.className).toBe("contrast");
});
