"""What a person decided about stations: stops joined, split off or renamed, with who and why.

Pure data: the desk keeps it (api/desk/registry), merging applies it (feeds/merge).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class DecisionKind(Enum):
    """What becomes of the stops that a decision names."""

    JOIN = "join"
    """All of them are one station, whatever their names and distance."""
    SPLIT = "split"
    """They leave their station and are one of their own, which nothing else joins."""
    RENAME = "rename"
    """The station that holds them bears the name of the decision."""


@dataclass(frozen=True, slots=True)
class DecidedStop:
    """A stop as it was when the decision was taken, so that a later version may be matched."""

    id: str
    """`feed:id`, as in the network."""
    name: str
    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class StationDecision:
    """One decision in force; of two that contradict each other the higher number holds."""

    number: int
    kind: DecisionKind
    stops: tuple[DecidedStop, ...]
    """Two or more for JOIN, one or more otherwise."""
    name: str
    """The name of RENAME, "" otherwise."""
    who: str
    at: str
    """When, as ISO 8601 in UTC."""
    reason: str
