import { describe, expect, it, vi } from "vitest";

import { label, readMatches, suggest } from "./suggestions";

const MATCH = {
  type: "STOP",
  id: "t:1",
  name: "Mairie",
  lat: 47.2,
  lon: 6.5,
  areas: [{ name: "Chantevigne", adminLevel: 8, matched: false }],
};

describe("readMatches", () => {
  it("keeps the id, the name and the commune of a stop", () => {
    expect(readMatches([MATCH])).toEqual([
      { id: "t:1", name: "Mairie", area: "Chantevigne", kind: "stop" },
    ]);
  });

  it("tells communes, places, streets, railway stations and stops apart", () => {
    const kinds = readMatches([
      { ...MATCH, type: "PLACE", id: "commune:99001" },
      { ...MATCH, type: "PLACE", id: "47.2,6.5" },
      { ...MATCH, type: "ADDRESS", id: "47.2,6.6" },
      { ...MATCH, modes: ["BUS", "REGIONAL_RAIL"] },
      { ...MATCH, modes: ["BUS", "TRAM"] },
    ]).map((place) => place.kind);
    expect(kinds).toEqual(["commune", "place", "street", "station", "stop"]);
  });

  it("leaves out a commune that the name already says", () => {
    expect(readMatches([{ ...MATCH, name: "Chantevigne Mairie" }])[0]?.area).toBe("");
  });

  it("leaves out what has no id or no name, and what is no list", () => {
    expect(readMatches([{ ...MATCH, id: 3 }, { ...MATCH, name: "" }, null])).toEqual([]);
    expect(readMatches({ error: "no" })).toEqual([]);
  });
});

describe("label", () => {
  it("tells stops of the same name apart by their commune", () => {
    const [stop] = readMatches([MATCH]);
    expect(label(stop!)).toBe("Mairie, Chantevigne");
  });
});

describe("suggest", () => {
  it("asks for the text as it is and no more places than are shown", async () => {
    const fetched = vi
      .spyOn(globalThis, "fetch")
      .mockResolvedValue(new Response(JSON.stringify([MATCH, MATCH, MATCH])));
    const places = await suggest("/geocode", "gare & cie", 2, new AbortController().signal);
    expect(places).toHaveLength(2);
    expect(fetched.mock.calls[0]?.[0]).toBe("/geocode?text=gare+%26+cie&numResults=2");
  });

  it("fails when the geocoder refuses", async () => {
    vi.spyOn(globalThis, "fetch").mockResolvedValue(new Response("", { status: 503 }));
    await expect(suggest("/geocode", "gare", 2, new AbortController().signal)).rejects.toThrow(
      "503",
    );
  });
});
