"""Ids that changed lead to what has their place today, whichever version is in service."""

from __future__ import annotations

from feeds.aliases import Alias, AliasKind, FormerIds, former_ids
from planner import Network
from tests.support.network import parse

PLACE, LINE = AliasKind.PLACE, AliasKind.LINE


def network() -> Network:
    """Return a network of stops t:A and t:B, of station t:S with A, and of line t:1."""
    return parse("1: A 08:00 B 09:00", stations={"A": "S", "B": "B"})


def followed(aliases: list[Alias]) -> FormerIds:
    """Return the former ids of the network."""
    today = network()
    return former_ids(aliases, set(today.place_id), set(today.line_id))


def test_an_old_id_is_followed_through_versions() -> None:
    """An id that changed twice leads to the last one; one that is known leads nowhere."""
    aliases = [Alias(PLACE, "t:A0", "t:A1"), Alias(PLACE, "t:A1", "t:A")]
    found = followed(aliases)
    assert found.places == {"t:A0": "t:A", "t:A1": "t:A"}


def test_ids_of_a_version_that_was_taken_back() -> None:
    """After going back the newer id leads to the older one."""
    assert followed([Alias(PLACE, "t:A", "t:A9")]).places["t:A9"] == "t:A"


def test_lines_and_places_are_apart() -> None:
    """An alias of a line says nothing about places; one that leads nowhere is left out."""
    found = followed([Alias(LINE, "t:0", "t:1"), Alias(LINE, "t:X", "t:Y")])
    assert (found.places, found.lines) == ({}, {"t:0": "t:1"})
