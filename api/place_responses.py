"""Places in answers: MOTIS's Place of a stop, of a query's end, and Match of a search."""

from __future__ import annotations

from collections.abc import Mapping

from api.approaches.approach import Spot
from api.places import Match, PlaceInfo, PlaceKind
from api.service import Service
from api.times import show_time
from api.words import _

_COMMUNE_LEVEL = 8
"""OpenStreetMap's admin_level of French communes."""


def stop_place(
    service: Service, stop: int, *, arrival_s: int | None = None, departure_s: int | None = None
) -> dict[str, object]:
    """Return a stop, with the times of a vehicle there (UTC epoch seconds)."""
    return at_times(still_place(service, stop), arrival_s=arrival_s, departure_s=departure_s)


def still_place(service: Service, stop: int) -> dict[str, object]:
    """Return what is said of a stop whatever the time; nobody changes it."""
    kept = service.stop_places.get(stop)
    if kept is None:
        kept = service.stop_places[stop] = _read_place(service, stop)
    return kept


def _read_place(service: Service, stop: int) -> dict[str, object]:
    network = service.snapshot.network
    place: dict[str, object] = {
        "name": network.stop_name[stop],
        "stopId": network.stop_id[stop],
        "parentId": network.station_id[int(network.stop_station[stop])],
        "lat": float(network.stop_lat[stop]),
        "lon": float(network.stop_lon[stop]),
        "tz": service.zone.key,
        "vertexType": "TRANSIT",
    }
    if platform := network.stop_platform[stop]:
        place |= {"track": platform, "scheduledTrack": platform}
    return place


def end_place(service: Service, place: PlaceInfo) -> dict[str, object]:
    """Return the origin or destination of a search as it was understood; nobody changes it."""
    if place.kind is PlaceKind.STOP:
        return still_place(service, place.stops[0])
    end: dict[str, object] = {
        "name": name_of(place),
        "lat": place.lat,
        "lon": place.lon,
        "tz": service.zone.key,
        "vertexType": "TRANSIT" if place.kind is PlaceKind.STATION else "NORMAL",
    }
    if place.kind is PlaceKind.STATION:
        end["stopId"] = place.id
    if place.station is not None:
        end["modes"] = list(service.places.modes_of_station(place.station))
    return end


def name_of(place: PlaceInfo) -> str:
    """Return what a place is called; a point without a name of its own, after the nearest stop."""
    return _("Près de %(name)s", name=place.name) if place.is_near else place.name


def spot_place(
    service: Service, spot: Spot, *, arrival_s: int | None = None, departure_s: int | None = None
) -> dict[str, object]:
    """Return a place on the way that is neither stop nor end: a park, a station of bikes."""
    place: dict[str, object] = {
        "name": spot.name,
        "lat": spot.lat,
        "lon": spot.lon,
        "tz": service.zone.key,
        "vertexType": spot.vertex_type,
        **spot.members,
    }
    return at_times(place, arrival_s=arrival_s, departure_s=departure_s)


def match_response(service: Service, match: Match) -> dict[str, object]:
    """Return one result of a search for places."""
    areas = []
    if match.area is not None:
        areas.append(
            {
                "name": match.area,
                "adminLevel": _COMMUNE_LEVEL,
                "matched": match.area_matched,
                "unique": True,
                "default": True,
            }
        )
    content: dict[str, object] = {
        "type": match.type,
        "tokens": [list(token) for token in match.tokens],
        "name": match.name,
        "id": match.id,
        "lat": match.lat,
        "lon": match.lon,
        "tz": service.zone.key,
        "areas": areas,
        "score": match.score,
    }
    if match.type == "STOP":
        content |= {"modes": list(match.modes), "importance": match.importance}
    return content


def at_times(
    place: Mapping[str, object], *, arrival_s: int | None = None, departure_s: int | None = None
) -> dict[str, object]:
    """Return a place with when a vehicle or a walker is there."""
    timed = dict(place)
    if arrival_s is not None:
        timed["arrival"] = timed["scheduledArrival"] = show_time(arrival_s)
    if departure_s is not None:
        timed["departure"] = timed["scheduledDeparture"] = show_time(departure_s)
    return timed
