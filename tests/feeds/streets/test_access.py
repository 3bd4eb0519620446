"""Tags of ways -> who may go along them."""

from __future__ import annotations

import pytest

from feeds.streets.access import PUSH_M_S, rule_of
from planner import EdgeFlag, EdgeKind, Profile


def tags_of(text: str) -> dict[str, str]:
    """Return tags written as words."""
    return dict(word.split("=") for word in text.split())


def who(text: str) -> str:
    """Return who may go along (>), against (<) or both ways (=), pushing a bike counted apart."""
    rule = rule_of(tags_of(text))
    if rule is None:
        return ""
    names = {Profile.FOOT: "foot", Profile.WHEELCHAIR: "wheels", Profile.CAR: "car"}
    words = []
    for profile, name in names.items():
        words.append((name, *(bool(speed) for speed in rule.speeds[profile])))
    words.append(("bike", *(speed > PUSH_M_S for speed in rule.speeds[Profile.BIKE])))
    signs = {(True, True): "=", (True, False): ">", (False, True): "<"}
    return " ".join(f"{n}{signs[a, b]}" for n, a, b in words if a or b)


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ("highway=residential", "foot= wheels= car= bike="),
        ("highway=residential oneway=yes", "foot= wheels= car> bike>"),
        ("highway=residential oneway=-1", "foot= wheels= car< bike<"),
        ("highway=residential oneway=yes oneway:bicycle=no", "foot= wheels= car> bike="),
        ("highway=residential oneway=yes cycleway=opposite_lane", "foot= wheels= car> bike="),
        ("highway=residential junction=roundabout", "foot= wheels= car> bike>"),
        ("highway=residential access=private", ""),
        ("highway=residential access=private foot=yes", "foot= wheels="),
        ("highway=service motor_vehicle=no", "foot= wheels= bike="),
        ("highway=motorway", "car>"),
        ("highway=trunk", "car="),
        ("highway=trunk sidewalk=both", "foot= wheels= car="),
        ("highway=primary motorroad=yes", "car="),
        ("highway=primary foot=use_sidepath", "car= bike="),
        ("highway=steps", "foot="),
        ("highway=steps conveying=forward", "foot>"),
        ("highway=steps wheelchair=yes", "foot="),
        ("highway=footway", "foot= wheels="),
        ("highway=footway bicycle=yes", "foot= wheels= bike="),
        ("highway=footway wheelchair=no", "foot="),
        ("highway=path surface=ground", "foot= bike="),
        ("highway=path surface=ground wheelchair=yes", "foot= wheels= bike="),
        ("highway=path width=0.5", "foot= wheels= bike=".replace("wheels= ", "")),
        ("highway=path sac_scale=hiking", "foot= bike="),
        ("highway=footway incline=6%", "foot= wheels="),
        ("highway=footway incline=12%", "foot="),
        ("highway=footway incline=-12%", "foot="),
        ("highway=track", "foot= bike="),
        ("highway=cycleway", "foot= wheels= bike="),
        ("highway=cycleway foot=no", "bike="),
        ("highway=elevator", "foot= wheels="),
        ("railway=platform", "foot= wheels="),
        ("public_transport=platform", "foot= wheels="),
        ("highway=construction", ""),
        ("highway=proposed", ""),
        ("railway=rail", ""),
    ],
)
def test_who_may_go_where(tags: str, expected: str) -> None:
    """Defaults are those of the OpenStreetMap wiki, and written tags beat them."""
    assert who(tags) == expected


def test_a_bike_is_pushed_where_only_walking_is_allowed() -> None:
    """Against a one-way and on footways cyclists walk beside their bike, slower than they ride."""
    rule = rule_of(tags_of("highway=residential oneway=yes"))
    assert rule is not None
    along, against = rule.speeds[Profile.BIKE]
    assert along > against == PUSH_M_S
    assert EdgeFlag.BIKE_PUSHED in rule.flags


@pytest.mark.parametrize(
    ("tags", "kind"),
    [
        ("highway=residential", EdgeKind.ROAD),
        ("highway=footway", EdgeKind.PATH),
        ("highway=footway footway=crossing", EdgeKind.CROSSING),
        ("highway=steps", EdgeKind.STEPS),
        ("highway=pedestrian area=yes", EdgeKind.SQUARE),
        ("highway=cycleway", EdgeKind.CYCLEWAY),
        ("railway=platform", EdgeKind.PLATFORM),
        ("highway=elevator", EdgeKind.LIFT),
    ],
)
def test_what_a_way_is(tags: str, kind: EdgeKind) -> None:
    """The kind of a way is what directions call it."""
    rule = rule_of(tags_of(tags))
    assert rule is not None
    assert rule.kind is kind


def test_speed_limits_hold_in_kilometres_and_miles() -> None:
    """A limit in miles per hour is converted."""
    km = rule_of({"highway": "primary", "maxspeed": "80"})
    miles = rule_of({"highway": "primary", "maxspeed": "50 mph"})
    assert km is not None
    assert miles is not None
    assert km.speeds[Profile.CAR][0] == pytest.approx(miles.speeds[Profile.CAR][0], rel=0.01)


def test_stairs_are_slower_than_level_ground_and_cobbles_slow_wheels() -> None:
    """What is harder takes longer."""
    level, steps = rule_of({"highway": "footway"}), rule_of({"highway": "steps"})
    bumpy = rule_of({"highway": "footway", "surface": "sett"})
    assert level is not None
    assert steps is not None
    assert bumpy is not None
    assert steps.speeds[Profile.FOOT][0] < level.speeds[Profile.FOOT][0]
    assert bumpy.speeds[Profile.WHEELCHAIR][0] < level.speeds[Profile.WHEELCHAIR][0]
