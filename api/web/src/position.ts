/** Where the reader is, asked of the browser only when it is wanted. */

import type { Suggestion } from "./suggestions";

/** Stands for the reader's position until it is known. */
export const HERE = "here";
const PATIENCE_MS = 10_000;

/** Tell whether the browser may say where it is. */
export function canLocate(): boolean {
  return window.isSecureContext && "geolocation" in navigator;
}

/** Return the position as a place written like the server writes points. */
export function locate(): Promise<Suggestion> {
  return new Promise((resolve, reject) => {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        const [lat, lon] = [coords.latitude.toFixed(5), coords.longitude.toFixed(5)];
        resolve({ id: `${lat},${lon}`, name: `${lat}, ${lon}`, area: "", kind: HERE });
      },
      reject,
      { timeout: PATIENCE_MS, maximumAge: 60_000 },
    );
  });
}
