"""Shared vehicles: GBFS 2 and 3 in, stations, vehicles and zones out."""

from feeds.shared.read import read_system
from feeds.shared.sources import SharedState, fetch_documents, read_documents
from feeds.shared.system import (
    FormFactor,
    Propulsion,
    ReturnRule,
    SharedSystem,
    Station,
    Vehicle,
    VehicleType,
    Zone,
)

__all__ = [
    "FormFactor",
    "Propulsion",
    "ReturnRule",
    "SharedState",
    "SharedSystem",
    "Station",
    "Vehicle",
    "VehicleType",
    "Zone",
    "fetch_documents",
    "read_documents",
    "read_system",
]
