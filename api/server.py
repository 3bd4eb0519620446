"""The HTTP server: gunicorn threads around an application that is warm before it listens."""

from __future__ import annotations

import errno
import socket
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlencode

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger

from api.service import EXTENSION, Service
from api.settings import Settings
from api.words import _
from feeds import KioskKind
from planner import Criterion, DateOutsideNetworkError, Network, Offset, Pace, Query, Streets

GRACE_S = 10
"""How long requests under way may take once the server is told to stop."""
SLOWEST_ANSWER_S = 60


class AddressUnusableError(Exception):
    """Nothing can listen at the address; the message says why, for whoever starts the server."""


class DiscreetLog(Logger):  # type: ignore[misc]  # gunicorn is untyped
    """Gunicorn's log without what it adds of people: their IP address and what they asked for."""

    def warning(self, msg: str, *args: object, **kwargs: object) -> None:
        """Log a warning; of a request that is not HTTP, only that there was one."""
        invalid = "Invalid request"
        if msg.startswith(invalid):
            super().warning(invalid)
        else:
            super().warning(msg, *args, **kwargs)

    def exception(self, msg: str, *_args: object, **kwargs: object) -> None:
        """Log an exception; its arguments would be the address asked for."""
        super().exception(msg.partition(" %s")[0], **kwargs)


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn is untyped
    """Gunicorn around an application that was made before the workers fork."""

    def __init__(
        self, app: Flask, settings: Settings, listener: socket.socket, ready: Callable[[], None]
    ) -> None:
        self._app = app
        self._options = {
            "bind": f"fd://{listener.detach()}",
            "workers": settings.workers,
            "worker_class": "gthread",
            "threads": settings.threads,
            "timeout": SLOWEST_ANSWER_S,
            "graceful_timeout": GRACE_S,
            "loglevel": "warning",
            "logger_class": DiscreetLog,
            "control_socket_disable": True,
            "when_ready": lambda _arbiter: ready(),
            # What a worker journalled goes to the ledger before it leaves.
            "worker_exit": lambda _arbiter, _worker: app.extensions[EXTENSION].accountant.close(),
        }
        super().__init__()

    def load_config(self) -> None:
        """Give gunicorn its options."""
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """Give workers the application; they share its memory with the parent."""
        return self._app


def reserve(settings: Settings) -> socket.socket:
    """Return a socket bound to the address of the settings, not listening yet.

    Raises
    ------
    AddressUnusableError: the port is taken or reserved, or the host has no such address.

    """
    host, port = settings.host, settings.port
    try:
        family, kind, protocol, _name, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM
        )[0]
        listener = socket.socket(family, kind, protocol)
    except OSError as error:
        raise AddressUnusableError(
            _("L’adresse HOST=%(host)s est inconnue de cette machine.", host=host)
        ) from error
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
    except OSError as error:
        listener.close()
        raise AddressUnusableError(_why_unusable(error, settings)) from error
    return listener


def warm_up(service: Service) -> None:
    """Compile the search and cut the slices of today and tomorrow, so that nobody waits for it."""
    last = service.snapshot.network.n_stops - 1
    now = service.now()
    if service.shared is not None:
        service.shared.current()  # begins to fetch
    if service.streets is not None:
        _warm_up_streets(service.streets, service.snapshot.network)
    for days in (0, 1):
        time_s = int((now + timedelta(days=days)).timestamp())
        for window_s, arrive_by, criteria in _WARMING:
            query = Query(
                access=(Offset(0, 0),),
                egress=(Offset(last, 0),),
                time_s=time_s,
                window_s=window_s,
                arrive_by=arrive_by,
                criteria=criteria,
            )
            try:
                service.planner.search(query)
            except DateOutsideNetworkError:
                return  # out of date: the answers say so


_WARMING: tuple[tuple[int, bool, frozenset[Criterion]], ...] = (
    (0, False, frozenset()),
    (900, False, frozenset()),
    (0, True, frozenset()),
    (900, True, frozenset()),
    (0, False, frozenset(Criterion)),
    (900, False, frozenset(Criterion)),
)
"""Windows, whether to arrive by a time, criteria: every kernel is compiled by one of these."""


def _warm_up_streets(streets: Streets, network: Network) -> None:
    """Compile what finds ways along streets."""
    point, pace = (float(network.stop_lat[0]), float(network.stop_lon[0])), Pace()
    for leaving in (True, False):
        streets.offsets_near(point, pace, 60, leaving=leaving)
    streets.path(point, network.n_stops - 1, pace, 60)


def serve(
    app: Flask, settings: Settings, listener: socket.socket, say: Callable[[str], None]
) -> None:
    """Answer until told to stop; say the address and what to try once listening."""
    service: Service = app.extensions[EXTENSION]
    address = _address(settings.host, listener.getsockname()[1])

    def announce() -> None:
        say(_("Correspondance répond sur %(address)s", address=address))
        for title, url in example_addresses(service, address):
            say(f"  {title}\n    {url}")
        for title, url in kiosk_addresses(service, address):
            say(f"  {title}\n    {url}")
        say(_("Ctrl-C pour arrêter."))

    Server(app, settings, listener, announce).run()


def example_addresses(service: Service, address: str) -> list[tuple[str, str]]:
    """Return the title and address of each example of the region whose places are known."""
    places = service.places
    return [
        (
            example.title,
            f"{address}?"
            + urlencode({"fromPlace": example.from_id, "toPlace": example.to_id}, safe=":,"),
        )
        for example in service.snapshot.manifest.examples
        if places.get(example.from_id) and places.get(example.to_id)
    ]


def kiosk_addresses(service: Service, address: str) -> list[tuple[str, str]]:
    """Return the title and address of each kiosk and screen that the region file declares."""
    names = {
        KioskKind.TOUCH: (_("borne"), "borne"),
        KioskKind.SCREEN: (_("écran de hall"), "ecran"),
    }
    return [
        (f"{kiosk.title} ({names[kiosk.kind][0]})", f"{address}{names[kiosk.kind][1]}/{kiosk.id}")
        for kiosk in service.snapshot.manifest.kiosks
    ]


def _address(host: str, port: int) -> str:
    """Return the address to type in a browser."""
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, host)  # noqa: S104  # compared only
    shown = f"[{shown}]" if ":" in shown and not shown.startswith("[") else shown
    return f"http://{shown}:{port}/"


def _why_unusable(error: OSError, settings: Settings) -> str:
    host, port = settings.host, settings.port
    if error.errno == errno.EADDRINUSE:
        return _(
            "Le port %(port)s de %(host)s est déjà pris\u00a0: arrêtez ce qui l’occupe, "
            "ou choisissez-en un autre, par exemple PORT=%(other)s.",
            port=port,
            host=host,
            other=port + 1,
        )
    if error.errno == errno.EACCES:
        return _("Le port %(port)s est réservé au système\u00a0: prenez PORT=8080.", port=port)
    return _(
        "Impossible d’écouter sur %(host)s, port %(port)s (%(reason)s).",
        host=host,
        port=port,
        reason=error.strerror,
    )
