/** What time it is for the server, known from when a page was received: a machine's clock may be wrong. */

const MINUTE_MS = 60_000;

/** A moment that the server wrote, and the machine's clock when it came. */
export interface Received {
  /** As the server wrote it, with the hours of its place: `2026-11-26T14:32:05+01:00`. */
  readonly written: string;
  readonly atMs: number;
}

/** Milliseconds since the epoch for the server, `nowMs` being the machine's. */
export function serverMs(received: Received, nowMs: number): number {
  return new Date(received.written).getTime() + nowMs - received.atMs;
}

/** The clock on the wall of the server's place: `14:38`. */
export function wallClock(received: Received, nowMs: number): string {
  // The written hours as if they were UTC, so that neither zone nor summer time of the machine counts.
  const written = new Date(`${received.written.slice(0, 19)}Z`).getTime();
  return new Date(written + nowMs - received.atMs).toISOString().slice(11, 16);
}

/** How old what was received is: `6 min`, `1 h 05 min`; a minute at least. The same in every language. */
export function age(received: Received, nowMs: number): string {
  const minutes = Math.max(1, Math.floor((nowMs - received.atMs) / MINUTE_MS));
  const hours = Math.floor(minutes / 60);
  if (!hours) return `${minutes}\u00a0min`;
  return `${hours}\u00a0h\u00a0${String(minutes % 60).padStart(2, "0")}\u00a0min`;
}
