"""What an operator says of a run (GTFS-Realtime TripUpdate), before it meets the network."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import Enum

from google.transit import gtfs_realtime_pb2 as gtfs_rt

Relation = gtfs_rt.TripDescriptor.ScheduleRelationship
CallRelation = gtfs_rt.TripUpdate.StopTimeUpdate.ScheduleRelationship


class Called(Enum):
    """What becomes of a call."""

    SCHEDULED = "scheduled"
    SKIPPED = "skipped"
    NO_DATA = "no-data"
    """Nothing is known from here on."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """When a vehicle arrives or leaves: a moment (UTC epoch seconds), else a delay."""

    time_s: int | None
    delay_s: int | None


@dataclass(frozen=True, slots=True)
class CallUpdate:
    """What is said of a call; ids are those of the feed, "" where nothing is said."""

    sequence: int | None
    stop_id: str
    called: Called
    arrival: Estimate | None
    departure: Estimate | None
    assigned_stop_id: str
    """The platform in place of the scheduled one."""


@dataclass(frozen=True, slots=True)
class TripUpdate:
    """What is said of a run."""

    trip_id: str
    start_date: str
    start_time: str
    cancelled: bool
    told_s: int
    """When it was said, 0 where that is not known."""
    delay_s: int | None
    """Of the whole run, for calls that nothing is said of."""
    calls: tuple[CallUpdate, ...]


_CANCELLED = frozenset({Relation.CANCELED, Relation.DELETED})
_READ = _CANCELLED | {Relation.SCHEDULED}
_CALLED = {
    CallRelation.SCHEDULED: Called.SCHEDULED,
    CallRelation.SKIPPED: Called.SKIPPED,
    CallRelation.NO_DATA: Called.NO_DATA,
}


def read_updates(message: gtfs_rt.FeedMessage) -> tuple[list[TripUpdate], Counter[str]]:
    """Return what a message says of runs, and why the rest is left out, counted.

    Of two updates of one run the one that was told later counts, then the later one in the message.
    """
    found: dict[tuple[str, str, str], TripUpdate] = {}
    left_out: Counter[str] = Counter()
    for entity in message.entity:
        if entity.is_deleted or not entity.HasField("trip_update"):
            continue
        row = entity.trip_update
        if row.trip.schedule_relationship not in _READ:
            left_out[Relation.Name(row.trip.schedule_relationship)] += 1
        elif not row.trip.trip_id:
            left_out["NO_TRIP_ID"] += 1
        else:
            update = _update(row)
            key = update.trip_id, update.start_date, update.start_time
            if key not in found or found[key].told_s <= update.told_s:
                found[key] = update
    return list(found.values()), left_out


def _update(row: gtfs_rt.TripUpdate) -> TripUpdate:
    return TripUpdate(
        trip_id=row.trip.trip_id,
        start_date=row.trip.start_date,
        start_time=row.trip.start_time,
        cancelled=row.trip.schedule_relationship in _CANCELLED,
        told_s=int(row.timestamp),
        delay_s=int(row.delay) if row.HasField("delay") else None,
        calls=tuple(_call(one) for one in row.stop_time_update),
    )


def _call(row: gtfs_rt.TripUpdate.StopTimeUpdate) -> CallUpdate:
    return CallUpdate(
        sequence=int(row.stop_sequence) if row.HasField("stop_sequence") else None,
        stop_id=row.stop_id,
        called=_CALLED.get(row.schedule_relationship, Called.NO_DATA),
        arrival=_estimate(row.arrival) if row.HasField("arrival") else None,
        departure=_estimate(row.departure) if row.HasField("departure") else None,
        assigned_stop_id=row.stop_time_properties.assigned_stop_id,
    )


def _estimate(row: gtfs_rt.TripUpdate.StopTimeEvent) -> Estimate | None:
    time_s = int(row.time) if row.HasField("time") and row.time else None
    delay_s = int(row.delay) if row.HasField("delay") else None
    return None if time_s is None and delay_s is None else Estimate(time_s, delay_s)
