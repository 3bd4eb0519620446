import { expect, test } from "vitest";
import { decodePolyline } from "./polyline";

test("a line has the points that the server encoded", () => {
  // api.polylines.encoded([(48.58, 7.74), (48.581234, 7.739), (-30.03, -51.23)])
  expect(decodePolyline("_yat{A_elwMclAn}@bq`}tCnydnoB")).toEqual([
    [7.74, 48.58],
    [7.739, 48.581234],
    [-51.23, -30.03],
  ]);
});

test("a line cut short ends where it was cut", () => {
  expect(decodePolyline("_yat{A_elwMcl")).toHaveLength(2);
  expect(decodePolyline("")).toEqual([]);
});
