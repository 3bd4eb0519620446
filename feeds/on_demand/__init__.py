"""On-demand transport (GTFS-Flex): areas, windows, booking rules."""

from feeds.on_demand.locations import read_locations
from feeds.on_demand.read import read_on_demand, without_flexible
from feeds.on_demand.service import (
    Area,
    BookingRule,
    BookingType,
    Days,
    OnDemandService,
    Visit,
)
from feeds.on_demand.store import on_demand_from_json, on_demand_json

__all__ = [
    "Area",
    "BookingRule",
    "BookingType",
    "Days",
    "OnDemandService",
    "Visit",
    "on_demand_from_json",
    "on_demand_json",
    "read_locations",
    "read_on_demand",
    "without_flexible",
]
