/** What a point on the map is called: asked of our own server, which the form agrees with. */

import { addressOf } from "./texts";

/** Return the name of `lat,lon`, "" where it is not known: the coordinates say enough. */
export async function nameOf(template: string, id: string): Promise<string> {
  try {
    const answer = await fetch(addressOf(template, id));
    if (!answer.ok) return "";
    const content: unknown = await answer.json();
    if (typeof content !== "object" || content === null) return "";
    const { name } = content as Record<string, unknown>;
    return typeof name === "string" ? name : "";
  } catch {
    return "";
  }
}
