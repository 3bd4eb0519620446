/** The journey of the page as things to draw: read from its legs, where the server wrote them. */

import type { Feature, FeatureCollection } from "geojson";
import { decodePolyline, type Position } from "./polyline";

export interface Journey {
  readonly drawn: FeatureCollection;
  /** Every point of it. */
  readonly points: readonly Position[];
}

export const NO_JOURNEY: Journey = { drawn: collection([]), points: [] };

/** Return what of an element's legs can be drawn: their lines, where one changes, both ends. */
export function readJourney(element: Element): Journey {
  const legs = [...element.querySelectorAll<HTMLElement>("[data-polyline]")].map(readLeg);
  const shown = legs.filter((leg) => leg.points.length > 1);
  const [first, last] = [shown.at(0), shown.at(-1)];
  if (!first || !last) return NO_JOURNEY;
  const start = point(first.points[0], "start", first.from);
  const end = point(last.points.at(-1), "end", last.to);
  // A stop beside an end of the same name is named once.
  const named = (name: string): string => (name === first.from || name === last.to ? "" : name);
  const changes = shown
    .filter((leg) => leg.kind === "ride")
    .flatMap((leg) => [
      ...(leg === first ? [] : point(leg.points[0], "change", named(leg.from))),
      ...(leg === last ? [] : point(leg.points.at(-1), "change", named(leg.to))),
    ]);
  return {
    drawn: collection([...shown.map(line), ...changes, ...start, ...end]),
    points: shown.flatMap((leg) => leg.points),
  };
}

/** Return a place on the map as what to draw: an end of the journey that is being asked for. */
export function point(at: Position | undefined, kind: string, name: string): Feature[] {
  if (!at) return [];
  return [
    { type: "Feature", geometry: { type: "Point", coordinates: at }, properties: { kind, name } },
  ];
}

export function collection(features: Feature[]): FeatureCollection {
  return { type: "FeatureCollection", features };
}

interface Leg {
  readonly points: Position[];
  readonly kind: "ride" | "walk" | "estimate";
  readonly colour: string;
  readonly name: string;
  readonly from: string;
  readonly to: string;
}

function readLeg(element: HTMLElement): Leg {
  const stops = [...element.querySelectorAll(".stop > :first-child, .stop:not(:has(*))")];
  const isRide = element.classList.contains("ride");
  const estimated = "estimated" in element.dataset;
  return {
    points: decodePolyline(element.dataset["polyline"] ?? ""),
    kind: isRide ? "ride" : estimated ? "estimate" : "walk",
    colour: getComputedStyle(element).getPropertyValue("--line").trim(),
    name: isRide ? textOf(element.querySelector(".pill")?.lastChild) : "",
    from: textOf(stops[0]),
    to: textOf(stops.at(-1)),
  };
}

function textOf(node: Node | null | undefined): string {
  return node?.textContent?.trim() ?? "";
}

function line({ points, kind, colour, name }: Leg): Feature {
  return {
    type: "Feature",
    geometry: { type: "LineString", coordinates: points },
    properties: { kind, name, ...(colour ? { colour } : {}) },
  };
}
