/**
 * Replaces what a page shows by what the server says now, every half minute.
 *
 * Where the server does not answer, the last departures stay, those that left go, and a sentence
 * says of what time they are. The screen is never blank.
 */

/** Between two questions to the server. */
export const PERIOD_MS = 30_000;
/** A question is given up after this long. */
const PATIENCE_MS = 10_000;

export class Refresher {
  private timer: ReturnType<typeof setInterval> | undefined;

  constructor(
    private readonly shown: HTMLElement,
    private readonly address: string,
  ) {}

  start(): void {
    this.timer = setInterval(() => void this.refresh(), PERIOD_MS);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** Ask once; show the answer, or that there is none. */
  async refresh(now: Date = new Date()): Promise<void> {
    const fresh = await this.ask();
    if (fresh) {
      this.shown.replaceChildren(...fresh.childNodes);
      this.shown.dataset["stale"] = fresh.dataset["stale"] ?? "";
      return;
    }
    const status = this.shown.querySelector("[role=status]");
    const stale = this.shown.dataset["stale"] ?? "";
    if (status && status.textContent !== stale) status.textContent = stale;
    this.removeDeparted(now);
  }

  private async ask(): Promise<HTMLElement | null> {
    try {
      const answer = await fetch(this.address, { signal: AbortSignal.timeout(PATIENCE_MS) });
      if (!answer.ok) return null;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      return page.querySelector<HTMLElement>("[data-screen]");
    } catch (error) {
      console.warn(error);
      return null;
    }
  }

  /** Take away what has left, and how soon the others leave: nobody counts it any more. */
  private removeDeparted(now: Date): void {
    for (const row of this.shown.querySelectorAll<HTMLElement>("[data-departs]")) {
      const departs = new Date(row.dataset["departs"] ?? "");
      if (departs.getTime() + 60_000 <= now.getTime()) row.remove();
      else row.querySelector(".soon")?.remove();
    }
  }
}
