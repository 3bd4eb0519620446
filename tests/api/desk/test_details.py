"""What checks say of a row is worded in French and German: every sentence of theirs has words."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.desk.details import detail_in
from api.desk.texts import texts_in
from feeds.problems import Problem

FEEDS = Path(__file__).resolve().parents[3] / "feeds"
CHECKS = (
    *("archive.py", "read.py", "frequencies.py", "checks/*.py", "on_demand/*.py"),
    *("inspect/ch*.py", "inspect/cov*.py", "inspect/[l-z]*.py"),
)
NOT_TOLD = {
    *("it has rows", r"line (\d+): expected", r"inside string starting at row (\d+)"),
    *("7: 7", "7, line 7", "column 7", ", first in line 7", " in 7 s", "to_stop_id 7 7"),
    *("from 7 to 7: 7 m7", "is there twice7; the first row is used"),
}
"""Patterns, assertions, and parts of sentences that may be there or not."""


def problem(message: str, field: str = "", value: str = "") -> Problem:
    """Return a problem of which only this matters."""
    return Problem("x", "stops.txt", 2, field, "some_rule", "error", message, value)


def sentences() -> Iterator[str]:
    """Yield what checks say, "7" for every value: texts of several words that are no docstring."""
    for path in sorted(path for part in CHECKS for path in FEEDS.glob(part)):
        tree = ast.parse(path.read_text("utf-8"))
        parts = {
            id(part)
            for node in ast.walk(tree)
            if isinstance(node, ast.JoinedStr | ast.Expr)
            for part in ast.walk(node)
            if part is not node
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant | ast.JoinedStr) and id(node) not in parts:
                text = said(node)
                if " " in text and (text[0].islower() or text[0] == "7") and text.strip("7 "):
                    yield text


def said(node: ast.expr) -> str:
    """Return a text of the source with "7" for every value."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    assert isinstance(node, ast.JoinedStr)
    return "".join(said(part) if isinstance(part, ast.Constant) else "7" for part in node.values)


@pytest.mark.parametrize("language", ["fr", "de"])
def test_every_sentence_of_checks_has_its_words(language: str) -> None:
    """None of them reaches people in English."""
    found = set(sentences()) - NOT_TOLD
    texts = texts_in(language)
    assert len(found) > 100
    assert [one for one in sorted(found) if detail_in(problem(one), texts) == one] == []


def test_languages_word_the_same_sentences() -> None:
    """French and German have words for the same sentences, and the same values in them."""
    assert list(texts_in("fr").details) == list(texts_in("de").details)


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "stop_lat '95.1' is beyond 90 degrees"),
        ("fr", "stop_lat «\u00a095.1\u00a0» est au-delà de 90 degrés"),
        ("de", "stop_lat „95.1“ liegt über 90 Grad"),
    ],
)
def test_field_and_value_stand_before_the_reason(language: str, told: str) -> None:
    """They are quoted as the language does."""
    found = problem("stop_lat '95.1' is beyond 90 degrees", "stop_lat", "95.1")
    assert detail_in(found, texts_in(language)) == told


def test_reason_within_a_sentence_is_worded() -> None:
    """What happens to the row is told after why."""
    found = problem("stops.txt is empty; the file is not used")
    assert detail_in(found, texts_in("fr")) == "stops.txt est vide\u202f; le fichier ne sert pas"


def test_names_with_braces_stay() -> None:
    """What a feed holds is no pattern."""
    found = problem("{0} cannot be read ({why})")
    assert detail_in(found, texts_in("fr")) == "{0} ne peut être lu ({why})"
