"""Planners from npm beside our search: installed aside, same day, walks and queries."""

from __future__ import annotations

import gc
import json
import os
import shutil
import subprocess
import zipfile
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from benchmarks.networks import PROJECT, Case, plain_case
from benchmarks.peers.differences import EQUAL, PeerAnswer, PeerWorld, difference, walked_from
from benchmarks.peers.feed import peer_stop, write_day_feed
from benchmarks.routing_search import PASSES, StopPair, best_pass, query_of, stop_pairs
from benchmarks.timing import figures
from feeds import WalkingRules
from planner import Answer, Network, Planner

SCRIPTS = {
    "minotor": "minotor.mjs",
    "raptor-journey-planner": "raptor_journey_planner.mjs",
}
"""By package, what asks it."""
RULES = WalkingRules(change_s=0)
"""The peers change at one stop in no time; walks to others are given to them as transfers.txt."""
MAX_TRANSFERS = 6
INSTALL_LIMIT_S = 120
SHOWN = 3
"""So many examples are kept of each kind of difference."""


class PeerAbsentError(Exception):
    """The peer cannot be run; the message says why in one line."""


def install(peer: str, folder: Path) -> Path:
    """Install the newest version of a package in a folder of its own, never in the project.

    Raises
    ------
    PeerAbsentError: npm is not there, or cannot reach its registry.

    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "package.json").write_text('{"private": true}\n', "utf-8")
    command = [str(PROJECT / "tools" / "npm"), "install", "--loglevel=error", f"{peer}@latest"]
    try:
        subprocess.run(  # noqa: S603 - our own npm
            command, cwd=folder, check=True, capture_output=True, timeout=INSTALL_LIMIT_S
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise PeerAbsentError(f"npm could not install it ({type(error).__name__})") from error
    shutil.copy(Path(__file__).with_name(SCRIPTS[peer]), folder)
    return folder


def version(peer: str, folder: Path) -> str:
    """Return the version that is installed."""
    package = folder / "node_modules" / peer / "package.json"
    return str(json.loads(package.read_text("utf-8"))["version"])


def measure_beside(
    peer: str, case: Case, data: Path, var: Path, folder: Path, n_queries: int
) -> dict[str, Any]:
    """Ask both the same queries, earliest arrival only; return figures and differences."""
    network = plain_case(case, data, var, RULES)
    pairs = stop_pairs(network, case.day, n_queries)
    queries = [query_of(network, case.day, pair) for pair in pairs]
    planner = Planner(network)
    gc.freeze()
    durations_us, answers = best_pass(planner, queries)
    asked = [_peer_query(pair, answer) for pair, answer in zip(pairs, answers, strict=True)]
    told = ask(peer, network, case.day, asked, folder)
    rows = told["answers"]
    peer_us = [row["elapsed_us"] for row in rows]
    ours, theirs = figures(durations_us), figures(peer_us)
    world = PeerWorld(network, case.day)
    kinds = [
        difference(world, answer, PeerAnswer.read(row))
        for answer, row in zip(answers, rows, strict=True)
    ]
    return {
        "version": version(peer, folder),
        "ours": ours,
        "peer": theirs,
        "ratio": round(theirs["median_us"] / ours["median_us"], 1),
        "peer_load_s": round(told["load_s"], 2),
        "peer_memory_mib": round(told["memory_mib"], 1),
        "answers": dict(Counter(kinds).most_common()),
        "examples": _examples(network, pairs, kinds),
    }


def ask(
    peer: str, network: Network, day: date, queries: Sequence[dict[str, Any]], folder: Path
) -> dict[str, Any]:
    """Let the peer answer queries on one day of a network, in its own process."""
    feed, questions, out = (folder / name for name in ("day.zip", "queries.json", "answers.json"))
    write_day_feed(network, day, feed)
    with zipfile.ZipFile(feed) as archive:
        archive.extractall(folder / "day")
    content = {
        "feed": str(feed),
        "folder": str(folder / "day"),
        "date": day.isoformat(),
        "max_transfers": MAX_TRANSFERS,
        "passes": PASSES,
        "queries": queries,
    }
    questions.write_text(json.dumps(content), "utf-8")
    node = [str(PROJECT / "tools" / "node"), str(folder / SCRIPTS[peer])]
    environment = {**os.environ, "TZ": network.timezone_name[0]}
    command = [*node, str(questions), str(out)]
    subprocess.run(command, cwd=folder, check=True, env=environment)  # noqa: S603 - our own node
    told: dict[str, Any] = json.loads(out.read_text("utf-8"))
    return told


def _peer_query(pair: StopPair, answer: Answer) -> dict[str, Any]:
    """Return a query as the peer's script reads it, with the stops to watch."""
    ours = min(answer.journeys, key=lambda journey: journey.arrival_s, default=None)
    return {
        "from": peer_stop(pair.from_stop),
        "to": peer_stop(pair.to_stop),
        "second": pair.second,
        "watched": [peer_stop(stop) for stop in walked_from(ours)] if ours else [],
    }


def _examples(
    network: Network, pairs: Sequence[StopPair], kinds: Sequence[str]
) -> dict[str, list[str]]:
    """Keep some queries of each kind of difference, to look at."""
    examples: dict[str, list[str]] = {}
    for pair, kind in zip(pairs, kinds, strict=True):
        kept = examples.setdefault(kind, [])
        if kind != EQUAL and len(kept) < SHOWN:
            ends = network.stop_id[pair.from_stop], network.stop_id[pair.to_stop]
            kept.append(f"{ends[0]} → {ends[1]} at {timedelta(seconds=pair.second)}")
    return {kind: kept for kind, kept in examples.items() if kept}
