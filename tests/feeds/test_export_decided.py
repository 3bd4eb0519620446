"""What the desk decided about stations leaves with the network, and holds where it is read."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from feeds.compile import Compiled, compile_region
from feeds.region import FeedPart
from feeds.station_decisions import DecidedStop, DecisionKind, StationDecision
from planner import Network
from tests.feeds.small_region import write_data, write_region
from tests.feeds.test_export import BUS

IN_JUNE = date(2026, 6, 10)


def decision(number: int, kind: DecisionKind, *ids: str, name: str = "") -> StationDecision:
    """Return a decision about stops of the small feed."""
    places = {"x:A": (48.5, 7.7), "x:A2": (48.5005, 7.7), "x:C": (48.52, 7.72)}
    stops = tuple(DecidedStop(id_, "", *places[id_]) for id_ in ids)
    return StationDecision(number, kind, stops, name, "desk", "2026-06-01T10:00:00+00:00", "why")


def stations(network: Network) -> dict[str, tuple[str, list[str]]]:
    """Return name and stops of each station."""
    return {
        network.station_id[station]: (
            network.station_name[station],
            [network.stop_id[stop] for stop in network.stops_of_station(station)],
        )
        for station in range(len(network.station_id))
    }


def test_decisions_hold_in_the_exported_network(tmp_path: Path) -> None:
    """Stops three kilometres apart stay joined, platforms of one parent split, names as decided."""
    region, data = write_region(tmp_path), write_data(tmp_path, **BUS)
    decided = (
        decision(1, DecisionKind.SPLIT, "x:A2"),
        decision(2, DecisionKind.JOIN, "x:A", "x:C"),
        decision(3, DecisionKind.RENAME, "x:A2", name="Bas de la ville"),
    )

    def compiled(**changes: object) -> Compiled:
        changed = replace(region, **changes)  # type: ignore[arg-type]
        return compile_region(changed, data, IN_JUNE, lambda _progress: None)

    first = compiled(station_decisions=decided)
    assert first.gtfs is not None
    path = tmp_path / "merged.zip"
    path.write_bytes(first.gtfs)
    parts = (FeedPart(path, None),)
    second = compiled(feeds=(replace(region.feeds[0], id="m", parts=parts, merged=True),))
    found = stations(first.snapshot.network)
    assert sorted(stops for _, stops in found.values()) == [["x:A", "x:C"], ["x:A2"], ["x:B"]]
    assert found["station:x:A2"][0] == "Bas de la ville"
    assert stations(second.snapshot.network) == found
    assert second.gtfs == first.gtfs
