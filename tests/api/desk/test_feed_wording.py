"""What feeds refuse is worded for people: every sentence of the package has its words."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.desk.feed_wording import feed_error_text, worded
from feeds import FeedRefusedError, InvalidRegionError, NoCommonWeekError, SharedSystemError
from feeds.rules import Rule

FEEDS = Path(__file__).resolve().parents[3] / "feeds"
WORDED = {
    "SharedSystemError",
    "SourceMissingError",
    "SnapshotError",
    "NoCommonWeekError",
    "InvalidRegionError",
    "error",
}
"""Errors whose sentence is looked up; FeedRefusedError is worded by its rule and place."""

FILE_AND_REASON = "7 7"
"""What is wrong with a logo, behind its name: LogoError says it."""

PARTS = ("*.py", "checks/*.py", "streets/*.py", "shared/*.py")


def sentences() -> Iterator[str]:
    """Yield what each `raise` about regions, feeds and streets says, its values made words."""
    for path in sorted(path for part in PARTS for path in FEEDS.glob(part)):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
                called = node.exc.func
                name = (
                    called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
                )
                if name in WORDED and node.exc.args:
                    yield text(node.exc.args[-1])
                elif name == "LogoError":  # told behind the name of the file
                    yield f"logos/7.svg {text(node.exc.args[0])}"


def text(node: ast.expr) -> str:
    """Return a text of the source with "7" for every value."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(text(part) for part in node.values)
    if isinstance(node, ast.BinOp):
        return text(node.left) + text(node.right)
    return "7"


@pytest.mark.parametrize("sentence", sorted(set(sentences()) - {"7", FILE_AND_REASON}))
def test_every_sentence_of_feeds_has_its_words(sentence: str) -> None:
    """None of them reaches people in English."""
    assert worded(sentence) != sentence


def test_sentences_are_found() -> None:
    """The reading of the sources finds those that are known to be there."""
    assert {"holds no commune", "the data folder 7 does not exist"} <= set(sentences())


def test_a_refused_feed_is_worded_by_its_rule() -> None:
    """Rule, file, line, field and value, each once."""
    error = FeedRefusedError(
        "cts", "column x is missing", Rule.MISSING_REQUIRED_COLUMN, ("stops.txt", 1, "stop_lat")
    )
    assert feed_error_text(error) == (
        "le jeu cts est refusé\u00a0: Colonne obligatoire absente (stops.txt, ligne 1, stop_lat)"
    )
    absent = FeedRefusedError("x", "x.zip cannot be read (No such file)", Rule.INVALID_ARCHIVE)
    assert feed_error_text(absent) == (
        "le jeu x est refusé\u00a0: Archive illisible (x.zip ne peut être lu (No such file))"
    )
    nowhere = FeedRefusedError("cts", "nothing is left")
    assert feed_error_text(nowhere) == "le jeu cts est refusé\u00a0: Aucune course utilisable"


def test_errors_of_regions_name_the_field() -> None:
    """Path and field stay as they are, the reason is worded."""
    error = InvalidRegionError("a.toml", "bounds.south", "must be of type float")
    assert feed_error_text(error) == "a.toml, bounds.south\u00a0: doit être de type float"
    week = NoCommonWeekError("no full week from Monday to Sunday is common to a, b")
    assert feed_error_text(week).endswith("n’est commune à a, b")


def test_errors_of_shared_vehicles_name_the_document() -> None:
    """System and document stay as they are, the reason is worded."""
    error = SharedSystemError("velo", "station_status.json", "data.stations: must be a list")
    assert feed_error_text(error) == (
        "véhicules partagés velo, station_status.json\u00a0: data.stations doit être une liste"
    )
