"""What a build tells while it goes on; whoever shows it finds the words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import TypeAlias


class Step(Enum):
    """A step of a build, in their order."""

    UNCHANGED = "unchanged"
    """The network in service is of today's files: nothing to do."""
    GENERATE = "generate"
    FETCH = "fetch"
    """`counts`: bytes."""
    READ = "read"
    """`counts`: stops, lines, trips, stop_times, problems."""
    REUSE = "reuse"
    """A feed whose file did not change is not read again; `counts` as of READ."""
    MERGE = "merge"
    """`counts`: stops, stations, duplicates."""
    STREETS = "streets"
    """`counts`: streets, junctions, left_out, together (per cent that hangs together on foot)."""
    FOOTPATHS = "footpaths"
    """`counts`: footpaths."""
    MAP = "map"
    """`counts`: tiles."""
    SAVE = "save"
    ACTIVATE = "activate"
    """`counts`: trips, patterns."""


@dataclass(frozen=True, slots=True)
class Progress:
    """A step that was made, of one feed or of the whole."""

    step: Step
    feed_id: str | None = None
    counts: Mapping[str, int] = field(default_factory=dict)


Report: TypeAlias = Callable[[Progress], None]
