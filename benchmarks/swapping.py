"""Swaps networks a hundred times under load, and counts requests that fail."""

from __future__ import annotations

import argparse
import json
import os
import statistics
import threading
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from http.client import HTTPException
from pathlib import Path
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from benchmarks.queries import Question, next_weekday, random_questions
from benchmarks.serving import connect, serving
from feeds import activate, build_region, load_region, open_snapshot

PROJECT = Path(__file__).resolve().parents[1]
SWAPS, PER_S, ASKERS = 100, 50, 10
WORKERS = "2"
LONGEST_S = 30.0
"""A swap that takes longer is counted as one that did not happen."""
LOOK_S = 0.02
EVERY_S = 1.0
IN_A_ROW = 10
"""Answers from the new network that show that every worker has it."""


@dataclass
class Load:
    """Answers by status, "error" for none, and how long they took."""

    statuses: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)


def main() -> None:
    """Build two networks of the region, serve one, swap them under load and print what happened."""
    options = _options()
    region = load_region(PROJECT / "regions" / f"{options.region}.toml")
    options.var.mkdir(parents=True, exist_ok=True)
    renamed = options.var / region.path.name
    name = f'name = "{region.name}"'
    renamed.write_text(region.path.read_text("utf-8").replace(name, f'{name[:-1]} 2"', 1), "utf-8")
    today = datetime.now(ZoneInfo(region.timezone)).date()
    data = options.data
    versions = [
        build_region(one, data=data, var=options.var, today=today, report=lambda _: None)
        for one in (load_region(renamed), region)
    ]
    assert versions[0] != versions[1], "two networks are needed to swap them"
    store = options.var / region.id / "networks"
    snapshot = open_snapshot(store, versions[0])
    questions = list(random_questions(snapshot, next_weekday(today), 200))
    os.environ["CORRESPONDANCE_WORKERS"] = WORKERS
    serve = ["--region", str(region.path), "--var", str(options.var)]
    serve += ["--data", str(data)] if data else []
    with serving(serve) as (_process, port, _start_s):
        load, took_s = _run(port, store, versions, questions)
    print(json.dumps(_figures(load, took_s), indent=1))


def _run(
    port: int, store: Path, versions: Sequence[str], questions: Sequence[Question]
) -> tuple[Load, list[float]]:
    """Ask PER_S times a second while the networks are swapped; return answers and swap times."""
    load = Load()
    askers = [
        threading.Thread(target=_ask, args=(port, questions[number::ASKERS], load))
        for number in range(ASKERS)
    ]
    for asker in askers:
        asker.start()
    took_s = []
    for number in range(1, SWAPS + 1):
        activate(store, versions[number % 2])
        took_s.append(_until_in_service(port, versions[number % 2]))
        time.sleep(max(EVERY_S - took_s[-1], 0))
    load.over.set()
    for asker in askers:
        asker.join()
    return load, took_s


def _ask(port: int, questions: Sequence[Question], load: Load) -> None:
    """Ask for plans, one after the other at an even pace, each over a connection of its own."""
    number, next_at = 0, time.perf_counter()
    while not load.over.is_set():
        question = questions[number % len(questions)]
        number += 1
        asked = {
            "fromPlace": question.from_id,
            "toPlace": question.to_id,
            "time": question.time.isoformat(),
        }
        start_s = time.perf_counter()
        try:
            with closing(connect(port)) as connection:
                connection.request("GET", f"/api/v6/plan?{urlencode(asked)}")
                answer = connection.getresponse()
                answer.read()
            load.statuses[str(answer.status)] += 1
        except (OSError, HTTPException):
            load.statuses["error"] += 1
        load.seconds.append(time.perf_counter() - start_s)
        next_at += ASKERS / PER_S
        time.sleep(max(next_at - time.perf_counter(), 0))


def _until_in_service(port: int, version: str) -> float:
    """Return after how many seconds the last answer came from another network."""
    start_s = time.perf_counter()
    in_a_row, since_s = 0, 0.0
    while in_a_row < IN_A_ROW and since_s < LONGEST_S:
        with closing(connect(port)) as connection:
            connection.request("GET", "/api/v1/health")
            found = json.loads(connection.getresponse().read())["network"]["version"]
        if found == version:
            in_a_row += 1
        else:
            in_a_row, since_s = 0, time.perf_counter() - start_s
        time.sleep(LOOK_S)
    return since_s


def _figures(load: Load, took_s: Sequence[float]) -> dict[str, object]:
    """Return what is worth keeping."""
    answers = sum(load.statuses.values())
    return {
        "swaps": len(took_s),
        "answers": answers,
        "statuses": dict(load.statuses),
        "failed": answers - load.statuses["200"],
        "answer_median_ms": round(1000 * statistics.median(load.seconds), 1),
        "answer_worst_ms": round(1000 * max(load.seconds), 1),
        "swap_median_s": round(statistics.median(took_s), 2),
        "swap_worst_s": round(max(took_s), 2),
    }


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.swapping", description=__doc__)
    parser.add_argument("--region", default="val-commun")
    parser.add_argument("--data", type=Path)
    parser.add_argument("--var", type=Path, default=PROJECT / "var" / "benchmarks")
    return parser.parse_args()


if __name__ == "__main__":
    main()
