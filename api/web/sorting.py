"""The orders in which journeys may be read; none of them leaves one out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from api.words import lazy

Members = Mapping[str, Any]

DEFAULT = "departure"


def _walked_s(itinerary: Members) -> int:
    return sum(int(leg["duration"]) for leg in itinerary["legs"] if leg["mode"] == "WALK")


ORDERS: dict[str, tuple[object, Callable[[Members], object]]] = {
    DEFAULT: (lazy("départ"), lambda itinerary: itinerary["startTime"]),
    "arrival": (lazy("arrivée"), lambda itinerary: itinerary["endTime"]),
    "duration": (lazy("durée"), lambda itinerary: itinerary["duration"]),
    "transfers": (lazy("correspondances"), lambda itinerary: itinerary["transfers"]),
    "walking": (lazy("marche"), _walked_s),
    "carbon": (lazy("CO₂e"), lambda itinerary: itinerary["emissions"]["grams"]),
}
"""What each order is called, and what it sorts by; ties stay in order of departure."""


def in_order(itineraries: Sequence[Members], order: str) -> list[Members]:
    """Return itineraries in an order, by departure where there is none of that name."""
    _name, by_departure = ORDERS[DEFAULT]
    _name, key = ORDERS.get(order, ORDERS[DEFAULT])
    return sorted(sorted(itineraries, key=by_departure), key=key)  # type: ignore[arg-type]
