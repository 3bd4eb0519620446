"""Shared vehicles in service: the state of every system, kept fresh in the background."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from shapely import contains_xy

from feeds import (
    FormFactor,
    Propulsion,
    ReturnRule,
    SharedSource,
    SharedState,
    SharedSystem,
    SharedSystemError,
    Station,
    Vehicle,
    VehicleType,
    fetch_documents,
    read_system,
)
from feeds.table import Flags
from planner import Float64s, Spots, Streets

WALK_TO_VEHICLE_S = 600
"""How far from a stop a vehicle is taken or left at most."""
LOOK_EVERY_S = 1.0
"""How often one process looks whether another one has fetched a newer state."""
REFRESH_AT_LEAST_S = 60
"""How long a state is used before the next is asked for, however short the operator's ttl."""
STALE_AFTER_S = 600
"""A state older than this, and than five times the operator's ttl, says nothing about now."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class RentalKey:
    """Vehicles of a system that are ridden and given back alike."""

    form_factor: FormFactor
    propulsion: Propulsion
    return_rule: ReturnRule


class RentalClass:
    """The vehicles of one kind of a system, with the places where they are taken and left.

    Places are the stations of the system, then its free vehicles of this kind.
    """

    def __init__(self, found: FleetSystem, key: RentalKey, types: frozenset[str]) -> None:
        system, streets = found.system, found.streets
        self.system, self.key, self._types, self._streets = system, key, types, streets
        self.is_fixed = bool(found.source.file)
        """The state is a file's and never changes."""
        self.stations: Sequence[Station] = system.stations
        self.free: Sequence[Vehicle] = [v for v in system.vehicles if v.type_id in types]
        places = [(station.lat, station.lon) for station in self.stations]
        places += [(vehicle.lat, vehicle.lon) for vehicle in self.free]
        self.spots = Spots(streets, places, WALK_TO_VEHICLE_S)
        lat = np.array([place[0] for place in places], dtype=np.float64)
        lon = np.array([place[1] for place in places], dtype=np.float64)
        n_stations, n_free = len(self.stations), len(self.free)
        counts = [self.count(number) for number in range(n_stations)]
        startable = self.may(lat, lon, start=True)
        is_free = np.arange(len(places)) >= n_stations
        self.takes_now: Flags = startable & np.array([*(c > 0 for c in counts), *[True] * n_free])
        self.takes_later: Flags = ~is_free & np.array(
            [*((s.capacity != 0 and s.is_renting) for s in self.stations), *[False] * n_free],
            dtype=np.bool_,
        )
        """Where a vehicle may be expected on another day: at stations."""
        self.docks_now: Flags = np.array(
            [*(s.is_returning and s.docks != 0 for s in self.stations), *[False] * n_free],
            dtype=np.bool_,
        )
        self.docks_later: Flags = np.array(
            [*(s.is_returning for s in self.stations), *[False] * n_free], dtype=np.bool_
        )

    @property
    def anywhere(self) -> bool:
        """Tell whether a vehicle may be left elsewhere than at stations."""
        return self.key.return_rule is ReturnRule.NONE

    def count(self, number: int) -> int:
        """Return the vehicles of this kind that may be taken at a place."""
        if number >= len(self.stations):
            return 1
        station = self.stations[number]
        if not station.is_renting:
            return 0
        return sum(count for type_id, count in station.available.items() if type_id in self._types)

    @cached_property
    def ends_at_stops(self) -> Flags:
        """At which stops the zones let a ride end."""
        points = np.array(self._streets.points_of_stops(), dtype=np.float64).reshape(-1, 2)
        return self.may(points[:, 0], points[:, 1], start=False)

    def may_end_at(self, point: tuple[float, float]) -> bool:
        """Tell whether a ride may end at a point."""
        lat, lon = (np.array([degrees], dtype=np.float64) for degrees in point)
        return self.anywhere and bool(self.may(lat, lon, start=False)[0])

    def may(self, lat: Float64s, lon: Float64s, *, start: bool) -> Flags:
        """Tell at which points the zones let a ride start (or end)."""
        allowed = np.ones(len(lat), dtype=np.bool_)
        undecided = np.ones(len(lat), dtype=np.bool_)
        for zone in self.system.zones:
            if zone.type_ids and not zone.type_ids & self._types:
                continue
            inside = (
                undecided
                if zone.outline is None
                else undecided & contains_xy(zone.outline, lon, lat)
            )
            allowed[inside] = zone.start_allowed if start else zone.end_allowed
            undecided &= ~inside
        return allowed


@dataclass(frozen=True)
class FleetSystem:
    """One system of the fleet."""

    source: SharedSource
    system: SharedSystem
    streets: Streets

    @cached_property
    def classes(self) -> tuple[RentalClass, ...]:
        """Its vehicles by kind, without those that must be brought back where they were taken."""
        types: dict[RentalKey, set[str]] = {}
        in_use = {type_id for s in self.system.stations for type_id in s.available}
        free = {vehicle.type_id for vehicle in self.system.vehicles}
        for type_id in sorted(in_use | free):
            key = _key(self.system.types[type_id], is_free=type_id in free)
            if key.return_rule is not ReturnRule.ROUNDTRIP_STATION:
                types.setdefault(key, set()).add(type_id)
        return tuple(RentalClass(self, key, frozenset(ids)) for key, ids in types.items())

    def is_stale(self, now_s: int) -> bool:
        """Tell whether the state is too old to say what is there now; files do not age."""
        age_s = now_s - self.system.updated_s
        return not self.source.file and age_s > max(STALE_AFTER_S, 5 * self.system.ttl_s)


def _key(kind: VehicleType, *, is_free: bool) -> RentalKey:
    rule = kind.return_rule or (ReturnRule.NONE if is_free else ReturnRule.ANY_STATION)
    return RentalKey(kind.form_factor, kind.propulsion, rule)


@dataclass(frozen=True)
class Fleet:
    """Every system at one moment; never changes."""

    systems: tuple[FleetSystem, ...] = ()
    version: int = 0
    """Differs between states."""
    lacks_some: bool = False
    """Nothing is known yet of some system."""


class SharedFleet:
    """Gives the present fleet; fetches the next one in the background when it is due.

    Of all processes one fetches and the others read what it kept. What cannot be fetched or read is
    logged, and the last good state stays.
    """

    def __init__(
        self,
        sources: Sequence[SharedSource],
        fixed: Mapping[str, Mapping[str, Any]],
        folder: Path,
        streets: Streets,
        clock: Callable[[], datetime],
    ) -> None:
        self._streets, self._clock = streets, clock
        self._states = {s: SharedState(folder / f"{s.id}.json") for s in sources if s.url}
        self._seen: dict[str, tuple[int, int]] = {}
        self._found = {
            s.id: FleetSystem(s, read_system(s.id, fixed[s.id]), streets)
            for s in sources
            if s.id in fixed
        }
        self.errors: dict[str, SharedSystemError] = {}
        """Why the last attempt to get a state failed, by system."""
        self._order = [source.id for source in sources]
        self._fleet = self._gathered(1)
        self._looked_at = -LOOK_EVERY_S
        self._lock = threading.Lock()
        self._fetching: threading.Thread | None = None

    def current(self) -> Fleet:
        """Return the present fleet; returns at once."""
        now = time.monotonic()
        if self._states and now - self._looked_at >= LOOK_EVERY_S:
            with self._lock:
                self._looked_at = now
                self._read_kept()
                self._begin_fetching()
        return self._fleet

    def wait(self) -> None:
        """Wait until what is being fetched has come."""
        if self._fetching is not None:
            self._fetching.join()
            self._looked_at = -LOOK_EVERY_S

    def _read_kept(self) -> None:
        """Take what another process, or the thread of this one, has fetched."""
        changed = False
        for source, state in self._states.items():
            signature = state.signature()
            if signature == self._seen.get(source.id, (0, 0)):
                continue
            self._seen[source.id] = signature
            documents = state.read()
            if documents is None:
                continue
            try:
                system = read_system(source.id, documents)
            except SharedSystemError as error:
                self._tell(source, error)
                continue
            self._found[source.id] = FleetSystem(source, system, self._streets)
            changed = True
        if changed:
            self._fleet = self._gathered(self._fleet.version + 1)

    def _gathered(self, version: int) -> Fleet:
        known = (self._found[id_] for id_ in self._order if id_ in self._found)
        return Fleet(tuple(known), version, len(self._found) < len(self._order))

    def _begin_fetching(self) -> None:
        if self._fetching is not None and self._fetching.is_alive():
            return
        due = [source for source in self._states if self._is_due(source)]
        if due:
            self._fetching = threading.Thread(
                target=self._fetch, args=(due,), name="shared", daemon=True
            )
            self._fetching.start()

    def _is_due(self, source: SharedSource) -> bool:
        found = self._found.get(source.id)
        every_s = REFRESH_AT_LEAST_S
        if found is not None:
            every_s = max(every_s, found.system.ttl_s)
        return self._states[source].claim(every_s)

    def _fetch(self, sources: Sequence[SharedSource]) -> None:
        for source in sources:
            try:
                documents = fetch_documents(source)
                read_system(source.id, documents)  # refused before it replaces the last good one
                self._states[source].write(documents)
            except SharedSystemError as error:
                self._tell(source, error)
            except OSError as error:
                name, why = self._states[source].path.name, f"cannot be written ({error.strerror})"
                self._tell(source, SharedSystemError(source.id, name, why))
            else:
                self.errors.pop(source.id, None)

    def _tell(self, source: SharedSource, error: SharedSystemError) -> None:
        self.errors[source.id] = error
        _log.warning("%s; the last good state stays", error)
