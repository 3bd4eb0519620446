"""A cost report as a French table, as JSON or as CSV."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Sequence

from api.accounting.money import euros, french_euros
from api.accounting.reports import CostReport
from api.accounting.tariff import TariffBook

Translate = Callable[[str], str]
"""Gives a French sentence in the reader's language; the identity where French is read."""


def as_table(report: CostReport, tariffs: TariffBook, translate: Translate) -> str:
    """Return the report as aligned columns, with what its figures are worth under them."""
    _ = translate
    head = (_("Payeur"), _("Compte"), _("Réponses"), _("Montant"))
    body = [
        (row.name, row.payer, str(row.events), french_euros(row.cost_neur)) for row in report.rows
    ]
    total = (_("Total"), "", str(report.events), french_euros(report.cost_neur))
    notes = (
        _("Une réponse partagée entre deux payeurs compte une fois pour chacun d’eux."),
        _("Mesures perdues\u00a0: %(number)s") % {"number": report.lost},
        *(_tariff_note(version, tariffs, _) for version in report.tariff_versions),
        _("Coûts directs seulement\u00a0: calcul, envoi et archivage de chaque réponse."),
        _(
            "Les coûts fixes (données, support, hébergement…), presque tout le budget, "
            "n’y sont pas encore."
        ),
    )
    return "\n".join((*_aligned([head, *body, total]), "", *notes, ""))


def as_json(report: CostReport) -> str:
    """Return the report as one JSON object, amounts in nano-euros and in decimal euros."""
    document = {
        "scope": "direct",
        "since": report.since.isoformat() if report.since else None,
        "until": report.until.isoformat() if report.until else None,
        "events": report.events,
        "lost": report.lost,
        "total": report.cost_neur,
        "totalEuros": euros(report.cost_neur),
        "tariffs": report.tariff_versions,
        "payers": [
            {
                "payer": row.payer,
                "name": row.name,
                "events": row.events,
                "amount": row.cost_neur,
                "euros": euros(row.cost_neur),
            }
            for row in report.rows
        ],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def as_csv(report: CostReport) -> str:
    """Return the report as CSV, one payer a line."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("payer", "name", "events", "cost_neur", "cost_eur"))
    for row in report.rows:
        writer.writerow((row.payer, row.name, row.events, row.cost_neur, euros(row.cost_neur)))
    return out.getvalue()


def _tariff_note(version: str, tariffs: TariffBook, translate: Translate) -> str:
    _ = translate
    words = {
        "invoice": _("factures"),
        "catalogue": _("prix de catalogue"),
        "hypothesis": _("hypothèses"),
    }
    tariff = tariffs.find(version)
    kinds = sorted(words[kind] for kind in tariff.kinds) if tariff else [_("fichier absent")]
    return _("Tarif %(version)s\u00a0: %(kinds)s") % {
        "version": version,
        "kinds": ", ".join(kinds),
    }


def _aligned(rows: Sequence[tuple[str, str, str, str]]) -> list[str]:
    """Return the rows as lines: text to the left, figures to the right, a rule round them."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [
        f"{name:<{widths[0]}}  {account:<{widths[1]}}  {count:>{widths[2]}}  {amount:>{widths[3]}}"
        for name, account, count, amount in rows
    ]
    rule = "─" * len(lines[0])
    return [lines[0], rule, *lines[1:-1], rule, lines[-1]]
