"""Files come in from the form of a page: received, checked, and shown with what was found."""

from __future__ import annotations

import tempfile
from contextlib import closing
from http import HTTPStatus
from pathlib import Path

from flask import redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from api.desk.access import allow_change
from api.desk.limits import Room
from api.desk.receiving import receive
from api.problems import BAD_REQUEST, ApiProblem
from api.service import current_service
from api.web.desk.session import blueprint, entered, today, told
from api.words import _

_FORM_BYTES = 64 * 1024
"""What a form weighs beside its file."""
_LONGEST_NAME = 80


@blueprint.post("/desk/feeds/<feed_id>/versions")
@told
def upload(feed_id: str) -> AnyResponse:
    """Receive a file from the form of the page."""
    registry, bearer = entered()
    allow_change(bearer, feed_id)
    registry.known(feed_id)
    room = Room.of(current_service().settings)
    request.max_content_length = room.largest_bytes + _FORM_BYTES
    given = request.files.get("file")
    if given is None or not given.filename:
        raise ApiProblem(BAD_REQUEST, _("Choisissez un fichier."), "file")
    with tempfile.TemporaryDirectory(prefix="upload-") as home, closing(given):
        path = Path(home) / plain_name(given.filename)
        given.save(path)
        version = receive(
            registry,
            feed_id,
            path,
            who=bearer.name,
            source="desk",
            today=today(),
            room=room,
        )
    return redirect(url_for("desk.report", number=version.id), HTTPStatus.SEE_OTHER)


def plain_name(name: str) -> str:
    """Return the last part of a file's name, of letters, digits and a few signs only."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(letter for letter in last if letter.isalnum() or letter in "-_. ").strip(". ")
    return kept[:_LONGEST_NAME] or "feed.zip"
