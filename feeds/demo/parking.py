"""Writes where cars and bikes are left: a table of park-and-ride sites, racks on the street map."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from feeds.demo.ground import Point, bend, lat_lon, railway_d
from feeds.demo.plan import Plan

PARKING_FILE = "parking.csv"

_SITES = {
    "saint-maur": (140, "24/7"),
    "prairies": (320, "Mo-Sa 05:00-22:30; Su,PH off"),
    "isle": (60, ""),
    "rochebelle": (85, ""),
    "sainte-aurele": (150, "Mo-Su 05:30-23:00"),
    "grandpre": (40, ""),
}
"""Stations with a park and ride: spaces and opening hours."""


def write_parking(folder: Path, plan: Plan) -> None:
    """Write the table of park-and-ride sites."""
    with (folder / PARKING_FILE).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("id", "name", "lat", "lon", "capacity", "opening_hours", "park_ride"))
        for key, (capacity, hours) in _SITES.items():
            station = plan.station(key)
            lat, lon = lat_lon(bend((station.x + 70, railway_d(station.x) - 60)))
            name = f"Parking-relais {station.name.removeprefix('Gare de ')}"
            writer.writerow((key, name, lat, lon, capacity, hours, "yes"))


def parking_places(plan: Plan) -> Iterator[tuple[Point, dict[str, str]]]:
    """Return points of the sheet where the map knows a car park or a rack for bikes."""
    for station in plan.stations:
        d = railway_d(station.x)
        rack = {"amenity": "bicycle_parking", "capacity": str(10 * station.tracks)}
        yield (station.x - 30, d - 40), rack
    for town in plan.towns:
        x, d = plan.anchor(f"{town.name}/centre")
        tags = {"amenity": "parking", "name": f"Parking du Centre de {town.name}", "fee": "yes"}
        yield (x + 80, d + 70), {**tags, "capacity": "180"}
        yield (x + 30, d + 20), {"amenity": "bicycle_parking", "capacity": "24"}
