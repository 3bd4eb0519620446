// Asks raptor-journey-planner the queries of a file, as minotor.mjs asks minotor, and writes its
// answers: node raptor_journey_planner.mjs QUERIES.json OUT.json
import { readFileSync, writeFileSync } from 'node:fs';
import planner from 'raptor-journey-planner';

const { DepartAfterQuery, JourneyFactory, RaptorAlgorithmFactory, TimeParser } = planner;
const [questions, out] = process.argv.slice(2);
const { folder, date, passes, queries } = JSON.parse(readFileSync(questions));
const day = () => new Date(`${date}T12:00:00`); // a search moves the date it is given
const started = performance.now();

// Its own reader of zips never ends on a recent Node: these lines read what it would.
const clock = new TimeParser();
const rows = (name) => readFileSync(`${folder}/${name}.txt`, 'utf8').trimEnd().split('\n').slice(1);
const always = { runsOn: () => true }; // the feed holds the trips of one day
const trips = new Map();
for (const row of rows('stop_times')) {
  const [tripId, arrival, departure, stop, , pickUp, dropOff] = row.split(',');
  if (!trips.has(tripId)) trips.set(tripId, { tripId, serviceId: 'day', stopTimes: [], service: always });
  trips.get(tripId).stopTimes.push({
    stop,
    arrivalTime: clock.getTime(arrival),
    departureTime: clock.getTime(departure),
    pickUp: pickUp !== '1',
    dropOff: dropOff !== '1',
  });
}
const transfers = {};
for (const row of rows('transfers')) {
  const [origin, destination, , duration] = row.split(',');
  const walk = { origin, destination, duration: +duration, startTime: 0, endTime: Infinity };
  (transfers[origin] ??= []).push(walk);
}
const raptor = RaptorAlgorithmFactory.create([...trips.values()], transfers, {}, day());
const loadS = (performance.now() - started) / 1000;
const query = new DepartAfterQuery(raptor, new JourneyFactory(), 1); // of this day only

// A leg is [from, to, departure, arrival] in a vehicle, [from, to] on foot.
const legs = (journey) =>
  journey.legs.map(({ origin, destination, stopTimes }) =>
    stopTimes
      ? [origin, destination, stopTimes[0].departureTime, stopTimes.at(-1).arrivalTime]
      : [origin, destination],
  );

// It searches until nothing changes, whatever the number of changes: the earliest arrival of all.
function ask({ from, to, second }) {
  const start = performance.now();
  let journeys = [];
  let failure;
  try {
    journeys = query.plan(from, to, day(), second);
  } catch (error) {
    failure = error.message;
  }
  const took = (performance.now() - start) * 1000;
  const best = journeys.reduce((a, b) => (a && a.arrivalTime <= b.arrivalTime ? a : b), undefined);
  return { took, best, failure };
}

queries.forEach(ask);
let answers = [];
for (let pass = 0; pass < passes; pass++) {
  answers = queries.map((asked, i) => {
    const { took, best, failure } = ask(asked);
    const arrival = best?.arrivalTime ?? null;
    const told = best ? legs(best) : [];
    return {
      elapsed_us: Math.min(took, answers[i]?.elapsed_us ?? Infinity),
      arrival,
      best_of_rounds: { arrival, legs: told },
      walked_to: {},
      legs: told,
      failure: failure ?? null,
    };
  });
}
const memoryMib = process.memoryUsage().rss / 2 ** 20;
writeFileSync(out, JSON.stringify({ load_s: loadS, memory_mib: memoryMib, answers }));
