"""Which region is meant: by name, one that comes with the program; by path, a file."""

from __future__ import annotations

from pathlib import Path

import feeds
from api.settings import Settings
from feeds import InvalidRegionError, Region, Snapshot, SnapshotError, load_region

_PACKAGED = Path(feeds.__file__).parent / "regions"
_CHECKED_OUT = Path(feeds.__file__).parents[1] / "regions"


def region_of(settings: Settings) -> Region:
    """Read the region file that the settings name.

    Raises
    ------
    InvalidRegionError: no region has this name (those there are are listed), or the file is wrong.

    """
    name = settings.region
    if name.endswith(".toml"):
        return load_region(Path(name))
    known = available_regions()
    if name not in known:
        raise InvalidRegionError(
            name, "region", f"no region has this name; there are: {', '.join(sorted(known))}"
        )
    return load_region(known[name])


def available_regions() -> dict[str, Path]:
    """Return the regions that come with the program, by name."""
    for folder in (_PACKAGED, _CHECKED_OUT):
        found = {path.stem: path for path in folder.glob("*.toml")}
        if found:
            return found
    return {}


def open_active(settings: Settings) -> Snapshot:
    """Open the network in service of the settings' region.

    Raises
    ------
    FeedError: the region is unknown, none was built, or the network cannot be opened.

    """
    region = region_of(settings)
    store = settings.networks_of(region.id)
    version = feeds.active_version(store)
    if version is None:
        raise SnapshotError(f"{store} holds no network in service: build the region first")
    return feeds.open_snapshot(store, version)
