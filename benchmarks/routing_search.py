"""Searches one network in a process of its own: times, work, memory, one thread and two."""

from __future__ import annotations

import gc
import hashlib
import random
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import psutil

from benchmarks.queries import FIRST_HOUR, LAST_HOUR, SEED
from benchmarks.searching import KINDS
from benchmarks.timing import figures
from planner import (
    Answer,
    Network,
    Planner,
    Query,
    Work,
    day_number,
    offsets_of_stops,
    open_network,
    service_midnight_s,
)

PASSES = 5
"""Each question's time is the least of so many passes over all of them, after one to warm up:
what else a shared machine does only ever adds."""
THREADS_QUERIES = 200
"""Of the questions, so many are asked of one thread and of two."""
CURVE = (1, 5, 10, 25, 50, 75, 90, 95, 99, 100)


@dataclass(frozen=True)
class StopPair:
    """From one stop to another, leaving (or arriving) at so many seconds of the day."""

    from_stop: int
    to_stop: int
    second: int


def measure_searches(folder: Path, day: date, n_queries: int) -> dict[str, object]:
    """Open a network and search it; called in a fresh process so that memory is its own."""
    start_s = time.perf_counter()
    network = open_network(folder)
    open_s = time.perf_counter() - start_s
    queries = [query_of(network, day, pair) for pair in stop_pairs(network, day, n_queries)]
    Planner(network).search(queries[0])  # kernels are compiled or read from their cache
    planner = Planner(network)
    gc.freeze()
    start_s = time.perf_counter()
    planner.day_slice(queries[0])
    slice_s = time.perf_counter() - start_s
    kinds, threads = {}, {}
    for kind, options in KINDS.items():
        asked = [replace(query, **options) for query in queries]
        kinds[kind] = _measure(planner, asked)
        threads[kind] = two_threads(planner, asked[:THREADS_QUERIES])
    memory_mib = psutil.Process().memory_info().rss / 2**20
    return {
        "open_ms": round(open_s * 1000, 1),
        "day_slice_ms": round(slice_s * 1000, 1),
        "memory_mib": round(memory_mib, 1),
        "search": kinds,
        "two_threads": threads,
    }


def stop_pairs(network: Network, day: date, n_pairs: int) -> list[StopPair]:
    """Draw pairs of stops that are served on a day, between 5 and 22 o'clock.

    Stops are drawn evenly, not by their traffic, from the fixed seed: the same network and day
    give the same pairs.
    """
    rng = random.Random(SEED)
    boarding, alighting = _served(network, day)
    pairs: list[StopPair] = []
    while len(pairs) < n_pairs:
        from_stop, to_stop = rng.choice(boarding), rng.choice(alighting)
        second = rng.randrange(FIRST_HOUR * 3600, LAST_HOUR * 3600)
        if from_stop != to_stop:
            pairs.append(StopPair(from_stop, to_stop, second))
    return pairs


def query_of(network: Network, day: date, pair: StopPair) -> Query:
    """Turn a pair into a query; stops one walk away from either end are among its ends."""
    zone = ZoneInfo(network.timezone_name[0])
    ends = [np.array([stop], dtype=np.int32) for stop in (pair.from_stop, pair.to_stop)]
    return Query(
        access=offsets_of_stops(network, ends[0], leaving=True),
        egress=offsets_of_stops(network, ends[1], leaving=False),
        time_s=service_midnight_s(day_number(day), zone) + pair.second,
    )


def timed_pass(planner: Planner, queries: Sequence[Query]) -> tuple[list[float], list[Answer]]:
    """Search every query once and read the legs of every journey, which are built then.

    Returns the microseconds each took, and the answers.
    """
    durations_us, answers = [], []
    for query in queries:
        start_ns = time.perf_counter_ns()
        answer = planner.search(query)
        for journey in answer.journeys:
            _ = journey.legs
        durations_us.append((time.perf_counter_ns() - start_ns) / 1000)
        answers.append(answer)
    return durations_us, answers


def best_pass(planner: Planner, queries: Sequence[Query]) -> tuple[list[float], list[Answer]]:
    """Warm up with one pass; return the least time of the passes after it, by query."""
    timed_pass(planner, queries)
    passes = [timed_pass(planner, queries) for _ in range(PASSES)]
    least_us = np.min([durations_us for durations_us, _ in passes], axis=0)
    return least_us.tolist(), passes[-1][1]


def two_threads(planner: Planner, queries: Sequence[Query]) -> dict[str, float]:
    """Return how many searches a second one thread answers, and two that each answer them all.

    The best of the passes each: what else the machine does only ever slows them.
    """

    def search_all(_: int) -> None:
        for query in queries:
            for journey in planner.search(query).journeys:
                _ = journey.legs

    rates = []
    for n_threads in (1, 2):
        with ThreadPoolExecutor(n_threads) as pool:
            list(pool.map(search_all, range(n_threads)))  # every thread makes its buffers
            taken_s = []
            for _ in range(PASSES):
                start_s = time.perf_counter()
                list(pool.map(search_all, range(n_threads)))
                taken_s.append(time.perf_counter() - start_s)
        rates.append(n_threads * len(queries) / min(taken_s))
    one, two = rates
    return {"one_per_s": round(one), "two_per_s": round(two), "gain": round(two / one, 2)}


def _measure(planner: Planner, queries: Sequence[Query]) -> dict[str, object]:
    """Return figures, work and a digest of the answers of one kind of search."""
    durations_us, answers = best_pass(planner, queries)
    work = sum((answer.work for answer in answers), Work())
    curve = np.percentile(durations_us, CURVE).round(1).tolist()
    return {
        **figures(durations_us),
        "curve_us": dict(zip(map(str, CURVE), curve, strict=True)),
        "answered": sum(bool(answer.journeys) for answer in answers),
        "work": work.as_dict(),
        "answers": _digest(answers),
    }


def _digest(answers: Sequence[Answer]) -> str:
    """Return a short hash of when the journeys leave and arrive and how often they change."""
    told = [[(j.departure_s, j.arrival_s, j.transfers) for j in a.journeys] for a in answers]
    return hashlib.sha256(repr(told).encode()).hexdigest()[:16]


def _served(network: Network, day: date) -> tuple[list[int], list[int]]:
    """Return the stops where one can board, and those where one can alight, on a day."""
    active = network.services_on(day_number(day))
    if active is None:
        raise ValueError(f"day: no calendar covers {day}")
    boarding: set[int] = set()
    alighting: set[int] = set()
    for pattern in range(network.n_patterns):
        trips = slice(*network.pattern_trips_start[pattern : pattern + 2])
        if not active[network.trip_service[trips]].any():
            continue
        calls = slice(*network.pattern_stops_start[pattern : pattern + 2])
        stops = network.pattern_stops[calls]
        boarding.update(stops[:-1][network.pattern_pickup[calls][:-1] != 1].tolist())
        alighting.update(stops[1:][network.pattern_drop_off[calls][1:] != 1].tolist())
    return sorted(boarding), sorted(alighting)
