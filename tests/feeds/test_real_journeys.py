"""Journeys on the real feeds of Alsace: none goes back, pages are whole, all processes agree."""

from __future__ import annotations

import hashlib
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from api.paging import Page, Reach, find_page
from feeds import Snapshot
from planner import (
    Criterion,
    Journey,
    Network,
    Planner,
    Query,
    Ride,
    Via,
    offsets_of_stops,
    open_network,
)
from tests.feeds.places import ZONE

pytestmark = pytest.mark.real_data

MORNING_S = int(datetime(2026, 12, 1, 6, tzinfo=ZONE).timestamp())
HOUR_S = 3600


def questions(network: Network, n_questions: int) -> Iterator[Query]:
    """Yield questions between stops and at moments of a Tuesday drawn by a fixed seed."""
    draw = random.Random(8)
    for _ in range(n_questions):
        start, end = (np.array([stop]) for stop in draw.sample(range(network.n_stops), 2))
        yield Query(
            offsets_of_stops(network, start, leaving=True),
            offsets_of_stops(network, end, leaving=False),
            MORNING_S + draw.randrange(14 * HOUR_S),
        )


@pytest.fixture(scope="module")
def planner(alsace: Snapshot) -> Planner:
    """Return a planner of Alsace."""
    return Planner(alsace.network)


def rides_back(network: Network, before: Ride, after: Ride) -> bool:
    """Tell whether one rides past a station, and through it again where one could have boarded."""
    passed = {
        int(network.stop_station[stop])
        for stop in calls(network, before, network.pattern_drop_off, 0, -1)
    }
    return any(
        int(network.stop_station[stop]) in passed
        for stop in calls(network, after, network.pattern_pickup, 1, 0)
    )


def calls(network: Network, ride: Ride, rule: np.ndarray, first: int, last: int) -> Iterator[int]:
    """Yield the stops of a ride where a rule lets one board or alight."""
    pattern = network.pattern_of_trip(ride.trip)
    start = int(network.pattern_stops_start[pattern])
    for position in range(ride.board_position + first, ride.alight_position + last + 1):
        if position == ride.board_position or rule[start + position] != 1:
            yield int(network.pattern_stops[start + position])


def test_no_change_leads_back_or_to_the_same_trip(planner: Planner) -> None:
    """Of two rides in a row none is the same trip, and none passes a station of the other again."""
    network = planner.network
    n_changes = 0
    for asked in questions(network, 60):
        page = find_page(planner, asked, Reach(asked.time_s, later=True, window_s=HOUR_S, wanted=2))
        for journey in (*planner.search(asked).journeys, *page.journeys):
            for before, after in pairwise(journey.rides):
                n_changes += not after.stay_seated
                assert (before.trip, before.service_day) != (after.trip, after.service_day)
                assert after.stay_seated or not rides_back(network, before, after)
    assert n_changes > 100


@pytest.mark.parametrize("later", [True, False], ids=["next", "previous"])
@pytest.mark.parametrize("arrive_by", [True, False], ids=["arriving", "leaving"])
def test_pages_neither_skip_nor_repeat(planner: Planner, *, arrive_by: bool, later: bool) -> None:
    """Twenty minutes after twenty minutes hold what two hours hold: criteria, vias, few changes."""
    for number, asked in enumerate(questions(planner.network, 4)):
        stops = frozenset({asked.access[-1].stop})
        asked = replace(  # noqa: PLW2901
            asked,
            arrive_by=arrive_by,
            criteria=frozenset(Criterion) if number % 2 else frozenset(),
            vias=(Via(stops),) if number == 2 else (),
            max_transfers=6 - number,
        )
        start_s, end_s = asked.time_s, asked.time_s + 2 * HOUR_S
        whole = find_page(planner, asked, Reach(start_s, later=True, window_s=2 * HOUR_S, wanted=1))
        found: list[Journey] = []
        page: Page | None = None
        while page is None or (page.last_s < end_s if later else page.first_s > start_s):
            if page is None:
                at_s = start_s if later else end_s
            else:
                at_s = page.after.epoch_s if later else page.before.epoch_s - 1
            page = find_page(planner, asked, Reach(at_s, later, window_s=1200, wanted=1))
            found += page.journeys
        span = range(start_s, end_s + 1)
        assert worth(found, asked, span) == worth(whole.journeys, asked, span)


def worth(journeys: tuple[Journey, ...] | list[Journey], asked: Query, span: range) -> list[object]:
    """Return what the journeys of a span are worth, in order."""
    return sorted(
        journey.worth(asked)
        for journey in journeys
        if (journey.arrival_s if asked.arrive_by else journey.departure_s) in span
    )


def digest(folder: Path) -> str:
    """Return a digest of the journeys of some questions, leg by leg."""
    network = open_network(folder)
    planner, found = Planner(network), hashlib.sha256()
    for number, asked in enumerate(questions(network, 12)):
        criteria = frozenset(Criterion) if number % 2 else frozenset()
        answer = planner.search(replace(asked, window_s=HOUR_S, criteria=criteria))
        found.update(repr(answer).encode())
    return found.hexdigest()


def test_processes_agree(alsace: Snapshot, alsace_var: Path) -> None:
    """Another process, with other hashes of texts, answers the same to the last leg and counter."""
    folder = alsace_var / "alsace" / "networks" / alsace.version / "network"
    code = "import sys, pathlib; from tests.feeds.test_real_journeys import digest;"
    code += "print(digest(pathlib.Path(sys.argv[1])))"
    other = subprocess.run(
        [sys.executable, "-c", code, str(folder)],
        env={**os.environ, "PYTHONHASHSEED": "7"},
        cwd=Path(__file__).resolve().parents[2],
        capture_output=True,
        check=True,
        text=True,
    )
    assert other.stdout.strip() == digest(folder)
