"""The service: everything that requests share, made once per process."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from flask import current_app, g

from api.accounting import Accountant
from api.answers import AnswerCache
from api.costs import CostReader
from api.departures import DepartureBoard
from api.places import Places
from api.settings import Settings
from api.terms import tariffs_of, terms_of
from api.travelling import Travelling
from feeds import Snapshot
from planner import Options, Planner, Reach, Streets, StreetSamples, walked_in_wheelchairs

EXTENSION = "correspondance"

SLICES_KEPT = 8
"""Day slices: today and tomorrow, forwards and backwards, and evenings that reach past midnight."""
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
        self._reaches: dict[tuple[bool, Options], Reach] = {}
        self._reaches_lock = threading.Lock()
        self.places = Places(snapshot)
        self.board = DepartureBoard(snapshot.network)
        self.answers = AnswerCache(settings.answers_kept)
        terms = terms_of(settings, snapshot.manifest.region_id)
        self.weighs_legs = terms.weighs_legs
        """Whether a rule of allocation asks for the legs of a journey."""
        self.terms = terms
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
        self._clock = clock or _machine_clock
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
            if key not in self._reaches:
                network = self.planner_for(travelling).network
                self._reaches[key] = Reach(network, travelling.options)
            return self._reaches[key]

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
