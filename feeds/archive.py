"""A feed's zip or folder, opened with limits: nothing in it is trusted, nothing is unpacked."""

from __future__ import annotations

import zipfile
import zlib
from collections import Counter
from pathlib import Path, PurePosixPath

from feeds.errors import FeedRefusedError
from feeds.rules import Rule

MAX_ENTRIES = 1000
MAX_FILE_BYTES = 2 * 1024**3
MAX_TOTAL_BYTES = 4 * 1024**3
MAX_RATIO = 200
"""GTFS text shrinks 5 to 30 times; beyond this an archive is made to exhaust the memory."""
RATIO_FROM_BYTES = 10 * 1024**2
"""A small file may shrink as much as it likes."""


class Archive:
    """The text files of one feed, by name without `.txt`."""

    def __init__(self, feed_id: str, path: Path) -> None:
        """Look at the names and sizes; contents are read on demand.

        Raises
        ------
        FeedRefusedError: not a zip, damaged, too large, or with names that lead elsewhere.

        """
        self._feed_id = feed_id
        self._path = path
        if path.is_dir():
            self._sizes = {file.name: file.stat().st_size for file in path.iterdir()}
            self._check_sizes()
        else:
            self._sizes = self._entries()

    @property
    def tables(self) -> frozenset[str]:
        """Names of the `.txt` files, without the ending."""
        return frozenset(name[:-4] for name in self._sizes if name.endswith(".txt"))

    @property
    def names(self) -> frozenset[str]:
        """Names of all files."""
        return frozenset(self._sizes)

    def read(self, table: str, ending: str = ".txt") -> bytes:
        """Return the bytes of one file."""
        name = f"{table}{ending}"
        try:
            if self._path.is_dir():
                return (self._path / name).read_bytes()
            with zipfile.ZipFile(self._path) as archive:
                return archive.read(name)
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            OSError,
            NotImplementedError,
            RuntimeError,  # encrypted
        ) as error:
            raise self._refused(
                f"{name} cannot be read from the archive ({error})", name=name
            ) from error

    def _entries(self) -> dict[str, int]:
        """Return the size of every file in the zip."""
        try:
            with zipfile.ZipFile(self._path) as archive:
                entries = archive.infolist()
        except (zipfile.BadZipFile, EOFError, ValueError) as error:
            raise self._refused(f"{self._path.name} is not a zip archive ({error})") from error
        except OSError as error:
            reason = f"{self._path.name} cannot be read ({error.strerror})"
            raise self._refused(reason) from error
        if len(entries) > MAX_ENTRIES:
            reason = f"the archive has {len(entries)} entries, {MAX_ENTRIES} at most"
            raise self._refused(reason, Rule.ARCHIVE_TOO_LARGE)
        files = [entry for entry in entries if not entry.is_dir()]
        for entry in files:
            self._check_name(entry.orig_filename)
            if (
                entry.file_size > RATIO_FROM_BYTES
                and entry.file_size > MAX_RATIO * entry.compress_size
            ):
                reason = f"{entry.filename} shrinks more than {MAX_RATIO} times, as no feed does"
                raise self._refused(reason, Rule.ARCHIVE_TOO_LARGE, entry.filename)
        twice = [name for name, n in Counter(entry.filename for entry in files).items() if n > 1]
        if twice:
            reason = f"{twice[0]} is twice in the archive"
            raise self._refused(reason, Rule.DUPLICATED_FILE, twice[0])
        self._sizes = {entry.filename: entry.file_size for entry in files}
        self._check_sizes()
        self._check_level()
        return self._sizes

    def _check_name(self, name: str) -> None:
        parts = PurePosixPath(name.replace("\\", "/")).parts
        if ".." in parts or name.startswith(("/", "\\")) or name[1:2] == ":":
            shown = "".join(letter if letter.isprintable() else "\ufffd" for letter in name)
            reason = f"the archive has an entry “{shown}” that leads outside of it"
            raise self._refused(reason, Rule.UNSAFE_ENTRY, shown)

    def _check_sizes(self) -> None:
        for name, size in self._sizes.items():
            if size > MAX_FILE_BYTES:
                reason = f"{name} is larger than {MAX_FILE_BYTES // 1024**2} MiB"
                raise self._refused(reason, Rule.ARCHIVE_TOO_LARGE, name)
        if sum(self._sizes.values()) > MAX_TOTAL_BYTES:
            reason = f"it is larger than {MAX_TOTAL_BYTES // 1024**2} MiB in all"
            raise self._refused(reason, Rule.ARCHIVE_TOO_LARGE)

    def _check_level(self) -> None:
        """Refuse an archive whose tables are one level down, saying so."""
        if any(name.endswith(".txt") and "/" not in name for name in self._sizes):
            return
        for name in sorted(self._sizes):
            if name.lower().endswith(".zip"):
                reason = f"the archive holds another archive, {name}, and no table"
                raise self._refused(reason, Rule.FILES_IN_SUBFOLDER, name)
            if name.endswith(".txt") and "/" in name:
                reason = f"its tables are in a folder of the archive ({name})"
                raise self._refused(reason, Rule.FILES_IN_SUBFOLDER, name)
        raise self._refused("the archive holds no table of GTFS", Rule.MISSING_REQUIRED_FILE)

    def _refused(
        self, reason: str, rule: Rule = Rule.INVALID_ARCHIVE, name: str = ""
    ) -> FeedRefusedError:
        return FeedRefusedError(self._feed_id, reason, rule, (name, 0, ""), value=name)
