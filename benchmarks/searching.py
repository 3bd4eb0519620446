"""Times the search alone, on one thread, buffers warm and day slice cut."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from benchmarks.queries import Question
from benchmarks.timing import figures
from feeds import Snapshot
from planner import Planner, Query, Work, offsets_of_stops

WINDOW_S = 2 * 3600
KINDS: dict[str, dict[str, Any]] = {
    "earliest arrival": {},
    "arrive by": {"arrive_by": True},
    "two-hour window": {"window_s": WINDOW_S},
}


def time_searches(snapshot: Snapshot, questions: Sequence[Question]) -> dict[str, object]:
    """Return figures and work counters for each kind of search over the same questions."""
    planner = Planner(snapshot.network)
    queries = [_query(snapshot, question) for question in questions]
    return {kind: _time(planner, queries, options) for kind, options in KINDS.items()}


def _query(snapshot: Snapshot, question: Question) -> Query:
    """Turn a question into a query from all stops of a station to all of another."""
    network = snapshot.network
    origin = network.stops_of_place(question.from_id)
    destination = network.stops_of_place(question.to_id)
    assert origin is not None
    assert destination is not None
    return Query(
        access=offsets_of_stops(network, origin, leaving=True),
        egress=offsets_of_stops(network, destination, leaving=False),
        time_s=int(question.time.timestamp()),
    )


def _time(planner: Planner, queries: Sequence[Query], options: dict[str, Any]) -> dict[str, object]:
    """Search every query once to warm up, once to time."""
    asked = [replace(query, **options) for query in queries]
    for query in asked:
        planner.search(query)
    durations_us, work, answered = [], Work(), 0
    for query in asked:
        start_ns = time.perf_counter_ns()
        answer = planner.search(query)
        durations_us.append((time.perf_counter_ns() - start_ns) / 1000)
        work += answer.work
        answered += bool(answer.journeys)
    return {**figures(durations_us), "answered": answered, "work": work.as_dict()}
