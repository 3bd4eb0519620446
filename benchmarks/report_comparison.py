"""Two result files compared: counters and answers exactly, times as ratios."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

RATIOS = ("median_us", "p95_us", "p99_us")


class Comparison(NamedTuple):
    """One kind of search on one network, now against earlier."""

    network: str
    kind: str
    ratios: tuple[float, ...]
    """Now divided by earlier, of median, p95 and p99: below 1 is faster."""
    changed: tuple[str, ...]
    """What should be equal and is not: counters, answers, or why they cannot be compared."""


def compare(now: Mapping[str, Any], earlier: Mapping[str, Any]) -> Iterator[Comparison]:
    """Yield every kind of search that both files have.

    Counters are only comparable where the questions are the same: as many, on the same day of a
    network of the same size.
    """
    for name, network in now["networks"].items():
        before = earlier["networks"].get(name)
        if before is None:
            continue
        other = _other_questions(now, earlier, network, before)
        for kind, row in network["search"].items():
            if kind in before["search"]:
                old = before["search"][kind]
                ratios = tuple(round(row[column] / old[column], 2) for column in RATIOS)
                changed = (other,) if other else tuple(_changes(row, old))
                yield Comparison(name, kind, ratios, changed)


def _other_questions(
    now: Mapping[str, Any],
    earlier: Mapping[str, Any],
    network: Mapping[str, Any],
    before: Mapping[str, Any],
) -> str:
    """Say in what the questions differ, or nothing."""
    if now["queries"] != earlier["queries"]:
        return f"not the same questions: {earlier['queries']} then, {now['queries']} now"
    for key in ("day", "stops", "trips", "stop_times"):
        if network[key] != before[key]:
            return f"not the same network: {key} was {before[key]}, is {network[key]}"
    return ""


def _changes(row: Mapping[str, Any], old: Mapping[str, Any]) -> Iterator[str]:
    """Yield each counter that is another than earlier, and whether answers changed."""
    for counter, value in row["work"].items():
        before = old["work"].get(counter)
        if before != value:
            yield f"{counter}: {before} → {value}"
    if row["answered"] != old["answered"]:
        yield f"answered: {old['answered']} → {row['answered']}"
    if row["answers"] != old["answers"]:
        yield "some answers are others"
