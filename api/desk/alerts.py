"""What somebody should know today: feeds that end soon or ended, and fetches that fail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from api.desk.registry import Registry, State
from api.words import _

SOON_DAYS = 14


@dataclass(frozen=True)
class Alert:
    """One thing to know about a feed."""

    feed_id: str
    operator: str
    kind: str
    """`expires`, `expired` or `pull_failed`."""
    detail: str
    """Last day of service, or why the fetch failed."""

    def sentence(self) -> str:
        """Return what to know, in the reader's language."""
        return {
            "expires": _("les horaires finissent le %(detail)s", detail=self.detail),
            "expired": _("les horaires sont finis depuis le %(detail)s", detail=self.detail),
            "pull_failed": _("échec du téléchargement\u00a0: %(detail)s", detail=self.detail),
        }[self.kind]


def alerts(registry: Registry, today: date) -> list[Alert]:
    """Return the alerts of a day, by feed.

    A feed whose next version is in service already does not expire.
    """
    failed = {pull.feed_id: pull.last_error for pull in registry.pulls.all() if pull.last_error}
    found = []
    for record in registry.feeds():
        active = [v for v in registry.versions(record.id) if v.state is State.ACTIVE]
        last = max((v.last_date for v in active if v.last_date is not None), default=None)
        if last is not None and (last - today).days < SOON_DAYS:
            kind = "expired" if last < today else "expires"
            found.append(Alert(record.id, record.operator, kind, last.isoformat()))
        if record.id in failed:
            found.append(Alert(record.id, record.operator, "pull_failed", failed[record.id]))
    return found
