"""What the feeds say at one moment: the last good message of each source, matched and dated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from feeds import (
    AlertIndex,
    LiveKind,
    LiveSource,
    MatchedAlert,
    match_alerts,
    read_alerts,
    read_message,
)
from planner import Network

ALERTS_OLD_S = 600
"""Alerts fetched longer ago than this, and than five times the period of their source, are shown
with their age."""
ALERTS_GONE_S = 24 * 3600
"""Alerts that could not be fetched for longer than this are not shown."""


@dataclass(frozen=True)
class SourceState:
    """The last good message of a source."""

    source: LiveSource
    made_s: int
    """When the operator made it, UTC epoch seconds; 0 where nothing is said."""
    fetched_s: int
    """When it was fetched last, with this content."""
    alerts: tuple[MatchedAlert, ...] = ()
    n_read: int = 0
    """What the message holds that could be read."""
    n_left_out: int = 0
    """What could not."""
    n_unmatched: int = 0
    """What fits nothing in the network."""

    @classmethod
    def read(
        cls, source: LiveSource, content: bytes, network: Network, fetched_s: int
    ) -> SourceState:
        """Read and match a message.

        Raises
        ------
        LiveFeedError: it is no message.

        """
        message = read_message(source, content, fetched_s)
        found = read_alerts(message.content)
        matched, n_unmatched = match_alerts(source, found.alerts, network)
        return cls(
            source=source,
            made_s=message.made_s,
            fetched_s=fetched_s,
            alerts=tuple(matched),
            n_read=len(found.alerts),
            n_left_out=found.n_left_out,
            n_unmatched=n_unmatched,
        )

    def is_old(self, now_s: int) -> bool:
        """Tell whether its age must be said; files do not age."""
        least_s = max(ALERTS_OLD_S, 5 * self.source.every_s)
        return not self.source.file and now_s - self.fetched_s > least_s

    def is_gone(self, now_s: int) -> bool:
        """Tell whether it says nothing about now."""
        return not self.source.file and now_s - self.fetched_s > ALERTS_GONE_S


@dataclass(frozen=True)
class LiveState:
    """Everything at one moment; never changes."""

    sources: tuple[LiveSource, ...] = ()
    states: Mapping[LiveSource, SourceState] = field(default_factory=dict)
    alerts: AlertIndex = field(default_factory=AlertIndex)
    version: int = 0
    """Differs between states."""


def gathered(
    sources: Sequence[LiveSource], states: Mapping[LiveSource, SourceState], version: int
) -> LiveState:
    """Return the state of all sources."""
    known = [states[source] for source in sources if source in states]
    alerts = (a for one in known if one.source.kind is LiveKind.ALERTS for a in one.alerts)
    return LiveState(tuple(sources), dict(states), AlertIndex(alerts), version)
