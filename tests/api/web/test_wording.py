"""Times, durations and distances as travellers read them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from flask import Flask

from api.modes import mode_of
from api.web import wording


@pytest.fixture(autouse=True)
def french(app: Flask) -> Iterator[None]:
    """Speak French, as the pages do."""
    with app.test_request_context("/"):
        yield


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 min"),
        (1, "1 min"),
        (60, "1 min"),
        (3599, "1 h"),
        (3600, "1 h"),
        (5340, "1 h 29 min"),
        (3900, "1 h 05 min"),
        (90000, "25 h"),
    ],
)
def test_durations_are_rounded_up_to_the_minute(seconds: int, words: str) -> None:
    """A duration is never told shorter than it is."""
    assert wording.duration(seconds).replace("\u00a0", " ") == words


@pytest.mark.parametrize(
    ("metres", "words"),
    [(0, "10 m"), (124, "120 m"), (994, "990 m"), (996, "1,0 km"), (1249, "1,2 km")],
)
def test_distances_are_no_more_precise_than_known(metres: float, words: str) -> None:
    """A distance on foot is told in tens of metres, then in hundreds."""
    assert wording.distance(metres).replace("\u00a0", " ") == words


def test_dates_are_french() -> None:
    """Dates have French names of days and months."""
    when = date(2026, 8, 1)
    assert wording.day(when) == "samedi 1er août 2026"
    assert wording.long_date(when) == "1er août 2026"
    assert wording.short_day(when) == "sam. 1er août"


def test_other_days_of_a_month_are_plain_numbers() -> None:
    """Only the first of a month is an ordinal."""
    assert wording.long_date(date(2026, 8, 21)) == "21 août 2026"


def test_trains_leave_from_tracks() -> None:
    """A train leaves from a track, anything else from a platform."""
    assert wording.platform("3", "train") == "voie 3"
    assert wording.platform("B", "tram") == "quai B"


def test_counts_agree_with_their_noun() -> None:
    """French says zero and one in the singular."""
    assert wording.transfers(0) == "sans correspondance"
    assert wording.transfers(1) == "1 correspondance"
    assert wording.transfers(2) == "2 correspondances"
    assert wording.stops(1) == "1 arrêt intermédiaire"


@pytest.mark.parametrize("route_type", [0, 1, 2, 3, 4, 5, 6, 7, 11, 100, 102, 200, 700, 900, 1300])
def test_every_mode_served_has_a_french_name(route_type: int) -> None:
    """No mode of a feed is left without a word for people."""
    assert wording.mode_name(mode_of(route_type)) != "Ligne"


def test_licence_without_a_name_is_shown_as_it_is() -> None:
    """An unknown licence is still told."""
    assert wording.licence("etalab-2.0") == "Licence Ouverte 2.0"
    assert wording.licence("MIT") == "MIT"


def test_climbs_are_told_where_one_feels_them() -> None:
    """Four metres are none."""
    assert wording.climb(42, 4) == "42\u00a0m de montée"
    assert wording.climb(0, 12) == "12\u00a0m de descente"
    assert wording.climb(30, 12) == "30\u00a0m de montée, 12\u00a0m de descente"
    assert wording.climb(4, 4) == ""


@pytest.mark.parametrize(
    ("grams", "words"),
    [(0.0, "0 g"), (8.4, "8 g"), (123.0, "120 g"), (994.9, "990 g"), (995.1, "1,0 kg")],
)
def test_carbon_is_no_more_precise_than_known(grams: float, words: str) -> None:
    """Emissions are told in grams, tens of grams, then hundreds."""
    assert wording.carbon(grams).replace("\u00a0", " ") == words
