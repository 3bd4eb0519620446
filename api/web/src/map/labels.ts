/** What the map names, and from which zoom. */

import type {
  ExpressionSpecification,
  FilterSpecification,
  LayerSpecification,
  SymbolLayerSpecification,
} from "maplibre-gl";
import { BUS, growing, MODE_RANK, RAIL, STREET_RANK, TRAM } from "./expressions";
import type { Palette } from "./palette";

const REGULAR = ["Atkinson Next"];
const BOLD = ["Atkinson Next Bold"];
const NAME: ExpressionSpecification = ["get", "name"];

/** Names along streets, rivers and lines. */
export function names(palette: Palette): LayerSpecification[] {
  const halo = { "text-halo-color": palette.halo, "text-halo-width": 1.4 };
  const along = { "symbol-placement": "line", "text-field": NAME, "text-font": REGULAR } as const;
  return [
    {
      id: "river-names",
      type: "symbol",
      source: "network",
      "source-layer": "rivers",
      layout: { ...along, "text-size": 13, "text-letter-spacing": 0.1, "symbol-spacing": 500 },
      paint: { ...halo, "text-color": palette["text-water"] },
    },
    {
      id: "street-names",
      type: "symbol",
      source: "network",
      "source-layer": "streets",
      minzoom: 14,
      layout: { ...along, "text-size": growing([14, 11.5], [18, 14]), "symbol-sort-key": ["-", STREET_RANK] },
      paint: { ...halo, "text-color": palette["text-soft"] },
    },
    {
      id: "line-names",
      type: "symbol",
      source: "network",
      "source-layer": "lines",
      minzoom: 11.5,
      filter: ["any", ["!=", MODE_RANK, 0], [">=", ["zoom"], 16]],
      layout: { ...along, "text-font": BOLD, "text-size": 12, "symbol-spacing": 320, "text-rotation-alignment": "viewport" },
      paint: { ...halo, "text-color": palette.text, "text-halo-width": 2 },
    },
  ];
}

/** Names of places and stations, above everything else. */
export function labels(palette: Palette, isFaded: boolean): LayerSpecification[] {
  const halo = { "text-halo-color": palette.halo, "text-halo-width": 1.6 };
  const beside: SymbolLayerSpecification["layout"] = {
    "text-field": NAME,
    "text-max-width": 9,
    "text-variable-anchor": ["left", "right", "top", "bottom"],
    "text-radial-offset": 0.7,
    "text-justify": "auto",
  };
  const rank: ExpressionSpecification = ["-", ["get", "rank"]];
  const station = (id: string, filter: FilterSpecification, minzoom: number): LayerSpecification => ({
    id,
    type: "symbol",
    source: "network",
    "source-layer": "stations",
    minzoom,
    filter,
    layout: {
      ...beside,
      "text-font": id === "rail-names" ? BOLD : REGULAR,
      "text-size": growing([10, 12], [17, 14]),
      "symbol-sort-key": rank,
    },
    paint: { ...halo, "text-color": palette.text },
  });
  return [
    {
      id: "place-names",
      type: "symbol",
      source: "network",
      "source-layer": "places",
      layout: {
        "text-field": NAME,
        "text-font": BOLD,
        "text-max-width": 8,
        "text-size": [
          "interpolate", ["linear"], ["log10", ["max", 100, ["get", "rank"]]], 2, 12, 4, 14.5, 6, 21,
        ],
        "symbol-sort-key": rank,
      },
      paint: { ...halo, "text-color": palette["text-soft"] },
    },
    // Beside a journey the names of its own stops come first.
    station("bus-names", BUS, isFaded ? 15.5 : 14.5),
    station("tram-names", TRAM, isFaded ? 14.5 : 12.5),
    station("rail-names", RAIL, isFaded ? 12.5 : 9),
    {
      id: "end-names",
      type: "symbol",
      source: "journey",
      filter: ["==", ["geometry-type"], "Point"],
      layout: {
        ...beside,
        "text-font": BOLD,
        "text-size": 14,
        "text-radial-offset": 0.9,
        "symbol-sort-key": ["match", ["get", "kind"], "change", 1, 0],
      },
      paint: { ...halo, "text-color": palette.text, "text-halo-width": 2 },
    },
  ];
}
