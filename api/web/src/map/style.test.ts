import { expect, test } from "vitest";
import { validateStyleMin } from "@maplibre/maplibre-gl-style-spec";
import { collection, point } from "./journey";
import type { Palette } from "./palette";
import { mapStyle, STATIONS } from "./style";

const PALETTE = new Proxy({}, { get: () => "rgb(1, 2, 3)" }) as Palette;
const EMPTY = collection([]);
const DRAWING = { tiles: "http://x/{z}/{x}/{y}.mvt", maxZoom: 14, journey: EMPTY, ends: EMPTY };

test.each([
  ["alone", EMPTY],
  ["with a journey", collection(point([7, 48], "start", "Gare"))],
])("the style %s is one that MapLibre takes", (_name, journey) => {
  expect(validateStyleMin(mapStyle(PALETTE, { ...DRAWING, journey }))).toEqual([]);
});

test("the style asks for nothing but our tiles", () => {
  const { sources, glyphs, sprite } = mapStyle(PALETTE, DRAWING);
  expect([glyphs, sprite]).toEqual([undefined, undefined]);
  expect(JSON.stringify(sources).match(/http/g)).toHaveLength(1);
});

test("what can be pointed at is drawn", () => {
  const ids = mapStyle(PALETTE, DRAWING).layers.map(({ id }) => id);
  expect(ids).toEqual(expect.arrayContaining(STATIONS));
});
