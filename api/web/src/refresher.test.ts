// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Refresher } from "./refresher";

const page = (rows: string): string =>
  `<main data-screen data-stale="Display of 08:00"><p role="status"></p><table><tbody>${rows}</tbody></table></main>`;
const row = (time: string): string =>
  `<tr data-departs="2026-06-10T${time}+02:00"><td>${time} <span class="soon">soon</span></td></tr>`;

let shown: HTMLElement;
let refresher: Refresher;

beforeEach(() => {
  document.body.innerHTML = page(row("08:10") + row("08:40"));
  shown = document.querySelector<HTMLElement>("[data-screen]") as HTMLElement;
  refresher = new Refresher(shown, "http://127.0.0.1/ecran/x");
  vi.spyOn(console, "warn").mockImplementation(() => undefined);
});

afterEach(() => vi.restoreAllMocks());

test("what the server says replaces what is shown", async () => {
  vi.stubGlobal("fetch", async () => new Response(page(row("09:00"))));
  await refresher.refresh();
  expect(shown.textContent).toContain("09:00");
  expect(shown.textContent).not.toContain("08:10");
});

test.each([
  ["is away", async () => Promise.reject(new TypeError("no network"))],
  ["fails", async () => new Response("", { status: 503 })],
  ["says something else", async () => new Response("<p>portal</p>")],
])("a server that %s leaves the last departures, their age and not those that left", async (_, fetch) => {
  vi.stubGlobal("fetch", fetch);
  await refresher.refresh(new Date("2026-06-10T08:12:00+02:00"));
  expect(shown.textContent).toContain("Display of 08:00");
  expect(shown.textContent).toContain("08:40");
  expect(shown.textContent).not.toContain("08:10");
  expect(shown.textContent).not.toContain("soon");
});

test("a departure of this minute is still shown", async () => {
  vi.stubGlobal("fetch", async () => new Response("", { status: 503 }));
  await refresher.refresh(new Date("2026-06-10T08:10:30+02:00"));
  expect(shown.textContent).toContain("08:10");
});
