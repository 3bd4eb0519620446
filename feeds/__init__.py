"""GTFS in, network out: read, check, merge, build, activate."""

from feeds.build import build_region
from feeds.errors import (
    FeedError,
    FeedRefusedError,
    InvalidRegionError,
    NoCommonWeekError,
    SnapshotError,
    SourceMissingError,
)
from feeds.parking import ParkKind, Parks
from feeds.plain import WalkingRules, plain_network, read_feeds
from feeds.progress import Progress, Report, Step
from feeds.region import Bounds, Example, FeedSource, Region, load_region
from feeds.snapshot import (
    FeedCredit,
    Manifest,
    Snapshot,
    activate,
    active_version,
    open_snapshot,
    save_snapshot,
)
from feeds.territories import (
    NO_COMMUNE,
    Authority,
    Commune,
    Territories,
    open_territories,
    read_territories,
)

__all__ = [
    "NO_COMMUNE",
    "Authority",
    "Bounds",
    "Commune",
    "Example",
    "FeedCredit",
    "FeedError",
    "FeedRefusedError",
    "FeedSource",
    "InvalidRegionError",
    "Manifest",
    "NoCommonWeekError",
    "ParkKind",
    "Parks",
    "Progress",
    "Region",
    "Report",
    "Snapshot",
    "SnapshotError",
    "SourceMissingError",
    "Step",
    "Territories",
    "WalkingRules",
    "activate",
    "active_version",
    "build_region",
    "load_region",
    "open_snapshot",
    "open_territories",
    "plain_network",
    "read_feeds",
    "read_territories",
    "save_snapshot",
]
