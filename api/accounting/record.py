"""The record: one event as it is journalled, hashed and stored, in one canonical line of text."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from hashlib import sha256
from typing import NamedTuple, get_type_hints

SUPPLY = "fourniture-calcul"
"""Account credited with what payers are debited: the machines that did the work."""

SUPPLY_NAME = "Fourniture de calcul"

SUPPLY_PREFIX = "fourniture-"
"""How the accounts begin that are credited: what was supplied, by line of cost."""

GENESIS = "0" * 64
"""Hash that the first record of a source is chained to."""

METERED_KINDS = frozenset({"answer", "operation"})
"""Kinds of records that the tariff prices."""

CLOSING_KINDS = frozenset({"fixed", "idle", "loss"})
"""Kinds of records that closing a month makes."""

CUT = "cut"
"""Kind of the record that ends a source after a power cut: the numbers missing before it are the
answers that may have been lost."""

NOTHING = "-"
"""How an empty text is written, so that every field of a line has a character at least."""


class Record(NamedTuple):
    """One event with its price and its balanced postings, in the order of its line.

    ``kind`` is "answer", "operation" for what the service did for itself, what the closing of a
    month adds ("fixed", "idle", "loss"), or `CUT`.
    ``counters`` is compact JSON. ``split`` and ``postings`` are written by `write_split` and
    `write_postings`. No field holds a space.
    """

    seq: int
    kind: str
    day: str  # UTC, YYYY-MM-DD
    hour: int  # UTC
    endpoint: str
    status: int
    channel: str
    cache_hit: int
    outcome: str  # "solved", "unsolved", or "-" where nothing was searched
    commune: str  # INSEE code of the origin, or "-"
    network_version: str
    counters: str
    cpu_us: int
    bytes_out: int
    cost_neur: int
    carried_aeur: int
    tariff_version: str
    rule_version: str
    split: str
    postings: str

    @property
    def text(self) -> str:
        """The canonical line: what is hashed."""
        return " ".join(map(str, self))


def unasked(seq: int, kind: str, *, day: str, hour: int, endpoint: str) -> Record:
    """Return a record that answers no request: no payer, no work and no price but what is added."""
    return Record(
        seq=seq,
        kind=kind,
        day=day,
        hour=hour,
        endpoint=endpoint,
        status=0,
        channel="interne",
        cache_hit=0,
        outcome=NOTHING,
        commune=NOTHING,
        network_version=NOTHING,
        counters="{}",
        cpu_us=0,
        bytes_out=0,
        cost_neur=0,
        carried_aeur=0,
        tariff_version=NOTHING,
        rule_version=NOTHING,
        split=NOTHING,
        postings=write_postings({}),
    )


_INTEGERS = tuple(
    number for number, kind in enumerate(get_type_hints(Record).values()) if kind is int
)


def parse_record(text: str) -> Record:
    """Read a canonical line back, or raise ``ValueError``."""
    fields: list[str | int] = list(text.split(" "))
    if len(fields) != len(Record._fields):
        raise ValueError(f"{len(fields)} fields where a record has {len(Record._fields)}")
    for number in _INTEGERS:
        fields[number] = int(fields[number])
    record = Record(*fields)  # type: ignore[arg-type]  # the integers were just read
    if sum(amount for _, amount in parse_postings(record.postings)) != 0:
        raise ValueError(f"postings that do not balance: {record.postings}")
    return record


def chained(previous_hash: str, text: str) -> str:
    """Return the hash of a record's line, which seals every record of its source before it."""
    return sha256(f"{previous_hash} {text}".encode()).hexdigest()


def write_counters(counters: Mapping[str, int]) -> str:
    """Write counters as compact JSON by name; names are plain words, so nothing is escaped."""
    names, template = _counters_template(tuple(counters))
    return template % tuple([counters[name] for name in names])


@lru_cache(maxsize=1024)
def _counters_template(names: tuple[str, ...]) -> tuple[list[str], str]:
    """Return names in order, and the text that takes their values: the same few come again."""
    ordered = sorted(names)
    return ordered, "{" + ",".join([f'"{name}":%d' for name in ordered]) + "}"


def supply_of(kind: str, endpoint: str) -> str:
    """Return the account credited: the machines, or the supply of a fixed line of cost."""
    return f"{SUPPLY_PREFIX}{endpoint}" if kind == "fixed" else SUPPLY


def write_postings(amounts: Mapping[str, int], supply: str = SUPPLY) -> str:
    """Write the payers' amounts and the supply's, below zero, that balances them."""
    parts = [f"{account}={amount}" for account, amount in sorted(amounts.items())]
    parts.append(f"{supply}={-sum(amounts.values())}")
    return "+".join(parts)


def parse_postings(text: str) -> list[tuple[str, int]]:
    """Read (account, nano-euros) pairs back."""
    pairs = (part.rpartition("=") for part in text.split("+"))
    return [(account, int(amount)) for account, _, amount in pairs]


def write_split(weights: Mapping[str, int], bearers: Mapping[str, str]) -> str:
    """Write who pays by what weight, and who bears the part of a payer that cannot.

    ``a:1+b>pool:1`` says that a and b weigh as much, and that b's part falls on the pool.
    """
    if not bearers:
        return _unborne_split(tuple(weights.items()))
    return "+".join(
        [
            f"{payer}>{bearers[payer]}:{weight}" if payer in bearers else f"{payer}:{weight}"
            for payer, weight in sorted(weights.items())
        ]
    )


@lru_cache(maxsize=8192)
def _unborne_split(weights: tuple[tuple[str, int], ...]) -> str:
    return "+".join([f"{payer}:{weight}" for payer, weight in sorted(weights)]) or NOTHING


def parse_split(text: str) -> tuple[dict[str, int], dict[str, str]]:
    """Read the weights and the bearers back."""
    weights, bearers = {}, {}
    for part in text.split("+") if text != NOTHING else ():
        who, _, weight = part.rpartition(":")
        payer, _, bearer = who.partition(">")
        weights[payer] = int(weight)
        if bearer:
            bearers[payer] = bearer
    return weights, bearers


@lru_cache(maxsize=8192)
def known_split(text: str) -> tuple[Mapping[str, int], Mapping[str, str]]:
    """Do the same for a text that comes back with many records; nobody may change the result."""
    return parse_split(text)


def event_id(source: str, seq: int) -> str:
    """Return the id of the ``seq``-th event of a source, unique for ever."""
    return f"{source}/{seq}"
