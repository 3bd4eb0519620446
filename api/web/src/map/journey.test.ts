import { expect, test } from "vitest";
import { NO_JOURNEY, readJourney } from "./journey";

// (48.58, 7.74) to (48.581234, 7.739)
const LINE = "_yat{A_elwMclAn}@";

function page(html: string): HTMLElement {
  document.body.innerHTML = html;
  return document.body;
}

test("legs are drawn in the colours of their lines, beelines apart", () => {
  const { drawn, points } = readJourney(
    page(`<ol>
      <li class="leg walk" data-polyline="${LINE}" data-estimated><span class="stop">Maison</span></li>
      <li class="leg ride" data-polyline="${LINE}" style="--line: #0055a4">
        <span class="stop"><a href="/arret/1">Gare</a> <span class="track">quai B</span></span>
        <p><span class="pill">A</span></p>
        <span class="stop"><a href="/arret/2">Lac</a></span></li>
      <li class="leg walk" data-polyline="${LINE}"><span class="stop">Plage</span></li>
    </ol>`),
  );
  const told = drawn.features.map(({ properties }) => properties);
  expect(told).toEqual([
    { kind: "estimate", name: "" },
    { kind: "ride", name: "A", colour: "#0055a4" },
    { kind: "walk", name: "" },
    { kind: "change", name: "Gare" },
    { kind: "change", name: "Lac" },
    { kind: "start", name: "Maison" },
    { kind: "end", name: "Plage" },
  ]);
  expect(points).toHaveLength(6);
});

test("where a journey begins or ends aboard it is not marked as a change too", () => {
  const { drawn } = readJourney(
    page(`<ol><li class="leg ride" data-polyline="${LINE}">
      <span class="stop">Gare</span><span class="stop">Lac</span></li></ol>`),
  );
  const kinds = drawn.features.map(({ properties }) => properties?.["kind"]);
  expect(kinds).toEqual(["ride", "start", "end"]);
});

test("without lines there is nothing to draw", () => {
  expect(readJourney(page("<ol><li class='leg walk'></li></ol>"))).toEqual(NO_JOURNEY);
  expect(readJourney(page("<ol><li class='leg' data-polyline=''></li></ol>"))).toEqual(NO_JOURNEY);
});
