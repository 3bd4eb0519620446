"""The desk's first pages: feeds with their health at a glance, one feed, and what was done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from http import HTTPStatus

from flask import jsonify, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from api.desk.access import allow_change
from api.desk.alerts import Alert, alerts
from api.desk.limits import Room, in_mib
from api.desk.registry import FeedRecord, Registry, State, Version
from api.desk.registry.pulls import Pull
from api.desk.running import is_busy, said, start
from api.problems import BAD_REQUEST, ApiProblem
from api.service import current_service
from api.web.desk.live import read_live
from api.web.desk.session import blueprint, entered, folder, form_text, page, today, told
from api.words import _

HISTORY_SHOWN = 200


@dataclass(frozen=True)
class Health:
    """A feed at a glance."""

    record: FeedRecord
    active: Version | None
    latest: Version | None
    pull: Pull | None
    alerts: tuple[Alert, ...]
    days_left: int | None


@blueprint.get("/desk")
@told
def overview() -> AnyResponse:
    """List the feeds with their health at a glance."""
    registry, bearer = entered()
    home = folder()
    return page(
        "desk.html",
        bearer,
        rows=health_of(registry),
        live=read_live(current_service()),
        busy=is_busy(home),
        log=said(home),
    )


@blueprint.get("/desk/build")
@told
def build_state() -> AnyResponse:
    """Say whether the network is being built and what the build said, for pages that follow it."""
    entered()
    home = folder()
    # The state first: what is read afterwards holds all that a build that ended said.
    answer = jsonify(busy=is_busy(home), log=said(home))
    answer.headers["Cache-Control"] = "no-store"
    return answer


@blueprint.get("/desk/history")
@told
def history() -> AnyResponse:
    """List who did what, with every feed."""
    registry, bearer = entered()
    rows = registry.history(None, HISTORY_SHOWN)
    return page("desk_history.html", bearer, history=rows, shown=HISTORY_SHOWN)


@blueprint.get("/desk/feeds/<feed_id>")
@told
def feed(feed_id: str) -> AnyResponse:
    """Show a feed: its versions, what may be done, who did what."""
    registry, bearer = entered()
    registry.known(feed_id)
    (row,) = (one for one in health_of(registry) if one.record.id == feed_id)
    home = folder()
    return page(
        "desk_feed.html",
        bearer,
        health=row,
        feed=row.record,
        versions=registry.versions(feed_id),
        history=registry.history(feed_id, HISTORY_SHOWN),
        may_change=bearer.may_change(feed_id),
        busy=is_busy(home),
        log=said(home),
        State=State,
        room=Room.of(current_service().settings),
        in_mib=in_mib,
    )


@blueprint.post("/desk/versions/<int:number>/<any(activate, accept):action>")
@told
def decide(number: int, action: str) -> AnyResponse:
    """Put a version into service, or accept it with a reason."""
    registry, bearer = entered()
    version = registry.version(number)
    allow_change(bearer, version.feed_id)
    if action == "accept":
        registry.accept(number, who=bearer.name, reason=form_text("reason", _("Dites pourquoi.")))
    else:
        options = ("activate", str(number), f"--who={bearer.name}", *_first_day())
        start(current_service().settings, folder(), options)
    return redirect(url_for("desk.feed", feed_id=version.feed_id), HTTPStatus.SEE_OTHER)


@blueprint.post("/desk/feeds/<feed_id>/rollback")
@told
def roll_back(feed_id: str) -> AnyResponse:
    """Go back to the version before."""
    registry, bearer = entered()
    allow_change(bearer, feed_id)
    registry.known(feed_id)
    start(current_service().settings, folder(), ("rollback", feed_id, f"--who={bearer.name}"))
    return redirect(url_for("desk.feed", feed_id=feed_id), HTTPStatus.SEE_OTHER)


def health_of(registry: Registry) -> list[Health]:
    """Return every feed at a glance."""
    pulls = {pull.feed_id: pull for pull in registry.pulls.all()}
    raised = alerts(registry, today())
    rows = []
    for record in registry.feeds():
        versions = registry.versions(record.id)
        active = next((one for one in versions if one.state is State.ACTIVE), None)
        rows.append(
            Health(
                record,
                active,
                versions[0] if versions else None,
                pulls.get(record.id),
                tuple(alert for alert in raised if alert.feed_id == record.id),
                _days_left(active, record.id),
            )
        )
    return rows


def _days_left(active: Version | None, feed_id: str) -> int | None:
    """Return the days until the service of a feed ends: of its version, or the region's file."""
    if active is not None:
        last = active.last_date
    else:
        credits_ = current_service().snapshot.manifest.feeds
        last = next((one.last_date for one in credits_ if one.id == feed_id), None)
    return None if last is None else (last - today()).days


def _first_day() -> tuple[str, ...]:
    """Return the option for the first day that the form asks for."""
    text = request.form.get("from", "").strip()
    if not text:
        return ()
    try:
        return (f"--from={date.fromisoformat(text)}",)
    except ValueError as error:
        raise ApiProblem(BAD_REQUEST, _("Écrivez le premier jour AAAA-MM-JJ."), "from") from error
