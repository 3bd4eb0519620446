/**
 * A kiosk: pages are fetched and put in place, so that a server that does not answer never leaves the
 * screen blank; whoever leaves is forgotten, and so is where they went.
 */

import { Combobox } from "./combobox";
import { applyComfort, withoutComfort } from "./comfort";
import { IdleWatch } from "./idle";
import { startKeeping } from "./keeping";
import { KEPT_MARK } from "./kept";
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
/** How often a page was asked for: of two under way, the later one is shown. */
let asked = 0;
/** The first page as it came, to begin again with when nothing else can be had. */
const first = page().cloneNode(true) as HTMLElement;
const firstLanguage = document.documentElement.lang;
const firstAtMs = keptMs(document) ?? Date.now();

document.addEventListener("click", (event) => {
  const link = (event.target as Element).closest<HTMLAnchorElement>("a[href]");
  if (!link) return;
  event.preventDefault();
  void show(link.href);
});
document.addEventListener("contextmenu", (event) => event.preventDefault());

applyComfort(page(), home);
enhance(keptMs(document));
void startKeeping(page());
new IdleWatch(
  Number(page().dataset["idleS"]) * 1000,
  isPristine,
  (asked) => warn(asked),
  () => void beginAgain(),
).start();

function page(): HTMLElement {
  const element = document.querySelector<HTMLElement>("[data-kiosk]");
  if (!element) throw new Error("the page is not that of a kiosk");
  return element;
}

/** Nobody has left anything: the first page, its question empty, nothing pressed. */
function isPristine(): boolean {
  const typed = page().querySelector<HTMLInputElement>("#to")?.value;
  return shownAddress === home && !typed && scrollY === 0 && document.activeElement === document.body;
}

/** Show the first page again, as it was if the server cannot be had. */
async function beginAgain(): Promise<void> {
  if (await show(home)) return;
  document.documentElement.lang = firstLanguage;
  place(first.cloneNode(true) as HTMLElement, home, firstAtMs);
}

/** Put the page at an address in place and return true, or say that it cannot be had. */
async function show(address: string): Promise<boolean> {
  const turn = ++asked;
  try {
    const answer = await fetch(withoutComfort(address), { signal: AbortSignal.timeout(PATIENCE_MS) });
    const content = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = content.querySelector<HTMLElement>("[data-kiosk]");
    if (!fresh) throw new Error(`no kiosk at this address (${answer.status})`);
    if (turn !== asked) return true;
    document.documentElement.lang = content.documentElement.lang;
    document.title = content.title;
    place(document.adoptNode(fresh), address, keptMs(content));
    return true;
  } catch (error) {
    console.warn(error);
    const trouble = page().querySelector("[data-trouble]");
    if (trouble) trouble.textContent = page().dataset["away"] ?? "";
    return false;
  }
}

function place(fresh: HTMLElement, address: string, atMs: number | undefined): void {
  refresher?.stop();
  applyComfort(fresh, address);
  page().replaceWith(fresh);
  shownAddress = address;
  scrollTo(0, 0);
  enhance(atMs);
}

/** Since when a page is kept that could not be had from the server. */
function keptMs(content: Document): number | undefined {
  const kept = content.documentElement.dataset[KEPT_MARK];
  return kept === undefined ? undefined : Number(kept);
}

/** Make what is shown work: board (received at `atMs` if it was kept), keyboard, suggestions. */
function enhance(atMs?: number): void {
  const board = document.querySelector<HTMLElement>("[data-screen]");
  const outdated = () => isPristine() && location.reload();
  refresher = board ? new Refresher(board, withoutComfort(shownAddress), atMs, outdated) : undefined;
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

function send(form: HTMLFormElement): Promise<boolean> {
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
