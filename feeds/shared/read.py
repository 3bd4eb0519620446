"""GBFS documents -> a system of shared vehicles; versions 1.1 to 3.0.

What a whole document lacks is refused and named; a single station or vehicle that cannot be read is
left out and counted.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from shapely.errors import ShapelyError
from shapely.geometry import shape

from feeds.errors import SharedSystemError
from feeds.shared.system import (
    UNLIMITED,
    FormFactor,
    Propulsion,
    ReturnRule,
    SharedSystem,
    Station,
    Vehicle,
    VehicleType,
    Zone,
)

Documents = Mapping[str, Any]
Members = Mapping[str, Any]

_FORM_FACTORS = {
    "bicycle": FormFactor.BICYCLE,
    "cargo_bicycle": FormFactor.CARGO_BICYCLE,
    "car": FormFactor.CAR,
    "moped": FormFactor.MOPED,
    "scooter": FormFactor.SCOOTER_STANDING,
    "scooter_standing": FormFactor.SCOOTER_STANDING,
    "scooter_seated": FormFactor.SCOOTER_SEATED,
}
_RETURN_RULES = {
    "free_floating": ReturnRule.NONE,
    "hybrid": ReturnRule.NONE,
    "any_station": ReturnRule.ANY_STATION,
    "roundtrip_station": ReturnRule.ROUNDTRIP_STATION,
}
_UNTYPED = ""
"""Type of vehicles of a system that names none: bicycles (GBFS 2.3, vehicle_types.json)."""


def read_system(source_id: str, documents: Documents) -> SharedSystem:
    """Read the documents of a system, by name without `.json`.

    Raises
    ------
    SharedSystemError: a document is missing or is not what GBFS says, naming it and the member.

    """
    reader = _Reader(source_id, documents)
    information = reader.optional("system_information")
    types = reader.types()
    stations = reader.stations(types)
    vehicles = reader.vehicles(types)
    if not stations and not vehicles and not reader.has_any("station_information", *_VEHICLES):
        raise reader.error("gbfs", "lists neither station_information nor vehicle_status")
    return SharedSystem(
        id=source_id,
        system_id=str(information.get("system_id", source_id)),
        name=_text(information.get("name")) or source_id,
        url=str(information.get("url") or ""),
        types=types,
        stations=stations,
        vehicles=vehicles,
        zones=reader.zones(),
        updated_s=reader.updated_s(),
        ttl_s=reader.ttl_s(),
        n_problems=reader.n_problems,
    )


_VEHICLES = ("vehicle_status", "free_bike_status")
_LIVE = ("station_status", *_VEHICLES)


class _Reader:
    """Reads the documents of one system and counts what could not be read."""

    def __init__(self, source_id: str, documents: Documents) -> None:
        self._source_id = source_id
        self._documents = documents
        self.n_problems = 0

    def error(self, document: str, reason: str) -> SharedSystemError:
        """Return the error that names a document."""
        return SharedSystemError(self._source_id, f"{document}.json", reason)

    def has_any(self, *names: str) -> bool:
        """Tell whether one of these documents is there."""
        return any(name in self._documents for name in names)

    def optional(self, name: str) -> Members:
        """Return the data of a document, nothing where it is not there."""
        if name not in self._documents:
            return {}
        document = self._documents[name]
        data = document.get("data") if isinstance(document, Mapping) else None
        if not isinstance(data, Mapping):
            raise self.error(name, "data: must be an object")
        return data

    def _rows(self, name: str, member: str) -> list[Members]:
        """Return a list of a document, nothing where the document is not there."""
        if name not in self._documents:
            return []
        rows = self.optional(name).get(member)
        if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
            raise self.error(name, f"data.{member}: must be a list of objects")
        return rows

    def _live_documents(self) -> list[tuple[str, Members]]:
        return [(name, self._documents[name]) for name in _LIVE if name in self._documents]

    def updated_s(self) -> int:
        """Return when the oldest of the live documents was updated."""
        moments = []
        for name, document in self._live_documents():
            moment = _epoch_s(document.get("last_updated"))
            if moment is None:
                raise self.error(name, "last_updated: must be a time")
            moments.append(moment)
        return min(moments, default=0)

    def ttl_s(self) -> int:
        """Return for how long the live documents hold."""
        values = (document.get("ttl") for _name, document in self._live_documents())
        return max((int(v) for v in values if isinstance(v, int | float)), default=0)

    def types(self) -> dict[str, VehicleType]:
        """Return the types of vehicles by id."""
        types = {_UNTYPED: VehicleType(_UNTYPED)}
        for row in self._rows("vehicle_types", "vehicle_types"):
            id_ = str(row.get("vehicle_type_id", ""))
            propulsion = str(row.get("propulsion_type", "human")).upper()
            types[id_] = VehicleType(
                id_,
                _FORM_FACTORS.get(str(row.get("form_factor")), FormFactor.OTHER),
                Propulsion(propulsion)
                if propulsion in Propulsion.__members__
                else Propulsion.ELECTRIC,
                _RETURN_RULES.get(str(row.get("return_constraint"))),
            )
        return types

    def stations(self, types: Mapping[str, VehicleType]) -> tuple[Station, ...]:
        """Return the stations with their state; one without state rents nothing."""
        status: dict[str, Members] = {}
        for row in self._rows("station_status", "stations"):
            status.setdefault(str(row.get("station_id", "")), row)
        found: dict[str, Station] = {}
        for row in self._rows("station_information", "stations"):
            id_, where = str(row.get("station_id", "")), _place(row)
            if not id_ or where is None or id_ in found:
                self.n_problems += 1
                continue
            found[id_] = _station(id_, where, row, status.get(id_, {}), types)
        return tuple(found.values())

    def vehicles(self, types: Mapping[str, VehicleType]) -> tuple[Vehicle, ...]:
        """Return the vehicles that stand free, are not taken and can be used."""
        rows = [
            *self._rows("vehicle_status", "vehicles"),
            *self._rows("free_bike_status", "bikes"),
        ]
        found: dict[str, Vehicle] = {}
        for row in rows:
            if row.get("is_reserved") or row.get("is_disabled") or row.get("station_id"):
                continue
            id_ = str(row.get("vehicle_id") or row.get("bike_id") or "")
            where, type_id = _place(row), str(row.get("vehicle_type_id", _UNTYPED))
            if not id_ or where is None or type_id not in types or id_ in found:
                self.n_problems += 1
                continue
            found[id_] = Vehicle(id_, *where, type_id, _uris(row))
        return tuple(found.values())

    def zones(self) -> tuple[Zone, ...]:
        """Return the rules about areas, in the order in which they count."""
        data = self.optional("geofencing_zones")
        if not data:
            return ()
        features = data.get("geofencing_zones", {})
        features = features.get("features") if isinstance(features, Mapping) else None
        if not isinstance(features, list):
            raise self.error("geofencing_zones", "data.geofencing_zones.features: must be a list")
        zones: list[Zone] = []
        for feature in features:
            try:
                outline = shape(feature["geometry"])
                rules = feature["properties"].get("rules", ())
                zones += [_zone(outline, rule) for rule in rules]
            except (KeyError, TypeError, ValueError, AttributeError, ShapelyError):
                self.n_problems += 1
        everywhere = data.get("global_rules", ())
        return (*zones, *(_zone(None, rule) for rule in everywhere if isinstance(rule, Mapping)))


def _station(
    id_: str,
    where: tuple[float, float],
    row: Members,
    status: Members,
    types: Mapping[str, VehicleType],
) -> Station:
    capacity = row.get("capacity")
    docks = status.get("num_docks_available")
    in_use = bool(status.get("is_installed", bool(status)))
    return Station(
        id=id_,
        name=_text(row.get("name")) or id_,
        lat=where[0],
        lon=where[1],
        capacity=capacity if isinstance(capacity, int) else None,
        is_renting=in_use and bool(status.get("is_renting", True)),
        is_returning=in_use and bool(status.get("is_returning", True)),
        available=_available(status, types),
        docks=docks if isinstance(docks, int) and not row.get("is_virtual_station") else UNLIMITED,
        rental_uris=_uris(row),
    )


def _available(status: Members, types: Mapping[str, VehicleType]) -> dict[str, int]:
    """Return the vehicles of a station by type; where it names no type, of the only one."""
    listed = status.get("vehicle_types_available")
    found: dict[str, int] = {}
    if isinstance(listed, list):
        for row in listed:
            id_, count = str(row.get("vehicle_type_id")), row.get("count")
            if id_ in types and isinstance(count, int):
                found[id_] = count
        return found
    total = status.get("num_vehicles_available", status.get("num_bikes_available"))
    named = [id_ for id_ in types if id_ != _UNTYPED]
    type_id = named[0] if len(named) == 1 else _UNTYPED
    return {type_id: total} if isinstance(total, int) else {}


def _zone(outline: Any, rule: Members) -> Zone:  # noqa: ANN401 - a geometry or None
    allowed = rule.get("ride_allowed", True)
    ids = rule.get("vehicle_type_ids", rule.get("vehicle_type_id", ()))
    return Zone(
        outline,
        frozenset(str(id_) for id_ in ids or ()),
        bool(rule.get("ride_start_allowed", allowed)),
        bool(rule.get("ride_end_allowed", allowed)) and not rule.get("station_parking"),
    )


def _place(row: Members) -> tuple[float, float] | None:
    lat, lon = row.get("lat"), row.get("lon")
    if not isinstance(lat, int | float) or not isinstance(lon, int | float):
        return None
    inside = -90 < lat < 90 and -180 <= lon <= 180 and (lat or lon)  # noqa: PLR2004 - degrees
    return (float(lat), float(lon)) if inside else None


def _text(value: object) -> str:
    """Return a text; of one in several languages the French one, else the first."""
    if isinstance(value, list):
        texts = [row for row in value if isinstance(row, Mapping) and row.get("text")]
        french = [row for row in texts if str(row.get("language", "")).startswith("fr")]
        return str((french or texts or [{"text": ""}])[0]["text"])
    return str(value or "")


def _uris(row: Members) -> dict[str, str]:
    """Return the addresses where a vehicle is rented, by system; web addresses only of http."""
    uris = row.get("rental_uris")
    if not isinstance(uris, Mapping):
        return {}
    kept = {str(name): str(uri) for name, uri in uris.items() if isinstance(uri, str)}
    if not kept.get("web", "https://").startswith(("https://", "http://")):
        del kept["web"]
    return kept


def _epoch_s(value: object) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return int(value)
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return int(moment.timestamp()) if moment.tzinfo is not None else None
