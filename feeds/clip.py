"""Cuts a feed to a rectangle: of a national feed, what calls in the region."""

from __future__ import annotations

from feeds.feed import NONE, STOP, Feed, only_stops
from feeds.region import Bounds


def clip(feed: Feed, bounds: Bounds) -> Feed:
    """Return the feed with the stops inside; trips keep their calls there, two at least."""
    stops = feed.stops
    inside = (
        (stops.type == STOP)
        & (bounds.south <= stops.lat)
        & (stops.lat <= bounds.north)
        & (bounds.west <= stops.lon)
        & (stops.lon <= bounds.east)
    )
    parents = stops.parent[inside]
    keep = inside.copy()
    keep[parents[parents != NONE]] = True
    return only_stops(feed, keep)
