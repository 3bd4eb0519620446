"""Agencies, time zones and lines of all feeds in one numbering."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from feeds.feed import Feed
from feeds.merge.names import names_of
from feeds.merge.shown import shown
from planner import LineTable


def merge_lines(feeds: Sequence[Feed], region_timezone: str) -> LineTable:
    """Return agencies and lines, with ids `feed:id`; time zone 0 is the region's."""
    zones = {region_timezone: 0}
    for feed in feeds:
        zones.setdefault(feed.timezone, len(zones))
    n_agencies = [len(feed.agencies.id) for feed in feeds]
    first_agency = np.append(0, np.cumsum(n_agencies))
    routes = [feed.routes for feed in feeds]
    return LineTable(
        feed_id=[feed.source.id for feed in feeds],
        timezone_name=list(zones),
        agency_id=[feed.source.network_id(id_) for feed in feeds for id_ in feed.agencies.id],
        agency_name=shown(name for feed in feeds for name in feed.agencies.name),
        agency_url=[url for feed in feeds for url in feed.agencies.url],
        agency_timezone=np.repeat([zones[feed.timezone] for feed in feeds], n_agencies).astype(
            np.int32
        ),
        id=[feed.source.network_id(id_) for feed in feeds for id_ in feed.routes.id],
        short_name=shown(name for table in routes for name in table.short_name),
        long_name=shown(name for feed in feeds for name in names_of(feed, feed.routes.long_name)),
        color=[color for table in routes for color in table.color],
        text_color=[color for table in routes for color in table.text_color],
        type=np.concatenate([table.type for table in routes]),
        agency=np.concatenate(
            [table.agency + first for table, first in zip(routes, first_agency, strict=False)]
        ).astype(np.int32),
        feed=np.repeat(np.arange(len(feeds)), [len(table.id) for table in routes]).astype(np.int32),
    )
