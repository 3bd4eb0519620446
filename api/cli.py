"""The command line: serve, build, plan, costs, feeds."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from api.compiled_cache import keep_compiled_kernels
from api.settings import Settings, SettingsError
from api.words import _

if TYPE_CHECKING:
    from api.service import Service


class CommandError(Exception):
    """A command cannot be carried out; the message is one sentence for whoever typed it."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit status."""
    try:
        asked = _parser().parse_args(arguments)
        settings = _settings(asked)
        keep_compiled_kernels(settings.var)
        return _written(_run(asked, settings))
    except (CommandError, SettingsError) as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # Whoever reads has enough (`… | head`); nothing is left to be written at the end either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _written(status: int) -> int:
    """Return the status once everything that was printed has been taken."""
    sys.stdout.flush()
    return status


def _parser() -> argparse.ArgumentParser:
    from api.accounting import add_costs_commands
    from api.batch import add_batch_command
    from api.desk import add_feeds_commands
    from api.desk.kiosk_commands import add_kiosk_commands

    parser = argparse.ArgumentParser(
        prog="correspondance",
        description=_("Itinéraires en transport public, et qui paie chaque réponse."),
    )
    parser.add_argument("--region", help=_("nom d’une région livrée, ou chemin d’un fichier .toml"))
    parser.add_argument("--data", type=Path, help=_("dossier des fichiers de la région"))
    parser.add_argument("--var", type=Path, help=_("dossier où tout est écrit"))
    commands = parser.add_subparsers(dest="command", required=True)
    shared = argparse.ArgumentParser(add_help=False)
    for name, kind in (("--region", str), ("--data", Path), ("--var", Path)):
        shared.add_argument(name, type=kind, default=argparse.SUPPRESS, help=argparse.SUPPRESS)
    commands.add_parser("serve", parents=[shared], help=_("construire si besoin, puis répondre"))
    commands.add_parser("build", parents=[shared], help=_("construire le réseau de la région"))
    plan = commands.add_parser("plan", parents=[shared], help=_("chercher un itinéraire"))
    what = _("identifiant, «\u00a0lat,lon\u00a0» ou nom")
    plan.add_argument("origin", metavar="DÉPART", help=what)
    plan.add_argument("destination", metavar="ARRIVÉE", help=what)
    plan.add_argument("--time", help=_("date et heure RFC 3339\u202f; sans cela, maintenant"))
    plan.add_argument("--arrive-by", action="store_true", help=_("arriver avant cette heure"))
    add_costs_commands(commands, _)
    add_feeds_commands(commands)
    add_kiosk_commands(commands)
    add_batch_command(commands, _)
    return parser


def _settings(asked: argparse.Namespace) -> Settings:
    """Return the settings of the environment, with what the command line says instead."""
    given = {name: getattr(asked, name) for name in ("region", "data", "var")}
    return replace(
        Settings.from_process(), **{name: value for name, value in given.items() if value}
    )


def _run(asked: argparse.Namespace, settings: Settings) -> int:
    """Run a command; whatever is refused on purpose becomes one sentence."""
    from api.accounting import AccountingError
    from api.batch import BatchError
    from api.desk import DeskError
    from api.desk.feed_wording import feed_error_text
    from api.problems import ApiProblem
    from feeds import FeedError
    from planner import PlannerError

    commands = {
        "serve": _serve,
        "build": _build,
        "plan": _plan,
        "costs": _costs,
        "batch": _batch,
        "feeds": _feeds,
        "kiosks": _kiosks,
    }
    try:
        return commands[asked.command](asked, settings)
    except ApiProblem as problem:
        raise CommandError(problem.detail) from problem
    except (FeedError, AccountingError, PlannerError, BatchError, DeskError) as error:
        reason = feed_error_text(error) if isinstance(error, FeedError) else str(error)
        raise CommandError(_("Impossible\u00a0: %(reason)s.", reason=reason.rstrip("."))) from error


def _serve(_asked: argparse.Namespace, settings: Settings) -> int:
    from api import create_app
    from api.building import build
    from api.operations import Stopwatch, charge
    from api.server import AddressUnusableError, reserve, serve, warm_up
    from api.service import EXTENSION

    try:
        listener = reserve(settings)
    except AddressUnusableError as error:
        raise CommandError(str(error)) from error
    with listener:
        build(settings)
        watch = Stopwatch()
        app = create_app(settings)
        service = app.extensions[EXTENSION]
        started_us = watch.used_us
        print(
            _("  Préparation de la recherche (plus long la première fois)"),
            file=sys.stderr,
            flush=True,
        )
        warm_up(service)
        version = service.snapshot.version
        charge(service.accountant, "startup", started_us, version)
        charge(service.accountant, "compile", watch.used_us - started_us, version)
        service.accountant.close()  # workers fork without its thread and begin journals of theirs
        serve(app, settings, listener, partial(print, flush=True))
    return 0


def _build(_asked: argparse.Namespace, settings: Settings) -> int:
    from api.building import build

    build(settings)
    return 0


def _plan(asked: argparse.Namespace, settings: Settings) -> int:
    from werkzeug.datastructures import MultiDict

    from api.building import build
    from api.itinerary_text import plan_text
    from api.plan_request import read_plan_request
    from api.planning import find_plan
    from api.regions import open_active
    from api.responses import plan_response
    from api.service import Service

    build(settings)
    service = Service(settings, open_active(settings), None)
    args = MultiDict(
        [
            ("fromPlace", _place_id(service, asked.origin)),
            ("toPlace", _place_id(service, asked.destination)),
            ("arriveBy", str(asked.arrive_by).lower()),
        ]
    )
    if asked.time:
        args.add("time", asked.time)
    answer = find_plan(service, read_plan_request(args, service))
    print(plan_text(plan_response(service, answer), service.zone), end="")
    return 0


def _costs(asked: argparse.Namespace, settings: Settings) -> int:
    from api.accounting import CostsContext, run_costs
    from api.members import members_of
    from api.regions import open_active, region_of
    from api.terms import tariffs_of, terms_of

    region = region_of(settings)
    context = CostsContext(
        ledger=settings.ledger_of(region.id),
        journals=settings.journals_of(region.id),
        tariffs=tariffs_of(settings),
        terms=terms_of(settings, region.id),
        members=lambda: members_of(open_active(settings)),
        pool=region.name,
        now=datetime.now(UTC),
        verification=settings.verification_of(region.id),
    )
    return run_costs(asked, context, _)


def _feeds(asked: argparse.Namespace, settings: Settings) -> int:
    from api.desk import run_feeds
    from api.operations import charged
    from api.regions import region_of

    if asked.feeds_action != "pull":
        return run_feeds(asked, settings)
    with charged(settings, region_of(settings).id, "pull"):
        return run_feeds(asked, settings)


def _kiosks(asked: argparse.Namespace, settings: Settings) -> int:
    from api.desk.kiosk_commands import run_kiosks

    return run_kiosks(asked, settings)


def _batch(asked: argparse.Namespace, _settings: Settings) -> int:
    from api.batch import run_batch

    return run_batch(asked)


def _place_id(service: Service, text: str) -> str:
    """Return what was typed when it is an id or a point, else the id of the likeliest place."""
    if service.places.get(text) is not None:
        return text
    found = service.places.search(text, limit=1)
    return found[0].id if found else text


if __name__ == "__main__":
    sys.exit(main())
