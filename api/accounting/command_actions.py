"""What the `costs` commands do and print; a refusal is one sentence on standard error."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

from api.accounting.channels import new_key
from api.accounting.closing import close_month, reopen_month
from api.accounting.command_estimates import emitted, simulated
from api.accounting.database import reading
from api.accounting.errors import (
    AccountingError,
    FaultyExportError,
    InvalidMonthError,
    LedgerAbsentError,
    LedgerUnavailableError,
    MonthStateError,
    RefusedError,
    TooFewSearchesError,
    UnknownPayerError,
    UnsharableCostError,
    VerificationRunningError,
)
from api.accounting.exports import beancount_file, focus_file, statement_terms
from api.accounting.keys import Member
from api.accounting.ledger import Ledger
from api.accounting.periods import CIVIL_ZONE, first_day
from api.accounting.posting import post_abandoned
from api.accounting.retention import purge
from api.accounting.sealing import seal
from api.accounting.statement import read_statement
from api.accounting.statement_page import as_page
from api.accounting.statement_text import Translate, as_json, as_table
from api.accounting.statement_text import as_csv as statement_csv
from api.accounting.tariff import TariffBook
from api.accounting.upkeep import Terms, closing_terms
from api.accounting.verification import verify
from api.accounting.verified import KeptVerification, alone, keep


@dataclass(frozen=True, slots=True)
class CostsContext:
    """The ledger a command is about, what it is counted with, and when it is run.

    ``members`` is called only where fixed costs are shared: it may open a network.
    """

    ledger: str | Path
    journals: Path
    tariffs: TariffBook
    terms: Terms
    members: Callable[[], Sequence[Member]]
    pool: str
    """Name of the pool of authorities that the service belongs to."""
    now: datetime
    verification: Path
    """File that the result of the last verification is kept in."""


def run_costs(
    asked: argparse.Namespace,
    context: CostsContext,
    translate: Translate,
    out: TextIO | None = None,
) -> int:
    """Do what was asked, print it and return the exit status."""
    action = _Actions(asked, context, translate, out or sys.stdout)
    try:
        status: int = getattr(action, asked.costs_action)()
    except (AccountingError, ValueError, OSError) as error:
        sys.stderr.write(sentence_of(error, translate) + "\n")
        return 1
    return status


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
    except AccountingError as error:
        sys.stderr.write(sentence_of(error, translate) + "\n")
        return 1
    if form == "json":
        text = as_json(statement)
    elif form == "csv":
        text = statement_csv(statement)
    else:
        period = _("Mois\u00a0: %s") % month if month else _("Période\u00a0: tout le registre")
        text = f"{period}\n\n{as_table(statement, tariffs, _)}"
    (out or sys.stdout).write(text)
    return 0


class _Actions:
    """One method a command."""

    def __init__(
        self, asked: argparse.Namespace, context: CostsContext, translate: Translate, out: TextIO
    ) -> None:
        self._asked = asked
        self._context = context
        self._translate = translate
        self._out = out
        self._today = context.now.astimezone(CIVIL_ZONE).date()

    def show(self) -> int:
        context = self._context
        return show_costs(
            context.ledger,
            context.tariffs,
            self._translate,
            month=self._asked.month,
            form=self._asked.form,
            out=self._out,
        )

    def statement(self) -> int:
        context, month = self._context, self._asked.month
        statement = read_statement(context.ledger, context.tariffs, month)
        terms = statement_terms(context.tariffs, context.terms, month)
        self._out.write(as_page(statement, self._asked.payer, terms, self._translate))
        return 0

    def focus(self) -> int:
        context, month = self._context, self._asked.month
        self._out.write(focus_file(context.ledger, context.tariffs, month, context.pool))
        return 0

    def beancount(self) -> int:
        context, month = self._context, self._asked.month
        self._out.write(beancount_file(context.ledger, context.tariffs, month))
        return 0

    def verify(self) -> int:
        _, context = self._translate, self._context
        with reading(context.ledger):
            pass  # what is not there is told before anything is written
        with alone(context.verification):
            found = verify(context.ledger, context.tariffs, os.cpu_count() or 1)
            at = datetime.now(UTC).isoformat(timespec="seconds")
            keep(context.verification, KeptVerification(at, found))
        self._say(
            _("%(records)s écritures et %(seals)s sceaux vérifiés. Dernier sceau\u00a0: %(head)s"),
            records=found.records,
            seals=found.seals,
            head=found.head,
        )
        if found.unpriced:
            self._say(_("%(number)s écritures sans leur tarif."), number=found.unpriced)
        if found.fault is None:
            return 0
        raise RefusedError(_("Registre faux\u00a0: %s.") % found.fault)

    def close(self) -> int:
        _ = self._translate
        context, month = self._context, self._asked.month
        first_day(month)
        ledger = self._open()
        try:
            post_abandoned(context.journals, ledger)
            put = close_month(
                ledger,
                context.tariffs,
                closing_terms(
                    context.ledger, context.tariffs, context.terms, context.members(), month
                ),
                month,
                self._today,
                final=not self._asked.provisional,
            )
        finally:
            ledger.close()
        states = {"closed": _("clos"), "provisional": _("arrêté provisoirement")}
        self._say(
            _("Mois %(month)s %(state)s, sceau %(seal)s."),
            month=month,
            state=states[put.state],
            seal=put.seal,
        )
        return 0

    def reopen(self) -> int:
        _ = self._translate
        first_day(self._asked.month)
        if not self._asked.reason.strip():
            raise RefusedError(_("Le motif de la réouverture est vide."))
        ledger = self._open()
        try:
            reopen_month(ledger, self._asked.month, self._today, self._asked.reason)
        finally:
            ledger.close()
        self._say(_("Mois %(month)s rouvert."), month=self._asked.month)
        return 0

    def seal(self) -> int:
        _ = self._translate
        ledger = self._open()
        try:
            post_abandoned(self._context.journals, ledger)
            today = self._context.now.astimezone(UTC).date().isoformat()
            put = seal(ledger, self._context.tariffs, today)
        finally:
            ledger.close()
        if put is None:
            self._say(_("Rien de nouveau à sceller."))
        else:
            self._say(_("Sceau %(number)s\u00a0: %(head)s"), number=put.number, head=put.hash)
        return 0

    def purge(self) -> int:
        _ = self._translate
        ledger = self._open()
        try:
            removed = purge(ledger, self._today)
        finally:
            ledger.close()
        self._say(
            _("%(number)s écritures effacées\u00a0; totaux et sceaux gardés."), number=removed
        )
        return 0

    def key(self) -> int:
        _ = self._translate
        key, entry = new_key(self._asked.channel)
        self._say(_("Clé à donner, montrée une seule fois\u00a0: %(key)s"), key=key)
        self._say(_('À ajouter aux "channels" de channels.json\u00a0: %(entry)s'), entry=entry)
        return 0

    def calibrate(self) -> int:
        from api.accounting.calibration import calibrate, calibration_table

        context = self._context
        tariff = context.tariffs.on(self._today)
        costs = context.terms.costs.of(f"{self._today:%Y-%m}")
        fit = calibrate(context.ledger, tariff)
        self._out.write(calibration_table(fit, tariff, costs, self._translate))
        return 0

    def simulate(self) -> int:
        self._out.write(simulated(self._asked, self._translate))
        return 0

    def carbon(self) -> int:
        context = self._context
        self._out.write(
            emitted(context.ledger, context.tariffs, self._asked.month, self._translate)
        )
        return 0

    def _open(self) -> Ledger:
        """Open the ledger to write; a ledger that is not there is not made by a command."""
        with reading(self._context.ledger):
            pass
        return Ledger(self._context.ledger)

    def _say(self, sentence: str, **values: object) -> None:
        self._out.write(sentence % values + "\n")


def sentence_of(error: Exception, translate: Translate) -> str:
    """Say in French why a command was not done; what operators wrote wrong keeps its field."""
    _ = translate
    sentences: dict[type[Exception], str] = {
        InvalidMonthError: _("«\u202f%(text)s\u202f» n’est pas un mois écrit AAAA-MM."),
        LedgerAbsentError: _(
            "Pas encore de registre des coûts dans %(path)s\u00a0: aucune réponse n’a été comptée."
        ),
        LedgerUnavailableError: _(
            "Le registre des coûts %(path)s est illisible\u00a0: %(reason)s."
        ),
        VerificationRunningError: _("Le registre est déjà en cours de vérification."),
        MonthStateError: _("Le mois %(month)s %(state)s."),
        UnsharableCostError: _("Coût impossible à répartir, règle %(rule)s\u00a0: %(reason)s."),
        UnknownPayerError: _("%(payer)s ne doit rien pour %(month)s."),
        FaultyExportError: _("Le fichier FOCUS serait faux\u00a0: %(fault)s."),
        TooFewSearchesError: _(
            "Trop peu de recherches dans le registre pour ajuster des taux\u00a0: %(number)s."
        ),
    }
    sentence = sentences.get(type(error))
    if sentence is None:
        return str(error)
    values = dict(vars(error))
    if isinstance(error, MonthStateError):
        values["state"] = _state(error.state, translate)
    return sentence % values


def _state(state: str, translate: Translate) -> str:
    _ = translate
    return {
        "closed": _("est déjà clos"),
        "not over": _("n’est pas fini"),
        "open": _("n’est pas clos"),
        "provisional": _("n’est qu’arrêté provisoirement"),
        "reopened": _("est déjà rouvert"),
    }[state]
