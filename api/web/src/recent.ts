/** Places searched lately: kept in this browser, sent to nobody, forgotten when asked. */

import type { Suggestion } from "./suggestions";
import { KINDS } from "./texts";

const KEY = "recent-places";
const MOST = 5;

/** Return where the browser keeps things, null where it was told to keep nothing. */
export function browserStorage(window: { readonly localStorage: Storage }): Storage | null {
  try {
    return window.localStorage;
  } catch {
    return null; // asking is already refused
  }
}

/** Return the places, the last one first; none where the browser keeps nothing. */
export function recentPlaces(storage: Storage | null): Suggestion[] {
  try {
    const kept: unknown = JSON.parse(storage?.getItem(KEY) ?? "[]");
    return Array.isArray(kept) ? kept.filter(isPlace).slice(0, MOST) : [];
  } catch {
    return []; // written by something else, or forbidden
  }
}

/** Put a place first. */
export function remember(storage: Storage | null, place: Suggestion): void {
  const others = recentPlaces(storage).filter((other) => other.id !== place.id);
  try {
    storage?.setItem(KEY, JSON.stringify([place, ...others].slice(0, MOST)));
  } catch (error) {
    console.warn(error); // full or forbidden: nothing is lost but a convenience
  }
}

/** Show the buttons that forget the places; `data-done` says that they are forgotten. */
export function enhanceForget(root: ParentNode, storage: Storage | null): void {
  for (const button of root.querySelectorAll<HTMLButtonElement>("button[data-forget]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      storage?.removeItem(KEY);
      button.textContent = button.dataset["done"] ?? "";
    });
  }
}

function isPlace(content: unknown): content is Suggestion {
  if (typeof content !== "object" || content === null) return false;
  const { id, name, area, kind } = content as Record<string, unknown>;
  return (
    [id, name, area].every((text) => typeof text === "string") &&
    KINDS.some((known) => known === kind)
  );
}
