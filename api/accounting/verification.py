"""Verification: every hash, sum and share of a ledger is computed again, the first fault named."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, func, select

from api.accounting.allocation import borne, split
from api.accounting.database import reading
from api.accounting.money import AEUR_PER_NEUR
from api.accounting.pricing import price_counted, round_carrying
from api.accounting.record import (
    GENESIS,
    METERED_KINDS,
    Record,
    chained,
    event_id,
    parse_split,
    supply_of,
    write_postings,
)
from api.accounting.schema import (
    accounts,
    commune_totals,
    events,
    postings,
    purges,
    seal_tips,
    seals,
    sources,
    splits,
)
from api.accounting.sealing import seal_hash
from api.accounting.tariff import TariffBook
from api.accounting.totals import (
    CommuneCount,
    Key,
    Sums,
    read_sealed,
    sealed_tips,
    sum_events,
)

CHUNK = 5000
"""Records read at a time."""


@dataclass(frozen=True, slots=True)
class Verification:
    """What was verified, and the first thing that is wrong, or None.

    ``unpriced`` counts the records whose tariff is not at hand: their shares were verified,
    not their price. ``head`` is the hash of the last seal, to compare with the one published.
    """

    records: int
    seals: int
    unpriced: int
    head: str
    fault: str | None


class _FaultError(Exception):
    """The first wrong row, in words."""


def verify(ledger: str | Path, tariffs: TariffBook) -> Verification:
    """Verify a ledger. Raises `LedgerAbsentError` or `LedgerUnavailableError`."""
    with reading(ledger) as connection:
        check = _Check(connection, tariffs)
        fault = None
        try:
            check.everything()
        except _FaultError as found:
            fault = str(found)
        return Verification(check.records, check.seals, check.unpriced, check.head, fault)


class _Check:
    def __init__(self, connection: Connection, tariffs: TariffBook) -> None:
        self.records = self.seals = self.unpriced = 0
        self.head = GENESIS
        self._connection = connection
        self._tariffs = tariffs
        self._purged_seal: int = connection.execute(select(func.max(purges.c.seal))).scalar() or 0
        self._splits = {row.id: row.split for row in connection.execute(select(splits))}
        self._accounts = {row.id: row.account for row in connection.execute(select(accounts))}

    def everything(self) -> None:
        anchors = sealed_tips(self._connection, self._purged_seal)
        for source_id, source in self._connection.execute(
            select(sources.c.id, sources.c.source).order_by(sources.c.id)
        ).all():
            self._source(source_id, source, anchors.get(source_id, (0, GENESIS)))
        self._all_seals()

    def _source(self, source_id: int, source: str, anchor: tuple[int, str]) -> None:
        """Check the chain of a source from where its detail begins."""
        last_seq, last_hash = anchor
        carried: tuple[str, int] | None = None if last_seq else ("", 0)
        for row, amounts in self._rows(source_id, last_seq):
            name = event_id(source, row.seq)
            record = self._record(name, row, amounts)
            if chained(last_hash, record.text) != row.hash:
                raise _FaultError(f"{name}: the hash is not that of the row and those before it")
            last_hash = row.hash
            self._shares(name, record)
            if record.kind in METERED_KINDS:
                self._price(name, record, carried)
                carried = (record.day, record.carried_aeur)
            self.records += 1

    def _record(self, name: str, row: Row[Any], amounts: dict[str, int]) -> Record:
        supply = supply_of(row.kind, row.endpoint)
        supplied = amounts.pop(supply, 0)
        if sum(amounts.values()) != row.cost_neur or supplied != -row.cost_neur:
            raise _FaultError(f"{name}: the postings do not sum to zero, or not to the cost")
        stored = [getattr(row, field) for field in Record._fields[:-2]]
        text = [self._splits[row.split_id], write_postings(amounts, supply)]
        return Record._make([*stored, *text])

    def _shares(self, name: str, record: Record) -> None:
        weights, bearers = parse_split(record.split)
        parts = borne(split(record.cost_neur, weights, name), bearers)
        if write_postings(parts, supply_of(record.kind, record.endpoint)) != record.postings:
            raise _FaultError(f"{name}: the shares are not those of {record.split}")

    def _price(self, name: str, record: Record, carried: tuple[str, int] | None) -> None:
        tariff = self._tariffs.find(record.tariff_version)
        if tariff is None or carried is None:  # unknown tariff, or the carry was purged
            self.unpriced += 1
            return
        counters = json.loads(record.counters)
        lines = price_counted(counters, record.cpu_us, record.bytes_out, tariff)
        brought_aeur = carried[1] if carried[0] == record.day else 0
        exact_aeur = sum(line.amount_aeur for line in lines)
        if round_carrying(exact_aeur, brought_aeur) != (record.cost_neur, record.carried_aeur):
            expected = (exact_aeur + brought_aeur) // AEUR_PER_NEUR
            raise _FaultError(f"{name}: cost {record.cost_neur} where the tariff gives {expected}")

    def _rows(self, source_id: int, after: int) -> Iterator[tuple[Row[Any], dict[str, int]]]:
        """Return a source's events with their amounts by account, in order."""
        while True:
            chunk = self._connection.execute(
                select(events)
                .where(events.c.source_id == source_id, events.c.seq > after)
                .order_by(events.c.seq)
                .limit(CHUNK)
            ).all()
            if not chunk:
                return
            last = chunk[-1].seq
            amounts: dict[int, dict[str, int]] = {}
            for seq, account_id, amount in self._connection.execute(
                select(postings.c.seq, postings.c.account_id, postings.c.amount_neur).where(
                    postings.c.source_id == source_id,
                    postings.c.seq > after,
                    postings.c.seq <= last,
                )
            ):
                amounts.setdefault(seq, {})[self._accounts[account_id]] = amount
            for row in chunk:
                yield row, amounts.get(row.seq, {})
            after = last

    def _all_seals(self) -> None:
        stored = self._connection.execute(select(seals).order_by(seals.c.number)).all()
        for number, row in enumerate(stored, start=1):
            if row.number != number:
                raise _FaultError(f"seal {number} is missing")
            tips = self._tips(number)
            sums = read_sealed(self._connection, number, self._splits)
            counts = self._communes(number)
            own = seal_hash(self.head, number, row.day, tips, sums, counts)
            if own != row.hash:
                raise _FaultError(f"seal {number}: the hash is not that of its tips and totals")
            if number > self._purged_seal:
                self._sealed_events(number, sums, counts)
            self.head = row.hash
            self.seals += 1

    def _sealed_events(
        self, number: int, sums: dict[Key, Sums], counts: dict[tuple[str, str], CommuneCount]
    ) -> None:
        """Check that a seal's tips are those of its events, and its totals their sums."""
        before = {s: seq for s, (seq, _) in sealed_tips(self._connection, number - 1).items()}
        tips = sealed_tips(self._connection, number)
        for source_id, (seq, own_hash) in tips.items():
            if seq == before.get(source_id):
                continue
            query = select(events.c.hash).where(
                events.c.source_id == source_id, events.c.seq == seq
            )
            if self._connection.execute(query).scalar() != own_hash:
                raise _FaultError(f"seal {number}: source {source_id} does not end as sealed")
        until = {source_id: seq for source_id, (seq, _) in tips.items()}
        summing = sum_events(self._connection, self._tariffs, before, until)
        if summing.totals != sums or summing.communes != counts:
            raise _FaultError(f"seal {number}: the totals are not the sums of the events")

    def _tips(self, number: int) -> dict[str, tuple[int, str]]:
        query = (
            select(sources.c.source, seal_tips.c.seq, seal_tips.c.hash)
            .select_from(seal_tips.join(sources))
            .where(seal_tips.c.seal == number)
        )
        return {source: (seq, own) for source, seq, own in self._connection.execute(query)}

    def _communes(self, number: int) -> dict[tuple[str, str], CommuneCount]:
        query = select(commune_totals).where(commune_totals.c.seal == number)
        return {
            (row.month, row.commune): CommuneCount(row.searches, row.unsolved)
            for row in self._connection.execute(query)
        }
