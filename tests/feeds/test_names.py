"""Names: capitals undone as French writes them, and what makes two names the same."""

from __future__ import annotations

import pytest

from feeds.merge.names import comparable, readable, title_case


@pytest.mark.parametrize(
    ("capitals", "name"),
    [
        ("GARE CENTRALE", "Gare Centrale"),
        ("PLACE DE LA RÉPUBLIQUE", "Place de la République"),
        ("LA BRUYERE", "La Bruyere"),
        ("CHATEAU D'EAU", "Chateau d'Eau"),
        ("L’ÉGLISE", "L’Église"),
        ("SAINT-EXUPERY", "Saint-Exupery"),
        ("BOURG-LÈS-VALENCE", "Bourg-lès-Valence"),
        ("20 JANVIER", "20 Janvier"),
        ("ST MARTIN", "St Martin"),
        ("VIEUX THANN ZI", "Vieux Thann ZI"),
        ("GARE SNCF", "Gare SNCF"),
        ("HOPITAL E.MULLER", "Hopital E.Muller"),
        ("JONQUILLES (C5b)", "Jonquilles (C5b)"),
    ],
)
def test_title_case(capitals: str, name: str) -> None:
    """Small words stay small, acronyms stay in capitals, words with small letters as they are."""
    assert title_case(capitals) == name


def test_only_a_feed_in_capitals_is_changed() -> None:
    """CNFPT is an acronym in a feed that writes small letters; a feed in capitals shouts."""
    assert readable(["CNFPT", "Homme de Fer", "Alpha"]) == ["CNFPT", "Homme de Fer", "Alpha"]
    assert readable(["MAIRIE", "PORTE HAUTE", "ZOO"]) == ["Mairie", "Porte Haute", "Zoo"]


def test_spaces_are_single() -> None:
    """Two spaces in a row are one."""
    assert readable(["IUT  Pasteur", "Alpha"]) == ["IUT Pasteur", "Alpha"]


def test_nothing_to_read() -> None:
    """Empty names and numbers are left alone."""
    assert readable([]) == []
    assert readable(["", "12"]) == ["", "12"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Musées", "MUSEES"),
        ("Bel-Air", "Bel Air"),
        ("St-Josse", "Saint Josse"),
        ("Vieux Thann ZI", "Vieux-Thann Zone Industrielle"),
        ("Pl. de l’Église", "place de l'eglise"),
    ],
)
def test_names_that_are_the_same(one: str, other: str) -> None:
    """Accents, capitals, hyphens and common abbreviations make no difference."""
    assert comparable(one) == comparable(other)


@pytest.mark.parametrize(("one", "other"), [("Mairie", "Église"), ("Quai 1", "Quai 2")])
def test_names_that_differ(one: str, other: str) -> None:
    """Words and numbers make a difference."""
    assert comparable(one) != comparable(other)
