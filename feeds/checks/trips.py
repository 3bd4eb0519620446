"""Checks trips.txt: a route and a service for each trip."""

from __future__ import annotations

import numpy as np

from feeds.checks.values import code, keyed
from feeds.feed import NONE, Routes, Trips
from feeds.fields import between
from feeds.problems import ProblemLog, Rule
from feeds.table import Table


def check_trips(
    table: Table, routes: Routes, services: dict[str, int], log: ProblemLog
) -> tuple[Table, Trips]:
    """Return the trips whose route and service can be used, and the rows they stand in."""
    table = keyed(table, log, "trip_id")
    route = table.index_in("route_id", {id_: row for row, id_ in enumerate(routes.id)})
    service = table.index_in("service_id", services)
    for rows, field, reason in (
        (route < 0, "route_id", "is not a usable route of routes.txt"),
        (service < 0, "service_id", "is in no usable row of the calendars"),
    ):
        log.rows(Rule.FOREIGN_KEY_VIOLATION, table, rows, field, reason)
    keep = (route >= 0) & (service >= 0)
    table = table.only(keep)
    blocks = table.column("block_id")
    direction = table.parse("direction_id", between(0, 1), NONE)
    trips = Trips(
        id=table.texts("trip_id"),
        headsign=table.texts("trip_headsign"),
        short_name=table.texts("trip_short_name"),
        route=route[keep],
        service=service[keep],
        block=np.where(table.empty("block_id"), NONE, blocks.codes).astype(np.int32),
        wheelchair=code(table, log, "wheelchair_accessible", 2),
        bikes=code(table, log, "bikes_allowed", 2),
        direction=direction.value.astype(np.int8),
        frequency=np.full(len(table), NONE, dtype=np.int8),
        headway_s=np.zeros(len(table), dtype=np.int32),
    )
    return table, trips
