/** Make the pages livelier: suggestions, exchange of both ends, copying, printing. */

import { enhanceBuild } from "./build_follower";
import { Combobox } from "./combobox";
import { enhanceCopy } from "./copy";
import { enhanceMap } from "./map/figure";
import { PlaceField } from "./place_field";
import { canLocate, HERE, locate } from "./position";
import { enhancePrint } from "./print";
import { browserStorage, enhanceForget, recentPlaces, remember } from "./recent";
import { label, suggest, type Suggestion } from "./suggestions";
import { enhanceSwap } from "./swap";
import { readTexts, type Texts } from "./texts";
import { enhanceUploads } from "./upload";

const storage = browserStorage(window);
const form = document.querySelector<HTMLFormElement>("form[data-geocode]");
const fields = form ? enhance(form, form.dataset["geocode"] ?? "") : [];
enhanceCopy(document);
enhancePrint(document);
enhanceForget(document, storage);
enhanceUploads(document);
enhanceBuild(document);
enhanceMap(document, (end, place) => {
  const field = fields[end === "from" ? 0 : 1];
  if (field) field.value = place;
  return field !== undefined;
});

/** Make a form livelier and return its places: where the journey begins, and where it ends. */
function enhance(form: HTMLFormElement, address: string): PlaceField[] {
  const texts = readTexts(form);
  const limit = texts.counts.length - 1;
  const fields = [...form.querySelectorAll<HTMLElement>("[data-place]")].map((block) => {
    const field = new PlaceField(block);
    const status = part<HTMLElement>(block, "[role=status]");
    new Combobox(
      { input: field.text, list: part(block, "[role=listbox]"), status },
      (text, signal) => suggest(address, text, limit, signal),
      texts,
      (place) => void choose(field, place, status, texts),
      () => starters(texts),
    );
    return field;
  });
  const [from, to] = fields;
  const swap = form.querySelector<HTMLButtonElement>("button[data-swap]");
  if (from && to && swap) enhanceSwap(swap, from, to);
  return fields;
}

/** Put a chosen place into its field; where the reader is must be asked first. */
async function choose(
  field: PlaceField,
  place: Suggestion,
  status: HTMLElement,
  texts: Texts,
): Promise<void> {
  try {
    const found = place.id === HERE ? await locate() : place;
    field.value = { text: label(found), id: found.id };
    if (place.id !== HERE) remember(storage, place);
  } catch (error) {
    status.textContent = texts.hereFailed;
    console.warn(error);
  }
}

/** What a search may begin with: where the reader is, and places chosen lately. */
function starters(texts: Texts): Suggestion[] {
  const here: Suggestion = { id: HERE, name: texts.here, area: "", kind: HERE };
  return [...(canLocate() ? [here] : []), ...recentPlaces(storage)];
}

function part<E extends HTMLElement>(block: HTMLElement, selector: string): E {
  const element = block.querySelector<E>(selector);
  if (!element) throw new Error(`the form lacks ${selector}`);
  return element;
}
