// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { PERIOD_MS, Refresher, RETRY_MS } from "./refresher";

const page = (rows: string, now = "08:00:00", html = "<html"): string =>
  `${html}><body><main data-screen data-now="2026-06-10T${now}+02:00" data-stale="as of 08:00, {age} ago">` +
  `<p class="now"><time>08:00</time></p><p role="status"></p><table><tbody>${rows}</tbody></table></main>`;
const row = (time: string): string =>
  `<tr data-departs="2026-06-10T${time}+02:00"><td>${time} <span class="soon">soon</span></td></tr>`;
const away = async (): Promise<Response> => Promise.reject(new TypeError("no network"));

let shown: HTMLElement;
let refresher: Refresher;

/** The machine's clock, which is wrong by years, some minutes after the page came. */
function minutesLater(minutes: number): void {
  vi.setSystemTime(new Date("2001-01-01T00:00:00Z").getTime() + minutes * 60_000);
}

beforeEach(() => {
  vi.useFakeTimers();
  minutesLater(0);
  document.body.innerHTML = page(row("08:10") + row("08:40"));
  shown = document.querySelector<HTMLElement>("[data-screen]") as HTMLElement;
  refresher = new Refresher(shown, "http://127.0.0.1/ecran/x");
  vi.spyOn(console, "warn").mockImplementation(() => undefined);
});

afterEach(() => {
  refresher.stop();
  vi.restoreAllMocks();
  vi.useRealTimers();
});

test("what the server says replaces what is shown", async () => {
  vi.stubGlobal("fetch", async () => new Response(page(row("09:00"))));
  await refresher.refresh();
  expect(shown.textContent).toContain("09:00");
  expect(shown.textContent).not.toContain("08:10");
});

test.each([
  ["is away", away],
  ["fails", async () => new Response("", { status: 503 })],
  ["says something else", async () => new Response("<p>portal</p>")],
  ["is stood in for by what was kept", async () => new Response(page(row("09:00"), "08:00:00", '<html data-kept="1"'))],
])("a server that %s leaves the last departures, their age and not those that left", async (_, fetch) => {
  vi.stubGlobal("fetch", fetch);
  minutesLater(12);
  await refresher.refresh();
  expect(shown.textContent).toContain("as of 08:00, 12\u00a0min ago");
  expect(shown.textContent).toContain("08:40");
  expect(shown.textContent).not.toContain("08:10");
  expect(shown.textContent).not.toContain("soon");
  expect(shown.querySelector(".now")?.textContent).toBe("08:12");
});

test("a departure of this minute is still shown", async () => {
  vi.stubGlobal("fetch", away);
  minutesLater(10.5);
  await refresher.refresh();
  expect(shown.textContent).toContain("08:10");
});

test("a board that was kept says so at once, by the age it has on this machine", () => {
  const kept = new Refresher(shown, "http://127.0.0.1/ecran/x", Date.now() - 65 * 60_000);
  expect(shown.textContent).toContain("1\u00a0h\u00a005\u00a0min ago");
  expect(shown.textContent).not.toContain("08:40");
  kept.stop();
});

test("failures are followed by delays that grow up to two minutes, a success by the usual one", async () => {
  vi.stubGlobal("fetch", away);
  const delays = [];
  for (let times = 0; times < 8; times += 1) {
    await refresher.refresh();
    delays.push(refresher.delayMs / RETRY_MS);
  }
  expect(delays).toEqual([1, 2, 4, 8, 16, 24, 24, 24]);
  vi.stubGlobal("fetch", async () => new Response(page("")));
  await refresher.refresh();
  expect(refresher.delayMs).toBe(PERIOD_MS);
});

test("once started it asks by itself, and at once when the network comes back", async () => {
  const fetch = vi.fn(away);
  vi.stubGlobal("fetch", fetch);
  refresher.start();
  await vi.advanceTimersByTimeAsync(PERIOD_MS + RETRY_MS);
  expect(fetch).toHaveBeenCalledTimes(2);
  dispatchEvent(new Event("online"));
  await vi.advanceTimersByTimeAsync(0);
  expect(fetch).toHaveBeenCalledTimes(3);
  refresher.stop();
  await vi.advanceTimersByTimeAsync(10 * PERIOD_MS);
  expect(fetch).toHaveBeenCalledTimes(3);
});

test("a page with other scripts than ours asks to be loaded anew", async () => {
  const outdated = vi.fn();
  document.head.innerHTML = '<script type="text/plain" src="/static/a.js"></script>';
  const watcher = new Refresher(shown, "http://127.0.0.1/ecran/x", undefined, outdated);
  for (const [script, times] of [["a", 0], ["b", 1]] as const) {
    vi.stubGlobal("fetch", async () => new Response(`<script src="/static/${script}.js"></script>${page("")}`));
    await watcher.refresh();
    expect(outdated).toHaveBeenCalledTimes(times);
  }
  document.head.innerHTML = "";
});
