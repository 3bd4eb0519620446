"""Two towns whose feed wishes readers ill: markup, signs that turn the text, endless words."""

from __future__ import annotations

from dataclasses import replace

from feeds import Snapshot
from feeds.merge.shown import shown
from planner import TextTable
from tests.support.gtfs_rt import alert, message, source
from tests.support.on_demand import booked
from tests.support.snapshots import two_towns

ATTACKS = (
    "<script>window.told = 'stop'</script>",
    "\"'><img src=x onerror=\"window.told='stop'\">",
    "{{ 7*7 }}{% raw %}\u202egnorw\u0007\u0000",
    "X" * 10_000,
)


def _table(before: TextTable) -> TextTable:
    """Return as many hostile texts as there were, as the build would take them over."""
    attacks = (ATTACKS[number % len(ATTACKS)] for number in range(len(before)))
    return TextTable.of(shown(attacks))


def hostile_towns() -> Snapshot:
    """Return the network with every text that a feed may choose."""
    snapshot = two_towns()
    network = snapshot.network
    names = ("stop_name", "stop_platform", "station_name", "agency_name", "headsign")
    lines = ("line_short_name", "line_long_name")
    texts = {name: _table(getattr(network, name)) for name in (*names, *lines)}
    urls = TextTable.of(["javascript:window.told='stop'"] * len(network.agency_url))
    manifest = snapshot.manifest
    feed = replace(
        manifest.feeds[0], operator=ATTACKS[0], licence=ATTACKS[1], url="javascript:window.told=1"
    )
    told = source()
    harm = alert(
        "\u202eharm", {"route_id": "1"}, header=ATTACKS[0], description=ATTACKS[3], url=ATTACKS[1]
    )
    colours = TextTable.of(["red;}</style><script>"] * len(network.line_color))
    return replace(
        snapshot,
        network=replace(network, **texts, agency_url=urls, line_color=colours),
        manifest=replace(manifest, feeds=(feed,), region_name=ATTACKS[0], live=(told,)),
        live={told.name: message(harm)},
        on_demand=(
            booked(short_name=ATTACKS[0], long_name=ATTACKS[1], agency_url="javascript:told=1"),
        ),
    )
