"""The `costs` commands: their options; what they do is in `command_actions`."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from api.accounting.statement_text import Translate

if TYPE_CHECKING:
    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001  # argparse gives it no public name


def add_costs_commands(subparsers: Subparsers, translate: Translate) -> None:
    """Declare `costs …` with its options; `run_costs` takes the parsed ones."""
    _ = translate
    costs = subparsers.add_parser("costs", help=_("coûts des réponses et qui les paie"))
    actions = costs.add_subparsers(dest="costs_action", required=True)
    _add_reading(actions, translate)
    _add_keeping(actions, translate)


def _add_reading(actions: Subparsers, translate: Translate) -> None:
    _ = translate
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
    statement = actions.add_parser("statement", help=_("état mensuel d’une autorité, à imprimer"))
    _add_month(statement, translate)
    statement.add_argument("payer", metavar="SIREN", help=_("l’autorité, ou un compte du registre"))
    focus = actions.add_parser("focus", help=_("un mois au format FOCUS 1.2 (CSV)"))
    _add_month(focus, translate)
    beancount = actions.add_parser("beancount", help=_("un mois au format beancount"))
    _add_month(beancount, translate)
    simulate = actions.add_parser("simulate", help=_("qui paie\u202f? voyageurs ou collectivités"))
    simulate.add_argument(
        "--scenario", metavar="NOM", default="alsace", help=_("données de départ")
    )
    simulate.add_argument(
        "--fares-part",
        metavar="PART",
        type=float,
        help=_("part du coût portée par les voyageurs, de 0 à 1\u00a0; sans elle, 0 puis 1"),
    )
    simulate.add_argument(
        "--set",
        metavar="NOM=VALEUR",
        action="append",
        default=[],
        help=_("remplacer une donnée, par exemple inhabitants=500000"),
    )
    carbon = actions.add_parser("carbon", help=_("ce que le service a émis en un mois"))
    _add_month(carbon, translate)
    actions.add_parser("verify", help=_("recalculer chaque empreinte, somme et part"))


def _add_keeping(actions: Subparsers, translate: Translate) -> None:
    _ = translate
    close = actions.add_parser("close", help=_("arrêter un mois\u00a0: coûts fixes, puis clôture"))
    _add_month(close, translate)
    close.add_argument(
        "--provisional", action="store_true", help=_("arrêté provisoire, sans clore le mois")
    )
    reopen = actions.add_parser("reopen", help=_("rouvrir un mois clos\u00a0; le motif est gardé"))
    _add_month(reopen, translate)
    reopen.add_argument("reason", metavar="MOTIF", help=_("pourquoi"))
    actions.add_parser(
        "seal", help=_("sceller ce qui est compté et afficher l’empreinte à publier")
    )
    key = actions.add_parser("key", help=_("une clé qui nomme un canal, montrée une seule fois"))
    key.add_argument("channel", metavar="CANAL", help=_("le canal, par exemple app-exemple"))
    actions.add_parser("purge", help=_("effacer le détail de plus de treize mois"))
    actions.add_parser(
        "calibrate", help=_("comparer les taux du tarif au temps de processeur mesuré")
    )


def _add_month(parser: argparse.ArgumentParser, translate: Translate) -> None:
    _ = translate
    parser.add_argument("month", metavar="AAAA-MM", help=_("le mois, par exemple 2026-11"))
