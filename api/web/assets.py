"""Files of the pages built by npm, under names that change with their content."""

from __future__ import annotations

import json
from functools import cache
from http import HTTPStatus
from pathlib import Path

from flask import Response, abort, request

FOLDER = Path(__file__).parent / "static"


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
    if file not in built_files().values():
        abort(HTTPStatus.NOT_FOUND)
    kind = Path(file).suffix
    response = Response(mimetype=_TYPES[kind])
    suffix = ""
    if kind in _COMPRESSED:
        response.headers["Vary"] = "Accept-Encoding"
        taken = [pair for pair in _ENCODINGS if request.accept_encodings[pair[0]]]
        if taken:
            response.headers["Content-Encoding"], suffix = taken[0]
    response.data = _content(file + suffix)
    if file == built_files()["kiosk_worker.js"]:
        response.headers["Service-Worker-Allowed"] = "/"  # the pages that it serves stand there
    return kept_for_ever(response)


def kept_for_ever(response: Response) -> Response:
    """Let browsers keep a file whose name changes with its content."""
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


@cache
def _content(file: str) -> bytes:
    """Return a file; all of them together are small."""
    return (FOLDER / file).read_bytes()


_ENCODINGS = (("br", ".br"), ("gzip", ".gz"))
_TYPES = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
    ".woff2": "font/woff2",
}
_COMPRESSED = {".css", ".js", ".svg", ".txt"}
