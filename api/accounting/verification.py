"""Verification: every hash, sum and share of a ledger is computed again, the first fault named.

Seal by seal: the records that a seal covers are read once, chained from the tips of the seal
before, priced, shared and summed; their sums must be the seal's. So seals can be verified apart,
in several processes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, func, select

from api.accounting.allocation import borne, split
from api.accounting.database import reading
from api.accounting.money import AEUR_PER_NEUR
from api.accounting.pricing import ExactPrices, round_carrying
from api.accounting.record import (
    GENESIS,
    METERED_KINDS,
    Record,
    chained,
    event_id,
    known_split,
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
    Summing,
    current_tips,
    last_seal,
    read_sealed,
    sealed_tips,
)

CHUNK = 5000
"""Records read at a time."""

_TEXT_FIELDS = len(Record._fields) - 2
"""Fields of a record that a row holds as they are; the last two are numbered or rows."""


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


class _Place(NamedTuple):
    """Where a source was read to: number, hash, and the carry of its day if that is known."""

    seq: int
    hash: str
    carried: tuple[str, int] | None


_BEGINNING = _Place(0, GENESIS, ("", 0))


def verify(ledger: str | Path, tariffs: TariffBook, processes: int = 1) -> Verification:
    """Verify a ledger, in several processes if it is worth it.

    Raises `LedgerAbsentError` or `LedgerUnavailableError`.
    """
    with reading(ledger) as connection:
        number, _head = last_seal(connection)
        purged = connection.execute(select(func.max(purges.c.seal))).scalar() or 0
    spans = _spans(purged, number, processes)
    if len(spans) == 1:
        found = [_verify_span(ledger, tariffs, *spans[0])]
    else:
        # Not forked: the caller may have threads.
        with ProcessPoolExecutor(len(spans), mp_context=get_context("spawn")) as pool:
            waiting = [pool.submit(_verify_span, ledger, tariffs, *span) for span in spans]
            found = [one.result() for one in waiting]
    return Verification(
        records=sum(one.records for one in found),
        seals=sum(one.seals for one in found),
        unpriced=sum(one.unpriced for one in found),
        head=found[-1].head,
        fault=next((one.fault for one in found if one.fault is not None), None),
    )


def _spans(purged: int, last: int, processes: int) -> list[tuple[int, int, bool]]:
    """Return (first seal, last seal, whether the unsealed rest belongs to it) for each process.

    Seals whose records were purged have little to verify: they go with the first span.
    """
    parts = min(max(processes, 1), max(last - purged, 1))
    ends = [purged + (last - purged) * part // parts for part in range(1, parts + 1)]
    begins = [1, *(end + 1 for end in ends[:-1])]
    return [(begin, end, end == last) for begin, end in zip(begins, ends, strict=True)]


def _verify_span(
    ledger: str | Path,
    tariffs: TariffBook,
    first: int,
    last: int,
    rest: bool,  # noqa: FBT001  # sent to a process
) -> Verification:
    with reading(ledger) as connection:
        check = _Check(connection, tariffs, first)
        fault = None
        try:
            for number in range(first, last + 1):
                check.seal(number)
            if rest:
                check.rest()
        except _FaultError as found:
            fault = str(found)
        return Verification(check.records, check.seals, check.unpriced, check.head, fault)


class _Check:
    """Verifies one seal after the other, from the state that the seal before left."""

    def __init__(self, connection: Connection, tariffs: TariffBook, first: int) -> None:
        self.records = self.seals = self.unpriced = 0
        self._connection = connection
        self._tariffs = tariffs
        self._prices: dict[str, ExactPrices | None] = {}
        self._purged_seal: int = connection.execute(select(func.max(purges.c.seal))).scalar() or 0
        self._splits = {row.id: row.split for row in connection.execute(select(splits))}
        self._accounts = {row.id: row.account for row in connection.execute(select(accounts))}
        self._sources = {row.id: row.source for row in connection.execute(select(sources))}
        before = select(seals.c.hash).where(seals.c.number == first - 1)
        self.head = connection.execute(before).scalar() or GENESIS
        begun = max(first - 1, self._purged_seal)
        self._places = {
            source_id: _Place(*tip, self._carry_at(source_id, tip[0]))
            for source_id, tip in sealed_tips(connection, begun).items()
        }

    def seal(self, number: int) -> None:
        """Verify a seal and the records it covers."""
        query = select(seals).where(seals.c.number == number)
        row = self._connection.execute(query).first()
        if row is None:
            raise _FaultError(f"seal {number} is missing")
        sums = read_sealed(self._connection, number, self._splits)
        counts = self._communes(number)
        tips = self._tips(number)
        named = {self._sources[source_id]: tip for source_id, tip in tips.items()}
        summing = Summing(self._tariffs)
        detailed = number > self._purged_seal
        for source_id, (seq, _hash) in sorted(tips.items()) if detailed else ():
            self._source(source_id, seq, summing)
        if seal_hash(self.head, number, row.day, named, sums, counts) != row.hash:
            raise _FaultError(f"seal {number}: the hash is not that of its tips and totals")
        for source_id, tip in sorted(tips.items()) if detailed else ():
            place = self._places[source_id]
            if (place.seq, place.hash) != tip:
                name = event_id(self._sources[source_id], tip[0])
                raise _FaultError(f"seal {number}: {name} is not the end that was sealed")
        if detailed and (summing.totals != sums or summing.communes != counts):
            raise _FaultError(f"seal {number}: the totals are not the sums of the events")
        self.head = row.hash
        self.seals += 1

    def rest(self) -> None:
        """Verify the records that no seal covers yet."""
        for source_id, tip in sorted(current_tips(self._connection).items()):
            self._source(source_id, tip, Summing(self._tariffs))

    def _source(self, source_id: int, until: int, summing: Summing) -> None:
        """Check the records of a source up to a number, and add them up."""
        source = self._sources[source_id]
        seq, own_hash, carried = self._places.get(source_id, _BEGINNING)
        for row, stored in self._rows(source_id, seq, until):
            name = event_id(source, row.seq)
            split_text = self._splits[row.split_id]
            weights, bearers = known_split(split_text)
            parts = split(row.cost_neur, weights, name)
            supply = supply_of(row.kind, row.endpoint)
            amounts = borne(parts, bearers)
            shares_right = stored == {**amounts, supply: -row.cost_neur}
            if not shares_right:
                amounts = self._balanced(name, dict(stored), supply, row.cost_neur)
            text = self._text(row, split_text, write_postings(amounts, supply))
            own_hash = chained(own_hash, text)
            if own_hash != row.hash:
                raise _FaultError(f"{name}: the hash is not that of the row and those before it")
            if not shares_right:
                raise _FaultError(f"{name}: the shares are not those of {split_text}")
            counters = json.loads(row.counters)
            if row.kind in METERED_KINDS:
                self._price(name, row, counters, carried)
                carried = (row.day, row.carried_aeur)
            summing.add(row, split_text, row.seq - seq - 1, counters, parts)
            seq = row.seq
            self.records += 1
        self._places[source_id] = _Place(seq, own_hash, carried)

    @staticmethod
    def _balanced(
        name: str, stored: dict[str, int], supply: str, cost_neur: int
    ) -> Mapping[str, int]:
        """Return the payers' amounts as they are stored, where they sum to the cost."""
        supplied = stored.pop(supply, 0)
        if sum(stored.values()) != cost_neur or supplied != -cost_neur:
            raise _FaultError(f"{name}: the postings do not sum to zero, or not to the cost")
        return stored

    @staticmethod
    def _text(row: Row[Any], split_text: str, postings_text: str) -> str:
        """Return the canonical line of a row: what was hashed."""
        stored = " ".join(map(str, row[1 : 1 + _TEXT_FIELDS]))  # after the source's number
        return f"{stored} {split_text} {postings_text}"

    def _price(
        self,
        name: str,
        row: Row[Any],
        counters: Mapping[str, int],
        carried: tuple[str, int] | None,
    ) -> None:
        version = row.tariff_version
        if version not in self._prices:
            tariff = self._tariffs.find(version)
            self._prices[version] = ExactPrices(tariff) if tariff else None
        prices = self._prices[version]
        if prices is None or carried is None:  # unknown tariff, or the carry was purged
            self.unpriced += 1
            return
        brought_aeur = carried[1] if carried[0] == row.day else 0
        exact_aeur = prices.of(counters, row.cpu_us, row.bytes_out)
        if round_carrying(exact_aeur, brought_aeur) != (row.cost_neur, row.carried_aeur):
            expected = (exact_aeur + brought_aeur) // AEUR_PER_NEUR
            raise _FaultError(f"{name}: cost {row.cost_neur} where the tariff gives {expected}")

    def _carry_at(self, source_id: int, seq: int) -> tuple[str, int] | None:
        """Return the day and the carry of a record, None if it was purged."""
        query = select(events.c.day, events.c.carried_aeur).where(
            events.c.source_id == source_id, events.c.seq == seq
        )
        found = self._connection.execute(query).first()
        return (found.day, found.carried_aeur) if found else None

    def _rows(
        self, source_id: int, after: int, until: int
    ) -> Iterator[tuple[Row[Any], dict[str, int]]]:
        """Return a source's events with their amounts by account, in order."""
        while after < until:
            chunk = self._connection.execute(
                select(events)
                .where(events.c.source_id == source_id, events.c.seq > after, events.c.seq <= until)
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

    def _tips(self, number: int) -> dict[int, tuple[int, str]]:
        query = select(seal_tips).where(seal_tips.c.seal == number)
        return {row.source_id: (row.seq, row.hash) for row in self._connection.execute(query)}

    def _communes(self, number: int) -> dict[tuple[str, str], CommuneCount]:
        query = select(commune_totals).where(commune_totals.c.seal == number)
        return {
            (row.month, row.commune): CommuneCount(row.searches, row.unsolved)
            for row in self._connection.execute(query)
        }
