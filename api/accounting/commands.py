"""The `costs` commands: their options, and what they print; api/cli.py calls them."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from api.accounting.errors import InvalidMonthError, LedgerAbsentError, LedgerUnavailableError
from api.accounting.statement import read_statement
from api.accounting.statement_text import Translate, as_csv, as_json, as_table
from api.accounting.tariff import TariffBook

if TYPE_CHECKING:
    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001  # argparse gives it no public name


def add_costs_commands(subparsers: Subparsers, translate: Translate) -> None:
    """Declare `costs show` with its options; `show_costs` takes the parsed ones."""
    _ = translate
    costs = subparsers.add_parser("costs", help=_("coûts des réponses et qui les paie"))
    actions = costs.add_subparsers(dest="costs_action", required=True)
    show = actions.add_parser("show", help=_("totaux par autorité"))
    show.add_argument("--month", metavar="AAAA-MM", help=_("un seul mois, par exemple 2026-11"))
    form = show.add_mutually_exclusive_group()
    form.add_argument(
        "--json",
        dest="form",
        action="store_const",
        const="json",
        help=_("en JSON, montants en nano-euros"),
    )
    form.add_argument(
        "--csv",
        dest="form",
        action="store_const",
        const="csv",
        help=_("en CSV, un payeur par ligne"),
    )


def show_costs(
    ledger: str | Path,
    tariffs: TariffBook,
    translate: Translate,
    *,
    month: str | None = None,
    form: str | None = None,
    out: TextIO | None = None,
) -> int:
    """Print the totals by authority and return the exit status.

    ``month`` is written YYYY-MM; without it, the whole ledger. ``form`` is "json", "csv" or
    None for the table. What cannot be shown is said in one sentence on standard error.
    """
    _ = translate
    try:
        statement = read_statement(ledger, tariffs, month)
    except InvalidMonthError as error:
        return _refuse(
            _("«\u202f%(text)s\u202f» n’est pas un mois écrit AAAA-MM."), text=error.text
        )
    except LedgerAbsentError as error:
        return _refuse(
            _(
                "Pas encore de registre des coûts dans %(path)s\u00a0: "
                "aucune réponse n’a été comptée."
            ),
            path=error.path,
        )
    except LedgerUnavailableError as error:
        return _refuse(
            _("Le registre des coûts %(path)s est illisible\u00a0: %(reason)s."),
            path=error.path,
            reason=error.reason,
        )
    if form == "json":
        text = as_json(statement)
    elif form == "csv":
        text = as_csv(statement)
    else:
        period = _("Mois\u00a0: %s") % month if month else _("Période\u00a0: tout le registre")
        text = f"{period}\n\n{as_table(statement, tariffs, _)}"
    (out or sys.stdout).write(text)
    return 0


def _refuse(sentence: str, **values: str) -> int:
    sys.stderr.write(sentence % values + "\n")
    return 1
