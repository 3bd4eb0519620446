/** Make the form of the page livelier: suggestions while typing, exchange of both ends. */

import { Combobox } from "./combobox";
import { PlaceField } from "./place_field";
import { enhancePrint } from "./print";
import { label, suggest } from "./suggestions";
import { enhanceSwap } from "./swap";
import { readTexts } from "./texts";

const form = document.querySelector<HTMLFormElement>("form[data-geocode]");
if (form) enhance(form, form.dataset["geocode"] ?? "");
enhancePrint(document);

function enhance(form: HTMLFormElement, address: string): void {
  const texts = readTexts(form);
  const limit = texts.counts.length - 1;
  const fields = [...form.querySelectorAll<HTMLElement>("[data-place]")].map((block) => {
    const field = new PlaceField(block);
    new Combobox(
      { input: field.text, list: part(block, "[role=listbox]"), status: part(block, "[role=status]") },
      (text, signal) => suggest(address, text, limit, signal),
      texts,
      (place) => {
        field.value = { text: label(place), id: place.id };
      },
    );
    return field;
  });
  const [from, to] = fields;
  const swap = form.querySelector<HTMLButtonElement>("button[data-swap]");
  if (from && to && swap) enhanceSwap(swap, from, to);
}

function part<E extends HTMLElement>(block: HTMLElement, selector: string): E {
  const element = block.querySelector<E>(selector);
  if (!element) throw new Error(`the form lacks ${selector}`);
  return element;
}
