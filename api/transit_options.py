"""What a plan request asks of vehicles, changes and places on the way, as options of the search."""

from __future__ import annotations

from dataclasses import dataclass, replace

from werkzeug.datastructures import MultiDict

from api.modes import RAIL_MODES, mode_of
from api.parameters import Parameters, Range
from api.problems import UNKNOWN_PLACE, ApiProblem, invalid_value, shortened
from api.service import Service
from api.words import _
from planner import Options, Via

ALL = "TRANSIT"
_GROUPS = {"RAIL": frozenset({*RAIL_MODES, "SUBWAY"})}
MODES = (
    *("TRAM", "SUBWAY", "FERRY", "AIRPLANE", "BUS", "COACH", "FUNICULAR", "AERIAL_LIFT", "OTHER"),
    *sorted(RAIL_MODES),
)
"""Modes of lines that may be asked for, beside TRANSIT (all of them) and RAIL."""

MINUTES = Range(0, 0, 240)
MOST_VIAS = 2
_FACTORS = (1.0, 10.0)
_MINUTE_S = 60


@dataclass(frozen=True, slots=True)
class TransitOptions:
    """Limits on vehicles and changes, and places to pass; equal where the search is the same."""

    excluded_types: frozenset[int] = frozenset()
    """GTFS route types that are not ridden."""
    min_transfer_s: int = 0
    additional_transfer_s: int = 0
    transfer_factor: float = 1.0
    vias: tuple[Via, ...] = ()

    def added_to(self, options: Options) -> Options:
        """Return the options of a search that holds to these too."""
        return replace(
            options,
            excluded_types=self.excluded_types,
            min_transfer_s=self.min_transfer_s,
            additional_transfer_s=self.additional_transfer_s,
            transfer_factor=self.transfer_factor,
        )


def read_transit_options(
    read: Parameters, args: MultiDict[str, str], service: Service
) -> TransitOptions:
    """Read the parameters; times of changes are in minutes, as MOTIS has them.

    Raises
    ------
    ApiProblem: a mode, number or place is wrong.

    """
    return TransitOptions(
        excluded_types=_excluded_types(read, service),
        min_transfer_s=read.whole("minTransferTime", MINUTES) * _MINUTE_S,
        additional_transfer_s=read.whole("additionalTransferTime", MINUTES) * _MINUTE_S,
        transfer_factor=read.decimal("transferTimeFactor", *_FACTORS) or 1.0,
        vias=_vias(read, args, service),
    )


def _excluded_types(read: Parameters, service: Service) -> frozenset[int]:
    """Return the route types of the network that the modes asked for leave out."""
    asked = read.choices("transitModes", (ALL, *_GROUPS, *MODES))
    if not asked or ALL in asked:
        return frozenset()
    wanted = set().union(*(_GROUPS.get(mode, {mode}) for mode in asked))
    known = set(service.snapshot.network.line_type.tolist())
    return frozenset(number for number in known if mode_of(number) not in wanted)


def _vias(read: Parameters, args: MultiDict[str, str], service: Service) -> tuple[Via, ...]:
    """Return the places to pass, each with its stay (in minutes, 0 when not given)."""
    ids, stays = read.words("via") or (), read.words("viaMinimumStay") or ()
    if len(ids) > MOST_VIAS:
        reason = _("au plus %(most)s lieux de passage", most=MOST_VIAS)
        raise invalid_value("via", ",".join(args.getlist("via")), reason)
    if len(stays) > len(ids):
        reason = _("il y a plus de durées que de lieux de passage")
        raise invalid_value("viaMinimumStay", ",".join(stays), reason)
    padded = (*stays, *["0"] * (len(ids) - len(stays)))
    return tuple(
        Via(_stops(id_, service), _stay_s(stay)) for id_, stay in zip(ids, padded, strict=True)
    )


def _stops(id_: str, service: Service) -> frozenset[int]:
    place = service.places.get(id_)
    if place is None or not place.stops:
        raise ApiProblem(
            UNKNOWN_PLACE,
            _(
                "Aucun arrêt connu n’a l’identifiant «\u00a0%(id)s\u00a0» "
                "(paramètre «\u00a0%(parameter)s\u00a0»).",
                id=shortened(id_),
                parameter="via",
            ),
            "via",
        )
    return frozenset(place.stops)


def _stay_s(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text[:6]) <= MINUTES.most):
        reason = _(
            "il faut un nombre entier de %(least)s à %(most)s",
            least=MINUTES.least,
            most=MINUTES.most,
        )
        raise invalid_value("viaMinimumStay", text, reason)
    return int(text) * _MINUTE_S
