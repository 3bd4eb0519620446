"""Ways along streets as members of legs; those between stops come again in answer after answer."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from api.instructions import Instructions
from api.polylines import NO_GEOMETRY, encoded
from api.travelling import WALK
from api.wheelchair import of_path
from planner import (
    EdgeKind,
    Profile,
    Step,
    StreetGraph,
    StreetPath,
    line_through,
    steps_of_path,
)

WAYS_KEPT = 2048
"""A way takes about eight kilobytes."""


class Along(NamedTuple):
    """A path by a mode."""

    path: StreetPath
    mode: str
    profile: Profile
    distance_m: float
    drawn: bool
    """Whether its line and its steps are asked for."""


class WrittenWays:
    """Writes ways along the streets of one network; safe to call from several threads."""

    def __init__(self, graph: StreetGraph) -> None:
        self._graph = graph
        self.kept = lru_cache(maxsize=WAYS_KEPT)(self.members)
        """The same as `members`, remembered; nobody changes it."""

    def members(self, along: Along, told: Instructions) -> dict[str, object]:
        """Return the distance of a way and, where it is drawn, its line and its steps."""
        graph, path, mode, profile = self._graph, along.path, along.mode, along.profile
        members: dict[str, object] = {"distance": round(along.distance_m)}
        if mode == WALK:
            members["wheelchair"] = of_path(graph, path)
        if not along.drawn:
            return members | {"legGeometry": NO_GEOMETRY}
        steps = steps_of_path(graph, path, profile)
        line = line_through(path, [step.points for step in steps])
        members["elevationUp"] = round(sum(step.rise_m for step in steps))
        members["elevationDown"] = round(sum(step.fall_m for step in steps))
        members["legGeometry"] = encoded(line)
        members["steps"] = [_step(step, mode, told) for step in steps]
        return members


def _step(step: Step, mode: str, told: Instructions) -> dict[str, object]:
    """Return a MOTIS StepInstruction, with our `instruction`."""
    return {
        "relativeDirection": step.turn.value,
        "distance": round(step.distance_m, 1),
        "fromLevel": step.from_level,
        "toLevel": step.to_level,
        "polyline": encoded(step.points),
        "streetName": step.name,
        "exit": "",
        "stayOn": False,
        "area": step.kind is _SQUARE,
        "elevationUp": round(step.rise_m),
        "elevationDown": round(step.fall_m),
        "instruction": told.of(step, mode),
    }


_SQUARE = EdgeKind.SQUARE
