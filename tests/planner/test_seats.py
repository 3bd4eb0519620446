"""Staying seated: linked trips and blocks, where it costs neither a change nor its time."""

from __future__ import annotations

from tests.support.network import answer, journeys, parse

LINKED = """
    T: A 08:00  B 08:10
    U: B 08:12  C 08:30
    V: B 08:20  C 08:40
    B ~5min~ B
"""


def test_a_linked_trip_is_no_change() -> None:
    """transfers.txt type 4: no transfer is counted and no change time is needed."""
    network = parse(LINKED + "! * * T.1 U.1 seated")
    assert journeys(network, "A -> C at 07:50") == [
        "08:00 A -T- B 08:10 | 08:12 B -U- C 08:30   0 transfers"
    ]
    ride = answer(network, "A -> C at 07:50").journeys[0].rides[1]
    assert ride.stay_seated
    assert (ride.board_position, ride.alight_position) == (0, 1)


def test_without_a_link_the_change_takes_its_time() -> None:
    """The same trips without the link: the change time is missed by three minutes."""
    assert journeys(parse(LINKED), "A -> C at 07:50") == [
        "08:00 A -T- B 08:10 | 08:20 B -V- C 08:40   1 transfer"
    ]


def test_a_block_is_one_vehicle() -> None:
    """Consecutive trips of a block are ridden through, in both directions of search."""
    network = parse(LINKED.replace("T:", "T@K:").replace("U:", "U@K:"))
    seated = ["08:00 A -T- B 08:10 | 08:12 B -U- C 08:30   0 transfers"]
    assert journeys(network, "A -> C at 07:50") == seated
    assert journeys(network, "A -> C by 08:30") == seated
    assert journeys(network, "A -> C in 07:50..08:30") == seated
    assert journeys(network, "A -> C arriving 08:00..08:35") == seated


def test_a_rule_forbids_staying_in_a_block() -> None:
    """transfers.txt type 5 stands above the block."""
    network = parse(LINKED.replace("T:", "T@K:").replace("U:", "U@K:") + "! * * T.1 U.1 unseated")
    assert journeys(network, "A -> C at 07:50") == [
        "08:00 A -T- B 08:10 | 08:20 B -V- C 08:40   1 transfer"
    ]


def test_a_link_elsewhere_stands_above_the_block() -> None:
    """A trip linked to another one does not go on in its block."""
    network = parse(LINKED.replace("T:", "T@K:").replace("U:", "U@K:") + "! * * T.1 V.1 seated")
    assert journeys(network, "A -> C at 07:50") == [
        "08:00 A -T- B 08:10 | 08:20 B -V- C 08:40   0 transfers"
    ]


def test_a_block_that_turns_back_is_left() -> None:
    """Nobody stays on a bus that drives back the way it came; it is a change like any other."""
    network = parse("""
        T@K: A 08:00  B 08:10  C 08:20
        T@K: C 08:22  B 08:30  D 08:40
        C ~5min~ C
    """)
    assert journeys(network, "A -> D at 07:50") == [
        "08:00 A -T- B 08:10 | 08:30 B -T- D 08:40   1 transfer"
    ]


def test_a_block_is_made_of_one_service_day() -> None:
    """The last trip of a day is not one vehicle with the first of the next."""
    network = parse("T@K: A 20:00 B 20:10\nU@K: B 06:00 C 06:10")
    assert journeys(network, "A -> C at 19:00") == [
        "20:00 A -T- B 20:10 | 06:00+1d B -U- C 06:10+1d   1 transfer"
    ]


def test_a_link_may_go_on_the_next_service_day() -> None:
    """A linked trip that starts earlier by the clock runs on the following service day."""
    network = parse("T: A 23:40 B 23:55\nU: B 00:05 C 00:20\n! * * T.1 U.1 seated")
    assert journeys(network, "A -> C at 23:00") == [
        "23:40 A -T- B 23:55 | 00:05+1d B -U- C 00:20+1d   0 transfers"
    ]


def test_the_vehicle_may_move_between_two_linked_trips() -> None:
    """The second trip may start at another stop than the first one ended at."""
    network = parse("T: A 08:00 B 08:10\nU: X 08:12 C 08:30\n! * * T.1 U.1 seated")
    assert journeys(network, "A -> C at 07:50") == [
        "08:00 A -T- B 08:10 | 08:12 X -U- C 08:30   0 transfers"
    ]


def test_trains_split_and_join() -> None:
    """A trip linked to two reaches the ends of both without a change; two to one likewise."""
    network = parse("""
        T: A 08:00  B 08:10
        U: B 08:12  C 08:30
        V: B 08:13  D 08:40
        W: C 08:31  E 08:50
        X: D 08:41  E 08:55
        ! * * T.1 U.1 seated
        ! * * T.1 V.1 seated
        ! * * V.1 X.1 seated
    """)
    assert journeys(network, "A -> C at 07:50")[0].endswith("08:30   0 transfers")
    assert journeys(network, "A -> D at 07:50")[0].endswith("08:40   0 transfers")
    assert journeys(network, "A -> E at 07:50") == [
        "08:00 A -T- B 08:10 | 08:12 B -U- C 08:30 | 08:31 C -W- E 08:50   1 transfer",
        "08:00 A -T- B 08:10 | 08:13 B -V- D 08:40 | 08:41 D -X- E 08:55   0 transfers",
    ]


def test_the_later_vehicle_is_boarded_for_its_continuation() -> None:
    """The next vehicle is not the best one to board when only the later one goes on to C."""
    network = parse("""
        T: A 08:00  B 08:10
        T: A 08:20  B 08:30
        U: B 08:32  C 08:40
        ! * * T.2 U.1 seated
    """)
    assert journeys(network, "A -> C at 07:50") == [
        "08:20 A -T- B 08:30 | 08:32 B -U- C 08:40   0 transfers"
    ]


def test_a_row_of_many_trips_is_ridden_whole() -> None:
    """Twelve links in a row are stayed seated through, from any trip to any other."""
    names = "ABCDEFGHIJKLMN"
    network = parse(
        "\n".join(
            f"{names[i]}{names[i + 1]}@K: {names[i]} {8 + i:02}:00  {names[i + 1]} {8 + i:02}:50"
            for i in range(13)
        )
    )
    for asked in ("A -> N at 07:50", "A -> N by 20:50", "A -> N in 07:50..08:30"):
        [journey] = journeys(network, asked)
        assert journey.startswith("08:00 A -AB- B 08:50 | 09:00 B -BC- C 09:50")
        assert journey.endswith("M -MN- N 20:50   0 transfers")
    [journey] = journeys(network, "C -> K at 09:50")
    assert journey.startswith("10:00 C -CD- D 10:50")
    assert journey.endswith("K 17:50   0 transfers")


def test_trains_that_split_and_join_again_and_again_are_answered() -> None:
    """Of the two to the power of ten rows of such trains those listed hold every trip."""
    lines, rules = [], []
    for i in range(10):
        lines += [f"{name}{i}: S{i} {8 + i:02}:00  S{i + 1} {8 + i:02}:50" for name in "TU"]
        if i:
            rules += [f"! * * {a}{i - 1}.1 {b}{i}.1 seated" for a in "TU" for b in "TU"]
    [journey] = journeys(parse("\n".join(lines + rules)), "S0 -> S10 at 07:50")
    assert journey.endswith("S10 17:50   0 transfers")
