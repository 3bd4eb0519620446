"""The registry: receives files, keeps what was found, puts versions into service and back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, delete, func, insert, select, update

from api.desk.errors import DeskError, UnknownHereError
from api.desk.limits import Room
from api.desk.registry import files
from api.desk.registry.alerts import AlertBook
from api.desk.registry.aliases import AliasBook
from api.desk.registry.database import open_engine, writing
from api.desk.registry.history import happenings, tell
from api.desk.registry.kiosks import KioskBook
from api.desk.registry.pulls import Pulls
from api.desk.registry.records import FeedRecord, Happening, State, Version, version_of_row
from api.desk.registry.retention import (
    forget_versions,
    spare_versions,
    too_large,
    versions_in_the_way,
)
from api.desk.registry.schema import ACTIVATIONS, FEEDS, VERSIONS
from api.desk.registry.stations import StationBook
from api.desk.registry.tokens import Tokens
from api.words import N_, _

if TYPE_CHECKING:
    from feeds.inspect import Inspection

KEPT_VERSIONS = 10
"""Versions of a feed that are kept, those in service not counted."""
_OF_VERDICT = {
    "accept": State.ACCEPTED,
    "warn": State.ACCEPTED,
    "skip": State.CHECKED,
    "reject": State.REFUSED,
}
"""A feed of which rows are left out waits for a person; one that is refused stays refused."""


class Registry:
    """The feeds of one region: a database of what happened, a folder of files by content.

    Every change is one transaction with its row of history; the files are written before it.
    """

    def __init__(
        self, where: str | Path, folder: Path, clock: Callable[[], datetime] | None = None
    ) -> None:
        self._engine = open_engine(where)
        self._folder = folder
        self._clock = clock or (lambda: datetime.now(UTC))
        self.pulls = Pulls(self._engine)
        """Feeds that are fetched from an address."""
        self.tokens = Tokens(self._engine)
        """Who may do what."""
        self.aliases = AliasBook(self._engine)
        """Ids that versions changed."""
        self.alerts = AlertBook(self._engine)
        """What was told already."""
        self.stations = StationBook(self._engine, self._clock)
        """What was decided about stations."""
        self.kiosks = KioskBook(self._engine, self._clock)
        """Kiosks, and the machines that are them."""

    def register(self, feed: FeedRecord) -> None:
        """Add a feed, or change what is said of it."""
        with writing(self._engine) as connection:
            values = asdict(feed)
            if connection.execute(select(FEEDS.c.id).where(FEEDS.c.id == feed.id)).first():
                connection.execute(update(FEEDS).where(FEEDS.c.id == feed.id).values(values))
            else:
                connection.execute(insert(FEEDS).values(values))

    def receive(
        self, feed_id: str, path: Path, *, who: str, source: str, file_name: str | None = None
    ) -> Version:
        """Keep a file as a version of a feed; the same file again is the same version.

        Raises
        ------
        DeskError: no such feed, or the file cannot be kept.

        """
        digest, size = files.keep(self._folder, path)
        with writing(self._engine) as connection:
            self._known_feed(connection, feed_id)
            same = (VERSIONS.c.feed_id == feed_id) & (VERSIONS.c.sha256 == digest)
            known = connection.execute(select(VERSIONS.c.id).where(same)).scalar()
            if known is not None:
                return _version(connection, int(known))
            values = {
                "feed_id": feed_id,
                "sha256": digest,
                "file_name": file_name or path.name,
                "size_bytes": size,
                "source": source,
                "received_by": who,
                "received_at": self._clock(),
                "state": State.RECEIVED.value,
            }
            result = connection.execute(insert(VERSIONS).values(values))
            number = int(result.inserted_primary_key[0])  # type: ignore[index]  # one column
            tell(
                connection, self._clock(), who, "receive", (feed_id, number), file_name or path.name
            )
            return _version(connection, number)

    def checked(self, number: int, inspection: Inspection, *, who: str) -> Version:
        """Keep what an inspection found; its verdict decides where the version stands.

        A version that is in service stays there.
        """
        with writing(self._engine) as connection:
            version = _version(connection, number)
            in_service = version.state in {State.ACTIVE, State.SUPERSEDED}
            state = version.state if in_service else _OF_VERDICT[inspection.verdict.value]
            values = {
                "state": state.value,
                "verdict": inspection.verdict.value,
                "score": inspection.score,
                "n_problems": sum(count.count for count in inspection.counts),
                "first_date": inspection.first_date,
                "last_date": inspection.last_date,
            }
            connection.execute(update(VERSIONS).where(VERSIONS.c.id == number).values(values))
            detail = f"{inspection.verdict.value}, {inspection.score}/100"
            tell(connection, self._clock(), who, "check", (version.feed_id, number), detail)
            return _version(connection, number)

    def activate(
        self,
        number: int,
        *,
        who: str,
        starts_on: date | None,
        today: date,
        expired: bool = False,
    ) -> Version:
        """Put a version into service from a day on, by default today.

        A version that has no service yet counts from its own first day: until then the one before
        it goes on. With `expired` a version that is over may be put into service (to be replayed).

        Raises
        ------
        DeskError: no such version, not accepted, already in service, over before it would start,
            or before the one in service.

        """
        with writing(self._engine) as connection:
            version = _version(connection, number)
            starts_on = _start(version, starts_on or today, expired=expired)
            before = self._in_service(connection, version.feed_id)
            if before and before[-1].starts_on and before[-1].starts_on > starts_on:
                last = before[-1]
                raise DeskError(
                    N_(
                        "la version %(number)s commencerait le %(day)s, avant la version %(last)s "
                        "qui commence le %(last_day)s\u00a0: revenez d’abord en arrière"
                    ),
                    number=number,
                    day=starts_on,
                    last=last.id,
                    last_day=last.starts_on,
                )
            connection.execute(
                insert(ACTIVATIONS).values(
                    feed_id=version.feed_id, version_id=number, starts_on=starts_on
                )
            )
            self._set_states(connection, version.feed_id)
            detail = f"from {starts_on}"
            tell(connection, self._clock(), who, "activate", (version.feed_id, number), detail)
            return _version(connection, number)

    def roll_back(self, feed_id: str, *, who: str) -> Version | None:
        """Take the newest version out of service; return the one that is in service again.

        Raises
        ------
        DeskError: no version of the feed is in service.

        """
        with writing(self._engine) as connection:
            self._known_feed(connection, feed_id)
            in_service = self._in_service(connection, feed_id)
            if not in_service:
                raise DeskError(N_("aucune version du jeu %(feed)s n’est en service"), feed=feed_id)
            last = select(func.max(ACTIVATIONS.c.id)).where(ACTIVATIONS.c.feed_id == feed_id)
            row = connection.execute(last).scalar_one()
            connection.execute(delete(ACTIVATIONS).where(ACTIVATIONS.c.id == row))
            gone = in_service[-1].id
            values = {"state": State.ACCEPTED.value, "starts_on": None}
            connection.execute(update(VERSIONS).where(VERSIONS.c.id == gone).values(values))
            self._set_states(connection, feed_id)
            tell(connection, self._clock(), who, "rollback", (feed_id, gone), "")
            left = self._in_service(connection, feed_id)
            return left[-1] if left else None

    def accept(self, number: int, *, who: str, reason: str) -> Version:
        """Accept a version that was checked with rows left out; a person says why.

        Raises
        ------
        DeskError: no such version, or it does not wait for a decision.

        """
        with writing(self._engine) as connection:
            version = _version(connection, number)
            if version.state is not State.CHECKED:
                raise DeskError(N_("la version %(number)s n’attend pas de décision"), number=number)
            values = {"state": State.ACCEPTED.value}
            connection.execute(update(VERSIONS).where(VERSIONS.c.id == number).values(values))
            tell(connection, self._clock(), who, "accept", (version.feed_id, number), reason)
            return _version(connection, number)

    def feeds(self) -> list[FeedRecord]:
        """Return every feed, by id."""
        with writing(self._engine) as connection:
            rows = connection.execute(select(FEEDS).order_by(FEEDS.c.id)).mappings()
            return [FeedRecord(**row) for row in rows]

    def known(self, feed_id: str) -> None:
        """Make sure that there is a feed of this id.

        Raises
        ------
        DeskError: there is none; those there are are named.

        """
        with writing(self._engine) as connection:
            self._known_feed(connection, feed_id)

    def versions(self, feed_id: str) -> list[Version]:
        """Return the versions of a feed, the newest first."""
        with writing(self._engine) as connection:
            chosen = select(VERSIONS).where(VERSIONS.c.feed_id == feed_id)
            rows = connection.execute(chosen.order_by(VERSIONS.c.id.desc())).mappings()
            return [version_of_row(row) for row in rows]

    def version(self, number: int) -> Version:
        """Return one version.

        Raises
        ------
        DeskError: there is none of this number.

        """
        with writing(self._engine) as connection:
            return _version(connection, number)

    def history(self, feed_id: str | None, most: int | None) -> list[Happening]:
        """Return what was done with a feed, or with all of them, the newest first."""
        with writing(self._engine) as connection:
            return happenings(connection, feed_id, most)

    def composition(self, feed_id: str, today: date) -> list[tuple[Path, date | None]]:
        """Return the files in service and from which day each counts, the newest last.

        Versions that a newer one had replaced before today are left out; the first one left
        counts from its beginning.
        """
        with writing(self._engine) as connection:
            in_service = self._in_service(connection, feed_id)
        first = max(
            (n for n, v in enumerate(in_service) if v.starts_on and v.starts_on <= today),
            default=0,
        )
        return [
            (files.path_of(self._folder, version.sha256), version.starts_on if n else None)
            for n, version in enumerate(in_service[first:])
        ]

    def version_of(self, feed_id: str, number: int) -> Version:
        """Return one version of a feed.

        Raises
        ------
        UnknownHereError: the feed has none of this number.

        """
        version = self.version(number)
        if version.feed_id != feed_id:
            raise UnknownHereError(
                N_("le jeu %(feed)s n’a pas de version %(number)s"), feed=feed_id, number=number
            )
        return version

    def file_of(self, version: Version) -> Path:
        """Return where the file of a version is."""
        return files.path_of(self._folder, version.sha256)

    def prune(self, feed_id: str, *, who: str, keep: int = KEPT_VERSIONS) -> int:
        """Forget the oldest versions that never were, or no longer can be, in service.

        The rows of history stay. Returns how many were forgotten.
        """
        with writing(self._engine) as connection:
            gone = spare_versions(connection, feed_id)[keep:]
            forget_versions(connection, self._folder, gone, who, self._clock())
        return len(gone)

    def make_room(self, feed_id: str, path: Path, room: Room, *, who: str) -> None:
        """Forget the oldest versions that are not in service until a file fits.

        Raises
        ------
        TooLargeError: the file is too large by itself.
        NoRoomError: the versions in service leave too little of the quota.

        """
        size = files.size_of(path)
        if size > room.largest_bytes:
            raise too_large(path.name, size, room)
        with writing(self._engine) as connection:
            gone = versions_in_the_way(connection, feed_id, size, room)
            forget_versions(connection, self._folder, gone, who, self._clock())

    def _known_feed(self, connection: Connection, feed_id: str) -> None:
        if not connection.execute(select(FEEDS.c.id).where(FEEDS.c.id == feed_id)).first():
            known = ", ".join(connection.execute(select(FEEDS.c.id)).scalars()) or _("aucun")
            raise UnknownHereError(
                N_("aucun jeu ne s’appelle «\u00a0%(feed)s\u00a0»\u202f; il y a\u00a0: %(known)s"),
                feed=feed_id,
                known=known,
            )

    def _in_service(self, connection: Connection, feed_id: str) -> list[Version]:
        """Return the versions in service, each with its first day, the newest last."""
        chosen = (
            select(VERSIONS, ACTIVATIONS.c.starts_on.label("from_day"))
            .join(ACTIVATIONS, ACTIVATIONS.c.version_id == VERSIONS.c.id)
            .where(ACTIVATIONS.c.feed_id == feed_id)
            .order_by(ACTIVATIONS.c.id)
        )
        return [
            version_of_row({**{k: v for k, v in row.items() if k != "from_day"}, "starts_on": day})
            for row in connection.execute(chosen).mappings()
            for day in (row["from_day"],)
        ]

    def _set_states(self, connection: Connection, feed_id: str) -> None:
        """Call the newest version active, those before it superseded, each with its first day."""
        in_service = self._in_service(connection, feed_id)
        for version in in_service:
            newest = version.id == in_service[-1].id
            state = State.ACTIVE if newest else State.SUPERSEDED
            values: dict[str, Any] = {"state": state.value, "starts_on": version.starts_on}
            connection.execute(update(VERSIONS).where(VERSIONS.c.id == version.id).values(values))


def _start(version: Version, day: date, *, expired: bool) -> date:
    """Return the first day of a version in service, or say why it cannot be."""
    if version.state is not State.ACCEPTED:
        raise DeskError(
            N_("la version %(number)s n’est pas acceptée, ou est en service"), number=version.id
        )
    if version.first_date is not None and version.first_date > day:
        day = version.first_date
    if version.last_date is not None and version.last_date < day and not expired:
        raise DeskError(
            N_("la version %(number)s finit le %(last)s, avant le %(day)s"),
            number=version.id,
            last=version.last_date,
            day=day,
        )
    return day


def _version(connection: Connection, number: int) -> Version:
    row = connection.execute(select(VERSIONS).where(VERSIONS.c.id == number)).mappings().first()
    if row is None:
        raise UnknownHereError(N_("aucune version n’a le numéro %(number)s"), number=number)
    return version_of_row(row)
