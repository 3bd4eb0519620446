"""Times the ledger: charges, posting, sealing, verifying, statements: python -m benchmarks.ledger.

--events N        fill a year with so many answers, then time what reads them (20 million)
--postgresql URL  post into that empty database too
--folder DIR      where the files go (a temporary folder); --out FILE: the figures as JSON
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from api.accounting import Accountant, Member, MeteredEvent, load_tariffs, read_statement
from api.accounting.closing import ClosingTerms, close_month
from api.accounting.journal import Journal, JournalTail
from api.accounting.ledger import Ledger
from api.accounting.posting import post
from api.accounting.public import Place, read_public_costs
from api.accounting.upkeep import Terms
from api.accounting.verification import verify
from api.meter import Stage, begin, stage
from benchmarks.timing import machine

TARIFFS = load_tariffs()
MEMBERS = [
    Member(f"2467{number:05d}", f"Autorité {number}", 10_000 + 997 * number, 1000)
    for number in range(41)
]
NAMES = {member.siren: member.name for member in MEMBERS}
PLACES = {
    f"67{number:03d}": Place(f"Commune {number}", MEMBERS[number % 41].siren)
    for number in range(880)
}
FIRST_DAY = date(2026, 11, 1)
DAYS = 365
STAGES: tuple[Stage, ...] = ("streets", "search", "streets", "write")
"""What a plan is metered by."""
MONTH = "2027-09"
"""The month that is closed and read, full."""


def main() -> None:
    """Take the measures asked for, print them and write the figures."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--events", type=int, default=200_000)
    options.add_argument("--postgresql")
    options.add_argument("--folder", type=Path)
    options.add_argument("--out", type=Path)
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = asked.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        figures: dict[str, object] = {
            "at": datetime.now(UTC).isoformat(timespec="minutes"),
            "machine": machine(),
            "charge": time_charges(folder),
            "post_sqlite": time_posting(folder, folder / "posted.sqlite"),
        }
        if asked.postgresql:
            figures["post_postgresql"] = time_posting(folder, asked.postgresql)
        print(json.dumps(figures, indent=1), flush=True)
        figures["year"] = time_year(folder / "year.sqlite", asked.events)
    text = json.dumps(figures, indent=1)
    print(text)
    if asked.out:
        asked.out.write_text(text + "\n", "utf-8")


def answers() -> Iterator[MeteredEvent]:
    """Return answers as a region's service meters them, without end."""
    dice = random.Random(2026)
    while True:
        searched = dice.choice([True, True, True, False, False])
        origin, destination = dice.choice(MEMBERS), dice.choice(MEMBERS)
        yield MeteredEvent(
            endpoint="plan" if searched else dice.choice(["planner", "geocode", "stoptimes"]),
            status=200,
            channel=dice.choice(["web", "api"]),
            cache_hit=False,
            network_version="f00d",
            counters=_counters(dice) if searched else {},
            cpu_us=dice.randrange(500, 9000),
            bytes_out=dice.randrange(2_000, 60_000),
            payers={origin.siren: 1, destination.siren: 1} if searched else {},
            outcome=dice.choice(["solved"] * 19 + ["unsolved"]) if searched else "",
            commune=dice.choice(list(PLACES)) if searched else "",
        )


def _counters(dice: random.Random) -> dict[str, int]:
    return {
        "rounds": dice.randrange(2, 9),
        "departures": dice.randrange(1, 9),
        "patterns_scanned": dice.randrange(100, 2_000),
        "stop_times_read": dice.randrange(5_000, 400_000),
        "footpaths_relaxed": dice.randrange(500, 20_000),
        "journeys": dice.randrange(0, 6),
    }


def time_charges(folder: Path, number: int = 30_000) -> dict[str, float]:
    """Time metering and recording on the thread that answers, its poster at work beside it."""
    keeper = _accountant(folder / "charged.sqlite", lambda: datetime.now(UTC))
    metered = answers()
    events = [next(metered) for _ in range(number)]
    took_us = []
    for event in events:
        began_ns = time.thread_time_ns()
        meter = begin()
        for name in STAGES:
            with stage(name):
                pass
        meter.counted.update(event.counters)
        again = MeteredEvent(
            event.endpoint,
            event.status,
            event.channel,
            event.cache_hit,
            event.network_version,
            meter.counters,
            event.cpu_us,
            event.bytes_out,
            event.payers,
            outcome=event.outcome,
            commune=event.commune,
        )
        keeper.charge(again)
        took_us.append((time.thread_time_ns() - began_ns) / 1000)
    keeper.close()
    ordered = sorted(took_us)
    return {
        "answers": number,
        "mean_us": round(statistics.mean(took_us), 1),
        "median_us": round(statistics.median(took_us), 1),
        "p99_us": round(ordered[number * 99 // 100], 1),
    }


def time_posting(folder: Path, ledger: str | Path, number: int = 50_000) -> dict[str, float]:
    """Time bringing a journal of so many answers into an empty ledger."""
    journal = Journal(folder / "bulk", f"bulk-{time.time_ns()}", NAMES)
    keeper = _accountant(folder / "nowhere.sqlite", lambda: datetime.now(UTC))
    keeper._append = lambda record, _at: journal.append(record.seq, record.text) is None  # type: ignore[method-assign]  # noqa: SLF001  # the journal alone, without its poster
    metered = answers()
    for _ in range(number):
        keeper.charge(next(metered))
    opened, tail = Ledger(ledger), JournalTail(journal.path)
    began_s, began_cpu_s = time.perf_counter(), time.thread_time()
    posted = post(tail, opened)
    took_s, took_cpu_s = time.perf_counter() - began_s, time.thread_time() - began_cpu_s
    opened.close()
    tail.close()
    journal.close(posted=True)
    return {
        "answers": posted,
        "per_s": round(posted / took_s),
        "cpu_us_each": round(took_cpu_s / posted * 1e6, 1),
    }


def time_year(ledger: Path, number: int) -> dict[str, float]:
    """Fill a year, day by day as workers do, then time what reads it."""
    now = datetime.combine(FIRST_DAY, datetime.min.time(), UTC)
    moment = [now]
    keeper = _accountant(ledger, lambda: moment[0])
    metered = answers()
    began_s = time.perf_counter()
    for day in range(DAYS):
        for part in range(24):
            moment[0] = now + timedelta(days=day, hours=part)
            for _ in range(_due(number, day * 24 + part)):
                keeper.charge(next(metered))
        keeper.settle()
        if day % 30 == 0:
            print(f"day {day}: {time.perf_counter() - began_s:.0f} s", flush=True)
    keeper.close()
    figures: dict[str, float] = {
        "answers": number,
        "fill_s": round(time.perf_counter() - began_s, 1),
        "bytes_each": round(ledger.stat().st_size / number, 1),
    }
    figures |= _time_month(ledger, MONTH)
    began_s = time.perf_counter()
    found = verify(ledger, TARIFFS, os.cpu_count() or 1)
    assert found.fault is None, found.fault
    figures["verify_s"] = round(time.perf_counter() - began_s, 1)
    return figures


def _due(number: int, hour: int) -> int:
    hours = DAYS * 24
    return number * (hour + 1) // hours - number * hour // hours


def _time_month(ledger: Path, month: str) -> dict[str, float]:
    """Time closing a month, its statement and what `/couts` reads."""
    terms = Terms()
    closing = ClosingTerms(terms.costs.of(month), terms.rules.on(FIRST_DAY), MEMBERS)

    def timed(what: str) -> dict[str, float]:
        return {f"{what}_s": round(time.perf_counter() - began_s, 3)}

    opened = Ledger(ledger)
    began_s = time.perf_counter()
    close_month(opened, TARIFFS, closing, month, date(2027, 11, 3), final=True)
    figures = timed("close")
    opened.close()
    began_s = time.perf_counter()
    statement = read_statement(ledger, TARIFFS, month)
    figures |= timed("statement")
    assert statement.total_neur == closing.costs.total_neur
    began_s = time.perf_counter()
    read_public_costs(ledger, TARIFFS, month, MEMBERS, PLACES)
    figures |= timed("public")
    return figures


def _accountant(ledger: Path, clock: Callable[[], datetime]) -> Accountant:
    return Accountant(ledger, TARIFFS, NAMES, clock=clock, worker="bench")


if __name__ == "__main__":
    main()
