// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { enhanceBuild, PERIOD_MS } from "./build_follower";

const reload = vi.fn();

beforeEach(() => {
  vi.useFakeTimers();
  reload.mockClear();
  document.body.innerHTML = `
    <div data-build="http://127.0.0.1/desk/build" data-done="Done.">
      <p><span role="status">Building.</span> <a href="">Again</a></p><pre></pre></div>
    <form><input name="reason"><input type="checkbox" name="stop"></form>`;
  vi.spyOn(console, "warn").mockImplementation(() => undefined);
});

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** Follow a build about which the server says this, for a while. */
async function follow(...answers: (object | null)[]): Promise<void> {
  const asked = vi.fn(async () => {
    const answer = answers.shift();
    if (!answer) throw new TypeError("no network");
    return Response.json(answer);
  });
  vi.stubGlobal("fetch", asked);
  enhanceBuild(document, reload);
  await vi.advanceTimersByTimeAsync(PERIOD_MS * answers.length);
}

const text = (selector: string): string => document.querySelector(selector)?.textContent ?? "";
const reason = (): HTMLInputElement => document.querySelector("[name=reason]") as HTMLInputElement;
const box = (): HTMLInputElement => document.querySelector("[name=stop]") as HTMLInputElement;

test("what the build says is shown while it goes on, and nothing is loaded anew", async () => {
  await follow({ busy: true, log: "reading" }, { busy: true, log: "reading\nmerging" });
  expect(text("pre")).toBe("reading\nmerging");
  expect(text("[role=status]")).toBe("Building.");
  expect(reload).not.toHaveBeenCalled();
});

test("the page is loaded anew once when the build is done", async () => {
  await follow({ busy: false, log: "built" }, { busy: false, log: "built" });
  expect(reload).toHaveBeenCalledOnce();
});

test.each([
  ["was typed into", () => (reason().value = "sch")],
  ["is about to be typed into", () => reason().focus()],
  ["was ticked", () => (box().checked = true)],
])("a form of which a field %s is kept, and the end is told", async (_, touch) => {
  touch();
  await follow({ busy: false, log: "built" });
  expect(reload).not.toHaveBeenCalled();
  expect(text("[role=status]")).toBe("Done.");
  expect(text("pre")).toBe("built");
});

test("a server that does not answer is asked again", async () => {
  await follow(null, { busy: false, log: "built" });
  expect(reload).toHaveBeenCalledOnce();
});
