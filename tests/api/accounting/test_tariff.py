"""Tariffs: checked when read, the right one for the date, each rate with its source."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from api.accounting import InvalidTariffError, load_tariffs
from planner import Work

LINE = {
    "meter": "requests",
    "rate_peur": 5,
    "per": 1,
    "unit": "1 réponse",
    "basis": "always",
    "kind": "hypothesis",
    "source": "a test",
}


def write(folder: Path, stem: str, **changes: object) -> Path:
    """Write a tariff file that is right but for the changes."""
    content = {
        "version": stem,
        "valid_from": f"{stem}-01",
        "currency": "EUR",
        "lines": [LINE],
    }
    path = folder / f"{stem}.json"
    path.write_text(json.dumps(content | changes), encoding="utf-8")
    return path


def test_the_shipped_tariff_is_sound() -> None:
    """The tariffs we ship can be read, and say that they rest on hypotheses."""
    tariff = load_tariffs().on(date(2026, 11, 23))
    assert tariff.version == "2026-11"
    assert tariff.kinds == {"hypothesis"}


def test_the_tariff_in_force_is_the_last_that_has_begun(tmp_path: Path) -> None:
    """A tariff holds from its date to the day before the next; the first holds before it."""
    write(tmp_path, "2027-01")
    write(tmp_path, "2026-11")
    book = load_tariffs(tmp_path)
    found = {
        str(day): book.on(day).version
        for day in (
            date(2025, 5, 5),
            date(2026, 11, 1),
            date(2026, 12, 31),
            date(2027, 1, 1),
            date(2030, 1, 1),
        )
    }
    assert list(found.values()) == ["2026-11", "2026-11", "2026-11", "2027-01", "2027-01"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"version": "2026-12"}, "version"),
        ({"valid_from": "1 novembre"}, "valid_from"),
        ({"currency": "USD"}, "currency"),
        ({"lines": []}, "lines"),
        ({"lines": [LINE, LINE]}, "lines[1].meter"),
        ({"lines": [LINE | {"rate_peur": 0.5}]}, "lines[0].rate_peur"),
        ({"lines": [LINE | {"rate_peur": True}]}, "lines[0].rate_peur"),
        ({"lines": [LINE | {"rate_peur": -1}]}, "lines[0].rate_peur"),
        ({"lines": [LINE | {"per": 7}]}, "lines[0].per"),
        ({"lines": [LINE | {"kind": "guess"}]}, "lines[0].kind"),
        ({"lines": [LINE | {"basis": "sometimes"}]}, "lines[0].basis"),
        ({"lines": [LINE | {"source": ""}]}, "lines[0].source"),
        ({"lines": [LINE | {"colour": "red"}]}, "lines[0].colour"),
        ({"lines": ["free"]}, "lines[0]"),
        ({"note": "free"}, "note"),
    ],
)
def test_a_wrong_tariff_is_refused_by_its_field(
    tmp_path: Path, changes: dict[str, Any], field: str
) -> None:
    """The error names the file and the field that is wrong."""
    path = write(tmp_path, "2026-11", **changes)
    with pytest.raises(InvalidTariffError) as caught:
        load_tariffs(tmp_path)
    assert (caught.value.path, caught.value.field) == (str(path), field)


def test_a_file_that_is_not_json_is_refused(tmp_path: Path) -> None:
    """A broken file is named, without a traceback of the JSON reader."""
    path = tmp_path / "2026-11.json"
    path.write_text("{", encoding="utf-8")
    with pytest.raises(InvalidTariffError) as caught:
        load_tariffs(tmp_path)
    assert (caught.value.path, caught.value.field) == (str(path), "file")


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    """There is no service without a tariff."""
    with pytest.raises(InvalidTariffError, match="no tariff"):
        load_tariffs(tmp_path)


def test_two_tariffs_may_not_begin_on_one_day(tmp_path: Path) -> None:
    """Which of the two holds would be a matter of luck."""
    write(tmp_path, "2026-11")
    write(tmp_path, "2026-12", valid_from="2026-11-01")
    with pytest.raises(InvalidTariffError, match="same date as 2026-11"):
        load_tariffs(tmp_path)


def test_every_counter_of_the_search_has_a_rate() -> None:
    """A counter added to the planner needs a line in the tariff, be it of zero."""
    assert Work().as_dict().keys() <= load_tariffs().on(date(2026, 11, 23)).search_meters
