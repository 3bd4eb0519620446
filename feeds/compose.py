"""Versions of one feed, each for its own days, as one feed: next week does not undo this one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from feeds.errors import FeedRefusedError
from feeds.feed import NONE, Agencies, Calls, Feed, Routes, Services, Stops, Transfers, Trips
from feeds.on_demand import OnDemandService
from feeds.rules import Rule
from feeds.table import Texts
from planner import Int32s, date_of


@dataclass(frozen=True)
class Part:
    """A version of a feed and the days for which it counts."""

    feed: Feed
    first_day: int | None
    """None: from the beginning."""
    end_day: int | None
    """The day after the last one; None: to the end."""


def compose(parts: Sequence[Part]) -> Feed:
    """Return one feed, of which the last part is the newest.

    Stops, lines and agencies of one id are those of the newest part that has them. A trip of an
    older part whose id is used again is called `id~YYYYMMDD`, after its last day.

    Raises
    ------
    FeedRefusedError: the parts keep different clocks, or no day of service is left.

    """
    newest = parts[-1].feed
    for part in parts:
        if part.feed.timezone != newest.timezone:
            reason = f"its versions keep two clocks: {part.feed.timezone} and {newest.timezone}"
            rule = Rule.INCONSISTENT_AGENCY_TIMEZONE
            raise FeedRefusedError(newest.source.id, reason, rule, ("agency.txt", 0, ""))
    if len(parts) == 1:
        return replace(newest, services=_cut(parts[0]), on_demand=_on_demand(parts))
    feeds = [part.feed for part in parts]
    stops, stop_rows = _union([feed.stops.id for feed in feeds])
    routes, route_rows = _union([feed.routes.id for feed in feeds])
    agencies, agency_rows = _union([np.array(f.agencies.id, dtype=object) for f in feeds])
    return replace(
        newest,
        agencies=Agencies(
            *(
                [getattr(feeds[n].agencies, name)[row] for n, row in agencies]
                for name in Agencies.__dataclass_fields__
            )
        ),
        stops=_stops(feeds, stops, stop_rows),
        routes=_routes(feeds, (routes, agency_rows)),
        trips=_trips(parts, route_rows),
        calls=_calls(feeds, stop_rows),
        services=_services(parts),
        transfers=_transfers(feeds, stop_rows),
        on_demand=_on_demand(parts),
    )


def _on_demand(parts: Sequence[Part]) -> tuple[OnDemandService, ...]:
    """Return the on-demand services of every part, each on the days for which the part counts."""
    return tuple(
        service.between(part.first_day, part.end_day)
        for part in parts
        for service in part.feed.on_demand
    )


_Chosen = list[tuple[int, int]]
"""For each row of the union: part and row."""


def _union(ids: Sequence[Texts]) -> tuple[_Chosen, list[Int32s]]:
    """Return the rows of all parts by id, and for each part the number of each of its rows."""
    numbers: dict[str, int] = {}
    chosen: _Chosen = []
    for part in range(len(ids) - 1, -1, -1):
        for row, id_ in enumerate(ids[part]):
            if id_ not in numbers:
                numbers[str(id_)] = len(chosen)
                chosen.append((part, row))
    return chosen, [np.array([numbers[str(i)] for i in part], dtype=np.int32) for part in ids]


def _picked(columns: Sequence[npt.NDArray[np.generic]], chosen: _Chosen) -> npt.NDArray[np.generic]:
    """Return one column of the union."""
    starts = np.append(0, np.cumsum([len(column) for column in columns]))
    rows = np.array([starts[part] + row for part, row in chosen], dtype=np.intp)
    return np.concatenate(columns)[rows]


def _stops(feeds: Sequence[Feed], chosen: _Chosen, rows: Sequence[Int32s]) -> Stops:
    columns = {
        name: _picked([getattr(feed.stops, name) for feed in feeds], chosen)
        for name in Stops.__dataclass_fields__
        if name != "parent"
    }
    parents = [_moved(feed.stops.parent, row) for feed, row in zip(feeds, rows, strict=True)]
    return Stops(**columns, parent=_picked(parents, chosen))  # type: ignore[arg-type]  # columns by name


def _routes(feeds: Sequence[Feed], union: tuple[_Chosen, Sequence[Int32s]]) -> Routes:
    chosen, agency_rows = union
    columns = {
        name: _picked([getattr(feed.routes, name) for feed in feeds], chosen)
        for name in Routes.__dataclass_fields__
        if name != "agency"
    }
    agencies = [row[feed.routes.agency] for feed, row in zip(feeds, agency_rows, strict=True)]
    return Routes(**columns, agency=_picked(agencies, chosen))  # type: ignore[arg-type]  # columns by name


def _moved(numbers: Int32s, rows: Int32s) -> Int32s:
    """Return row numbers of a part as rows of the union; NONE stays NONE."""
    return np.where(numbers == NONE, NONE, rows[numbers]).astype(np.int32)


def _trips(parts: Sequence[Part], route_rows: Sequence[Int32s]) -> Trips:
    later: set[str] = set()
    ids: list[Texts] = []
    for part in reversed(parts):
        named = _named(part, later)
        later |= set(named)
        ids.insert(0, named)
    trips = [part.feed.trips for part in parts]
    n_services = [part.feed.services.active.shape[1] for part in parts]
    n_blocks = [int(one.block.max(initial=NONE)) + 1 for one in trips]
    moved: dict[str, list[npt.NDArray[Any]]] = {
        "id": ids,
        "route": [row[one.route] for one, row in zip(trips, route_rows, strict=True)],
        "service": _shifted([one.service for one in trips], n_services),
        "block": _shifted([one.block for one in trips], n_blocks),
    }
    return Trips(
        *(
            np.concatenate(moved.get(name) or [getattr(one, name) for one in trips])
            for name in Trips.__dataclass_fields__
        )
    )


def _named(part: Part, later: set[str]) -> Texts:
    """Return the ids of a part's trips, those that newer parts use marked by the last day."""
    end = part.end_day if part.end_day is not None else part.feed.services.last_day + 1
    mark = f"~{date_of(end - 1):%Y%m%d}"
    return np.array([f"{i}{mark}" if i in later else i for i in part.feed.trips.id], dtype=object)


def _shifted(columns: Sequence[Int32s], sizes: Sequence[int]) -> list[Int32s]:
    starts = np.append(0, np.cumsum(sizes))
    return [
        np.where(column == NONE, NONE, column + start).astype(np.int32)
        for column, start in zip(columns, starts, strict=False)
    ]


def _calls(feeds: Sequence[Feed], stop_rows: Sequence[Int32s]) -> Calls:
    calls = [feed.calls for feed in feeds]
    moved = {
        "trip": _shifted([one.trip for one in calls], [len(feed.trips.id) for feed in feeds]),
        "stop": [row[one.stop] for one, row in zip(calls, stop_rows, strict=True)],
    }
    return Calls(
        *(
            np.concatenate(moved.get(name) or [getattr(one, name) for one in calls])
            for name in Calls.__dataclass_fields__
        )
    )


def _transfers(feeds: Sequence[Feed], stop_rows: Sequence[Int32s]) -> Transfers:
    """Return the rules of the newest part, and those of older ones for what it does not know."""
    known: set[tuple[object, ...]] = set()
    kept: list[list[npt.NDArray[Any]]] = []
    for feed, row in zip(reversed(feeds), reversed(stop_rows), strict=True):
        rules = feed.transfers
        columns = {name: getattr(rules, name) for name in Transfers.__dataclass_fields__}
        columns["from_stop"] = _moved(rules.from_stop, row)
        columns["to_stop"] = _moved(rules.to_stop, row)
        about = [column for name, column in columns.items() if name not in {"type", "duration_s"}]
        keys = list(zip(*(column.tolist() for column in about), strict=True))
        new = np.array([key not in known for key in keys], dtype=np.bool_)
        known |= set(keys)
        kept.append([column[new] for column in columns.values()])
    return Transfers(*(np.concatenate(columns) for columns in zip(*kept, strict=True)))


def _cut(part: Part) -> Services:
    """Return the services of a part, on no day outside of its own."""
    services = part.feed.services
    days = np.arange(services.first_day, services.last_day + 1)
    outside = np.zeros(len(days), dtype=np.bool_)
    if part.first_day is not None:
        outside |= days < part.first_day
    if part.end_day is not None:
        outside |= days >= part.end_day
    active = services.active & ~outside[:, None]
    return Services(services.first_day, active)


def _services(parts: Sequence[Part]) -> Services:
    """Return the services of all parts side by side, from the first to the last day in use."""
    cut = [_cut(part) for part in parts]
    first = min(services.first_day for services in cut)
    last = max(services.last_day for services in cut)
    active = np.zeros((last - first + 1, sum(one.active.shape[1] for one in cut)), dtype=np.bool_)
    column = 0
    for services in cut:
        row, n = services.first_day - first, services.active.shape[1]
        active[row : row + len(services.active), column : column + n] = services.active
        column += n
    served = np.flatnonzero(active.any(axis=1))
    if not len(served):
        raise FeedRefusedError(parts[-1].feed.source.id, "no version of it has a day of service")
    return Services(first + int(served[0]), active[served[0] : served[-1] + 1])
