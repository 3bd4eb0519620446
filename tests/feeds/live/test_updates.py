"""Updates of trips: which run they are about, and what it is then expected to do."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from google.transit import gtfs_realtime_pb2 as gtfs_rt
from hypothesis import given
from hypothesis import strategies as st

from feeds import LiveKind, LiveRun, WalkingRules, plain_network, read_feeds
from feeds.live import match_updates, read_message, read_updates
from feeds.live.match_updates import MatchedRuns
from planner import Network, day_number
from tests.support.gtfs_rt import call, message, source, update
from tests.support.network import DAY, parse

TODAY = day_number(DAY)
NOON_S = int(datetime(2026, 6, 10, 10, tzinfo=UTC).timestamp())
"""12:00 in Paris."""
SKIPPED = gtfs_rt.TripUpdate.StopTimeUpdate.SKIPPED
NO_DATA = gtfs_rt.TripUpdate.StopTimeUpdate.NO_DATA
UPDATES = source(LiveKind.UPDATES)


@pytest.fixture(scope="module")
def network() -> Network:
    """Return a line of four stops, a loop, a night trip, and a station of two platforms."""
    return parse(
        """
        L:  A 12:00  B 12:10/12:11  C 12:20  D 12:30
        O:  A 12:00  B 12:10  A 12:20  B 12:30
        N:  A 23:50  B 00:10+1d
        P:  P1 12:00  B 12:10
        Q:  P2 12:00  B 12:10
        """,
        stations={"P1": "P", "P2": "P"},
    )


def match(network: Network, *entities: object, now_s: int = NOON_S) -> MatchedRuns:
    """Match a message of these entities."""
    found, _left_out = read_updates(read_message(UPDATES, message(*entities), now_s).content)
    return match_updates(UPDATES, found, network, now_s)


def only(network: Network, *calls: Any, trip: str = "L.1", **about: object) -> LiveRun:  # noqa: ANN401
    """Return what is expected of the one run of an update."""
    matched = match(network, update(trip, *calls, **about))
    assert not matched.unmatched
    (run,) = matched.runs.values()
    return run


def clocks(moments: tuple[int | None, ...]) -> list[str]:
    """Return moments as clocks in Paris, "–" where nothing is known."""
    return ["–" if s is None else f"{datetime.fromtimestamp(s + 7200, UTC):%H:%M}" for s in moments]


def refused(network: Network, *calls: Any, trip: str = "L.1", **about: object) -> str:  # noqa: ANN401
    """Return why an update is refused."""
    matched = match(network, update(trip, *calls, **about))
    assert not matched.runs
    (reason,) = matched.unmatched
    return reason


def test_a_delay_is_carried_on(network: Network) -> None:
    """From the call that it is said of to all that follow; before it nothing is known."""
    run = only(network, call("B", 120))
    assert clocks(run.arrivals_s) == ["–", "12:12", "12:22", "12:32"]
    assert clocks(run.departures_s) == ["–", "12:13", "12:22", "12:32"]


def test_a_later_update_says_otherwise(network: Network) -> None:
    """The departure of a call, then another call; a moment counts more than a delay."""
    later = call("C", {"time": NOON_S + 1260, "delay": 7}, 120)
    run = only(network, call("A", departure=60), later)
    assert clocks(run.arrivals_s) == ["–", "12:11", "12:21", "12:32"]
    assert clocks(run.departures_s) == ["12:01", "12:12", "12:22", "12:32"]


def test_a_skipped_call_does_not_end_a_delay(network: Network) -> None:
    """The stops that follow are as late as the last that was said."""
    run = only(network, call("A", departure=300), call("B", schedule_relationship=SKIPPED))
    assert run.skipped == {1}
    assert run.drops(1)
    assert not run.drops(2)
    assert clocks(run.departures_s)[2:] == ["12:25", "12:35"]


def test_a_call_without_data_ends_a_delay(network: Network) -> None:
    """From there on nothing is known."""
    run = only(network, call("A", departure=300), call("C", schedule_relationship=NO_DATA))
    assert clocks(run.departures_s) == ["12:05", "12:16", "–", "–"]


def test_a_run_that_skips_all_is_cancelled(network: Network) -> None:
    """As one that is said to be."""
    skips = [call(stop, schedule_relationship=SKIPPED) for stop in "ABCD"]
    assert only(network, *skips).cancelled
    cancelled = gtfs_rt.TripDescriptor.CANCELED
    assert only(network, schedule_relationship=cancelled).cancelled
    assert only(network, schedule_relationship=gtfs_rt.TripDescriptor.DELETED).cancelled


def test_a_delay_of_the_whole_run(network: Network) -> None:
    """Where nothing is said of calls."""
    assert clocks(only(network, delay=60).departures_s) == ["12:01", "12:12", "12:21", "12:31"]


def test_a_platform_is_changed_within_the_station(network: Network) -> None:
    """To another stop of the same station only."""
    run = only(network, call("P1", departure=0, assigned="P2"), trip="P.1")
    assert run.assigned == {0: network.stop_id.find("t:P2")}
    assert refused(network, call("P1", departure=0, assigned="A"), trip="P.1") == "UNKNOWN_PLATFORM"


def test_a_call_is_named_by_its_number(network: Network) -> None:
    """The stop_sequence of the feed, alone or with the stop; in a loop it says which visit."""
    run = only(network, call("", 60, stop_sequence=20), call("C", 120, stop_sequence=30))
    assert clocks(run.arrivals_s) == ["–", "12:11", "12:22", "12:32"]
    run = only(network, call("A", 60, stop_sequence=30), trip="O.1")
    assert clocks(run.arrivals_s) == ["–", "–", "12:21", "12:31"]


def test_a_loop_takes_the_next_visit(network: Network) -> None:
    """Of two visits of a stop the one after the last update."""
    run = only(network, call("B", 60), call("A", 120), trip="O.1")
    assert clocks(run.arrivals_s) == ["–", "12:11", "12:22", "12:32"]


@pytest.mark.parametrize(
    ("about", "reason"),
    [
        ({"trip": "gone"}, "UNKNOWN_TRIP"),
        ({"start_date": "20260710"}, "NO_SERVICE_ON_DATE"),
        ({"start_date": "10.06.2026"}, "MALFORMED_START_DATE"),
        ({"start_date": "20261399"}, "MALFORMED_START_DATE"),
    ],
)
def test_a_run_that_is_not_there_is_counted(
    network: Network, about: dict[str, Any], reason: str
) -> None:
    """By why it fits nothing."""
    assert refused(network, call("B", 60), **about) == reason


@pytest.mark.parametrize(
    ("calls", "reason"),
    [
        ([call("gone", 60)], "UNKNOWN_STOP"),
        ([call("P1", 60)], "STOP_NOT_ON_TRIP"),
        ([call("C", 60), call("B", 60)], "STOP_NOT_ON_TRIP"),
        ([call("B", 2**31 - 1)], "ABSURD_DELAY"),
        ([call("B", -(2**31))], "ABSURD_DELAY"),
        ([call("B", {"time": 4})], "ABSURD_DELAY"),
        ([call("B", 1200), call("C", 0)], "TIME_GOES_BACK"),
        ([], "NOTHING_SAID"),
        ([{"arrival": {"delay": 5}}], "NO_STOP"),
        ([call("", 60, stop_sequence=15)], "STOP_NOT_ON_TRIP"),
        ([call("", 60, stop_sequence=30), call("", 60, stop_sequence=20)], "STOP_NOT_ON_TRIP"),
        ([call("D", 60, stop_sequence=20)], "UNKNOWN_PLATFORM"),
    ],
)
def test_an_update_that_cannot_be_true_is_refused(
    network: Network, calls: list[Any], reason: str
) -> None:
    """And counted by why."""
    assert refused(network, *calls) == reason


def test_one_wrong_update_harms_no_other(network: Network) -> None:
    """The others are applied."""
    matched = match(network, update("gone", call("B", 60)), update("L.1", call("B", 60)))
    assert len(matched.runs) == 1
    assert matched.unmatched == {"UNKNOWN_TRIP": 1}


def test_a_little_backwards_stands_still(network: Network) -> None:
    """Estimates that are a minute off are mended."""
    run = only(network, call("B", 600), call("C", 30))
    assert clocks(run.arrivals_s) == ["–", "12:20", "12:21", "12:30"]


def test_a_date_is_the_service_day(network: Network) -> None:
    """A trip past midnight belongs to the day before; without a date the nearest run is meant."""
    past_midnight = int(datetime(2026, 6, 9, 22, 5, tzinfo=UTC).timestamp())
    dated = match(network, update("N.1", call("B", 60), start_date="20260610"), now_s=past_midnight)
    near = match(network, update("N.1", call("B", 60)), now_s=past_midnight)
    assert [day for _trip, day in dated.runs] == [TODAY]
    assert [day for _trip, day in near.runs] == [TODAY - 1]


def test_the_update_that_was_told_later_counts(network: Network) -> None:
    """Of two about one run, wherever they stand in the message."""
    late = update("L.1", call("B", 600), told_s=NOON_S)
    early = update("L.1", call("B", 60), told_s=NOON_S - 60)
    for entities in ((late, early), (early, late)):
        (run,) = match(network, *entities).runs.values()
        assert clocks(run.arrivals_s)[1] == "12:20"


def test_kinds_of_trips_that_are_not_read_are_counted() -> None:
    """Added and replaced ones, and updates that name no trip."""
    trip = gtfs_rt.TripDescriptor
    entities = [
        update("x", schedule_relationship=trip.ADDED),
        update("y", schedule_relationship=trip.REPLACEMENT),
        update(""),
    ]
    found, left_out = read_updates(read_message(UPDATES, message(*entities), NOON_S).content)
    assert found == []
    assert left_out == Counter({"ADDED": 1, "REPLACEMENT": 1, "NO_TRIP_ID": 1})


def test_a_replayed_timetable_takes_no_live_times(network: Network) -> None:
    """Today's vehicles are not those of the week that is shown."""
    network.replay_days[0] = 7
    try:
        assert match(network, update("L.1", call("B", 60))).unmatched == {"REPLAYED_TIMETABLE": 1}
    finally:
        network.replay_days[0] = 0


@given(
    st.lists(
        st.tuples(
            st.sampled_from("ABCD"),
            st.none() | st.integers(-4000, 4000),
            st.none() | st.integers(-4000, 4000),
            st.sampled_from([0, SKIPPED, NO_DATA]),
        ),
        max_size=5,
    )
)
def test_time_never_goes_back(calls: list[tuple[str, int | None, int | None, int]]) -> None:
    """Whatever is said, what is expected can happen, or the update is refused."""
    line = parse("L:  A 12:00  B 12:10/12:11  C 12:20  D 12:30")
    said = [call(s, a, d, schedule_relationship=relation) for s, a, d, relation in calls]
    for run in match(line, update("L.1", *said)).runs.values():
        moments = [
            moment_s
            for position, both in enumerate(zip(run.arrivals_s, run.departures_s, strict=True))
            if position not in run.skipped
            for moment_s in both
            if moment_s is not None
        ]
        assert moments == sorted(moments)


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("feed", "zip_", "capture", "runs", "skipped", "unmatched"),
    [
        ("fgc", "fgc_barcelona_202508.zip", "tripupdates.pb", 38, 0, {}),
        (
            "kingston",
            "kingston_gtfs_202601.zip",
            "tripupdates_capture_1768495402_veh_1768495401_tu_1768495401.pb",
            204,
            14,
            {"NOTHING_SAID": 4},
        ),
    ],
)
def test_real_updates_find_their_runs(
    real_data: Path,
    feed: str,
    zip_: str,
    capture: str,
    runs: int,
    skipped: int,
    unmatched: dict[str, int],
) -> None:
    """All of Barcelona's, all of Kingston's that say something."""
    folder = real_data / "live" / feed
    network = plain_network(read_feeds([("t", folder / zip_)], range(2024, 2028)), WalkingRules())
    found = read_message(UPDATES, (folder / capture).read_bytes(), 2**31)
    updates, _left_out = read_updates(found.content)
    matched = match_updates(UPDATES, updates, network, found.made_s)
    assert (len(matched.runs), matched.unmatched) == (runs, unmatched)
    assert sum(len(run.skipped) for run in matched.runs.values()) == skipped
