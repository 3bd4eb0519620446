"""Rules of transfers.txt of all feeds, spelt out for the stops of the merged network."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import product

from feeds.export.package import Rows
from feeds.feed import NONE, STATION, Feed
from feeds.frequencies import template_of
from feeds.merge import Merged
from planner import TRANSFER_FORBIDDEN, Int32s

_COLUMNS = (
    *("from_stop_id", "to_stop_id", "from_route_id", "to_route_id", "from_trip_id", "to_trip_id"),
    *("transfer_type", "min_transfer_time"),
)
_Key = tuple[str, ...]
_Rule = tuple[int, int]
"""transfer_type and min_transfer_time, NONE where it is not given."""


def written_trips(ids: Iterable[str]) -> dict[str, list[str]]:
    """Return the trips that are written by each id a rule may name: theirs or a template’s."""
    trips: dict[str, list[str]] = {}
    for id_ in ids:
        for name in {id_, template_of(id_) or id_}:
            trips.setdefault(name, []).append(id_)
    return trips


def transfers(merged: Merged, lines: AbstractSet[str], trips: Mapping[str, Sequence[str]]) -> Rows:
    """Return the rules about what runs; of two about the same pair of stops the one that counts.

    Stations of the operators are not those of the network: a rule that names one is written for
    each of its stops. A rule that names the stop itself counts before it. The most careful rule
    comes last, as readers of ours order them too.
    """
    found: dict[_Key, tuple[int, _Rule]] = {}
    for feed, members in zip(merged.feeds, merged.stops.members, strict=True):
        for key, n_stations, rule in _spelt_out(feed, members, merged.stops.id, trips):
            if not all(not line or line in lines for line in key[2:4]):
                continue
            known = found.get(key)
            if known is None or n_stations <= known[0]:
                found[key] = n_stations, rule
    rows = sorted((_care(rule), key, rule) for key, (_, rule) in found.items())
    return Rows(
        _COLUMNS,
        [(*key, kind, "" if time_s == NONE else time_s) for _, key, (kind, time_s) in rows],
    )


def _care(rule: _Rule) -> tuple[bool, int]:
    kind, time_s = rule
    return kind == TRANSFER_FORBIDDEN, time_s


def _spelt_out(
    feed: Feed, members: list[Int32s], stop_ids: list[str], trips: Mapping[str, Sequence[str]]
) -> Iterator[tuple[_Key, int, _Rule]]:
    """Yield the rules of a feed for each pair of stops, and how many stations it names."""
    rules, of = feed.transfers, feed.source
    for row in range(len(rules.type)):
        ends = int(rules.from_stop[row]), int(rules.to_stop[row])
        choices = [
            *(
                [""] if end == NONE else [stop_ids[stop] for stop in members[end].tolist()]
                for end in ends
            ),
            *(
                [of.network_id(ids[row]) if ids[row] else ""]
                for ids in (rules.from_route, rules.to_route)
            ),
            *(
                trips.get(of.network_id(ids[row]), ()) if ids[row] else [""]
                for ids in (rules.from_trip, rules.to_trip)
            ),
        ]
        n_stations = sum(end != NONE and feed.stops.type[end] == STATION for end in ends)
        rule = int(rules.type[row]), int(rules.duration_s[row])
        for key in product(*choices):
            yield key, n_stations, rule
