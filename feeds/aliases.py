"""Ids that changed while the thing did not: who asks by an old one is answered about the new."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum


class AliasKind(Enum):
    """What an id names."""

    PLACE = "place"
    LINE = "line"


@dataclass(frozen=True, slots=True)
class Alias:
    """Two ids of the network (`feed:id`) for one thing; the second came later."""

    kind: AliasKind
    old: str
    new: str


@dataclass(frozen=True)
class FormerIds:
    """Ids that are no longer in a network, and those that stand for them."""

    places: Mapping[str, str] = field(default_factory=dict)
    lines: Mapping[str, str] = field(default_factory=dict)


def former_ids(
    aliases: Iterable[Alias], places: Container[str], lines: Container[str]
) -> FormerIds:
    """Return the ids that a network does not have and those that it has in their place.

    Versions come and go back: each id is followed both ways, the latest alias first.
    """
    aliases = list(aliases)
    return FormerIds(
        _followed(_pairs(aliases, AliasKind.PLACE), places),
        _followed(_pairs(aliases, AliasKind.LINE), lines),
    )


def _pairs(aliases: Iterable[Alias], kind: AliasKind) -> list[tuple[str, str]]:
    return [(alias.old, alias.new) for alias in aliases if alias.kind is kind]


def _followed(pairs: list[tuple[str, str]], known: Container[str]) -> dict[str, str]:
    """Return for each id that is not known the nearest one that is."""
    beside: dict[str, list[str]] = defaultdict(list)
    for old, new in reversed(pairs):
        beside[old].append(new)
        beside[new].append(old)
    found = {}
    for id_ in sorted(beside):
        current = None if id_ in known else _nearest(id_, beside, known)
        if current is not None:
            found[id_] = current
    return found


def _nearest(id_: str, beside: Mapping[str, list[str]], known: Container[str]) -> str | None:
    seen, queue = {id_}, deque([id_])
    while queue:
        for other in beside[queue.popleft()]:
            if other in known:
                return other
            if other not in seen:
                seen.add(other)
                queue.append(other)
    return None
