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


DROP_PERCENT = 20
"""A line that loses more of its trips of a week is worth a question."""


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


def run_feeds(asked: argparse.Namespace) -> int:
    """Run a command of the desk and return its exit status."""
    commands = {"check": _check, "compare": _compare}
    return commands[asked.feeds_action](asked)


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
