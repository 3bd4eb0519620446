"""Health: which network answers, with the real dates of its feeds."""

from __future__ import annotations

from importlib.metadata import version

from api.responses import replay_response
from api.service import Service


def health_response(service: Service) -> dict[str, object]:
    """Return the body of `/api/v1/health`."""
    manifest, network = service.snapshot.manifest, service.snapshot.network
    now = service.now()
    real_days = {row["feed"]: row for row in replay_response(service, int(now.timestamp()))}
    return {
        "status": "ok",
        "rt": False,
        "gbfs": False,
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
        "replayed": manifest.replayed,
        "ledger": "ok" if service.accountant.fault is None else "unavailable",
        "uptimeSeconds": int((now - service.started_at).total_seconds()),
    }
