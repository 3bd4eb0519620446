"""The networks that are searched: regions as they are served, and feeds as plain networks."""

from __future__ import annotations

import importlib
import shutil
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path

from benchmarks.scaled import side_by_side
from feeds import WalkingRules, build_region, load_region, plain_network, read_feeds
from feeds.feed import Feed
from planner import Network, open_network, save_network

PROJECT = Path(__file__).resolve().parents[1]
TODAY = date(2026, 11, 25)
"""The day on which regions are built, whatever the day: the same questions and counters."""
REGION_DAY = date(2026, 12, 1)
IMAGINARY = "val-commun"
RAILWAY = "ferval"
"""The feed of the imaginary region whose ends join its copies."""

Targets = Mapping[str, tuple[float, float | None]]
"""By kind of search: the median and the p99 aimed at, in microseconds."""


@dataclass(frozen=True)
class Case:
    """One network of the benchmark."""

    name: str
    title: str
    day: date
    """A Tuesday on which its vehicles run."""
    feeds: Mapping[str, str] = field(default_factory=dict)
    """Paths below the folder of real feeds, by feed id; of a region, empty: it names its own."""
    region_data: str | None = None
    """Of a region, the folder of its feeds; "" when it is imaginary."""
    valleys: tuple[int, int] | None = None
    """Columns and rows of imaginary regions side by side."""
    on_request: bool = False
    """Measured only where it is named: it takes long."""
    targets: Targets = field(default_factory=dict)

    def absent(self, data: Path) -> list[Path]:
        """Return the files and folders that are missing below the folder of real feeds."""
        needed = [data / path for path in self.feeds.values()]
        needed += [data / self.region_data] if self.region_data else []
        return [path for path in needed if not path.exists()]


@dataclass(frozen=True)
class BuiltCase:
    """A network on disk, and what it took to make it."""

    folder: str
    build_s: float
    stops: int
    trips: int
    stop_times: int


def build_case(case: Case, data: Path, var: Path) -> BuiltCase:
    """Read, merge and save a network below `var`; always anew, so that it can be timed.

    Raises
    ------
    FeedError: a feed or a region file cannot be used.

    """
    home = var / case.name
    shutil.rmtree(home, ignore_errors=True)
    start_s = time.perf_counter()
    if case.valleys or case.region_data is None:
        network = plain_case(case, data, var, WalkingRules())
        folder = home / "network"
        folder.mkdir(parents=True)
        save_network(network, folder)
    else:
        region = load_region(PROJECT / "regions" / f"{case.name}.toml")
        source = data / case.region_data if case.region_data else None
        version = build_region(region, data=source, var=var, today=TODAY, report=lambda _: None)
        folder = home / "networks" / version / "network"
    build_s = time.perf_counter() - start_s
    network = open_network(folder)
    return BuiltCase(
        folder=str(folder),
        build_s=round(build_s, 2),
        stops=network.n_stops,
        trips=network.n_trips,
        stop_times=len(network.arrivals_s),
    )


def plain_case(case: Case, data: Path, var: Path, rules: WalkingRules) -> Network:
    """Read and merge the feeds of a case by rules that other planners can follow.

    The feeds of an imaginary region are those that `build_case` generated below `var`; of its
    copies, they are generated here.
    """
    if case.valleys:
        return plain_network(_valleys(case, var), rules)
    paths = [(id_, data / path) for id_, path in case.feeds.items()]
    if case.region_data is not None:
        region = load_region(PROJECT / "regions" / f"{case.name}.toml")
        folder = data / case.region_data if case.region_data else var / case.name / "sources"
        paths = [(feed.id, _found(folder, feed.file)) for feed in region.feeds]
    return plain_network(read_feeds(paths, _years(case)), rules)


def _valleys(case: Case, var: Path) -> list[Feed]:
    """Generate the imaginary region and return the feeds of as many as the case has."""
    region = load_region(PROJECT / "regions" / f"{IMAGINARY}.toml")
    folder = var / case.name / "sources"
    folder.mkdir(parents=True, exist_ok=True)
    importlib.import_module(str(region.generator)).write_region(folder, year=case.day.year)
    paths = [(feed.id, folder / feed.file) for feed in region.feeds]
    columns, rows = case.valleys or (1, 1)
    return side_by_side(read_feeds(paths, _years(case)), RAILWAY, columns, rows)


def _years(case: Case) -> range:
    return range(case.day.year - 1, case.day.year + 2)


def describe(case: Case, built: BuiltCase) -> dict[str, object]:
    """Return what a result file says of a network."""
    sizes = {key: value for key, value in asdict(built).items() if key != "folder"}
    targets = {kind: list(limits) for kind, limits in case.targets.items()}
    return {"title": case.title, "day": case.day.isoformat(), **sizes, "targets_us": targets}


def _found(folder: Path, file: str) -> Path:
    """Return where a file of a region lies: in the folder, or generated in one of its folders."""
    return next(folder.rglob(file), folder / file)


def _targets(one_us: float, window_us: float, *tails_us: float) -> Targets:
    """Return targets: the same for both single searches; tails for both or none."""
    one_tail, window_tail = tails_us or (None, None)
    one = (one_us, one_tail)
    return {"earliest arrival": one, "arrive by": one, "two-hour window": (window_us, window_tail)}


CASES = (
    Case("val-commun", "Val-Commun (imaginary)", REGION_DAY, region_data=""),
    Case("val-commun-x4", "Val-Commun, 2 by 2", REGION_DAY, valleys=(2, 2)),
    Case("val-commun-x36", "Val-Commun, 6 by 6", REGION_DAY, valleys=(6, 6)),
    Case(
        "val-commun-x400",
        "Val-Commun, 20 by 20",
        REGION_DAY,
        valleys=(20, 20),
        on_request=True,
    ),
    Case("alsace", "Alsace (CTS, Soléa, TER)", REGION_DAY, region_data="alsace"),
    Case(
        "cts",
        "Strasbourg (CTS)",
        date(2026, 3, 17),
        {"cts": "alsace/cts_strasbourg_2026.zip"},
        targets=_targets(70, 700, 200, 4000),
    ),
    Case(
        "ter",
        "SNCF TER",
        date(2025, 3, 11),
        {"ter": "alsace/sncf_ter_202501.zip"},
        targets=_targets(200, 500),
    ),
    Case(
        "porto-alegre",
        "Porto Alegre",
        date(2019, 5, 14),
        {"eptc": "porto-alegre/poa_eptc.zip", "trensurb": "porto-alegre/poa_trensurb.zip"},
    ),
    Case("new-york", "New York subway", date(2018, 9, 11), {"mta": "bench/nyc_subway.zip"}),
    Case(
        "vancouver",
        "Vancouver",
        date(2026, 4, 14),
        {"translink": "bench/vancouver_translink_202603_inferredcal.zip"},
        targets=_targets(500, 3000),
    ),
    Case("tokyo", "Tokyo rail", date(2026, 5, 12), {"tokyo": "bench/tokyo_rail_minitokyo3d.zip"}),
    Case(
        "paris-metro",
        "Paris metro",
        date(2019, 3, 12),
        {"ratp": "bench/paris_metro_ratp_201903_merged.zip"},
        targets=_targets(40, 600),
    ),
)
