"""Names of a feed as they are shown: no sign that steers, nothing endless."""

from __future__ import annotations

import pytest

from feeds.merge.shown import LONGEST_SHOWN, shown


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        ("Gare de l’Ouest", "Gare de l’Ouest"),
        ("Œuvre St-Éloi", "Œuvre St-Éloi"),
        ("Be\u200bta", "Beta"),
        ("\u202eetarip\u202c", "etarip"),
        ("\u2066Lac\u2069 \u061c", "Lac"),
        ("Place\r\ndu\tMarché\x07", "Place  du Marché"),
        ("Saint\u00a0Maur\u202f!", "Saint Maur !"),
        ("<script>", "<script>"),
        ("", ""),
    ],
)
def test_signs_that_steer_are_left_out(name: str, seen: str) -> None:
    """Control signs and turns of direction go, all that is seen stays, breaks become spaces."""
    assert shown([name]) == [seen]


def test_endless_names_are_cut() -> None:
    """A name of ten thousand letters ends where nobody reads on."""
    (cut,) = shown(["x" * 10_000])
    assert len(cut) == LONGEST_SHOWN
    assert cut.endswith("…")
    assert shown([cut]) == [cut]
