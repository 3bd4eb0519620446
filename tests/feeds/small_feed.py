"""A feed of a few lines, to be spoilt by tests: two stops, one line, a trip every hour."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path

from feeds.checks import check_feed
from feeds.feed import Feed
from feeds.problems import Problem, ProblemLog
from feeds.read import read_tables
from feeds.region import FeedSource

YEARS = range(2025, 2028)

GOOD: Mapping[str, str] = {
    "agency": """
        agency_id,agency_name,agency_url,agency_timezone
        OP,Operator,https://op.example,Europe/Paris""",
    "stops": """
        stop_id,stop_name,stop_lat,stop_lon
        A,Alpha,48.5,7.7
        B,Beta,48.51,7.71
        C,Gamma,48.52,7.72""",
    "routes": """
        route_id,agency_id,route_short_name,route_long_name,route_type,route_color
        L,OP,1,Alpha - Gamma,3,ff0000""",
    "calendar": """
        service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date
        W,1,1,1,1,1,0,0,20260601,20260630""",
    "trips": """
        route_id,service_id,trip_id,trip_headsign
        L,W,GOOD,Gamma
        L,W,BAD,Gamma""",
    "stop_times": """
        trip_id,arrival_time,departure_time,stop_id,stop_sequence
        GOOD,10:00:00,10:00:00,A,1
        GOOD,10:10:00,10:11:00,B,2
        GOOD,10:20:00,10:20:00,C,3
        BAD,11:00:00,11:00:00,A,1
        BAD,11:10:00,11:11:00,B,2
        BAD,11:20:00,11:20:00,C,3""",
}
"""Lines are trimmed; the header is line 1."""
GOOD_TRIP = "GOOD A 10:00 B 10:10/10:11 C 10:20"
BAD_TRIP = "BAD A 11:00 B 11:10/11:11 C 11:20"
"""Its trips, as `trips` writes them."""


def text(table: str) -> str:
    """Return a table as it stands in a file."""
    return "\n".join(line.strip() for line in table.strip().splitlines()) + "\n"


def write_zip(path: Path, **tables: str | bytes | None) -> Path:
    """Write the good feed with some tables replaced, added or (None) left out."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, table in {**GOOD, **tables}.items():
            if table is not None:
                content = table if isinstance(table, bytes) else text(table)
                archive.writestr(f"{name}.txt", content)
    return path


def source(id_: str = "x", *, clip: bool = False) -> FeedSource:
    """Return the entry of a region file for such a feed."""
    return FeedSource(
        id=id_,
        operator="Operator",
        file=f"{id_}.zip",
        licence="CC0-1.0",
        url="https://op.example/gtfs",
        page="https://op.example",
        clip=clip,
    )


def checked(folder: Path, **tables: str | bytes | None) -> tuple[Feed, ProblemLog]:
    """Read and check the good feed with some tables replaced."""
    log = ProblemLog("x")
    path = write_zip(folder / "x.zip", **tables)
    return check_feed(source(), read_tables("x", path, log), log, YEARS), log


def told(log: ProblemLog) -> list[tuple[str, str, int, str]]:
    """Return what a log says: (rule, file, line, field), in order."""
    return [(p.rule, p.file, p.line, p.field) for p in log.kept]


def only(log: ProblemLog) -> Problem:
    """Return the one problem of a log."""
    (problem,) = log.kept
    return problem


def replaced(table: str, *changes: tuple[str, str]) -> str:
    """Return a table of the good feed with some text replaced; the text must be there."""
    content = GOOD[table]
    for old, new in changes:
        assert old in content, old
        content = content.replace(old, new)
    return content


def trips(feed: Feed) -> list[str]:
    """Return the trips as text: "GOOD A 10:00 B 10:10/10:11"."""
    lines = []
    for trip, id_ in enumerate(feed.trips.id):
        calls = [
            f"{feed.stops.id[stop]} {_clock(arrival)}"
            + (f"/{_clock(departure)}" if departure != arrival else "")
            for of, stop, arrival, departure in zip(
                feed.calls.trip.tolist(),
                feed.calls.stop.tolist(),
                feed.calls.arrival_s.tolist(),
                feed.calls.departure_s.tolist(),
                strict=True,
            )
            if of == trip
        ]
        lines.append(" ".join([id_, *calls]))
    return lines


def _clock(seconds: int) -> str:
    text_ = f"{seconds // 3600:02}:{seconds // 60 % 60:02}"
    return text_ + (f":{seconds % 60:02}" if seconds % 60 else "")
