"""The options of the search form: what is offered here, what is chosen, what a plan is asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from werkzeug.datastructures import MultiDict

from api.modes import mode_of
from api.parameters import Parameters
from api.service import Service
from api.travelling import BIKE, CAR_PARKING, FLEX, RENTAL, WALK
from api.web import wording
from api.words import _, lazy

_MODE_LISTS = ("preTransitModes", "postTransitModes", "directModes")
OPTIONS = (
    *("maxTransfers", "criteria", "transitModes", "by", "pedestrianProfile", "pedestrianSpeed"),
    *("cyclingSpeed", "requireBikeTransport", *_MODE_LISTS),
)
"""Parameters of an address that say how one wants to travel: all but `by` are those of a plan."""

_ALONG = "bike-along"
_WAYS = {
    "bike": (lazy("À vélo jusqu’à l’arrêt, où je le laisse"), (BIKE, "", BIKE)),
    _ALONG: (lazy("Avec mon vélo, à bord aussi"), (BIKE, BIKE, BIKE)),
    "park-and-ride": (lazy("En voiture jusqu’à un parc relais"), (CAR_PARKING, "", "")),
    "shared": (lazy("En vélo, trottinette ou voiture partagés"), (RENTAL, RENTAL, RENTAL)),
    "on-demand": (lazy("En transport à la demande"), (FLEX, FLEX, FLEX)),
}
"""What `by` may be: its words, and the mode it adds to each of _MODE_LISTS."""

_LESS = {
    "walking": lazy("Moins de marche, même si c’est plus long"),
    "co2e": lazy("Moins de CO₂e, même si c’est plus long"),
}
_SPEEDS = {
    "0.8": lazy("Lente (3\u00a0km/h)"),
    "": lazy("Habituelle"),
    "1.6": lazy("Rapide (6\u00a0km/h)"),
}
_MOST_TRANSFERS = 3


@dataclass(frozen=True, slots=True)
class Choice:
    """A value that an option may have. Those of vehicles are several modes of one name."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """A parameter that the form has no field for."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Options:
    """What the form offers where this service runs."""

    transfers: tuple[Choice, ...]
    speeds: tuple[Choice, ...]
    less: tuple[Choice, ...]
    vehicles: tuple[Choice, ...]
    """Kinds of lines, none where there is but one; none chosen means all."""
    ways: tuple[Choice, ...]
    wheelchair: Choice | None
    kept: tuple[Asked, ...] = ()
    """What an address asks for besides: kept by the form unless its box is emptied."""

    @property
    def any_chosen(self) -> bool:
        """Tell whether something is asked for that is not usual."""
        lists = (self.transfers, self.speeds, self.less, self.vehicles, self.ways)
        needs = () if self.wheelchair is None else (self.wheelchair,)
        chosen = any(one.chosen and one.value for some in (*lists, needs) for one in some)
        return chosen or bool(self.kept)


def given_options(args: MultiDict[str, str]) -> dict[str, str]:
    """Return the options of an address; those of several boxes are separated by commas."""
    lists = {name: [value for value in args.getlist(name) if value] for name in OPTIONS}
    return {name: ",".join(values) for name, values in lists.items() if values}


def plan_options(given: Mapping[str, str]) -> dict[str, str]:
    """Return options as parameters of a plan: `by` adds modes to those that are named.

    Raises
    ------
    ApiProblem: `by` is none that is known.

    """
    asked = dict(given)
    for way in Parameters(MultiDict({"by": asked.pop("by", "")})).choices("by", tuple(_WAYS)):
        for name, mode in zip(_MODE_LISTS, _WAYS[way][1], strict=True):
            if mode:
                asked[name] = f"{asked.get(name, WALK)},{mode}"
        if way == _ALONG:
            asked["requireBikeTransport"] = "true"
    return asked


def read_options(given: Mapping[str, str], service: Service) -> Options:
    """Return what is offered here, with what is chosen of it."""
    served, by = service.served, _listed(given, "by")
    profile = given.get("pedestrianProfile", "")
    step_free = _("En fauteuil roulant\u00a0: sans escalier ni pente forte")
    options = Options(
        transfers=_one_of(_transfers(), given.get("maxTransfers", "")),
        speeds=_one_of(_SPEEDS.items(), given.get("pedestrianSpeed", "")),
        less=tuple(
            Choice(value, str(label), value in _listed(given, "criteria"))
            for value, label in _LESS.items()
        ),
        vehicles=_vehicles(_listed(given, "transitModes"), service),
        ways=tuple(
            Choice(value, str(label), value in by)
            for value, (label, modes) in _WAYS.items()
            if modes[0] in served.access
        ),
        wheelchair=Choice("WHEELCHAIR", step_free, profile == "WHEELCHAIR")
        if served.has_streets
        else None,
    )
    return replace(options, kept=_kept(given, options))


def _kept(given: Mapping[str, str], options: Options) -> tuple[Asked, ...]:
    """Return what is given that no field of the form says."""
    boxes = {"criteria": options.less, "transitModes": options.vehicles, "by": options.ways}
    fields = {"maxTransfers", "pedestrianSpeed"}
    if options.wheelchair is not None:
        fields.add("pedestrianProfile")
    kept = []
    for name, value in given.items():
        if name in boxes:
            said = {one for box in boxes[name] if box.chosen for one in box.value.split(",")}
            left = ",".join(one for one in value.split(",") if one and one not in said)
        else:
            left = "" if name in fields else value
        kept += [Asked(name, left)] if left else []
    return tuple(kept)


def _transfers() -> list[tuple[str, object]]:
    limits = [(str(most), wording.at_most(most)) for most in range(_MOST_TRANSFERS + 1)]
    return [("", _("Sans limite")), *limits]


def _one_of(values: Iterable[tuple[str, object]], given: str) -> tuple[Choice, ...]:
    """Return the choices of a list; what an address gives beside them is one, as it is."""
    choices = tuple(Choice(value, str(label), value == given) for value, label in values)
    if any(choice.chosen for choice in choices):
        return choices
    return (*choices, Choice(given, given, chosen=True))


def _vehicles(asked: frozenset[str], service: Service) -> tuple[Choice, ...]:
    """Return the kinds of lines of the network, as people call them."""
    named: dict[str, list[str]] = {}
    types = set(service.snapshot.network.line_type.tolist())
    for mode in sorted({mode_of(number) for number in types}):
        named.setdefault(wording.mode_name(mode), []).append(mode)
    if len(named) == 1:
        return ()
    return tuple(
        Choice(",".join(modes), name, asked.issuperset(modes)) for name, modes in named.items()
    )


def _listed(given: Mapping[str, str], name: str) -> frozenset[str]:
    return frozenset(filter(None, given.get(name, "").split(",")))
