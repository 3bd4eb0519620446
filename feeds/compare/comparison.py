"""What a new version of a feed changes: lines, stops, service, validity, identifiers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from feeds.compare.identity import Aliases, find_aliases
from feeds.compare.service import Service, service_of_lines, total
from feeds.feed import STOP, Feed
from planner import date_of, distance_m

MOVED_M = 100


@dataclass(frozen=True)
class Entity:
    """A line or a stop, by its identifier and name."""

    id: str
    name: str


@dataclass(frozen=True)
class Renamed:
    """The same line or stop under another name."""

    id: str
    before: str
    after: str


@dataclass(frozen=True)
class Changes:
    """What came, went and was renamed."""

    added: tuple[Entity, ...]
    removed: tuple[Entity, ...]
    renamed: tuple[Renamed, ...]


@dataclass(frozen=True)
class LineService:
    """The service of a line in both versions; zero where it is absent."""

    id: str
    name: str
    before: Service
    after: Service

    @property
    def same(self) -> bool:
        """Tell whether as many trips run as before."""
        return self.before == self.after


@dataclass(frozen=True)
class Comparison:
    """Everything that changes from one version of a feed to the next."""

    validity_before: tuple[date, date]
    validity_after: tuple[date, date]
    days_without: int
    """Days between the end of the old version and the beginning of the new one."""
    lines: Changes
    stops: Changes
    moved: tuple[tuple[str, int], ...]
    """Stops that are elsewhere, and by how many metres."""
    service: tuple[LineService, ...]
    before: Service
    after: Service
    aliases: Aliases

    def drops(self, share: float) -> tuple[LineService, ...]:
        """Return the lines that lose more than a share of their trips of a week."""
        return tuple(
            line
            for line in self.service
            if line.after.per_week < (1 - share) * line.before.per_week
        )

    def drops_in_all(self, share: float) -> bool:
        """Tell whether all lines together lose more than a share of their trips."""
        return self.after.per_week < (1 - share) * self.before.per_week


def compare_feeds(old: Feed, new: Feed) -> Comparison:
    """Compare two versions of one feed."""
    aliases = find_aliases(old, new)
    before, after = service_of_lines(old), service_of_lines(new)
    return Comparison(
        validity_before=_validity(old),
        validity_after=_validity(new),
        days_without=max(new.services.first_day - old.services.last_day - 1, 0),
        lines=_changes(_lines(old), _lines(new), aliases.lines),
        stops=_changes(_stops(old), _stops(new), aliases.stops),
        moved=_moved(old, new, aliases.stops),
        service=_service(old, new, (before, after), aliases.lines),
        before=total(before),
        after=total(after),
        aliases=aliases,
    )


def _validity(feed: Feed) -> tuple[date, date]:
    return date_of(feed.services.first_day), date_of(feed.services.last_day)


def _lines(feed: Feed) -> dict[str, str]:
    """Return the names of the lines that have trips."""
    return {
        str(feed.routes.id[row]): _shown(feed, row) for row in np.unique(feed.trips.route).tolist()
    }


def _shown(feed: Feed, row: int) -> str:
    names = (str(feed.routes.short_name[row]), str(feed.routes.long_name[row]))
    return " ".join(name for name in names if name)


def _stops(feed: Feed) -> dict[str, str]:
    return {
        str(id_): str(name)
        for id_, name, kind in zip(
            feed.stops.id, feed.stops.name, feed.stops.type.tolist(), strict=True
        )
        if kind == STOP
    }


def _changes(
    before: Mapping[str, str], after: Mapping[str, str], aliases: Mapping[str, str]
) -> Changes:
    """Compare names by identifier; what has an alias neither came nor went."""
    kept = set(aliases.values())
    renamed = [
        Renamed(id_, before[old], name)
        for id_, name in after.items()
        if (old := aliases.get(id_, id_)) in before and before[old] != name
    ]
    return Changes(
        tuple(Entity(*one) for one in after.items() if one[0] not in {*before, *aliases}),
        tuple(Entity(*one) for one in before.items() if one[0] not in {*after, *kept}),
        tuple(renamed),
    )


def _moved(old: Feed, new: Feed, aliases: Mapping[str, str]) -> tuple[tuple[str, int], ...]:
    rows = {str(id_): row for row, id_ in enumerate(old.stops.id)}
    moved = []
    for row, id_ in enumerate(new.stops.id):
        other = rows.get(aliases.get(str(id_), str(id_)))
        if other is None or new.stops.type[row] != STOP:
            continue
        lat, lon = old.stops.lat[[other]], old.stops.lon[[other]]
        metres = float(distance_m(lat, lon, new.stops.lat[[row]], new.stops.lon[[row]])[0])
        if metres > MOVED_M:
            moved.append((str(id_), round(metres)))
    return tuple(moved)


def _service(
    old: Feed,
    new: Feed,
    services: tuple[dict[str, Service], dict[str, Service]],
    aliases: Mapping[str, str],
) -> tuple[LineService, ...]:
    """Return the service of every line of either version, by the new identifier."""
    before, after = services
    names = {**_lines(old), **_lines(new)}
    none = Service(0, 0, 0)
    current = {old_id: new_id for new_id, old_id in aliases.items()}
    ids = dict.fromkeys((*(current.get(id_, id_) for id_ in _lines(old)), *_lines(new)))
    return tuple(
        LineService(id_, names[id_], before.get(aliases.get(id_, id_), none), after.get(id_, none))
        for id_ in ids
    )
