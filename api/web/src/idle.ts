/** Somebody left: ask whether they are there, then begin again for the next person. */

/** Without an answer to the question for this long, the screen begins again. */
export const ANSWER_MS = 15_000;

const SIGNS_OF_LIFE = ["pointerdown", "keydown", "scroll"] as const;

export class IdleWatch {
  private timer: ReturnType<typeof setTimeout> | undefined;

  /**
   * Without a touch for `patienceMs` the question is asked. `isPristine` tells that there is nothing to
   * begin again; `warn` shows or hides the question.
   */
  constructor(
    private readonly patienceMs: number,
    private readonly isPristine: () => boolean,
    private readonly warn: (asked: boolean) => void,
    private readonly beginAgain: () => void,
  ) {}

  start(): void {
    for (const sign of SIGNS_OF_LIFE) {
      document.addEventListener(sign, () => this.alive(), { passive: true, capture: true });
    }
    this.alive();
  }

  private alive(): void {
    clearTimeout(this.timer);
    this.warn(false);
    this.timer = setTimeout(() => this.ask(), this.patienceMs);
  }

  private ask(): void {
    if (this.isPristine()) {
      this.alive();
      return;
    }
    this.warn(true);
    this.timer = setTimeout(() => {
      this.warn(false);
      this.beginAgain();
      this.alive();
    }, ANSWER_MS);
  }
}
