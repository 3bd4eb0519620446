"""The merged tables of all feeds -> one network."""

from __future__ import annotations

from collections.abc import Sequence

from feeds.feed import Feed
from feeds.merge.lines import merge_lines
from feeds.merge.shown import shown
from feeds.merge.stations import Stations
from feeds.merge.stops import MergedStops
from feeds.merge.trips import merge_trips
from planner import Calendar, FootpathTable, Network, StopTable, TransferRuleTable, assemble


def merge_network(
    feeds: Sequence[Feed],
    stops: MergedStops,
    stations: Stations,
    timezone: str,
    calendar: Calendar,
    walks: tuple[FootpathTable, TransferRuleTable],
) -> Network:
    """Assemble what is merged with the lines and trips of the feeds."""
    return assemble(
        _stop_table(stops, stations),
        merge_lines(feeds, timezone),
        merge_trips(feeds, stops),
        calendar,
        *walks,
    )


def _stop_table(stops: MergedStops, stations: Stations) -> StopTable:
    """Return the stops, with parent stations among the places."""
    places: dict[str, list[int]] = {id_: [] for id_ in stops.parent_id}
    for stop, parent in enumerate(stops.parent.tolist()):
        if parent >= 0:
            places[stops.parent_id[parent]].append(stop)
    return StopTable(
        id=stops.id,
        name=shown(stops.name),
        platform=shown(stops.platform),
        lat=stops.lat,
        lon=stops.lon,
        station=stations.of_stop,
        wheelchair=stops.wheelchair,
        feed=stops.feed,
        station_id=stations.id,
        station_name=shown(stations.name),
        places=places,
    )
