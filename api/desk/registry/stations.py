"""What was decided about stations: who joined, split or renamed which, why, and what was undone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, insert, select, update

from api.desk.errors import DeskError, UnknownHereError
from api.desk.registry.database import aware, writing
from api.desk.registry.history import tell
from api.desk.registry.schema import DECIDED_STOPS, STATION_DECISIONS
from api.words import N_
from feeds.station_decisions import DecidedStop, DecisionKind, StationDecision

LONGEST_NAME = 200
LONGEST_REASON = 1000
MOST_STOPS = 200
"""More stops than the largest station has."""


@dataclass(frozen=True)
class Undone:
    """Who took a decision back, when and why."""

    who: str
    at: datetime
    reason: str


@dataclass(frozen=True)
class KeptDecision:
    """A decision and, when it no longer holds, who took it back."""

    decision: StationDecision
    undone: Undone | None

    @property
    def at(self) -> datetime:
        """Return when it was taken."""
        return datetime.fromisoformat(self.decision.at)


class StationBook:
    """The decisions of a registry: they are never changed, only taken back."""

    def __init__(self, engine: Engine, clock: Callable[[], datetime]) -> None:
        self._engine = engine
        self._clock = clock

    def decide(
        self, kind: DecisionKind, stops: Sequence[DecidedStop], name: str, *, who: str, reason: str
    ) -> StationDecision:
        """Keep a decision; the next build applies it.

        Raises
        ------
        DeskError: stops, name or reason are missing, too many or too long.

        """
        name, reason = " ".join(name.split()), reason.strip()
        _check(kind, stops, name, reason)
        at = self._clock()
        with writing(self._engine) as connection:
            values = {"kind": kind.value, "name": name, "who": who, "at": at, "reason": reason}
            result = connection.execute(insert(STATION_DECISIONS).values(values))
            number = int(result.inserted_primary_key[0])  # type: ignore[index]  # one column
            rows = [
                {
                    "decision_id": number,
                    "place": place,
                    "stop_id": stop.id,
                    "name": stop.name,
                    "lat": stop.lat,
                    "lon": stop.lon,
                }
                for place, stop in enumerate(stops)
            ]
            connection.execute(insert(DECIDED_STOPS), rows)
            for feed_id in feeds_of(stops):
                tell(connection, at, who, kind.value, (feed_id, number), reason)
            return _chosen(connection, number)[0].decision

    def undo(self, number: int, *, who: str, reason: str) -> KeptDecision:
        """Take a decision back.

        Raises
        ------
        DeskError: there is none of this number, it was taken back already, or no reason is given.

        """
        if not reason.strip():
            raise DeskError(N_("annuler une décision demande une raison"))
        at = self._clock()
        with writing(self._engine) as connection:
            kept = _chosen(connection, number)
            if not kept:
                raise _unknown(number)
            if kept[0].undone is not None:
                raise DeskError(
                    N_("la décision %(number)s a déjà été annulée par %(who)s"),
                    number=number,
                    who=kept[0].undone.who,
                )
            chosen = update(STATION_DECISIONS).where(STATION_DECISIONS.c.id == number)
            connection.execute(
                chosen.values(undone_by=who, undone_at=at, undone_reason=reason.strip())
            )
            for feed_id in feeds_of(kept[0].decision.stops):
                tell(connection, at, who, "undo", (feed_id, number), reason.strip())
            return _chosen(connection, number)[0]

    def all(self) -> list[KeptDecision]:
        """Return every decision, the newest first."""
        with writing(self._engine) as connection:
            return _chosen(connection, None)[::-1]

    def one(self, number: int) -> KeptDecision:
        """Return a decision.

        Raises
        ------
        DeskError: there is none of this number.

        """
        with writing(self._engine) as connection:
            kept = _chosen(connection, number)
        if not kept:
            raise _unknown(number)
        return kept[0]

    def in_force(self) -> tuple[StationDecision, ...]:
        """Return the decisions that hold, in the order in which they were taken."""
        return tuple(kept.decision for kept in reversed(self.all()) if kept.undone is None)


def feeds_of(stops: Iterable[DecidedStop]) -> list[str]:
    """Return the feeds of stops, by id."""
    return sorted({stop.id.partition(":")[0] for stop in stops})


def _check(kind: DecisionKind, stops: Sequence[DecidedStop], name: str, reason: str) -> None:
    """Refuse a decision that says nothing, or too much."""
    least = 2 if kind is DecisionKind.JOIN else 1
    if not least <= len({stop.id for stop in stops}) <= MOST_STOPS:
        raise DeskError(
            N_("cette décision demande de %(least)s à %(most)s arrêts différents"),
            least=least,
            most=MOST_STOPS,
        )
    if (kind is DecisionKind.RENAME) != bool(name):
        raise DeskError(N_("un nom est donné pour renommer une station, et seulement pour cela"))
    if len(name) > LONGEST_NAME:
        raise DeskError(N_("le nom a plus de %(most)s caractères"), most=LONGEST_NAME)
    if not reason:
        raise DeskError(N_("une décision sur des stations demande une raison"))
    if len(reason) > LONGEST_REASON:
        raise DeskError(N_("la raison a plus de %(most)s caractères"), most=LONGEST_REASON)


def _unknown(number: int) -> UnknownHereError:
    return UnknownHereError(N_("aucune décision n’a le numéro %(number)s"), number=number)


def _chosen(connection: Connection, number: int | None) -> list[KeptDecision]:
    """Return one decision or all of them, the oldest first."""
    decisions = select(STATION_DECISIONS).order_by(STATION_DECISIONS.c.id)
    stops = select(DECIDED_STOPS).order_by(DECIDED_STOPS.c.decision_id, DECIDED_STOPS.c.place)
    if number is not None:
        decisions = decisions.where(STATION_DECISIONS.c.id == number)
        stops = stops.where(DECIDED_STOPS.c.decision_id == number)
    of_decision: dict[int, list[DecidedStop]] = {}
    for row in connection.execute(stops):
        stop = DecidedStop(row.stop_id, row.name, row.lat, row.lon)
        of_decision.setdefault(row.decision_id, []).append(stop)
    return [
        KeptDecision(
            StationDecision(
                number=row.id,
                kind=DecisionKind(row.kind),
                stops=tuple(of_decision[row.id]),
                name=row.name,
                who=row.who,
                at=aware(row.at).isoformat(timespec="seconds"),
                reason=row.reason,
            ),
            None
            if row.undone_at is None
            else Undone(row.undone_by, aware(row.undone_at), row.undone_reason),
        )
        for row in connection.execute(decisions)
    ]
