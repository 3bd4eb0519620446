"""Months: open, provisional or closed; and the month in which a total is booked for good."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection, insert, select

from api.accounting.periods import next_month
from api.accounting.schema import month_states
from api.accounting.tariff import TariffBook
from api.accounting.totals import UNSEALED, Span, Total, read_totals

State = Literal["open", "provisional", "closed", "reopened"]


@dataclass(frozen=True, slots=True)
class MonthState:
    """A state that a month was put in: after which seal, on which day, and why."""

    month: str
    state: State
    seal: int
    day: str
    reason: str


class MonthBook:
    """The states of every month, as they were put down.

    A total belongs to its civil month, unless that month was closed when the total was
    sealed: it is then a correction, booked in the next month that was not. That can never
    change afterwards, so a closed month reads the same for ever.
    """

    def __init__(self, states: Sequence[MonthState]) -> None:
        self._states: dict[str, list[MonthState]] = {}
        for state in states:
            self._states.setdefault(state.month, []).append(state)

    def state(self, month: str, before_seal: int = UNSEALED) -> State:
        """Return the state of a month, now or when a seal was being set."""
        known = [s.state for s in self._states.get(month, ()) if s.seal < before_seal]
        return known[-1] if known else "open"

    def history(self, month: str) -> Sequence[MonthState]:
        """Return the states that a month was put in, in order."""
        return self._states.get(month, ())

    def booked(self, civil_month: str, seal: int) -> str:
        """Return the month in which a total of a civil month is booked."""
        month = civil_month
        while self.state(month, seal) == "closed":
            month = next_month(month)
        return month

    def is_correction(self, total: Total) -> bool:
        """Tell whether a total came after its own month had been closed once."""
        closings = [s for s in self._states.get(total.key.day[:7], ()) if s.state == "closed"]
        return bool(closings) and total.seal > closings[0].seal

    def spans(self, month: str) -> Iterator[Span]:
        """Return where the totals that may be booked in a month are to be read."""
        yield Span(f"{month}-01", f"{next_month(month)}-01", 0)
        for earlier, states in self._states.items():
            closings = [s.seal for s in states if s.state == "closed"]
            if earlier < month and closings:
                yield Span(f"{earlier}-01", f"{next_month(earlier)}-01", closings[0])


def read_months(connection: Connection) -> MonthBook:
    """Read the states of every month."""
    rows = connection.execute(select(month_states).order_by(month_states.c.number))
    return MonthBook(
        [MonthState(row.month, row.state, row.seal, row.day, row.reason) for row in rows]
    )


def put_state(connection: Connection, state: MonthState) -> None:
    """Put a month in a state, after those it was in."""
    numbers = connection.execute(select(month_states.c.number)).scalars().all()
    connection.execute(
        insert(month_states).values(
            number=max(numbers, default=0) + 1,
            month=state.month,
            state=state.state,
            seal=state.seal,
            day=state.day,
            reason=state.reason,
        )
    )


def booked_totals(
    connection: Connection, tariffs: TariffBook, month: str, book: MonthBook | None = None
) -> list[Total]:
    """Return the totals that are booked in a month, corrections of earlier months included."""
    months = book or read_months(connection)
    return [
        total
        for total in read_totals(connection, tariffs, list(months.spans(month)))
        if months.booked(total.key.day[:7], total.seal) == month
    ]
