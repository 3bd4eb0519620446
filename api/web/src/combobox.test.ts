import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { Combobox, PAUSE_MS, type Source } from "./combobox";
import type { Suggestion } from "./suggestions";

const KINDS = { commune: "town", station: "railway", stop: "stop", street: "street", place: "place" };
const TEXTS = { counts: ["none", "1 found", "2 found"], failed: "unavailable", kinds: KINDS };
const HALL: Suggestion = { id: "t:1", name: "Mairie", area: "Chantevigne", kind: "stop" };
const TOWN: Suggestion = { id: "commune:1", name: "Mairieville", area: "", kind: "commune" };

let input: HTMLInputElement;
let list: HTMLUListElement;
let status: HTMLElement;
let chosen: Suggestion[];

beforeEach(() => {
  vi.useFakeTimers();
  document.body.innerHTML =
    '<input type="text"><ul id="list" role="listbox" hidden></ul><p role="status"></p>';
  input = document.querySelector("input")!;
  list = document.querySelector("ul")!;
  status = document.querySelector("p")!;
  chosen = [];
});

afterEach(() => vi.useRealTimers());

function attach(source: Source): void {
  new Combobox({ input, list, status }, source, TEXTS, (place) => chosen.push(place));
}

async function type(text: string): Promise<void> {
  input.value = text;
  input.dispatchEvent(new Event("input"));
  await vi.advanceTimersByTimeAsync(PAUSE_MS);
}

function press(key: string): KeyboardEvent {
  const event = new KeyboardEvent("keydown", { key, cancelable: true });
  input.dispatchEvent(event);
  return event;
}

const both: Source = async () => [HALL, TOWN];

describe("the field", () => {
  it("says that it is a combobox that controls the list", () => {
    attach(both);
    expect(input.getAttribute("role")).toBe("combobox");
    expect(input.getAttribute("aria-controls")).toBe("list");
    expect(input.getAttribute("aria-expanded")).toBe("false");
  });

  it("asks once typing has paused, not at each letter", async () => {
    const source = vi.fn(both);
    attach(source);
    input.value = "ma";
    input.dispatchEvent(new Event("input"));
    await vi.advanceTimersByTimeAsync(PAUSE_MS - 1);
    await type("mai");
    expect(source.mock.calls.map(([text]) => text)).toEqual(["mai"]);
  });

  it("asks nothing for a single letter", async () => {
    const source = vi.fn(both);
    attach(source);
    await type("m");
    expect(source).not.toHaveBeenCalled();
  });
});

describe("the list", () => {
  it("opens with an option per place and tells how many", async () => {
    attach(both);
    await type("mai");
    expect(list.hidden).toBe(false);
    expect(input.getAttribute("aria-expanded")).toBe("true");
    expect([...list.children].map((option) => option.textContent)).toEqual([
      "Mairie stop, Chantevigne",
      "Mairieville town",
    ]);
    expect(status.textContent).toBe("2 found");
  });

  it("stays closed and says so when nothing is found", async () => {
    attach(async () => []);
    await type("zzz");
    expect(list.hidden).toBe(true);
    expect(status.textContent).toBe("none");
  });

  it("shows names as text, whatever they hold", async () => {
    attach(async () => [{ ...HALL, name: "<img src=x onerror=alert(1)>" }]);
    await type("img");
    expect(list.querySelector("img")).toBeNull();
  });

  it("shows the answer to the last question only", async () => {
    const answers = new Map<string, (places: Suggestion[]) => void>();
    attach((text) => new Promise((resolve) => answers.set(text, resolve)));
    await type("ma");
    await type("mai");
    answers.get("mai")!([TOWN]);
    answers.get("ma")!([HALL, TOWN]);
    await vi.advanceTimersByTimeAsync(0);
    expect(list.children).toHaveLength(1);
  });

  it("gives a question up when another is asked", async () => {
    const signals: AbortSignal[] = [];
    attach((_text, signal) => {
      signals.push(signal);
      return new Promise(() => undefined);
    });
    await type("ma");
    await type("mai");
    expect(signals.map((signal) => signal.aborted)).toEqual([true, false]);
  });

  it("says that suggestions are unavailable when the question fails", async () => {
    vi.spyOn(console, "warn").mockImplementation(() => undefined);
    attach(async () => Promise.reject(new Error("offline")));
    await type("mai");
    expect(status.textContent).toBe("unavailable");
    expect(list.hidden).toBe(true);
  });
});

describe("the keyboard", () => {
  it("goes down and up through the options, the field between last and first", async () => {
    attach(both);
    await type("mai");
    const seen = ["ArrowDown", "ArrowDown", "ArrowDown", "ArrowUp"].map((key) => {
      press(key);
      return input.getAttribute("aria-activedescendant");
    });
    expect(seen).toEqual(["list-0", "list-1", null, "list-1"]);
    expect(list.children[1]?.getAttribute("aria-selected")).toBe("true");
    expect(list.children[0]?.getAttribute("aria-selected")).toBe("false");
  });

  it("chooses the option reached with Enter and does not send the form", async () => {
    attach(both);
    await type("mai");
    press("ArrowDown");
    expect(press("Enter").defaultPrevented).toBe(true);
    expect(chosen).toEqual([HALL]);
    expect(list.hidden).toBe(true);
  });

  it("lets Enter send the form while no option is reached", async () => {
    attach(both);
    await type("mai");
    expect(press("Enter").defaultPrevented).toBe(false);
    expect(chosen).toEqual([]);
  });

  it("closes with Escape and opens again with an arrow", async () => {
    attach(both);
    await type("mai");
    press("Escape");
    expect(list.hidden).toBe(true);
    expect(input.hasAttribute("aria-activedescendant")).toBe(false);
    press("ArrowDown");
    await vi.advanceTimersByTimeAsync(0);
    expect(list.hidden).toBe(false);
  });

  it("leaves keys alone while a word is being composed", async () => {
    attach(both);
    await type("mai");
    input.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowDown", isComposing: true }));
    expect(input.hasAttribute("aria-activedescendant")).toBe(false);
  });
});

describe("the mouse", () => {
  it("chooses the option clicked", async () => {
    attach(both);
    await type("mai");
    list.querySelectorAll("span")[2]!.click();
    expect(chosen).toEqual([TOWN]);
  });

  it("closes the list when the field is left", async () => {
    attach(both);
    await type("mai");
    input.dispatchEvent(new Event("blur"));
    expect(list.hidden).toBe(true);
  });
});
