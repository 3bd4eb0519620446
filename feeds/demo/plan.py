"""The plan of the valley: its towns, villages, roads, railway and the people who live there.

The other files draw, serve and measure whatever plan they are given; only this one says that the
valley has two towns and sixteen villages. A larger region is a larger `Plan`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from feeds.demo.ground import Point, railway_d


@dataclass(frozen=True)
class Gate:
    """Where an avenue leaves a town: its bearing from the centre and the avenue's name."""

    degrees: float  # 0 = east, 90 = north
    avenue: str


@dataclass(frozen=True)
class Town:
    """A town on both banks: old centre inside a ring, districts between avenues, a bypass."""

    name: str
    x: float
    ring_m: float
    edge_m: float
    block_m: Point  # length and depth of a block of houses
    gates: tuple[Gate, ...]
    bridges: tuple[str, str, str]  # names of the ring's west bridge, the middle one, the east one
    bypass: str
    axis: tuple[str, str]  # names of the main street north and south of the middle bridge
    places: dict[str, Point] = field(default_factory=dict)  # (x - town.x, d)
    along: dict[str, Point] = field(default_factory=dict)  # bearing in degrees, metres from centre
    park: tuple[float, float, float, float] = (0, 0, 0, 0)  # from (x - town.x, d) to the same

    @property
    def centre(self) -> Point:
        """The middle of the river in the middle of the town, on the sheet."""
        return (self.x, 0.0)

    @property
    def radius_m(self) -> float:
        """How far the town reaches."""
        return self.edge_m * 1.1

    def at(self, degrees: float, radius_m: float) -> Point:
        """Return the point of the sheet at a bearing and distance from the centre.

        Beyond the ring, distances are stretched by bearing: towns grow in lobes.
        """
        angle = math.radians(degrees)
        outer = max(0.0, radius_m - self.ring_m) / (self.edge_m - self.ring_m)
        lobes = 0.07 * math.sin(3 * angle + 0.7) + 0.06 * math.sin(2 * angle - 0.4)
        radius_m *= 1 + outer * lobes
        return (self.x + radius_m * math.cos(angle), radius_m * math.sin(angle))

    def outline(self, from_degrees: float, to_degrees: float) -> list[Point]:
        """Return points along the bypass between two bearings."""
        n_steps = max(2, round(abs(to_degrees - from_degrees) / 5))
        step = (to_degrees - from_degrees) / n_steps
        return [self.gate(from_degrees + step * number) for number in range(n_steps + 1)]

    def gate(self, degrees: float) -> Point:
        """Return where the avenue of this bearing meets the bypass."""
        return self.at(degrees, self.edge_m)


@dataclass(frozen=True)
class Village:
    """A church, a town hall and a few streets around a crossing."""

    name: str
    x: float
    d: float
    size: int = 2  # number of streets parallel to the main one
    station: bool = False
    radius_m: float = 480.0

    @property
    def centre(self) -> Point:
        """The crossing in front of the town hall, on the sheet."""
        return (self.x, self.d)


@dataclass(frozen=True)
class Road:
    """A road between places; `via` names settlements, gates ("Valmont@90") or points."""

    name: str
    ref: str
    via: tuple[str | Point, ...]
    kind: str = "secondary"


@dataclass(frozen=True)
class Station:
    """A place where trains stop."""

    key: str
    name: str
    x: float
    tracks: int = 2


@dataclass(frozen=True)
class Commune:
    """A commune: what the state counts. `settlement` is the town or village in it."""

    code: str
    settlement: str
    population: int
    grouping: str  # SIREN of its intercommunal grouping
    postcode: str


@dataclass(frozen=True)
class Grouping:
    """An intercommunal grouping that organises transport (AOM)."""

    siren: str
    name: str
    form: str
    seat: str
    network: int


@dataclass(frozen=True)
class Plan:
    """Everything that is decided by hand."""

    seed: int
    river: str
    length_m: float
    towns: tuple[Town, ...]
    villages: tuple[Village, ...]
    roads: tuple[Road, ...]
    stations: tuple[Station, ...]
    communes: tuple[Commune, ...]
    groupings: tuple[Grouping, ...]
    hills: tuple[tuple[float, float, float, float], ...]  # x, d, height_m, spread_m
    spots: dict[str, Point]  # other places that lines may name

    @property
    def settlements(self) -> list[Town | Village]:
        """Every town, then every village."""
        return [*self.towns, *self.villages]

    def settlement(self, name: str) -> Town | Village:
        """Return the town or village of this name."""
        return next(place for place in self.settlements if place.name == name)

    def settlement_at(self, sheet: Point) -> Town | Village | None:
        """Return the town or village that a point of the sheet is in, if any."""
        for place in self.settlements:
            x, d = place.centre
            if math.hypot(sheet[0] - x, sheet[1] - d) <= place.radius_m + 60:
                return place
        return None

    def anchor(self, name: str) -> Point:
        """Return the point of the sheet that a name stands for.

        "Valmont/gare" is a place of a town, "Valmont@90" a gate, "Aubrelle" a village centre,
        "=fontaine" the forecourt of a station.
        """
        if name in self.spots:
            return self.spots[name]
        if name.startswith("="):
            station = self.station(name[1:])
            return (station.x, railway_d(station.x) - 45)
        if "@" in name:
            town, _, bearing = name.partition("@")
            return self._town(town).gate(float(bearing))
        town, slash, place = name.partition("/")
        if slash and place in self._town(town).along:
            return self._town(town).at(*self._town(town).along[place])
        if slash:
            x, d = self._town(town).places[place]
            return (self._town(town).x + x, d)
        return self.settlement(name).centre

    def station(self, key: str) -> Station:
        """Return the railway station of this key."""
        return next(station for station in self.stations if station.key == key)

    def _town(self, name: str) -> Town:
        return next(town for town in self.towns if town.name == name)
