"""The street graph that is built of an extract."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from feeds import SourceMissingError
from feeds.streets import build_streets
from planner import (
    EdgeKind,
    NodeFlag,
    Pace,
    Profile,
    StreetGraph,
    StreetRouter,
    open_streets,
    save_streets,
)
from tests.support.streets import draw, lat_lon

CROSS = """
    A 0,0  B 100,0  C 200,0  D 100,100  E 100,50
    A-B-C highway=residential name=Rue_Haute
    B-E-D highway=residential name=Rue_Basse
"""


def seconds(
    graph: StreetGraph,
    start: tuple[float, float],
    end: tuple[float, float],
    profile: Profile = Profile.FOOT,
) -> int | None:
    """Return how long it takes between two points of the drawing."""
    router, places = StreetRouter(graph), [lat_lon(*start), lat_lon(*end)]
    path = router.path(places, router.ends(places, profile), Pace(profile), 7200)
    return None if path is None else path.duration_s


def test_ways_are_cut_where_they_meet_and_nowhere_else(tmp_path: Path) -> None:
    """Nodes that only bend a street are points of its edge, not nodes of the graph."""
    graph, report = draw(tmp_path, CROSS)
    assert (graph.n_nodes, graph.n_edges) == (4, 3)
    assert sorted(np.diff(graph.edge_points_start).tolist()) == [2, 2, 3]
    assert sorted(graph.edge_length_m.round().tolist()) == [100, 100, 100]
    assert {graph.name[n] for n in graph.edge_name.tolist()} == {"Rue Haute", "Rue Basse"}
    assert (report.n_ways, report.n_nodes, report.n_edges) == (2, 4, 3)


def test_arcs_are_pairs_and_leave_the_node_that_lists_them(tmp_path: Path) -> None:
    """`arc ^ 1` is the way back, and each arc is listed once."""
    graph, _ = draw(tmp_path, CROSS)
    assert sorted(graph.node_arcs.tolist()) == list(range(2 * graph.n_edges))
    for node in range(graph.n_nodes):
        for arc in graph.node_arcs[graph.node_arcs_start[node] : graph.node_arcs_start[node + 1]]:
            assert graph.arc_to[arc ^ 1] == node


def test_streets_are_saved_whole(tmp_path: Path) -> None:
    """What is opened is what was saved."""
    graph, _ = draw(tmp_path, CROSS)
    folder = tmp_path / "saved"
    folder.mkdir()
    save_streets(graph, folder)
    again = open_streets(folder)
    assert again.arc_ms.tolist() == graph.arc_ms.tolist()
    assert list(again.name) == list(graph.name)
    assert seconds(again, (0, 0), (100, 100)) == seconds(graph, (0, 0), (100, 100))


def test_a_bollard_stops_cars_only(tmp_path: Path) -> None:
    """A barrier splits the way and bars whom it bars, as its access tags say."""
    drawing = """
        A 0,0  B 100,0  C 200,0
        A-B-C highway=residential
        B: barrier=bollard
    """
    graph, _ = draw(tmp_path, drawing)
    assert seconds(graph, (10, 0), (190, 0)) == 150
    assert seconds(graph, (10, 0), (190, 0), Profile.CAR) is None
    opened, _ = draw(tmp_path, drawing + "\n B: barrier=bollard motor_vehicle=yes")
    assert seconds(opened, (10, 0), (190, 0), Profile.CAR) is not None


def test_a_private_gate_stops_everybody_but_whom_it_names(tmp_path: Path) -> None:
    """access=private with foot=yes lets walkers through."""
    graph, _ = draw(
        tmp_path,
        """
        A 0,0  B 100,0  C 200,0
        A-B-C highway=residential
        B: barrier=gate access=private foot=yes
        """,
    )
    assert seconds(graph, (10, 0), (190, 0)) is not None
    assert seconds(graph, (10, 0), (190, 0), Profile.BIKE) is None


def test_a_raised_kerb_stops_wheelchairs(tmp_path: Path) -> None:
    """A lowered kerb does not."""
    drawing = "A 0,0  B 100,0  C 200,0\n A-B-C highway=footway\n B: kerb="
    raised, _ = draw(tmp_path, drawing + "raised")
    lowered, _ = draw(tmp_path, drawing + "lowered")
    assert seconds(raised, (10, 0), (190, 0), Profile.WHEELCHAIR) is None
    assert seconds(lowered, (10, 0), (190, 0), Profile.WHEELCHAIR) == 200


def test_a_lift_is_waited_for(tmp_path: Path) -> None:
    """The node of a lift adds its wait to the way through it."""
    drawing = "A 0,0  B 60,0  C 120,0\n A-B-C highway=footway\n"
    plain, _ = draw(tmp_path, drawing)
    lift, _ = draw(tmp_path, drawing + "B: highway=elevator")
    assert seconds(plain, (0, 0), (120, 0)) == 100
    assert seconds(lift, (0, 0), (120, 0)) == 140
    assert (lift.node_flags & NodeFlag.LIFT).any()


def test_climbing_takes_longer_than_coming_down(tmp_path: Path) -> None:
    """Five metres up cost a walker half a minute; heights of nodes beat the incline tag."""
    graph, _ = draw(
        tmp_path,
        """
        A 0,0  B 120,0
        A-B highway=residential incline=1%
        A: ele=100
        B: ele=105
        """,
    )
    assert seconds(graph, (0, 0), (120, 0)) == 130
    assert seconds(graph, (120, 0), (0, 0)) == 100
    assert seconds(graph, (0, 0), (120, 0), Profile.WHEELCHAIR) is not None


def test_inclines_count_where_heights_are_not_known(tmp_path: Path) -> None:
    """incline=5% over 120 m is a climb of 6 m."""
    graph, _ = draw(tmp_path, "A 0,0  B 120,0\n A-B highway=residential incline=5%")
    assert seconds(graph, (0, 0), (120, 0)) == 136
    assert seconds(graph, (120, 0), (0, 0)) == 100


def test_squares_are_crossed_straight(tmp_path: Path) -> None:
    """Entrances of an area that see each other are joined by a line across it."""
    graph, report = draw(
        tmp_path,
        """
        A 0,0  B 100,0  C 100,100  D 0,100  W -50,0  E 150,100
        A-B-C-D-A highway=pedestrian area=yes name=Grand-Place
        W-A highway=residential
        C-E highway=residential
        """.replace("Grand-Place", "Grand_Place"),
    )
    assert report.n_across_areas == 1
    across = (graph.edge_kind == EdgeKind.SQUARE) & (graph.edge_length_m > 140)
    assert across.sum() >= 1
    assert seconds(graph, (0, 0), (100, 100)) == 118


def test_an_area_is_not_crossed_outside_of_itself(tmp_path: Path) -> None:
    """Around the corner of an L-shaped square the line stays inside."""
    _, report = draw(
        tmp_path,
        """
        A 0,0  B 100,0  C 100,20  D 20,20  E 20,100  F 0,100  X 150,20  Y 20,150
        A-B-C-D-E-F-A highway=pedestrian area=yes
        C-X highway=residential
        E-Y highway=residential
        """,
    )
    assert report.n_across_areas == 0


def test_small_islands_are_closed_and_counted(tmp_path: Path) -> None:
    """A platform that nothing leads to does not catch the places beside it."""
    rows = "  ".join(f"N{i} {i * 50},0" for i in range(12))
    chain = "\n".join(f"N{i}-N{i + 1} highway=residential" for i in range(11))
    drawing = f"{rows}\n P 100,30  Q 160,30\n {chain}\n P-Q railway=platform"
    graph, report = draw(tmp_path, drawing)
    assert [c.islands_closed for c in report.connectivity][:3] == [1, 1, 1]
    assert report.connectivity[Profile.FOOT].largest_share == 1.0
    ends = StreetRouter(graph).ends([lat_lon(130, 31)], Profile.FOOT)
    assert graph.edge_kind[ends.edge[0]] == EdgeKind.ROAD


def test_a_way_that_leaves_the_extract_is_cut_there_and_counted(tmp_path: Path) -> None:
    """Nodes that the file does not hold are no way through."""
    graph, report = draw(
        tmp_path, "A 0,0  B 50,0  C 100,0  D 150,0\n A-B-gone-C-D highway=residential"
    )
    assert graph.n_edges == 2
    assert report.dropped == {"nodes outside of the extract": 1}


def test_what_is_closed_to_everybody_is_counted(tmp_path: Path) -> None:
    """The report says how many ways were left out and why."""
    _, report = draw(
        tmp_path, "A 0,0  B 50,0  C 100,0\n A-B highway=residential\n B-C highway=proposed"
    )
    assert report.dropped == {"closed to everybody, or no street": 1}


def test_a_file_that_is_no_map_is_refused_by_name(tmp_path: Path) -> None:
    """The error names the file."""
    path = tmp_path / "streets.osm.pbf"
    path.write_bytes(b"not a map")
    with pytest.raises(SourceMissingError, match=r"streets\.osm\.pbf cannot be read"):
        build_streets(path)


def test_a_map_without_streets_is_an_empty_graph(tmp_path: Path) -> None:
    """Nothing is near, nothing fails."""
    graph, report = draw(tmp_path, "A 0,0  B 50,0\n A-B railway=rail")
    assert (graph.n_nodes, report.n_ways) == (0, 0)
    assert StreetRouter(graph).ends([lat_lon(0, 0)], Profile.FOOT).edge.tolist() == [-1]


CROSSROADS = """
    S 0,-200  M 0,0  N 0,200  W -200,0  E 200,0
    S-M highway=residential
    M-N highway=residential
    W-M highway=residential
    M-E highway=residential
    N-E highway=residential
"""
"""A crossroads; from its northern to its eastern end there is another street."""


def test_a_forbidden_turn_sends_cars_around(tmp_path: Path) -> None:
    """From the south no right turn: cars go on and around the block; walkers turn."""
    free, _ = draw(tmp_path, CROSSROADS)
    turn = "\n* from=1 via=M to=4 type=restriction restriction=no_right_turn"
    bound, _ = draw(tmp_path, CROSSROADS + turn)
    asked = (0, -100), (190, 0)
    assert seconds(free, *asked, Profile.CAR) == pytest.approx(290 / 6.64, abs=1)
    around_m = 100 + 200 + 283 + 10
    assert seconds(bound, *asked, Profile.CAR) == pytest.approx(around_m / 6.64, abs=1)
    assert seconds(bound, *asked) == seconds(free, *asked) == pytest.approx(290 / 1.2, abs=1)


def test_an_only_turn_forbids_every_other(tmp_path: Path) -> None:
    """Only straight on: neither left nor right, nor back."""
    turn = "\n* from=1 via=M to=2 type=restriction restriction=only_straight_on"
    graph, _ = draw(tmp_path, CROSSROADS + turn)
    assert len(graph.turn_from) == 3
    assert len(set(graph.turn_from.tolist())) == 1
    assert seconds(graph, (0, -100), (0, 100), Profile.CAR) == pytest.approx(200 / 6.64, abs=1)
    assert seconds(graph, (0, -100), (-100, 0), Profile.CAR) > 60


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (" except=motorcar", ""),
        (" except=bicycle;psv", "forbidden"),
        (" restriction:conditional=no", "forbidden"),
    ],
)
def test_exceptions_count_for_whom_they_name(tmp_path: Path, change: str, reason: str) -> None:
    """Cars that are excepted are free; others that are do not free cars."""
    turn = f"\n* from=1 via=M to=4 type=restriction restriction=no_right_turn{change}"
    graph, _ = draw(tmp_path, CROSSROADS + turn)
    assert bool(len(graph.turn_from)) == bool(reason)


@pytest.mark.parametrize(
    ("relation", "reason"),
    [
        ("from=1 via=2 to=4 type=restriction restriction=no_u_turn", "over a way"),
        ("from=1 via=M type=restriction restriction=no_u_turn", "not understood"),
        ("from=1 via=M to=4 type=restriction restriction:conditional=x", "certain hours"),
    ],
)
def test_restrictions_that_are_left_out_are_counted(
    tmp_path: Path, relation: str, reason: str
) -> None:
    """Whoever imports streets reads what was not taken."""
    graph, report = draw(tmp_path, f"{CROSSROADS}\n* {relation}")
    assert not len(graph.turn_from)
    assert [n for told, n in report.dropped.items() if reason in told] == [1]


def test_a_square_of_several_ways_is_crossed_but_for_its_holes(tmp_path: Path) -> None:
    """A multipolygon: its outline is two ways, a pond lies in its midst."""
    square = """
        A 0,0  B 100,0  C 100,100  D 0,100  P 40,40  Q 60,40  R 60,60  S 40,60
        W -50,0  E 150,100  N 50,150  M 50,100  O 50,-50  L 50,0
        A-L-B-C source=x
        C-M-D-A source=x
        P-Q-R-S-P natural=water
        W-A highway=residential
        C-E highway=residential
        M-N highway=residential
        L-O highway=residential
        * outer=1,2 inner=3 type=multipolygon highway=pedestrian
    """
    graph, report = draw(tmp_path, square)
    assert report.n_across_areas == 2  # A to M and L to C; the pond lies on the other lines
    assert seconds(graph, (0, 0), (50, 100)) == pytest.approx(111.8 / 1.2, abs=1)
    assert seconds(graph, (50, 0), (50, 100)) > 100 / 1.2 + 1
