"""A statement as a French table, as JSON or as CSV."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Sequence

from api.accounting.money import euros, french_euros
from api.accounting.statement import Statement
from api.accounting.tariff import TariffBook

Translate = Callable[[str], str]
"""Gives a French sentence in the reader's language; the identity where French is read."""


def as_table(statement: Statement, tariffs: TariffBook, translate: Translate) -> str:
    """Return the statement as aligned columns, with what its figures are worth under them."""
    _ = translate
    head = (_("Payeur"), _("Compte"), _("Réponses"), _("Direct"), _("Fixe"), _("Total"))
    body = [
        (
            row.name,
            row.payer,
            str(row.answers),
            french_euros(row.direct_neur),
            french_euros(row.total_neur - row.direct_neur),
            french_euros(row.total_neur),
        )
        for row in statement.payers
    ]
    total = (
        _("Total"),
        "",
        str(statement.answers),
        french_euros(statement.direct_neur),
        french_euros(statement.total_neur - statement.direct_neur),
        french_euros(statement.total_neur),
    )
    return "\n".join((*_aligned([head, *body, total]), "", *_notes(statement, tariffs, _), ""))


def as_json(statement: Statement, payer: str | None = None) -> str:
    """Return the statement as one JSON object, amounts in nano-euros and in decimal euros.

    ``payer`` keeps one of them; the month's own figures stay, to check its part.
    """
    document = {
        "month": statement.month,
        "state": statement.state,
        "seal": statement.seal,
        "head": statement.head,
        "events": statement.answers,
        "lost": statement.lost,
        "total": statement.total_neur,
        "totalEuros": euros(statement.total_neur),
        "direct": statement.direct_neur,
        "lines": dict(sorted(statement.lines.items())),
        "tariffs": statement.tariff_versions,
        "rules": statement.rule_versions,
        "payers": [
            {
                "payer": row.payer,
                "name": row.name,
                "events": row.answers,
                "amount": row.total_neur,
                "euros": euros(row.total_neur),
                "direct": row.direct_neur,
                "lines": dict(sorted(row.lines.items())),
                "borneBy": dict(sorted(row.borne_by.items())),
                "corrections": row.corrections_neur,
            }
            for row in statement.payers
            if payer in {None, row.payer}
        ],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def as_csv(statement: Statement, payer: str | None = None) -> str:
    """Return the statement as CSV, one payer a line, each with the seal that covers it.

    ``payer`` keeps one of them.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    lines = sorted(statement.lines)
    columns = ("payer", "name", "events", "cost_neur", "cost_eur", "direct_neur")
    last = ("borne_by_others_neur", "month", "state", "seal", "head")
    writer.writerow((*columns, *(f"{line}_neur" for line in lines), *last))
    for row in statement.payers:
        if payer not in {None, row.payer}:
            continue
        writer.writerow(
            (
                row.payer,
                _as_text(row.name),
                row.answers,
                row.total_neur,
                euros(row.total_neur),
                row.direct_neur,
                *(row.lines.get(line, 0) for line in lines),
                sum(row.borne_by.values()),
                statement.month or "",
                statement.state,
                statement.seal,
                statement.head,
            )
        )
    return out.getvalue()


def _as_text(name: str) -> str:
    """Return a name that no spreadsheet takes for a formula."""
    return f"'{name}" if name.startswith(("=", "+", "-", "@")) else name


def _notes(statement: Statement, tariffs: TariffBook, translate: Translate) -> tuple[str, ...]:
    _ = translate
    notes = [
        _("Une réponse partagée entre deux payeurs compte une fois pour chacun d’eux."),
        _("Mesures perdues\u00a0: %(number)s") % {"number": statement.lost},
        *(_tariff_note(version, tariffs, _) for version in statement.tariff_versions),
    ]
    if not statement.lines:
        notes += [
            _("Coûts directs seulement\u00a0: calcul, envoi et archivage de chaque réponse."),
            _(
                "Les coûts fixes (données, support, hébergement…), presque tout le budget, "
                "n’y sont qu’une fois le mois arrêté."
            ),
        ]
    if statement.head:
        notes.append(
            _("Sceau %(number)s\u00a0: %(head)s")
            % {"number": statement.seal, "head": statement.head}
        )
    return tuple(notes)


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


def _aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return the rows as lines: text to the left, figures to the right, a rule round them."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [
        "  ".join(
            cell.ljust(width) if column < 2 else cell.rjust(width)  # noqa: PLR2004  # name, account
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    ]
    rule = "─" * len(lines[0])
    return [lines[0], rule, *lines[1:-1], rule, lines[-1]]
