"""What every page of the desk begins with: its registry, who asks, and how refusals are told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec

from flask import Blueprint, Response, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from api.desk.access import bearer_of
from api.desk.errors import DeskError, NoRoomError, TooLargeError, UnknownHereError
from api.desk.feed_wording import feed_error_text
from api.desk.in_service import registry_in_service
from api.desk.registry import Registry
from api.desk.registry.tokens import Bearer
from api.desk.wording import happening_text, role_name, state_name, verdict_name
from api.problems import BAD_REQUEST, CONFLICT, NO_ROOM, NOT_FOUND, TOO_LARGE, ApiProblem
from api.service import current_service
from api.words import _
from feeds import FeedRefusedError

blueprint = Blueprint("desk", __name__, template_folder="../templates")

_SLUGS = {UnknownHereError: NOT_FOUND, TooLargeError: TOO_LARGE, NoRoomError: NO_ROOM}
Args = ParamSpec("Args")


def told(view: Callable[Args, AnyResponse]) -> Callable[Args, AnyResponse]:
    """Answer what the desk refuses with its sentence."""

    @wraps(view)
    def answer(*args: Args.args, **kwargs: Args.kwargs) -> AnyResponse:
        try:
            return view(*args, **kwargs)
        except DeskError as error:
            raise _problem(_SLUGS.get(type(error), CONFLICT), str(error)) from error
        except FeedRefusedError as error:
            raise _problem(CONFLICT, feed_error_text(error)) from error

    return answer


def _problem(slug: str, reason: str) -> ApiProblem:
    return ApiProblem(slug, _("Impossible\u00a0: %(reason)s.", reason=reason.rstrip(".")))


def entered() -> tuple[Registry, Bearer]:
    """Return the registry of the region in service and who asks.

    Raises
    ------
    ApiProblem: no token, or one that is not known.
    DeskError: the registry cannot be opened.

    """
    registry = registry_in_service()
    return registry, bearer_of(registry)


def folder() -> Path:
    """Return the folder of the desk."""
    service = current_service()
    return service.settings.desk_of(service.snapshot.manifest.region_id)


def today() -> date:
    """Return the day where the region is."""
    return current_service().now().date()


def form_text(name: str, missing: str) -> str:
    """Return a field of a form without the spaces around it.

    Raises
    ------
    ApiProblem: it is empty; `missing` is the sentence about it.

    """
    text = request.form.get(name, "").strip()
    if not text:
        raise ApiProblem(BAD_REQUEST, missing, name)
    return text


def page(template: str, bearer: Bearer, **values: Any) -> Response:  # noqa: ANN401  # what the template shows
    """Show a page of the desk, which nobody keeps."""
    body = render_template(
        template,
        bearer=bearer,
        state_name=state_name,
        verdict_name=verdict_name,
        role_name=role_name,
        happening_text=happening_text,
        **values,
    )
    response = Response(body, mimetype="text/html")
    response.headers["Cache-Control"] = "no-store"
    return response
