"""`feeds stations`: what was decided about stations, what might be, decisions taken and undone."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from api.desk.errors import DeskError
from api.desk.publishing import registry_of
from api.desk.registry.stations import KeptDecision, StationBook
from api.regions import open_active, region_of
from api.settings import Settings
from api.words import N_, _
from feeds.snapshot import read_problems
from feeds.station_candidates import station_candidates
from feeds.station_decisions import DecidedStop, DecisionKind
from planner import Network

if TYPE_CHECKING:
    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001  # argparse gives it no public name


def add_station_commands(actions: Subparsers) -> None:
    """Declare the commands; `run_stations` takes the parsed options."""
    stations = actions.add_parser(
        "stations", help=_("stations réunies, séparées ou renommées par le bureau")
    )
    what = stations.add_subparsers(dest="stations_action", required=True)
    what.add_parser("list", help=_("les décisions, et ce que le réseau en fait"))
    what.add_parser("candidates", help=_("stations voisines qui n’en font peut-être qu’une"))
    join = what.add_parser("join", help=_("faire de plusieurs stations une seule"))
    join.add_argument("ids", metavar="ID", nargs="+", help=_("stations ou arrêts à réunir"))
    split = what.add_parser("split", help=_("détacher des arrêts de leur station"))
    split.add_argument("ids", metavar="ID", nargs="+", help=_("arrêts qui font leur station"))
    rename = what.add_parser("rename", help=_("donner un autre nom à une station"))
    rename.add_argument("ids", metavar="ID", nargs=1, help=_("station ou arrêt"))
    rename.add_argument("name", metavar="NOM", help=_("nouveau nom"))
    undo = what.add_parser("undo", help=_("revenir sur une décision"))
    undo.add_argument("number", metavar="DÉCISION", type=int)
    for parser in (join, split, rename, undo):
        parser.add_argument("--reason", required=True, help=_("pourquoi"))
        parser.add_argument("--who", default="console", help=_("au nom de qui"))


def run_stations(asked: argparse.Namespace, settings: Settings) -> int:
    """Run a command and return its exit status.

    Raises
    ------
    DeskError: an id is unknown, or the registry refuses.
    FeedError: no network is in service.

    """
    region = region_of(settings)
    book = registry_of(settings, region).stations
    match asked.stations_action:
        case "list":
            _list(book, settings, region.id)
        case "candidates":
            _candidates(open_active(settings).network)
        case "undo":
            kept = book.undo(asked.number, who=asked.who, reason=asked.reason)
            print(_row(kept, {}))
        case action:
            network = open_active(settings).network
            kind = DecisionKind(action)
            stops = _stops(network, asked.ids, whole=kind is not DecisionKind.SPLIT)
            name = asked.name if kind is DecisionKind.RENAME else ""
            decision = book.decide(kind, stops, name, who=asked.who, reason=asked.reason)
            print(_row(KeptDecision(decision, None), {}))
    return 0


def _list(book: StationBook, settings: Settings, region_id: str) -> None:
    """Print every decision, the newest first, with what became of it."""
    snapshot = open_active(settings)
    found = read_problems(settings.networks_of(region_id), snapshot.version)
    outcomes = {one["number"]: one for one in found.get("station_decisions", [])}
    for kept in book.all():
        print(_row(kept, outcomes.get(kept.decision.number, {})))


def _candidates(network: Network) -> None:
    """Print pairs of stations that might be one, the likeliest first."""
    for one in station_candidates(network):
        stations = (one.one, one.other)
        places = (f"{network.station_id[s]}\t{network.station_name[s]}" for s in stations)
        print("\t".join((f"{one.score}", f"{one.metres} m", *places)))


def _stops(network: Network, ids: list[str], *, whole: bool) -> list[DecidedStop]:
    """Return the stops that ids name; with `whole` all of their stations, else these alone."""
    chosen: dict[int, None] = {}
    for id_ in ids:
        found = network.stops_of_place(id_)
        if found is None:
            raise DeskError(N_("aucune station du réseau en service ne s’appelle %(id)s"), id=id_)
        stops = found.tolist()
        if whole:
            stations = {int(network.stop_station[stop]) for stop in stops}
            stops = [s for station in stations for s in network.stops_of_station(station).tolist()]
        elif len(stops) > 1:
            raise DeskError(
                N_("%(id)s est une station\u00a0: nommez les arrêts qui en partent"), id=id_
            )
        chosen |= dict.fromkeys(stops)
    return [
        DecidedStop(
            network.stop_id[stop],
            network.stop_name[stop],
            float(network.stop_lat[stop]),
            float(network.stop_lon[stop]),
        )
        for stop in chosen
    ]


def _row(kept: KeptDecision, outcome: dict[str, Any]) -> str:
    """Write a decision in one line."""
    decision = kept.decision
    became = {
        "applied": _("appliquée"),
        "partly": _("appliquée en partie"),
        "lost": _("sans effet\u00a0: les arrêts n’existent plus"),
        "": _("à la prochaine construction"),
    }[outcome.get("state", "")]
    if kept.undone is not None:
        became = _(
            "annulée par %(who)s\u00a0: %(why)s", who=kept.undone.who, why=kept.undone.reason
        )
    kinds = {
        DecisionKind.JOIN: _("réunir"),
        DecisionKind.SPLIT: _("séparer"),
        DecisionKind.RENAME: _("renommer en «\u00a0%(name)s\u00a0»", name=decision.name),
    }
    stops = ", ".join(f"{stop.name} ({stop.id})" for stop in decision.stops)
    parts = (f"{decision.number}", kinds[decision.kind], stops, became)
    return "\t".join((*parts, decision.who, decision.at[:16], decision.reason))
