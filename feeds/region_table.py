"""A table of the region file, read field by field: a missing or unknown field is named."""

from __future__ import annotations

from typing import Any, TypeVar

from feeds.errors import InvalidRegionError

Value = TypeVar("Value")


class RegionTable:
    """A TOML table that is read field by field, so that a missing or unknown one is named."""

    def __init__(self, path: str, where: str, content: object) -> None:
        if not isinstance(content, dict):
            raise InvalidRegionError(path, where, "must be a table")
        self._path = path
        self._where = where
        self._left: dict[str, Any] = dict(content)

    def take(self, name: str, kind: type[Value], default: Value | None = None) -> Value:
        """Take one field of a kind; without a default it must be there."""
        if name not in self._left:
            if default is None:
                raise self.error(name, "is missing")
            return default
        value = self._left.pop(name)
        if kind is float and type(value) is int:
            value = float(value)
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            raise self.error(name, f"must be of type {kind.__name__}")
        if value == "":
            raise self.error(name, "must not be empty")
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        """Take a list of texts that is not empty."""
        values = self.take(name, list)
        if not values or not all(isinstance(value, str) and value for value in values):
            raise self.error(name, "must be a list of texts, one at least")
        return tuple(values)

    def table(self, name: str, *, optional: bool = False) -> RegionTable:
        """Take a table; an optional one that is absent is empty."""
        return RegionTable(
            self._path, self._named(name), self.take(name, dict, {} if optional else None)
        )

    def tables(self, name: str) -> list[RegionTable]:
        """Take a list of tables."""
        rows = self.take(name, list, [])
        return [
            RegionTable(self._path, f"{self._named(name)}[{number}]", row)
            for number, row in enumerate(rows)
        ]

    @property
    def is_empty(self) -> bool:
        """Tell whether no field is left."""
        return not self._left

    def rest(self) -> dict[str, Any]:
        """Take every field that is left."""
        left, self._left = self._left, {}
        return left

    def done(self) -> None:
        """Refuse fields that nobody took: a misspelt option must not pass unnoticed."""
        for name in self._left:
            raise self.error(name, "is not a field of a region file")

    def error(self, name: str, reason: str) -> InvalidRegionError:
        """Return the error that names a field of this table."""
        return InvalidRegionError(self._path, self._named(name), reason)

    def _named(self, name: str) -> str:
        return f"{self._where}.{name}" if self._where else name
