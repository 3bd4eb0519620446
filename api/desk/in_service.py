"""The registry of the region in service, opened once in a process."""

from __future__ import annotations

import os
from datetime import UTC

from flask import current_app

from api.desk.publishing import open_registry
from api.desk.registry import FeedRecord, Registry
from api.service import current_service

_REGISTRY = "correspondance-registry"


def registry_in_service() -> Registry:
    """Return the registry that requests ask.

    Raises
    ------
    DeskError: the database cannot be opened.

    """
    kept: tuple[int, Registry] | None = current_app.extensions.get(_REGISTRY)
    if kept is None or kept[0] != os.getpid():
        service = current_service()
        manifest = service.snapshot.manifest
        feeds = (
            FeedRecord(feed.id, feed.operator, manifest.region_name, feed.licence, feed.url)
            for feed in manifest.feeds
        )
        registry = open_registry(
            service.settings, manifest.region_id, feeds, lambda: service.now().astimezone(UTC)
        )
        kept = os.getpid(), registry
        current_app.extensions[_REGISTRY] = kept
    return kept[1]
