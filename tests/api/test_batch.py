"""`correspondance batch`: a file of queries in, a file of results out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from api.cli import main

CASE = Path(__file__).parents[1] / "golden" / "cases" / "spec-35-transfer-2-one-way" / "feed"
QUERY = {"id": "a", "from": "A", "to": "C", "depart": "2026-06-10T09:00:00+02:00"}
RULES = ("--transfer-time", "0", "--footpath-radius", "0")


def batch(folder: Path, queries: list[dict[str, Any]], *options: str) -> dict[str, Any]:
    """Run the command and read what it wrote."""
    asked, out = folder / "queries.json", folder / "results.json"
    asked.write_text(json.dumps(queries), "utf-8")
    assert main(["batch", str(asked), *options, *RULES, "--out", str(out)]) == 0
    result: dict[str, Any] = json.loads(out.read_text("utf-8"))
    return result


def test_journeys_are_written_with_plain_ids(tmp_path: Path) -> None:
    """One feed without an id: ids are those of the feed, times have the offset of its zone."""
    content = batch(tmp_path, [QUERY], "--gtfs", str(CASE))
    [result] = content["results"]
    assert result["id"] == "a"
    assert result["elapsed_us"] > 0
    assert result["work"]["rounds"] > 0
    [journey] = result["journeys"]
    assert (journey["departure"], journey["transfers"]) == ("2026-06-10T10:00:00+02:00", 1)
    first, walk, last = journey["legs"]
    assert (first["mode"], first["trip_id"], first["line_id"]) == ("REGIONAL_RAIL", "T", "R-T")
    assert (walk["mode"], walk["from"], walk["to"]) == ("WALK", "B1", "B2")
    assert last["arrival"] == journey["arrival"] == "2026-06-10T10:30:00+02:00"
    assert content["run"]["peak_memory_mb"] > 0


def test_several_feeds_are_told_apart_by_their_ids(tmp_path: Path) -> None:
    """With ID=PATH every id of a stop, trip and line starts with ID."""
    query = {**QUERY, "from": "x:A", "to": "x:C"}
    options = ("--gtfs", f"x={CASE}", f"y={CASE}")
    [result] = batch(tmp_path, [query], *options)["results"]
    assert {leg["from"][:2] for leg in result["journeys"][0]["legs"]} == {"x:"}


def test_what_is_wrong_with_a_query_is_its_result(tmp_path: Path) -> None:
    """The others are answered; the message names the field."""
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"from": "Nowhere"}, "from: no stop or station has the id 'Nowhere'"),
        ({"depart": "2026-06-10T09:00:00"}, "depart: '2026-06-10T09:00:00' has no offset from UTC"),
        ({"depart": None}, "depart: one of depart, arrive_by, window, arrive_window is needed"),
        ({"colour": "red"}, "colour: is not a field of a query"),
        ({"max_transfers": "two"}, "max_transfers: 'two' is not a number"),
        ({"max_transfers": 99}, "max_transfers: must be 0..14"),
        ({"from": {"lat": "x"}}, "from: must have lat and lon in degrees"),
        ({"wheelchair": 3}, 'wheelchair: must be true, false, "unless-refused" or "confirmed"'),
        ({"via": ["B"]}, 'via: must be a list of {"stop": id, "stay_s": seconds}'),
    ]
    queries = [{**QUERY, **change} for change, _ in wrong]
    results = batch(tmp_path, [*queries, QUERY], "--gtfs", str(CASE))["results"]
    assert [result.get("error") for result in results] == [*(text for _, text in wrong), None]


def test_options_are_read(tmp_path: Path) -> None:
    """Excluded lines, offsets and vias reach the search."""
    changes: list[tuple[dict[str, Any], int]] = [
        ({"excluded_lines": ["U"]}, 0),
        ({"excluded_types": [2]}, 0),
        ({"allowed_types": [2]}, 1),
        ({"excluded_stops": ["B2"]}, 0),
        ({"via": [{"stop": "B2"}]}, 1),
        ({"via": [{"stop": "B2", "stay_s": 3600}]}, 0),
        ({"from": ["A", "B1"]}, 1),
    ]
    queries = [{**QUERY, **change} for change, _ in changes]
    results = batch(tmp_path, queries, "--gtfs", str(CASE))["results"]
    assert [len(result["journeys"]) for result in results] == [n for _, n in changes]


def test_from_a_place_to_itself_there_is_nothing(tmp_path: Path) -> None:
    """No journey, no error."""
    [result] = batch(tmp_path, [{**QUERY, "to": "A"}], "--gtfs", str(CASE))["results"]
    assert (result["journeys"], result["reason"]) == ([], "same-place")


@pytest.mark.parametrize(
    ("content", "options", "message"),
    [
        ("{", ("--gtfs", str(CASE)), "queries.json"),
        ("{}", ("--gtfs", str(CASE)), "a list of queries is expected"),
        ("[]", ("--gtfs", str(CASE), str(CASE)), "several feeds need an ID each"),
        ("[]", ("--network", "absent"), "absent is not a readable network"),
    ],
)
def test_what_is_wrong_with_the_run_is_one_sentence(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    content: str,
    options: tuple[str, ...],
    message: str,
) -> None:
    """Exit status 1 and the reason."""
    asked = tmp_path / "queries.json"
    asked.write_text(content, "utf-8")
    assert main(["batch", str(asked), *options, "--out", str(tmp_path / "out.json")]) == 1
    assert message in capsys.readouterr().err
