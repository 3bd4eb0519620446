"""Whether the feeds of a region hold on a day, or past weeks are to be shown in their place."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from feeds.region import Region
from planner import day_number


def replays(region: Region, common_days: Sequence[int], today: date) -> bool:
    """Tell whether past weeks are shown: the region allows it and some feed does not hold today.

    `common_days` are the first and last day on which every feed holds by its own dates.
    """
    first, last = common_days
    return region.replay and not first <= day_number(today) <= last
