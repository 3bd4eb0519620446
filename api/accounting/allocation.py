"""The allocation: an amount is shared by integer weights, to the last nano-euro.

Largest remainder; equal remainders are ordered by a hash of the event id and the payer, so
that the odd nano-euro does not always fall on the same authority.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import blake2b


def split(total_neur: int, weights: Mapping[str, int], event_id: str) -> dict[str, int]:
    """Share an amount by integer weights, so that the parts add up to it exactly.

    Each part is the exact one rounded down or up. The same event id gives the same parts. An
    amount below zero is shared as its opposite is.
    """
    if total_neur < 0:
        return {who: -part for who, part in split(-total_neur, weights, event_id).items()}
    total_weight = sum(weights.values())
    parts, remainders = {}, {}
    for payer, weight in weights.items():
        parts[payer], remainders[payer] = divmod(total_neur * weight, total_weight)
    left_neur = total_neur - sum(parts.values())
    if left_neur:
        by_turn = sorted(remainders, key=lambda p: (-remainders[p], _turn(event_id, p)))
        for payer in by_turn[:left_neur]:
            parts[payer] += 1
    return parts


def borne(parts: Mapping[str, int], bearers: Mapping[str, str]) -> Mapping[str, int]:
    """Return the parts by who bears them in the end, summed."""
    if not bearers:
        return parts
    amounts: dict[str, int] = {}
    for payer, part in parts.items():
        account = bearers.get(payer, payer)
        amounts[account] = amounts.get(account, 0) + part
    return amounts


def _turn(event_id: str, payer: str) -> bytes:
    return blake2b(f"{event_id} {payer}".encode(), digest_size=8).digest()
