"""Seals: at the end of a day, all that was recorded since the last seal is summed and chained.

A seal's hash covers the seal before it, the last record of every source that moved (whose own
hash covers every record before it) and the totals. Published, it lets anyone prove later that
nothing it covers was changed, even once the detail is purged.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, insert, select

from api.accounting.ledger import Ledger
from api.accounting.record import GENESIS
from api.accounting.schema import (
    commune_totals,
    events,
    seal_tips,
    seals,
    sources,
    splits,
    totals,
)
from api.accounting.tariff import TariffBook
from api.accounting.totals import (
    CommuneCount,
    Key,
    Summing,
    Sums,
    current_tips,
    last_seal,
    sealed_tips,
    sum_events,
)

_SEALING_LOCK = 0x1ED5EA
"""Number of the advisory lock that whoever seals in PostgreSQL holds."""


@dataclass(frozen=True, slots=True)
class Seal:
    """A seal that was set: its number, the UTC day and the hash to publish."""

    number: int
    day: str
    hash: str


def seal(ledger: Ledger, tariffs: TariffBook, day: str) -> Seal | None:
    """Seal what was recorded since the last seal; None if nothing was.

    ``day`` is the UTC day of now. Raises `LedgerUnavailableError`.
    """
    with ledger.writing() as connection:
        return seal_within(connection, tariffs, day)


def seal_within(connection: Connection, tariffs: TariffBook, day: str) -> Seal | None:
    """Seal inside the caller's transaction."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_SEALING_LOCK})")
    before = {source_id: seq for source_id, (seq, _) in sealed_tips(connection).items()}
    tips = {
        source_id: seq
        for source_id, seq in current_tips(connection).items()
        if seq > before.get(source_id, 0)
    }
    if not tips:
        return None
    summing = sum_events(connection, tariffs, before, tips)
    number, previous = last_seal(connection)
    hashes = _hashes(connection, tips)
    own = Seal(
        number + 1,
        day,
        seal_hash(
            previous or GENESIS,
            number + 1,
            day,
            {source: (tips[source_id], own_hash) for source_id, source, own_hash in hashes},
            summing.totals,
            summing.communes,
        ),
    )
    connection.execute(insert(seals).values(**asdict(own)))
    connection.execute(
        insert(seal_tips),
        [
            {"seal": own.number, "source_id": source_id, "seq": tips[source_id], "hash": own_hash}
            for source_id, _, own_hash in hashes
        ],
    )
    _insert_totals(connection, own.number, summing)
    return own


def seal_hash(  # what a seal covers
    previous: str,
    number: int,
    day: str,
    tips: Mapping[str, tuple[int, str]],
    sums: Mapping[Key, Sums],
    communes: Mapping[tuple[str, str], CommuneCount],
) -> str:
    """Return the hash of a seal; ``tips`` gives each source's last number and hash."""
    head = [previous, number, day, sorted((s, *tip) for s, tip in tips.items())]
    digest = sha256(_to_json(head))
    for row in sorted([*key, *_sums_row(summed).values()] for key, summed in sums.items()):
        digest.update(_to_json(row))
    for place, count in sorted(communes.items()):
        digest.update(_to_json([*place, count.searches, count.unsolved]))
    return digest.hexdigest()


def _hashes(connection: Connection, tips: Mapping[int, int]) -> list[tuple[int, str, str]]:
    """Return each source's id, name and hash at its tip."""
    found = []
    for source_id, seq in sorted(tips.items()):
        query = (
            select(sources.c.source, events.c.hash)
            .select_from(events.join(sources))
            .where(events.c.source_id == source_id, events.c.seq == seq)
        )
        row = connection.execute(query).one()
        found.append((source_id, row.source, row.hash))
    return found


def _insert_totals(connection: Connection, number: int, summing: Summing) -> None:
    split_ids = {row.split: row.id for row in connection.execute(select(splits))}

    def rows() -> Iterator[dict[str, Any]]:
        for index, (key, sums) in enumerate(sorted(summing.totals.items())):
            row = {**key._asdict(), **_sums_row(sums)}
            row["split_id"] = split_ids[row.pop("split")]
            yield {"seal": number, "number": index, **row}

    connection.execute(insert(totals), list(rows()))
    communes = [
        {"seal": number, "month": month, "commune": commune, **asdict(count)}
        for (month, commune), count in sorted(summing.communes.items())
    ]
    if communes:
        connection.execute(insert(commune_totals), communes)


def _sums_row(sums: Sums) -> dict[str, Any]:
    return {
        "events": sums.events,
        "lost": sums.lost,
        "cache_hits": sums.cache_hits,
        "cost_neur": sums.cost_neur,
        "cpu_us": sums.cpu_us,
        "bytes_out": sums.bytes_out,
        "counters": _to_json(sums.counters).decode(),
        "amounts": _to_json(sums.amounts).decode(),
    }


def _to_json(value: Iterable[Any]) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()
