"""One scan of all hops of vehicles in the order of departure (CSA: Dibbelt et al. 2013).

From one place to everywhere nothing prunes a search by rounds, so that one pass over sorted hops
is both simpler and quicker. Imports numpy and numba only: numba's disk cache watches this file.
Times are int32 seconds since an anchor.
"""

from collections.abc import Callable
from typing import NamedTuple, ParamSpec, TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt
from numba import njit

Int32s: TypeAlias = npt.NDArray[np.int32]
Flags: TypeAlias = npt.NDArray[np.bool_]
P = ParamSpec("P")
R = TypeVar("R")

UNREACHED = 2**30
"""Later than any time, with room to add a walk without int32 overflow."""


class Hops(NamedTuple):
    """Every hop of a vehicle from a node to the next, by departure; hops of a run in order."""

    departure_s: Int32s
    arrival_s: Int32s
    from_node: Int32s
    to_node: Int32s
    run: Int32s  # number of the run of a trip on a day
    boards: Flags  # one may get on before the hop
    alights: Flags  # one may get off after it


class Changes(NamedTuple):
    """From where one gets off to where one can board; to the node itself: its change time."""

    start: Int32s  # (n_nodes + 1,)
    to: Int32s
    duration_s: Int32s


class NodeLabels(NamedTuple):
    """What is known of each node. The caller sets the first two before a scan."""

    ready_s: Int32s  # UNREACHED or when one can board there
    ready_rides: Int32s  # rides taken until then
    ride_s: Int32s  # UNREACHED or when a vehicle brings one there
    ride_rides: Int32s


def kernel(function: Callable[P, R]) -> Callable[P, R]:
    """Compile to machine code, cached on disk, without the GIL."""
    compiled: Callable[P, R] = njit(cache=True, nogil=True)(function)
    return compiled


@kernel
def scan(
    hops: Hops,
    changes: Changes,
    labels: NodeLabels,
    run_rides: Int32s,
    run_since: Int32s,
    start_s: int,
    limit_s: int,
) -> int:
    """Label every node that is reached by `limit_s`; return how many hops were read.

    `run_since` is UNREACHED for every run; it holds the hop at which one got on, and `run_rides`
    the rides taken then.
    """
    at: int = int(np.searchsorted(hops.departure_s, start_s))
    n_read = 0
    while at < hops.departure_s.size and hops.departure_s[at] <= limit_s:
        # Hops that take no time may lead to others that leave at the very same second.
        group, now_s, again = at, hops.departure_s[at], True
        while again:
            again, at = False, group
            while at < hops.departure_s.size and hops.departure_s[at] == now_s:
                again |= ride(hops, changes, labels, run_rides, run_since, at, limit_s)
                at += 1
            n_read += at - group
    return n_read


@kernel
def ride(
    hops: Hops,
    changes: Changes,
    labels: NodeLabels,
    run_rides: Int32s,
    run_since: Int32s,
    at: int,
    limit_s: int,
) -> bool:
    """Take one hop if one can; return whether one can now board where it leaves no time to."""
    run, node = hops.run[at], hops.from_node[at]
    if hops.boards[at] and labels.ready_s[node] <= hops.departure_s[at]:
        rides = labels.ready_rides[node] + 1
        if at < run_since[run] or rides < run_rides[run]:
            run_rides[run], run_since[run] = rides, at
    if at < run_since[run] or not hops.alights[at] or hops.arrival_s[at] > limit_s:
        return False
    arrival_s, to = hops.arrival_s[at], hops.to_node[at]
    earliest_s = get_off(changes, labels, to, arrival_s, run_rides[run])
    return bool(earliest_s <= hops.departure_s[at])


@kernel
def get_off(changes: Changes, labels: NodeLabels, node: int, arrival_s: int, rides: int) -> int:
    """Arrive in a vehicle and change; return the earliest boarding this makes newly possible."""
    earliest_s = UNREACHED
    known_s = labels.ride_s[node]
    if arrival_s > known_s or (arrival_s == known_s and rides >= labels.ride_rides[node]):
        return earliest_s
    labels.ride_s[node], labels.ride_rides[node] = arrival_s, rides
    for change in range(changes.start[node], changes.start[node + 1]):
        to = changes.to[change]
        ready_s = arrival_s + changes.duration_s[change]
        if ready_s < labels.ready_s[to]:
            labels.ready_s[to], labels.ready_rides[to] = ready_s, rides
            earliest_s = min(earliest_s, ready_s)
    return earliest_s
