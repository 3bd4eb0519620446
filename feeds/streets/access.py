"""Tags of a way -> who may go along it, which way and how fast.

Defaults follow the OpenStreetMap wiki, "OSM tags for routing/Access restrictions", worldwide
table. Speeds are on the level, in m/s; 0: closed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from planner import PROFILE_SPEED_M_S, EdgeFlag, EdgeKind, Profile

Tags: TypeAlias = Mapping[str, str]
Both: TypeAlias = tuple[float, float]
"""Speeds along and against the way's own direction."""

RELEVANT = (
    *("highway", "railway", "public_transport", "area", "footway", "path", "cycleway", "service"),
    *("access", "foot", "bicycle", "vehicle", "motor_vehicle", "motorcar", "motorroad"),
    *("oneway", "oneway:bicycle", "oneway:foot", "junction", "conveying", "foot:backward"),
    *("cycleway:left", "cycleway:right", "cycleway:both", "sidewalk", "segregated"),
    *("surface", "smoothness", "tracktype", "wheelchair", "incline", "width", "kerb"),
    *("bridge", "tunnel", "maxspeed", "sac_scale", "indoor", "crossing", "bicycle:oneway"),
)
"""The keys that are read; ways with the same values of them have the same rules."""

CAR_SPEED_M_S = {
    "motorway": 30.5,
    "motorway_link": 15.0,
    "trunk": 25.0,
    "trunk_link": 13.9,
    "primary": 18.0,
    "primary_link": 11.0,
    "secondary": 16.5,
    "secondary_link": 11.0,
    "tertiary": 14.0,
    "tertiary_link": 10.0,
    "unclassified": 11.0,
    "residential": 8.3,
    "road": 8.3,
    "living_street": 4.2,
    "service": 4.2,
}
"""Where no limit is written. Of limits `_OF_LIMIT` is driven: junctions take the rest."""

_OF_LIMIT = 0.8
_PATHS = frozenset({"footway", "path", "pedestrian", "steps", "track", "bridleway", "corridor"})
_NOT_ON_FOOT = frozenset({"motorway", "motorway_link"})
_NO = frozenset(
    {"no", "private", "use_sidepath", "agricultural", "forestry", "delivery", "military"}
    | {"emergency", "permit", "agricultural;forestry", "psv", "bus", "employees", "residents"}
)
_STEPS_M_S = {Profile.FOOT: 0.5, Profile.BIKE: 0.3}
_LIFT_M_S = 0.3
PUSH_M_S = 1.0
"""Walking beside a bike, where riding is not allowed."""

_ROUGH = frozenset(
    {"gravel", "ground", "dirt", "earth", "grass", "sand", "mud", "unpaved", "pebblestone"}
    | {"woodchips", "rock", "rocks", "stepping_stones", "grass_paver", "unhewn_cobblestone", "snow"}
)
_SMOOTH = frozenset(
    {"asphalt", "concrete", "paving_stones", "paved", "compacted", "wood", "metal", "tartan"}
    | {"concrete:plates", "concrete:lanes", "chipseal", "tiles", "acrylic", "rubber"}
)
_WHEELCHAIRS_MAY = frozenset({"yes", "designated", "limited"})
_BUMPY = frozenset({"sett", "cobblestone", "fine_gravel", "cobblestone:flattened"})
_BAD_SMOOTHNESS = frozenset({"very_bad", "horrible", "very_horrible", "impassable"})
LEAST_WIDTH_M = 0.8
STEEPEST_WHEELCHAIR = 0.08
"""Slope that a wheelchair may meet on a short ramp (French rules: 8 % over 2 m)."""

_STAIRS_SLOPE = {"up": 0.5, "down": -0.5}
"""Steps of 16 cm on 32 cm; the mapper says which way they climb."""

_NUMBER = re.compile(r"[-+]?\d+(?:[.,]\d+)?")
_MPH_KM_H = 1.609


@dataclass(frozen=True, slots=True)
class WayRule:
    """What the tags of a way mean for those who travel."""

    speeds: tuple[Both, Both, Both, Both]
    """One pair per profile, in the order of `Profile`."""
    kind: EdgeKind
    flags: EdgeFlag
    slope: float | None
    """Rise over length from `incline`, None where it gives no number."""
    is_area: bool

    @property
    def usable(self) -> bool:
        """Tell whether anybody may go along it at all."""
        return any(speed for both in self.speeds for speed in both)


def rule_of(tags: Tags) -> WayRule | None:
    """Return the rule of a way, None when it is no street for anybody."""
    key = tuple(tags.get(name, "") for name in RELEVANT)
    return _rule(key)


@lru_cache(maxsize=65536)
def _rule(values: tuple[str, ...]) -> WayRule | None:
    tags = {name: value for name, value in zip(RELEVANT, values, strict=True) if value}
    kind = _kind(tags)
    if kind is None:
        return None
    foot = _foot(tags, kind)
    bike, pushed = _bike(tags, kind, foot)
    rule = WayRule(
        speeds=(foot, _wheelchair(tags, kind, foot), bike, _car(tags)),
        kind=kind,
        flags=_flags(tags) | (EdgeFlag.BIKE_PUSHED if pushed else EdgeFlag(0)),
        slope=_slope(tags),
        is_area=tags.get("area") == "yes",
    )
    return rule if rule.usable else None


def _kind(tags: Tags) -> EdgeKind | None:
    """Return what a way is, None when it is no street."""
    highway, is_area = tags.get("highway", ""), tags.get("area") == "yes"
    is_platform = "platform" in (highway, tags.get("railway"), tags.get("public_transport"))
    kinds = (
        (is_platform, EdgeKind.PLATFORM),
        (highway == "steps", EdgeKind.STEPS),
        (highway == "elevator", EdgeKind.LIFT),
        (
            any(tags.get(k) == "crossing" for k in ("footway", "path", "cycleway")),
            EdgeKind.CROSSING,
        ),
        (highway == "cycleway", EdgeKind.CYCLEWAY),
        (is_area and highway in {"pedestrian", "footway"}, EdgeKind.SQUARE),
        (highway in _PATHS - {"pedestrian"}, EdgeKind.PATH),
        (highway in CAR_SPEED_M_S or highway in {"pedestrian", "busway"}, EdgeKind.ROAD),
    )
    return next((kind for holds, kind in kinds if holds), None)


def _flags(tags: Tags) -> EdgeFlag:
    flags = EdgeFlag(0)
    if tags.get("bridge", "no") != "no":
        flags |= EdgeFlag.BRIDGE
    if tags.get("tunnel", "no") != "no":
        flags |= EdgeFlag.TUNNEL
    if tags.get("wheelchair") in _WHEELCHAIRS_MAY or tags.get("surface") in _SMOOTH:
        flags |= EdgeFlag.ROLLS
    return flags


def _allowed(tags: Tags, keys: tuple[str, ...], *, default: bool) -> bool:
    """Return what the most specific key that is written says."""
    for key in keys:
        if key in tags:
            return tags[key] not in _NO
    return default


def _foot(tags: Tags, kind: EdgeKind) -> Both:
    highway = tags.get("highway", "")
    default = not (
        highway in _NOT_ON_FOOT
        or highway == "busway"
        or tags.get("motorroad") == "yes"
        or (highway in {"trunk", "trunk_link"} and tags.get("sidewalk", "no") in {"no", "none"})
    )
    if not _allowed(tags, ("foot", "access"), default=default):
        return 0.0, 0.0
    speed = PROFILE_SPEED_M_S[Profile.FOOT]
    if kind is EdgeKind.STEPS:
        speed = _STEPS_M_S[Profile.FOOT]
    elif kind is EdgeKind.LIFT:
        speed = _LIFT_M_S
    moving = tags.get("conveying", "no")
    on_foot = tags.get("oneway:foot", "no")
    if moving == "forward" or on_foot == "yes" or tags.get("foot:backward") == "no":
        return speed, 0.0
    if moving == "backward" or on_foot == "-1":
        return 0.0, speed
    return speed, speed


def _wheelchair(tags: Tags, kind: EdgeKind, foot: Both) -> Both:
    said = tags.get("wheelchair", "")
    conveyed = tags.get("conveying", "no") != "no"
    if kind is EdgeKind.STEPS or said == "no" or conveyed:
        return 0.0, 0.0
    speed = _LIFT_M_S if kind is EdgeKind.LIFT else PROFILE_SPEED_M_S[Profile.WHEELCHAIR]
    if said not in _WHEELCHAIRS_MAY:
        ease = _ease_of_wheels(tags)
        if not ease:
            return 0.0, 0.0
        speed *= ease
    return tuple(speed if walked else 0.0 for walked in foot)  # type: ignore[return-value]


def _ease_of_wheels(tags: Tags) -> float:
    """Return how fast a wheelchair is on a surface as a share of its speed, 0: impassable."""
    surface = tags.get("surface", "")
    width_m, slope = _number(tags.get("width", "")), _slope(tags)
    if (
        surface in _ROUGH
        or tags.get("smoothness") in _BAD_SMOOTHNESS
        or "sac_scale" in tags
        or (width_m is not None and width_m < LEAST_WIDTH_M)
        or (slope is not None and abs(slope) > STEEPEST_WHEELCHAIR)
        or (tags.get("highway") == "track" and not surface and tags.get("tracktype") != "grade1")
    ):
        return 0.0
    return 0.6 if surface in _BUMPY or tags.get("smoothness") == "bad" else 1.0


def _bike(tags: Tags, kind: EdgeKind, foot: Both) -> tuple[Both, bool]:
    """Return the speeds of a bike, and whether it is pushed in a direction at least."""
    highway = tags.get("highway", "")
    asked = highway in {"footway", "pedestrian", "steps", "corridor", "bridleway", "platform"}
    default = not (
        asked
        or kind in (EdgeKind.STEPS, EdgeKind.LIFT, EdgeKind.PLATFORM)
        or highway in {*_NOT_ON_FOOT, "trunk", "trunk_link", "busway"}
        or tags.get("motorroad") == "yes"
    )
    rides = _allowed(tags, ("bicycle", "vehicle", "access"), default=default)
    rides &= tags.get("bicycle") != "dismount" and kind not in (EdgeKind.STEPS, EdgeKind.LIFT)
    if asked:
        rides &= tags.get("bicycle", "no") not in _NO
    speed = PROFILE_SPEED_M_S[Profile.BIKE]
    if tags.get("surface") in _ROUGH or tags.get("smoothness") in _BAD_SMOOTHNESS:
        speed *= 0.5
    elif tags.get("surface") in _BUMPY or highway in {"track", "path", "footway"}:
        speed *= 0.75
    ridden = _one_way(speed, _bike_oneway(tags)) if rides else (0.0, 0.0)
    push = PUSH_M_S
    if kind is EdgeKind.STEPS:
        push = _STEPS_M_S[Profile.BIKE]
    elif kind is EdgeKind.LIFT:
        push = _LIFT_M_S
    both = [on or (push if walked else 0.0) for on, walked in zip(ridden, foot, strict=True)]
    pushed = any(speed and not on for speed, on in zip(both, ridden, strict=True))
    return (both[0], both[1]), pushed


def _bike_oneway(tags: Tags) -> str:
    """Return the one-way rule for bikes: contraflow lanes and explicit exceptions lift it."""
    for key in ("oneway:bicycle", "bicycle:oneway"):
        if key in tags:
            return tags[key]
    lanes = [tags.get(key, "") for key in ("cycleway", "cycleway:left", "cycleway:right")]
    if any(lane.startswith("opposite") for lane in lanes):
        return "no"
    return _oneway(tags)


def _oneway(tags: Tags) -> str:
    default = "yes" if tags.get("junction") in {"roundabout", "circular"} else "no"
    if tags.get("highway") in {"motorway", "motorway_link"}:
        default = "yes"
    return tags.get("oneway", default)


def _one_way(speed: float, oneway: str) -> Both:
    if oneway in {"yes", "1", "true"}:
        return speed, 0.0
    if oneway in {"-1", "reverse"}:
        return 0.0, speed
    return speed, speed


def _car(tags: Tags) -> Both:
    speed = CAR_SPEED_M_S.get(tags.get("highway", ""), 0.0)
    drivable = bool(speed) and tags.get("area") != "yes"
    keys = ("motorcar", "motor_vehicle", "vehicle", "access")
    if not drivable or not _allowed(tags, keys, default=True):
        return 0.0, 0.0
    limit = _number(tags.get("maxspeed", ""))
    if limit:
        km_h = limit * _MPH_KM_H if "mph" in tags["maxspeed"] else limit
        speed = km_h / 3.6
    return _one_way(speed * _OF_LIMIT, _oneway(tags))


def _slope(tags: Tags) -> float | None:
    """Return rise over length of `incline`: "6%", "-3.5 %", "up" of stairs; not degrees."""
    incline = tags.get("incline", "")
    if tags.get("highway") == "steps" and incline in _STAIRS_SLOPE:
        return _STAIRS_SLOPE[incline]
    value = _number(incline)
    if value is None or "°" in incline:
        return None
    return max(min(value / 100, 0.5), -0.5)


def _number(text: str) -> float | None:
    found = _NUMBER.match(text.strip())
    return float(found.group().replace(",", ".")) if found else None
