"""Decisions about stations are kept with who and why, and taken back, in both databases."""

from __future__ import annotations

import pytest

from api.desk import DeskError
from api.desk.registry import Registry
from api.desk.registry.stations import LONGEST_NAME, LONGEST_REASON
from feeds.station_decisions import DecidedStop, DecisionKind, StationDecision

ONE = DecidedStop("x:1", "Gare", 48.58, 7.73)
OTHER = DecidedStop("y:9", "Gare centrale", 48.581, 7.731)


def test_a_decision_is_kept_whole(registry: Registry) -> None:
    """Stops as they were, name, who, when and why come back as they were given."""
    made = registry.stations.decide(
        DecisionKind.JOIN, [ONE, OTHER], "", who="claire", reason=" one hall "
    )
    expected = StationDecision(
        1,
        DecisionKind.JOIN,
        (ONE, OTHER),
        "",
        "claire",
        "2026-06-10T09:30:00+00:00",
        "one hall",
    )
    assert made == expected
    assert registry.stations.in_force() == (expected,)


def test_a_decision_taken_back_no_longer_holds_and_stays_told(registry: Registry) -> None:
    """After undoing the next build knows nothing of it; the list still does."""
    made = registry.stations.decide(
        DecisionKind.RENAME, [ONE], "Gare  du Nord", who="claire", reason="its name"
    )
    assert made.name == "Gare du Nord"
    kept = registry.stations.undo(made.number, who="paul", reason="a mistake")
    assert kept.undone is not None
    assert (kept.undone.who, kept.undone.reason) == ("paul", "a mistake")
    assert registry.stations.in_force() == ()
    assert registry.stations.all() == [kept]
    with pytest.raises(DeskError, match="annulée par paul"):
        registry.stations.undo(made.number, who="paul", reason="again")


def test_the_history_of_each_feed_tells_a_decision(registry: Registry) -> None:
    """The row stands with the feed of every stop."""
    registry.stations.decide(DecisionKind.JOIN, [ONE, OTHER], "", who="claire", reason="one hall")
    (told,) = registry.history("x", None)
    assert (told.action, told.who, told.detail) == ("join", "claire", "one hall")
    assert [one.action for one in registry.history("y", None)] == ["join"]


@pytest.mark.parametrize(
    ("kind", "stops", "name", "reason", "told"),
    [
        (DecisionKind.JOIN, [ONE, ONE], "", "why", "de 2 à 200 arrêts"),
        (DecisionKind.SPLIT, [], "", "why", "de 1 à 200 arrêts"),
        (DecisionKind.RENAME, [ONE], " ", "why", "un nom est donné"),
        (DecisionKind.SPLIT, [ONE], "New", "why", "un nom est donné"),
        (DecisionKind.RENAME, [ONE], "n" * (LONGEST_NAME + 1), "why", "plus de 200 caractères"),
        (DecisionKind.SPLIT, [ONE], "", " ", "demande une raison"),
        (DecisionKind.SPLIT, [ONE], "", "w" * (LONGEST_REASON + 1), "plus de 1000 caractères"),
    ],
)
def test_what_is_refused(
    registry: Registry,
    kind: DecisionKind,
    stops: list[DecidedStop],
    name: str,
    reason: str,
    told: str,
) -> None:
    """A decision that says nothing or too much is refused in one sentence, and not kept."""
    with pytest.raises(DeskError, match=told):
        registry.stations.decide(kind, stops, name, who="claire", reason=reason)
    assert registry.stations.all() == []


def test_a_decision_that_is_not_there_is_told(registry: Registry) -> None:
    """Its number is in the sentence."""
    with pytest.raises(DeskError, match="aucune décision n’a le numéro 7"):
        registry.stations.undo(7, who="claire", reason="why")
    with pytest.raises(DeskError, match="aucune décision n’a le numéro 7"):
        registry.stations.one(7)
