"""Tells each alert once: a letter that any mailer can send, and a post to the webhook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path

from api.desk.alerts import Alert
from api.desk.errors import DeskError
from api.desk.pulling import Limits
from api.desk.registry import Registry
from api.desk.registry.alerts import Key
from api.desk.webhook import Webhook
from api.settings import Settings
from api.words import N_, _
from feeds import Region

OUTBOX = "outbox"
POST_TIMEOUT_S = 10.0


@dataclass(frozen=True)
class Outcome:
    """Letters that were written, and why the webhook took nothing."""

    letters: list[Path]
    failures: list[DeskError]


def notify(
    registry: Registry,
    standing: Sequence[Alert],
    settings: Settings,
    region: Region,
    now: datetime,
) -> Outcome:
    """Write a letter about the new alerts, and post those that the webhook does not have.

    Raises
    ------
    DeskError: the registry or the outbox cannot be written.

    """
    by_key = {_key(alert): alert for alert in standing}
    outbox = settings.desk_of(region.id) / OUTBOX
    new = [by_key[key] for key in registry.alerts.renew(by_key, now)]
    letters = [_write(outbox, new, (settings, region), now)] if new else []
    failures = []
    if settings.desk_webhook is not None:
        limits = Limits(timeout_s=POST_TIMEOUT_S, allowed_hosts=settings.pull_hosts)
        webhook = Webhook(settings.desk_webhook, settings.desk_webhook_secret or "", limits)
        for key, since in registry.alerts.due(now):
            try:
                webhook.post(_message(by_key[key], region, since), now)
            except DeskError as error:
                registry.alerts.failed(key, now)
                failures.append(error)
            else:
                registry.alerts.posted(key, now)
    return Outcome(letters, failures)


def _key(alert: Alert) -> Key:
    return alert.feed_id, alert.kind, alert.about


def _message(alert: Alert, region: Region, since: datetime) -> dict[str, object]:
    """Return what the webhook gets (docs/OPERATORS.md)."""
    return {
        "kind": alert.kind,
        "region": region.id,
        "feed": alert.feed_id,
        "operator": alert.operator,
        "detail": alert.detail,
        "sentence": alert.sentence(),
        "since": since.isoformat(timespec="seconds"),
    }


def _write(
    outbox: Path, new: Sequence[Alert], where: tuple[Settings, Region], now: datetime
) -> Path:
    """Write a letter into the outbox, whole or not at all."""
    settings, region = where
    letter = EmailMessage(policy=SMTP)
    letter["Subject"] = _("%(region)s\u00a0: alertes sur les jeux de données", region=region.name)
    letter["Date"] = format_datetime(now)
    if settings.contact:
        letter["To"] = letter["From"] = settings.contact
    letter.set_content(
        "\n".join(f"{one.feed_id} ({one.operator})\u00a0: {one.sentence()}." for one in new) + "\n"
    )
    path = outbox / f"{now:%Y%m%dT%H%M%S%fZ}.eml"
    aside = path.with_suffix(".part")
    try:
        outbox.mkdir(parents=True, exist_ok=True)
        aside.write_bytes(letter.as_bytes())
        aside.replace(path)
    except OSError as error:
        raise DeskError(
            N_("%(folder)s ne peut être écrit (%(reason)s)"), folder=outbox, reason=error.strerror
        ) from error
    return path
