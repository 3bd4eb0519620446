"""The `feeds` commands: their options, and what they print; api/cli.py calls them."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from api.desk.texts import LANGUAGES
from api.settings import Settings
from api.words import _

if TYPE_CHECKING:
    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001  # argparse gives it no public name


DROP_PERCENT = 20
"""A line that loses more of its trips of a week is worth a question."""


def add_feeds_commands(subparsers: Subparsers) -> None:
    """Declare the commands of the desk; `run_feeds` takes the parsed options."""
    from api.desk.station_commands import add_station_commands

    feeds = subparsers.add_parser("feeds", help=_("jeux de données\u00a0: contrôler, comparer"))
    actions = feeds.add_subparsers(dest="feeds_action", required=True)
    check = actions.add_parser("check", help=_("contrôler un jeu GTFS sans rien charger"))
    check.add_argument("path", metavar="ZIP", type=Path, help=_("archive ou dossier GTFS"))
    form = check.add_mutually_exclusive_group()
    for name in ("json", "csv", "html"):
        form.add_argument(
            f"--{name}",
            dest="form",
            action="store_const",
            const=name,
            help=_("rapport en %(form)s", form=name.upper()),
        )
    _add_shared(check)
    compare = actions.add_parser(
        "compare", help=_("dire ce qu’une nouvelle version change pour les voyageurs")
    )
    what = _("archive ou dossier GTFS")
    compare.add_argument("old", metavar="AVANT", type=Path, help=what)
    compare.add_argument("new", metavar="APRÈS", type=Path, help=what)
    compare.add_argument(
        "--json", dest="form", action="store_const", const="json", help=_("en JSON, avec les alias")
    )
    compare.add_argument(
        "--drop",
        type=_percent,
        default=DROP_PERCENT,
        metavar="%",
        help=_("avertir quand une ligne perd plus que cette part de ses courses"),
    )
    _add_shared(compare)
    export = actions.add_parser(
        "export", help=_("écrire le réseau réuni : GTFS, listes d’arrêts et de lignes")
    )
    export.add_argument("folder", metavar="DOSSIER", type=Path, help=_("où écrire les fichiers"))
    overlaps = actions.add_parser(
        "overlaps", help=_("ce que les jeux en service partagent, et ce qui les oppose")
    )
    overlaps.add_argument(
        "--json",
        dest="form",
        action="store_const",
        const="json",
        help=_("en JSON, avec les places"),
    )
    add_station_commands(actions)
    _add_registry(actions)


def _add_registry(actions: Subparsers) -> None:
    """Declare the commands that change what is in service, or show it."""
    add = actions.add_parser("add", help=_("recevoir un fichier et le contrôler"))
    add.add_argument("path", metavar="ZIP", type=Path, help=_("archive GTFS"))
    add.add_argument("--feed", required=True, metavar="JEU", help=_("identifiant du jeu"))
    for name, what in (
        ("--operator", _("exploitant, pour un jeu qui n’est pas dans la région")),
        ("--licence", _("licence, par exemple etalab-2.0")),
        ("--page", _("adresse où lire à propos du jeu")),
    ):
        add.add_argument(name, default="", help=what)
    pull = actions.add_parser("pull", help=_("aller chercher les jeux qui ont une adresse"))
    pull.add_argument("feed", metavar="JEU", nargs="?", help=_("un seul jeu, tout de suite"))
    pull.add_argument("--url", help=_("adresse du jeu, gardée pour les fois suivantes"))
    actions.add_parser("alerts", help=_("dire ce qui expire ou échoue\u202f; 1 s’il y en a"))
    actions.add_parser(
        "notify", help=_("dire une fois chaque alerte\u00a0: courriel prêt à partir, webhook")
    )
    actions.add_parser("list", help=_("montrer les jeux, leurs versions et leur état"))
    accept = actions.add_parser("accept", help=_("accepter une version malgré des lignes écartées"))
    accept.add_argument("--reason", required=True, help=_("pourquoi"))
    activate = actions.add_parser("activate", help=_("mettre une version en service"))
    activate.add_argument(
        "--from",
        dest="starts_on",
        type=date.fromisoformat,
        metavar="AAAA-MM-JJ",
        help=_("premier jour\u202f; sans cela, aujourd’hui ou le premier jour de la version"),
    )
    for parser in (accept, activate):
        parser.add_argument("number", metavar="VERSION", type=int)
    rollback = actions.add_parser("rollback", help=_("revenir à la version d’avant"))
    actions.add_parser(
        "rebuild", help=_("reconstruire le réseau avec les décisions sur les stations")
    )
    history = actions.add_parser("history", help=_("qui a fait quoi"))
    for parser in (rollback, history):
        parser.add_argument("feed", metavar="JEU")
    token = actions.add_parser("token", help=_("donner ou retirer un accès au bureau"))
    token.add_argument("name", metavar="NOM", help=_("à qui"))
    token.add_argument(
        "--role", choices=("operator", "administrator", "auditor"), default="operator"
    )
    token.add_argument("--feed", metavar="JEU", help=_("jeu d’un exploitant"))
    token.add_argument("--revoke", action="store_true", help=_("retirer l’accès"))
    for parser in (add, accept, activate, rollback):
        parser.add_argument("--who", default="console", help=_("au nom de qui"))


def _add_shared(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--lang", choices=LANGUAGES, default="fr", help=_("langue du rapport"))
    parser.add_argument(
        "--date",
        type=date.fromisoformat,
        default=None,
        metavar="AAAA-MM-JJ",
        help=_("jour du contrôle\u202f; sans cela, aujourd’hui"),
    )


def _percent(text: str) -> int:
    """Read a share of 1 to 100 percent."""
    value = int(text)
    if not 1 <= value <= 100:  # noqa: PLR2004  # percent
        raise ValueError(text)
    return value


def run_feeds(asked: argparse.Namespace, settings: Settings) -> int:
    """Run a command of the desk and return its exit status.

    Raises
    ------
    DeskError: the registry refuses.
    FeedError: a feed or the region cannot be used.

    """
    match asked.feeds_action:
        case "check":
            return _check(asked)
        case "compare":
            return _compare(asked)
        case "export":
            from api.desk.exporting import export

            return export(settings, asked.folder)
        case "overlaps":
            from api.desk.overlap_report import overlaps

            return overlaps(settings, as_json=asked.form == "json")
        case "stations":
            from api.desk.station_commands import run_stations

            return run_stations(asked, settings)
        case _:
            from api.desk.registry_commands import run_registry

            return run_registry(asked, settings)


def _check(asked: argparse.Namespace) -> int:
    """Print the report of a feed; 1 when it would be refused."""
    from api.desk.report import FORMS
    from feeds.inspect import Verdict, inspect_feed

    inspection = inspect_feed(asked.path, _day(asked))
    sys.stdout.write(FORMS[asked.form or "text"](inspection, asked.lang))
    return int(inspection.verdict is Verdict.REJECT)


def _compare(asked: argparse.Namespace) -> int:
    """Print what a new version of a feed changes; 1 when much service disappears."""
    from api.desk.comparison_report import comparison_json, comparison_text
    from feeds.compare import compare_feeds
    from feeds.single import read_feed

    old, new = (read_feed(path, _day(asked)) for path in (asked.old, asked.new))
    comparison, share = compare_feeds(old, new), asked.drop / 100
    if asked.form == "json":
        sys.stdout.write(comparison_json(comparison, share))
    else:
        sys.stdout.write(comparison_text(comparison, share, asked.lang))
    return int(comparison.drops_in_all(share))


def _day(asked: argparse.Namespace) -> date:
    given: date | None = asked.date
    return given or date.today()  # noqa: DTZ011  # the day where the desk stands
