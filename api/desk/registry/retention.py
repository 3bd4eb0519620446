"""How many versions of a feed are kept: those in service, and others while there is room."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, delete, func, select

from api.desk.errors import NoRoomError, TooLargeError
from api.desk.limits import Room, in_mib
from api.desk.registry import files
from api.desk.registry.history import tell
from api.desk.registry.records import Version, version_of_row
from api.desk.registry.schema import ACTIVATIONS, VERSIONS
from api.words import N_


def spare_versions(connection: Connection, feed_id: str) -> list[Version]:
    """Return the versions of a feed that are not in service, the newest first."""
    busy = select(ACTIVATIONS.c.version_id)
    chosen = select(VERSIONS).where(VERSIONS.c.feed_id == feed_id, VERSIONS.c.id.not_in(busy))
    rows = connection.execute(chosen.order_by(VERSIONS.c.id.desc())).mappings()
    return [version_of_row(row) for row in rows]


def versions_in_the_way(
    connection: Connection, feed_id: str, size_bytes: int, room: Room
) -> list[Version]:
    """Return the oldest versions out of service that leave when a file of a size comes.

    Raises
    ------
    NoRoomError: those in service leave too little of the quota.

    """
    kept = select(func.sum(VERSIONS.c.size_bytes)).where(VERSIONS.c.feed_id == feed_id)
    used = int(connection.execute(kept).scalar() or 0)
    gone = []
    for version in reversed(spare_versions(connection, feed_id)):
        if used + size_bytes <= room.quota_bytes:
            break
        gone.append(version)
        used -= version.size_bytes
    if used + size_bytes > room.quota_bytes:
        raise NoRoomError(
            N_(
                "le quota du jeu %(feed)s est de %(quota)s Mio, les versions en service en "
                "occupent %(used)s et ce fichier en demande %(size)s"
            ),
            feed=feed_id,
            quota=in_mib(room.quota_bytes),
            used=in_mib(used),
            size=in_mib(size_bytes),
        )
    return gone


def forget_versions(
    connection: Connection, folder: Path, gone: Sequence[Version], who: str, at: datetime
) -> None:
    """Remove versions, and the files that no other version needs."""
    for version in gone:
        connection.execute(delete(VERSIONS).where(VERSIONS.c.id == version.id))
        tell(connection, at, who, "forget", (version.feed_id, version.id), version.file_name)
    left = set(connection.execute(select(VERSIONS.c.sha256)).scalars())
    for version in gone:
        if version.sha256 not in left:
            files.forget(folder, version.sha256)


def too_large(name: str, size_bytes: int, room: Room) -> TooLargeError:
    """Refuse a file for its size."""
    return TooLargeError(
        N_("%(file)s pèse %(size)s Mio, plus que les %(most)s Mio admis"),
        file=name,
        size=in_mib(size_bytes),
        most=in_mib(room.largest_bytes),
    )
