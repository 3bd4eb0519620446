"""Tables are read as they are written: texts, lines, encodings, rows of the wrong length."""

from __future__ import annotations

from pathlib import Path

import pytest

from feeds.errors import FeedRefusedError
from feeds.problems import ProblemLog
from feeds.read import read_tables
from feeds.table import Table
from tests.feeds.small_feed import GOOD, checked, replaced, text, told, write_zip


def read(folder: Path, **tables: str | bytes | None) -> tuple[dict[str, Table], ProblemLog]:
    """Read the good feed with some tables replaced."""
    log = ProblemLog("x")
    return read_tables("x", write_zip(folder / "x.zip", **tables), log), log


def refusal(folder: Path, **tables: str | bytes | None) -> str:
    """Return the sentence with which the spoilt feed is refused."""
    with pytest.raises(FeedRefusedError) as caught:
        read(folder, **tables)
    return caught.value.reason


@pytest.mark.parametrize("name", ["transfers", "frequencies", "calendar_dates"])
@pytest.mark.parametrize("content", [b"", b"\n \n"])
def test_empty_file_that_may_be_absent(tmp_path: Path, name: str, content: bytes) -> None:
    """A file without a header that a feed need not have is told and passed over."""
    tables, log = read(tmp_path, **{name: content})
    assert name not in tables
    assert told(log) == [("empty_file", f"{name}.txt", 0, "")]


def test_two_empty_calendars(tmp_path: Path) -> None:
    """A feed whose only calendar has nothing in it is refused by name."""
    with pytest.raises(FeedRefusedError, match="no usable row"):
        checked(tmp_path, calendar=b"")


@pytest.mark.parametrize("name", ["agency", "stops", "routes", "trips", "stop_times"])
def test_missing_file_is_named(tmp_path: Path, name: str) -> None:
    """A feed without one of the five tables is refused."""
    assert refusal(tmp_path, **{name: None}) == f"{name}.txt is missing"


def test_no_calendar_at_all(tmp_path: Path) -> None:
    """A feed needs one of the two calendars."""
    reason = "calendar.txt and calendar_dates.txt are both missing"
    assert refusal(tmp_path, calendar=None) == reason


def test_missing_column_is_named(tmp_path: Path) -> None:
    """A column the planner cannot do without is named with its file."""
    stops = replaced("stops", ("stop_lat", "latitude"))
    assert refusal(tmp_path, stops=stops) == "stops.txt, line 1: column stop_lat is missing"


def test_column_twice_is_named(tmp_path: Path) -> None:
    """Two columns of one name are ambiguous."""
    stops = replaced("stops", ("stop_name", "stop_id"))
    assert refusal(tmp_path, stops=stops) == "stops.txt, line 1: column stop_id is there twice"


def test_empty_file(tmp_path: Path) -> None:
    """A file of no byte has no header."""
    assert refusal(tmp_path, stops=b"") == "stops.txt is empty"


def test_other_encodings_are_named(tmp_path: Path) -> None:
    """UTF-16 is recognised; of other encodings the line is given."""
    utf16 = text(GOOD["stops"]).encode("utf-16")
    assert refusal(tmp_path, stops=utf16) == "stops.txt is not UTF-8: it looks like UTF-16"
    latin = text(replaced("stops", ("Beta", "Bêta"))).encode("latin-1")
    reason = "stops.txt is not UTF-8: line 3 holds another encoding"
    assert refusal(tmp_path, stops=latin) == reason


def test_quote_never_closed(tmp_path: Path) -> None:
    """The line where the quote opens is named, and no row is swallowed."""
    stops = replaced("stops", ("Beta", '"Beta'))
    assert refusal(tmp_path, stops=stops) == (
        "stops.txt, line 3: a quote is opened and never closed"
    )


def test_values_are_texts(tmp_path: Path) -> None:
    """Nothing is guessed: leading zeros stay, "NA" and "null" are names like others."""
    tables, _ = read(
        tmp_path, stops="stop_id,stop_name,stop_lat,stop_lon\n001,NA,48,7\n1,null,48,7"
    )
    assert list(tables["stops"].texts("stop_id")) == ["001", "1"]
    assert list(tables["stops"].texts("stop_name")) == ["NA", "null"]


def test_byte_order_mark_line_ends_and_spaces(tmp_path: Path) -> None:
    """A byte order mark, CRLF, spaces around names and values, no final line end: all is read."""
    content = "\ufeffstop_id, stop_name ,stop_lat,stop_lon\r\n A , Alpha,  48.5,7.7\r\nB,Beta,48,7"
    tables, log = read(tmp_path, stops=content.encode())
    assert list(tables["stops"].texts("stop_id")) == ["A", "B"]
    assert list(tables["stops"].texts("stop_name")) == ["Alpha", "Beta"]
    assert tables["stops"].text("stop_lat", 0) == "48.5"
    assert list(tables["stops"].lines) == [2, 3]
    assert log.kept == []


def test_blank_lines_are_counted_not_read(tmp_path: Path) -> None:
    """Blank lines are no rows, and rows after them keep their line number."""
    tables, log = read(tmp_path, stops=replaced("stops", ("B,Beta", "\n\nB,Beta")))
    assert list(tables["stops"].lines) == [2, 5, 6]
    assert log.kept == []


def test_lines_after_a_quoted_line_break(tmp_path: Path) -> None:
    """A quoted name over two lines moves the rows after it down by one."""
    tables, _ = read(tmp_path, stops=replaced("stops", ("Alpha", '"Al\npha"')))
    assert list(tables["stops"].lines) == [2, 4, 5]


def test_row_with_too_many_cells(tmp_path: Path) -> None:
    """A row longer than the header is left out and told with its line."""
    stops = replaced("stops", ("B,Beta,48.51,7.71", "B,Beta,48.51,7.71,x,y"))
    tables, log = read(tmp_path, stops=stops)
    assert list(tables["stops"].texts("stop_id")) == ["A", "C"]
    assert list(tables["stops"].lines) == [2, 4]
    assert told(log) == [("invalid_row_length", "stops.txt", 3, "")]


def test_row_with_one_cell_too_many(tmp_path: Path) -> None:
    """A single cell without a column is told too, unless it is empty."""
    _, log = read(tmp_path, stops=replaced("stops", ("48.51,7.71", "48.51,7.71,x")))
    assert told(log) == [("invalid_row_length", "stops.txt", 3, "")]
    _, log = read(tmp_path, stops=replaced("stops", ("48.51,7.71", "48.51,7.71,")))
    assert log.kept == []


def test_huge_cell(tmp_path: Path) -> None:
    """A cell longer than any feed has refuses the feed, naming line and field."""
    stops = replaced("stops", ("Beta", "x" * 70_000))
    assert refusal(tmp_path, stops=stops).startswith("stops.txt, line 3: stop_name is longer")


def test_row_with_too_few_cells(tmp_path: Path) -> None:
    """A row that ends early is told with its line; quoted commas and line ends are no cells."""
    stops = """
        stop_id,stop_name,stop_lat,stop_lon
        A,"Alpha, ""north"", left",48.5,7.7
        B,Beta,48.51,7.71
        C,Gamma
        D,"Del
        ta",48.5,7.7"""
    _, log = read(tmp_path, stops=stops)
    assert told(log) == [("invalid_row_length", "stops.txt", 4, "")]


def test_nul_is_no_text(tmp_path: Path) -> None:
    """A file with NUL characters is refused with the line."""
    content = text(GOOD["stops"]).replace("Beta", "Be\0ta").encode()
    assert "stops.txt is not UTF-8: line 3" in refusal(tmp_path, stops=content)


def test_unknown_columns_are_passed_over(tmp_path: Path) -> None:
    """A column GTFS does not know changes nothing."""
    stops = "stop_id,stop_lat,x_colour,stop_lon\nA,48,red,7"
    tables, log = read(tmp_path, stops=stops)
    assert tables["stops"].text("stop_lon", 0) == "7"
    assert log.kept == []


def test_many_chunks_are_one_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that is read in pieces reads as if it were read at once."""
    whole, _ = read(tmp_path)
    monkeypatch.setattr("feeds.read.ROWS_AT_ONCE", 2)
    pieces, _ = read(tmp_path)
    for name, table in whole.items():
        assert list(pieces[name].lines) == list(table.lines)
        for column in table.columns:
            assert list(pieces[name].texts(column)) == list(table.texts(column))
