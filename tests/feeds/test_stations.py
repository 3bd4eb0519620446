"""Which stops are one station, in a plane of metres."""

from __future__ import annotations

import numpy as np
import pytest

from feeds.merge import MergedStops, Stations, group_stations

DEGREE_M = 111_195


def stops_of(text: str) -> MergedStops:
    """Read lines of "feed:id (rail) | name | parent | metres north": a street of stops."""
    rows = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    feeds = sorted({row[0].split(":")[0] for row in rows})
    parents = sorted({row[2] for row in rows if row[2]})
    ids = [row[0].removesuffix(" rail") for row in rows]
    n = len(rows)
    return MergedStops(
        id=ids,
        name=[row[1] for row in rows],
        platform=[""] * n,
        lat=np.array([48 + float(row[3]) / DEGREE_M for row in rows]),
        lon=np.full(n, 7.5),
        feed=np.array([feeds.index(row[0].split(":")[0]) for row in rows], dtype=np.int32),
        wheelchair=np.zeros(n, dtype=np.int8),
        parent=np.array([parents.index(row[2]) if row[2] else -1 for row in rows], dtype=np.int32),
        rail=np.array([row[0].endswith(" rail") for row in rows], dtype=np.bool_),
        parent_id=parents,
        parent_name=[parent.split(":")[1] for parent in parents],
        row=(),
        members=(),
    )


def stations(text: str) -> list[set[str]]:
    """Return the ids of each station's stops."""
    stops = stops_of(text)
    return members(stops, group_stations(stops))


def members(stops: MergedStops, found: Stations) -> list[set[str]]:
    """Return the ids of each station's stops."""
    return [
        {id_ for id_, of in zip(stops.id, found.of_stop, strict=True) if of == station}
        for station in range(len(found.id))
    ]


def test_same_name_across_the_street() -> None:
    """Two poles of one name are one station, up to 300 m."""
    assert stations("a:1|Hôtel de Ville||0\na:2|HOTEL DE VILLE||280") == [{"a:1", "a:2"}]
    assert stations("a:1|Hôtel de Ville||0\na:2|Hôtel de Ville||320") == [{"a:1"}, {"a:2"}]


def test_other_name_next_door() -> None:
    """Neighbours of one operator with other names are two stations."""
    assert stations("a:1|Mairie||0\na:2|Église||20") == [{"a:1"}, {"a:2"}]


def test_similar_name() -> None:
    """A name written a little otherwise is the same within 150 m."""
    assert stations("a:1|Gare de Wissembourg||0\na:2|Gare Wissembourg||100") == [{"a:1", "a:2"}]
    assert stations("a:1|Tisserands||0\nb:2|Tisserand||100") == [{"a:1", "b:2"}]
    assert stations("a:1|Tisserands||0\nb:2|Tisserand||200") == [{"a:1"}, {"b:2"}]


def test_town_before_the_name() -> None:
    """Another operator puts the town before the name: « Mulhouse République »."""
    assert stations("a:1|Republique||0\nb:1|Mulhouse République||60") == [{"a:1", "b:1"}]
    assert stations("a:1|Republique||0\na:2|Mulhouse République||60") == [{"a:1"}, {"a:2"}]


def test_half_of_a_longer_name() -> None:
    """Two words of another operator's longer name are enough, one word is not."""
    assert stations("a:1|Krimmeri Stade de la Meinau||0\nb:1|Krimmeri Meinau||50") == [
        {"a:1", "b:1"}
    ]
    assert stations("a:1|Thann La Poste||0\nb:1|Thann||100") == [{"a:1"}, {"b:1"}]


def test_two_operators_at_one_pole() -> None:
    """Operators that stop within 30 m stop at one place, whatever they call it."""
    assert stations("a:1|Mairie||0\nb:1|Montclairval Église||20") == [{"a:1", "b:1"}]
    assert stations("a:1|Mairie||0\nb:1|Montclairval Église||50") == [{"a:1"}, {"b:1"}]


def test_railway_station() -> None:
    """What is called a station or served by trains is one railway station within 250 m."""
    text = "a:1|Gare centrale||0\na:2|Gare routière||150\nb:1 rail|Valmont||220"
    assert stations(text) == [{"a:1", "a:2", "b:1"}]
    assert stations("a:1|Garenne||0\nb:1 rail|Valmont||100") == [{"a:1"}, {"b:1"}]
    assert stations("a:1|Kehl Bahnhof||0\nb:1 rail|Kehl||240") == [{"a:1", "b:1"}]


def test_parent_station() -> None:
    """Stops of one GTFS parent are one station, whatever their names."""
    assert stations("a:1|Quai 1|a:S|0\na:2|Voie B|a:S|700") == [{"a:1", "a:2"}]


def test_parent_given_by_mistake() -> None:
    """A stop a kilometre away from its siblings does not belong to them."""
    text = "a:1|Illzach Mairie|a:S|0\na:2|Voie B|a:S|40\na:0|Cimetière|a:S|1070"
    assert stations(text) == [{"a:1", "a:2"}, {"a:0"}]


def test_street_is_not_swallowed() -> None:
    """A chain of poles of one name stays within 500 m."""
    text = "\n".join(f"a:{n}|Rue du Canal||{200 * n}" for n in range(8))
    assert [len(station) for station in stations(text)] == [3, 3, 2]


@pytest.mark.parametrize("seed", range(5))
def test_order_of_the_stops_makes_no_difference(seed: int) -> None:
    """The same stops in another order are the same stations, with the same ids and names."""
    lines = [f"a:{n}|Rue du Canal||{170 * n}" for n in range(8)]
    lines += ["a:x|Gare|a:G|400", "b:1 rail|Valmont||410", "b:2|Mairie||900"]
    stops = stops_of("\n".join(lines))
    expected = group_stations(stops)
    shuffled = stops_of("\n".join(np.random.default_rng(seed).permutation(lines)))
    found = group_stations(shuffled)
    by_id = dict(zip(found.id, members(shuffled, found), strict=True))
    assert by_id == dict(zip(expected.id, members(stops, expected), strict=True))
    assert set(zip(found.id, found.name, strict=True)) == set(
        zip(expected.id, expected.name, strict=True)
    )


def name_and_id(text: str) -> tuple[str, str]:
    """Return name and id of the only station."""
    found = group_stations(stops_of(text))
    (name,), (id_,) = found.name, found.id
    return name, id_


def test_name_is_the_most_used() -> None:
    """A station is called as most of its stops; of equals as the longest."""
    assert name_and_id("a:1|Bel-Air||0\na:2|Bel Air||9\na:3|Bel Air||9")[0] == "Bel Air"
    assert name_and_id("a:1|Mairie||0\nb:1|Saint-Josse Mairie||9")[0] == "Saint-Josse Mairie"


def test_name_of_the_railway() -> None:
    """A station that operators share is called as the railway calls it."""
    text = "a:1|Gare Centrale||0\na:2|Gare Centrale||9\nb:1 rail|Mulhouse|b:Mulhouse Ville|20"
    assert name_and_id(text)[0] == "Mulhouse Ville"


def test_id_is_the_smallest_of_its_places() -> None:
    """The id of a station follows from its stops and parents, not from their order."""
    assert name_and_id("b:2|X|b:S|0\nb:1|X|b:S|9")[1] == "station:b:1"
    assert name_and_id("b:2|X|a:S|0\nb:1|X|a:S|9")[1] == "station:a:S"


def test_ids_differ() -> None:
    """A parent whose stops are in two stations gives its id to none."""
    found = group_stations(stops_of("b:2|X|a:S|0\nb:1|Y|a:S|1070"))
    assert found.id == ["station:b:2", "station:b:1"]
