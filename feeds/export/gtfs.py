"""The merged network as one GTFS that any other program reads, with whose data it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from feeds.aliases import Alias
from feeds.export.calendars import (
    calendar_tables,
    in_order_of_use,
    service_id,
    services_by_days,
)
from feeds.export.credits import attributions, feed_info
from feeds.export.former import aliases
from feeds.export.frequencies import Templates, templates_of
from feeds.export.package import Rows, Text, cell
from feeds.export.rules import transfers, written_trips
from feeds.feed import NONE
from feeds.fields import clock
from feeds.merge import Merged, merge_lines, merge_trips
from feeds.service_days import merge_calendars
from feeds.shapes import FeedShapes
from planner import Int32s, LineTable, TripTable

_STATION = 1


def export_gtfs(
    publisher: tuple[str, Sequence[str]],
    known: Sequence[Alias],
    merged: Merged,
    shapes: Sequence[FeedShapes],
) -> dict[str, Rows | Text] | None:
    """Return the tables of the merged network, of a publisher (its name and languages).

    Ids are those of the network, stations across operators are parent stations, trips that two
    feeds hold are there once, dates are the real ones. Walks are not written: whoever plans finds
    them; rules of transfers.txt are. None when the feeds keep two clocks: a GTFS has one.
    """
    feeds = merged.feeds
    if len({feed.timezone for feed in feeds}) > 1:
        return None
    pages = [feed.source.page for feed in feeds for _ in feed.agencies.id]
    lines = merge_lines(feeds, feeds[0].timezone)
    trips = merge_trips(feeds, merged.stops)
    calendar = merge_calendars(feeds, None)
    days, service = services_by_days(calendar, trips.service)
    frequency = np.concatenate([feed.trips.frequency for feed in feeds])
    templates = templates_of(trips, frequency, service)
    order = _order(trips, templates)
    days, service = in_order_of_use(days, service, order)
    ids = {trip: templates.trip.get(trip, trips.id[trip]) for trip in order}
    shape_of = _shapes_of_trips(merged, shapes, order)
    return {
        "agency": _agencies(lines, pages),
        "stops": _stops(merged),
        "routes": _routes(lines),
        "trips": _trips(trips, lines, service, ids, shape_of),
        "stop_times": _stop_times(trips, ids, merged.stops.id),
        **calendar_tables(calendar.first_day, days),
        "frequencies": Rows(_FREQUENCIES, templates.rows),
        "transfers": transfers(merged, set(lines.id), written_trips(ids.values())),
        "shapes": _shapes(shapes, set(shape_of.values())),
        "attributions": attributions(feeds),
        "aliases": aliases(known, merged, set(lines.id)),
        "feed_info": feed_info(publisher, feeds, calendar.first_day, days),
    }


_FREQUENCIES = ("trip_id", "start_time", "end_time", "headway_secs", "exact_times")


def _order(trips: TripTable, templates: Templates) -> list[int]:
    """Return the trips that are written: those of timetables, then templates.

    A feed that is read has its departures after its other trips: so it is read as it was written.
    """
    plain = [
        trip
        for trip in range(len(trips.id))
        if trip not in templates.hidden and trip not in templates.trip
    ]
    return plain + list(templates.trip)


def _agencies(lines: LineTable, pages: Sequence[str]) -> Rows:
    columns = (
        lines.agency_id,
        lines.agency_name,
        [url or page for url, page in zip(lines.agency_url, pages, strict=True)],
        [lines.timezone_name[number] for number in lines.agency_timezone.tolist()],
    )
    names = ("agency_id", "agency_name", "agency_url", "agency_timezone")
    return Rows(names, zip(*columns, strict=True))


def _stops(merged: Merged) -> Rows:
    """Return the stops, then the stations that say more than their only stop."""
    stops, stations = merged.stops, merged.stations
    members: dict[int, list[int]] = {}
    for stop, station in enumerate(stations.of_stop.tolist()):
        members.setdefault(station, []).append(stop)
    written = {
        station
        for station, inside in members.items()
        if len(inside) > 1
        or (stations.id[station], stations.name[station])
        != (f"station:{stops.id[inside[0]]}", stops.name[inside[0]])
    }
    rows: list[Sequence[Any]] = [
        (
            stops.id[stop],
            stops.name[stop],
            stops.lat[stop],
            stops.lon[stop],
            0,
            stations.id[station] if station in written else "",
            stops.wheelchair[stop],
            stops.platform[stop],
        )
        for stop, station in enumerate(stations.of_stop.tolist())
    ]
    for station in sorted(written):
        inside = members[station]
        lat, lon = (round(float(place[inside].mean()), 6) for place in (stops.lat, stops.lon))
        rows.append((stations.id[station], stations.name[station], lat, lon, _STATION, "", "", ""))
    return Rows(
        (
            *("stop_id", "stop_name", "stop_lat", "stop_lon", "location_type"),
            *("parent_station", "wheelchair_boarding", "platform_code"),
        ),
        rows,
    )


def _routes(lines: LineTable) -> Rows:
    columns = (
        lines.id,
        [lines.agency_id[number] for number in lines.agency.tolist()],
        lines.short_name,
        lines.long_name,
        lines.type.tolist(),
        lines.color,
        lines.text_color,
    )
    return Rows(
        (
            *("route_id", "agency_id", "route_short_name", "route_long_name", "route_type"),
            *("route_color", "route_text_color"),
        ),
        zip(*columns, strict=True),
    )


def _trips(
    trips: TripTable,
    lines: LineTable,
    service: Int32s,
    ids: Mapping[int, str],
    shape_of: Mapping[int, str],
) -> Rows:
    blocks: dict[int, str] = {NONE: ""}
    rows = []
    for trip, id_ in ids.items():
        block = int(trips.block[trip])
        direction = int(trips.direction[trip])
        rows.append(
            (
                lines.id[trips.line[trip]],
                service_id(int(service[trip])),
                id_,
                trips.headsign[trip],
                trips.short_name[trip],
                "" if direction == NONE else direction,
                blocks.setdefault(block, f"b{len(blocks)}"),
                shape_of[trip],
                trips.wheelchair[trip],
                trips.bikes[trip],
            )
        )
    return Rows(
        (
            *("route_id", "service_id", "trip_id", "trip_headsign", "trip_short_name"),
            *("direction_id", "block_id", "shape_id", "wheelchair_accessible", "bikes_allowed"),
        ),
        rows,
    )


def _stop_times(trips: TripTable, ids: Mapping[int, str], stop_ids: Sequence[str]) -> Text:
    starts = trips.times_start.tolist()
    seconds = np.unique(np.concatenate([trips.arrival_s, trips.departure_s])).tolist()
    written = {second: clock(second) for second in seconds}
    stops = [cell(id_) for id_ in stop_ids]

    def text() -> Iterator[str]:
        for trip, id_ in ids.items():
            calls, name = slice(starts[trip], starts[trip + 1]), cell(id_)
            columns = (
                range(1, calls.stop - calls.start + 1),
                trips.arrival_s[calls].tolist(),
                trips.departure_s[calls].tolist(),
                trips.stop[calls].tolist(),
                trips.pickup[calls].tolist(),
                trips.drop_off[calls].tolist(),
            )
            yield "".join(
                [
                    f"{name},{written[arrives]},{written[leaves]},{stops[stop]},{n},{on},{off}\n"
                    for n, arrives, leaves, stop, on, off in zip(*columns, strict=True)
                ]
            )

    return Text(
        (
            *("trip_id", "arrival_time", "departure_time", "stop_id", "stop_sequence"),
            *("pickup_type", "drop_off_type"),
        ),
        text(),
    )


def _shapes_of_trips(
    merged: Merged, shapes: Sequence[FeedShapes], trips: Sequence[int]
) -> dict[int, str]:
    """Return the shape of each trip by its id in the network, "" where there is none."""
    of_feed = {one.source.id: one for one in shapes}
    owned = [(of_feed[feed.source.id], str(id_)) for feed in merged.feeds for id_ in feed.trips.id]
    found = {}
    for trip in trips:
        own, id_ = owned[trip]
        shape = own.shape_of(id_)
        found[trip] = own.source.network_id(shape) if shape in own.points else ""
    return found


def _shapes(shapes: Sequence[FeedShapes], used: set[str]) -> Text:
    def text() -> Iterator[str]:
        for one in shapes:
            for id_, points in one.points.items():
                name = one.source.network_id(id_)
                if name in used:
                    shape = cell(name)
                    lat, lon = points.T.tolist()
                    numbered = enumerate(zip(lat, lon, strict=True), 1)
                    yield "".join([f"{shape},{y!r},{x!r},{n}\n" for n, (y, x) in numbered])

    return Text(("shape_id", "shape_pt_lat", "shape_pt_lon", "shape_pt_sequence"), text())
