"""Runs conformance cases: small feeds with expected answers (`case.json`, see tests/golden).

    python -m tests.support.conformance FOLDER [NAME …]

prints what failed, then passed and failed by theme. Cases that need live updates are left out.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from api.batch.questions import BatchNetwork, QuestionError, read_question
from feeds import FeedError, WalkingRules, plain_network, read_feeds
from planner import Planner, PlannerError

Shown = tuple[str, str, int]
"""Departure, arrival, transfers."""
YEARS = range(2000, 2100)
MINUTE_S = 60


@dataclass(frozen=True)
class Outcome:
    """One query of a case: what was found, what was expected, whether that is accepted."""

    query: dict[str, Any]
    found: list[Shown]
    error: str | None
    passed: bool


def run_case(folder: Path) -> list[Outcome]:
    """Answer every query of a case."""
    case = json.loads((folder / "case.json").read_text("utf-8"))
    foreign = "semantics" in case  # nigiri's: 2 minutes to change, half-open windows
    feeds = case.get("feeds", [{"dir": "feed", "prefix": ""}])
    paths = [((feed["prefix"] or "feed:")[:-1], folder / feed["dir"]) for feed in feeds]
    paths = [path for path in paths if path[1].is_dir()] or _folders(folder)
    prefix = "" if feeds[0]["prefix"] or len(paths) > 1 else "feed:"
    rules = WalkingRules(change_s=120 if foreign else 0, footpath_radius_m=0)
    try:
        network = BatchNetwork(plain_network(read_feeds(paths, YEARS), rules), prefix)
    except FeedError as refused:
        return [
            Outcome(query, [], str(refused), _is_accepted(query, [], str(refused)))
            for query in case["queries"]
        ]
    planner = Planner(network.network)
    return [
        _outcome(planner, network, _translated(query) if foreign else query, query)
        for query in case["queries"]
    ]


def _folders(folder: Path) -> list[tuple[str, Path]]:
    """Return the feeds of a case that does not list them."""
    found = sorted(path for path in folder.iterdir() if (path / "stops.txt").exists())
    return [("feed" if len(found) == 1 else path.name, path) for path in found]


_KEPT = (
    *("from", "to", "access", "egress", "depart", "arrive_by", "window", "arrive_window"),
    *("max_transfers", "wheelchair", "bikes", "via", "allowed_types", "min_transfer_s"),
    *("additional_transfer_s", "transfer_factor"),
)


def _outcome(
    planner: Planner, network: BatchNetwork, asked: dict[str, Any], query: dict[str, Any]
) -> Outcome:
    """Search one query and compare."""
    found: list[Shown] = []
    error = None
    try:
        question = read_question({k: v for k, v in asked.items() if k in _KEPT}, network, 6)
        answer = planner.search(question) if question else None
        longest_s = query.get("max_travel_minutes", 10**6) * MINUTE_S
        found = [
            (_utc(j.departure_s), _utc(j.arrival_s), j.transfers)
            for j in (answer.journeys if answer else ())
            if j.arrival_s - j.departure_s <= longest_s
        ]
    except (PlannerError, QuestionError, FeedError) as refused:
        error = str(refused)
    return Outcome(query, found, error, passed=_is_accepted(query, found, error))


def _is_accepted(query: dict[str, Any], found: list[Shown], error: str | None) -> bool:
    """Compare what was found with what was expected."""
    accept = query.get("accept", ())
    if error is not None or (not found and query["expected"]):
        return ("client_error" if error else "empty") in accept or (
            error is not None and not query["expected"]
        )
    expected = query["expected"]
    if len(found) != len(expected):
        return False
    if any("arrival_between" in journey for journey in expected):
        return all(_is_between(journey, one) for journey, one in zip(expected, found, strict=True))
    wanted = [(_utc(j["departure"]), _utc(j["arrival"]), j["transfers"]) for j in expected]
    return sorted(wanted) == sorted(found)


def _is_between(journey: dict[str, Any], one: Shown) -> bool:
    """Tell whether a journey by a line without timetable arrives when it may."""
    first, last = (_utc(text) for text in journey["arrival_between"])
    transfers = journey.get("transfers", one[2])
    return first <= one[1] <= last and transfers == one[2]


def _utc(time: str | int) -> str:
    """Write an instant in one way."""
    epoch_s = time if isinstance(time, int) else int(datetime.fromisoformat(time).timestamp())
    return datetime.fromtimestamp(epoch_s).astimezone().isoformat()


def _translated(query: dict[str, Any]) -> dict[str, Any]:
    """Turn a query of nigiri's tests into one of ours."""
    asked = dict(query)
    for theirs, ours in (("depart_window", "window"), ("arrive_window", "arrive_window")):
        if theirs in query:
            start, end = query[theirs]
            last = datetime.fromisoformat(end).timestamp() - MINUTE_S
            asked[ours] = [start, datetime.fromtimestamp(last).astimezone().isoformat()]
            if asked[ours][1] == _utc(start):  # one minute: a single departure
                asked[ours][1] = datetime.fromtimestamp(last + 1).astimezone().isoformat()
    asked["via"] = [
        {"stop": via["stop"], "stay_s": via.get("stay_minutes", 0) * MINUTE_S}
        for via in query.get("via", ())
    ]
    for theirs, ours in (("from", "access"), ("to", "egress")):
        if isinstance(query[theirs], dict) and "offsets" in query[theirs]:
            del asked[theirs]
            asked[ours] = {
                offset["stop"]: offset["minutes"] * MINUTE_S for offset in query[theirs]["offsets"]
            }
    times = query.get("transfer_time", {})
    asked["min_transfer_s"] = times.get("min_minutes", 0) * MINUTE_S
    asked["additional_transfer_s"] = times.get("additional_minutes", 0) * MINUTE_S
    asked["transfer_factor"] = times.get("factor", 1.0)
    if "allowed_route_types" in query:
        asked["allowed_types"] = query["allowed_route_types"]
    if query.get("require_bike"):
        asked["bikes"] = "confirmed"
    return asked


def themes(folder: Path, names: list[str]) -> Iterator[tuple[str, list[Outcome]]]:
    """Yield the outcomes of each case, those with live updates left out."""
    for case in sorted(folder.glob("*/case.json")):
        name = case.parent.name
        live = "realtime" in case.read_text("utf-8") or "-rt-" in name
        if not live and (not names or any(part in name for part in names)):
            yield name, run_case(case.parent)


def main() -> int:
    """Print the failures and a table."""
    folder, *names = sys.argv[1:]
    table: Counter[tuple[str, bool]] = Counter()
    for name, outcomes in themes(Path(folder), names):
        for number, outcome in enumerate(outcomes):
            table[name.split("-")[0], outcome.passed] += 1
            if not outcome.passed:
                expected = outcome.query.pop("expected")
                print(f"{name} #{number}: {json.dumps(outcome.query)}")
                print(f"   expected {expected}\n   found    {outcome.found} {outcome.error or ''}")
    for theme in sorted({theme for theme, _ in table}):
        print(f"{theme:<10} passed {table[theme, True]:>4}   failed {table[theme, False]:>4}")
    return int(any(not passed for _, passed in table))


if __name__ == "__main__":
    sys.exit(main())
