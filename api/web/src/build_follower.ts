/**
 * Follows a build on the pages of the desk: what it says is shown as it comes. When it is done the
 * page is loaded anew, but never under somebody who is filling a form in: there a link is left.
 */

/** Between two questions to the server. */
export const PERIOD_MS = 3_000;
/** A question is given up after this long. */
const PATIENCE_MS = 10_000;

interface BuildState {
  busy: boolean;
  log: string;
}

/** Follow the build that the page shows, if it shows one. */
export function enhanceBuild(root: Document, reload: () => void = () => location.reload()): void {
  const shown = root.querySelector<HTMLElement>("[data-build]");
  if (!shown) return;
  const timer = setInterval(async () => {
    const state = await ask(shown.dataset["build"] ?? "");
    if (!state) return;
    show(shown, state);
    if (state.busy) return;
    clearInterval(timer);
    if (!isBeingFilledIn(root)) reload();
  }, PERIOD_MS);
}

/** Ask how far the build is; null where the server does not say. */
async function ask(address: string): Promise<BuildState | null> {
  try {
    const answer = await fetch(address, { signal: AbortSignal.timeout(PATIENCE_MS) });
    return answer.ok ? ((await answer.json()) as BuildState) : null;
  } catch (error) {
    console.warn(error);
    return null;
  }
}

function show(shown: HTMLElement, state: BuildState): void {
  const log = shown.querySelector("pre");
  if (log && log.textContent !== state.log) log.textContent = state.log;
  const status = shown.querySelector("[role=status]");
  if (status && !state.busy) status.textContent = shown.dataset["done"] ?? "";
}

/** Tell whether a field was changed or is being typed into: loading anew would lose that. */
function isBeingFilledIn(root: Document): boolean {
  const fields = [...root.querySelectorAll<HTMLInputElement>("form input:not([type=hidden])")];
  return fields.some(
    (field) =>
      field === root.activeElement ||
      (field.type === "checkbox"
        ? field.checked !== field.defaultChecked
        : field.value !== field.defaultValue),
  );
}
