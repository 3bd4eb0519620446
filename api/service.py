"""The service: everything that requests share, made once per process."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from flask import current_app

from api.accounting import Accountant, load_tariffs
from api.answers import AnswerCache
from api.departures import DepartureBoard
from api.places import Places
from api.settings import Settings
from api.travelling import Needs
from feeds import Snapshot
from planner import Planner, Reach, Streets, StreetSamples, for_wheelchairs, with_bikes

EXTENSION = "correspondance"

SLICES_KEPT = 8
"""Day slices: today and tomorrow, forwards and backwards, and evenings that reach past midnight."""
SLICES_KEPT_OTHERWISE = 2
"""For wheelchairs and for bikes that come along, which fewer people ask for."""


class Service:
    """A network in service with what answers about it."""

    def __init__(
        self, settings: Settings, snapshot: Snapshot, clock: Callable[[], datetime] | None
    ) -> None:
        self.settings = settings
        self.snapshot = snapshot
        self.zone = ZoneInfo(snapshot.manifest.timezone)
        self.planner = Planner(snapshot.network, slices_kept=SLICES_KEPT)
        self.streets = (
            None if snapshot.streets is None else Streets(snapshot.streets, snapshot.network)
        )
        self._planners = {Needs(): self.planner}
        self._reaches: dict[Needs, Reach] = {}
        self._planners_lock = threading.Lock()
        self.places = Places(snapshot)
        self.board = DepartureBoard(snapshot.network)
        self.answers = AnswerCache(settings.answers_kept)
        self.accountant = Accountant(
            settings.ledger_of(snapshot.manifest.region_id),
            load_tariffs(),
            {siren: a.name for siren, a in snapshot.territories.authorities.items()},
            clock=clock or _machine_clock,
            worker="http",
        )
        self._clock = clock or _machine_clock
        self.started_at = self.now()

    def planner_for(self, needs: Needs) -> Planner:
        """Return the planner that keeps to what every vehicle and change must allow."""
        with self._planners_lock:
            if needs not in self._planners:
                network, streets = self.snapshot.network, self.snapshot.streets
                if needs.wheelchair:
                    footpath_s = None if streets is None else streets.footpath_wheelchair_s
                    network = for_wheelchairs(network, footpath_s)
                if needs.bikes:
                    network = with_bikes(network)
                self._planners[needs] = Planner(network, slices_kept=SLICES_KEPT_OTHERWISE)
            return self._planners[needs]

    def reach_for(self, needs: Needs) -> Reach:
        """Return what finds everything in reach, keeping to what vehicles must allow."""
        network = self.planner_for(needs).network
        with self._planners_lock:
            if needs not in self._reaches:
                self._reaches[needs] = Reach(network)
            return self._reaches[needs]

    @cached_property
    def samples(self) -> StreetSamples:
        """Points along all streets; only where there are some."""
        assert self.snapshot.streets is not None, "asked for where streets are known"
        return StreetSamples(self.snapshot.streets.graph)

    def now(self) -> datetime:
        """Return the present moment, in the region's time zone."""
        return self._clock().astimezone(self.zone)


def current_service() -> Service:
    """Return the service of the application that handles the request."""
    service: Service = current_app.extensions[EXTENSION]
    return service


def _machine_clock() -> datetime:
    return datetime.now(UTC)
