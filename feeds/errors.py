"""What can go wrong between a region file and a network, one class per boundary.

Messages are one sentence that a person who runs the program can act on.
"""

from __future__ import annotations

from feeds.rules import Rule


class FeedError(Exception):
    """Base of every error that feeds raises on purpose."""


class InvalidRegionError(FeedError):
    """A region file, or a file it names, cannot be used; says which field and why."""

    def __init__(self, path: str, field: str, reason: str) -> None:
        super().__init__(f"{path}, {field}: {reason}")
        self.path = path
        self.field = field
        self.reason = reason


class SourceMissingError(FeedError):
    """A file of a region is not there, or cannot be fetched."""


class FeedRefusedError(FeedError):
    """A feed cannot be used: not a zip, too large, a file or column missing, nothing left.

    `rule` is the rule that was broken, `place` the file, line (0: the whole file) and field.
    """

    def __init__(  # the columns of a report
        self,
        feed_id: str,
        reason: str,
        rule: Rule = Rule.UNUSABLE_FEED,
        place: tuple[str, int, str] = ("", 0, ""),
        *,
        value: str = "",
    ) -> None:
        super().__init__(f"feed {feed_id} refused: {reason}")
        self.feed_id = feed_id
        self.reason = reason
        self.rule = rule
        self.place = place
        self.value = value


class SharedSystemError(FeedError):
    """The documents of shared vehicles cannot be used; says which one and why."""

    def __init__(self, source_id: str, document: str, reason: str) -> None:
        super().__init__(f"shared vehicles {source_id}, {document}: {reason}")
        self.source_id = source_id
        self.document = document
        self.reason = reason


class LiveFeedError(FeedError):
    """Live messages of a feed cannot be used; says which ones and why."""

    def __init__(self, feed_id: str, kind: str, reason: str) -> None:
        super().__init__(f"live {kind} of feed {feed_id}: {reason}")
        self.feed_id = feed_id
        self.kind = kind
        self.reason = reason


class SnapshotError(FeedError):
    """No usable network snapshot: none was built, or the folder cannot be read or written."""


class NoCommonWeekError(FeedError):
    """Feeds cannot be replayed together: no full week is common to them."""
