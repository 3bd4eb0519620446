"""Files of the pages built by npm, under names that change with their content."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from flask import Response, request, send_from_directory

FOLDER = Path(__file__).parent / "static"
YEAR_S = 365 * 24 * 3600

_ENCODINGS = (("br", ".br"), ("gzip", ".gz"))


class AssetsMissingError(Exception):
    """The pages' files were never built."""

    def __init__(self) -> None:
        super().__init__(f"{FOLDER / 'manifest.json'} is absent: run `make run` or `npm run build`")


@cache
def built_files() -> dict[str, str]:
    """Return the file that each asset became.

    Raises
    ------
    AssetsMissingError: nothing was built.

    """
    try:
        content: dict[str, str] = json.loads((FOLDER / "manifest.json").read_text("utf-8"))
    except FileNotFoundError as error:
        raise AssetsMissingError from error
    return content


def send_asset(file: str) -> Response:
    """Send a built file, compressed where the browser takes it, to be kept for ever."""
    encoding, suffix = _encoding(file)
    response = send_from_directory(FOLDER, file + suffix, max_age=YEAR_S, conditional=True)
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["Cache-Control"] = f"public, max-age={YEAR_S}, immutable"
    if encoding:
        response.headers["Content-Encoding"] = encoding
        response.mimetype = _TYPES[Path(file).suffix]
    return response


_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


def _encoding(file: str) -> tuple[str, str]:
    """Return (Content-Encoding, ending of the file) to send, empty to send it as it is."""
    if Path(file).suffix in _TYPES:
        for encoding, suffix in _ENCODINGS:
            if request.accept_encodings[encoding] and (FOLDER / (file + suffix)).is_file():
                return encoding, suffix
    return "", ""
