"""A region made ready to serve, each step told in words."""

from __future__ import annotations

import sys
from datetime import datetime
from typing import TextIO
from zoneinfo import ZoneInfo

from api.desk.publishing import with_versions
from api.operations import charged
from api.regions import region_of
from api.settings import Settings
from api.words import _
from feeds import Progress, Region, Step, build_region


def build(settings: Settings, out: TextIO | None = None) -> Region:
    """Build the network of the settings' region for today, where it is not there yet.

    What that takes of the processor is charged to an account of its own.

    Raises
    ------
    FeedError: the region is unknown, a file is missing or wrong, or `var` cannot be written.
    DeskError: the registry of feeds cannot be read.
    AccountingError: tariffs or rules cannot be read.

    """
    region = region_of(settings)
    today = datetime.now(ZoneInfo(region.timezone)).date()
    region = with_versions(settings, region, today)
    stream = out or sys.stderr
    print(_("Région %(name)s", name=region.name), file=stream, flush=True)
    with charged(settings, region.id, "build") as watch:

        def report(progress: Progress) -> None:
            if progress.step is Step.UNCHANGED:
                watch.worth_charging = False
            print(f"  {sentence_of(progress)}", file=stream, flush=True)

        build_region(region, data=settings.data, var=settings.var, today=today, report=report)
    return region


def sentence_of(progress: Progress) -> str:
    """Word a step of a build."""
    counts = {name: _grouped(count) for name, count in progress.counts.items()}
    counts["feed"] = progress.feed_id or ""
    message = {
        Step.UNCHANGED: _("Réseau à jour, rien à refaire"),
        Step.GENERATE: _("Vallée imaginaire dessinée"),
        Step.FETCH: _("%(feed)s\u00a0: fichier reçu, %(bytes)s octets"),
        Step.READ: _(
            "%(feed)s\u00a0: %(stops)s arrêts, %(lines)s lignes, %(trips)s courses, "
            "%(stop_times)s horaires lus\u202f; %(problems)s anomalies"
        ),
        Step.REUSE: _(
            "%(feed)s\u00a0: inchangé, %(stops)s arrêts, %(lines)s lignes, %(trips)s courses, "
            "%(stop_times)s horaires repris\u202f; %(problems)s anomalies"
        ),
        Step.MERGE: _(
            "Réseaux réunis\u00a0: %(stops)s arrêts, %(stations)s stations\u202f; "
            "%(duplicates)s courses en double écartées"
        ),
        Step.STREETS: _(
            "Rues\u00a0: %(streets)s voies, %(junctions)s carrefours, %(together)s\u00a0%% d’un "
            "seul tenant à pied\u202f; %(left_out)s voies laissées de côté"
        ),
        Step.FOOTPATHS: _("Chemins à pied\u00a0: %(footpaths)s"),
        Step.MAP: _("Carte\u00a0: %(tiles)s tuiles"),
        Step.SAVE: _("Écriture du réseau"),
        Step.ACTIVATE: _("Réseau en service\u00a0: %(trips)s courses"),
    }[progress.step]
    return message % counts


def _grouped(count: int) -> str:
    return f"{count:,}".replace(",", "\u202f")
