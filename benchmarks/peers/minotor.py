"""The npm package minotor beside our search: installed aside, same day, walks and queries."""

from __future__ import annotations

import gc
import json
import os
import shutil
import subprocess
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from benchmarks.networks import PROJECT, Case, plain_case
from benchmarks.peers.differences import EQUAL, PeerAnswer, PeerWorld, difference
from benchmarks.peers.feed import peer_stop, write_day_feed
from benchmarks.routing_search import PASSES, best_pass, query_of, stop_pairs
from benchmarks.timing import figures
from feeds import WalkingRules
from planner import Network, Planner, day_number, service_midnight_s

PEER = "minotor"
SCRIPT = Path(__file__).with_name("minotor.mjs")
RULES = WalkingRules(change_s=0)
"""The peer changes at one stop in no time; walks to others are given to it as transfers.txt."""
INSTALL_LIMIT_S = 120
SHOWN = 3
"""So many examples are kept of each kind of difference."""


class PeerAbsentError(Exception):
    """The peer cannot be run; the message says why in one line."""


def install(folder: Path) -> Path:
    """Install the newest minotor in a folder of its own, never in the project.

    Raises
    ------
    PeerAbsentError: npm is not there, or cannot reach its registry.

    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "package.json").write_text('{"private": true}\n', "utf-8")
    command = [str(PROJECT / "tools" / "npm"), "install", "--loglevel=error", f"{PEER}@latest"]
    try:
        subprocess.run(
            command, cwd=folder, check=True, capture_output=True, timeout=INSTALL_LIMIT_S
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise PeerAbsentError(f"npm could not install it ({type(error).__name__})") from error
    shutil.copy(SCRIPT, folder)
    return folder


def version(folder: Path) -> str:
    """Return the version that is installed."""
    package = folder / "node_modules" / PEER / "package.json"
    return str(json.loads(package.read_text("utf-8"))["version"])


def measure_beside(
    case: Case, data: Path, var: Path, folder: Path, n_queries: int
) -> dict[str, Any]:
    """Ask both the same queries, earliest arrival only; return figures and differences."""
    network = plain_case(case, data, var, RULES)
    queries = [query_of(network, case.day, p) for p in stop_pairs(network, case.day, n_queries)]
    planner = Planner(network)
    gc.freeze()
    durations_us, answers = best_pass(planner, queries)
    told = ask(network, case.day, n_queries, folder)
    midnight_s = service_midnight_s(day_number(case.day), ZoneInfo(network.timezone_name[0]))
    world = PeerWorld(network, case.day, midnight_s)
    categories: Counter[str] = Counter()
    examples: dict[str, list[str]] = {}
    asked = stop_pairs(network, case.day, n_queries)
    for pair, query, answer, row in zip(asked, queries, answers, told["answers"], strict=True):
        kind = difference(world, query, answer, PeerAnswer.read(row))
        categories[kind] += 1
        if kind != EQUAL and len(examples.setdefault(kind, [])) < SHOWN:
            ends = network.stop_id[pair.from_stop], network.stop_id[pair.to_stop]
            examples[kind].append(f"{ends[0]} → {ends[1]} at {pair.second} s")
    peer_us = [row["elapsed_us"] for row in told["answers"]]
    ours = figures(durations_us)
    theirs = figures(peer_us)
    return {
        "version": version(folder),
        "ours": ours,
        "peer": theirs,
        "ratio": round(theirs["median_us"] / ours["median_us"], 1),
        "peer_load_s": round(told["load_s"], 2),
        "peer_memory_mib": round(told["memory_mib"], 1),
        "answers": dict(categories.most_common()),
        "examples": examples,
    }


def ask(network: Network, day: date, n_queries: int, folder: Path) -> dict[str, Any]:
    """Let the peer answer the queries in its own process."""
    feed, questions, out = (folder / name for name in ("day.zip", "queries.json", "answers.json"))
    write_day_feed(network, day, feed)
    content = {
        "feed": str(feed),
        "date": day.isoformat(),
        "max_transfers": 6,
        "passes": PASSES,
        "queries": [
            {"from": peer_stop(p.from_stop), "to": peer_stop(p.to_stop), "second": p.second}
            for p in stop_pairs(network, day, n_queries)
        ],
    }
    questions.write_text(json.dumps(content), "utf-8")
    node = [str(PROJECT / "tools" / "node"), str(folder / SCRIPT.name)]
    environment = {**os.environ, "TZ": network.timezone_name[0]}
    subprocess.run([*node, str(questions), str(out)], cwd=folder, check=True, env=environment)
    answers: dict[str, Any] = json.loads(out.read_text("utf-8"))
    return answers
