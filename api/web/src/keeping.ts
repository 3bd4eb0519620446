/** Lets a kiosk keep its board for when the server is away: starts the worker, tells it which. */

/** Boards in the languages that nobody reads now are renewed this often. */
const RENEW_MS = 10 * 60_000;

/** Start the worker of `page`, where the browser has one: over HTTPS, or on the machine itself. */
export async function startKeeping(page: HTMLElement): Promise<void> {
  const worker = page.dataset["worker"];
  if (!worker || !("serviceWorker" in navigator)) return;
  const scope = location.pathname.replace(/^(\/[^/]+\/).*/, "$1");
  try {
    await navigator.serviceWorker.register(worker, { scope });
    const { active } = await navigator.serviceWorker.ready;
    const tell = () => active?.postMessage(boardsOf(page));
    tell();
    setInterval(tell, RENEW_MS);
  } catch (error) {
    console.warn(error);
  }
}

/** The board of a page as the machine was started, and in each language it offers. */
export function boardsOf(page: HTMLElement): string[] {
  const here = location.origin + location.pathname;
  const started = new URLSearchParams(location.search).get("lang");
  const languages = [...page.querySelectorAll<HTMLAnchorElement>("a[hreflang]")].map((link) => link.hreflang);
  return [...new Set([started ? `${here}?lang=${started}` : here, ...languages.map((one) => `${here}?lang=${one}`)])];
}
