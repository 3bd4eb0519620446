"""Builds that are killed at their n-th change of the disk; run as a program by a test.

Prints one JSON line per kill: what is in service afterwards, and whether it opens. Children are
forked from this process, whose imports are made once.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from datetime import date
from pathlib import Path

from feeds import SnapshotError, active_version, build_region, open_snapshot
from feeds.compile import compile_region
from tests.feeds.small_feed import replaced, write_zip
from tests.feeds.small_region import write_data, write_region

TODAY = date(2026, 6, 10)
CHANGES = frozenset({"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.truncate"})


def kill_at(number: int, var: Path) -> None:
    """Kill this process just before its `number`-th change below a folder."""
    left = number

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal left
        written = event == "open" and isinstance(arguments[1], str) and arguments[1][:1] in "wax"
        if (written or event in CHANGES) and str(arguments[0]).startswith(str(var)):
            left -= 1
            if left < 0:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)


def main(folder: Path, every: int) -> None:
    """Build once, change the feed, and kill a build at each `every`-th change of the disk."""
    assert compile_region, "imported before forking, so that children need not"
    data, region, var = write_data(folder), write_region(folder), folder / "var"
    store = var / "small" / "networks"

    def build() -> str:
        return build_region(region, data=data, var=var, today=TODAY, report=lambda _progress: None)

    first = build()
    write_zip(data / "x.zip", stops=replaced("stops", ("Beta", "Betamax")))
    killed, number = True, 0
    while killed:
        child = os.fork()
        if child == 0:
            kill_at(number, var)
            build()
            os._exit(0)
        _, status = os.waitpid(child, 0)
        killed = os.WIFSIGNALED(status)
        active = active_version(store)
        try:
            names = list(open_snapshot(store, str(active)).network.stop_name)
        except SnapshotError as error:
            names = [str(error)]
        told = {"killed": killed, "at": number, "old": active == first, "names": names}
        print(json.dumps(told), flush=True)
        number += every


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
