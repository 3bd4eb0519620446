"""Files of a look: its style sheet, its logo, and the manifest of the site."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, abort, request, url_for

from api.languages import language_of_answer
from api.service import current_service
from api.web.assets import built_files, kept_for_ever
from api.web.theme import OWN, theme_of, theme_styles, theme_version
from feeds import Theme

blueprint = Blueprint("look", __name__)

_PICTURE_ONLY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
"""Of a logo that is opened by itself: its styles are drawn, nothing in it runs or is fetched."""
_TYPES = {"svg": "image/svg+xml", "png": "image/png"}
_PREFERS_DARK = "(prefers-color-scheme:dark)"
_HOLDS = {"light": "(max-width:0)", "dark": "(min-width:0)"}
"""What stands in its place where the scheme is known: a condition that never or always holds."""
_BACKGROUND = "#f4f3ee"


@blueprint.get("/look/<version>.css")
@blueprint.get("/look/<any(light, dark):scheme>/<version>.css")
def styles(version: str, scheme: str = "") -> Response:
    """Send the shades of one of the looks; those of one scheme whatever the reader prefers."""
    themes = current_service().snapshot.manifest.themes
    theme = next((theme for theme in themes if theme_version(theme) == version), None)
    if theme is None:
        abort(HTTPStatus.NOT_FOUND)
    body = theme_styles(theme)
    if scheme:
        body = body.replace(_PREFERS_DARK, _HOLDS[scheme])
    return kept_for_ever(Response(body, mimetype="text/css"))


@blueprint.get("/look/logo/<file>")
def logo(file: str) -> Response:
    """Send the logo of one of the looks."""
    content = current_service().snapshot.logos.get(file)
    if content is None:
        abort(HTTPStatus.NOT_FOUND)
    response = Response(content, mimetype=_TYPES[file.rpartition(".")[2]])
    response.headers["Content-Security-Policy"] = _PICTURE_ONLY
    response.headers["X-Content-Type-Options"] = "nosniff"
    return kept_for_ever(response)


@blueprint.get("/site.webmanifest")
def manifest() -> Response:
    """Send what a phone needs to put the site among its programs, in the look of this host."""
    service = current_service()
    theme = theme_of(service, request.host)
    source, kind = icon_of(theme)
    content = {
        "name": f"{theme.name}, {service.snapshot.manifest.region_name}",
        "short_name": theme.name,
        "lang": language_of_answer(),
        "start_url": url_for("pages.planner"),
        "scope": url_for("pages.planner", lang=None),
        "display": "minimal-ui",
        "theme_color": f"#{theme.main}",
        "background_color": _BACKGROUND,
        "icons": [{"src": source, "type": kind, "sizes": "any"}],
    }
    body = json.dumps(content, ensure_ascii=False)
    response = Response(body, mimetype="application/manifest+json")
    response.headers["Cache-Control"] = "no-cache"
    return response


def look_of(theme: Theme) -> dict[str, Any]:
    """Return what templates draw a look from."""
    return {
        "theme": theme,
        "theme_styles": styles_of(theme),
        "theme_styles_in": lambda scheme: styles_of(theme, scheme),
        "logo": logo_of(theme),
        "site_icon": icon_of(theme)[0],
    }


def styles_of(theme: Theme, scheme: str = "") -> str:
    """Return the address of the style sheet of a look, "" for ours, which every page has.

    A kiosk is light or dark as it is configured; `scheme` says which.
    """
    if theme == OWN:
        return ""
    return url_for("look.styles", version=theme_version(theme), scheme=scheme or None)


def logo_of(theme: Theme) -> str:
    """Return the address of the logo of a look, "" where it has none."""
    return "" if theme.logo is None else url_for("look.logo", file=theme.logo.file)


def icon_of(theme: Theme) -> tuple[str, str]:
    """Return (address, type) of the picture that stands for the site."""
    if theme.logo is None:
        return url_for("pages.static", file=built_files()["icon.svg"]), _TYPES["svg"]
    return logo_of(theme), _TYPES[theme.logo.file.rpartition(".")[2]]
