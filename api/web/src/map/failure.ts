/** A map that cannot be drawn: one line in its place, for the page is complete without it. */

import { readMapTexts } from "./texts";

/** Say so, and take away the empty frame. */
export function sayFailed(figure: HTMLElement): void {
  figure.classList.add("failed");
  const said = figure.querySelector("[data-map-said]");
  if (said) said.textContent = readMapTexts(figure).failed;
}
