/** What several layers of the map ask of its things: which mode, how important, how wide. */

import type { ExpressionSpecification, FilterSpecification } from "maplibre-gl";

export const RAIL: FilterSpecification = ["==", ["get", "mode"], "rail"];
export const TRAM: FilterSpecification = ["in", ["get", "mode"], ["literal", ["tram", "metro", "cable", "ferry"]]];
export const BUS: FilterSpecification = ["in", ["get", "mode"], ["literal", ["bus", "coach", "other"]]];
export const MODE_RANK: ExpressionSpecification = [
  "match", ["get", "mode"], "rail", 5, "metro", 4, "tram", 3, "cable", 2, "ferry", 1, 0,
];
export const STREET_RANK: ExpressionSpecification = [
  "match", ["get", "kind"],
  "motorway", 6, "trunk", 5, "primary", 4, "secondary", 3, "tertiary", 2, "minor", 1, 0,
];

/** Return a width that grows with the zoom, between pairs of zoom and width. */
export function growing(
  ...stops: readonly (readonly [number, number | ExpressionSpecification])[]
): ExpressionSpecification {
  return ["interpolate", ["exponential", 1.4], ["zoom"], ...stops.flat()] as ExpressionSpecification;
}
