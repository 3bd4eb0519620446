"""What the registry knows of a feed, of one of its versions, and of who did what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

from sqlalchemy import RowMapping

from api.desk.registry.database import aware


class State(Enum):
    """Where a version stands."""

    RECEIVED = "received"
    """The file is kept; nobody looked at it yet."""
    CHECKED = "checked"
    """Inspected, with warnings or rows left out: a person decides."""
    ACCEPTED = "accepted"
    """May be put into service."""
    ACTIVE = "active"
    """In service, or will be from its first day."""
    SUPERSEDED = "superseded"
    """Was in service; a newer one is."""
    REFUSED = "refused"
    """Can never be put into service."""


@dataclass(frozen=True)
class FeedRecord:
    """One operator's feed; `id` is the prefix of its ids in the network."""

    id: str
    operator: str
    territory: str
    licence: str
    credit: str
    """Address where people read about the feed."""


@dataclass(frozen=True)
class Version:
    """One file that was received for a feed."""

    id: int
    feed_id: str
    sha256: str
    file_name: str
    size_bytes: int
    source: str
    """Where it came from: an address, or how it was handed in."""
    received_by: str
    received_at: datetime
    state: State
    verdict: str | None
    score: int | None
    n_problems: int | None
    first_date: date | None
    last_date: date | None
    starts_on: date | None
    """In service from this day on; None when it never was put into service."""


@dataclass(frozen=True)
class Happening:
    """Who did what, when: rows are only ever added."""

    at: datetime
    who: str
    action: str
    feed_id: str
    version: int | None
    detail: str


def version_of_row(row: RowMapping | dict[str, Any]) -> Version:
    """Return a version as its row of the database tells it."""
    state, received_at = State(row["state"]), aware(row["received_at"])
    return Version(**{**row, "state": state, "received_at": received_at})
