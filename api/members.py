"""Members: the authorities of a network, with what the keys of the fixed costs weigh."""

from __future__ import annotations

import numpy as np

from api.accounting import Member
from feeds import Snapshot


def members_of(snapshot: Snapshot) -> tuple[Member, ...]:
    """Return the authorities with their inhabitants and the stop times in their territory."""
    network, territories = snapshot.network, snapshot.territories
    n_calls = np.diff(network.pattern_trips_start)
    pattern_of_stop = np.repeat(np.arange(network.n_patterns), np.diff(network.pattern_stops_start))
    commune = snapshot.stop_commune[network.pattern_stops]
    known = commune >= 0
    sizes = np.bincount(
        commune[known], weights=n_calls[pattern_of_stop[known]], minlength=len(territories.communes)
    )
    feed_size = dict.fromkeys(territories.authorities, 0)
    for place, size in zip(territories.communes, sizes, strict=True):
        feed_size[place.authority] += int(size)
    return tuple(
        Member(authority.siren, authority.name, authority.population, feed_size[siren])
        for siren, authority in sorted(territories.authorities.items())
    )
