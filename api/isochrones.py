"""Areas in reach of a place within some minutes: `/api/v1/isochrones`, as GeoJSON."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from shapely import MultiPolygon, Polygon, box, unary_union
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry
from werkzeug.datastructures import MultiDict

from api.meter import current_meter
from api.parameters import Parameters, Range
from api.problems import invalid_value, unsupported_value
from api.reach import ReachRequest, find_reach, read_reach
from api.service import Service
from api.travelling import WALK
from api.words import _
from planner import Work

CUTOFF_MIN = Range(45, 1, 120)
WINDOW_S = Range(0, 0, 2 * 3600)
MOST_CUTOFFS = 6
STEP_S = 600
"""Between the departures of a window."""
SHARES = (1.0, 0.5)
"""With a window: the area reached by every departure, and by half of them."""

CELL_M = 100.0
"""Side of the squares that areas are made of."""
_DEGREE_M = 111_195.0
_MINUTE_S = 60


@dataclass(frozen=True, slots=True)
class IsochroneRequest:
    """A place, when, and up to which minutes."""

    reach: ReachRequest
    cutoffs_min: tuple[int, ...]
    window_s: int


def read_isochrone_request(args: MultiDict[str, str], service: Service) -> IsochroneRequest:
    """Read the parameters of isochrones.

    Raises
    ------
    ApiProblem: a parameter is missing, malformed, out of its limits, unknown or not served; no
        streets are known.

    """
    read = Parameters(args)
    cutoffs = _cutoffs(read)
    request = IsochroneRequest(
        reach=read_reach(read, service, cutoffs[-1] * _MINUTE_S),
        cutoffs_min=cutoffs,
        window_s=read.whole("searchWindow", WINDOW_S),
    )
    read.done()
    if service.streets is None:
        raise unsupported_value("one", args.get("one", ""), None)
    return request


def _cutoffs(read: Parameters) -> tuple[int, ...]:
    """Read the minutes, in rising order."""
    texts = read.words("cutoffs") or (str(CUTOFF_MIN.default),)
    values = {int(text) if text.isdecimal() and len(text) < 4 else 0 for text in texts}  # noqa: PLR2004
    if (
        len(values) > MOST_CUTOFFS
        or not CUTOFF_MIN.least <= min(values) <= max(values) <= CUTOFF_MIN.most
    ):
        raise invalid_value(
            "cutoffs",
            ",".join(texts),
            _(
                "il faut %(count)s durées au plus, de %(least)s à %(most)s minutes",
                count=MOST_CUTOFFS,
                least=CUTOFF_MIN.least,
                most=CUTOFF_MIN.most,
            ),
        )
    return tuple(sorted(values))


def isochrones_response(service: Service, request: IsochroneRequest) -> dict[str, object]:
    """Return a FeatureCollection, the largest area first so that smaller ones lie upon it.

    `share`: of the departures of the window (one every ten minutes) that reach the area.
    """
    n_times = request.window_s // STEP_S + 1
    sign = -1 if request.reach.arrive_by else 1
    times = [request.reach.time_s + sign * number * STEP_S for number in range(n_times)]
    reached_ms = np.stack([_milliseconds(service, request.reach, time_s) for time_s in times])
    samples = service.samples
    features = []
    for minutes in reversed(request.cutoffs_min):
        share_of = (reached_ms <= minutes * _MINUTE_S * 1000).mean(axis=0)
        for share in sorted(SHARES if n_times > 1 else SHARES[:1]):
            inside = share_of >= share
            area = _area(samples.lat[inside], samples.lon[inside])
            features.append(
                {
                    "type": "Feature",
                    "properties": {"minutes": minutes, "share": share},
                    "geometry": mapping(area),
                }
            )
    return {"type": "FeatureCollection", "features": features}


def _milliseconds(service: Service, request: ReachRequest, time_s: int) -> npt.NDArray[np.float64]:
    """Return when each sample of the streets is reached, by vehicles and on foot."""
    streets = service.streets
    assert streets is not None, "refused where no streets are known"
    reached = find_reach(service, request, time_s)
    pace = request.travelling.pace_of(WALK)
    node_ms, settled = streets.spread(
        (request.place.lat, request.place.lon),
        reached.duration_s,
        pace,
        request.limit_s,
        leaving=not request.arrive_by,
    )
    current_meter().add_work(Work(street_nodes_settled=settled))
    return service.samples.milliseconds(node_ms, pace.profile, leaving=not request.arrive_by)


def _area(lat: npt.NDArray[np.float64], lon: npt.NDArray[np.float64]) -> BaseGeometry:
    """Return the squares around points and their neighbours, as one area with round corners cut."""
    if not len(lat):
        return MultiPolygon()
    high = CELL_M / _DEGREE_M
    wide = high / float(np.cos(np.radians(lat.mean())))
    south, west = float(lat.min()) - 2 * high, float(lon.min()) - 2 * wide
    rows = ((lat - south) / high).astype(np.int64)
    columns = ((lon - west) / wide).astype(np.int64)
    grid = np.zeros((int(rows.max()) + 3, int(columns.max()) + 3), dtype=np.bool_)
    grid[rows, columns] = True
    grid = _with_neighbours(grid)
    stripes = [
        box(west + start * wide, south + row * high, west + end * wide, south + (row + 1) * high)
        for row in range(len(grid))
        for start, end in _runs(grid[row])
    ]
    area = unary_union(stripes).simplify(high * 0.75)
    return MultiPolygon([area]) if isinstance(area, Polygon) else area


def _with_neighbours(grid: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Fill the squares beside those that are filled, in four directions."""
    wider = grid.copy()
    wider[1:] |= grid[:-1]
    wider[:-1] |= grid[1:]
    wider[:, 1:] |= grid[:, :-1]
    wider[:, :-1] |= grid[:, 1:]
    return wider


def _runs(row: npt.NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Return where filled squares begin and end."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], row, [False]]).astype(np.int8)))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))
