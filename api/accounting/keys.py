"""Keys: how a fixed cost of a month is shared among the member authorities."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from api.accounting.allocation import split
from api.accounting.errors import UnsharableCostError
from api.accounting.events import POOL
from api.accounting.rules import FixedRule

_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Member:
    """An authority of the pool, with what the keys weigh."""

    siren: str
    name: str
    population: int
    feed_size: int = 0
    """Stop times of its feeds: what its data weigh in the work on them."""


def share_out(
    total_neur: int, rule: FixedRule, members: Sequence[Member], name: str
) -> dict[str, int]:
    """Share a month's cost by a rule's key, within its floor and its cap.

    The parts add up to the total: what a cap takes off falls on the solidarity pool. ``name``
    decides who bears the odd nano-euro. Raises `UnsharableCostError` where nobody weighs
    anything, or the floors ask for more than there is.
    """
    weights = {member.siren: _weight(member, rule) for member in members}
    weights = {siren: weight for siren, weight in weights.items() if weight}
    if not weights:
        raise UnsharableCostError(rule.rule, "no member weighs anything in its key")
    parts = _with_floor(total_neur, rule, weights, name)
    if not rule.cap_neur_per_inhabitant:
        return parts
    excess_neur = 0
    for member in members:
        cap_neur = rule.cap_neur_per_inhabitant * member.population // _MONTHS
        over_neur = parts.get(member.siren, 0) - cap_neur
        if over_neur > 0:
            parts[member.siren] = cap_neur
            excess_neur += over_neur
    return parts | ({POOL: excess_neur} if excess_neur else {})


def _weight(member: Member, rule: FixedRule) -> int:
    return {"population": member.population, "feed": member.feed_size, "equal": 1}[rule.key]


def _with_floor(
    total_neur: int, rule: FixedRule, weights: Mapping[str, int], name: str
) -> dict[str, int]:
    """Share by weight, those who would pay less than the floor paying the floor instead."""
    floor_neur = rule.floor_neur // _MONTHS
    if floor_neur * len(weights) > total_neur:
        raise UnsharableCostError(rule.rule, "the floors ask for more than there is to share")
    at_floor: dict[str, int] = {}
    above = dict(weights)
    while True:
        left_neur = total_neur - floor_neur * len(at_floor)
        parts = split(left_neur, above, name) if above else {}
        below = [siren for siren, part in parts.items() if part < floor_neur]
        if not below:
            return at_floor | parts
        for siren in below:
            at_floor[siren] = floor_neur
            del above[siren]
