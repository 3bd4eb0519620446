"""`feeds export`: the network in service written into a folder, for whoever plans with it."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from api.building import build
from api.desk.errors import DeskError
from api.downloads import GTFS, LISTS
from api.regions import open_active
from api.settings import Settings
from api.words import N_, _
from feeds import Snapshot
from feeds.export import write_list


def export(settings: Settings, folder: Path) -> int:
    """Build the network where it is not there yet and write its files; 1 when one cannot be.

    Raises
    ------
    DeskError: the folder cannot be written.
    FeedError: the network cannot be built.

    """
    build(settings)
    snapshot = open_active(settings)
    names = [*LISTS] if snapshot.gtfs is None else [GTFS, *LISTS]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in names:
            path = folder / name
            _write(snapshot, name, path)
            print(_("%(path)s\u00a0: %(bytes)s octets", path=path, bytes=path.stat().st_size))
    except OSError as error:
        raise DeskError(
            N_("%(folder)s ne peut être écrit (%(reason)s)"), folder=folder, reason=error.strerror
        ) from error
    if snapshot.gtfs is not None:
        print(
            _(
                "%(name)s n’a que ce dont la recherche se sert\u00a0: sans tarifs, codes d’arrêt, "
                "niveaux et cheminements, transport à la demande, traductions.",
                name=GTFS,
            )
        )
    else:
        print(_("Pas de %(name)s\u00a0: les réseaux suivent deux fuseaux horaires.", name=GTFS))
    return int(snapshot.gtfs is None)


def _write(snapshot: Snapshot, name: str, path: Path) -> None:
    """Write one file, whole or not at all."""
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        if name == GTFS:
            assert snapshot.gtfs is not None, "listed only where it is"
            shutil.copyfile(snapshot.gtfs, aside)
        else:
            with aside.open("w", encoding="utf-8", newline="") as file:
                file.writelines(write_list(snapshot, *LISTS[name]))
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)
