/** The map of a page: fetched when it comes into view, opened by a button on small screens. */

import { sayFailed } from "./failure";
import type { PlaceValue } from "../place_field";

/** Takes a place that was chosen for an end of the journey; false where the page has no form. */
export type Taker = (end: "from" | "to", place: PlaceValue) => boolean;

/** Let a page's map be drawn once somebody can see it. */
export function enhanceMap(document: Document, take: Taker): void {
  const figure = document.querySelector<HTMLElement>("[data-map]");
  const area = figure?.querySelector<HTMLElement>(".map-area");
  if (!figure || !area) return;
  const open = figure.querySelector<HTMLButtonElement>("[data-map-open]");
  open?.addEventListener("click", () => {
    const shown = figure.classList.toggle("shown");
    open.setAttribute("aria-expanded", String(shown));
  });
  const observer = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    observer.disconnect();
    void draw(figure, take);
  });
  observer.observe(area);
}

async function draw(figure: HTMLElement, take: Taker): Promise<void> {
  try {
    // A file of its own, built beside ours: nobody fetches it who sees no map.
    const { showMap } = (await import(figure.dataset["script"] ?? "")) as typeof import("./view");
    showMap(figure, take);
  } catch (error) {
    console.warn(error);
    sayFailed(figure);
  }
}
