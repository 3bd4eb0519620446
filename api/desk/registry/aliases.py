"""Ids that versions of a feed changed, kept so that addresses of former ones go on working."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Engine, insert, select

from api.desk.registry.database import writing
from api.desk.registry.schema import ALIASES
from feeds.aliases import Alias, AliasKind


class AliasBook:
    """The aliases of a registry: they are only ever added."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def keep(self, feed_id: str, number: int, aliases: Iterable[Alias]) -> int:
        """Keep what a version of a feed calls otherwise; return how many were not known."""
        with writing(self._engine) as connection:
            known = set(connection.execute(select(ALIASES.c.kind, ALIASES.c.old, ALIASES.c.new)))
            rows = [
                {
                    "feed_id": feed_id,
                    "version": number,
                    "kind": alias.kind.value,
                    "old": alias.old,
                    "new": alias.new,
                }
                for alias in dict.fromkeys(aliases)
                if (alias.kind.value, alias.old, alias.new) not in known
            ]
            if rows:
                connection.execute(insert(ALIASES), rows)
            return len(rows)

    def all(self) -> tuple[Alias, ...]:
        """Return every alias, the latest last."""
        with writing(self._engine) as connection:
            rows = connection.execute(select(ALIASES).order_by(ALIASES.c.id))
            return tuple(Alias(AliasKind(row.kind), row.old, row.new) for row in rows)
