"""The operators' manual: a row for each rule with an example, and examples that are true."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from api.desk.texts import texts_in
from feeds.inspect import inspect_feed
from feeds.rules import Rule
from tests.feeds.small_feed import GOOD, write_zip

DOCS = Path(__file__).resolve().parents[3] / "docs"
MANUALS = {"fr": "OPERATORS.fr.md", "en": "OPERATORS.md"}
TODAY = date(2026, 6, 10)
CELLS = re.compile(r"(\w+)\.txt: ((?:\w+=[^,=]*)(?:, \w+=[^,=]*)*)")
"""An example that says all: a file, and fields of one of its rows."""


def examples(language: str) -> dict[str, str]:
    """Return the example of each rule; the other words of its row are those of the reports."""
    manual = (DOCS / MANUALS[language]).read_text("utf-8")
    found = {}
    for rule, text in texts_in(language).rules.items():
        row = f"| `{rule}` | {text.title} | {text.why} | {text.mend} | `"
        assert row in manual, rule
        found[rule] = manual.split(row, 1)[1].split("` |\n", 1)[0]
    return found


@pytest.mark.parametrize("language", MANUALS)
def test_every_rule_is_documented_with_an_example(language: str) -> None:
    """The manual has one row for each rule, with the words of the reports and an example."""
    found = examples(language)
    assert set(found) == {rule.value for rule in Rule}
    assert all(0 < len(example) < 100 for example in found.values())


WHOLE = {rule: found for rule, text in examples("en").items() if (found := CELLS.fullmatch(text))}


def spoilt(table: str, row: int, cells: dict[str, str]) -> str:
    """Return a table of the good feed with other cells in one row, columns added where absent."""
    head, *rows = (line.strip().split(",") for line in GOOD[table].strip().splitlines())
    columns = [*head, *(name for name in cells if name not in head)]
    filled = [dict(zip(head, cells_of, strict=True)) for cells_of in rows]
    filled[row] |= cells
    lines = [[one.get(name, "") for name in columns] for one in filled]
    return "\n".join(",".join(line) for line in (columns, *lines))


@pytest.mark.parametrize("rule", WHOLE)
def test_an_example_breaks_its_rule(rule: str, tmp_path: Path) -> None:
    """Written into a row of a good feed, the fields of the example are what the rule finds."""
    table, fields = WHOLE[rule].groups()
    cells = dict(field.split("=") for field in fields.split(", "))
    n_rows = len(GOOD[table].strip().splitlines()) - 1
    found = set()
    for row in range(n_rows):
        path = write_zip(tmp_path / "x.zip", **{table: spoilt(table, row, cells)})
        found |= {count.rule for count in inspect_feed(path, TODAY).counts}
    assert rule in found


def test_most_simple_rules_have_an_example_that_is_run() -> None:
    """Examples of one row are not only told."""
    assert len(WHOLE) >= 30
