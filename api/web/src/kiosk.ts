/**
 * The kiosk of a stop: pages are fetched and put in place, so that a server that does not answer
 * never leaves the screen blank; whoever leaves is forgotten.
 */

import { Combobox } from "./combobox";
import { IdleWatch } from "./idle";
import { showKeyboard } from "./keyboard";
import { PlaceField } from "./place_field";
import { Refresher } from "./refresher";
import { label, suggest } from "./suggestions";
import { readTexts } from "./texts";

const PATIENCE_MS = 15_000;
let refresher: Refresher | undefined;
/** Where the next person begins: the address the kiosk was started with, language and all. */
const home = location.href;
let shownAddress = home;

document.addEventListener("click", (event) => {
  const link = (event.target as Element).closest<HTMLAnchorElement>("a[href]");
  if (!link) return;
  event.preventDefault();
  void show(link.href);
});
document.addEventListener("contextmenu", (event) => event.preventDefault());

enhance();
new IdleWatch(
  () => shownAddress === home && !page().querySelector<HTMLInputElement>("#to")?.value,
  (asked) => warn(asked),
  () => void show(home),
).start();

function page(): HTMLElement {
  const element = document.querySelector<HTMLElement>("[data-kiosk]");
  if (!element) throw new Error("the page is not that of a kiosk");
  return element;
}

/** Put the page at an address in place, or say that it cannot be had. */
async function show(address: string): Promise<void> {
  try {
    const answer = await fetch(address, { signal: AbortSignal.timeout(PATIENCE_MS) });
    const content = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = content.querySelector<HTMLElement>("[data-kiosk]");
    if (!fresh) throw new Error(`no kiosk at this address (${answer.status})`);
    refresher?.stop();
    document.documentElement.lang = content.documentElement.lang;
    document.title = content.title;
    page().replaceWith(document.adoptNode(fresh));
    shownAddress = address;
    scrollTo(0, 0);
    enhance();
  } catch (error) {
    console.warn(error);
    const trouble = page().querySelector("[data-trouble]");
    if (trouble) trouble.textContent = page().dataset["away"] ?? "";
  }
}

/** Make what is shown work: board, keyboard, suggestions. */
function enhance(): void {
  const board = document.querySelector<HTMLElement>("[data-screen]");
  refresher = board ? new Refresher(board, shownAddress) : undefined;
  refresher?.start();
  page().querySelector("[data-stay]")?.addEventListener("click", () => warn(false));
  const form = page().querySelector<HTMLFormElement>("form[data-geocode]");
  const block = form?.querySelector<HTMLElement>("[data-place]");
  if (!form || !block) {
    focusOn(page().querySelector<HTMLElement>("main h2"));
    return;
  }
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void send(form);
  });
  const field = new PlaceField(block);
  const [list, status] = ["[role=listbox]", "[role=status]"].map((part) => block.querySelector(part));
  const texts = readTexts(form);
  new Combobox(
    { input: field.text, list: list as HTMLUListElement, status: status as HTMLElement },
    (text, signal) => suggest(form.dataset["geocode"] ?? "", text, texts.counts.length - 1, signal),
    texts,
    (place) => {
      field.value = { text: label(place), id: place.id };
      void send(form);
    },
  );
  const keys = form.querySelector<HTMLElement>("[data-keyboard]");
  if (keys) showKeyboard(keys, field.text);
}

function send(form: HTMLFormElement): Promise<void> {
  const query = new URLSearchParams();
  for (const [name, value] of new FormData(form)) query.append(name, String(value));
  return show(`${form.action.split("?")[0]}?${query}`);
}

function warn(asked: boolean): void {
  const dialog = page().querySelector<HTMLDialogElement>("[data-idle]");
  if (asked && !dialog?.open) dialog?.showModal();
  if (!asked && dialog?.open) dialog.close();
}

/** What was asked for is read first by a screen reader. */
function focusOn(element: HTMLElement | null): void {
  if (!element) return;
  element.tabIndex = -1;
  element.focus();
}
