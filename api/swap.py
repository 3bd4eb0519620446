"""A new network put into service while the old one answers: no restart, no request refused."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from flask import Flask

from api.operations import charged_to
from api.server import warm_up
from api.service import EXTENSION, Service
from api.settings import Settings
from feeds import FeedError, active_version, open_snapshot
from feeds.snapshot import POINTER

SWAP = "correspondance-swap"
LOOK_EVERY_S = 0.2
"""How often one process looks at the pointer file, when there are requests: one `stat`."""

_log = logging.getLogger(__name__)


class NetworkSwap:
    """Watches the pointer file; opens and warms a new network beside the one that answers.

    Requests that have begun keep the network they began with. A network that cannot be opened is
    logged and the old one stays.
    """

    def __init__(
        self, app: Flask, settings: Settings, store: Path, clock: Callable[[], datetime] | None
    ) -> None:
        self._app = app
        self._settings = settings
        self._store = store
        self._clock = clock
        self._lock = threading.Lock()
        self._seen = self._signature()
        self._looked_at = 0.0
        self._loading: threading.Thread | None = None

    def look(self) -> None:
        """Begin to load when the pointer file changed; returns at once."""
        now = time.monotonic()
        if now - self._looked_at < LOOK_EVERY_S:
            return
        self._looked_at = now
        if self._signature() == self._seen:
            return
        with self._lock:
            if self._loading is None or not self._loading.is_alive():
                self._seen = self._signature()
                self._loading = threading.Thread(target=self._load, name="swap", daemon=True)
                self._loading.start()

    def wait(self) -> None:
        """Wait until what is being loaded is in service."""
        with self._lock:
            loading = self._loading
        if loading is not None:
            loading.join()

    def _load(self) -> None:
        """Open the network that the pointer names, warm it and put it into service."""
        old: Service = self._app.extensions[EXTENSION]
        try:
            version = active_version(self._store)
            if version is None or version == old.snapshot.version:
                return
            snapshot = open_snapshot(self._store, version)
        except FeedError as error:
            _log.warning("%s; network %s stays in service", error, old.snapshot.version)
            return
        with charged_to(old.accountant, "startup", version), self._app.app_context():
            service = Service(self._settings, snapshot, self._clock, old.accountant)
            warm_up(service)
        self._app.extensions[EXTENSION] = service
        _log.info("network %s is in service, after %s", version, old.snapshot.version)

    def _signature(self) -> tuple[int, int] | None:
        """Return what changes whenever the pointer file is replaced."""
        try:
            found = (self._store / POINTER).stat()
        except OSError:
            return None
        return found.st_ino, found.st_mtime_ns


def register(
    app: Flask, settings: Settings, store: Path, clock: Callable[[], datetime] | None
) -> None:
    """Let an application follow the pointer file of a store."""
    swap = NetworkSwap(app, settings, store, clock)
    app.extensions[SWAP] = swap
    app.before_request(swap.look)
