/**
 * Suggestions under a text field: the WAI-ARIA 1.2 combobox with a list box and manual choice.
 *
 * The field keeps the focus; arrows move through the list, Enter chooses, Escape closes, and what
 * is typed can always be sent as it is. Without this script it is a plain text field.
 */

import type { Suggestion } from "./suggestions";
import type { Texts } from "./texts";

/** Typing may pause this long before a question is asked. */
export const PAUSE_MS = 120;
const FEWEST_LETTERS = 2;

export interface ComboboxParts {
  readonly input: HTMLInputElement;
  readonly list: HTMLUListElement;
  /** A live region that says how many suggestions there are. */
  readonly status: HTMLElement;
}

export type Source = (text: string, signal: AbortSignal) => Promise<readonly Suggestion[]>;

export class Combobox {
  private shown: readonly Suggestion[] = [];
  private active = -1;
  private pause: ReturnType<typeof setTimeout> | undefined;
  private question: AbortController | undefined;

  constructor(
    private readonly parts: ComboboxParts,
    private readonly source: Source,
    private readonly texts: Texts,
    private readonly onChoice: (place: Suggestion) => void,
    /** What is offered before anything is typed. */
    private readonly starters: () => readonly Suggestion[] = () => [],
  ) {
    const { input, list } = parts;
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-expanded", "false");
    input.setAttribute("aria-controls", list.id);
    input.addEventListener("input", () => this.askSoon());
    input.addEventListener("keydown", (event) => this.onKey(event));
    input.addEventListener("blur", () => this.close());
    input.addEventListener("click", () => this.offer());
    // Pressing the mouse on the list must not take the focus from the field.
    list.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => this.onClick(event));
  }

  private get isOpen(): boolean {
    return !this.parts.list.hidden;
  }

  private askSoon(): void {
    this.giveUp();
    if (this.parts.input.value.trim().length < FEWEST_LETTERS) {
      this.close();
      this.offer();
      return;
    }
    this.pause = setTimeout(() => void this.ask(), PAUSE_MS);
  }

  /** Offer what a search may begin with while the field is empty. */
  private offer(): void {
    const places = this.starters();
    if (this.parts.input.value.trim() === "" && places.length > 0) this.show(places);
  }

  private async ask(): Promise<void> {
    this.giveUp();
    const question = new AbortController();
    this.question = question;
    try {
      const places = await this.source(this.parts.input.value.trim(), question.signal);
      if (!question.signal.aborted) this.show(places);
    } catch (error) {
      if (question.signal.aborted) return;
      this.close();
      this.parts.status.textContent = this.texts.failed;
      console.warn(error);
    }
  }

  /** Forget the question under way: only the last one may be answered. */
  private giveUp(): void {
    clearTimeout(this.pause);
    this.question?.abort();
  }

  private show(places: readonly Suggestion[]): void {
    const { input, list, status } = this.parts;
    this.shown = places;
    this.activate(-1);
    list.replaceChildren(...places.map((place, index) => this.option(place, index)));
    list.hidden = places.length === 0;
    input.setAttribute("aria-expanded", String(this.isOpen));
    status.textContent = this.texts.counts[places.length] ?? this.texts.counts.at(-1) ?? "";
  }

  private option(place: Suggestion, index: number): HTMLLIElement {
    const option = document.createElement("li");
    option.id = `${this.parts.list.id}-${index}`;
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    const name = document.createElement("span");
    name.className = "option-name";
    name.textContent = place.name;
    const detail = document.createElement("span");
    detail.className = "option-detail";
    const kind = this.texts.kinds[place.kind];
    detail.textContent = place.area ? `${kind}, ${place.area}` : kind;
    option.append(name, " ", detail);
    return option;
  }

  private close(): void {
    this.giveUp();
    this.parts.list.hidden = true;
    this.parts.input.setAttribute("aria-expanded", "false");
    this.parts.status.textContent = "";
    this.activate(-1);
  }

  private activate(index: number): void {
    const { input, list } = this.parts;
    list.children[this.active]?.setAttribute("aria-selected", "false");
    this.active = index;
    const option = list.children[index];
    if (option) {
      option.setAttribute("aria-selected", "true");
      option.scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", option.id);
    } else {
      input.removeAttribute("aria-activedescendant");
    }
  }

  private choose(index: number): void {
    const place = this.shown[index];
    if (!place) return;
    this.close();
    this.onChoice(place);
  }

  private onClick(event: Event): void {
    const option = (event.target as Element).closest("[role=option]");
    if (option) this.choose([...this.parts.list.children].indexOf(option));
  }

  private onKey(event: KeyboardEvent): void {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      this.move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && this.isOpen && this.active >= 0) {
      event.preventDefault();
      this.choose(this.active);
    } else if (event.key === "Escape" && this.isOpen) {
      event.preventDefault();
      this.close();
    }
  }

  /** Step through the list, the field itself standing between the last and the first. */
  private move(step: 1 | -1): void {
    if (!this.isOpen) {
      if (this.parts.input.value.trim().length >= FEWEST_LETTERS) void this.ask();
      else this.offer();
      return;
    }
    const stations = this.shown.length + 1;
    this.activate(((this.active + 1 + step + stations) % stations) - 1);
  }
}
