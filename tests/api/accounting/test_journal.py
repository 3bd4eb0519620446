"""Journals: read back whole, damage told, and only those of the dead taken over."""

from __future__ import annotations

import logging
import os
from pathlib import Path

import pytest

from api.accounting import read_statement
from api.accounting.journal import DamagedJournalError, Journal, JournalTail, hold_if_abandoned
from api.accounting.ledger import Ledger
from api.accounting.posting import post_abandoned
from api.accounting.verification import verify
from tests.api.accounting.rows import event_ids
from tests.api.accounting.samples import BOOK, NAMES, STRASBOURG, plan_event, texts

LINES = texts([plan_event(payers={STRASBOURG: 1})] * 5)


@pytest.fixture
def journals(tmp_path: Path) -> Path:
    """Return the folder of journals."""
    return tmp_path / "journals"


def abandoned(folder: Path, source: str = "w-1-a") -> Path:
    """Return a journal of a worker that died after five answers."""
    journal = Journal(folder, source, NAMES)
    for seq, line in enumerate(LINES, 1):
        journal.append(seq, line)
    os.close(journal._file)
    return journal.path


def posted(folder: Path, tmp_path: Path) -> list[str]:
    """Post what is abandoned and return the ids that are in the ledger."""
    ledger = Ledger(tmp_path / "ledger.sqlite")
    post_abandoned(folder, ledger)
    ledger.close()
    return event_ids(tmp_path / "ledger.sqlite")


def test_a_journal_is_read_as_it_grows(journals: Path) -> None:
    """A reader gets the lines written so far, then those that came after."""
    journal = Journal(journals, "w-1-a", NAMES)
    tail = JournalTail(journal.path)
    assert tail.next_batch(10) == []
    for seq, line in enumerate(LINES, 1):
        journal.append(seq, line)
    texts_read = [record.text for record, _ in tail.next_batch(3) + tail.next_batch(10)]
    assert texts_read == LINES
    assert tail.offset == journal.size
    tail.close()
    journal.close(posted=True)


def restarted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Start the machine again, as far as the program can tell."""
    monkeypatch.setattr("api.accounting.posting.boot_id", lambda: "another start")


def test_a_worker_killed_alone_lost_nothing(journals: Path, tmp_path: Path) -> None:
    """What it reserved and did not spend is no loss while the machine stays up."""
    abandoned(journals)
    assert posted(journals, tmp_path) == [f"w-1-a/{number}" for number in range(1, 6)]
    assert read_statement(tmp_path / "ledger.sqlite", BOOK).lost == 0


@pytest.mark.parametrize("lines_kept", range(6))
def test_a_power_cut_is_found_by_the_numbers_that_were_reserved(
    journals: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lines_kept: int
) -> None:
    """Whatever of the journal's end is gone, no loss is missed, and the chain verifies."""
    path = abandoned(journals)
    reservation = b"! 10\n"  # written and synced before the fifth line was
    records = path.read_bytes().splitlines(keepends=True)
    header, lines = records[0], [line for line in records[1:] if not line.startswith(b"! ")]
    assert reservation in records
    kept = lines[:lines_kept]
    if lines_kept >= 4:
        kept.insert(4, reservation)
    path.write_bytes(b"".join([header, *kept]))
    restarted(monkeypatch)
    ledger = tmp_path / "ledger.sqlite"
    found = posted(journals, tmp_path)
    reserved = 10 if lines_kept >= 4 else 4
    numbers = [*range(1, lines_kept + 1), *([reserved + 1] if lines_kept < reserved else [])]
    assert found == [f"w-1-a/{number}" for number in numbers]
    assert read_statement(ledger, BOOK).lost == reserved - lines_kept
    assert verify(ledger, BOOK).fault is None
    assert not list(journals.iterdir())


def test_a_worker_that_closed_before_the_cut_lost_nothing(
    journals: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It said that no number beyond its last was spent, though the ledger was out of reach."""
    journal = Journal(journals, "w-1-a", NAMES)
    for seq, line in enumerate(LINES, 1):
        journal.append(seq, line)
    journal.close(posted=False)
    restarted(monkeypatch)
    assert len(posted(journals, tmp_path)) == 5
    assert read_statement(tmp_path / "ledger.sqlite", BOOK).lost == 0


def test_numbers_are_reserved_before_they_are_spent(journals: Path) -> None:
    """Never is a record in the file whose number was not on the disk before it."""
    journal = Journal(journals, "w-1-a", NAMES)
    for seq in range(1, 200):
        journal.append(seq, "x")
        if seq % 50 == 0:
            last = journal.announce_ahead()
            journal.confirm(last or 0)
    assert journal.reserved < 600
    reserved, waits, seq = 4, 0, 0
    for line in journal.path.read_bytes().splitlines()[1:]:
        if line.startswith(b"! "):
            reserved, waits = int(line[2:]), waits + 1
        else:
            seq += 1
            assert seq <= reserved
    assert waits < 12, "a burst doubles what it reserves"
    journal.close(posted=True)


def test_a_living_workers_journal_is_left_alone(journals: Path, tmp_path: Path) -> None:
    """Who holds the lock is alive: nobody else posts the file."""
    journal = Journal(journals, "w-1-a", NAMES)
    journal.append(1, LINES[0])
    assert hold_if_abandoned(journal.path) is None
    assert posted(journals, tmp_path) == []
    assert journal.path.exists()
    journal.close(posted=True)


def test_an_abandoned_journal_is_posted_once_and_removed(journals: Path, tmp_path: Path) -> None:
    """What a dead worker left goes to the ledger, even if part of it was there."""
    before = abandoned(journals).read_bytes()
    assert len(posted(journals, tmp_path)) == 5
    assert not list(journals.iterdir())
    (journals / "w-1-a.journal").write_bytes(before)
    assert len(posted(journals, tmp_path)) == 5


def test_a_line_cut_short_is_dropped_and_told(
    journals: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """After a power cut the whole lines are kept; the rest is no record."""
    path = abandoned(journals)
    path.write_bytes(path.read_bytes()[:-20])
    with caplog.at_level(logging.WARNING):
        assert len(posted(journals, tmp_path)) == 4
    assert "cut short" in caplog.text
    assert not list(journals.iterdir())


@pytest.mark.parametrize("line", [2, 4])
def test_a_line_that_was_changed_is_refused(
    journals: Path, tmp_path: Path, line: int, caplog: pytest.LogCaptureFixture
) -> None:
    """The lines before it are posted, the file is set aside under another name."""
    path = abandoned(journals)
    lines = path.read_bytes().split(b"\n")
    lines[line] = lines[line].replace(b" 23456 ", b" 23457 ")
    path.write_bytes(b"\n".join(lines))
    with caplog.at_level(logging.WARNING):
        assert len(posted(journals, tmp_path)) == line - 1
    assert "is not what was written" in caplog.text
    assert [kept.name for kept in journals.iterdir()] == ["w-1-a.journal.damaged"]


def test_an_empty_journal_is_removed(journals: Path, tmp_path: Path) -> None:
    """A worker killed before its header was written left nothing to post."""
    journals.mkdir()
    (journals / "w-1-a.journal").touch()
    assert posted(journals, tmp_path) == []
    assert not list(journals.iterdir())


def test_a_file_without_header_is_damaged(journals: Path) -> None:
    """What does not begin as a journal is not read as one."""
    journals.mkdir()
    (journals / "w-1-a.journal").write_text("hello\n")
    with pytest.raises(DamagedJournalError, match="no header"):
        JournalTail(journals / "w-1-a.journal")
