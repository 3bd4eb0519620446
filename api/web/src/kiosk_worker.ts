/** The service worker of kiosks and screens: when the server is away, they show what they last had. */

import { KeptPages } from "./kept";

/** What of the worker's own world is used; the page's is what TypeScript knows. */
interface WorkerScope {
  addEventListener(name: "install" | "activate", listener: (event: Extendable) => void): void;
  addEventListener(name: "fetch", listener: (event: Fetched) => void): void;
  addEventListener(name: "message", listener: (event: Extendable & { readonly data: readonly string[] }) => void): void;
  skipWaiting(): Promise<void>;
  readonly clients: { claim(): Promise<void> };
}
interface Extendable {
  waitUntil(done: Promise<unknown>): void;
}
interface Fetched {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}

const scope = globalThis as unknown as WorkerScope;
const pages = new KeptPages(
  () => caches.open("kiosk"),
  (request, signal) => fetch(request, { signal }),
);

scope.addEventListener("install", (event) => event.waitUntil(scope.skipWaiting()));
scope.addEventListener("activate", (event) => event.waitUntil(scope.clients.claim()));
scope.addEventListener("fetch", (event) => {
  if (pages.concerns(event.request)) event.respondWith(pages.answer(event.request));
});
scope.addEventListener("message", (event) => event.waitUntil(pages.keep(event.data)));
