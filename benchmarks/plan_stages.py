"""Times plans from door to door stage by stage: streets, search, writing.

python -m benchmarks.plan_stages VAR REGION MOMENT asks the network in service of a region, built
before, for the two hours after MOMENT (2026-12-01T15:00:00Z). Half of the questions warm up, the
other half, which are others, are timed.
"""

from __future__ import annotations

import random
import statistics
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import orjson
from flask import Flask
from werkzeug.datastructures import MultiDict

from api import Settings, create_app
from api.meter import begin, stage
from api.plan_request import read_plan_request
from api.planning import find_plan
from api.responses import plan_response
from api.service import EXTENSION, Service
from benchmarks.queries import SEED
from feeds import open_snapshot
from planner import Network

QUESTIONS = 200
WINDOW_S = "7200"
NEAR_DEGREES = 2e-3
"""Doors lie within about 200 m of a stop."""


def main() -> None:
    """Print the median of each stage, in milliseconds of thread processor time."""
    var, region, moment = sys.argv[1:]
    networks = Path(var) / region / "networks"
    version = (networks / "active").read_text("utf-8").strip()
    with tempfile.TemporaryDirectory() as ledger:
        app = create_app(
            Settings(var=Path(ledger)),
            snapshot=open_snapshot(networks, version),
            clock=lambda: datetime.now(UTC),
        )
        service: Service = app.extensions[EXTENSION]
        try:
            print(report(app, service, moment, QUESTIONS))
        finally:
            service.accountant.close()


def report(app: Flask, service: Service, moment: str, n_questions: int) -> str:
    """Ask, and return the lines to print; stop where no journey was found."""
    doors = _doors(service.snapshot.network, 2 * n_questions)
    pairs = list(zip(doors[::2], doors[1::2], strict=True))
    rows: list[dict[str, float]] = []
    sizes: list[tuple[int, int, int]] = []
    with app.test_request_context("/"):
        for number, (start, end) in enumerate(pairs):
            asked = {"fromPlace": start, "toPlace": end, "time": moment, "searchWindow": WINDOW_S}
            request = read_plan_request(MultiDict(asked), service)
            meter = begin()
            answer = find_plan(service, request)
            with stage("write"):
                body = orjson.dumps(plan_response(service, answer))
            if number >= n_questions // 2 and answer.page.journeys:
                rows.append({name: ns / 1e6 for name, ns in meter.stages_ns.items()})
                legs = sum(len(journey.legs) for journey in answer.page.journeys)
                sizes.append((len(answer.page.journeys), legs, len(body)))
    if not rows:
        raise SystemExit(f"MOMENT: no journey in the two hours after {moment}")
    rows = [row | {"in all": sum(row.values())} for row in rows]
    lines = [f"{len(rows)} plans; medians of thread processor time:"]
    lines += [
        f"  {name:<10}{statistics.median(row[name] for row in rows):>7.2f} ms" for name in rows[0]
    ]
    journeys, legs, n_bytes = (statistics.median(column) for column in zip(*sizes, strict=True))
    lines.append(f"  {journeys:.0f} journeys, {legs:.0f} legs, {n_bytes / 1000:.0f} kB")
    return "\n".join(lines)


def _doors(network: Network, n: int) -> list[str]:
    """Return points near stops drawn from the fixed seed."""
    draw, points = random.Random(SEED), []
    for _ in range(n):
        stop = draw.randrange(network.n_stops)
        lat, lon = (
            float(degrees[stop]) + draw.uniform(-NEAR_DEGREES, NEAR_DEGREES)
            for degrees in (network.stop_lat, network.stop_lon)
        )
        points.append(f"{lat:.6f},{lon:.6f}")
    return points


if __name__ == "__main__":
    main()
