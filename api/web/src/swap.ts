/** The button that exchanges where the journey begins and where it ends. */

import type { PlaceField } from "./place_field";

/** Exchange both ends, ids included, when the button is pressed. */
export function enhanceSwap(button: HTMLButtonElement, from: PlaceField, to: PlaceField): void {
  button.hidden = false;
  button.addEventListener("click", () => {
    const [start, end] = [from.value, to.value];
    from.value = end;
    to.value = start;
  });
}
