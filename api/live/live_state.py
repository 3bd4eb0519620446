"""What the feeds say at one moment: the last good message of each source, matched and dated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from feeds import (
    AlertIndex,
    LiveKind,
    LiveRun,
    LiveSource,
    MatchedAlert,
    Run,
    match_alerts,
    match_updates,
    read_alerts,
    read_message,
    read_updates,
)
from planner import Network

ALERTS_OLD_S = 600
"""Alerts fetched longer ago than this, and than five times the period of their source, are shown
with their age."""
ALERTS_GONE_S = 24 * 3600
"""Alerts that could not be fetched for longer than this are not shown."""
UPDATES_GONE_S = 180
"""Live times made longer ago than this, and than five times the period of their source, are not
shown: timetables are better than guesses of the past."""


@dataclass(frozen=True)
class SourceState:
    """The last good message of a source."""

    source: LiveSource
    made_s: int
    """When the operator made it, UTC epoch seconds; 0 where nothing is said."""
    fetched_s: int
    """When it was fetched last, with this content."""
    alerts: tuple[MatchedAlert, ...] = ()
    runs: Mapping[Run, LiveRun] = field(default_factory=dict)
    n_read: int = 0
    """What the message holds that could be read."""
    n_left_out: int = 0
    """What could not."""
    unmatched: Mapping[str, int] = field(default_factory=dict)
    """What fits nothing in the network, or cannot be true, by reason."""

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
        made_s = message.made_s
        if source.kind is LiveKind.ALERTS:
            found = read_alerts(message.content)
            matched, unmatched = match_alerts(source, found.alerts, network)
            n_read, n_left_out = len(found.alerts), found.n_left_out
            reasons = {"UNKNOWN_SELECTOR": unmatched} if unmatched else {}
            return cls(
                source,
                made_s,
                fetched_s,
                alerts=tuple(matched),
                n_read=n_read,
                n_left_out=n_left_out,
                unmatched=reasons,
            )
        updates, left_out = read_updates(message.content)
        runs = match_updates(source, updates, network, made_s or fetched_s)
        return cls(
            source,
            made_s,
            fetched_s,
            runs=runs.runs,
            n_read=len(updates),
            n_left_out=left_out.total(),
            unmatched=runs.unmatched,
        )

    def is_old(self, now_s: int) -> bool:
        """Tell whether its age must be said; alerts of a file do not age."""
        if self.source.kind is LiveKind.UPDATES:
            return now_s - (self.made_s or self.fetched_s) > self._at_least(UPDATES_GONE_S)
        return not self.source.file and now_s - self.fetched_s > self._at_least(ALERTS_OLD_S)

    def is_gone(self, now_s: int) -> bool:
        """Tell whether it says nothing about now."""
        if self.source.kind is LiveKind.UPDATES:
            return self.is_old(now_s)
        return not self.source.file and now_s - self.fetched_s > ALERTS_GONE_S

    def _at_least(self, seconds: int) -> int:
        return max(seconds, 5 * self.source.every_s)


@dataclass(frozen=True)
class LiveState:
    """Everything at one moment; never changes."""

    sources: tuple[LiveSource, ...] = ()
    states: Mapping[LiveSource, SourceState] = field(default_factory=dict)
    alerts: AlertIndex = field(default_factory=AlertIndex)
    version: int = 0
    """Differs between states."""

    def run(self, trip: int, service_day: int, now_s: int) -> LiveRun | None:
        """Return what is expected of a run, None where nothing is known that still counts."""
        key = trip, service_day
        for state in self.states.values():
            if key in state.runs and not state.is_gone(now_s):
                return state.runs[key]
        return None

    def runs_now(self, now_s: int) -> Iterator[tuple[Run, LiveRun]]:
        """Yield every run of which something is known that still counts."""
        for state in self.states.values():
            if not state.is_gone(now_s):
                yield from state.runs.items()


def gathered(
    sources: Sequence[LiveSource], states: Mapping[LiveSource, SourceState], version: int
) -> LiveState:
    """Return the state of all sources."""
    known = [states[source] for source in sources if source in states]
    alerts = (alert for one in known for alert in one.alerts)
    return LiveState(tuple(sources), dict(states), AlertIndex(alerts), version)
