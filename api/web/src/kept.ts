/**
 * What the service worker of a kiosk keeps: its boards as last received and the files they need.
 *
 * Pages that answer a search are asked of the network alone and never kept.
 */

import { withoutComfort } from "./comfort";

/** Name, in a page's dataset, of the moment since when it is kept (milliseconds of the machine). */
export const KEPT_MARK = "kept";
/** Header of what is kept: when it was received. */
const RECEIVED = "X-Received-Ms";
/** An answer that does not come counts as none. */
const PATIENCE_MS = 8_000;
const SCOPES = /^\/(borne|ecran)\//;
const FILES = /^\/(static|look)\//;
/** The files that a page names. */
const NAMED = /(?:href|src)="(\/(?:static|look)\/[^"]+)"/g;

/** What of a cache of the browser is used. */
export interface Shelf {
  match(address: string): Promise<Response | undefined>;
  put(address: string, response: Response): Promise<void>;
  delete(address: string): Promise<boolean>;
  keys(): Promise<readonly Request[]>;
}

export class KeptPages {
  constructor(
    private readonly shelf: () => Promise<Shelf>,
    private readonly ask: (request: Request, signal: AbortSignal) => Promise<Response>,
    private readonly nowMs: () => number = Date.now,
  ) {}

  /** Tell whether a request is answered here; all others take their usual way. */
  concerns(request: Request): boolean {
    const { pathname } = new URL(request.url);
    return request.method === "GET" && (SCOPES.test(pathname) || FILES.test(pathname));
  }

  async answer(request: Request): Promise<Response> {
    if (FILES.test(new URL(request.url).pathname)) {
      return (await (await this.shelf()).match(request.url)) ?? fetch(request);
    }
    const board = boardOf(request.url);
    try {
      const answer = await this.ask(request, AbortSignal.timeout(PATIENCE_MS));
      if (answer.status < 500) {
        // What cannot be kept, for want of room or of a file, is shown all the same.
        if (board) await this.renew(board, answer.clone()).catch(console.warn);
        return answer;
      }
      return (await this.instead(request, board)) ?? answer;
    } catch (error) {
      const kept = await this.instead(request, board);
      if (kept) return kept;
      throw error;
    }
  }

  /** Keep these boards as they are now, with the files they need, and nothing else. */
  async keep(boards: readonly string[]): Promise<void> {
    for (const board of boards) await this.answer(new Request(board));
    const shelf = await this.shelf();
    const needed = new Set(boards);
    for (const board of boards) {
      const kept = await shelf.match(board);
      for (const file of filesOf(kept ? await kept.text() : "", board)) needed.add(file);
    }
    for (const { url } of await shelf.keys()) if (!needed.has(url)) await shelf.delete(url);
  }

  /** Keep a board as it was received; forget it where the machine is no kiosk any more. */
  private async renew(board: string, answer: Response): Promise<void> {
    const shelf = await this.shelf();
    if (answer.ok && !answer.redirected) {
      const headers = new Headers(answer.headers);
      headers.set(RECEIVED, String(this.nowMs()));
      const page = await answer.text();
      // The files first: a page without its looks is worse than the one before it.
      for (const file of filesOf(page, board)) await this.fetchOnce(shelf, file);
      await shelf.put(board, new Response(page, { headers }));
    } else if (answer.status === 403 || answer.status === 404) {
      await shelf.delete(board);
    }
  }

  private async fetchOnce(shelf: Shelf, file: string): Promise<void> {
    if (await shelf.match(file)) return;
    const answer = await this.ask(new Request(file), AbortSignal.timeout(PATIENCE_MS));
    if (!answer.ok) throw new Error(`${file}: ${answer.status}`);
    await shelf.put(file, answer);
  }

  /** The board kept for a request: for one of a search only where a blank screen would follow. */
  private async instead(request: Request, board: string | null): Promise<Response | undefined> {
    if (!board && request.mode !== "navigate") return undefined;
    const shelf = await this.shelf();
    const url = new URL(request.url);
    const kept = (board && (await shelf.match(board))) || (await this.anyOf(shelf, url.origin + url.pathname));
    if (!kept) return undefined;
    const mark = ` data-${KEPT_MARK}="${Number(kept.headers.get(RECEIVED))}"`;
    const page = (await kept.text()).replace(/<html(?=[ >])/, `<html${mark}`);
    return new Response(page, { headers: kept.headers });
  }

  /** The board of the same kiosk in whatever language it is kept. */
  private async anyOf(shelf: Shelf, address: string): Promise<Response | undefined> {
    const found = (await shelf.keys()).find(({ url }) => url.split("?")[0] === address);
    return found && shelf.match(found.url);
  }
}

/** The whole addresses of the files that a page names. */
function filesOf(page: string, address: string): string[] {
  return [...page.matchAll(NAMED)].map(([, path]) => new URL(path ?? "", address).href);
}

/** The address that a board is kept by; null for a page that answers something else. */
export function boardOf(address: string): string | null {
  const url = new URL(withoutComfort(address));
  url.hash = "";
  if (!SCOPES.test(url.pathname) || /\/(ouvrir|lieux)$/.test(url.pathname)) return null;
  for (const [name, value] of url.searchParams) if (name !== "lang" && value) return null;
  const language = url.searchParams.get("lang");
  return url.origin + url.pathname + (language ? `?lang=${encodeURIComponent(language)}` : "");
}
