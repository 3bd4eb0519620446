"""Health: which network answers, with the real dates of its feeds."""

from __future__ import annotations

from importlib.metadata import version

from api.desk.feed_wording import feed_error_text
from api.live.source_rows import live_rows
from api.responses import replay_response
from api.service import Service
from api.times import show_time


def health_response(service: Service) -> dict[str, object]:
    """Return the body of `/api/v1/health`."""
    manifest, network = service.snapshot.manifest, service.snapshot.network
    now = service.now()
    real_days = {row["feed"]: row for row in replay_response(service, int(now.timestamp()))}
    live = live_rows(service)
    return {
        "status": "ok",
        "rt": bool(live) and not all(row["stale"] for row in live),
        "gbfs": service.shared is not None,
        "version": version("correspondance"),
        "region": {
            "id": manifest.region_id,
            "name": manifest.region_name,
            "imaginary": manifest.imaginary,
        },
        "network": {
            "version": service.snapshot.version,
            "stops": network.n_stops,
            "stations": len(network.station_id),
            "trips": network.n_trips,
        },
        "feeds": [
            {
                "id": feed.id,
                "operator": feed.operator,
                "licence": feed.licence,
                "url": feed.url,
                "firstDate": feed.first_date.isoformat(),
                "lastDate": feed.last_date.isoformat(),
                "replay": real_days.get(feed.id),
                "problems": feed.n_problems,
            }
            for feed in manifest.feeds
        ],
        "shared": _shared(service, int(now.timestamp())),
        "live": live,
        "replayed": manifest.replayed,
        "ledger": "ok" if service.accountant.fault is None else "unavailable",
        "uptimeSeconds": int((now - service.started_at).total_seconds()),
    }


def _shared(service: Service, now_s: int) -> list[dict[str, object]]:
    """Return the systems of shared vehicles and how old what is known of them is."""
    if service.shared is None:
        return []
    found = {system.source.id: system for system in service.shared.current().systems}
    rows = []
    for source in service.snapshot.manifest.shared:
        row: dict[str, object] = {
            "id": source.id,
            "operator": source.operator,
            "licence": source.licence,
            "url": source.page,
            "stale": source.id not in found or found[source.id].is_stale(now_s),
        }
        if source.id in found:
            system = found[source.id].system
            row |= {
                "stations": len(system.stations),
                "vehicles": len(system.vehicles),
                "leftOut": system.n_problems,
            }
            if source.url:
                row["updated"] = show_time(system.updated_s)
        if source.id in service.shared.errors:
            row["error"] = feed_error_text(service.shared.errors[source.id])
        rows.append(row)
    return rows
