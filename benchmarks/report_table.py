"""The figures of a routing benchmark as rows of text, and against the targets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

Results = Mapping[str, Any]
COLUMNS = ("median_us", "p95_us", "p99_us")


def table(results: Results) -> str:
    """Return one line per network and kind of search, then the peers and what is absent."""
    heads = f"{'network':<17}{'search':<18}{'median':>9}{'p95':>9}{'p99':>9}"
    lines = [f"{heads} µs  2 threads  target"]
    for name, network in results["networks"].items():
        for kind, row in network["search"].items():
            times = "".join(f"{row[column]:>9.0f}" for column in COLUMNS)
            gain = network["two_threads"][kind]["gain"]
            verdict = verdict_of(row, network["targets_us"].get(kind))
            lines.append(f"{name:<17}{kind:<18}{times}     ×{gain:<8}{verdict}")
    for peer, networks in results["peers"].items():
        for name, found in networks.items():
            lines.append(f"{name}: {peer} {found['version']} {peer_sentence(found)}")
    lines += [f"{name}: {sentence}" for name, sentence in results["absent"].items()]
    return "\n".join(lines)


def verdict_of(row: Mapping[str, float], target: tuple[float, float | None] | None) -> str:
    """Say whether the median and the p99 meet their targets, and by how much they miss."""
    if target is None:
        return ""
    pairs = zip(("median_us", "p99_us"), ("median", "p99"), target, strict=True)
    missed = [
        f"{name} ×{row[column] / limit:.2f} of {limit:.0f} µs"
        for column, name, limit in pairs
        if limit is not None and row[column] > limit
    ]
    return f"missed: {', '.join(missed)}" if missed else "met"


def peer_sentence(found: Mapping[str, Any]) -> str:
    """Tell how the peer's times compare, and how many answers differ."""
    total = sum(found["answers"].values())
    same = sum(n for kind, n in found["answers"].items() if not is_difference(kind))
    return (
        f"takes {found['peer']['median_us']:.0f} µs to our {found['ours']['median_us']:.0f} µs "
        f"(×{found['ratio']}); {same} of {total} answers are the same"
    )


def is_difference(kind: str) -> bool:
    """Tell whether an answer of this kind is another than the peer's."""
    return kind not in ("same arrival", "neither finds a journey")


def network_cells(results: Results) -> Iterator[tuple[str, ...]]:
    """Yield what each network is, takes to build and to hold."""
    for network in results["networks"].values():
        million = network["stop_times"] / 1e6
        yield (
            network["title"],
            network["day"],
            f"{network['stops']:,}",
            f"{network['trips']:,}",
            f"{network['stop_times']:,}",
            f"{network['build_s']:.2f}",
            f"{network['build_s'] / million:.1f}",
            f"{network['open_ms']:.1f}",
            f"{network['day_slice_ms']:.1f}",
            f"{network['memory_mib']:.0f}",
        )


def search_cells(results: Results) -> Iterator[tuple[str, ...]]:
    """Yield one row per network and kind of search."""
    for network in results["networks"].values():
        for kind, row in network["search"].items():
            threads = network["two_threads"][kind]
            yield (
                network["title"],
                kind,
                *(f"{row[column]:,.1f}" for column in COLUMNS),
                f"{row['answered']:,}",
                *(f"{value:,}" for value in row["work"].values()),
                f"{threads['one_per_s']:,}",
                f"×{threads['gain']}",
                verdict_of(row, network["targets_us"].get(kind)),
            )
