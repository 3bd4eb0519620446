"""Fixed random questions to a network: the same seed and network give the same questions."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from feeds import Snapshot

SEED = 20261125
FIRST_HOUR, LAST_HOUR = 5, 22


@dataclass(frozen=True, slots=True)
class Question:
    """From one station to another, leaving at a time."""

    from_id: str
    to_id: str
    time: datetime


def random_questions(snapshot: Snapshot, day: date, n_questions: int) -> Iterator[Question]:
    """Yield questions between served stations, leaving between 5 and 22 o'clock of a day.

    Stations are drawn evenly, not by their traffic: rural edges count as much as centres.
    """
    rng = random.Random(SEED)
    network = snapshot.network
    served = np.flatnonzero(network.station_departures).tolist()
    midnight = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(snapshot.manifest.timezone))
    for _ in range(n_questions):
        from_station, to_station = rng.sample(served, 2)
        second = rng.randrange(FIRST_HOUR * 3600, LAST_HOUR * 3600)
        yield Question(
            network.station_id[from_station],
            network.station_id[to_station],
            midnight + timedelta(seconds=second),
        )


def next_weekday(today: date) -> date:
    """Return the next Tuesday after a date: an ordinary day of service."""
    return today + timedelta(days=(1 - today.weekday()) % 7 or 7)
