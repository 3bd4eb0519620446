"""How the person travels, read from a plan request: modes to, from and without stops, needs."""

from __future__ import annotations

from dataclasses import dataclass

from api.parameters import Parameters
from api.problems import unsupported_value
from planner import Need, Options, Pace, Profile

WALK, BIKE, CAR = "WALK", "BIKE", "CAR"
CAR_PARKING, CAR_DROPOFF = "CAR_PARKING", "CAR_DROPOFF"

MOTOR_MODES = frozenset({CAR, CAR_PARKING, CAR_DROPOFF})

REACH_MODES = (WALK, BIKE)
"""Modes to and from stops that do not depend on the time of day."""
_ACCESS = (*REACH_MODES, CAR_PARKING, CAR_DROPOFF)
_EGRESS = (*REACH_MODES, CAR_DROPOFF)
_DIRECT = (WALK, BIKE, CAR)
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


def read_travelling(
    read: Parameters, *, has_streets: bool, at_any_time: bool = False
) -> Travelling:
    """Read the modes and the profile; without streets there is walking only.

    `at_any_time`: only modes that do not depend on the time of day.

    Raises
    ------
    ApiProblem: a mode or a profile is not served here.

    """
    profile = Profile.FOOT
    if has_streets:
        for name in read.choices("pedestrianProfile", tuple(_PROFILES)):
            profile = _PROFILES[name]
    else:
        read.fixed("pedestrianProfile", ("FOOT",))
    access, egress = (REACH_MODES, REACH_MODES) if at_any_time else (_ACCESS, _EGRESS)
    bikes = read.flag("requireBikeTransport", default=False)
    return Travelling(
        access_modes=_modes(read, "preTransitModes", access, has_streets=has_streets),
        egress_modes=_modes(read, "postTransitModes", egress, has_streets=has_streets),
        direct_modes=_modes(read, "directModes", _DIRECT, has_streets=has_streets),
        profile=profile,
        walking_m_s=_speed(read, "pedestrianSpeed", _WALKING_M_S),
        cycling_m_s=_speed(read, "cyclingSpeed", _CYCLING_M_S),
        takes_bike=bikes,
    )


def _speed(read: Parameters, name: str, limits: tuple[float, float]) -> float | None:
    """Read a speed in m/s, to a tenth: what is kept for a speed then serves others."""
    speed_m_s = read.decimal(name, *limits, unit=" (m/s)")
    return None if speed_m_s is None else round(speed_m_s, 1)


def _modes(
    read: Parameters, name: str, served: tuple[str, ...], *, has_streets: bool
) -> tuple[str, ...]:
    """Read a list of modes, walking when it is not given."""
    values = read.words(name)
    if values is None:
        return (WALK,)
    served = served if has_streets else (WALK,)
    known = []
    for value in values:
        if value.upper() not in served:
            raise unsupported_value(name, value, ", ".join(served))
        known.append(value.upper())
    return tuple(dict.fromkeys(known))
