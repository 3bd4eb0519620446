import { beforeEach, expect, it, vi } from "vitest";
import { boardOf, KeptPages, type Shelf } from "./kept";

const SITE = "http://localhost";
const BOARD = `${SITE}/borne/gare`;
const page = (name = "board"): string =>
  `<html lang="fr"><link href="/static/a.css"><script src="/static/a.js"></script>${name}</html>`;

/** A shelf like the browser's. */
class Memory implements Shelf {
  readonly kept = new Map<string, Response>();
  match = async (address: string) => this.kept.get(address)?.clone();
  put = async (address: string, response: Response) => void this.kept.set(address, response);
  delete = async (address: string) => this.kept.delete(address);
  keys = async () => [...this.kept.keys()].map((address) => new Request(address));
}

let shelf: Memory;
let server: (address: string) => Response | Promise<Response>;
let nowMs: number;
let pages: KeptPages;

beforeEach(() => {
  shelf = new Memory();
  server = () => new Response(page());
  nowMs = 1_000;
  pages = new KeptPages(
    async () => shelf,
    async (request) => server(request.url),
    () => nowMs,
  );
});

/** A request that a browser makes; for a page it opens, not only asks for, `mode` says so. */
function request(address: string, mode = "cors"): Request {
  const made = new Request(address);
  Object.defineProperty(made, "mode", { value: mode });
  return made;
}
const ask = async (address: string, mode?: string): Promise<string> =>
  (await pages.answer(request(address, mode))).text();
const away = (): never => {
  throw new TypeError("no network");
};

it.each([
  ["", ""],
  ["?lang=de", "?lang=de"],
  ["?low=1&contrast=1&lang=de#x", "?lang=de"],
  ["?to=", ""],
  ["?to=x", null],
  ["?toPlace=x", null],
  ["/ouvrir", null],
  ["/lieux?text=a", null],
])("keeps the board of %s as %s", (end, kept) => {
  expect(boardOf(BOARD + end)).toBe(kept === null ? null : BOARD + kept);
});

it("answers for kiosks, screens and files, not for the rest of the site", () => {
  const concerned = (path: string) => pages.concerns(new Request(SITE + path));
  expect(["/borne/x", "/ecran/x", "/static/a.js"].every(concerned)).toBe(true);
  expect(["/", "/desk", "/arret/x", "/api/v6/plan"].some(concerned)).toBe(false);
  expect(pages.concerns(new Request(`${BOARD}/ouvrir`, { method: "POST" }))).toBe(false);
});

it("shows what the server says as long as it says something", async () => {
  expect(await ask(BOARD)).toBe(page());
  server = () => new Response(page("newer"));
  expect(await ask(BOARD)).toBe(page("newer"));
});

it.each([
  ["is away", away],
  ["fails", () => new Response("", { status: 502 })],
])("shows the last board and since when it is kept, when the server %s", async (_, fails) => {
  await ask(BOARD);
  server = fails;
  nowMs = 99_000;
  expect(await ask(BOARD, "navigate")).toBe(page().replace("<html", '<html data-kept="1000"'));
});

it("shows the files that the board needs", async () => {
  await ask(BOARD);
  server = away;
  expect([...shelf.kept.keys()].sort()).toEqual([BOARD, `${SITE}/static/a.css`, `${SITE}/static/a.js`]);
  expect((await pages.answer(new Request(`${SITE}/static/a.css`))).ok).toBe(true);
});

it("stays with the last board that has its looks when those of the next cannot be had", async () => {
  vi.spyOn(console, "warn").mockImplementation(() => undefined);
  await ask(BOARD);
  server = (address) => (address === BOARD ? new Response(page("next").replaceAll("a.css", "b.css")) : away());
  expect(await ask(BOARD)).toContain("next");
  server = away;
  expect(await ask(BOARD)).toContain("board");
});

it("keeps nothing of a search and makes up no answer to one", async () => {
  await ask(`${BOARD}?to=home`);
  await ask(`${BOARD}/lieux?text=home`);
  expect(shelf.kept.size).toBe(0);
  await ask(BOARD);
  server = away;
  await expect(ask(`${BOARD}?to=home`)).rejects.toThrow("no network");
});

it("opens on the board where a search would leave the screen blank", async () => {
  await ask(`${BOARD}?lang=de`);
  server = away;
  expect(await ask(`${BOARD}?to=home`, "navigate")).toContain("board");
});

it.each([403, 404])("forgets the board of a machine that is told %s", async (status) => {
  await ask(BOARD);
  server = () => new Response("no kiosk", { status });
  expect(await ask(BOARD)).toBe("no kiosk");
  server = away;
  await expect(ask(BOARD, "navigate")).rejects.toThrow("no network");
});

it("keeps the boards it is told to and drops what no board needs any more", async () => {
  await ask(BOARD);
  await ask(`${SITE}/ecran/old`);
  server = () => new Response(page().replaceAll("a.", "b."));
  await pages.keep([BOARD, `${BOARD}?lang=de`]);
  expect([...shelf.kept.keys()].sort()).toEqual([
    BOARD,
    `${BOARD}?lang=de`,
    `${SITE}/static/b.css`,
    `${SITE}/static/b.js`,
  ]);
});

it("drops nothing while the server is away", async () => {
  await pages.keep([BOARD]);
  server = away;
  await pages.keep([BOARD, `${BOARD}?lang=de`]);
  expect(shelf.kept.has(BOARD)).toBe(true);
});
