"""Live messages of the feeds in service, kept fresh by one thread of one process.

Each process has a thread that looks for a newer state and, when it is its turn, fetches the next
one; it ends when nobody has asked for a while and begins again with the next request. What cannot
be fetched or read is logged, and the last good state stays and ages.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import blake2b
from pathlib import Path

from api.live.live_state import LiveState, SourceState, gathered
from feeds import (
    KeptFile,
    LiveFeedError,
    LiveMessage,
    LiveSource,
    fetch_message,
    read_message,
)
from planner import Network

LOOK_EVERY_S = 1.0
"""How often a process looks whether another one has fetched a newer state."""
IDLE_S = 600
"""For how long it goes on when nobody asks."""
CHARGE_EVERY_S = 900
"""How often what it took is charged, in one sum."""

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Seen:
    """What was last read of a source's file."""

    signature: tuple[int, int] = (0, 0)
    digest: bytes = b""


class LiveFeeds:
    """Gives the present live state; fetches the next one in the background."""

    def __init__(
        self,
        sources: Sequence[LiveSource],
        kept: tuple[Mapping[str, bytes], Path],
        network: Network,
        clock: Callable[[], datetime],
        charge: Callable[[int], None],
    ) -> None:
        """Take messages that are files, the folder of the others, and what charges for pulling."""
        self._network, self._clock, self._charge = network, clock, charge
        fixed, folder = kept
        self._kept = {s: KeptFile(folder / f"{s.name}.pb") for s in sources if s.url}
        self._seen = {source: _Seen() for source in self._kept}
        self.errors: dict[LiveSource, LiveFeedError] = {}
        """Why the last attempt to get a state failed."""
        self._sources = tuple(sources)
        self._found: dict[LiveSource, SourceState] = {}
        for source in sources:
            if source.name in fixed:
                self._take(source, fixed[source.name], self._now_s())
        self._state = gathered(self._sources, self._found, 1)
        self._read_kept()
        self._asked_at = time.monotonic()
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None
        self._used_ns, self._charged_at = 0, time.monotonic()

    def current(self) -> LiveState:
        """Return the present state; returns at once."""
        self._asked_at = time.monotonic()
        if self._kept and (self._thread is None or not self._thread.is_alive()):
            self._begin()
        return self._state

    def pull(self) -> None:
        """Fetch what is due if it is this process's turn, and take what others have fetched."""
        began_ns = time.thread_time_ns()
        for source, kept in self._kept.items():
            if kept.claim(source.every_s):
                self._fetch(source, kept)
        self._read_kept()
        self._used_ns += time.thread_time_ns() - began_ns

    def stop(self) -> None:
        """End the thread; the state stays as it is."""
        self._stopped.set()
        if self._thread is not None:
            self._thread.join()

    def _begin(self) -> None:
        with self._lock:
            if self._stopped.is_set() or (self._thread is not None and self._thread.is_alive()):
                return
            self._thread = threading.Thread(target=self._run, name="live", daemon=True)
            self._thread.start()

    def _run(self) -> None:
        while time.monotonic() - self._asked_at < IDLE_S:
            self.pull()
            if time.monotonic() - self._charged_at > CHARGE_EVERY_S:
                self._settle()
            if self._stopped.wait(LOOK_EVERY_S):
                break
        self._settle()

    def _settle(self) -> None:
        """Charge what the thread took since the last time."""
        used_us, self._used_ns = self._used_ns // 1000, 0
        self._charged_at = time.monotonic()
        if used_us:
            self._charge(used_us)

    def _fetch(self, source: LiveSource, kept: KeptFile) -> None:
        """Fetch a message and keep it, unless it is worse than the one that there is."""
        try:
            content = fetch_message(source)
            self._check(source, read_message(source, content, self._now_s()))
            kept.write_bytes(content, self._now_s())
        except LiveFeedError as error:
            self._tell(source, error)
        except OSError as error:
            why = f"{kept.path.name} cannot be written ({error.strerror})"
            self._tell(source, LiveFeedError(source.feed_id, source.kind, why))
        else:
            self.errors.pop(source, None)

    def _check(self, source: LiveSource, message: LiveMessage) -> None:
        """Refuse a message that is older than the one that there is."""
        before = self._found.get(source)
        if before is not None and 0 < message.made_s < before.made_s:
            reason = f"header.timestamp: {message.made_s} is before {before.made_s}"
            raise LiveFeedError(source.feed_id, source.kind, reason)

    def _read_kept(self) -> None:
        """Take what this process or another one has fetched."""
        changed = False
        for source, kept in self._kept.items():
            seen, signature = self._seen[source], kept.signature()
            if signature == seen.signature:
                continue
            seen.signature = signature
            content = kept.read_bytes()
            if content is None:
                continue
            fetched_s, digest = signature[1] // 10**9, blake2b(content).digest()
            if digest == seen.digest:
                self._found[source] = replace(self._found[source], fetched_s=fetched_s)
                changed = True
            elif self._take(source, content, fetched_s):
                seen.digest = digest
                changed = True
        if changed:
            self._state = gathered(self._sources, self._found, self._state.version + 1)

    def _take(self, source: LiveSource, content: bytes, fetched_s: int) -> bool:
        """Read a message in place of the one before, if it is one."""
        try:
            state = SourceState.read(source, content, self._network, fetched_s)
        except LiveFeedError as error:
            self._tell(source, error)
            return False
        self._found[source] = state
        return True

    def _tell(self, source: LiveSource, error: LiveFeedError) -> None:
        self.errors[source] = error
        _log.warning("%s; the last good state stays", error)

    def _now_s(self) -> int:
        return int(self._clock().timestamp())
