"""The generator of Val-Commun, an imaginary region: streets, timetables and communes.

Everything follows from a seed and a year; the same pair gives the same bytes. It needs no
download, is valid today whatever the date, and tests know how it was made.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from feeds.demo.alerts import write_alerts
from feeds.demo.blocks import in_blocks
from feeds.demo.gtfs import write_feed
from feeds.demo.heights import write_heights
from feeds.demo.logos import write_logos
from feeds.demo.on_demand import write_on_demand
from feeds.demo.osm import write_streets
from feeds.demo.parking import write_parking
from feeds.demo.railway import FERVAL
from feeds.demo.shared import write_shared
from feeds.demo.small_town import VALBUS
from feeds.demo.streets import draw_streets
from feeds.demo.territories import write_territories
from feeds.demo.timetable import timetable
from feeds.demo.urban import VALMO
from feeds.demo.valley import valley

__all__ = ["write_region"]

STREETS_FILE = "streets.osm.gz"


def write_region(folder: Path, *, seed: int = 1, year: int) -> None:
    """Write the region's files into an existing folder.

    Timetables cover the year before, the year and the year after. The caller makes the write
    atomic (a folder aside, then a rename).
    """
    plan = valley(seed)
    streets = draw_streets(plan)
    timetables = []
    for operator in (VALMO, VALBUS, FERVAL):
        table = timetable(operator, plan, streets)
        table = replace(table, trips=in_blocks(operator, table.trips, seed))
        timetables.append(table)
        write_feed(folder, table, year, version=f"{year}.{seed}")
    write_streets(folder / STREETS_FILE, plan, streets, timetables, year)
    write_on_demand(folder, plan, year)
    write_heights(folder, plan, streets)
    write_parking(folder, plan)
    write_shared(folder, plan, year)
    write_alerts(folder, year)
    write_territories(folder, plan)
    write_logos(folder)
