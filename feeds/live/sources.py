"""Where live messages come from: an address, or a file of the region that never changes."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from feeds.errors import LiveFeedError
from feeds.fetching import NotFetchedError, fetch
from feeds.live.message import read_message
from feeds.region import LiveSource

MAX_MESSAGE_BYTES = 20 * 1024**2
TIMEOUT_S = 10


def fetch_message(source: LiveSource) -> bytes:
    """Fetch a message from the address of a source.

    Raises
    ------
    LiveFeedError: the address does not answer in time, or answers too much.

    """
    try:
        return fetch(source.url, most_bytes=MAX_MESSAGE_BYTES, timeout_s=TIMEOUT_S)
    except NotFetchedError as error:
        raise LiveFeedError(source.feed_id, source.kind, str(error)) from error


def read_files(sources: Sequence[LiveSource], folder: Path) -> dict[str, bytes]:
    """Read the messages that are files of the data folder, by name of their source.

    Raises
    ------
    LiveFeedError: a file is unreadable or no message.

    """
    found = {}
    for source in sources:
        if source.file:
            try:
                content = (folder / source.file).read_bytes()
            except OSError as error:
                why = f"{source.file} cannot be read ({error.strerror})"
                raise LiveFeedError(source.feed_id, source.kind, why) from error
            read_message(source, content, int(time.time()))
            found[source.name] = content
    return found
