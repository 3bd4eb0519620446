"""Dates in sentences, as the reader's language writes them in figures."""

from __future__ import annotations

from datetime import date

from babel.dates import format_skeleton
from flask_babel import get_locale

_SOURCE = "fr"


def numeric_date(when: date) -> str:
    """Return a date in figures: ``25/11/2026`` in French, ``25.11.2026`` in German."""
    return format_skeleton("yMMdd", when, locale=get_locale() or _SOURCE)
