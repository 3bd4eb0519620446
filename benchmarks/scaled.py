"""An imaginary region made large: its valleys side by side, joined at stations of its railway."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from feeds.feed import Feed

LATER_S = 7 * 60
"""Each valley runs so much later than the one before, within an hour: no two are alike."""
HOUR_S = 3600


def side_by_side(feeds: Sequence[Feed], railway: str, columns: int, rows: int) -> list[Feed]:
    """Return the feeds of `columns` times `rows` valleys like the one that is given.

    The easternmost station of the railway (the id of its feed) lies where the westernmost of the
    next valley does, the southernmost where the northernmost of the valley below does: there
    people change from one valley to another.
    """
    stops = next(feed for feed in feeds if feed.source.id == railway).stops
    west, east = int(stops.lon.argmin()), int(stops.lon.argmax())
    north, south = int(stops.lat.argmax()), int(stops.lat.argmin())
    right = stops.lat[east] - stops.lat[west], stops.lon[east] - stops.lon[west]
    down = stops.lat[south] - stops.lat[north], stops.lon[south] - stops.lon[north]
    valleys = []
    for number in range(columns * rows):
        row, column = divmod(number, columns)
        lat, lon = (column * right[i] + row * down[i] for i in range(2))
        valleys += [_moved(feed, number, float(lat), float(lon)) for feed in feeds]
    return valleys


def _moved(feed: Feed, number: int, lat: float, lon: float) -> Feed:
    """Return the feed of another valley, so many degrees away, under ids of its own."""
    later_s = np.int32(number * LATER_S % HOUR_S)
    calls = replace(
        feed.calls,
        arrival_s=feed.calls.arrival_s + later_s,
        departure_s=feed.calls.departure_s + later_s,
    )
    stops = replace(feed.stops, lat=feed.stops.lat + lat, lon=feed.stops.lon + lon)
    source = replace(feed.source, id=f"{feed.source.id}-{number}")
    return replace(feed, source=source, stops=stops, calls=calls)
