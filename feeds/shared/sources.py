"""Where the documents of a system come from: a folder, an address, or the last good state kept."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from feeds.errors import SharedSystemError
from feeds.fetching import NotFetchedError, fetch
from feeds.kept_file import KeptFile
from feeds.region import SharedSource

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


class SharedState(KeptFile):
    """The last good documents of a system, kept in a file that all processes read."""

    def read(self) -> Mapping[str, Any] | None:
        """Return the documents, None where none are kept or the file is damaged."""
        kept = self.read_bytes()
        try:
            content = None if kept is None else json.loads(kept)
        except ValueError:
            return None
        return content if isinstance(content, dict) else None

    def write(self, documents: Mapping[str, Any]) -> None:
        """Replace the documents in one step; OSError where the folder cannot be written."""
        self.write_bytes(json.dumps(documents).encode())


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
    try:
        content = fetch(url, most_bytes=MAX_DOCUMENT_BYTES, timeout_s=TIMEOUT_S)
    except NotFetchedError as error:
        raise SharedSystemError(source.id, document, str(error)) from error
    try:
        return json.loads(content)
    except ValueError as error:
        raise SharedSystemError(source.id, document, f"is not JSON ({error})") from error
