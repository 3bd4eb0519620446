import { beforeEach, describe, expect, it } from "vitest";

import { browserStorage, enhanceForget, recentPlaces, remember } from "./recent";
import type { Suggestion } from "./suggestions";

const place = (id: string): Suggestion => ({ id, name: `Stop ${id}`, area: "", kind: "stop" });

beforeEach(() => localStorage.clear());

describe("recent places", () => {
  it("are given back, the last one first and each of them once", () => {
    for (const id of ["a", "b", "a"]) remember(localStorage, place(id));
    expect(recentPlaces(localStorage).map(({ id }) => id)).toEqual(["a", "b"]);
  });

  it("are five at most", () => {
    for (const id of "abcdefg") remember(localStorage, place(id));
    expect(recentPlaces(localStorage).map(({ id }) => id)).toEqual([..."gfedc"]);
  });

  it.each(["{", "3", '[{"id":1}]', '[{"id":"a","name":"A","area":"","kind":"moon"}]'])(
    "do not come from what is none: %s",
    (content) => {
      localStorage.setItem("recent-places", content);
      expect(recentPlaces(localStorage)).toEqual([]);
    },
  );

  it("are forgotten by a button that says so", () => {
    remember(localStorage, place("a"));
    document.body.innerHTML = '<button data-forget data-done="gone" hidden>forget</button>';
    enhanceForget(document, localStorage);
    const button = document.querySelector("button")!;
    expect(button.hidden).toBe(false);
    button.click();
    expect(button.textContent).toBe("gone");
    expect(recentPlaces(localStorage)).toEqual([]);
  });

  it("are none where the browser keeps nothing, and nothing breaks", () => {
    const refusing = {
      get localStorage(): Storage {
        throw new DOMException("denied", "SecurityError");
      },
    };
    const storage = browserStorage(refusing);
    remember(storage, place("a"));
    expect(recentPlaces(storage)).toEqual([]);
    expect(browserStorage(window)).toBe(window.localStorage);
  });
});
