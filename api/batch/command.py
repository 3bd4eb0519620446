"""The command `batch`: its options, the feeds it reads, the file it writes."""

from __future__ import annotations

import argparse
import gc
import json
import resource
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from api.batch.questions import BatchNetwork
    from planner import Planner

ONLY_FEED = "feed"
"""Id of a feed given without one: its ids are read and written without prefix."""


class BatchError(Exception):
    """The command cannot be carried out; the message is one sentence for whoever typed it."""


def add_batch_command(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], _: Callable[..., str]
) -> None:
    """Add the command to the parser."""
    batch = commands.add_parser("batch", help=_("répondre à un fichier de questions"))
    batch.add_argument("queries", type=Path, metavar="QUERIES.json")
    source = batch.add_mutually_exclusive_group(required=True)
    source.add_argument(
        "--gtfs", nargs="+", metavar="[ID=]PATH", help=_("fichiers ou dossiers GTFS")
    )
    source.add_argument("--network", type=Path, metavar="DIR", help=_("réseau déjà construit"))
    batch.add_argument("--out", type=Path, required=True, metavar="RESULTS.json")
    batch.add_argument("--repeat", type=int, default=1, metavar="N")
    batch.add_argument("--transfer-time", type=int, default=60, metavar="S")
    batch.add_argument("--footpath-radius", type=int, default=400, metavar="M")
    batch.add_argument("--walk-speed", type=float, default=1.2, metavar="M/S")
    batch.add_argument("--max-transfers", type=int, default=6, metavar="N")


def run_batch(asked: argparse.Namespace) -> int:
    """Answer the queries and write the results."""
    from planner import Planner

    queries = _queries(asked.queries)
    network, run = _network(asked, queries)
    planner = Planner(network.network)
    gc.freeze()  # what stays for the whole run need not be looked through again and again
    started_s = time.perf_counter()
    results = [_result(planner, network, query, asked) for query in queries]
    run |= {
        "queries": len(queries),
        "search_s": round(time.perf_counter() - started_s, 3),
        "peak_memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }
    text = json.dumps({"run": run, "results": results}, ensure_ascii=False, indent=1)
    try:
        asked.out.write_text(text + "\n", "utf-8")
    except OSError as error:
        raise BatchError(f"{asked.out}: {error.strerror}") from error
    return 0


def _queries(path: Path) -> list[dict[str, Any]]:
    """Read the queries: a list, or an object that has one as `queries`."""
    try:
        content = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise BatchError(f"{path}: {error}") from error
    queries = content.get("queries") if isinstance(content, dict) else content
    if not isinstance(queries, list) or not all(isinstance(query, dict) for query in queries):
        raise BatchError(f"{path}: a list of queries is expected")
    return queries


def _network(
    asked: argparse.Namespace, queries: Iterable[dict[str, Any]]
) -> tuple[BatchNetwork, dict[str, Any]]:
    """Open a snapshot, or read and merge feeds; say how long it took."""
    from api.batch.questions import BatchNetwork
    from feeds import WalkingRules, plain_network, read_feeds
    from planner import open_network

    started_s = time.perf_counter()
    if asked.network:
        inner = asked.network / "network"
        network = open_network(inner if inner.is_dir() else asked.network)
        load_s = round(time.perf_counter() - started_s, 3)
        return BatchNetwork(network, ""), {"load_s": load_s, "build_s": 0.0}
    paths = [_path(text) for text in asked.gtfs]
    if len({id_ for id_, _ in paths}) < len(paths):
        raise BatchError("--gtfs: several feeds need an ID each, as ID=PATH")
    feeds = read_feeds(paths, _years(queries))
    loaded_s = time.perf_counter()
    rules = WalkingRules(asked.transfer_time, asked.footpath_radius, asked.walk_speed)
    network = plain_network(feeds, rules)
    run = {
        "load_s": round(loaded_s - started_s, 3),
        "build_s": round(time.perf_counter() - loaded_s, 3),
    }
    prefix = f"{ONLY_FEED}:" if paths[0][0] == ONLY_FEED else ""
    return BatchNetwork(network, prefix), run


def _path(text: str) -> tuple[str, Path]:
    """Read `ID=PATH` or `PATH`."""
    id_, equals, path = text.partition("=")
    return (id_, Path(path)) if equals else (ONLY_FEED, Path(text))


def _years(queries: Iterable[dict[str, Any]]) -> range:
    """Return the years the queries ask about, which long calendars are cut to."""
    texts = [q.get(key) for q in queries for key in ("depart", "arrive_by", "window")]
    firsts = [text[0] if isinstance(text, list) and text else text for text in texts]
    years = [int(t[:4]) for t in firsts if isinstance(t, str) and t[:4].isdigit()]
    return range(min(years, default=1970) - 1, max(years, default=2100) + 2)


def _result(
    planner: Planner, network: BatchNetwork, query: dict[str, Any], asked: argparse.Namespace
) -> dict[str, Any]:
    """Answer one query; what is wrong with it is its result."""
    from api.batch.questions import QuestionError, read_question
    from api.batch.results import show_answer
    from planner import PlannerError

    result: dict[str, Any] = {"id": query.get("id")}
    try:
        question = read_question(query, network, asked.max_transfers)
        if question is None:
            return {**result, "elapsed_us": 0, "work": {}, "journeys": [], "reason": "same-place"}
        answer = planner.search(question)  # warms the buffers and cuts the day
        elapsed_us = []
        for _ in range(max(asked.repeat, 1)):
            started_ns = time.perf_counter_ns()
            answer = planner.search(question)
            elapsed_us.append((time.perf_counter_ns() - started_ns) / 1000)
    except (QuestionError, PlannerError) as error:
        return {**result, "error": str(error)}
    shown = show_answer(network, answer, planner.emissions)
    return {**result, "elapsed_us": round(median(elapsed_us), 1), **shown}
