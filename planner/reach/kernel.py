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
    is_first: Flags  # the first hop of its run
    boards: Flags  # one may get on before the hop
    alights: Flags  # one may get off after it


class Seats(NamedTuple):
    """The runs that each run continues, so that one may stay seated (none of most)."""

    start: Int32s  # (n_runs + 1,)
    before: Int32s


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


class RunLabels(NamedTuple):
    """What is known of each run. The caller sets both before a scan."""

    rides: Int32s  # rides taken, this one included
    since: Int32s  # UNREACHED or the hop at which one got on


def kernel(function: Callable[P, R]) -> Callable[P, R]:
    """Compile to machine code, cached on disk, without the GIL."""
    compiled: Callable[P, R] = njit(cache=True, nogil=True)(function)
    return compiled


@kernel
def scan(
    hops: Hops,
    seats: Seats,
    changes: Changes,
    labels: NodeLabels,
    runs: RunLabels,
    start_s: int,
    limit_s: int,
) -> int:
    """Label every node that is reached by `limit_s`; return how many hops were read."""
    at: int = int(np.searchsorted(hops.departure_s, start_s))
    n_read = 0
    while at < hops.departure_s.size and hops.departure_s[at] <= limit_s:
        # Hops that take no time may lead to others that leave at the very same second.
        group, now_s, again = at, hops.departure_s[at], True
        while again:
            again, at = False, group
            while at < hops.departure_s.size and hops.departure_s[at] == now_s:
                again |= ride(hops, seats, changes, labels, runs, at, limit_s)
                at += 1
            n_read += at - group
    return n_read


@kernel
def ride(
    hops: Hops,
    seats: Seats,
    changes: Changes,
    labels: NodeLabels,
    runs: RunLabels,
    at: int,
    limit_s: int,
) -> bool:
    """Take one hop if one can; return whether hops that leave at the same second may follow."""
    run, node = hops.run[at], hops.from_node[at]
    boarded = False
    if hops.is_first[at]:
        for seat in range(seats.start[run], seats.start[run + 1]):
            before = seats.before[seat]
            if runs.since[before] != UNREACHED:
                boarded |= get_on(runs, run, runs.rides[before], at)
    if hops.boards[at] and labels.ready_s[node] <= hops.departure_s[at]:
        boarded |= get_on(runs, run, labels.ready_rides[node] + 1, at)
    if at < runs.since[run]:
        return False
    # A hop that takes no time may end where the vehicle goes on as another run at once.
    again = boarded and hops.arrival_s[at] == hops.departure_s[at]
    if not hops.alights[at] or hops.arrival_s[at] > limit_s:
        return again
    arrival_s, to = hops.arrival_s[at], hops.to_node[at]
    earliest_s = get_off(changes, labels, to, arrival_s, runs.rides[run])
    return again or bool(earliest_s <= hops.departure_s[at])


@kernel
def get_on(runs: RunLabels, run: int, rides: int, at: int) -> bool:
    """Board a run at a hop, or stay seated as it begins; return whether nobody could before."""
    is_new = runs.since[run] == UNREACHED
    if at < runs.since[run] or rides < runs.rides[run]:
        runs.rides[run], runs.since[run] = rides, at
    return bool(is_new)


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
