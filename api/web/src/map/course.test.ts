import { expect, test } from "vitest";
import { readCourses } from "./course";

// (48.58, 7.74) to (48.581234, 7.739)
const LINE = "_yat{A_elwMclAn}@";

test("both directions of a line are drawn in its colour, each stop named once", () => {
  document.body.innerHTML = `
    <ol data-course data-polyline="${LINE}" style="--line: #0055a4">
      <li data-at="48.58,7.74"><a class="called-name">Gare</a></li>
      <li><ol data-course data-polyline="${LINE}"><li data-at="48.6,7.7"><a class="called-name">Lac</a></li></ol></li>
    </ol>
    <ol data-course data-polyline="${LINE}"><li data-at="48.58,7.741"><a class="called-name">Gare</a></li></ol>`;
  const { drawn, points } = readCourses(document.body);
  expect(drawn.features.map(({ properties }) => properties)).toEqual([
    { kind: "ride", name: "", colour: "#0055a4" },
    { kind: "ride", name: "" },
    { kind: "ride", name: "" },
    { kind: "change", name: "Gare" },
    { kind: "change", name: "Lac" },
    { kind: "change", name: "" },
  ]);
  expect(points).toHaveLength(6);
});
