"""The `costs` commands that estimate: who would pay, and what the service emits."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

from api.accounting.carbon import footprint, load_machines
from api.accounting.database import reading
from api.accounting.errors import RefusedError
from api.accounting.months import booked_totals
from api.accounting.periods import first_day
from api.accounting.record import METERED_KINDS
from api.accounting.simulation import load_scenario
from api.accounting.simulation_text import number, simulation_table
from api.accounting.statement_text import Translate
from api.accounting.tariff import TariffBook


def simulated(asked: argparse.Namespace, translate: Translate) -> str:
    """Return the table of a simulation; travellers bear nothing, then all, or the part asked."""
    _ = translate
    values = {}
    for given in asked.set:
        name, _equal, text = given.partition("=")
        try:
            values[name] = float(text)
        except ValueError as error:
            raise RefusedError(_("--set %s\u00a0: il faut NOM=NOMBRE.") % given) from error
    if re.fullmatch(r"[a-z][a-z0-9-]*", asked.scenario) is None:
        raise RefusedError(_("--scenario %s\u00a0: pas un nom.") % asked.scenario)
    scenario = load_scenario(asked.scenario).given(values)
    parts = (0.0, 1.0) if asked.fares_part is None else (asked.fares_part,)
    return simulation_table(scenario, parts, translate)


def emitted(ledger: str | Path, tariffs: TariffBook, month: str, translate: Translate) -> str:
    """Return what the service emitted in a month, in sentences."""
    _ = translate
    first_day(month)
    with reading(ledger) as connection:
        totals = booked_totals(connection, tariffs, month)
    metered = [total for total in totals if total.key.kind in METERED_KINDS]
    found = footprint(
        month,
        sum(total.sums.events for total in metered if total.key.kind == "answer"),
        sum(total.sums.cpu_us for total in metered),
        load_machines(),
    )
    values = {
        "month": month,
        "total": number(found.total_g, 0),
        "answers": found.answers,
        "busy": number(found.busy_g, 1),
        "idle": number(found.idle_g, 1),
        "made": number(found.embodied_g, 1),
        "sci": number(found.sci_g or 0, 1),
    }
    sentences = [
        _("%(month)s\u00a0: %(total)s\u00a0g CO2e pour %(answers)s réponses."),
        _("Calcul %(busy)s\u00a0g, attente %(idle)s\u00a0g, fabrication %(made)s\u00a0g."),
        *(
            [_("SCI\u00a0: %(sci)s\u00a0g CO2e pour 1\u202f000 réponses.")]
            if found.sci_g is not None
            else []
        ),
        _("Serveurs seulement\u00a0; puissances supposées, à mesurer."),
    ]
    return "".join(f"{sentence % values}\n" for sentence in sentences)
