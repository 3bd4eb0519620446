"""The service: everything that requests share, made once per process."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from cachetools import LRUCache
from flask import current_app, g

from api.accounting import Accountant
from api.answers import AnswerCache
from api.approaches.parked import ParkPlaces
from api.called_stops import CalledStops
from api.costs import CostReader
from api.departures import DepartureBoard
from api.live.live_feeds import LiveFeeds
from api.on_demand_rides import OnDemandRides
from api.operations import charge
from api.places import Places
from api.ridden_lines import RiddenLines
from api.settings import Settings
from api.shared_fleet import SharedFleet
from api.terms import channel_keys_of, tariffs_of, terms_of
from api.travelling import Served, Travelling, served_modes
from api.written_ways import WrittenWays
from feeds import ParkKind, Snapshot
from planner import (
    Emissions,
    Options,
    Planner,
    Reach,
    Streets,
    StreetSamples,
    walked_in_wheelchairs,
)

EXTENSION = "correspondance"

SLICES_KEPT = 8
"""Day slices: today and tomorrow, forwards and backwards, and evenings that reach past midnight."""
REACHES_KEPT = 4
"""Kinds of travellers: on foot, in a wheelchair, with a bike, at another speed."""
SLICES_KEPT_OTHERWISE = 2
"""In wheelchairs, which fewer people ask for."""


class Service:
    """A network in service with what answers about it."""

    def __init__(
        self,
        settings: Settings,
        snapshot: Snapshot,
        clock: Callable[[], datetime] | None,
        accountant: Accountant | None = None,
    ) -> None:
        self.settings = settings
        self.snapshot = snapshot
        self.zone = ZoneInfo(snapshot.manifest.timezone)
        self.planner = Planner(snapshot.network, slices_kept=SLICES_KEPT)
        self.streets = (
            None if snapshot.streets is None else Streets(snapshot.streets, snapshot.network)
        )
        self._clock = clock or _machine_clock
        self.shared = self._shared(settings)
        """Shared vehicles, None where there are none or no streets."""
        self._reaches: LRUCache[tuple[bool, Options], Reach] = LRUCache(REACHES_KEPT)
        self._reaches_lock = threading.Lock()
        self.places = Places(snapshot, self.streets)
        self.stop_places: dict[int, dict[str, object]] = {}
        """What answers say of each stop that was in one; nobody changes it."""
        self.line_fields: dict[int, dict[str, object]] = {}
        """What answers say of each line that was in one; nobody changes it."""
        self.ridden_lines = RiddenLines(snapshot)
        self.called_stops: dict[int, CalledStops] = {}
        """The stops of each pattern that was in an answer."""
        self.board = DepartureBoard(snapshot.network)
        self.answers = AnswerCache(settings.answers_kept)
        terms = terms_of(settings, snapshot.manifest.region_id)
        self.weighs_legs = terms.weighs_legs
        """Whether a rule of allocation asks for the legs of a journey."""
        self.terms = terms
        self.channel_keys = channel_keys_of(settings)
        """Channel of each key, by the key's hash."""
        self.ledger = ledger = settings.ledger_of(snapshot.manifest.region_id)
        """Path or database URL of the ledger."""
        tariffs = tariffs_of(settings)
        self.costs = CostReader(ledger, tariffs, snapshot)
        # A network that replaces another one goes on with its accounts.
        self.accountant = accountant or Accountant(
            ledger,
            tariffs,
            {siren: a.name for siren, a in snapshot.territories.authorities.items()},
            clock=clock or _machine_clock,
            worker="http",
            journals=settings.journals_of(snapshot.manifest.region_id),
            terms=terms,
        )
        self.live = self._live(settings)
        """Live messages, None where no feed has any."""
        self.started_at = self.now()

    def planner_for(self, travelling: Travelling) -> Planner:
        """Return the planner with the footpaths of whoever travels."""
        known = self.snapshot.streets is not None
        return self._wheelchair_planner if travelling.in_wheelchair and known else self.planner

    @cached_property
    def _wheelchair_planner(self) -> Planner:
        assert self.snapshot.streets is not None, "asked for where streets are known"
        footpath_s = self.snapshot.streets.footpath_wheelchair_s
        network = walked_in_wheelchairs(self.snapshot.network, footpath_s)
        return Planner(network, slices_kept=SLICES_KEPT_OTHERWISE)

    def reach_for(self, travelling: Travelling) -> Reach:
        """Return what finds everything in reach of whoever travels so."""
        key = travelling.in_wheelchair, travelling.options
        with self._reaches_lock:
            reach = self._reaches.get(key)
            if reach is None:
                network = self.planner_for(travelling).network
                reach = self._reaches[key] = Reach(network, travelling.options)
            return reach

    @property
    def emissions(self) -> Emissions:
        """Return what rides emit."""
        return self.planner.emissions

    @property
    def served(self) -> Served:
        """The modes to and from stops, and all the way, that can be answered."""
        if self.streets is None:
            return Served()
        parks = self.car_parks is not None
        return served_modes(
            has_parks=parks,
            has_rentals=self.shared is not None,
            has_on_demand=self.on_demand is not None,
        )

    @cached_property
    def on_demand(self) -> OnDemandRides | None:
        """On-demand rides, None where there are none or no streets."""
        services = self.snapshot.on_demand
        if self.streets is None or not services:
            return None
        return OnDemandRides(services, self.snapshot.network, self.zone)

    def _shared(self, settings: Settings) -> SharedFleet | None:
        manifest = self.snapshot.manifest
        if self.streets is None or not manifest.shared:
            return None
        folder = settings.shared_of(manifest.region_id)
        fixed = self.snapshot.shared
        return SharedFleet(manifest.shared, fixed, folder, self.streets, self.now)

    def _live(self, settings: Settings) -> LiveFeeds | None:
        snapshot = self.snapshot
        manifest = snapshot.manifest
        if not manifest.live:
            return None
        accountant, version = self.accountant, snapshot.version

        def charge_pull(used_us: int) -> None:
            charge(accountant, "pull", used_us, version)

        folder = settings.live_of(manifest.region_id)
        return LiveFeeds(
            manifest.live, (snapshot.live, folder), snapshot.network, self.now, charge_pull
        )

    @cached_property
    def car_parks(self) -> ParkPlaces | None:
        """Car parks on the streets, None where none is known."""
        return self._parks(ParkKind.CAR)

    @cached_property
    def bike_parks(self) -> ParkPlaces | None:
        """Parks for bikes on the streets, None where none is known."""
        return self._parks(ParkKind.BIKE)

    def _parks(self, kind: ParkKind) -> ParkPlaces | None:
        parks = self.snapshot.parks
        if parks is None or self.streets is None or not (parks.kind == kind).any():
            return None
        return ParkPlaces(parks, kind, self.streets, self.zone)

    @cached_property
    def written_ways(self) -> WrittenWays:
        """Ways along the streets as answers say them; only where there are some."""
        assert self.snapshot.streets is not None, "a way was found on streets"
        return WrittenWays(self.snapshot.streets.graph)

    @cached_property
    def samples(self) -> StreetSamples:
        """Points along all streets; only where there are some."""
        assert self.snapshot.streets is not None, "asked for where streets are known"
        return StreetSamples(self.snapshot.streets.graph)

    def now(self) -> datetime:
        """Return the present moment, in the region's time zone."""
        return self._clock().astimezone(self.zone)


def current_service() -> Service:
    """Return the service that answers the request: the same until it is answered."""
    if EXTENSION not in g:
        setattr(g, EXTENSION, current_app.extensions[EXTENSION])
    service: Service = g.get(EXTENSION)
    return service


def _machine_clock() -> datetime:
    return datetime.now(UTC)
