"""The search: networks, queries, journeys and the work they took. Numpy and numba only."""

from planner.access import (
    DETOUR_FACTOR,
    distance_m,
    offsets_near,
    offsets_of_stops,
    walk_duration_s,
)
from planner.assemble import (
    Calendar,
    FootpathTable,
    LineTable,
    StopTable,
    TripTable,
    assemble,
)
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
from planner.reach.reach import REACH_LIMIT_S, Reach, Reached
from planner.restricted import for_wheelchairs, with_bikes
from planner.search import Planner
from planner.streets.directions import Step, Turn, length_of_path, steps_of_path
from planner.streets.graph import (
    STREETS_LAYOUT_VERSION,
    EdgeFlag,
    EdgeKind,
    NodeFlag,
    Profile,
    StreetGraph,
    open_streets,
    save_streets,
)
from planner.streets.kernel import Ends
from planner.streets.network import (
    StreetNetwork,
    Streets,
    open_street_network,
    put_on_streets,
    save_street_network,
)
from planner.streets.router import (
    MATCH_LIMIT_M,
    PROFILE_SPEED_M_S,
    Pace,
    StreetPath,
    StreetRouter,
    pieces_of_path,
    points_of_path,
    shares_of_path,
)
from planner.streets.samples import StreetSamples
from planner.text_table import TextTable
from planner.times import date_of, day_number, day_of, service_midnight_s
from planner.work import Work

__all__ = [
    "DETOUR_FACTOR",
    "FOOTPATH_BEELINE",
    "FOOTPATH_RULE",
    "FOOTPATH_STREETS",
    "LAYOUT_VERSION",
    "MATCH_LIMIT_M",
    "PROFILE_SPEED_M_S",
    "REACH_LIMIT_S",
    "STREETS_LAYOUT_VERSION",
    "Answer",
    "Calendar",
    "DateOutsideNetworkError",
    "EdgeFlag",
    "EdgeKind",
    "Ends",
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
    "NodeFlag",
    "Offset",
    "Pace",
    "Planner",
    "PlannerError",
    "Profile",
    "Query",
    "Reach",
    "Reached",
    "Ride",
    "Step",
    "StopTable",
    "StreetGraph",
    "StreetNetwork",
    "StreetPath",
    "StreetRouter",
    "StreetSamples",
    "Streets",
    "TextTable",
    "TripTable",
    "Turn",
    "UnknownPlaceError",
    "Walk",
    "WalkKind",
    "Work",
    "assemble",
    "date_of",
    "day_number",
    "day_of",
    "distance_m",
    "for_wheelchairs",
    "length_of_path",
    "offsets_near",
    "offsets_of_stops",
    "open_network",
    "open_street_network",
    "open_streets",
    "pareto_front",
    "pieces_of_path",
    "points_of_path",
    "put_on_streets",
    "save_network",
    "save_street_network",
    "save_streets",
    "service_midnight_s",
    "shares_of_path",
    "steps_of_path",
    "walk_duration_s",
    "with_bikes",
]
