"""The ledger entry: one event as it is written, with its balanced postings."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime

from api.accounting.charge import Share
from api.accounting.events import MeteredEvent

SUPPLY = "fourniture-calcul"
"""Account credited with what payers are debited: the machines that did the work."""

SUPPLY_NAME = "Fourniture de calcul"

_to_json = json.JSONEncoder(sort_keys=True, separators=(",", ":")).encode


@dataclass(frozen=True, slots=True)
class Posting:
    """An amount on an account: above zero for who pays, below for who supplied."""

    account: str
    name: str
    amount_neur: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One event with its price; ``source`` and ``seq`` name it for ever."""

    source: str
    seq: int
    at: datetime
    event: MeteredEvent
    cost_neur: int
    carried_aeur: int
    tariff_version: str
    rule_version: str
    postings: tuple[Posting, ...]

    def __post_init__(self) -> None:
        if sum(posting.amount_neur for posting in self.postings) != 0:
            raise ValueError(f"postings of {self.event_id} do not balance: {self.postings}")

    @property
    def event_id(self) -> str:
        """The id, unique among all workers of all times."""
        return event_id(self.source, self.seq)

    def row(self) -> dict[str, str | int]:
        """Return the columns of the events table, but for the number of the source."""
        at_utc = self.at.astimezone(UTC)
        event = self.event
        return {
            "seq": self.seq,
            "day": at_utc.date().isoformat(),
            "hour": at_utc.hour,
            "endpoint": event.endpoint,
            "status": event.status,
            "channel": event.channel,
            "cache_hit": int(event.cache_hit),
            "network_version": event.network_version,
            "counters": _to_json(dict(event.counters)),
            "cpu_us": event.cpu_us,
            "bytes_out": event.bytes_out,
            "cost_neur": self.cost_neur,
            "carried_aeur": self.carried_aeur,
            "tariff_version": self.tariff_version,
            "rule_version": self.rule_version,
        }


def event_id(source: str, seq: int) -> str:
    """Return the id of the ``seq``-th event of a worker's life."""
    return f"{source}/{seq}"


def balanced(shares: tuple[Share, ...]) -> tuple[Posting, ...]:
    """Return the postings that debit the shares and credit the supply with their sum."""
    supplied_neur = sum(share.amount_neur for share in shares)
    return (
        *(Posting(share.payer, share.name, share.amount_neur) for share in shares),
        Posting(SUPPLY, SUPPLY_NAME, -supplied_neur),
    )
