"""The service: everything that requests share, made once per process."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from flask import current_app, g

from api.accounting import Accountant, load_tariffs
from api.answers import AnswerCache
from api.departures import DepartureBoard
from api.places import Places
from api.settings import Settings
from feeds import Snapshot
from planner import Planner

EXTENSION = "correspondance"

SLICES_KEPT = 8
"""Day slices: today and tomorrow, forwards and backwards, and evenings that reach past midnight."""


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
        self.places = Places(snapshot)
        self.board = DepartureBoard(snapshot.network)
        self.answers = AnswerCache(settings.answers_kept)
        # A network that replaces another one goes on with its accounts.
        self.accountant = accountant or Accountant(
            settings.ledger_of(snapshot.manifest.region_id),
            load_tariffs(),
            {siren: a.name for siren, a in snapshot.territories.authorities.items()},
            clock=clock or _machine_clock,
            worker="http",
        )
        self._clock = clock or _machine_clock
        self.started_at = self.now()

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
