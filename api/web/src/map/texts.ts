/** What the server tells the map: texts in the reader's language, addresses of pages. */

const NAMES = [
  "title",
  "keys",
  "failed",
  "point",
  "start",
  "end",
  "wheel",
  "wheelMac",
  "fingers",
  "nameUrl",
  "fromUrl",
  "toUrl",
  "stopUrl",
] as const;

export type MapTexts = Readonly<Record<(typeof NAMES)[number], string>>;

/** Read the texts an element carries in `data-texts`. */
export function readMapTexts(element: HTMLElement): MapTexts {
  const content: unknown = JSON.parse(element.dataset["texts"] ?? "null");
  if (!isTexts(content)) throw new Error("data-texts does not hold the texts of the map");
  return content;
}

function isTexts(content: unknown): content is MapTexts {
  if (typeof content !== "object" || content === null) return false;
  return NAMES.every((name) => typeof (content as Record<string, unknown>)[name] === "string");
}

/** Return an address of a page with the id of a place in it, in its path or its query. */
export function addressOf(template: string, id: string): string {
  const isQuery = template.includes("=PLACE");
  const written = encodeURIComponent(id);
  return template.replace("PLACE", isQuery ? written : written.replace(/%3A/g, ":").replace(/%2F/g, "/"));
}
