"""Files of a look: its style sheet, its logo, and the manifest of the site."""

from __future__ import annotations

import json
from http import HTTPStatus

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
_BACKGROUND = "#f4f3ee"


@blueprint.get("/look/<version>.css")
def styles(version: str) -> Response:
    """Send the shades of one of the looks."""
    themes = current_service().snapshot.manifest.themes
    theme = next((theme for theme in themes if theme_version(theme) == version), None)
    if theme is None:
        abort(HTTPStatus.NOT_FOUND)
    return kept_for_ever(Response(theme_styles(theme), mimetype="text/css"))


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


def styles_of(theme: Theme) -> str:
    """Return the address of the style sheet of a look, "" for ours, which every page has."""
    return "" if theme == OWN else url_for("look.styles", version=theme_version(theme))


def logo_of(theme: Theme) -> str:
    """Return the address of the logo of a look, "" where it has none."""
    return "" if theme.logo is None else url_for("look.logo", file=theme.logo.file)


def icon_of(theme: Theme) -> tuple[str, str]:
    """Return (address, type) of the picture that stands for the site."""
    if theme.logo is None:
        return url_for("pages.static", file=built_files()["icon.svg"]), _TYPES["svg"]
    return logo_of(theme), _TYPES[theme.logo.file.rpartition(".")[2]]
