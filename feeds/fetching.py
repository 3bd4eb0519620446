"""Fetches a small document from a web address: bounded in size and in time."""

from __future__ import annotations

import time
import urllib.error
import urllib.request
from collections.abc import Callable
from http.client import HTTPException
from urllib.parse import urlsplit

from feeds.sources import WebRedirects

_CHUNK_BYTES = 64 * 1024


class NotFetchedError(Exception):
    """An address does not answer as it should; the message says why."""


def fetch(url: str, *, most_bytes: int, timeout_s: float) -> bytes:
    """Return what an address answers, all of it within the time given.

    Raises
    ------
    NotFetchedError: it is no web address, does not answer in time, or answers too much.

    """
    shown = without_query(url)
    if urlsplit(url).scheme not in {"http", "https"}:
        raise NotFetchedError(f"{shown} is not an http or https address")
    opener = urllib.request.build_opener(WebRedirects)
    request = urllib.request.Request(url, headers={"User-Agent": "correspondance"})  # noqa: S310 - checked
    until = time.monotonic() + timeout_s
    try:
        with opener.open(request, timeout=timeout_s) as answer:
            return _read(answer.read1, most_bytes, until)
    except (urllib.error.URLError, HTTPException, TimeoutError, ConnectionError) as error:
        if isinstance(error, urllib.error.HTTPError):
            error.close()
        why = getattr(error, "reason", None) or error
        raise NotFetchedError(f"cannot be fetched from {shown} ({why})") from error


def without_query(url: str) -> str:
    """Return an address as it may be told: a key may stand behind the question mark."""
    return url.partition("?")[0]


def _read(read: Callable[[int], bytes], most_bytes: int, until: float) -> bytes:
    """Read to the end; a server that drips is left in time."""
    content = bytearray()
    while chunk := read(_CHUNK_BYTES):
        content += chunk
        if len(content) > most_bytes:
            raise NotFetchedError(f"is larger than {most_bytes // 1024**2} MiB")
        if time.monotonic() > until:
            raise TimeoutError("timed out")
    return bytes(content)
