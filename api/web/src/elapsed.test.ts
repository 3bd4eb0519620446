import { expect, it } from "vitest";
import { age, serverMs, wallClock } from "./elapsed";

const received = { written: "2026-11-26T23:58:30+01:00", atMs: 5_000 };
const MINUTE = 60_000;

it("counts from the server's time by what went by on the machine", () => {
  expect(new Date(serverMs(received, 5_000 + MINUTE)).toISOString()).toBe("2026-11-26T22:59:30.000Z");
});

it("shows the clock of the server's place, past midnight too", () => {
  expect(wallClock(received, 5_000)).toBe("23:58");
  expect(wallClock(received, 5_000 + 2 * MINUTE)).toBe("00:00");
});

it.each([
  [0, "1\u00a0min"],
  [6.9, "6\u00a0min"],
  [65, "1\u00a0h\u00a005\u00a0min"],
  [1500, "25\u00a0h\u00a000\u00a0min"],
])("tells %s minutes as %s", (minutes, told) => {
  expect(age(received, received.atMs + minutes * MINUTE)).toBe(told);
});
