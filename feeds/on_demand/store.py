"""On-demand services as JSON of a snapshot, areas and rules once each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, fields
from typing import Any

from shapely import from_wkb, to_wkb

from feeds.on_demand.service import (
    Area,
    BookingRule,
    BookingType,
    Days,
    OnDemandService,
    Visit,
)

_PLAIN = tuple(
    field.name for field in fields(OnDemandService) if field.name not in {"days", "visits"}
)


def on_demand_json(services: Iterable[OnDemandService]) -> dict[str, Any]:
    """Return what `on_demand.json` holds."""
    services = tuple(services)
    areas = {visit.area.id: visit.area for service in services for visit in service.visits}
    return {
        "areas": [_area_json(area) for area in areas.values()],
        "services": [
            {
                **{name: getattr(service, name) for name in _PLAIN},
                "days": _days_json(service.days),
                "visits": [_visit_json(visit) for visit in service.visits],
            }
            for service in services
        ],
    }


def on_demand_from_json(content: Mapping[str, Any]) -> tuple[OnDemandService, ...]:
    """Return the services; KeyError, TypeError or ValueError where the content is damaged."""
    areas = {
        row["id"]: Area(
            row["id"],
            row["name"],
            None if row["outline"] is None else from_wkb(row["outline"]),
            tuple(row["stop_ids"]),
        )
        for row in content["areas"]
    }
    return tuple(
        OnDemandService(
            **{name: row[name] for name in _PLAIN},
            days=_days(row["days"]),
            visits=tuple(
                Visit(**{**visit, "area": areas[visit["area"]], "rule": _rule(visit["rule"])})
                for visit in row["visits"]
            ),
        )
        for row in content["services"]
    )


def _area_json(area: Area) -> dict[str, Any]:
    outline = None if area.outline is None else to_wkb(area.outline, hex=True)
    return {
        "id": area.id,
        "name": area.name,
        "outline": outline,
        "stop_ids": list(area.stop_ids),
    }


def _visit_json(visit: Visit) -> dict[str, Any]:
    rule = visit.rule
    return {
        "area": visit.area.id,
        "start_s": visit.start_s,
        "end_s": visit.end_s,
        "boards": visit.boards,
        "alights": visit.alights,
        "rule": None
        if rule is None
        else {
            **asdict(rule),
            "type": int(rule.type),
            "days": None if rule.days is None else _days_json(rule.days),
        },
    }


def _rule(content: Mapping[str, Any] | None) -> BookingRule | None:
    if content is None:
        return None
    days = None if content["days"] is None else _days(content["days"])
    return BookingRule(**{**content, "type": BookingType(content["type"]), "days": days})


def _days_json(days: Days) -> dict[str, Any]:
    active = "".join("1" if day else "0" for day in days.active)
    return {"first_day": days.first_day, "active": active, "is_week": days.is_week}


def _days(content: Mapping[str, Any]) -> Days:
    active = tuple(letter == "1" for letter in content["active"])
    return Days(content["first_day"], active, content["is_week"])
