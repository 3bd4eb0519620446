"""Archives that are broken or made to do harm are refused, one sentence each."""

from __future__ import annotations

import struct
import warnings
import zipfile
from pathlib import Path

import pytest

from feeds.archive import Archive
from feeds.errors import FeedRefusedError
from feeds.problems import ProblemLog
from feeds.read import read_tables
from tests.feeds.small_feed import GOOD, text, write_zip


def refusal(path: Path) -> str:
    """Return the sentence with which a feed is refused when it is opened or read."""
    with pytest.raises(FeedRefusedError) as caught:
        read_tables("x", path, ProblemLog("x"))
    message = str(caught.value)
    assert message.startswith("feed x refused: ")
    assert "\n" not in message
    return message


def packed(path: Path, *entries: tuple[str, str | bytes]) -> Path:
    """Write a zip with these entries after those of the good feed."""
    write_zip(path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # zipfile warns of a name that is there twice
        with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
            for name, content in entries:
                archive.writestr(name, content)
    return path


def test_web_page_is_not_a_zip(tmp_path: Path) -> None:
    """An error page saved under the name of a feed is named as what it is not."""
    path = tmp_path / "x.zip"
    path.write_text("<html>404</html>")
    assert "x.zip is not a zip archive" in refusal(path)


def test_cut_download(tmp_path: Path) -> None:
    """Half an archive is refused."""
    path = write_zip(tmp_path / "x.zip")
    path.write_bytes(path.read_bytes()[:-200])
    assert "x.zip is not a zip archive" in refusal(path)


def test_damaged_content(tmp_path: Path) -> None:
    """A table whose bytes changed after it was packed is refused, naming it."""
    path = write_zip(tmp_path / "x.zip", stops=None)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_STORED) as archive:
        archive.writestr("stops.txt", text(GOOD["stops"]))
    path.write_bytes(path.read_bytes().replace(b"Alpha,48.5,", b"Alpha,49.5,"))
    assert "stops.txt cannot be read from the archive" in refusal(path)


def test_lying_size(tmp_path: Path) -> None:
    """The size an archive declares is not trusted: half a table is never read."""
    path = write_zip(tmp_path / "x.zip")
    with zipfile.ZipFile(path) as archive:
        size = archive.getinfo("stop_times.txt").file_size
    path.write_bytes(path.read_bytes().replace(struct.pack("<L", size), struct.pack("<L", 60)))
    assert "stop_times.txt cannot be read from the archive" in refusal(path)


@pytest.mark.parametrize(
    "name", ["../../pwned.txt", "/etc/pwned.txt", "..\\pwned.txt", "C:\\x.txt"]
)
def test_name_that_leads_outside(tmp_path: Path, name: str) -> None:
    """An entry that would be written elsewhere is refused by its name."""
    assert "leads outside" in refusal(packed(tmp_path / "x.zip", (name, "boo")))


def test_entry_twice(tmp_path: Path) -> None:
    """Two tables of one name are ambiguous."""
    path = packed(tmp_path / "x.zip", ("stops.txt", "stop_id\nZ\n"))
    assert "stops.txt is twice in the archive" in refusal(path)


def test_bomb(tmp_path: Path) -> None:
    """An entry that shrinks as no feed does is refused before it is unpacked."""
    path = packed(tmp_path / "x.zip", ("shapes.txt", b"0" * 30_000_000))
    assert "shapes.txt shrinks more than 200 times" in refusal(path)


def test_too_many_entries(tmp_path: Path) -> None:
    """An archive of thousands of entries is refused."""
    path = packed(tmp_path / "x.zip", *((f"{number}.txt", "") for number in range(1000)))
    assert "1006 entries, 1000 at most" in refusal(path)


def test_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A table beyond the limit is refused by the size in the directory."""
    monkeypatch.setattr("feeds.archive.MAX_FILE_BYTES", 100)
    assert "is larger than" in refusal(write_zip(tmp_path / "x.zip"))


def test_archive_in_archive(tmp_path: Path) -> None:
    """A zip that holds the feed's zip says so."""
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(write_zip(tmp_path / "feed.zip"), "feed.zip")
    assert "holds another archive, feed.zip" in refusal(path)


def test_tables_in_a_folder(tmp_path: Path) -> None:
    """Tables one level down are not looked for, but it is said where they are."""
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("gtfs/stops.txt", "stop_id\n")
    assert "in a folder of the archive (gtfs/stops.txt)" in refusal(path)


def test_empty_archive(tmp_path: Path) -> None:
    """An archive without entries holds no table."""
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w"):
        pass
    assert "the archive holds no table" in refusal(path)


def test_absent_file(tmp_path: Path) -> None:
    """A path that is not there is refused with the system's reason."""
    assert "cannot be read (No such file or directory)" in refusal(tmp_path / "x.zip")


def test_folder_is_read_like_a_zip(tmp_path: Path) -> None:
    """A folder of text files is a feed too."""
    for name, table in GOOD.items():
        (tmp_path / f"{name}.txt").write_text(text(table))
    assert Archive("x", tmp_path).tables == set(GOOD)
    assert len(read_tables("x", tmp_path, ProblemLog("x"))["stop_times"]) == 6
