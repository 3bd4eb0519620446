"""Writes the bikes and scooters that people share in Val-Commun, as GBFS 3.0 documents."""

from __future__ import annotations

import json
import random
from pathlib import Path

from shapely.geometry import Polygon, mapping

from feeds.demo.ground import Point, bend, lat_lon, railway_d
from feeds.demo.plan import Plan, Town

SHARED_FOLDER = "shared/valvelo"

_STATIONS = {
    "gare": "Gare de Valmont",
    "centre": "Place de la République",
    "pont-nord": "Vieux-Pont",
    "lycee": "Lycée Olympe-de-Gouges",
    "quai-est": "Quai Est",
    "hopital": "Hôpital Saint-Luc",
    "technopole": "Technopôle",
    "coteaux": "Coteaux",
    "universite": "Université",
    "prairies": "Les Prairies",
    "expo": "Parc des Expositions",
    "milieu-vignes": "Les Vignes",
}
"""Places of the big town with a station, and what the station is called."""

_VILLAGE_STATIONS = ("saint-maur", "isle")
"""Railway stations outside of the town with a station of shared bikes."""
_EMPTY = "quai-est"
"""A station without a bike, so that one walks on to the next."""
_N_SCOOTERS = 40


def write_shared(folder: Path, plan: Plan, year: int) -> None:
    """Write the documents of one system into a folder of their own."""
    home = folder / SHARED_FOLDER
    home.mkdir(parents=True)
    town, draw = plan.towns[0], random.Random(plan.seed)
    stations = _stations(plan, town)
    status = [_status(station, draw) for station in stations]
    documents: dict[str, object] = {
        "system_information": {
            "system_id": "valvelo",
            "name": _text("Valvélo"),
            "languages": ["fr"],
            "timezone": "Europe/Paris",
            "url": "https://valvelo.example",
            "opening_hours": "24/7",
        },
        "vehicle_types": {
            "vehicle_types": [
                {
                    "vehicle_type_id": "velo",
                    "form_factor": "bicycle",
                    "propulsion_type": "electric_assist",
                    "max_range_meters": 40_000,
                    "return_constraint": "any_station",
                },
                {
                    "vehicle_type_id": "trottinette",
                    "form_factor": "scooter_standing",
                    "propulsion_type": "electric",
                    "max_range_meters": 25_000,
                    "return_constraint": "free_floating",
                },
            ]
        },
        "station_information": {"stations": stations},
        "station_status": {"stations": status},
        "vehicle_status": {"vehicles": _scooters(town, draw)},
        "geofencing_zones": _zones(town),
    }
    feeds = [
        {"name": name, "url": f"https://valvelo.example/{name}.json"} for name in sorted(documents)
    ]
    for name, data in {"gbfs": {"feeds": feeds}, **documents}.items():
        content = {
            "last_updated": f"{year}-01-01T00:00:00+01:00",
            "ttl": 60,
            "version": "3.0",
            "data": data,
        }
        text = json.dumps(content, ensure_ascii=False, indent=1)
        (home / f"{name}.json").write_text(text + "\n", "utf-8")


def _text(text: str) -> list[dict[str, str]]:
    return [{"text": text, "language": "fr"}]


def _stations(plan: Plan, town: Town) -> list[dict[str, object]]:
    """Return the stations of the town and of two railway stations."""
    places = {key: (name, plan.anchor(f"{town.name}/{key}")) for key, name in _STATIONS.items()}
    for key in _VILLAGE_STATIONS:
        station = plan.station(key)
        places[key] = f"Gare de {station.name}", (station.x - 40, railway_d(station.x) - 55)
    rows: list[dict[str, object]] = []
    for key, (name, place) in places.items():
        lat, lon = lat_lon(bend((place[0] + 15, place[1] + 12)))
        rows.append(
            {
                "station_id": key,
                "name": _text(name),
                "lat": lat,
                "lon": lon,
                "capacity": 24 if key == "gare" else 14,
                "rental_uris": {"web": f"https://valvelo.example/station/{key}"},
            }
        )
    return rows


def _status(station: dict[str, object], draw: random.Random) -> dict[str, object]:
    """Return how many bikes stand at a station."""
    capacity = int(str(station["capacity"]))
    bikes = 0 if station["station_id"] == _EMPTY else draw.randint(2, capacity - 3)
    return {
        "station_id": station["station_id"],
        "num_vehicles_available": bikes,
        "vehicle_types_available": [{"vehicle_type_id": "velo", "count": bikes}],
        "num_docks_available": capacity - bikes,
        "is_installed": True,
        "is_renting": True,
        "is_returning": True,
    }


def _scooters(town: Town, draw: random.Random) -> list[dict[str, object]]:
    """Return scooters that stand free in the town."""
    rows: list[dict[str, object]] = []
    for number in range(_N_SCOOTERS):
        place = town.at(draw.uniform(0, 360), draw.uniform(150, town.edge_m * 0.9))
        lat, lon = lat_lon(bend(place))
        rows.append(
            {
                "vehicle_id": f"t{number:03d}",
                "lat": lat,
                "lon": lon,
                "vehicle_type_id": "trottinette",
                "is_reserved": number % 17 == 0,
                "is_disabled": number % 13 == 0,
            }
        )
    return rows


def _zones(town: Town) -> dict[str, object]:
    """Return where scooters may be left: in the town, not in its park."""
    x0, d0, x1, d1 = town.park
    corners = [(town.x + x, d) for x, d in ((x0, d0), (x1, d0), (x1, d1), (x0, d1))]
    inside = [town.at(degrees, town.edge_m) for degrees in range(0, 360, 10)]
    rules = (("Parc des Tilleuls", corners, False), ("Valmont", inside, True))
    return {
        "geofencing_zones": {
            "type": "FeatureCollection",
            "features": [_zone(name, points, ends=ends) for name, points, ends in rules],
        },
        "global_rules": [_rule(ends=False)],
    }


def _zone(name: str, sheet: list[Point], *, ends: bool) -> dict[str, object]:
    ring = [lat_lon(bend(point)) for point in sheet]
    outline = Polygon([(lon, lat) for lat, lon in ring])
    geometry = {"type": "MultiPolygon", "coordinates": [mapping(outline)["coordinates"]]}
    properties = {"name": _text(name), "rules": [_rule(ends=ends)]}
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def _rule(*, ends: bool) -> dict[str, object]:
    return {
        "vehicle_type_ids": ["trottinette"],
        "ride_start_allowed": True,
        "ride_end_allowed": ends,
        "ride_through_allowed": True,
    }
