/** The line of a page as things to draw: the ways of its directions, and its stops. */

import { decodePolyline } from "./polyline";
import { collection, point, type Journey } from "./journey";
import type { Feature } from "geojson";

export const COURSES = "[data-course]";

/** Return what of the directions of an element can be drawn. */
export function readCourses(element: Element): Journey {
  const ways = [...element.querySelectorAll<HTMLElement>(COURSES)].map((course) => ({
    points: decodePolyline(course.dataset["polyline"] ?? ""),
    colour: getComputedStyle(course).getPropertyValue("--line").trim(),
  }));
  const lines = ways.map(
    ({ points, colour }): Feature => ({
      type: "Feature",
      geometry: { type: "LineString", coordinates: points },
      properties: { kind: "ride", name: "", ...(colour ? { colour } : {}) },
    }),
  );
  const named = new Set<string>();
  const stops = [...element.querySelectorAll<HTMLElement>("[data-at]")].flatMap((stop) => {
    const [lat, lon] = (stop.dataset["at"] ?? "").split(",").map(Number);
    const name = stop.querySelector(".called-name")?.textContent?.trim() ?? "";
    if (lat === undefined || lon === undefined) return [];
    // Both sides of a street are one stop to whoever looks at the map.
    const told = named.has(name) ? "" : name;
    named.add(name);
    return point([lon, lat], "change", told);
  });
  return { drawn: collection([...lines, ...stops]), points: ways.flatMap((way) => way.points) };
}
