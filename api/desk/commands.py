"""The `feeds` commands: their options, and what they print; api/cli.py calls them."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from api.desk.texts import LANGUAGES
from api.words import _

if TYPE_CHECKING:
    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001  # argparse gives it no public name


def add_feeds_commands(subparsers: Subparsers) -> None:
    """Declare the commands of the desk; `run_feeds` takes the parsed options."""
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
    check.add_argument("--lang", choices=LANGUAGES, default="fr", help=_("langue du rapport"))
    check.add_argument(
        "--date",
        type=date.fromisoformat,
        default=None,
        metavar="AAAA-MM-JJ",
        help=_("jour du contrôle\u202f; sans cela, aujourd’hui"),
    )


def run_feeds(asked: argparse.Namespace) -> int:
    """Run a command of the desk and return its exit status."""
    commands = {"check": _check}
    return commands[asked.feeds_action](asked)


def _check(asked: argparse.Namespace) -> int:
    """Print the report of a feed; 1 when it would be refused."""
    from api.desk.report import FORMS
    from feeds.inspect import Verdict, inspect_feed

    today = asked.date or date.today()  # noqa: DTZ011  # the desk's own day
    inspection = inspect_feed(asked.path, today)
    sys.stdout.write(FORMS[asked.form or "text"](inspection, asked.lang))
    return int(inspection.verdict is Verdict.REJECT)
