"""The files of a region -> its network: read, check, merge, and credit who made them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np

from feeds.aliases import former_ids
from feeds.export.gtfs import export_gtfs
from feeds.export.package import packed
from feeds.feed import STOP, Feed
from feeds.footpaths import Walking, walks_between
from feeds.live import read_files
from feeds.merge import (
    Island,
    Merged,
    islands,
    merge_feeds,
    merge_network,
    merge_transfers,
    overlap_json,
)
from feeds.on_demand import OnDemandService, on_demand_json
from feeds.parking import Parks, read_parks
from feeds.problems import ProblemLog, problems_json
from feeds.progress import Progress, Report, Step
from feeds.read_cache import ReadCache
from feeds.reading import read_feeds
from feeds.region import Region
from feeds.region_looks import read_themes
from feeds.service_days import (
    common_validity,
    merge_calendars,
    replayed_mondays,
    week_of,
)
from feeds.shapes import PatternShapes, ridden_m, shape_patterns
from feeds.shared import read_documents, read_system
from feeds.snapshot import FeedCredit, Manifest, Snapshot, manifest_json
from feeds.streets import (
    MapPlaces,
    StationPaths,
    StreetReport,
    build_with_stations,
    read_heights,
    read_map_places,
)
from feeds.territories import read_territories, territories_json
from feeds.tiles.archive import MapTiles
from feeds.tiles.make import make_tiles
from feeds.validity import replays
from planner import Anchors, Network, Profile, StreetGraph, date_of, put_on_streets

VERSION_DIGITS = 16
Hashed: TypeAlias = Network | StreetGraph | PatternShapes | MapPlaces | MapTiles | Parks
"""What the version of a snapshot is the hash of."""


@dataclass(frozen=True)
class Compiled:
    """A network that is not yet saved."""

    snapshot: Snapshot
    problems: dict[str, Any]
    """What `problems.json` holds."""
    gtfs: bytes | None
    """The merged network as a GTFS zip; None when it cannot be one."""
    streets: StreetReport | None
    """What `streets.json` holds."""
    common_days: tuple[int, int]
    """First and last day on which every feed holds by its own dates (first > last: none)."""


def compile_region(
    region: Region, folder: Path, today: date, report: Report, cache: ReadCache | None = None
) -> Compiled:
    """Read a region's files and build its network for a day; with a cache unchanged ones are not.

    Raises
    ------
    InvalidRegionError: a territory file or a logo cannot be used, or a theme is of no authority.
    SourceMissingError: the street file is not OpenStreetMap.
    SharedSystemError: the files of shared vehicles cannot be used.
    LiveFeedError: a file of live messages cannot be used.
    FeedRefusedError: a feed cannot be used.
    NoCommonWeekError: feeds are to be replayed together and share no week.

    """
    territories = read_territories(folder, region.territories)
    themes, logos = read_themes(region, folder, territories)
    years = range(today.year - 1, today.year + 2)
    read = read_feeds(region, folder, years, cache, report)
    feeds, shapes = [one.feed for one in read], [one.shapes for one in read]
    stations, logs = [one.stations for one in read], [one.log for one in read]
    aliases = [*(alias for feed in feeds for alias in feed.aliases), *region.aliases]
    common = common_validity(feeds)
    mondays = replayed_mondays(feeds) if replays(region, common, today) else None
    graph, street_report, anchors = _streets(region, folder, stations, report)
    walking = Walking(region.footpath_radius_m, region.change_s, graph, anchors)
    shown = feeds if mondays is None else [week_of(f, mondays[f.source.id]) for f in feeds]
    merged = merge_feeds(shown, replayed=mondays is not None, decisions=region.station_decisions)
    counts = {
        "stops": len(merged.stops.id),
        "stations": len(merged.stations.id),
        "duplicates": sum(len(overlap.trips) for overlap in merged.overlaps),
    }
    report(Progress(Step.MERGE, counts=counts))
    network, cut_off = _network(region, merged, mondays, walking, report)
    # What is written for others has the feeds' own dates, not the week that is shown of them.
    dated = (
        merged
        if mondays is None
        else merge_feeds(feeds, replayed=False, decisions=region.station_decisions)
    )
    gtfs = export_gtfs((region.name, region.languages), aliases, dated, shapes)
    streets = None if graph is None else put_on_streets(graph, network, anchors)
    manifest = Manifest(
        region_id=region.id,
        region_name=region.name,
        timezone=region.timezone,
        languages=region.languages,
        bounds=region.bounds,
        feeds=tuple(_credit(feed, log, mondays) for feed, log in zip(feeds, logs, strict=True)),
        examples=region.examples,
        imaginary=region.generator is not None,
        streets_licence=region.streets_licence if graph is not None else "",
        shared=region.shared,
        themes=themes,
        live=region.live,
    )
    live = read_files(region.live, folder)
    shared = {source.id: read_documents(source, folder) for source in region.shared if source.file}
    for source_id, documents in shared.items():
        read_system(source_id, documents)
    on_demand = _on_demand(feeds, mondays)
    stop_commune = territories.communes_at(network.stop_lat, network.stop_lon)
    former = former_ids(aliases, set(network.place_id), set(network.line_id))
    problems = {**problems_json(logs), **_merged_json(merged, cut_off)}
    zipped = None if gtfs is None else packed(gtfs)
    beside = [manifest_json(manifest), territories_json(territories), problems, shared]
    beside.append(on_demand_json(on_demand))
    beside.append({name: sha256(message).hexdigest() for name, message in live.items()})
    beside.append({"gtfs": zipped and sha256(zipped).hexdigest(), "former_ids": asdict(former)})
    drawn = shape_patterns(network, shapes)
    network = replace(network, pattern_distance_m=ridden_m(network, drawn))
    osm = None if region.streets is None else folder / region.streets
    named = None if osm is None else read_map_places(osm)
    tiles = make_tiles(network, territories, drawn, osm)
    report(Progress(Step.MAP, counts={"tiles": len(tiles.key)}))
    parts: list[Hashed] = [network, drawn, tiles]
    parks = _parks(region, folder)
    parts += [part for part in (graph, named, parks) if part is not None]
    version = _version(parts, json.dumps(beside, sort_keys=True).encode())
    return Compiled(
        Snapshot(
            version=version,
            manifest=manifest,
            network=network,
            territories=territories,
            stop_commune=stop_commune,
            streets=streets,
            shapes=drawn,
            map_places=named,
            former_ids=former,
            parks=parks,
            shared=shared,
            live=live,
            on_demand=on_demand,
            tiles=tiles,
            logos=logos,
        ),
        problems,
        zipped,
        street_report,
        common,
    )


def _streets(
    region: Region, folder: Path, stations: Sequence[StationPaths], report: Report
) -> tuple[StreetGraph | None, StreetReport | None, Anchors]:
    """Read the streets of a region that has some, and put the ways inside stations on them."""
    if region.streets is None:
        return None, None, {}
    heights = None if region.heights is None else read_heights(folder / region.heights)
    graph, said, anchors = build_with_stations(folder / region.streets, heights, stations)
    counts = {
        "streets": said.n_ways,
        "junctions": said.n_nodes,
        "left_out": sum(said.dropped.values()),
        "together": int(100 * said.connectivity[Profile.FOOT].largest_share),
    }
    report(Progress(Step.STREETS, counts=counts))
    return graph, said, anchors


def _on_demand(
    feeds: Sequence[Feed], mondays: Mapping[str, int] | None
) -> tuple[OnDemandService, ...]:
    """Return the on-demand services of all feeds, in the week that is shown of each."""
    if mondays is not None:
        feeds = [week_of(feed, mondays[feed.source.id]) for feed in feeds]
    return tuple(service for feed in feeds for service in feed.on_demand)


def _parks(region: Region, folder: Path) -> Parks | None:
    """Read the parks of a region that has a map or a table of them."""
    if region.streets is None and region.parking is None:
        return None
    streets = None if region.streets is None else folder / region.streets
    return read_parks(streets, None if region.parking is None else folder / region.parking)


def _network(
    region: Region,
    merged: Merged,
    mondays: Mapping[str, int] | None,
    walking: Walking,
    report: Report,
) -> tuple[Network, list[Island]]:
    """Return the network of merged feeds, and its parts that nothing joins to the rest."""
    feeds, stops, stations = merged.feeds, merged.stops, merged.stations
    footpaths = walks_between(stops, stations.of_stop, walking)
    report(Progress(Step.FOOTPATHS, counts={"footpaths": len(footpaths.from_stop)}))
    rules = merge_transfers(feeds, stops, footpaths)
    calendar = merge_calendars(feeds, mondays)
    parts = (footpaths, rules)
    network = merge_network(feeds, stops, stations, region.timezone, calendar, parts)
    return network, islands(feeds, stops, stations, (footpaths.from_stop, footpaths.to_stop))


def _merged_json(merged: Merged, cut_off: Sequence[Island]) -> dict[str, Any]:
    """Return what merging found, for `problems.json`."""
    return {
        "overlaps": [overlap_json(overlap) for overlap in merged.overlaps],
        "joins": [asdict(join) for join in merged.stations.joins],
        "station_decisions": [asdict(outcome) for outcome in merged.stations.decisions],
        "islands": [asdict(island) for island in cut_off],
    }


def _credit(feed: Feed, log: ProblemLog, mondays: Mapping[str, int] | None) -> FeedCredit:
    source = feed.source
    monday = None if mondays is None else date_of(mondays[source.id])
    return FeedCredit(
        id=source.id,
        operator=source.operator,
        licence=source.licence,
        url=source.page,
        first_date=date_of(feed.services.first_day),
        last_date=date_of(feed.services.last_day),
        replayed_monday=monday,
        n_stops=int((feed.stops.type == STOP).sum()),
        n_trips=len(feed.trips.id),
        n_stop_times=len(feed.calls.trip),
        n_problems=log.n_problems,
    )


def _items(part: Hashed) -> list[tuple[str, Any]]:
    return [(field.name, getattr(part, field.name)) for field in fields(part)]


def _version(parts: Sequence[Hashed], beside: bytes) -> str:
    """Return the hash of a network, its streets and what is kept beside, which names its folder."""
    total = sha256(beside)
    for name, value in (item for part in parts for item in _items(part)):
        arrays = [value] if isinstance(value, np.ndarray) else [value.blob, value.starts]
        for array in arrays:
            total.update(f"{name} {array.dtype} {array.shape}".encode())
            total.update(np.ascontiguousarray(array).tobytes())
    return total.hexdigest()[:VERSION_DIGITS]
