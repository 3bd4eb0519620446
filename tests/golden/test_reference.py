"""Rules of the GTFS reference, one after the other: a few lines of a feed, and what it answers.

Expectations are worked out by hand from the text of the reference (google/transit,
gtfs/spec/en/reference.md); changes take no time but where transfers.txt says so, and nobody walks
elsewhere.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from api.batch.questions import BatchNetwork, read_question
from feeds import WalkingRules, plain_network, read_feeds
from planner import Planner

STOPS = "\n".join(f"{stop},{stop},48.{i},2.0,,,," for i, stop in enumerate("ABCDEFG"))
TABLES = {
    "agency": "agency_id,agency_name,agency_url,agency_timezone\nX,X,https://x.example,Europe/Paris",
    "stops": "stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station,"
    f"wheelchair_boarding,stop_timezone\n{STOPS}",
    "routes": "route_id,agency_id,route_short_name,route_type\nR,X,R,3\nQ,X,Q,3",
    "calendar": "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,"
    "start_date,end_date\nS,1,1,1,1,1,1,1,{first},{last}",
}
WEDNESDAY = ("20260610", "20260610")
RULE = "from_stop_id,to_stop_id,from_route_id,to_route_id,from_trip_id,to_trip_id,"
RULE += "transfer_type,min_transfer_time\n"


def network(
    folder: Path, trips: str, days: tuple[str, str] = WEDNESDAY, **tables: str
) -> BatchNetwork:
    """Build the network of a feed.

    A line of `trips` is a trip and its calls, as in "r1 A 08:00:00 B 08:10:00/08:11:00": a trip
    whose id begins with q is of route Q; "#2,1" after a call gives pickup_type and drop_off_type;
    "@K" after the trip is its block.
    """
    rows, calls = ["route_id,service_id,trip_id,block_id,wheelchair_accessible"], []
    for line in trips.strip().splitlines():
        name, *words = line.split()
        trip, _, block = name.partition("@")
        rows.append(f"{trip[0].upper()},S,{trip},{block},")
        for number, (stop, when) in enumerate(zip(words[::2], words[1::2], strict=True)):
            times, _, rules = when.partition("#")
            arrival, _, departure = ("" if times == "-" else times).partition("/")
            calls.append(
                f"{trip},{arrival},{departure or arrival},{stop},{10 * number + 5},{rules or ','}"
            )
    header = "trip_id,arrival_time,departure_time,stop_id,stop_sequence,pickup_type,drop_off_type"
    made = {**TABLES, "trips": "\n".join(rows), "stop_times": "\n".join([header, *calls]), **tables}
    for table, text in made.items():
        dated = text.replace("{first}", days[0]).replace("{last}", days[1])
        (folder / f"{table}.txt").write_text(dated + "\n", "utf-8")
    feeds = read_feeds([("f", folder)], range(2026, 2027))
    return BatchNetwork(plain_network(feeds, WalkingRules(change_s=0, footpath_radius_m=0)), "f:")


def ask(net: BatchNetwork, from_: str, to: str, **when: object) -> list[tuple[str, str, int]]:
    """Return departure, arrival (clock of Paris, or with the day) and changes of each journey."""
    asked = {"from": from_, "to": to, **(when or {"depart": "2026-06-10T07:00:00+02:00"})}
    question = read_question(asked, net, 6)
    assert question
    return [
        (show(journey.departure_s), show(journey.arrival_s), journey.transfers)
        for journey in Planner(net.network).search(question).journeys
    ]


def show(epoch_s: int) -> str:
    """Write an instant as the seconds since the evening of 9 June 2026, 22:00 UTC, as a clock."""
    since_s = epoch_s - 1_781_042_400
    return f"{since_s // 3600:02}:{since_s // 60 % 60:02}" + (
        f":{since_s % 60:02}" if since_s % 60 else ""
    )


CHANGE = "r1 A 08:00:00 B 08:10:00\nq1 {} 08:12:00 C 08:30:00\nq2 {} 08:20:00 C 08:40:00"
EARLY, LATE = [("08:00", "08:30", 1)], [("08:00", "08:40", 1)]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("B,D,,,,,0,", EARLY),  # recommended, no time given
        ("B,D,,,,,,", EARLY),  # empty is 0
        ("B,D,,,,,1,", EARLY),  # timed: the vehicle waits
        ("B,D,,,,,2,120", EARLY),  # just in time
        ("B,D,,,,,2,121", LATE),  # a second too late
        ("B,D,,,,,3,", []),  # not possible
        ("D,B,,,,,2,60", []),  # the other way only
        ("B,D,,,,,2,60\nB,D,R,Q,,,3,", []),  # routes stand above stops
        ("B,D,R,Q,,,3,\nB,D,,,r1,,2,60", EARLY),  # a trip stands above two routes
        ("B,D,,,r1,,3,\nB,D,,Q,r1,,2,60", EARLY),  # a trip and a route above a trip
        ("B,D,,Q,r1,,2,60\nB,D,,,r1,q1,3,", LATE),  # two trips above all: this one only
        ("B,D,,,,,2,60\nB,D,Q,R,,,3,", EARLY),  # a rule of other routes is none
    ],
)
def test_changes_between_two_stops(
    tmp_path: Path, rule: str, expected: list[tuple[str, str, int]]
) -> None:
    """transfers.txt types 0 to 3 and their order of specificity, between two stops."""
    net = network(tmp_path, CHANGE.replace("{}", "D"), transfers=RULE + rule)
    assert ask(net, "A", "C") == expected


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("C,D,,,,,0,", EARLY),  # about other stops
        ("B,B,,,,,2,120", EARLY),
        ("B,B,,,,,2,121", LATE),
        ("B,B,,,,,3,", []),
        ("B,B,R,Q,,,3,", []),
        ("B,B,Q,R,,,3,", EARLY),
        ("B,B,,,,,2,600\nB,B,,,r1,q1,1,", EARLY),
    ],
)
def test_changes_at_one_stop(
    tmp_path: Path, rule: str, expected: list[tuple[str, str, int]]
) -> None:
    """The same rules where one stays at the stop; without a rule no time is asked for."""
    net = network(tmp_path, CHANGE.replace("{}", "B"), transfers=RULE + rule)
    assert ask(net, "A", "C") == expected


@pytest.mark.parametrize(
    ("blocks", "rule", "expected"),
    [
        ("", "", LATE),  # the change takes five minutes
        ("@K", "", [("08:00", "08:30", 0)]),  # one vehicle
        ("", "\n,,,,r1,q1,4,", [("08:00", "08:30", 0)]),
        ("@K", "\n,,,,r1,q1,5,", LATE),  # must alight and board again
        ("@K", "\n,,,,r1,q2,4,", [("08:00", "08:40", 0)]),  # a link stands above the block
    ],
)
def test_staying_seated(
    tmp_path: Path, blocks: str, rule: str, expected: list[tuple[str, str, int]]
) -> None:
    """block_id and types 4 and 5: no time to change is asked for where one stays seated."""
    trips = CHANGE.replace("{}", "B").replace("r1", f"r1{blocks}").replace("q1", f"q1{blocks}")
    net = network(tmp_path, trips, transfers=f"{RULE}B,B,,,,,2,300{rule}")
    assert ask(net, "A", "C") == expected


@pytest.mark.parametrize(
    ("exact", "end", "expected"),
    [
        ("1", "08:40:00", [("08:00", "08:10", 0), ("08:20", "08:30", 0)]),
        ("1", "08:40:01", [("08:00", "08:10", 0), ("08:20", "08:30", 0), ("08:40", "08:50", 0)]),
        ("0", "08:40:00", [("08:00", "08:10", 0), ("08:20", "08:30", 0)]),
        ("", "08:20:00", [("08:00", "08:10", 0)]),
    ],
)
def test_frequencies(
    tmp_path: Path, exact: str, end: str, expected: list[tuple[str, str, int]]
) -> None:
    """Trips start every headway before end_time; the times of the trip only give durations."""
    rows = f"trip_id,start_time,end_time,headway_secs,exact_times\nr1,08:00:00,{end},1200,{exact}"
    net = network(tmp_path, "r1 A 05:00:00 B 05:10:00", frequencies=rows)
    window = ["2026-06-10T05:00:00+02:00", "2026-06-10T10:00:00+02:00"]
    assert ask(net, "A", "B", window=window) == expected


def test_frequencies_past_midnight(tmp_path: Path) -> None:
    """Hours of frequencies.txt count on after 24 like those of stop_times.txt."""
    rows = "trip_id,start_time,end_time,headway_secs,exact_times\nr1,23:50:00,25:00:00,2400,1"
    net = network(tmp_path, "r1 A 00:00:00 B 00:10:00", frequencies=rows)
    window = ["2026-06-10T20:00:00+02:00", "2026-06-11T04:00:00+02:00"]
    assert ask(net, "A", "B", window=window) == [("23:50", "24:00", 0), ("24:30", "24:40", 0)]


@pytest.mark.parametrize("kind", [0, 1, 2, 3])
def test_where_one_may_board_and_alight(tmp_path: Path, kind: int) -> None:
    """pickup_type and drop_off_type 1 forbid; 2 and 3, to arrange with agency or driver, allow."""
    net = network(tmp_path, f"r1 A 08:00:00 B 08:10:00#{kind},0 C 08:20:00#0,{kind} D 08:30:00")
    assert ask(net, "B", "D") == ([] if kind == 1 else [("08:10", "08:30", 0)])
    assert ask(net, "A", "C") == ([] if kind == 1 else [("08:00", "08:20", 0)])
    assert ask(net, "A", "B") == [("08:00", "08:10", 0)]
    assert ask(net, "C", "D") == [("08:20", "08:30", 0)]


@pytest.mark.parametrize(
    ("day", "departure"),
    [
        ("20260329", "2026-03-29T01:30:00+01:00"),  # the night clocks go forward at 2
        ("20260330", "2026-03-30T02:30:00+02:00"),
        ("20261025", "2026-10-25T02:30:00+01:00"),  # the night they go back at 3: the second 2:30
        ("20261024", "2026-10-24T02:30:00+02:00"),
    ],
)
def test_times_count_from_noon_minus_twelve_hours(tmp_path: Path, day: str, departure: str) -> None:
    """On the days when clocks change that is not midnight; afternoons read as ever."""
    trips = "r1 A 02:30:00 B 02:40:00\nr2 A 15:00:00 B 15:10:00"
    net = network(tmp_path, trips, days=(day, day))
    question = read_question({"from": "A", "to": "B", "depart": departure}, net, 6)
    assert question
    [journey] = Planner(net.network).search(question).journeys
    assert journey.departure_s == question.time_s
    date, offset = departure[:10], "+01:00" if day.startswith("202610") else "+02:00"
    if day == "20261024":
        offset = "+02:00"
    question = read_question({"from": "A", "to": "B", "depart": f"{date}T15:00:00{offset}"}, net, 6)
    assert question
    [journey] = Planner(net.network).search(question).journeys
    assert journey.departure_s == question.time_s


def test_a_trip_over_three_days(tmp_path: Path) -> None:
    """Times past 48:00 belong to the service day two days before."""
    net = network(tmp_path, "r1 A 23:00:00 B 30:00:00 C 49:00:00 D 50:00:00")
    assert ask(net, "C", "D", depart="2026-06-12T00:30:00+02:00") == [("49:00", "50:00", 0)]
    assert ask(net, "A", "D", arrive_by="2026-06-12T03:00:00+02:00") == [("23:00", "50:00", 0)]


def test_missing_times_lie_between_the_known_ones(tmp_path: Path) -> None:
    """Evenly by call where nothing says how far the stops are, to the second."""
    net = network(tmp_path, "r1 A 08:00:00 B - C - D 08:10:00")
    assert ask(net, "A", "B") == [("08:00", "08:03:20", 0)]
    assert ask(net, "C", "D") == [("08:06:40", "08:10", 0)]


def test_a_loop_is_boarded_at_either_call(tmp_path: Path) -> None:
    """A line that calls twice at A carries from both to where it goes next, and round."""
    net = network(tmp_path, "r1 A 08:00:00 B 08:10:00 A 08:20:00 C 08:30:00")
    assert ask(net, "A", "C") == [("08:20", "08:30", 0)]
    assert ask(net, "A", "B") == [("08:00", "08:10", 0)]
    assert ask(net, "B", "A") == [("08:10", "08:20", 0)]


def test_overtaking(tmp_path: Path) -> None:
    """The train that leaves later and arrives first is taken, and the slow one by who must."""
    net = network(
        tmp_path, "r1 A 08:00:00 B 08:30:00 C 09:00:00\nr2 A 08:05:00 B 08:20:00 C 08:40:00"
    )
    assert ask(net, "A", "C") == [("08:05", "08:40", 0)]
    assert ask(net, "B", "C", depart="2026-06-10T08:25:00+02:00") == [("08:30", "09:00", 0)]


@pytest.mark.parametrize(
    ("exceptions", "days"),
    [
        ("S,20260611,2", ["10", "12"]),
        ("S,20260613,1", ["10", "11", "12", "13"]),
        ("S,20260610,2\nS,20260611,2\nS,20260612,2\nS,20260614,1", ["14"]),
    ],
)
def test_calendar_dates_add_and_remove_days(
    tmp_path: Path, exceptions: str, days: list[str]
) -> None:
    """exception_type 1 adds a day of service, 2 takes one away."""
    table = f"service_id,date,exception_type\n{exceptions}"
    trip = "r1 A 08:00:00 B 08:10:00"
    net = network(tmp_path, trip, ("20260610", "20260612"), calendar_dates=table)
    window = ["2026-06-10T00:00:00+02:00", "2026-06-15T00:00:00+02:00"]
    found = [
        10 + int(departure[:-3]) // 24 for departure, _, _ in ask(net, "A", "B", window=window)
    ]
    assert [str(day) for day in found] == days


@pytest.mark.parametrize(
    ("station", "platform", "rides"),
    [(1, "", True), (2, "", False), (2, "1", True), (1, "2", False), ("", "", True)],
)
def test_platforms_inherit_how_accessible_they_are(
    tmp_path: Path, station: object, platform: str, *, rides: bool
) -> None:
    """wheelchair_boarding of a platform: its own, else (empty or 0) that of its station."""
    rows = f"{STOPS}\nST,ST,48.9,2.0,1,,{station},\nP,P,48.9,2.0,,ST,{platform},"
    header = TABLES["stops"].split("\n")[0]
    net = network(tmp_path, "r1 A 08:00:00 P 08:10:00", stops=f"{header}\n{rows}")
    depart = "2026-06-10T07:00:00+02:00"
    found = ask(net, "A", "P", depart=depart, wheelchair=True)
    assert found == ([("08:00", "08:10", 0)] if rides else [])


def test_a_rule_of_a_station_is_one_of_its_platforms(tmp_path: Path) -> None:
    """transfers.txt names a station: so it is between all its platforms and the other stop."""
    rows = f"{STOPS}\nST,ST,48.9,2.0,1,,,\nP,P,48.9,2.0,,ST,,\nO,O,48.9,2.0,,ST,,"
    header = TABLES["stops"].split("\n")[0]
    trips = "r1 A 08:00:00 P 08:10:00\nq1 D 08:15:00 C 08:30:00\nq2 O 08:12:00 E 08:30:00"
    net = network(
        tmp_path,
        trips,
        stops=f"{header}\n{rows}",
        transfers=f"{RULE}ST,D,,,,,2,240\nST,ST,,,,,2,60",
    )
    assert ask(net, "A", "C") == EARLY
    assert ask(net, "A", "E") == EARLY
    assert ask(net, "ST", "C") == [("08:11", "08:30", 0)]
