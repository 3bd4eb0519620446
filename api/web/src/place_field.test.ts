import { beforeEach, describe, expect, it } from "vitest";

import { PlaceField } from "./place_field";
import { enhanceSwap } from "./swap";

function block(name: string, inner: string): HTMLElement {
  const element = document.createElement("div");
  element.dataset["place"] = name;
  element.innerHTML = `<input type="text" value="Mairie">${inner}`;
  document.body.append(element);
  return element;
}

beforeEach(() => document.body.replaceChildren());

describe("a place", () => {
  it("forgets its id when its text is typed again", () => {
    const field = new PlaceField(block("fromPlace", '<input type="hidden" value="t:1">'));
    field.text.value = "Gare";
    field.text.dispatchEvent(new Event("input"));
    expect(field.value).toEqual({ text: "Gare", id: "" });
  });

  it("replaces the places to choose from once another is typed", () => {
    const element = block(
      "toPlace",
      '<fieldset data-choices><input type="radio" name="toPlace" value="t:1" checked></fieldset>',
    );
    const field = new PlaceField(element);
    expect(field.value.id).toBe("t:1");
    field.value = { text: "Gare", id: "t:2" };
    expect(element.querySelector("[data-choices]")).toBeNull();
    const hidden = element.querySelector<HTMLInputElement>("input[type=hidden]");
    expect([hidden?.name, hidden?.value]).toEqual(["toPlace", "t:2"]);
  });
});

describe("the exchange", () => {
  it("shows its button and exchanges texts and ids", () => {
    const from = new PlaceField(block("fromPlace", '<input type="hidden" value="t:1">'));
    const to = new PlaceField(block("toPlace", '<input type="hidden" value="t:2">'));
    to.value = { text: "Gare", id: "t:2" };
    const button = document.createElement("button");
    button.hidden = true;
    enhanceSwap(button, from, to);
    button.click();
    expect(button.hidden).toBe(false);
    expect(from.value).toEqual({ text: "Gare", id: "t:2" });
    expect(to.value).toEqual({ text: "Mairie", id: "t:1" });
  });
});
