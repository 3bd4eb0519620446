/**
 * Replaces what a page shows by what the server says now, every half minute.
 *
 * Where the server does not answer, the last departures stay, those that left go, and a sentence
 * says of what time they are and how old. It is asked again after delays that grow. The screen is
 * never blank, and its clock goes on.
 */

import { age, type Received, serverMs, wallClock } from "./elapsed";
import { KEPT_MARK } from "./kept";

/** Between two questions to the server. */
export const PERIOD_MS = 30_000;
/** After the first failure; twice as long after each other, up to the longest. */
export const RETRY_MS = 5_000;
const LONGEST_RETRY_MS = 120_000;
/** Between two looks at the clock. */
const TICK_MS = 5_000;
/** A question is given up after this long. */
const PATIENCE_MS = 10_000;

export class Refresher {
  private next: ReturnType<typeof setTimeout> | undefined;
  private tick: ReturnType<typeof setInterval> | undefined;
  private failures = 0;
  private received: Received;
  private readonly comeBack = () => void this.refresh();

  /**
   * `keptMs` tells when what is shown was received, where it comes from what was kept. `outdated` is
   * called when the server has other scripts and looks than those of this page.
   */
  constructor(
    private readonly shown: HTMLElement,
    private readonly address: string,
    keptMs?: number,
    private readonly outdated: () => void = () => location.reload(),
  ) {
    this.received = { written: shown.dataset["now"] ?? "", atMs: keptMs ?? Date.now() };
    if (keptMs !== undefined) this.fail();
  }

  start(): void {
    this.tick = setInterval(() => this.look(), TICK_MS);
    addEventListener("online", this.comeBack);
    this.plan();
  }

  stop(): void {
    clearTimeout(this.next);
    clearInterval(this.tick);
    removeEventListener("online", this.comeBack);
  }

  /** Ask once; show the answer, or that there is none; ask again later. */
  async refresh(): Promise<void> {
    clearTimeout(this.next);
    const fresh = await this.ask();
    if (fresh) {
      this.failures = 0;
      this.shown.replaceChildren(...fresh.childNodes);
      this.shown.dataset["stale"] = fresh.dataset["stale"] ?? "";
      this.received = { written: fresh.dataset["now"] ?? "", atMs: Date.now() };
    } else {
      this.fail();
    }
    if (this.tick !== undefined) this.plan();
  }

  /** Milliseconds until the next question. */
  get delayMs(): number {
    if (!this.failures) return PERIOD_MS;
    return Math.min(RETRY_MS * 2 ** (this.failures - 1), LONGEST_RETRY_MS);
  }

  private plan(): void {
    this.next = setTimeout(() => void this.refresh(), this.delayMs);
  }

  private fail(): void {
    this.failures += 1;
    this.look();
  }

  /** Let the clock go on; without a server, say how old the departures are and drop those that left. */
  private look(): void {
    const nowMs = Date.now();
    const clock = this.shown.querySelector(".now time");
    if (clock && this.received.written) clock.textContent = wallClock(this.received, nowMs);
    if (!this.failures) return;
    const status = this.shown.querySelector("[role=status]");
    const told = (this.shown.dataset["stale"] ?? "").replace("{age}", age(this.received, nowMs));
    if (status && status.textContent !== told) status.textContent = told;
    this.removeDeparted(serverMs(this.received, nowMs));
  }

  private async ask(): Promise<HTMLElement | null> {
    try {
      const answer = await fetch(this.address, { signal: AbortSignal.timeout(PATIENCE_MS) });
      if (!answer.ok) return null;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (KEPT_MARK in page.documentElement.dataset) return null;
      if (scriptOf(page) && scriptOf(page) !== scriptOf(document)) this.outdated();
      return page.querySelector<HTMLElement>("[data-screen]");
    } catch (error) {
      console.warn(error);
      return null;
    }
  }

  /** Take away what has left, and how soon the others leave: nobody counts it any more. */
  private removeDeparted(nowMs: number): void {
    for (const row of this.shown.querySelectorAll<HTMLElement>("[data-departs]")) {
      const departs = new Date(row.dataset["departs"] ?? "").getTime();
      if (departs + 60_000 <= nowMs) row.remove();
      else row.querySelector(".soon")?.remove();
    }
  }
}

/** The script of a page: its name changes with its content. */
function scriptOf(page: Document): string | null | undefined {
  return page.querySelector("script[src]")?.getAttribute("src");
}
