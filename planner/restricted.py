"""The network as it is for whoever travels in a wheelchair or takes a bike along."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from planner.network import Int32s, Network

_NO, _YES = 2, 1
"""GTFS wheelchair_accessible, wheelchair_boarding and bikes_allowed; 0 is not known."""
_NOT_HERE = 1
"""GTFS pickup_type and drop_off_type: nobody boards, nobody alights."""
_BITS = 8


def for_wheelchairs(network: Network, footpath_s: Int32s | None) -> Network:
    """Return a network without what a wheelchair cannot use.

    Trips and stops that say no are left out; what says nothing stays, and is shown as not known.
    `footpath_s`: the time of each footpath in a wheelchair, -1 where there is no way; None: as on
    foot.
    """
    kept = _with_trips(network, np.asarray(network.trip_wheelchair) != _NO)
    closed = (np.asarray(network.stop_wheelchair) == _NO)[network.pattern_stops]
    kept = replace(
        kept,
        pattern_pickup=np.where(closed, _NOT_HERE, network.pattern_pickup).astype(np.int8),
        pattern_drop_off=np.where(closed, _NOT_HERE, network.pattern_drop_off).astype(np.int8),
    )
    return kept if footpath_s is None else _with_footpaths(kept, footpath_s)


def with_bikes(network: Network) -> Network:
    """Return the trips that say a bike may come along."""
    return _with_trips(network, np.asarray(network.trip_bikes) == _YES)


def _with_trips(network: Network, runs: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Network:
    """Give the other trips a service that never runs."""
    n_days, n_bytes = network.service_active.shape
    never = np.zeros((n_days, 1), dtype=np.uint8)
    return replace(
        network,
        trip_service=np.where(runs, network.trip_service, n_bytes * _BITS).astype(np.int32),
        service_active=np.concatenate([network.service_active, never], axis=1),
    )


def _with_footpaths(network: Network, footpath_s: Int32s) -> Network:
    """Take other times for the footpaths, and none where there is no way."""
    kept = footpath_s >= 0
    n_before = np.concatenate([[0], np.cumsum(kept)])
    return replace(
        network,
        footpaths_start=n_before[network.footpaths_start].astype(np.int32),
        footpath_to=network.footpath_to[kept],
        footpath_s=footpath_s[kept],
        footpath_kind=network.footpath_kind[kept],
    )
