import { afterEach, expect, it, vi } from "vitest";

import { enhanceCopy } from "./copy";

const BODY =
  '<input id="address" value="http://x/"><button data-copy="address" data-done="copied" hidden></button>' +
  '<p data-copied></p>';

afterEach(() => vi.unstubAllGlobals());

it("copies the text of the field and says so", async () => {
  document.body.innerHTML = BODY;
  const writeText = vi.fn(async () => undefined);
  vi.stubGlobal("navigator", { clipboard: { writeText } });
  enhanceCopy(document);
  document.querySelector("button")!.click();
  await vi.waitFor(() => expect(document.querySelector("p")!.textContent).toBe("copied"));
  expect(writeText).toHaveBeenCalledWith("http://x/");
});

it("leaves the button hidden where a page may not copy", () => {
  document.body.innerHTML = BODY;
  vi.stubGlobal("navigator", {});
  enhanceCopy(document);
  expect(document.querySelector("button")!.hidden).toBe(true);
});
