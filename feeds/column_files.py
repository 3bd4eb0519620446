"""A dataclass of columns (arrays and texts) as one folder of `.npy` files, memory-mapped."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from planner import TextTable

Columns = TypeVar("Columns")


def save_columns(columns: Any, folder: Path) -> None:  # noqa: ANN401 - any dataclass of columns
    """Write every column into an existing, empty folder."""
    for field in fields(columns):
        value = getattr(columns, field.name)
        if isinstance(value, TextTable):
            np.save(folder / f"{field.name}.blob.npy", value.blob)
            np.save(folder / f"{field.name}.starts.npy", value.starts)
        else:
            np.save(folder / f"{field.name}.npy", value)


def open_columns(kind: type[Columns], folder: Path) -> Columns:
    """Memory-map a folder written by `save_columns`; OSError or ValueError when damaged."""
    values: dict[str, Any] = {}
    for field in fields(kind):  # type: ignore[arg-type]  # a dataclass
        if field.type == "TextTable":
            blob, starts = (
                np.asarray(np.load(folder / f"{field.name}.{part}.npy", mmap_mode="r"))
                for part in ("blob", "starts")
            )
            values[field.name] = TextTable(blob, starts, np.empty(0, dtype=np.int32))
        else:
            values[field.name] = np.load(folder / f"{field.name}.npy", mmap_mode="r")
    return kind(**values)
