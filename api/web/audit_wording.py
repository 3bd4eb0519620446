"""Words of the auditor's pages: states of months, what was done with them, alerts."""

from __future__ import annotations

from collections.abc import Mapping

from api.accounting import SHARE, ToldAlert
from api.web.cost_wording import month_name
from api.words import _


def state_name(state: str) -> str:
    """Return the state of a month."""
    return {
        "open": _("ouvert"),
        "provisional": _("arrêté provisoirement"),
        "closed": _("clos"),
        "reopened": _("rouvert"),
    }[state]


def action_name(state: str) -> str:
    """Return what was done when a month was put in a state."""
    return {
        "provisional": _("Arrêté provisoire"),
        "closed": _("Clôture"),
        "reopened": _("Réouverture"),
    }[state]


def alert_text(alert: ToldAlert, names: Mapping[str, str]) -> str:
    """Return an alert in words."""
    payer = names.get(alert.payer, alert.payer)
    if alert.basis == "forecast":
        return _(
            "%(payer)s\u00a0: à ce rythme, %(part)d\u00a0%% du budget %(year)d seront dépensés",
            payer=payer,
            part=alert.threshold_pct,
            year=alert.year,
        )
    if alert.basis == "actual":
        return _(
            "%(payer)s\u00a0: %(part)d\u00a0%% du budget %(year)d sont dépensés",
            payer=payer,
            part=alert.threshold_pct,
            year=alert.year,
        )
    return _(
        "Plus de %(part)d\u00a0%% du coût direct de %(month)s n’est attribué à personne",
        part=alert.threshold_pct,
        month=month_name(alert.basis.removeprefix(SHARE)),
    )
