"""`feeds overlaps`: what the feeds in service share and contradict each other about."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from flask_babel import ngettext

from api.regions import open_active
from api.settings import Settings
from api.words import _
from feeds.snapshot import read_problems


def overlaps(settings: Settings, *, as_json: bool) -> int:
    """Print the report and return 0.

    Raises
    ------
    FeedError: no network is in service.

    """
    snapshot = open_active(settings)
    store = settings.networks_of(snapshot.manifest.region_id)
    found = read_problems(store, snapshot.version)
    report = {name: found.get(name, []) for name in ("overlaps", "islands")}
    if as_json:
        print(json.dumps(report, ensure_ascii=False, indent=1))
    else:
        print("\n".join(_lines(report)))
    return 0


def _lines(report: dict[str, list[dict[str, Any]]]) -> Iterator[str]:
    """Yield the report line by line; each contradiction with both times, the shown one first."""
    if not report["overlaps"]:
        yield _("Les jeux du réseau en service n’ont rien en commun.")
    for one in report["overlaps"]:
        stations, trips = len(one["stations"]), one["shared_trips"]
        parts = (
            ngettext("%(num)d station commune", "%(num)d stations communes", stations),
            ngettext(
                "%(num)d course en double écartée", "%(num)d courses en double écartées", trips
            ),
            ngettext(
                "%(num)d course aux horaires contradictoires",
                "%(num)d courses aux horaires contradictoires",
                one["conflicting_trips"],
            ),
        )
        yield f"{one['feeds'][0]}, {one['feeds'][1]}\t" + "\t".join(parts)
        for trip in one["conflicts"]:
            ends = f"{trip['departure'][:5]} {trip['from_name']} → {trip['to_name']}"
            times = ", ".join(
                f"{call['place']['name']} {call['kept_time']} ({call['dropped_time']})"
                for call in trip["conflicts"]
            )
            yield f"  {trip['line']}\t{ends}\t{trip['kept']}\t{trip['dropped']}\t{times}"
    for island in report["islands"]:
        told = ngettext(
            "%(num)d station isolée du reste",
            "%(num)d stations isolées du reste",
            island["n_stations"],
        )
        yield f"{', '.join(island['feeds'])}\t{told}\t{', '.join(island['names'])}"
