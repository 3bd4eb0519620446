// Asks minotor the queries of a file and writes its answers: node minotor.mjs QUERIES.json OUT.json
import { readFileSync, writeFileSync } from 'node:fs';
import { Duration, Query, Router, Time } from 'minotor';
import { GtfsParser } from 'minotor/parser';

console.warn = console.info = () => {}; // one line per stop time would be printed

const [questions, out] = process.argv.slice(2);
const { feed, date, max_transfers: maxTransfers, passes, queries } = JSON.parse(readFileSync(questions));
const started = performance.now();
const { timetable, stopsIndex } = await new GtfsParser(feed).parse(new Date(`${date}T12:00:00`));
const loadS = (performance.now() - started) / 1000;
const router = new Router(timetable, stopsIndex);

const seconds = (time) => (time === undefined ? null : time.toSeconds());

// A leg is [from, to, departure, arrival] in a vehicle, [from, to] on foot.
const legs = (route) =>
  route.legs.map((leg) =>
    'route' in leg
      ? [leg.from.id, leg.to.id, seconds(leg.departureTime), seconds(leg.arrivalTime)]
      : [leg.from.id, leg.to.id],
  );

function ask({ from, to, second }) {
  const query = new Query.Builder()
    .from(from)
    .to(to)
    .departureTime(Time.fromSeconds(second))
    .maxTransfers(maxTransfers)
    .minTransferTime(Duration.zero())
    .build();
  const start = performance.now();
  const result = router.route(query);
  let route, failure;
  try {
    route = result.bestRoute();
  } catch (error) {
    failure = error.message;
  }
  return { took: (performance.now() - start) * 1000, result, route, failure };
}

// The best arrival of any round, which the result may have lost (see differences.py), with how.
function bestOfRounds(result, to) {
  const rounds = result.earliestArrivalsPerRound;
  let round = -1;
  rounds.forEach((found, i) => {
    if (found.has(to) && (round < 0 || found.get(to).time.toSeconds() < rounds[round].get(to).time.toSeconds()))
      round = i;
  });
  if (round < 0) return { arrival: null, legs: [] };
  const arrival = rounds[round].get(to).time.toSeconds();
  const back = [];
  for (let found = rounds[round].get(to); found?.leg; found = rounds[round]?.get(found.leg.from.id)) {
    back.unshift(found.leg);
    if ('route' in found.leg) round -= 1;
  }
  return { arrival, legs: legs({ legs: back }) };
}

// When it had walked to a stop, the least of all rounds: what prunes a later ride there.
function walkedTo(result, stop) {
  const reached = result.earliestArrivalsPerRound.map((round) => round.get(stop));
  const onFoot = reached.filter((found) => found && !(found.leg && 'route' in found.leg));
  return onFoot.length ? Math.min(...onFoot.map((found) => found.time.toSeconds())) : null;
}

queries.forEach(ask);
let answers = [];
for (let pass = 0; pass < passes; pass++) {
  answers = queries.map((query, i) => {
    const { took, result, route, failure } = ask(query);
    return {
      elapsed_us: Math.min(took, answers[i]?.elapsed_us ?? Infinity),
      arrival: seconds(result.arrivalAt(query.to)?.time),
      best_of_rounds: bestOfRounds(result, query.to),
      walked_to: Object.fromEntries(query.watched.map((stop) => [stop, walkedTo(result, stop)])),
      legs: route ? legs(route) : null,
      failure: failure ?? null,
    };
  });
}
const memoryMib = process.memoryUsage().rss / 2 ** 20;
writeFileSync(out, JSON.stringify({ load_s: loadS, memory_mib: memoryMib, answers }));
