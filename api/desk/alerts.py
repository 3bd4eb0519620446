"""What somebody should know today: feeds that end soon or ended, fetches that fail, refusals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from api.dates import numeric_date
from api.desk.registry import Registry, State
from api.words import _

SOON_DAYS = 14


@dataclass(frozen=True)
class Alert:
    """One thing to know about a feed."""

    feed_id: str
    operator: str
    kind: str
    """`expires`, `expired`, `pull_failed` or `refused`."""
    detail: str
    """Last day of service, why the fetch failed, or the number of the version."""
    about: str
    """What it is about: an alert of the same kind about the same is told once."""

    def sentence(self) -> str:
        """Return what to know, in the reader's language."""
        detail = self.detail
        if self.kind in {"expires", "expired"}:
            detail = numeric_date(date.fromisoformat(detail))
        return {
            "expires": _("les horaires finissent le %(detail)s", detail=detail),
            "expired": _("les horaires sont finis depuis le %(detail)s", detail=detail),
            "pull_failed": _("échec du téléchargement\u00a0: %(detail)s", detail=detail),
            "refused": _("la version %(detail)s a été refusée, celle d’avant reste", detail=detail),
        }[self.kind]


def alerts(registry: Registry, today: date) -> list[Alert]:
    """Return the alerts of a day, by feed.

    A feed whose next version is in service already does not expire.
    """
    failed = {pull.feed_id: pull for pull in registry.pulls.all() if pull.last_error is not None}
    found = []
    for record in registry.feeds():
        told: list[tuple[str, str, str]] = []
        versions = registry.versions(record.id)
        active = [one.last_date for one in versions if one.state is State.ACTIVE]
        last = max((day for day in active if day is not None), default=None)
        if last is not None and (last - today).days < SOON_DAYS:
            kind = "expired" if last < today else "expires"
            told.append((kind, last.isoformat(), last.isoformat()))
        if record.id in failed:
            pull = failed[record.id]
            told.append(("pull_failed", str(pull.last_error), pull.url))
        if versions and versions[0].state is State.REFUSED:
            told.append(("refused", f"{versions[0].id}", f"{versions[0].id}"))
        found += [Alert(record.id, record.operator, *one) for one in told]
    return found
