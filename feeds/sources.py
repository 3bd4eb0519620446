"""Where a region's files come from: written by its generator, taken from a folder, or fetched."""

from __future__ import annotations

import importlib
import json
import os
import shutil
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from http.client import HTTPException, HTTPMessage, HTTPResponse
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

from feeds.errors import SourceMissingError
from feeds.progress import Progress, Report, Step
from feeds.region import FeedSource, Region

MAX_FETCH_BYTES = 300 * 1024**2
FETCH_TIMEOUT_S = 60
_CHUNK_BYTES = 1024**2
_MADE = ".generated.json"
"""In a generated folder: what it was made from."""


def gather(region: Region, sources: Path, *, data: Path | None, year: int, report: Report) -> Path:
    """Return the folder that holds every file of the region.

    `data` is a folder given by the user; without it the files are in `sources`, where a generated
    region is written and feeds are fetched.

    Raises
    ------
    SourceMissingError: the folder or a file is absent, an address does not answer, `sources`
        cannot be written.

    """
    if data is not None:
        _check_folder(region, data)
        return data
    with _refusals_named(sources):
        if region.generator is not None:
            _generate(region.generator, sources, year, report)
        else:
            _fetch_missing(region, sources, report)
    return sources


def fingerprint(region: Region, folder: Path) -> str:
    """Return a hash of the region file and of every file it names, or the desk in its place.

    Raises
    ------
    SourceMissingError: a file cannot be read.

    """
    total = sha256()
    for path in (region.path, *(folder / name for name in region.files)):
        try:
            for file in sorted(path.iterdir()) if path.is_dir() else (path,):
                total.update(_digest(file))
        except OSError as error:
            raise SourceMissingError(f"{path} cannot be read ({error.strerror})") from error
    for feed in region.feeds:
        for part in feed.parts:
            total.update(f"{feed.id} {feed.operator} {part.path.name} {part.starts_on}".encode())
    for decision in region.station_decisions:
        total.update(repr((decision.number, decision.kind, decision.stops, decision.name)).encode())
    for alias in region.aliases:
        total.update(repr(alias).encode())
    return total.hexdigest()


def content_digest(path: Path) -> bytes:
    """Return the hash of a file, or of the files of a folder; OSError when it cannot be read."""
    total = sha256()
    for file in sorted(path.iterdir()) if path.is_dir() else (path,):
        total.update(file.name.encode() + b"\0" if path.is_dir() else b"")
        total.update(_digest(file))
    return total.digest()


def _check_folder(region: Region, data: Path) -> None:
    if not data.is_dir():
        raise SourceMissingError(f"the data folder {data} does not exist")
    missing = [name for name in region.files if not (data / name).exists()]
    if missing:
        raise SourceMissingError(f"the data folder {data} lacks {', '.join(missing)}")


def _generate(module: str, sources: Path, year: int, report: Report) -> None:
    """Write the region's files for a year, unless the same generator did so before."""
    try:
        generator = importlib.import_module(module)
    except ModuleNotFoundError as error:
        raise SourceMissingError(f"the generator {module} is not installed") from error
    code = sha256()
    for file in sorted(Path(str(generator.__file__)).parent.glob("*.py")):
        code.update(_digest(file))
    wanted = {"generator": module, "year": year, "code": code.hexdigest()}
    if _made(sources) == wanted:
        return
    report(Progress(Step.GENERATE, counts={"year": year}))
    aside = sources.with_name(f".{sources.name}.{os.getpid()}")
    before = sources.with_name(f".{sources.name}.{os.getpid()}.before")
    try:
        aside.mkdir(parents=True)
        generator.write_region(aside, year=year)
        (aside / _MADE).write_text(json.dumps(wanted), "utf-8")
        if sources.exists():
            sources.rename(before)
        aside.rename(sources)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
        shutil.rmtree(before, ignore_errors=True)


def _made(sources: Path) -> object:
    """Return what a generated folder was made from, None when it is not there."""
    try:
        return json.loads((sources / _MADE).read_text("utf-8"))
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return None


def _fetch_missing(region: Region, sources: Path, report: Report) -> None:
    """Fetch the feeds that are not there yet; the other files cannot be."""
    feeds = {feed.file for feed in region.feeds}
    missing = [name for name in region.files if name not in feeds and not (sources / name).exists()]
    if missing:
        raise SourceMissingError(
            f"{', '.join(missing)} cannot be fetched: put them into {sources},"
            " or give a folder that holds every file with --data DIR"
        )
    for feed in region.feeds:
        if not feed.parts and not (sources / feed.file).exists():
            report(Progress(Step.FETCH, feed.id))
            _fetch(feed, sources / feed.file)


def _fetch(feed: FeedSource, target: Path) -> None:
    """Fetch one feed, whole or not at all."""
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with _opened(feed) as answer, aside.open("wb") as file:
            _copy(feed, answer, file)
        aside.replace(target)
    except (urllib.error.URLError, HTTPException, TimeoutError, ConnectionError) as error:
        if isinstance(error, urllib.error.HTTPError):
            error.close()
        reason = getattr(error, "reason", None) or error
        raise SourceMissingError(
            f"feed {feed.id} cannot be fetched from {feed.url} ({reason})"
        ) from error
    finally:
        aside.unlink(missing_ok=True)


def _copy(feed: FeedSource, answer: HTTPResponse, file: IO[bytes]) -> None:
    left = MAX_FETCH_BYTES
    while chunk := answer.read(_CHUNK_BYTES):
        left -= len(chunk)
        if left < 0:
            raise SourceMissingError(
                f"feed {feed.id} at {feed.url} is larger than {MAX_FETCH_BYTES // 1024**2} MiB"
            )
        file.write(chunk)
    if answer.length:  # what was announced and did not come
        raise SourceMissingError(
            f"feed {feed.id} cannot be fetched from {feed.url} (the answer was cut short)"
        )


class WebRedirects(urllib.request.HTTPRedirectHandler):
    """Follows redirects to http and https only (urllib would follow ftp too)."""

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        """Return the request that follows, or refuse."""
        if urlsplit(newurl).scheme not in _SCHEMES:
            reason = f"redirected to {newurl}, which is not http or https"
            raise urllib.error.HTTPError(newurl, code, reason, headers, fp)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


_SCHEMES = frozenset({"http", "https"})


@contextmanager
def _opened(feed: FeedSource) -> Iterator[HTTPResponse]:
    """Open the address of a feed."""
    if urlsplit(feed.url).scheme not in _SCHEMES:
        raise SourceMissingError(f"feed {feed.id}: {feed.url} is not an http or https address")
    opener = urllib.request.build_opener(WebRedirects)
    request = urllib.request.Request(  # noqa: S310 - the scheme was checked
        feed.url, headers={"User-Agent": "correspondance"}
    )
    with opener.open(request, timeout=FETCH_TIMEOUT_S) as answer:
        yield answer


@contextmanager
def _refusals_named(sources: Path) -> Iterator[None]:
    """Turn a folder that cannot be written into the one sentence that says so."""
    try:
        yield
    except OSError as error:
        raise SourceMissingError(f"{sources} cannot be written ({error.strerror})") from error


def _digest(file: Path) -> bytes:
    with file.open("rb") as content:
        total = sha256()
        while chunk := content.read(_CHUNK_BYTES):
            total.update(chunk)
    return total.digest()
