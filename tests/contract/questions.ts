/// <reference types="node" />
/**
 * What a program asks through the official MOTIS client; `tsc` holds the answers against its types.
 *
 * Run with the address of a server on the network of tests/support/snapshots.py, at 08:00.
 */
import assert from "node:assert/strict";

import {
  client,
  geocode,
  health,
  plan,
  reverseGeocode,
  stoptimes,
  type Itinerary,
  type Match,
  type StopTime,
} from "@motis-project/motis-client";

client.setConfig({ baseUrl: process.argv[2] ?? "" });

async function placesAreFound(): Promise<Match> {
  const { data } = await geocode({ query: { text: "st él", language: ["fr"], type: ["STOP"] } });
  assert(data);
  const [match, ...others] = data;
  assert(match);
  assert.equal(others.length, 0);
  assert.equal(match.type, "STOP");
  assert.equal(match.name, "Œuvre St-Éloi");
  assert.deepEqual(match.modes, ["BUS"]);
  assert.equal(match.areas.find((area) => area.default)?.name, "Est-sur-Œil");
  const [first, length] = match.tokens[0] ?? [0, 0];
  assert.equal(match.name.slice(first, first + length), "St");
  return match;
}

async function journeysLeadThere(to: Match): Promise<string> {
  const query = {
    fromPlace: "t:Market",
    toPlace: to.id,
    directModes: ["WALK" as const],
    transitModes: ["TRANSIT" as const],
    numItineraries: 2,
  };
  const { data } = await plan({ query });
  assert(data);
  assert.equal(data.from.name, "Place du Marché");
  assert.equal(data.to.stopId, to.id);
  assert.deepEqual(data.itineraries.map(legs), [
    ["BUS 1", "WALK", "BUS T"],
    ["BUS 1", "WALK", "BUS T"],
  ]);
  for (const itinerary of data.itineraries) timesAgree(itinerary);
  const further = await plan({ query: { ...query, pageCursor: data.nextPageCursor } });
  const shown = new Set(data.itineraries.map((itinerary) => itinerary.id));
  assert(further.data?.itineraries.length);
  assert(further.data.itineraries.every((itinerary) => !shown.has(itinerary.id)));
  return data.itineraries[0]?.legs[0]?.from.stopId ?? "";
}

function legs(itinerary: Itinerary): string[] {
  return itinerary.legs.map((leg) => [leg.mode, leg.displayName].filter(Boolean).join(" "));
}

function timesAgree(itinerary: Itinerary): void {
  const seconds = (text: string): number => new Date(text).getTime() / 1000;
  assert.equal(seconds(itinerary.endTime) - seconds(itinerary.startTime), itinerary.duration);
  assert.equal(itinerary.legs.filter((leg) => leg.mode !== "WALK").length, itinerary.transfers + 1);
  let ready = seconds(itinerary.startTime);
  for (const leg of itinerary.legs) {
    assert(seconds(leg.startTime) >= ready);
    ready = seconds(leg.startTime) + leg.duration;
    assert.equal(seconds(leg.endTime), ready);
    assert.equal(leg.legGeometry.precision, 6);
  }
}

async function boardsAgree(stopId: string): Promise<void> {
  const { data } = await stoptimes({ query: { stopId, n: 2, fetchStops: true } });
  assert(data);
  assert.equal(data.place.stopId, stopId);
  assert.deepEqual(
    data.stopTimes.map((event: StopTime) => [event.displayName, event.tripTo.name, event.realTime]),
    [
      ["1", "Gare de l’Ouest", false],
      ["1", "Gare de l’Ouest", false],
    ],
  );
  assert.equal(data.stopTimes[0]?.nextStops?.length, 1);
}

async function theNearestStationIsFound(): Promise<void> {
  const { data } = await reverseGeocode({ query: { place: "48.0001,7.0001" } });
  assert.equal(data?.[0]?.name, "Place du Marché");
}

async function mistakesAreTold(): Promise<void> {
  const { error, response } = await plan({ query: { fromPlace: "t:Gone", toPlace: "t:Eloi" } });
  assert.equal(response.status, 404);
  assert.match(error?.error ?? "", /t:Gone/);
}

async function itIsWell(): Promise<void> {
  const { data } = await health();
  assert.deepEqual([data?.rt, data?.gbfs], [false, false]);
}

await boardsAgree(await journeysLeadThere(await placesAreFound()));
await theNearestStationIsFound();
await mistakesAreTold();
await itIsWell();
