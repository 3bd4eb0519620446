"""Reports of checks: one content in four forms and two languages."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from pathlib import Path

import pytest

from api.cli import main
from api.desk.report import FORMS, as_csv, as_html, as_json, as_text
from api.desk.texts import LANGUAGES, texts_in
from api.languages import LANGUAGES as PAGES
from feeds.inspect import Inspection, inspect_feed
from feeds.rules import Rule
from tests.feeds.small_feed import replaced, write_zip

PROJECT = Path(__file__).resolve().parents[3]
EVIL = '=cmd|"x"!A1<script>alert(1)</script>\x1b[2J'


@pytest.fixture
def inspection(tmp_path: Path) -> Inspection:
    """Inspect a feed with a bad row whose id is an attack."""
    stop_times = replaced(
        "stop_times", ("BAD,11:10:00,11:11:00,B", f"BAD,11:10:00,11:11:00,{EVIL}")
    )
    path = write_zip(tmp_path / "x.zip", stop_times=stop_times.replace('"x"', "x"))
    return inspect_feed(path, date(2026, 6, 10))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_has_its_texts(language: str) -> None:
    """Each rule has a title, a reason and a remedy in each language, and none is left over."""
    texts = texts_in(language)
    assert set(texts.rules) == {rule.value for rule in Rule}
    assert all(
        text.title and text.why.endswith((".", "?")) and text.mend.endswith((".", "…", "?", "»."))
        for text in texts.rules.values()
    )


def test_languages_say_the_same_things() -> None:
    """The files have the same keys, and there is one for each language of the pages."""
    assert set(LANGUAGES) == set(PAGES)
    one, *others = (texts_in(language) for language in LANGUAGES)
    for other in others:
        assert set(one.report) == set(other.report)
        assert set(one.comparison) == set(other.comparison)


def test_french_typography() -> None:
    """French texts have the right apostrophes and spaces."""
    for text in texts_in("fr").rules.values():
        for said in (text.title, text.why, text.mend):
            assert "'" not in said
            assert " :" not in said
            assert " ;" not in said
            assert " ?" not in said


def test_json_has_what_programs_need(inspection: Inspection) -> None:
    """Verdict, counts and every problem with its place, value and message."""
    document = json.loads(as_json(inspection, "en"))
    assert document["verdict"] == "skip"
    assert document["counts"]["error"] == 1
    (problem,) = [one for one in document["problems"] if one["severity"] == "error"]
    assert set(problem) == {"rule", "severity", "file", "line", "field", "value", "message"}
    assert (problem["rule"], problem["file"], problem["line"], problem["field"]) == (
        "foreign_key_violation",
        "stop_times.txt",
        6,
        "stop_id",
    )


def test_page_shows_names_as_text(inspection: Inspection) -> None:
    """Whatever a feed holds is shown, never run."""
    for language in LANGUAGES:
        page = as_html(inspection, language)
        assert "<script" not in page
        assert "&lt;script&gt;" in page


def test_spreadsheet_reads_no_formula(inspection: Inspection) -> None:
    """A value that begins like a formula is text."""
    rows = list(csv.reader(io.StringIO(as_csv(inspection, "fr"))))
    assert rows[1][5].startswith("'=cmd")
    assert len({len(row) for row in rows}) == 1


def test_terminal_is_not_steered(inspection: Inspection) -> None:
    """Control characters are not printed."""
    for language in LANGUAGES:
        assert "\x1b" not in as_text(inspection, language)


def test_text_in_french_and_english(inspection: Inspection) -> None:
    """The verdict, the rule, the line and the remedy are said in the language asked for."""
    assert "accepté, sans les lignes fautives" in as_text(inspection, "fr")
    assert "Référence introuvable" in as_text(inspection, "fr")
    assert "is not a usable stop" in as_text(inspection, "en")


@pytest.mark.parametrize("form", sorted(FORMS))
def test_command_prints_each_form(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], form: str
) -> None:
    """`feeds check` prints the report and ends well when the feed can be used."""
    path = write_zip(tmp_path / "good.zip")
    options = [] if form == "text" else [f"--{form}"]
    assert main(["feeds", "check", str(path), "--date", "2026-06-10", *options]) == 0
    assert "good.zip" in capsys.readouterr().out or form == "csv"


def test_command_refuses(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`feeds check` ends with 1 for a feed that is refused, and says why."""
    path = tmp_path / "page.zip"
    path.write_text("<html>")
    assert main(["feeds", "check", str(path), "--json"]) == 1
    document = json.loads(capsys.readouterr().out)
    assert document["verdict"] == "reject"
    assert document["problems"][0]["rule"] == "invalid_archive"


def test_comparison_in_both_languages(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`feeds compare` tells the trips that disappear and ends with 1."""
    old = write_zip(tmp_path / "old.zip")
    new = write_zip(tmp_path / "new.zip", trips=replaced("trips", ("L,W,BAD,Gamma", "")))
    command = ["feeds", "compare", str(old), str(new), "--date", "2026-06-10"]
    assert main(command) == 1
    assert "plus de 20\u00a0% des courses disparaissent" in capsys.readouterr().out
    assert main([*command, "--lang", "en", "--drop", "60"]) == 0
    assert "2, 0, 0 → 1, 0, 0" in capsys.readouterr().out
    assert main([*command, "--json"]) == 1
    document = json.loads(capsys.readouterr().out)
    assert document["drops"] == ["L"]
    assert document["validity_after"] == ["2026-06-01", "2026-06-30"]
    assert main(["feeds", "compare", str(old), str(tmp_path / "absent.zip")]) == 1
    assert "absent.zip" in capsys.readouterr().err
