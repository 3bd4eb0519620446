import { describe, expect, it } from "vitest";

import { readTexts } from "./texts";

function carrying(content: unknown): HTMLElement {
  const element = document.createElement("form");
  element.dataset["texts"] = JSON.stringify(content);
  return element;
}

describe("readTexts", () => {
  it("returns what the server wrote", () => {
    const texts = { counts: ["aucune", "1"], failed: "non", kinds: { commune: "c", station: "g", stop: "a", street: "r", place: "l" } };
    expect(readTexts(carrying(texts))).toEqual(texts);
  });

  it("refuses an element without the texts, so that a page never shows undefined", () => {
    expect(() => readTexts(carrying({ counts: [1], failed: "non", kinds: { commune: "c" } }))).toThrow();
    expect(() => readTexts(document.createElement("form"))).toThrow();
  });
});
