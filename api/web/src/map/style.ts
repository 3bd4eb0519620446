/** How the map looks: the layers of our tiles, then the journey, in the colours of a palette. */

import type { FeatureCollection } from "geojson";
import type {
  ExpressionSpecification,
  FilterSpecification,
  LayerSpecification,
  StyleSpecification,
} from "maplibre-gl";
import { BUS, growing, MODE_RANK, RAIL, STREET_RANK, TRAM } from "./expressions";
import { labels, names } from "./labels";
import type { Palette } from "./palette";

export interface Drawing {
  /** Address of the tiles, with {z}, {x} and {y}. */
  readonly tiles: string;
  readonly maxZoom: number;
  readonly journey: FeatureCollection;
  /** Ends of a journey that is being asked for. */
  readonly ends: FeatureCollection;
}

/** Layers whose things can be pointed at. */
export const STATIONS = ["stations-bus", "stations-tram", "stations-rail"];

/** Return the style of the map. */
export function mapStyle(palette: Palette, drawing: Drawing): StyleSpecification {
  const isShown = drawing.journey.features.length > 0;
  return {
    version: 8,
    // Without an address of glyphs the letters are drawn from the fonts of the page.
    sources: {
      network: {
        type: "vector",
        tiles: [drawing.tiles],
        minzoom: 0,
        maxzoom: drawing.maxZoom,
      },
      journey: { type: "geojson", data: drawing.journey },
      ends: { type: "geojson", data: drawing.ends },
    },
    layers: [
      { id: "outside", type: "background", paint: { "background-color": palette.outside } },
      ...ground(palette),
      ...streets(palette),
      ...lines(palette, isShown),
      ...stations(palette),
      ...names(palette),
      ...journey(palette),
      ...labels(palette, isShown),
    ],
  };
}

function ground(palette: Palette): LayerSpecification[] {
  const { land, built, grass, wood, park, water, border, rail } = palette;
  return [
    {
      id: "region",
      type: "fill",
      source: "network",
      "source-layer": "region",
      paint: { "fill-antialias": false, "fill-color": land },
    },
    {
      id: "areas",
      type: "fill",
      source: "network",
      "source-layer": "land",
      paint: {
        "fill-antialias": false,
        "fill-color": [
          "match", ["get", "kind"], "grass", grass, "wood", wood, "park", park, "water", water, built,
        ],
      },
    },
    {
      id: "rivers",
      type: "line",
      source: "network",
      "source-layer": "rivers",
      layout: { "line-cap": "round", "line-join": "round" },
      paint: {
        "line-color": water,
        "line-width": growing([9, 1], [14, ["match", ["get", "kind"], "river", 5, "canal", 4, 1.5]]),
      },
    },
    {
      id: "borders",
      type: "line",
      source: "network",
      "source-layer": "borders",
      filter: ["==", ["get", "kind"], "commune"],
      paint: { "line-color": border, "line-width": 1, "line-dasharray": [4, 2] },
    },
    {
      id: "authorities",
      type: "line",
      source: "network",
      "source-layer": "borders",
      filter: ["==", ["get", "kind"], "authority"],
      paint: { "line-color": border, "line-width": growing([6, 0.8], [12, 2.4]) },
    },
    {
      id: "rails",
      type: "line",
      source: "network",
      "source-layer": "rails",
      paint: { "line-color": rail, "line-width": growing([9, 0.8], [14, 1.6], [18, 4]) },
    },
  ];
}

function streets(palette: Palette): LayerSpecification[] {
  const source = { source: "network", "source-layer": "streets" };
  const roads: FilterSpecification = ["!=", ["get", "kind"], "path"];
  const layout = {
    "line-cap": "round",
    "line-join": "round",
    "line-sort-key": STREET_RANK,
  } as const;
  return [
    {
      id: "paths",
      type: "line",
      ...source,
      filter: ["==", ["get", "kind"], "path"],
      paint: { "line-color": palette.path, "line-width": growing([14, 0.8], [18, 3]), "line-dasharray": [2, 1.2] },
    },
    {
      id: "street-edges",
      type: "line",
      ...source,
      filter: roads,
      layout,
      paint: { "line-color": palette["street-edge"], "line-width": streetWidth(1.4) },
    },
    {
      id: "streets",
      type: "line",
      ...source,
      filter: roads,
      layout,
      paint: {
        "line-color": [
          "match", ["get", "kind"],
          ["motorway", "trunk"], palette.motorway,
          ["primary", "secondary"], palette.main,
          palette.street,
        ],
        "line-width": streetWidth(0),
      },
    },
  ];
}

function lines(palette: Palette, isFaded: boolean): LayerSpecification[] {
  const source = { source: "network", "source-layer": "lines" };
  const layout = { "line-cap": "round", "line-join": "round", "line-sort-key": MODE_RANK } as const;
  const opacity = isFaded ? 0.25 : 1;
  return [
    {
      id: "line-edges",
      type: "line",
      ...source,
      layout,
      paint: { "line-color": palette["line-edge"], "line-width": lineWidth(1.6), "line-opacity": opacity },
    },
    {
      id: "lines",
      type: "line",
      ...source,
      layout,
      paint: {
        "line-color": ["coalesce", ["get", "colour"], palette.line],
        "line-width": lineWidth(0),
        "line-opacity": opacity,
      },
    },
  ];
}

function stations(palette: Palette): LayerSpecification[] {
  const paint = {
    "circle-color": palette.halo,
    "circle-stroke-color": palette.station,
    "circle-stroke-width": growing([11, 1.2], [16, 2]),
  };
  const layer = { type: "circle", source: "network", "source-layer": "stations" } as const;
  return [
    {
      ...layer,
      id: "stations-bus",
      minzoom: 12.5,
      filter: BUS,
      paint: { ...paint, "circle-radius": growing([12, 1.2], [16, 4.5]) },
    },
    {
      ...layer,
      id: "stations-tram",
      minzoom: 11,
      filter: TRAM,
      paint: { ...paint, "circle-radius": growing([11, 1.5], [16, 6]) },
    },
    {
      ...layer,
      id: "stations-rail",
      minzoom: 7,
      filter: RAIL,
      paint: { ...paint, "circle-radius": growing([7, 1], [11, 3.2], [16, 8]) },
    },
  ];
}

function journey(palette: Palette): LayerSpecification[] {
  const kind = (name: string): FilterSpecification => ["==", ["get", "kind"], name];
  const round = { "line-cap": "round", "line-join": "round" } as const;
  return [
    {
      id: "ride-edges",
      type: "line",
      source: "journey",
      filter: kind("ride"),
      layout: round,
      paint: { "line-color": palette["line-edge"], "line-width": 9 },
    },
    {
      id: "rides",
      type: "line",
      source: "journey",
      filter: kind("ride"),
      layout: round,
      paint: { "line-color": ["coalesce", ["get", "colour"], palette.line], "line-width": 6 },
    },
    {
      id: "walks",
      type: "line",
      source: "journey",
      filter: kind("walk"),
      layout: round,
      paint: { "line-color": palette.walk, "line-width": 5, "line-dasharray": [0, 1.7] },
    },
    {
      id: "estimates",
      type: "line",
      source: "journey",
      filter: kind("estimate"),
      paint: { "line-color": palette.walk, "line-width": 3, "line-dasharray": [2, 1.5] },
    },
    {
      id: "changes",
      type: "circle",
      source: "journey",
      filter: kind("change"),
      paint: {
        "circle-radius": 5,
        "circle-color": palette.halo,
        "circle-stroke-color": palette.walk,
        "circle-stroke-width": 2.5,
      },
    },
    ...["journey", "ends"].map(
      (source): LayerSpecification => ({
        id: `${source}-marks`,
        type: "circle",
        source,
        filter: ["in", ["get", "kind"], ["literal", ["start", "end"]]],
        paint: {
          "circle-radius": 7,
          "circle-color": ["match", ["get", "kind"], "start", palette.halo, palette.end],
          "circle-stroke-color": ["match", ["get", "kind"], "start", palette.end, palette.halo],
          "circle-stroke-width": ["match", ["get", "kind"], "start", 4, 2.5],
        },
      }),
    ),
  ];
}

function streetWidth(more: number): ExpressionSpecification {
  const at = (...widths: number[]): ExpressionSpecification => [
    "+", more,
    [
      "match", ["get", "kind"],
      "motorway", widths[0] ?? 0, "trunk", widths[1] ?? 0, "primary", widths[2] ?? 0,
      "secondary", widths[3] ?? 0, "tertiary", widths[4] ?? 0, "minor", widths[5] ?? 0, widths[6] ?? 0,
    ],
  ];
  return growing(
    [6, at(1, 0.6, 0.4, 0.2, 0, 0, 0)],
    [11, at(2.6, 2.2, 1.8, 1.3, 0.8, 0.3, 0.2)],
    [14, at(6, 5, 4.5, 3.6, 3, 2, 1)],
    [18, at(24, 20, 18, 16, 15, 13, 7)],
  );
}

function lineWidth(more: number): ExpressionSpecification {
  const at = (rail: number, tram: number, bus: number): ExpressionSpecification => [
    "+", more, ["match", ["get", "mode"], "rail", rail, ["metro", "tram"], tram, bus],
  ];
  return growing([7, at(1.6, 1.2, 0.5)], [11, at(2.4, 2.4, 1)], [15, at(4, 4.5, 2.4)], [18, at(6, 7, 4)]);
}
