"""The operators' desk in a browser: feeds at a glance, versions, reports, into service and back."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import date
from functools import wraps
from http import HTTPStatus
from pathlib import Path
from typing import Any, ParamSpec

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from api.desk.access import allow_change, bearer_of
from api.desk.comparison_report import comparison_text
from api.desk.errors import DeskError
from api.desk.in_service import registry_in_service
from api.desk.limits import LARGEST_BYTES
from api.desk.receiving import receive
from api.desk.registry import State, Version
from api.desk.report import as_json, grouped, rules_found
from api.desk.running import LOG, is_busy, said, start
from api.desk.texts import LANGUAGES, texts_in
from api.languages import language_of_answer
from api.problems import BAD_REQUEST, CONFLICT, ApiProblem
from api.service import current_service
from api.web.desk_wording import state_name
from api.words import _
from feeds.snapshot import read_problems

blueprint = Blueprint("desk", __name__, template_folder="templates")

DROP_SHARE = 0.2
EXAMPLES_SHOWN = 20
Args = ParamSpec("Args")


def told(view: Callable[Args, AnyResponse]) -> Callable[Args, AnyResponse]:
    """Answer what the desk refuses with its sentence."""

    @wraps(view)
    def answer(*args: Args.args, **kwargs: Args.kwargs) -> AnyResponse:
        try:
            return view(*args, **kwargs)
        except DeskError as error:
            reason = str(error).rstrip(".")
            raise ApiProblem(CONFLICT, _("Impossible\u00a0: %(reason)s.", reason=reason)) from error

    return answer


@blueprint.get("/desk")
@told
def overview() -> AnyResponse:
    """List the feeds with their health at a glance."""
    registry = registry_in_service()
    bearer_of(registry)
    pulls = {pull.feed_id: pull for pull in registry.pulls.all()}
    rows = []
    for record in registry.feeds():
        versions = registry.versions(record.id)
        active = next((one for one in versions if one.state is State.ACTIVE), None)
        rows.append((record, active, versions[0] if versions else None, pulls.get(record.id)))
    return _page("desk.html", rows=rows, days_left=_days_left)


@blueprint.get("/desk/overlaps")
@told
def overlaps() -> AnyResponse:
    """Show what the feeds of the network in service share, and which copies were dropped."""
    bearer_of(registry_in_service())
    service = current_service()
    snapshot = service.snapshot
    store = service.settings.networks_of(snapshot.manifest.region_id)
    found = read_problems(store, snapshot.version).get("overlaps", [])
    return _page("desk_overlaps.html", overlaps=found)


@blueprint.get("/desk/feeds/<feed_id>")
@told
def feed(feed_id: str) -> AnyResponse:
    """Show a feed: its versions, what may be done, who did what."""
    registry = registry_in_service()
    bearer = bearer_of(registry)
    registry.known(feed_id)
    (record,) = (one for one in registry.feeds() if one.id == feed_id)
    folder = _folder()
    return _page(
        "desk_feed.html",
        feed=record,
        versions=registry.versions(feed_id),
        history=registry.history(feed_id),
        may_change=bearer.may_change(feed_id),
        busy=is_busy(folder),
        log=said(folder),
        State=State,
    )


@blueprint.get("/desk/versions/<int:number>")
@told
def report(number: int) -> AnyResponse:
    """Show what was found in a version: in French, to readers of other languages in English."""
    from feeds.inspect import inspect_feed

    registry = registry_in_service()
    bearer_of(registry)
    version = registry.version(number)
    language = language_of_answer()
    language = language if language in LANGUAGES else "en"
    inspection = inspect_feed(registry.file_of(version), _today())
    texts = texts_in(language)
    return _page(
        "desk_report.html",
        version=version,
        inspection=inspection,
        found=rules_found(inspection, texts),
        say=texts.report,
        report_language=language,
        shown=EXAMPLES_SHOWN,
        grouped=grouped,
    )


@blueprint.get("/desk/versions/<int:number>/changes")
@told
def changes(number: int) -> AnyResponse:
    """Show what a version changes against the one in service."""
    from feeds.compare import compare_feeds
    from feeds.single import read_feed

    registry = registry_in_service()
    bearer_of(registry)
    version = registry.version(number)
    active = [one for one in registry.versions(version.feed_id) if one.state is State.ACTIVE]
    if not active:
        raise DeskError(f"no version of feed {version.feed_id} is in service")
    old, new = (read_feed(registry.file_of(one), _today()) for one in (active[0], version))
    text = comparison_text(compare_feeds(old, new), DROP_SHARE, "fr")
    return _page("desk_changes.html", version=version, active=active[0], text=text)


@blueprint.post("/desk/feeds/<feed_id>/versions")
@told
def upload(feed_id: str) -> AnyResponse:
    """Receive a file from the form of the page."""
    registry = registry_in_service()
    bearer = bearer_of(registry)
    allow_change(bearer, feed_id)
    request.max_content_length = LARGEST_BYTES
    given = request.files.get("file")
    if given is None or not given.filename:
        raise ApiProblem(BAD_REQUEST, _("Choisissez un fichier."), "file")
    with tempfile.TemporaryDirectory(prefix="upload-") as folder:
        path = Path(folder) / _plain(given.filename)
        given.save(path)
        version = receive(registry, feed_id, path, who=bearer.name, source="desk", today=_today())
    return _to_report(version)


@blueprint.post("/api/v1/feeds/<feed_id>/versions")
@told
def upload_by_program(feed_id: str) -> AnyResponse:
    """Receive a file as the body of a request; answer with its report."""
    from feeds.inspect import inspect_feed

    registry = registry_in_service()
    bearer = bearer_of(registry)
    allow_change(bearer, feed_id)
    request.max_content_length = LARGEST_BYTES
    with tempfile.TemporaryDirectory(prefix="upload-") as folder:
        path = Path(folder) / f"{_plain(feed_id)}.zip"
        with path.open("wb") as file:
            while chunk := request.stream.read(1024**2):
                file.write(chunk)
        version = receive(registry, feed_id, path, who=bearer.name, source="api", today=_today())
    inspection = inspect_feed(registry.file_of(version), _today())
    refused = version.state is State.REFUSED
    status = HTTPStatus.UNPROCESSABLE_ENTITY if refused else HTTPStatus.CREATED
    response = Response(as_json(inspection, "fr"), status, mimetype="application/json")
    response.headers["Location"] = url_for("desk.report", number=version.id)
    return response


@blueprint.post("/desk/versions/<int:number>/<any(activate, accept):action>")
@told
def decide(number: int, action: str) -> AnyResponse:
    """Put a version into service, or accept it with a reason."""
    registry = registry_in_service()
    bearer = bearer_of(registry)
    version = registry.version(number)
    allow_change(bearer, version.feed_id)
    if action == "accept":
        reason = request.form.get("reason", "").strip()
        if not reason:
            raise ApiProblem(BAD_REQUEST, _("Dites pourquoi."), "reason")
        registry.accept(number, who=bearer.name, reason=reason)
    else:
        options = ("activate", str(number), f"--who={bearer.name}", *_first_day())
        start(current_service().settings, _folder(), options)
    return redirect(url_for("desk.feed", feed_id=version.feed_id), HTTPStatus.SEE_OTHER)


@blueprint.post("/desk/feeds/<feed_id>/rollback")
@told
def roll_back(feed_id: str) -> AnyResponse:
    """Go back to the version before."""
    registry = registry_in_service()
    bearer = bearer_of(registry)
    allow_change(bearer, feed_id)
    registry.known(feed_id)
    start(current_service().settings, _folder(), ("rollback", feed_id, f"--who={bearer.name}"))
    return redirect(url_for("desk.feed", feed_id=feed_id), HTTPStatus.SEE_OTHER)


def _folder() -> Path:
    service = current_service()
    return service.settings.desk_of(service.snapshot.manifest.region_id)


def _today() -> date:
    return current_service().now().date()


def _days_left(version: Version | None) -> int | None:
    if version is None or version.last_date is None:
        return None
    return (version.last_date - _today()).days


def _first_day() -> tuple[str, ...]:
    """Return the option for the first day that the form asks for."""
    text = request.form.get("from", "").strip()
    if not text:
        return ()
    try:
        return (f"--from={date.fromisoformat(text)}",)
    except ValueError as error:
        raise ApiProblem(BAD_REQUEST, _("Écrivez le premier jour AAAA-MM-JJ."), "from") from error


def _plain(name: str) -> str:
    """Return the last part of a file's name, of letters, digits and a few signs only."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(letter for letter in last if letter.isalnum() or letter in "-_. ").strip(". ")
    return kept[:80] or "feed.zip"


def _to_report(version: Version) -> AnyResponse:
    return redirect(url_for("desk.report", number=version.id), HTTPStatus.SEE_OTHER)


def _page(template: str, **values: Any) -> Response:  # noqa: ANN401  # what the template shows
    body = render_template(template, state_name=state_name, log_name=LOG, **values)
    response = Response(body, mimetype="text/html")
    response.headers["Cache-Control"] = "no-store"
    return response
