"""The search: networks, queries, journeys and the work they took. Numpy and numba only."""

from planner.access import distance_m, offsets_near, offsets_of_stops, walk_duration_s
from planner.assemble import assemble
from planner.errors import (
    DateOutsideNetworkError,
    InvalidNetworkError,
    InvalidQueryError,
    PlannerError,
    UnknownPlaceError,
)
from planner.journey import Answer, Journey, Leg, NoJourney, Ride, Walk, WalkKind, pareto_front
from planner.network import (
    FOOTPATH_BEELINE,
    FOOTPATH_RULE,
    FOOTPATH_STREETS,
    LAYOUT_VERSION,
    Float64s,
    Int8s,
    Int32s,
    Network,
    open_network,
    save_network,
)
from planner.query import Offset, Query
from planner.search import Planner
from planner.tables import (
    TRANSFER_FORBIDDEN,
    TRANSFER_MINIMUM,
    TRANSFER_NOT_SEATED,
    TRANSFER_RECOMMENDED,
    TRANSFER_SEATED,
    TRANSFER_TIMED,
    Calendar,
    FootpathTable,
    LineTable,
    StopTable,
    TransferRuleTable,
    TripTable,
)
from planner.times import date_of, day_number, day_of, service_midnight_s
from planner.work import Work

__all__ = [
    "FOOTPATH_BEELINE",
    "FOOTPATH_RULE",
    "FOOTPATH_STREETS",
    "LAYOUT_VERSION",
    "TRANSFER_FORBIDDEN",
    "TRANSFER_MINIMUM",
    "TRANSFER_NOT_SEATED",
    "TRANSFER_RECOMMENDED",
    "TRANSFER_SEATED",
    "TRANSFER_TIMED",
    "Answer",
    "Calendar",
    "DateOutsideNetworkError",
    "Float64s",
    "FootpathTable",
    "Int8s",
    "Int32s",
    "InvalidNetworkError",
    "InvalidQueryError",
    "Journey",
    "Leg",
    "LineTable",
    "Network",
    "NoJourney",
    "Offset",
    "Planner",
    "PlannerError",
    "Query",
    "Ride",
    "StopTable",
    "TransferRuleTable",
    "TripTable",
    "UnknownPlaceError",
    "Walk",
    "WalkKind",
    "Work",
    "assemble",
    "date_of",
    "day_number",
    "day_of",
    "distance_m",
    "offsets_near",
    "offsets_of_stops",
    "open_network",
    "pareto_front",
    "save_network",
    "service_midnight_s",
    "walk_duration_s",
]
