/** The place that was pointed at, and what one may do with it: from here, to here, departures. */

import { addressOf, type MapTexts } from "./texts";
import type { Taker } from "./figure";
import type { Position } from "./polyline";

export interface Chosen {
  /** As the planner knows it: the id of a station, or `lat,lon`. */
  readonly id: string;
  readonly name: string;
  readonly at: Position;
  readonly isStation: boolean;
}

export class Choice {
  private chosen: Chosen | undefined;
  private readonly links: ReadonlyMap<string, HTMLAnchorElement>;

  constructor(
    private readonly panel: HTMLElement,
    private readonly texts: MapTexts,
    take: Taker,
    taken: (end: "from" | "to", chosen: Chosen) => void,
    private readonly closed: () => void,
  ) {
    const links = [...panel.querySelectorAll<HTMLAnchorElement>("[data-choice]")];
    this.links = new Map(links.map((link) => [link.dataset["choice"] ?? "", link]));
    for (const end of ["from", "to"] as const) {
      this.links.get(end)?.addEventListener("click", (event) => {
        const place = this.chosen;
        if (!place || !take(end, { text: place.name, id: place.id })) return;
        event.preventDefault();
        this.close();
        taken(end, place);
      });
    }
    panel.querySelector("[data-choice-close]")?.addEventListener("click", () => this.close());
    panel.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.close();
    });
  }

  /** Offer what can be done with a place; the panel takes the focus. */
  show(chosen: Chosen): void {
    this.chosen = chosen;
    const name = this.panel.querySelector("[data-choice-name]");
    if (name) name.textContent = chosen.name;
    const { fromUrl, toUrl, stopUrl } = this.texts;
    for (const [key, template] of [["from", fromUrl], ["to", toUrl], ["stop", stopUrl]] as const) {
      const link = this.links.get(key);
      if (link) link.href = addressOf(template, chosen.id);
    }
    const stop = this.links.get("stop");
    if (stop) stop.hidden = !chosen.isStation;
    this.panel.hidden = false;
    this.panel.focus({ preventScroll: true });
  }

  /** Call the place by its name once that is known, unless another one is offered by now. */
  rename(chosen: Chosen, name: string): void {
    if (this.chosen !== chosen) return;
    this.chosen = { ...chosen, name };
    const shown = this.panel.querySelector("[data-choice-name]");
    if (shown) shown.textContent = name;
  }

  private close(): void {
    this.panel.hidden = true;
    this.closed();
  }
}
