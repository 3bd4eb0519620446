"""The metered event: what one answer used and who is asked to pay, before any price."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

UNATTRIBUTED = "non-attribue"
"""Account that pays when an end of the journey lies in no authority's territory."""

POOL = "pool-solidarite"
"""Account of the solidarity pool: answers without a journey, caps, spent budgets."""

OPERATIONS = "exploitation"
"""Account of our own running: robots, load tests."""

Operation = Literal["", "startup", "compile", "build", "pull", "check"]
"""What the service does for itself: starting, compiling, building, pulling feeds, being watched."""

OPERATION_ACCOUNTS: Mapping[str, str] = {
    "startup": "exploitation-demarrage",
    "compile": "exploitation-compilation",
    "build": "exploitation-construction",
    "pull": "exploitation-collecte",
    "check": "exploitation-supervision",
}
"""Account of each operation: never that of the request that happened to come first."""

COMMON = "frais-communs"
"""Account of the answers that are for nobody in particular: pages, suggestions, errors."""

DEFICIT = "deficit"
"""Account that bears what the solidarity pool no longer can."""

LOSS = "perte-de-mesure"
"""Account that bears the answers that were given but never recorded."""

OWN_ACCOUNT_NAMES = {
    UNATTRIBUTED: "Non attribué",
    POOL: "Pool de solidarité",
    OPERATIONS: "Exploitation",
    "exploitation-demarrage": "Exploitation\u202f\u2013 démarrage",
    "exploitation-compilation": "Exploitation\u202f\u2013 compilation",
    "exploitation-construction": "Exploitation\u202f\u2013 construction des réseaux",
    "exploitation-collecte": "Exploitation\u202f\u2013 collecte des données",
    "exploitation-supervision": "Exploitation\u202f\u2013 supervision",
    COMMON: "Frais communs",
    DEFICIT: "Déficit",
    LOSS: "Non attribué\u202f\u2013 perte de mesure",
}

# Names only: a slash, comma, colon, space or question mark would let a URL, a stop id, a pair
# of coordinates or what a user typed slip into the ledger.
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,63}")
_IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,127}")
_COMMUNE = re.compile(r"[0-9A-Z]{5}")


Outcome = Literal["", "solved", "unsolved"]


@dataclass(frozen=True, slots=True)
class MeteredEvent:
    """One answer, as metered by the service, or one operation of its own.

    ``endpoint`` is a route name, never a URL; ``channel`` a short name ("web", "api").
    ``counters`` are the search's deterministic counters by name, empty when no search ran
    (an error, a cached answer). ``cpu_us`` is the thread CPU of the request so far, and
    ``bytes_out`` the size of the body without its own ``cost`` object. ``payers`` gives the
    integer weight of each authority by SIREN, or of `UNATTRIBUTED`; empty means nobody was
    found. ``legs`` gives the vehicle-metres of the first journey by authority, ``outcome``
    whether a search found a journey, ``commune`` the INSEE code of its origin alone, ``robot``
    whether nobody reads the answer: a known robot, a load test. ``operation`` is empty for an
    answer that somebody asked for. ``owner`` is the account that bears what this very place
    asks, a kiosk's, where the rules name no owner of its channel.

    Text that is not a plain name raises ``ValueError``: the ledger must not hold where people
    go, so the caller never passes what a user typed.
    """

    endpoint: str
    status: int
    channel: str
    cache_hit: bool
    network_version: str
    counters: Mapping[str, int] = field(default_factory=dict)
    cpu_us: int = 0
    bytes_out: int = 0
    payers: Mapping[str, int] = field(default_factory=dict)
    legs: Mapping[str, int] = field(default_factory=dict)
    outcome: Outcome = ""
    commune: str = ""
    robot: bool = False
    operation: Operation = ""
    owner: str = ""

    def __post_init__(self) -> None:
        _check_words((self.endpoint, self.channel, *self.counters))
        owner = (self.owner,) if self.owner else ()
        _check_identifiers((self.network_version, *self.payers, *self.legs, *owner))
        if self.operation and self.operation not in OPERATION_ACCOUNTS:
            raise ValueError(f"not an operation: {self.operation!r}")
        if self.outcome not in {"", "solved", "unsolved"}:
            raise ValueError(f"not an outcome: {self.outcome!r}")
        if self.commune and _COMMUNE.fullmatch(self.commune) is None:
            raise ValueError(f"not the code of a commune: {self.commune!r}")
        quantities = (self.cpu_us, self.bytes_out, *self.counters.values(), *self.payers.values())
        if min(quantities) < 0 or (self.legs and min(self.legs.values()) < 0):
            raise ValueError(f"negative quantity in {self}")


# The same few names come back together with answer after answer; what is refused is never kept.
@lru_cache(maxsize=1024)
def _check_words(names: tuple[str, ...]) -> None:
    for name in names:
        if _WORD.fullmatch(name) is None:
            raise ValueError(f"not a plain word: {name!r}")


@lru_cache(maxsize=8192)
def _check_identifiers(names: tuple[str, ...]) -> None:
    for name in names:
        if _IDENTIFIER.fullmatch(name) is None:
            raise ValueError(f"not a plain identifier: {name!r}")
