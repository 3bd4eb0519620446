"""Lets in who has a token: as a bearer in programs, as a password in browsers."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from flask import request

from api.desk.registry import Registry
from api.desk.registry.tokens import Bearer, Role
from api.problems import FORBIDDEN, UNAUTHORIZED, ApiProblem
from api.words import _


def bearer_of(registry: Registry) -> Bearer:
    """Return who asks.

    Raises
    ------
    ApiProblem: no token, or one that is not known.

    """
    given = request.authorization
    token = None
    if given is not None:
        token = given.token if given.type == "bearer" else given.password
    bearer = registry.tokens.bearer(token) if token else None
    if bearer is None:
        raise ApiProblem(UNAUTHORIZED, _("Un jeton valable est demandé ici."))
    return bearer


def allow_change(bearer: Bearer, feed_id: str) -> None:
    """Let somebody change a feed; see `allow_changes`."""
    allow_changes(bearer, [feed_id])


def allow_changes(bearer: Bearer, feeds: Sequence[str]) -> None:
    """Let somebody change feeds, from a page of ours or a program, not from another site's page.

    Browsers send the password along with whatever asks them to: a form of another site must not
    use it.

    Raises
    ------
    ApiProblem: the role does not allow it, or the request comes from another site.

    """
    if bearer.role is Role.AUDITOR:
        raise ApiProblem(FORBIDDEN, _("Votre jeton permet de regarder, pas de changer."))
    for feed_id in feeds:
        if not bearer.may_change(feed_id):
            raise ApiProblem(
                FORBIDDEN, _("Votre jeton ne permet pas de changer le jeu %(feed)s.", feed=feed_id)
            )
    refuse_other_sites()


def allow_administration(bearer: Bearer) -> None:
    """Let an administrator change what is no feed's: kiosks, which cost their owner money.

    Raises
    ------
    ApiProblem: the role does not allow it, or the request comes from another site.

    """
    if bearer.role is not Role.ADMINISTRATOR:
        raise ApiProblem(FORBIDDEN, _("Seul un administrateur change les bornes."))
    refuse_other_sites()


def refuse_other_sites() -> None:
    """Let a form of our own pages, or a program, change something: no page of another site.

    Raises
    ------
    ApiProblem: the request comes from another site.

    """
    origin, site = request.headers.get("Origin"), request.headers.get("Sec-Fetch-Site")
    foreign = origin is not None and urlsplit(origin).netloc != request.host
    if foreign or site not in {None, "same-origin", "none"}:
        raise ApiProblem(FORBIDDEN, _("La demande vient d’un autre site."))
