"""Reading our JSON files field by field, so that a mistake is told by its field."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

from api.accounting.errors import InvalidFileError
from api.accounting.money import NEUR_PER_EUR

_EUROS = re.compile(r"[0-9]{1,12}(\.[0-9]{1,9})?")
_Parsed = TypeVar("_Parsed")


class FieldError(Exception):
    """A field is wrong; `read_json` adds the file's name."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(field, reason)
        self.field = field
        self.reason = reason


def read_json(
    path: Path, parse: Callable[[object], _Parsed], error: type[InvalidFileError]
) -> _Parsed:
    """Read a JSON file and parse its content, or raise ``error`` with the field's name."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as reason:
        raise error(str(path), "file", str(reason)) from reason
    try:
        return parse(content)
    except FieldError as wrong:
        raise error(str(path), wrong.field, wrong.reason) from wrong


def table(
    content: object, where: str, keys: Collection[str], optional: Collection[str] = ()
) -> dict[str, object]:
    """Return an object with exactly these fields, and perhaps the optional ones."""
    if not isinstance(content, dict):
        raise FieldError(where, "must be an object")
    for key in sorted((set(keys) - content.keys()) | (content.keys() - {*keys, *optional})):
        reason = "is missing" if key in keys else "is not a field known here"
        raise FieldError(key if where == "file" else f"{where}.{key}", reason)
    return content


def rows(content: object, where: str) -> list[object]:
    """Return a list with an element at least."""
    if not isinstance(content, list) or not content:
        raise FieldError(where, "must be a list with an element at least")
    return content


def text(content: dict[str, object], name: str, where: str) -> str:
    """Return a text that is not empty."""
    value = content[name]
    if not isinstance(value, str) or not value:
        raise FieldError(_field(where, name), "must be a text that is not empty")
    return value


def choice(content: dict[str, object], name: str, where: str, choices: Collection[str]) -> str:
    """Return one of some texts."""
    value = content[name]
    if not isinstance(value, str) or value not in choices:
        raise FieldError(_field(where, name), f"must be one of {', '.join(choices)}")
    return value


def integer(content: dict[str, object], name: str, where: str, least: int) -> int:
    """Return an integer that is not below ``least``."""
    value = content[name]
    # bool is an int to isinstance; a rate of `true` is a mistake
    if type(value) is not int or value < least:
        raise FieldError(_field(where, name), f"must be an integer, {least} or more")
    return value


def day(content: dict[str, object], name: str, where: str) -> date:
    """Return a date written YYYY-MM-DD."""
    try:
        return date.fromisoformat(str(content[name]))
    except ValueError as error:
        raise FieldError(_field(where, name), "must be a date YYYY-MM-DD") from error


def amount_neur(content: dict[str, object], name: str, where: str) -> int:
    """Return an amount in nano-euros from a text in euros such as "1250.50", zero or more."""
    value = content[name]
    if not isinstance(value, str) or _EUROS.fullmatch(value) is None:
        raise FieldError(_field(where, name), 'must be a text in euros such as "1250.50"')
    return int(Decimal(value) * NEUR_PER_EUR)


def _field(where: str, name: str) -> str:
    return name if where == "file" else f"{where}.{name}"
