"""How the person travels, read from a plan request: modes to, from and without stops, needs."""

from __future__ import annotations

from dataclasses import dataclass, replace

from api.parameters import Parameters
from api.problems import unsupported_value
from feeds import FormFactor, Propulsion
from planner import Need, Options, Pace, Profile

WALK, BIKE, CAR = "WALK", "BIKE", "CAR"
CAR_PARKING, CAR_DROPOFF = "CAR_PARKING", "CAR_DROPOFF"
RENTAL, FLEX = "RENTAL", "FLEX"

MOTOR_MODES = frozenset({CAR, CAR_PARKING, CAR_DROPOFF, FLEX})


@dataclass(frozen=True, slots=True)
class Served:
    """The modes that can be answered: what streets, parks and systems are known."""

    access: tuple[str, ...] = (WALK,)
    egress: tuple[str, ...] = (WALK,)
    direct: tuple[str, ...] = (WALK,)
    has_streets: bool = False

    @property
    def at_any_time(self) -> Served:
        """Without modes that depend on the time of day."""
        always = tuple(mode for mode in (WALK, BIKE) if mode in self.access)
        return replace(self, access=always, egress=always)


def served_modes(*, has_parks: bool, has_rentals: bool, has_on_demand: bool) -> Served:
    """Return the modes that are served where streets are known."""
    booked = (*(RENTAL,) * has_rentals, *(FLEX,) * has_on_demand)
    return Served(
        access=(WALK, BIKE, *(CAR_PARKING,) * has_parks, CAR_DROPOFF, *booked),
        egress=(WALK, BIKE, CAR_DROPOFF, *booked),
        direct=(WALK, BIKE, CAR, *booked),
        has_streets=True,
    )


@dataclass(frozen=True, slots=True)
class RentalFilter:
    """Which shared vehicles may be used; empty: any."""

    form_factors: frozenset[str] = frozenset()
    propulsions: frozenset[str] = frozenset()
    providers: frozenset[str] = frozenset()

    def takes(self, provider: str, form_factor: FormFactor, propulsion: Propulsion) -> bool:
        """Tell whether vehicles may be used."""
        return (
            (not self.form_factors or form_factor.value in self.form_factors)
            and (not self.propulsions or propulsion.value in self.propulsions)
            and (not self.providers or provider in self.providers)
        )


_PROFILES = {"FOOT": Profile.FOOT, "WHEELCHAIR": Profile.WHEELCHAIR}
_CYCLING_M_S = (1.0, 12.0)
_WALKING_M_S = (0.3, 3.0)


@dataclass(frozen=True, slots=True)
class Travelling:
    """How the person travels where no vehicle of a line takes them."""

    access_modes: tuple[str, ...] = (WALK,)
    egress_modes: tuple[str, ...] = (WALK,)
    direct_modes: tuple[str, ...] = (WALK,)
    profile: Profile = Profile.FOOT
    walking_m_s: float | None = None
    """In a wheelchair too; None: the speed of the profile."""
    cycling_m_s: float | None = None
    takes_bike: bool = False
    """The bike comes along, so every vehicle must say that it may."""
    access_rentals: RentalFilter = RentalFilter()
    egress_rentals: RentalFilter = RentalFilter()
    direct_rentals: RentalFilter = RentalFilter()

    @property
    def in_wheelchair(self) -> bool:
        """Tell whether every vehicle and way must be one for wheelchairs."""
        return self.profile is Profile.WHEELCHAIR

    @property
    def options(self) -> Options:
        """Return what vehicles and stops must allow."""
        return Options(
            wheelchair=Need.UNLESS_REFUSED if self.in_wheelchair else Need.NOT_NEEDED,
            bikes=Need.CONFIRMED if self.takes_bike else Need.NOT_NEEDED,
            walk_factor=self.pace_of(WALK).slowness,
        )

    def pace_of(self, mode: str) -> Pace:
        """Return who travels by a mode, and how fast."""
        if mode == BIKE:
            return Pace(Profile.BIKE, self.cycling_m_s)
        if mode == CAR:
            return Pace(Profile.CAR)
        return Pace(self.profile, self.walking_m_s)


def read_travelling(read: Parameters, served: Served) -> Travelling:
    """Read the modes and the profile, of those that are served.

    Raises
    ------
    ApiProblem: a mode or a profile is not served here.

    """
    profile = Profile.FOOT
    if served.has_streets:
        for name in read.choices("pedestrianProfile", tuple(_PROFILES)):
            profile = _PROFILES[name]
    else:
        read.fixed("pedestrianProfile", ("FOOT",))
    bikes = read.flag("requireBikeTransport", default=False)
    return Travelling(
        access_modes=_modes(read, "preTransitModes", served.access),
        egress_modes=_modes(read, "postTransitModes", served.egress),
        direct_modes=_modes(read, "directModes", served.direct),
        profile=profile,
        walking_m_s=_speed(read, "pedestrianSpeed", _WALKING_M_S),
        cycling_m_s=_speed(read, "cyclingSpeed", _CYCLING_M_S),
        takes_bike=bikes,
        access_rentals=_rentals(read, "preTransit"),
        egress_rentals=_rentals(read, "postTransit"),
        direct_rentals=_rentals(read, "direct"),
    )


def _rentals(read: Parameters, leg: str) -> RentalFilter:
    """Read which shared vehicles may be used; a group of providers is one provider here."""
    return RentalFilter(
        frozenset(read.choices(f"{leg}RentalFormFactors", FormFactor.__members__)),
        frozenset(read.choices(f"{leg}RentalPropulsionTypes", Propulsion.__members__)),
        frozenset(read.words(f"{leg}RentalProviders") or ())
        | frozenset(read.words(f"{leg}RentalProviderGroups") or ()),
    )


def _speed(read: Parameters, name: str, limits: tuple[float, float]) -> float | None:
    """Read a speed in m/s, to a tenth: what is kept for a speed then serves others."""
    speed_m_s = read.decimal(name, *limits, unit=" (m/s)")
    return None if speed_m_s is None else round(speed_m_s, 1)


def _modes(read: Parameters, name: str, served: tuple[str, ...]) -> tuple[str, ...]:
    """Read a list of modes, walking when it is not given."""
    values = read.words(name)
    if values is None:
        return (WALK,)
    for value in values:
        if value.upper() not in served:
            raise unsupported_value(name, value, ", ".join(served))
    return tuple(dict.fromkeys(value.upper() for value in values))
