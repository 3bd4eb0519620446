"""Fetches a feed from its address: bounded, resumable by ETag, to public addresses only."""

from __future__ import annotations

import http.client
import socket
import ssl
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from api.desk.addresses import Resolve, checked_target, resolve
from api.desk.errors import DeskError
from api.desk.limits import Room, in_mib
from api.words import N_

TIMEOUT_S = 30.0
LONGEST_S = 600.0
"""A server that sends a byte now and then is given up after this."""
MOST_REDIRECTS = 5
_CHUNK_BYTES = 64 * 1024
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True)
class Known:
    """What was told about the file the last time, so that an unchanged one is not sent again."""

    etag: str = ""
    modified: str = ""


@dataclass(frozen=True)
class Pulled:
    """What came: None bytes when nothing changed."""

    n_bytes: int | None
    known: Known


@dataclass(frozen=True)
class Limits:
    """What a fetch may cost, and which private hosts the settings allow."""

    largest_bytes: int = Room().largest_bytes
    timeout_s: float = TIMEOUT_S
    longest_s: float = LONGEST_S
    allowed_hosts: frozenset[str] = frozenset()
    find: Resolve = resolve
    clock: Callable[[], float] = time.monotonic


def pull(url: str, target: Path, known: Known, limits: Limits) -> Pulled:
    """Fetch an address into a file, every redirect checked like the first address.

    Raises
    ------
    DeskError: an address that is not allowed, too many redirects, no answer, another answer than
        200 or 304, too large, too slow, cut short.

    """
    deadline = limits.clock() + limits.longest_s
    for _redirect in range(MOST_REDIRECTS + 1):
        try:
            with closing(connect(url, limits)) as connection:
                connection.request("GET", path_of(url), headers=_headers(known))
                answer = connection.getresponse()
                if answer.status not in _REDIRECTS:
                    return _received(url, answer, (target, known), limits, deadline)
                url = urljoin(url, answer.getheader("Location") or "")
        except (OSError, http.client.HTTPException) as error:
            host = urlsplit(url).hostname
            reason = str(error) or type(error).__name__
            raise DeskError(
                N_("%(host)s ne répond pas (%(reason)s)"), host=host, reason=reason
            ) from error
    raise DeskError(
        N_("%(url)s\u00a0: plus de %(most)s redirections"), url=url, most=MOST_REDIRECTS
    )


def back_off_s(failures: int) -> int:
    """Return how long to wait after failures in a row: 5 minutes, doubled, a day at most."""
    return int(min(300 * 2 ** min(failures - 1, 10), 86_400)) if failures else 0


class _PinnedHTTPS(http.client.HTTPSConnection):
    """Connects to the address that was checked and asks for the certificate of the name."""

    def __init__(self, host: str, port: int, address: str, timeout: float) -> None:
        self._context_used = ssl.create_default_context()
        super().__init__(host, port, timeout=timeout, context=self._context_used)
        self._address = address

    def connect(self) -> None:
        """Open the socket to the address, never to what the name means by now."""
        plain = socket.create_connection((self._address, self.port), self.timeout)
        try:
            self.sock = self._context_used.wrap_socket(plain, server_hostname=self.host)
        except BaseException:
            plain.close()
            raise


class _PinnedHTTP(http.client.HTTPConnection):
    """Connects to the address that was checked."""

    def __init__(self, host: str, port: int, address: str, timeout: float) -> None:
        super().__init__(host, port, timeout=timeout)
        self._address = address

    def connect(self) -> None:
        """Open the socket to the address, never to what the name means by now."""
        self.sock = socket.create_connection((self._address, self.port), self.timeout)


def connect(url: str, limits: Limits) -> http.client.HTTPConnection:
    """Return a connection to the address that was checked, not yet open.

    Raises
    ------
    DeskError: the address is not allowed.

    """
    scheme, host, port, address = checked_target(url, limits.allowed_hosts, limits.find)
    kind = _PinnedHTTPS if scheme == "https" else _PinnedHTTP
    return kind(host, port, address, limits.timeout_s)


def path_of(url: str) -> str:
    """Return what is asked for at the host of a URL."""
    parts = urlsplit(url)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _headers(known: Known) -> Mapping[str, str]:
    headers = {"User-Agent": "correspondance", "Accept-Encoding": "identity"}
    if known.etag:
        headers["If-None-Match"] = known.etag
    if known.modified:
        headers["If-Modified-Since"] = known.modified
    return headers


def _received(
    url: str,
    answer: http.client.HTTPResponse,
    what: tuple[Path, Known],
    limits: Limits,
    deadline: float,
) -> Pulled:
    """Write the answer into the file, within the limits."""
    target, known = what
    host = urlsplit(url).hostname
    if answer.status == http.client.NOT_MODIFIED:
        return Pulled(None, known)
    if answer.status != http.client.OK:
        said = f"{answer.status} {answer.reason}"
        raise DeskError(N_("%(host)s répond %(answer)s"), host=host, answer=said)
    n_bytes = 0
    with target.open("wb") as file:
        while chunk := answer.read1(_CHUNK_BYTES):
            n_bytes += len(chunk)
            if n_bytes > limits.largest_bytes:
                raise DeskError(
                    N_("%(host)s\u00a0: plus de %(most)s Mio"),
                    host=host,
                    most=in_mib(limits.largest_bytes),
                )
            if limits.clock() > deadline:
                raise DeskError(
                    N_("%(host)s\u00a0: rien d’entier après %(longest)s\u00a0s"),
                    host=host,
                    longest=round(limits.longest_s),
                )
            file.write(chunk)
    if answer.length:
        raise DeskError(N_("%(host)s\u00a0: la réponse a été coupée"), host=host)
    header = answer.getheader
    return Pulled(n_bytes, Known(header("ETag") or "", header("Last-Modified") or ""))
