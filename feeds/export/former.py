"""Ids that the export does not have and that stand for something in it (aliases.txt, ours)."""

from __future__ import annotations

from collections.abc import Container, Sequence

from feeds.aliases import Alias, AliasKind, former_ids
from feeds.export.package import Rows
from feeds.feed import NONE
from feeds.merge import Merged
from feeds.table import Table

_COLUMNS = ("kind", "former_id", "id")


def aliases(known: Sequence[Alias], merged: Merged, lines: Container[str]) -> Rows:
    """Return former ids, and those that operators give to their own stations."""
    stops, stations = merged.stops, merged.stations
    of_parents: dict[str, str] = {}
    for stop, station in enumerate(stations.of_stop.tolist()):
        if stops.parent[stop] != NONE:
            of_parents.setdefault(stops.parent_id[stops.parent[stop]], stations.id[station])
    own = [Alias(AliasKind.PLACE, id_, station) for id_, station in of_parents.items()]
    found = former_ids([*own, *known], {*stops.id, *stations.id}, lines)
    rows = [(AliasKind.PLACE.value, *pair) for pair in sorted(found.places.items())]
    rows += [(AliasKind.LINE.value, *pair) for pair in sorted(found.lines.items())]
    return Rows(_COLUMNS, rows)


def read_aliases(table: Table | None) -> tuple[Alias, ...]:
    """Return the aliases of a network that was merged before; rows of another kind say nothing."""
    if table is None:
        return ()
    kinds = {kind.value: kind for kind in AliasKind}
    columns = (table.texts(name) for name in _COLUMNS)
    return tuple(
        Alias(kinds[kind], str(old), str(new))
        for kind, old, new in zip(*columns, strict=True)
        if kind in kinds
    )
