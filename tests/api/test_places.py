"""Places: found by what people type, most used first, and by id."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from api.places import PlaceKind, Places
from feeds import NO_COMMUNE
from tests.support.network import parse
from tests.support.snapshots import two_towns


@pytest.fixture(scope="module")
def places() -> Places:
    """Return the places of two towns."""
    return Places(two_towns())


def names(places: Places, text: str) -> list[str]:
    """Return the names found for a text."""
    return [match.name for match in places.search(text)]


@pytest.mark.parametrize(
    "text", ["oeuvre st eloi", "Œuvre St-Éloi", "œuvre", "SAINT eloi", "st él", "eloi oeuv"]
)
def test_accents_capitals_and_punctuation_do_not_matter(places: Places, text: str) -> None:
    """However it is typed, the first words of a name find it, abbreviated or not."""
    assert names(places, text)[0] == "Œuvre St-Éloi"


@pytest.mark.parametrize("text", ["gare de l'ouest", "gare de l’ouest", "Gare de l ouest", "l’oue"])
def test_apostrophes_are_all_one(places: Places, text: str) -> None:
    """Straight, curly or none."""
    assert names(places, text) == ["Gare de l’Ouest"]


def test_a_station_comes_once(places: Places) -> None:
    """Two stops of one station are one result, with the station's id."""
    (found,) = places.search("gare")
    assert found.id == "station:t:Gare"
    assert found.modes == ("BUS",)


def test_the_commune_finds_its_stations(places: Places) -> None:
    """A name and its commune together say which one is meant."""
    (found,) = places.search("marché ouestville")
    assert (found.name, found.area, found.area_matched) == ("Place du Marché", "Ouestville", True)


def test_what_is_typed_whole_comes_first(places: Places) -> None:
    """A name that is what was typed beats one that only contains it."""
    assert names(places, "lac")[0] == "Lac"


def test_departures_and_inhabitants_decide(places: Places) -> None:
    """Of communes, the more populous comes first."""
    found = places.search("", types=("PLACE",)) + places.search("s", types=("PLACE",))
    assert [match.name for match in found] == ["Est-sur-Œil", "Saint-Désert"]


def test_kinds_can_be_asked_for(places: Places) -> None:
    """Stations alone, or communes alone."""
    assert {m.type for m in places.search("e", types=("STOP",))} == {"STOP"}
    assert {m.type for m in places.search("e", types=("PLACE",))} == {"PLACE"}
    assert places.search("e", types=("ADDRESS",)) == []


def test_near_places_gain(places: Places) -> None:
    """Where someone stands, the near one of two comes first."""
    far, near = (48.0, 7.0), (48.05, 7.42)
    assert places.search("l", near=near, types=("STOP",))[0].name == "Lac"
    assert places.search("l", near=far, types=("STOP",))[0].name == "Gare de l’Ouest"


def test_words_that_were_typed_are_marked(places: Places) -> None:
    """Tokens say where the matched words stand in the name."""
    match = places.search("st oeuv")[0]
    assert [match.name[start : start + length] for start, length in match.tokens] == ["Œuvre", "St"]


def test_limits_hold(places: Places) -> None:
    """No more than asked for."""
    assert len(places.search("e", limit=1)) == 1


@pytest.mark.parametrize("text", ["", "  ", "-'’", "zzz", "zzz yyy"])
def test_nothing_is_found_for_nothing(places: Places, text: str) -> None:
    """Punctuation is no word, and one word at least must fit."""
    assert places.search(text) == []


@pytest.mark.parametrize("text", ["place de l’ouest gare", "rue lac", "gare lac"])
def test_words_that_do_not_go_together_are_left_out(places: Places, text: str) -> None:
    """Where no name has them all, the rarest words decide: people add what the sign leaves out."""
    assert len(places.search(text)) == 1


def test_a_station_is_found_by_the_names_of_its_stops() -> None:
    """What one operator calls it finds the station that carries another's name."""
    network = parse(
        "T:  Hall 08:00  Elsewhere 08:10", stations={"Hall": "Central"}, names={"Hall": "Foyer"}
    )
    snapshot = two_towns()
    communes = np.full(network.n_stops, NO_COMMUNE, dtype=np.int32)
    found = Places(replace(snapshot, network=network, stop_commune=communes)).search("foyer")
    assert [match.name for match in found] == ["Central"]


def test_a_commune_lies_where_its_busiest_station_is(places: Places) -> None:
    """Not at its centroid; one without station, at a point inside."""
    served, other = places.get("commune:99002"), places.get("commune:99003")
    assert served is not None
    assert other is not None
    assert (served.lat, served.lon) == (48.0, 7.3)
    assert (other.lat, other.lon) == (47.95, 7.05)
    assert (served.kind, other.stops) == (PlaceKind.COMMUNE, ())


def test_ids_of_every_kind_are_known(places: Places) -> None:
    """Stop, station, commune, point."""
    kinds = {}
    for place_id in ("t:Gare1", "station:t:Gare", "commune:99001", "48.5,7.5"):
        place = places.get(place_id)
        assert place is not None
        kinds[place_id] = place.kind
    assert list(kinds.values()) == [
        PlaceKind.STOP,
        PlaceKind.STATION,
        PlaceKind.COMMUNE,
        PlaceKind.COORDINATES,
    ]


def test_a_stop_brings_its_other_platforms(places: Places) -> None:
    """Whoever names one platform of a station may leave from the other, the named one first."""
    place = places.get("t:Gare2")
    assert place is not None
    assert [two_towns().network.stop_id[stop] for stop in place.stops] == ["t:Gare2", "t:Gare1"]


@pytest.mark.parametrize("text", ["t:None", "commune:1", "91,0", "0,181", "1", "a,b", "1,2,3,4"])
def test_unknown_ids_are_none(places: Places, text: str) -> None:
    """Neither a place nor a point on earth."""
    assert places.get(text) is None


def test_the_nearest_stations_come_in_order(places: Places) -> None:
    """Nearest first, the score being minus the metres."""
    found = places.nearest(48.001, 7.31, limit=2)
    assert [match.name for match in found] == ["Œuvre St-Éloi", "Dépôt"]
    assert -800 < found[0].score < -700
