/** Places whose name begins like what was typed, asked of our own geocoder. */

import type { Kind } from "./texts";

export interface Suggestion {
  readonly id: string;
  readonly name: string;
  /** Commune of a stop; empty when it says nothing more than the name. */
  readonly area: string;
  readonly kind: Kind;
}

/** Ask the geocoder at `address`; the signal gives the question up. */
export async function suggest(
  address: string,
  text: string,
  limit: number,
  signal: AbortSignal,
): Promise<Suggestion[]> {
  const query = new URLSearchParams({ text, numResults: String(limit) });
  const answer = await fetch(`${address}?${query}`, {
    signal,
    headers: { Accept: "application/json" },
  });
  if (!answer.ok) throw new Error(`the geocoder answered ${answer.status}`);
  return readMatches(await answer.json()).slice(0, limit);
}

/** What stands in the field once a suggestion is chosen; the server writes the same. */
export function label(place: Suggestion): string {
  return place.area ? `${place.name}, ${place.area}` : place.name;
}

/** Read an answer of the geocoder, leaving out whatever has no id or no name. */
export function readMatches(content: unknown): Suggestion[] {
  if (!Array.isArray(content)) return [];
  return content.flatMap((match: unknown) => {
    if (typeof match !== "object" || match === null) return [];
    const { id, name, type, areas, modes } = match as Record<string, unknown>;
    if (typeof id !== "string" || typeof name !== "string" || !id || !name) return [];
    return [{ id, name, area: areaBeside(name, areas), kind: kindOf(id, type, modes) }];
  });
}

/** A stop with trains is a railway station; a place that is no commune is a point of interest. */
function kindOf(id: string, type: unknown, modes: unknown): Kind {
  if (type === "ADDRESS") return "street";
  if (type !== "STOP") return id.startsWith("commune:") ? "commune" : "place";
  return Array.isArray(modes) && modes.some(isRail) ? "station" : "stop";
}

function isRail(mode: unknown): boolean {
  return typeof mode === "string" && (mode.endsWith("RAIL") || mode === "LONG_DISTANCE");
}

function areaBeside(name: string, areas: unknown): string {
  const first: unknown = Array.isArray(areas) ? areas[0] : undefined;
  if (typeof first !== "object" || first === null) return "";
  const area = (first as Record<string, unknown>)["name"];
  return typeof area === "string" && !name.includes(area) ? area : "";
}
