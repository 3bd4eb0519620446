"""The language of an answer: the one its address asks for, else the reader's, else French."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlencode

from flask import Flask, Response, has_request_context, request
from flask_babel import get_locale

LANGUAGES = {"fr": "Français", "de": "Deutsch", "en": "English"}
"""Each language there is a catalogue for, by its own name; French is the source."""

PARAMETER = "lang"
"""Of pages. The JSON endpoints have MOTIS's `language`."""

_SOURCE = "fr"
_LOCALES = {"en": "en_GB"}
"""Where the language alone would write dates as nobody here does."""


def reader_locale() -> str:
    """Return the locale to answer in."""
    if not has_request_context():
        return _SOURCE
    language = (
        asked_language()
        or request.accept_languages.best_match(LANGUAGES, default=_SOURCE)
        or _SOURCE
    )
    return _LOCALES.get(language, language)


def asked_language() -> str | None:
    """Return the first language of the address that there is, None when it asks for none."""
    given = ",".join(request.args.getlist(PARAMETER) + request.args.getlist("language"))
    tags = (tag.strip().lower().partition("-")[0] for tag in given.split(","))
    return next((tag for tag in tags if tag in LANGUAGES), None)


def language_of_answer() -> str:
    """Return the language this request is answered in."""
    return str(get_locale().language)


def address_in(language: str) -> str:
    """Return the address of this very page in another language."""
    kept = [(name, value) for name, value in request.args.items(multi=True) if name != PARAMETER]
    query = urlencode([*kept, (PARAMETER, language)])
    return f"{quote(request.script_root + request.path)}?{query}"


def register(app: Flask) -> None:
    """Keep a language that was asked for in the addresses of pages, and name it in answers."""
    app.url_defaults(_keep_language)
    app.after_request(_name_language)


def _keep_language(endpoint: str, values: dict[str, Any]) -> None:
    """Links lead to pages in the language that the address of this one asks for."""
    if (
        endpoint.endswith(".static")
        or endpoint.startswith(("json.", "map.", "look.styles", "look.logo"))
        or not has_request_context()
    ):
        return
    if PARAMETER in request.args and (language := asked_language()):
        values.setdefault(PARAMETER, language)


def _name_language(response: Response) -> Response:
    if response.mimetype in {"text/html", "application/json", "application/problem+json"}:
        response.headers["Content-Language"] = language_of_answer()
        response.vary.add("Accept-Language")
    return response
