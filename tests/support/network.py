"""Networks and journeys as one line of text, for tests.

    network = parse('''
        T1:  A 08:00  B 08:10  C 08:20
        T2:  B 08:15  D 08:25/08:26  E 08:40
        C ~2min~ E
    ''')
    journeys(network, "A -> D at 07:55")
    ["08:00 A -T1- B 08:10 | 08:15 B -T2- D 08:25   1 transfer"]

One line is one trip, running every day from the day before DAY to the day after; give
`days=(0,)` for trips of DAY alone. `08:25/08:26` is arrival/departure, `+1d` adds a day,
`^` after a time forbids alighting, `v` forbids boarding. `C ~2min~ E` is a footpath both ways,
`C ~2min> E` one way, `C ~2min~ C` the change time at C, `C ~2min?~ E` an estimated one.
`L1@K: …` is a trip of block K. `! B C L1.1 L2 3min` is a rule of transfers.txt from B to C, from
trip L1.1 to line L2 (`*` any); in place of `3min` stand `never`, `timed`, `walk` (type 0),
`seated` or `unseated` (then the stops are `*`). A station in place of a stop is written `[S]`.
Stop ids are "t:" and the name, line ids "t:" and the line; a trip's id is its line and number
("t:T1.1"). Times are in Europe/Paris on 2026-06-10.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from planner import (
    FOOTPATH_BEELINE,
    FOOTPATH_RULE,
    TRANSFER_FORBIDDEN,
    TRANSFER_MINIMUM,
    TRANSFER_NOT_SEATED,
    TRANSFER_RECOMMENDED,
    TRANSFER_SEATED,
    TRANSFER_TIMED,
    Answer,
    Calendar,
    FootpathTable,
    Journey,
    LineTable,
    Network,
    Planner,
    Query,
    Ride,
    StopTable,
    TransferRuleTable,
    TripTable,
    assemble,
    day_number,
    offsets_of_stops,
)

DAY = date(2026, 6, 10)
ZONE = ZoneInfo("Europe/Paris")

_WALK = re.compile(r"^(\S+)\s+~(\d+)(min|s)(\??)([~>])\s+(\S+)$")
_TRIP = re.compile(r"^([^\s@]+)(?:@(\S+))?:\s+(.*)$")
_RULE = re.compile(r"^!\s+(\S+)\s+(\S+)\s+(\S+)\s+(\S+)\s+(\S+)$")
_KINDS = {
    "walk": TRANSFER_RECOMMENDED,
    "timed": TRANSFER_TIMED,
    "never": TRANSFER_FORBIDDEN,
    "seated": TRANSFER_SEATED,
    "unseated": TRANSFER_NOT_SEATED,
}
_CALL = re.compile(r"(\S+)\s+(\d\d:\d\d(?::\d\d)?)(?:/(\d\d:\d\d(?::\d\d)?))?(\+1d)?([\^v]?)")


@dataclass
class Rule:
    """A rule of transfers.txt as written; "" means any."""

    from_stop: str
    to_stop: str
    from_: str
    to: str
    kind: int
    duration_s: int  # -1 when not given


@dataclass
class Trip:
    """A trip as written."""

    line: str
    id: str
    block: str
    calls: list[tuple[int, int, int, int, int]]
    """(stop, arrival, departure, 1 no boarding, 1 no alighting)"""


@dataclass
class Text:
    """A network as written, before it is assembled."""

    stops: dict[str, int] = field(default_factory=dict)
    trips: list[Trip] = field(default_factory=list)
    walks: list[tuple[int, int, int, int]] = field(default_factory=list)
    """(from, to, seconds, kind)"""
    rules: list[Rule] = field(default_factory=list)

    def stop(self, name: str) -> int:
        """Return the number of a stop, new when first named."""
        return self.stops.setdefault(name, len(self.stops))

    def line(self, line: str) -> None:
        """Read one line of text."""
        if walk := _WALK.match(line):
            self._walk(*walk.groups())
        elif rule := _RULE.match(line):
            from_stop, to_stop, from_, to, what = ("" if g == "*" else g for g in rule.groups())
            duration_s = -1 if what in _KINDS else int(what.removesuffix("min")) * 60
            kind = _KINDS.get(what, TRANSFER_MINIMUM)
            self.rules.append(Rule(from_stop, to_stop, from_, to, kind, duration_s))
        elif trip := _TRIP.match(line):
            name, block, calls = trip.groups()
            number = 1 + sum(other.line == name for other in self.trips)
            self.trips.append(Trip(name, f"{name}.{number}", block or "", self._calls(calls)))
        else:
            raise AssertionError(f"not a trip, a footpath or a rule: {line!r}")

    def _walk(
        self, from_: str, amount: str, unit: str, estimated: str, arrow: str, to: str
    ) -> None:
        """Add a footpath, and the way back."""
        duration_s = int(amount) * (60 if unit == "min" else 1)
        kind = FOOTPATH_BEELINE if estimated else FOOTPATH_RULE
        self.walks.append((self.stop(from_), self.stop(to), duration_s, kind))
        if arrow == "~" and from_ != to:
            self.walks.append((self.stop(to), self.stop(from_), duration_s, kind))

    def _calls(self, text: str) -> list[tuple[int, int, int, int, int]]:
        """Read the calls of a trip."""
        return [
            (
                self.stop(name),
                seconds(arrival) + (86400 if plus else 0),
                seconds(departure or arrival) + (86400 if plus else 0),
                int(rule == "v"),
                int(rule == "^"),
            )
            for name, arrival, departure, plus, rule in _CALL.findall(text)
        ]


def read(text: str) -> Text:
    """Read lines of text (see the top of the file)."""
    found = Text()
    for line in filter(None, (raw.split("#")[0].strip() for raw in text.splitlines())):
        found.line(line)
    return found


def parse(
    text: str,
    *,
    days: tuple[int, ...] = (-1, 0, 1),
    positions: dict[str, tuple[float, float]] | None = None,
    stations: dict[str, str] | None = None,
    names: dict[str, str] | None = None,
) -> Network:
    """Build a network from lines of text (see the top of the file).

    `positions` places stops by (lat, lon), else they lie 5 km apart; `stations` names the station
    of a stop (by default each stop is its own); `names` gives longer names to stops.
    """
    return _network(read(text), days, positions, stations or {}, names or {})


def seconds(clock: str) -> int:
    """Turn "08:10" or "08:10:30" into seconds."""
    hours, minutes, *rest = map(int, clock.split(":"))
    return hours * 3600 + minutes * 60 + (rest[0] if rest else 0)


def at(clock: str) -> int:
    """Return the UTC epoch seconds of a clock time on DAY, "25:10" being the next day."""
    midnight = datetime(DAY.year, DAY.month, DAY.day, tzinfo=ZONE)
    return int((midnight + timedelta(seconds=seconds(clock))).timestamp())


def clock_of(epoch_s: int) -> str:
    """Print an instant as a clock time of DAY, with seconds only where there are any."""
    since = epoch_s - at("00:00")
    days, since = divmod(since, 86400)
    text = f"{since // 3600:02}:{since // 60 % 60:02}"
    text += f":{since % 60:02}" if since % 60 else ""
    return text + (f"{days:+}d" if days else "")


def query(network: Network, text: str, *, max_transfers: int = 6) -> Query:
    """Read "A -> D at 07:55", "A -> D in 07:55..09:00", and for arrivals "by" and "arriving".

    A and D are names of stops.
    """
    match = re.match(r"^(\S+) -> (\S+) (at|in|by|arriving) (\S+?)(?:\.\.(\S+))?$", text)
    assert match, f"not a query: {text!r}"
    from_, to, how, start, end = match.groups()
    arrive_by = how in {"by", "arriving"}
    origin, destination = (network.stops_of_place("t:" + name) for name in (from_, to))
    assert origin is not None
    assert destination is not None
    return Query(
        access=offsets_of_stops(network, origin, leaving=True),
        egress=offsets_of_stops(network, destination, leaving=False),
        time_s=at(end) if arrive_by and end else at(start),
        window_s=at(end) - at(start) if end else 0,
        max_transfers=max_transfers,
        arrive_by=arrive_by,
    )


def answer(network: Network, text: str, *, max_transfers: int = 6) -> Answer:
    """Search a query written as text."""
    return Planner(network).search(query(network, text, max_transfers=max_transfers))


def journeys(network: Network, text: str, *, max_transfers: int = 6) -> list[str]:
    """Search a query written as text and print the journeys, one line each."""
    found = answer(network, text, max_transfers=max_transfers)
    return [show(network, journey) for journey in found.journeys]


def show(network: Network, journey: Journey) -> str:
    """Print a journey on one line."""

    def name(stop: int | None) -> str:
        return "*" if stop is None else network.stop_id[stop].removeprefix("t:")

    parts = []
    for leg in journey.legs:
        if isinstance(leg, Ride):
            line = network.line_id[int(network.trip_line[leg.trip])].removeprefix("t:")
            how = f"-{line}-"
        else:
            how = "~?~" if leg.estimated else "~~"
        parts.append(
            f"{clock_of(leg.departure_s)} {name(leg.from_stop)} {how} "
            f"{name(leg.to_stop)} {clock_of(leg.arrival_s)}"
        )
    count = journey.transfers
    return " | ".join(parts) + f"   {count} transfer{'' if count == 1 else 's'}"


def _network(
    text: Text,
    days: tuple[int, ...],
    positions: dict[str, tuple[float, float]] | None,
    stations: dict[str, str],
    names: dict[str, str],
) -> Network:
    """Put what was read into the tables that `assemble` takes."""
    stop_number, trips = text.stops, text.trips
    station_number: dict[str, int] = {}
    for name in stop_number:
        station_number.setdefault(stations.get(name, name), len(station_number))
    line_number: dict[str, int] = {}
    for trip in trips:
        line_number.setdefault(trip.line, len(line_number))
    blocks = sorted({trip.block for trip in trips} - {""})
    n_stops, n_lines = len(stop_number), len(line_number)
    lat_lon = [
        (positions or {}).get(name, (48.0 + 0.045 * stop, 7.5))
        for name, stop in stop_number.items()
    ]
    calls = np.array([call for trip in trips for call in trip.calls], dtype=np.int32).reshape(-1, 5)
    first = min(days)
    active = np.zeros((max(days) - first + 1, 1), dtype=np.bool_)
    active[np.array(days) - first] = True
    walk = np.array(text.walks, dtype=np.int32).reshape(-1, 4)
    return assemble(
        StopTable(
            id=[f"t:{name}" for name in stop_number],
            name=[names.get(name, name) for name in stop_number],
            platform=[""] * n_stops,
            lat=np.array([lat for lat, _ in lat_lon], dtype=np.float64),
            lon=np.array([lon for _, lon in lat_lon], dtype=np.float64),
            station=np.array(
                [station_number[stations.get(name, name)] for name in stop_number], dtype=np.int32
            ),
            wheelchair=np.zeros(n_stops, dtype=np.int8),
            feed=np.zeros(n_stops, dtype=np.int32),
            station_id=[f"station:t:{name}" for name in station_number],
            station_name=[names.get(name, name) for name in station_number],
        ),
        LineTable(
            feed_id=["t"],
            timezone_name=[ZONE.key],
            agency_id=["t:agency"],
            agency_name=["Test"],
            agency_url=["https://example.invalid"],
            agency_timezone=np.zeros(1, dtype=np.int32),
            id=[f"t:{line}" for line in line_number],
            short_name=list(line_number),
            long_name=[""] * n_lines,
            color=["0055A4"] * n_lines,
            text_color=["FFFFFF"] * n_lines,
            type=np.full(n_lines, 3, dtype=np.int32),
            agency=np.zeros(n_lines, dtype=np.int32),
            feed=np.zeros(n_lines, dtype=np.int32),
        ),
        TripTable(
            id=[f"t:{trip.id}" for trip in trips],
            line=np.array([line_number[trip.line] for trip in trips], dtype=np.int32),
            service=np.zeros(len(trips), dtype=np.int32),
            headsign=[list(stop_number)[trip.calls[-1][0]] for trip in trips],
            short_name=[""] * len(trips),
            wheelchair=np.zeros(len(trips), dtype=np.int8),
            bikes=np.zeros(len(trips), dtype=np.int8),
            direction=np.zeros(len(trips), dtype=np.int8),
            block=np.array(
                [blocks.index(trip.block) if trip.block else -1 for trip in trips], dtype=np.int32
            ),
            times_start=np.cumsum([0] + [len(trip.calls) for trip in trips]).astype(np.int64),
            stop=calls[:, 0].copy(),
            arrival_s=calls[:, 1].copy(),
            departure_s=calls[:, 2].copy(),
            pickup=calls[:, 3].astype(np.int8),
            drop_off=calls[:, 4].astype(np.int8),
            sequence=np.array(
                [10 * n for trip in trips for n in range(1, len(trip.calls) + 1)], dtype=np.int32
            ),
        ),
        Calendar(first_day=day_number(DAY) + first, active=active),
        FootpathTable(*(walk[:, column].copy() for column in range(3)), walk[:, 3].astype(np.int8)),
        _rules(text, line_number, stations),
    )


def _rules(text: Text, lines: dict[str, int], stations: dict[str, str]) -> TransferRuleTable:
    """Spell out stations and look up lines and trips."""
    trips = {trip.id: number for number, trip in enumerate(text.trips)}
    named = {name for rule in text.rules for name in (rule.from_, rule.to)}
    assert named <= {"", *lines, *trips}, "rules name trips and lines that exist"
    rows = [
        (
            from_stop,
            to_stop,
            lines.get(rule.from_, -1),
            lines.get(rule.to, -1),
            trips.get(rule.from_, -1),
            trips.get(rule.to, -1),
            rule.kind,
            rule.duration_s,
            sum(name.startswith("[") for name in (rule.from_stop, rule.to_stop)),
            FOOTPATH_RULE,
        )
        for rule in text.rules
        for from_stop in stops_named(text, rule.from_stop, stations)
        for to_stop in stops_named(text, rule.to_stop, stations)
    ]
    table = np.array(rows, dtype=np.int32).reshape(-1, 10)
    columns = [table[:, column].copy() for column in range(10)]
    for column in (6, 8, 9):
        columns[column] = columns[column].astype(np.int8)
    return TransferRuleTable(*columns)


def stops_named(text: Text, name: str, stations: dict[str, str]) -> list[int]:
    """Return the stop of a name, the stops of "[a station]", or no stop as -1."""
    if not name:
        return [-1]
    if name.startswith("["):
        return [text.stop(stop) for stop in text.stops if f"[{stations.get(stop, stop)}]" == name]
    return [text.stop(name)]
