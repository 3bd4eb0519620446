"""The `feeds` commands that change what is in service, or show it."""

from __future__ import annotations

import argparse
import re
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from api.building import build
from api.desk.addresses import checked_target
from api.desk.alerts import alerts
from api.desk.errors import DeskError
from api.desk.limits import Room
from api.desk.notifying import notify
from api.desk.publishing import registry_of
from api.desk.pulling import Limits
from api.desk.receiving import pull_all, receive
from api.desk.registry import FeedRecord, Registry, State, Version
from api.desk.registry.tokens import Role
from api.desk.renaming import keep_aliases
from api.desk.running import alone
from api.desk.texts import texts_in
from api.desk.wording import happening_text, state_name
from api.regions import region_of
from api.settings import Settings
from api.words import N_, _
from feeds import FeedError, Region

_FEED_ID = re.compile(r"[a-z][a-z0-9-]{0,31}")


def run_registry(asked: argparse.Namespace, settings: Settings) -> int:
    """Run a command and return its exit status.

    Raises
    ------
    DeskError: the registry refuses.
    FeedError: the region cannot be built; what was in service stays.

    """
    region = region_of(settings)
    registry = registry_of(settings, region)
    today = datetime.now(ZoneInfo(region.timezone)).date()
    match asked.feeds_action:
        case "add":
            return _add(asked, registry, region, today, Room.of(settings))
        case "pull":
            return _pull(asked, registry, settings)
        case "alerts":
            return _alerts(registry, today)
        case "notify":
            return _notify(registry, settings, region)
        case "list" | "history":
            _print(asked, registry, today)
        case _:
            _change(asked, registry, region, today, settings)
    return 0


def _print(asked: argparse.Namespace, registry: Registry, today: date) -> None:
    """Print the feeds, or what was done with one."""
    match asked.feeds_action:
        case "list":
            for record in registry.feeds():
                _show(record, registry.versions(record.id), today)
        case "history":
            for one in registry.history(asked.feed, None):
                print(f"{one.at:%Y-%m-%d %H:%M}\t{one.who}\t{happening_text(one)}")


def _alerts(registry: Registry, today: date) -> int:
    """Print what somebody should know today; 1 when there is something."""
    found = alerts(registry, today)
    for alert in found:
        print(f"{alert.feed_id} ({alert.operator})\u00a0: {alert.sentence()}")
    return int(bool(found))


def _notify(registry: Registry, settings: Settings, region: Region) -> int:
    """Tell every alert once; 1 when the webhook takes none."""
    now = datetime.now(UTC)
    today = now.astimezone(ZoneInfo(region.timezone)).date()
    outcome = notify(registry, alerts(registry, today), settings, region, now)
    for path in outcome.letters:
        print(_("courriel prêt\u00a0: %(path)s", path=path))
    for error in outcome.failures:
        print(_("webhook\u00a0: %(reason)s", reason=error))
    return int(bool(outcome.failures))


def _change(
    asked: argparse.Namespace,
    registry: Registry,
    region: Region,
    today: date,
    settings: Settings,
) -> None:
    """Change what may be or is in service, or who may change it."""
    match asked.feeds_action:
        case "accept":
            version = registry.accept(asked.number, who=asked.who, reason=asked.reason)
            print(_row(version))
        case "activate":
            with alone(settings.desk_of(region.id)):
                _activate(asked, registry, region, today, settings)
        case "rollback":
            with alone(settings.desk_of(region.id)):
                _roll_back(asked, registry, settings)
        case "rebuild":
            with alone(settings.desk_of(region.id)):
                build(settings)
        case "token":
            _token(asked, registry)


def _add(
    asked: argparse.Namespace, registry: Registry, region: Region, today: date, room: Room
) -> int:
    """Receive a file and inspect it; 1 when it is refused."""
    if asked.feed not in {record.id for record in registry.feeds()}:
        if not _FEED_ID.fullmatch(asked.feed):
            raise DeskError(
                N_("--feed %(feed)s\u00a0: une minuscule, puis minuscules, chiffres et tirets"),
                feed=asked.feed,
            )
        if not (asked.operator and asked.licence):
            raise DeskError(
                N_("le jeu %(feed)s est nouveau\u00a0: donnez --operator et --licence"),
                feed=asked.feed,
            )
        record = FeedRecord(asked.feed, asked.operator, region.name, asked.licence, asked.page)
        registry.register(record)
    version = receive(
        registry,
        asked.feed,
        asked.path,
        who=asked.who,
        source="console",
        today=today,
        room=room,
    )
    print(_row(version))
    return int(version.state is State.REFUSED)


def _pull(asked: argparse.Namespace, registry: Registry, settings: Settings) -> int:
    """Fetch the feeds whose time has come, or the one that is named; 1 when one failed."""
    now = datetime.now(UTC)
    if asked.url:
        if not asked.feed:
            raise DeskError(N_("--url demande le jeu que donne cette adresse"))
        registry.known(asked.feed)
        checked_target(asked.url, settings.pull_hosts)
        registry.pulls.set_url(asked.feed, asked.url)
    named = [one for one in registry.pulls.all() if one.feed_id == asked.feed]
    if asked.feed and not named:
        raise DeskError(
            N_("le jeu %(feed)s n’a pas d’adresse\u00a0: donnez --url"), feed=asked.feed
        )
    room = Room.of(settings)
    limits = Limits(largest_bytes=room.largest_bytes, allowed_hosts=settings.pull_hosts)
    failures = 0
    for one, result in pull_all(registry, named or registry.pulls.due(now), limits, room, now):
        if isinstance(result, DeskError):
            failures += 1
            print(_("%(feed)s\u00a0: échec, %(reason)s", feed=one.feed_id, reason=result))
        elif result is None:
            print(_("%(feed)s\u00a0: rien de nouveau", feed=one.feed_id))
        else:
            print(_row(result))
    return int(failures > 0)


def _activate(
    asked: argparse.Namespace,
    registry: Registry,
    region: Region,
    today: date,
    settings: Settings,
) -> None:
    """Put a version into service and build; when that fails, take it out again."""
    version = registry.version(asked.number)
    keep_aliases(registry, version, region, settings, today)
    version = registry.activate(
        asked.number, who=asked.who, starts_on=asked.starts_on, today=today, expired=region.replay
    )
    try:
        build(settings)
    except FeedError:
        registry.roll_back(version.feed_id, who=asked.who)
        raise
    print(_row(version))


def _token(asked: argparse.Namespace, registry: Registry) -> None:
    """Print a new token, once; or make one worthless."""
    now = datetime.now(UTC)
    if asked.revoke:
        registry.tokens.revoke(asked.name, now)
        return
    if asked.feed is not None:
        registry.known(asked.feed)
    print(registry.tokens.issue(asked.name, Role(asked.role), asked.feed, now))


def _roll_back(asked: argparse.Namespace, registry: Registry, settings: Settings) -> None:
    """Go back to the version before and build."""
    version = registry.roll_back(asked.feed, who=asked.who)
    build(settings)
    if version is None:
        print(_("%(feed)s\u00a0: fichier de la région en service", feed=asked.feed))
    else:
        print(_row(version))


def _show(record: FeedRecord, versions: list[Version], today: date) -> None:
    """Print a feed with the days that are left and its versions."""
    active = [one for one in versions if one.state is State.ACTIVE and one.last_date]
    left = ""
    if active and active[0].last_date:
        days = (active[0].last_date - today).days
        left = _("encore %(days)s jours", days=days) if days >= 0 else _("expiré")
    print(f"{record.id}\t{record.operator}\t{record.licence}\t{left}".rstrip())
    for version in versions:
        print(f"  {_row(version)}")


def _row(version: Version) -> str:
    """Write a version in one line."""
    say = texts_in("fr").report
    return "\t".join(
        (
            f"{version.id}",
            version.feed_id,
            state_name(version.state),
            say[version.verdict] if version.verdict else "",
            "" if version.score is None else f"{version.score}/100",
            f"{version.first_date or '?'} – {version.last_date or '?'}",
            "" if version.starts_on is None else _("dès le %(day)s", day=version.starts_on),
            version.file_name,
        )
    )
