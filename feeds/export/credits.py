"""Whose data the merged network is, under which licences, and from when to when it holds."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from feeds.export.package import Rows
from feeds.feed import Feed
from feeds.table import Flags, Table
from planner import date_of

LICENCE = "attribution_licence"
"""Ours: GTFS has no column for it."""
ATTRIBUTION = (
    *("attribution_id", "agency_id", "organization_name", "is_producer", "attribution_url"),
    LICENCE,
)


def read_credits(table: Table | None) -> tuple[tuple[str, ...], ...]:
    """Return the rows that a network merged before says whose data it is."""
    if table is None:
        return ()
    return tuple(zip(*(table.texts(column) for column in ATTRIBUTION), strict=True))


def attributions(feeds: Sequence[Feed]) -> Rows:
    """Return a row for each agency of each feed; a network merged before has its own."""
    rows: list[Sequence[object]] = []
    for feed in feeds:
        of = feed.source
        if feed.credits:
            rows += feed.credits
            continue
        for number, agency in enumerate(feed.agencies.id, 1):
            id_ = f"{of.id}:{number}"
            rows.append((id_, of.network_id(agency), of.operator, 1, of.page, of.licence))
    return Rows(ATTRIBUTION, rows)


def feed_info(
    publisher: tuple[str, Sequence[str]], feeds: Sequence[Feed], first_day: int, days: Flags
) -> Rows:
    """Return the one row about the whole; the page of the first feed stands for a publisher's."""
    served = first_day + np.flatnonzero(days.any(axis=0))
    first, last = (f"{date_of(int(day)):%Y%m%d}" for day in (served[0], served[-1]))
    page = feeds[0].credits[0][4] if feeds[0].credits else feeds[0].source.page
    name, languages = publisher
    return Rows(
        (
            *("feed_publisher_name", "feed_publisher_url", "feed_lang"),
            *("feed_start_date", "feed_end_date"),
        ),
        [(name, page, languages[0], first, last)],
    )
