"""Addresses with a former id of a stop or line lead to those of today: bookmarks go on working."""

from __future__ import annotations

from typing import Any

from flask import Flask, redirect, request, url_for
from werkzeug.wrappers import Response

from api.former_places import place_today
from api.service import current_service

_WITH_IDS = frozenset({"stops", "kiosk", "lines"})
"""Blueprints whose addresses hold the id of a stop or a line."""


def register(app: Flask) -> None:
    """Look at every address of a stop or line before its page is made."""
    app.before_request(_lead_to_today)


def _lead_to_today() -> Response | None:
    """Redirect for now, not for good: a version that is taken back brings its ids back."""
    if request.blueprint not in _WITH_IDS or request.endpoint is None:
        return None
    snapshot = current_service().snapshot
    lines = snapshot.former_ids.lines
    names = {"stop_id": "", "line_id": "", **(request.view_args or {})}
    stop_id, line_id, line = names["stop_id"], names["line_id"], request.args.get("line", "")
    today = place_today(snapshot, stop_id)
    if today == stop_id and line not in lines and line_id not in lines:
        return None
    values: dict[str, Any] = request.args.to_dict(flat=False)
    if line in lines:
        values["line"] = [lines[line]]
    if stop_id:
        values["stop_id"] = today
    if line_id:
        values["line_id"] = lines.get(line_id, line_id)
    return redirect(url_for(request.endpoint, **values))
