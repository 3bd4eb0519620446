"""Where the documents of a system come from: a folder, an address, or the last good state kept."""

from __future__ import annotations

import json
import os
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

from feeds.errors import SharedSystemError
from feeds.region import SharedSource
from feeds.sources import WebRedirects

MAX_DOCUMENT_BYTES = 20 * 1024**2
TIMEOUT_S = 15
WANTED = (
    *("system_information", "vehicle_types", "station_information", "station_status"),
    *("vehicle_status", "free_bike_status", "geofencing_zones"),
)
"""Documents that are read, where a system has them."""
_LANGUAGES = ("fr", "en")


def read_documents(source: SharedSource, folder: Path) -> dict[str, Any]:
    """Read the documents that lie beside the `gbfs.json` of a source, named after themselves.

    Raises
    ------
    SharedSystemError: one is missing, unreadable or not JSON.

    """
    discovery = folder / source.file
    documents = {"gbfs": _json_of_file(source, discovery)}
    for name in _listed(source, documents["gbfs"]):
        documents[name] = _json_of_file(source, discovery.with_name(f"{name}.json"))
    return documents


def fetch_documents(source: SharedSource) -> dict[str, Any]:
    """Fetch the documents that the address of a source lists.

    Raises
    ------
    SharedSystemError: an address does not answer, or the answer is too large or not JSON.

    """
    documents = {"gbfs": _json_of_address(source, "gbfs", source.url)}
    for name, url in _listed(source, documents["gbfs"]).items():
        documents[name] = _json_of_address(source, name, urljoin(source.url, url))
    return documents


@dataclass(frozen=True)
class SharedState:
    """The last good documents of a system, kept in a file that all processes read."""

    path: Path

    def signature(self) -> int:
        """Return what changes whenever the file is replaced, 0 while there is none."""
        try:
            return self.path.stat().st_mtime_ns
        except OSError:
            return 0

    def read(self) -> Mapping[str, Any] | None:
        """Return the documents, None where none are kept or the file is damaged."""
        try:
            content = json.loads(self.path.read_text("utf-8"))
        except (OSError, ValueError):
            return None
        return content if isinstance(content, dict) else None

    def write(self, documents: Mapping[str, Any]) -> None:
        """Replace the documents in one step; OSError where the folder cannot be written."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        aside = self.path.with_name(f".{self.path.name}.{os.getpid()}")
        aside.write_text(json.dumps(documents), "utf-8")
        aside.replace(self.path)

    def claim(self, every_s: float) -> bool:
        """Tell whether this process is the one to fetch now; the others wait their turn.

        Whoever asks first takes the turn for `every_s`, also where fetching then fails.
        """
        turn = self.path.with_suffix(".turn")
        now = time.time()
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(turn, os.O_CREAT | os.O_EXCL | os.O_WRONLY)
        except FileExistsError:
            try:
                if now - turn.stat().st_mtime < every_s:
                    return False
                os.utime(turn)
            except OSError:
                return False
            return True
        except OSError:
            return False
        os.close(descriptor)
        return True


def _listed(source: SharedSource, discovery: object) -> dict[str, str]:
    """Return the addresses of the wanted documents that `gbfs.json` lists."""
    data = discovery.get("data") if isinstance(discovery, Mapping) else None
    feeds: object = None
    if isinstance(data, Mapping):
        feeds = data.get("feeds")
        if feeds is None and data:  # GBFS 2: by language
            language = next((code for code in _LANGUAGES if code in data), next(iter(data)))
            feeds = data[language].get("feeds") if isinstance(data[language], Mapping) else None
    if not isinstance(feeds, list):
        raise SharedSystemError(source.id, "gbfs.json", "data.feeds: must be a list")
    found = {
        str(feed["name"]): str(feed["url"])
        for feed in feeds
        if isinstance(feed, Mapping) and {"name", "url"} <= feed.keys()
    }
    return {name: found[name] for name in WANTED if name in found}


def _json_of_file(source: SharedSource, path: Path) -> Any:  # noqa: ANN401 - JSON
    try:
        return json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise SharedSystemError(
            source.id, path.name, f"cannot be read ({error.strerror})"
        ) from error
    except ValueError as error:
        raise SharedSystemError(source.id, path.name, f"is not JSON ({error})") from error


def _json_of_address(source: SharedSource, name: str, url: str) -> Any:  # noqa: ANN401 - JSON
    """Fetch one document."""
    document = f"{name}.json"
    if urlsplit(url).scheme not in {"http", "https"}:
        raise SharedSystemError(source.id, document, f"{url} is not an http or https address")
    opener = urllib.request.build_opener(WebRedirects)
    request = urllib.request.Request(url, headers={"User-Agent": "correspondance"})  # noqa: S310 - checked
    try:
        with opener.open(request, timeout=TIMEOUT_S) as answer:
            content = answer.read(MAX_DOCUMENT_BYTES + 1)
    except (urllib.error.URLError, HTTPException, TimeoutError, ConnectionError) as error:
        if isinstance(error, urllib.error.HTTPError):
            error.close()
        why = getattr(error, "reason", None) or error
        raise SharedSystemError(
            source.id, document, f"cannot be fetched from {url} ({why})"
        ) from error
    if len(content) > MAX_DOCUMENT_BYTES:
        most = MAX_DOCUMENT_BYTES // 1024**2
        raise SharedSystemError(source.id, document, f"is larger than {most} MiB")
    try:
        return json.loads(content)
    except ValueError as error:
        raise SharedSystemError(source.id, document, f"is not JSON ({error})") from error
