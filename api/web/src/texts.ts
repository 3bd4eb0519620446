/** Texts of the page that scripts say: written by the server in the reader's language. */

export const KINDS = ["commune", "station", "stop", "street", "place"] as const;
export type Kind = (typeof KINDS)[number];

export interface Texts {
  /** Announced when n suggestions are shown, for n = 0 up to the longest list. */
  readonly counts: readonly string[];
  /** Announced when suggestions cannot be had. */
  readonly failed: string;
  /** Said after the name of a place, by what it is. */
  readonly kinds: Readonly<Record<Kind, string>>;
}

/** Read the texts an element carries in `data-texts`. */
export function readTexts(element: HTMLElement): Texts {
  const content: unknown = JSON.parse(element.dataset["texts"] ?? "null");
  if (!isTexts(content)) throw new Error("data-texts does not hold the texts of the page");
  return content;
}

function isTexts(content: unknown): content is Texts {
  if (typeof content !== "object" || content === null) return false;
  const { counts, failed, kinds } = content as Record<string, unknown>;
  return (
    Array.isArray(counts) &&
    counts.every((count) => typeof count === "string") &&
    typeof failed === "string" &&
    typeof kinds === "object" &&
    kinds !== null &&
    KINDS.every((kind) => typeof (kinds as Record<string, unknown>)[kind] === "string")
  );
}
