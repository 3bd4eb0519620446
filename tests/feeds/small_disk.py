"""Builds on a disk that is full, then read-only; run as a program in a mount namespace of its own.

Prints one JSON line per build: what it said, what is in service afterwards, and whether it opens.
"""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

from feeds import FeedError, active_version, build_region, open_snapshot
from tests.feeds.small_feed import replaced, write_zip
from tests.feeds.small_region import write_data, write_region

TODAY = date(2026, 6, 10)


def mount(*options: str) -> None:
    """Mount, or mount again, a disk in memory."""
    subprocess.run(["mount", *options], check=True)


def main(folder: Path) -> None:
    """Build once with room, then without, then where nothing can be written."""
    data, region, var = write_data(folder), write_region(folder), folder / "var"
    store = var / "small" / "networks"
    var.mkdir()
    mount("-t", "tmpfs", "-o", "size=4m", "tmpfs", str(var))

    def build(name: str) -> None:
        said = ""
        try:
            build_region(region, data=data, var=var, today=TODAY, report=lambda _progress: None)
        except FeedError as error:
            said = f"{type(error).__name__}: {error}"
        version = str(active_version(store))
        names = list(open_snapshot(store, version).network.stop_name)
        left = [path.name for path in store.iterdir() if path.name not in {version, "active"}]
        told = {"case": name, "said": said, "names": names, "left": left}
        print(json.dumps(told), flush=True)

    build("room")
    write_zip(data / "x.zip", stops=replaced("stops", ("Beta", "Betamax")))
    with (var / "ballast").open("wb") as ballast:
        free = int(subprocess.check_output(["stat", "-f", "-c", "%a", str(var)]))
        ballast.write(b"\0" * 4096 * max(free - 10, 0))
    build("full")
    (var / "ballast").unlink()
    mount("-o", "remount,ro", str(var))
    build("read-only")
    mount("-o", "remount,rw", str(var))
    build("room again")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
