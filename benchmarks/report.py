"""The page of a routing benchmark: python -m benchmarks.report RESULTS.json [--compare FILE]."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path
from typing import Any

from benchmarks.report_comparison import compare
from benchmarks.report_plots import Bar, bars
from benchmarks.report_table import (
    Results,
    is_difference,
    network_cells,
    peer_sentence,
    search_cells,
)
from planner import Work

NETWORK_HEADS = (
    *("network", "day", "stops", "trips", "stop times", "build s", "s per million stop times"),
    *("open ms", "day slice ms", "memory MiB"),
)
SEARCH_HEADS = (
    *("network", "search", "median µs", "p95 µs", "p99 µs", "answered"),
    *(name.replace("_", " ") for name in Work().as_dict()),
    *("searches/s, one thread", "two threads", "target"),
)
COMPARISON_HEADS = ("network", "search", "median", "p95", "p99", "counters and answers")


def write_report(results: Results, page: Path, earlier: Path | None = None) -> None:
    """Write the page of a result, with a comparison when an earlier result file is given."""
    before = json.loads(earlier.read_text("utf-8")) if earlier else None
    page.write_text(report(results, before), "utf-8")


def report(results: Results, earlier: Results | None = None) -> str:
    """Return the page as HTML that stands alone: styles and plots are in it."""
    machine = results["machine"]
    where = f"{machine['processor']}, {machine['cores']} cores, Python {machine['python']}"
    load = f"load average {machine['load']} at the start, of {machine['cores']} cores"
    parts = [
        "<h1>Routing benchmark</h1>",
        f"<p>{escape(results['at'])} · {escape(where)} · {load}.</p>",
        f"<p>{results['queries']} questions per network and kind, one thread, with journeys.</p>",
        _plots(results),
        "<h2>Searches</h2>",
        _table(SEARCH_HEADS, search_cells(results)),
        "<h2>Networks</h2>",
        _table(NETWORK_HEADS, network_cells(results)),
        _peers(results),
    ]
    if results["absent"]:
        lines = [f"<li>{escape(f'{k}: {v}')}</li>" for k, v in results["absent"].items()]
        parts += ["<h2>Absent</h2>", f"<ul>{''.join(lines)}</ul>"]
    if earlier is not None:
        parts.append(_comparison(results, earlier))
    body = "\n".join(parts)
    return _PAGE.format(body=body)


def _plots(results: Results) -> str:
    """Return one plot per kind of search."""
    kinds: dict[str, list[Bar]] = {}
    for network in results["networks"].values():
        for kind, row in network["search"].items():
            target = network["targets_us"].get(kind, (None,))[0]
            times = (row["median_us"], row["p95_us"], row["p99_us"])
            kinds.setdefault(kind, []).append(Bar(network["title"], *times, target))
    legend = "<p>Dot: median; thick to p95, thin to p99; upright mark: target of the median.</p>"
    plots = [f"<h3>{escape(kind)}</h3>\n{bars(kind, rows)}" for kind, rows in kinds.items()]
    return "\n".join([legend, *plots])


def _peers(results: Results) -> str:
    """Return what each peer took and answered, and why answers differ."""
    parts = []
    for peer, networks in results["peers"].items():
        for name, found in networks.items():
            title = results["networks"][name]["title"]
            parts.append(f"<h2>{escape(peer)} {escape(found['version'])} on {escape(title)}</h2>")
            rows = [
                Bar("ours", *(found["ours"][key] for key in _TIMES)),
                Bar(peer, *(found["peer"][key] for key in _TIMES)),
            ]
            parts.append(f"<p>Earliest arrival: {escape(peer_sentence(found))}.</p>")
            parts.append(bars(f"{peer} on {name}", rows))
            cells = [
                (str(count), kind, "; ".join(found["examples"].get(kind, [])))
                for kind, count in found["answers"].items()
                if is_difference(kind)
            ]
            parts.append(_table(("queries", "difference", "such as"), cells))
    return "\n".join(parts)


def _comparison(results: Results, earlier: Results) -> str:
    """Return the comparison with an earlier result."""
    cells = [
        (row.network, row.kind, *(f"×{ratio:.2f}" for ratio in row.ratios), _told(row.changed))
        for row in compare(results, earlier)
    ]
    heading = f"<h2>Compared with {escape(earlier['at'])}</h2>"
    return heading + _table(COMPARISON_HEADS, cells)


def _told(changed: Sequence[str]) -> str:
    return "; ".join(changed) or "the same"


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return an HTML table."""
    head = "".join(f"<th>{escape(text)}</th>" for text in heads)
    lines = ["".join(f"<td>{escape(text)}</td>" for text in row) for row in rows]
    body = "\n".join(f"<tr>{line}</tr>" for line in lines)
    return f'<div class="wide"><table><tr>{head}</tr>\n{body}</table></div>'


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the page beside a result file."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.report", description=__doc__)
    parser.add_argument("results", type=Path)
    parser.add_argument("--compare", type=Path, help="an earlier result file")
    parser.add_argument("--out", type=Path, help="default: beside the results, as .html")
    asked = parser.parse_args(arguments)
    page = asked.out or asked.results.with_suffix(".html")
    results: dict[str, Any] = json.loads(asked.results.read_text("utf-8"))
    write_report(results, page, asked.compare)
    print(f"Page written to {page}")


_TIMES = ("median_us", "p95_us", "p99_us")
_PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Routing benchmark</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
body {{ font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem;
  color: #1b2430; }}
.wide {{ overflow-x: auto; }}
table {{ border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: 13px; }}
th, td {{ padding: .25rem .6rem; border-bottom: 1px solid #d5dbe3; text-align: left; }}
svg {{ width: 100%; font-size: 12px; }}
svg .label {{ text-anchor: end; }} svg .tick {{ text-anchor: middle; fill: #5b6776; }}
.grid {{ stroke: #e3e8ee; }} .tail {{ stroke: #1f6f8b; stroke-width: 1.5; }}
.body {{ stroke: #1f6f8b; stroke-width: 8; opacity: .45; }} circle {{ fill: #0b3c4d; }}
.target {{ stroke: #b3261e; stroke-width: 2.5; }}
</style>
{body}
</html>
"""

if __name__ == "__main__":
    main()
