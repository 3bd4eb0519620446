"""States of versions and actions of the history, as people read them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import ngettext

from api.dates import numeric_date
from api.desk.registry import Happening, State
from api.desk.registry.kiosks import KeptKiosk, KioskHappening
from api.desk.registry.tokens import Role
from api.words import _
from feeds.station_decisions import DecisionKind


def state_name(state: State) -> str:
    """Return the name of a state."""
    return {
        State.RECEIVED: _("reçue"),
        State.CHECKED: _("à décider"),
        State.ACCEPTED: _("acceptée"),
        State.ACTIVE: _("en service"),
        State.SUPERSEDED: _("remplacée"),
        State.REFUSED: _("refusée"),
    }[state]


def verdict_name(verdict: str) -> str:
    """Return the name of what an inspection found."""
    return {
        "accept": _("accepté"),
        "warn": _("accepté, avec avertissements"),
        "skip": _("accepté, sans les lignes fautives"),
        "reject": _("refusé"),
    }[verdict]


def role_name(role: Role) -> str:
    """Return the name of a role."""
    return {
        Role.OPERATOR: _("exploitant"),
        Role.ADMINISTRATOR: _("administrateur"),
        Role.AUDITOR: _("auditeur"),
    }[role]


def decision_name(kind: DecisionKind) -> str:
    """Return what a decision does to stations."""
    return {
        DecisionKind.JOIN: _("réunir"),
        DecisionKind.SPLIT: _("séparer"),
        DecisionKind.RENAME: _("renommer"),
    }[kind]


def join_reason(reason: str) -> str:
    """Return why merging made stops of two feeds one station."""
    return {
        "same_parent": _("même gare dans un jeu"),
        "same_name": _("même nom"),
        "both_at_the_railway": _("tous deux à la gare"),
        "same_pole": _("même poteau"),
        "names_alike": _("noms qui se ressemblent"),
        "decided_by_the_desk": _("décision du bureau"),
        "near_and_somewhat_alike": _("proches, noms un peu semblables"),
    }[reason]


def outcome_name(outcome: Mapping[str, Any]) -> str:
    """Return what the network in service made of a decision (feeds.merge.decided.Outcome)."""
    if not outcome["applied"]:
        return _("sans effet\u00a0: ses arrêts n’existent plus")
    lost = sum(stop["by"] == "lost" for stop in outcome["stops"])
    if lost:
        return str(
            ngettext(
                "appliquée, sauf %(num)d arrêt qui n’existe plus",
                "appliquée, sauf %(num)d arrêts qui n’existent plus",
                lost,
            )
        )
    return _("appliquée")


def happening_text(one: Happening) -> str:
    """Return what was done, as a sentence without its end."""
    told = {"number": one.version, "detail": _detail(one)}
    sentences = {
        "receive": _("version %(number)s reçue\u00a0: %(detail)s", **told),
        "check": _("version %(number)s contrôlée\u00a0: %(detail)s", **told),
        "accept": _("version %(number)s acceptée\u00a0: %(detail)s", **told),
        "activate": _("version %(number)s mise en service dès le %(detail)s", **told),
        "rollback": _("version %(number)s retirée du service", **told),
        "forget": _("version %(number)s oubliée\u00a0: %(detail)s", **told),
        "join": _("stations réunies, décision %(number)s\u00a0: %(detail)s", **told),
        "split": _("station séparée, décision %(number)s\u00a0: %(detail)s", **told),
        "rename": _("station renommée, décision %(number)s\u00a0: %(detail)s", **told),
        "undo": _("décision %(number)s annulée\u00a0: %(detail)s", **told),
    }
    return sentences[one.action]


def _detail(one: Happening) -> str:
    """Return what the registry kept in words of its own as people read it."""
    if one.action == "activate":
        return numeric_date(date.fromisoformat(one.detail.removeprefix("from ")))
    if one.action == "check":
        verdict, _comma, score = one.detail.partition(", ")
        return f"{verdict_name(verdict)}, {score}"
    return one.detail


def kiosk_state(kept: KeptKiosk | None) -> str:
    """Return where a kiosk stands; None is one of the region file."""
    if kept is None:
        return _("ouverte, déclarée par le fichier de région")
    if kept.retired_at is not None:
        return _("hors d’usage")
    return _("à mettre en service") if kept.opened_at is None else _("en service")


def kiosk_words() -> Mapping[str, Mapping[str, str]]:
    """Return the names of the choices of a kiosk, by field."""
    return {
        "kind": {"touch": _("borne tactile"), "screen": _("écran de hall")},
        "theme": {"light": _("clair"), "dark": _("sombre"), "contrast": _("contraste élevé")},
        "keyboard": {
            "language": _("celui de la langue"),
            "azerty": "AZERTY",
            "qwertz": "QWERTZ",
            "none": _("aucun\u00a0: un vrai clavier est là"),
        },
    }


def kiosk_happening_text(one: KioskHappening) -> str:
    """Return what was done with a kiosk, as a sentence without its end."""
    return {
        "add": _("configurée\u00a0: %(detail)s", detail=one.detail),
        "change": _("modifiée\u00a0: %(detail)s", detail=one.detail),
        "link": _("lien donné"),
        "open": _("lien ouvert sur une machine"),
        "close": _("lien et machine retirés"),
        "retire": _("mise hors d’usage"),
    }[one.action]
