"""HTTP, JSON, money: the service around the planner."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from api.settings import Settings

if TYPE_CHECKING:
    from flask import Flask

    from feeds import Snapshot

__all__ = ["Settings", "create_app"]


def create_app(
    settings: Settings,
    *,
    snapshot: Snapshot | None = None,
    clock: Callable[[], datetime] | None = None,
) -> Flask:
    """Return the application on a network: the one given, else the region's active one.

    ``clock`` returns an aware ``datetime``; by default it is the machine's.

    Raises
    ------
    FeedError: the region is unknown or has no network that can be opened.

    """
    # Imported here: the command line must be able to say where numba keeps its cache first.
    from api.application import make_app

    return make_app(settings, snapshot, clock)
