"""The desk for programs: feeds and their health, files sent as the body of a request, reports."""

from __future__ import annotations

import json
import tempfile
from http import HTTPStatus
from pathlib import Path

from flask import Response, request, url_for
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response as AnyResponse

from api.desk.access import allow_change
from api.desk.inspections import inspection_of_version
from api.desk.limits import Room
from api.desk.receiving import receive
from api.desk.registry import State, Version
from api.desk.report import as_csv, as_json
from api.languages import language_of_answer
from api.service import current_service
from api.web.desk.overview import Health, health_of
from api.web.desk.session import blueprint, entered, today, told

_CHUNK_BYTES = 1024**2
API = "/api/v1/feeds"


@blueprint.get(API)
@told
def list_by_program() -> AnyResponse:
    """Answer with the feeds and their health."""
    registry, _bearer = entered()
    feeds = [_feed_json(health) for health in health_of(registry)]
    return _json({"feeds": feeds}, HTTPStatus.OK)


@blueprint.post(f"{API}/<feed_id>/versions")
@told
def upload_by_program(feed_id: str) -> AnyResponse:
    """Receive a file as the body of a request; answer with its report."""
    registry, bearer = entered()
    allow_change(bearer, feed_id)
    registry.known(feed_id)
    room = Room.of(current_service().settings)
    request.max_content_length = room.largest_bytes
    if (request.content_length or 0) > room.largest_bytes:
        raise RequestEntityTooLarge
    with tempfile.TemporaryDirectory(prefix="upload-") as home:
        path = Path(home) / f"{feed_id}.zip"
        with path.open("wb") as file:
            while chunk := request.stream.read(_CHUNK_BYTES):
                file.write(chunk)
        version = receive(
            registry, feed_id, path, who=bearer.name, source="api", today=today(), room=room
        )
    refused = version.state is State.REFUSED
    status = HTTPStatus.UNPROCESSABLE_ENTITY if refused else HTTPStatus.CREATED
    text = as_json(inspection_of_version(registry, version, today()), language_of_answer())
    response = Response(text, status, mimetype="application/json")
    response.headers["Location"] = url_for(
        "desk.report_by_program", feed_id=feed_id, number=version.id
    )
    return response


@blueprint.get(f"{API}/<feed_id>/versions/<int:number>")
@told
def report_by_program(feed_id: str, number: int) -> AnyResponse:
    """Answer with the report of a version."""
    registry, _bearer = entered()
    version = registry.version_of(feed_id, number)
    inspection = inspection_of_version(registry, version, today())
    if request.accept_mimetypes.best_match(["application/json", "text/csv"]) == "text/csv":
        return Response(as_csv(inspection, language_of_answer()), mimetype="text/csv")
    return Response(as_json(inspection, language_of_answer()), mimetype="application/json")


def _feed_json(health: Health) -> dict[str, object]:
    """Return a feed at a glance, as programs read it."""
    return {
        "id": health.record.id,
        "operator": health.record.operator,
        "licence": health.record.licence,
        "daysLeft": health.days_left,
        "active": None if health.active is None else _version_json(health.active),
        "latest": None if health.latest is None else _version_json(health.latest),
        "alerts": [{"kind": alert.kind, "detail": alert.detail} for alert in health.alerts],
    }


def _version_json(version: Version) -> dict[str, object]:
    """Return a version without where its file is."""
    return {
        "number": version.id,
        "state": version.state.value,
        "verdict": version.verdict,
        "score": version.score,
        "problems": version.n_problems,
        "file": version.file_name,
        "sha256": version.sha256,
        "bytes": version.size_bytes,
        "receivedAt": version.received_at.isoformat(timespec="seconds"),
        "receivedBy": version.received_by,
        "firstDate": None if version.first_date is None else version.first_date.isoformat(),
        "lastDate": None if version.last_date is None else version.last_date.isoformat(),
        "startsOn": None if version.starts_on is None else version.starts_on.isoformat(),
    }


def _json(content: object, status: HTTPStatus) -> Response:
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    response = Response(text, status, mimetype="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response
