import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { ANSWER_MS, IdleWatch } from "./idle";

const PATIENCE_MS = 45_000;
let asked: boolean;
let begun: number;
let pristine: boolean;

beforeEach(() => {
  vi.useFakeTimers();
  [asked, begun, pristine] = [false, 0, false];
  new IdleWatch(
    PATIENCE_MS,
    () => pristine,
    (now) => (asked = now),
    () => (begun += 1),
  ).start();
});

afterEach(() => vi.useRealTimers());

it("asks, then begins again", () => {
  vi.advanceTimersByTime(PATIENCE_MS);
  expect([asked, begun]).toEqual([true, 0]);
  vi.advanceTimersByTime(ANSWER_MS);
  expect([asked, begun]).toEqual([false, 1]);
});

it("lets whoever touches the screen go on", () => {
  vi.advanceTimersByTime(PATIENCE_MS - 1);
  document.dispatchEvent(new Event("pointerdown"));
  vi.advanceTimersByTime(PATIENCE_MS - 1);
  expect([asked, begun]).toEqual([false, 0]);
});

it("leaves alone a screen that nobody has used", () => {
  pristine = true;
  vi.advanceTimersByTime(10 * PATIENCE_MS);
  expect([asked, begun]).toEqual([false, 0]);
});
