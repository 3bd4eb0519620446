"""Answers made on the spot, compressed for those who take it; built files and tiles come so."""

from __future__ import annotations

from flask import Flask
from flask_compress import Compress

ALGORITHMS = ("br", "gzip")
TYPES = (
    *("text/html", "text/css", "text/csv", "text/calendar", "image/svg+xml"),
    *("application/json", "application/problem+json", "application/geo+json"),
)
SHORTEST_BYTES = 500
"""Less than that gets no smaller."""


def register(app: Flask) -> None:
    """Compress answers once they are charged.

    To be called before the meter is registered, for Flask runs the last one first: an answer
    costs the same whatever a reader's browser takes.
    """
    app.config["COMPRESS_ALGORITHM"] = list(ALGORITHMS)
    app.config["COMPRESS_MIMETYPES"] = list(TYPES)
    app.config["COMPRESS_MIN_SIZE"] = SHORTEST_BYTES
    app.config["COMPRESS_STREAMS"] = False
    Compress(app)
