"""The bytes of a GTFS-Realtime message -> a message whose header can be believed."""

from __future__ import annotations

from dataclasses import dataclass

from google.protobuf.message import DecodeError
from google.transit import gtfs_realtime_pb2 as gtfs_rt

from feeds.errors import LiveFeedError
from feeds.region import LiveSource

FUTURE_S = 300
"""How far the clock of an operator may run ahead of ours."""
MAX_ENTITIES = 50_000

VERSIONS = ("1.", "2.")


@dataclass(frozen=True, slots=True)
class LiveMessage:
    """A message that was understood."""

    content: gtfs_rt.FeedMessage
    made_s: int
    """When the operator says it was made, UTC epoch seconds; 0 where it says nothing."""


def read_message(source: LiveSource, content: bytes, now_s: int) -> LiveMessage:
    """Read a message and check its header.

    Raises
    ------
    LiveFeedError: it is no GTFS-Realtime, of another version, partial, from the future, or has more
        entities than are read.

    """
    if not content:
        raise LiveFeedError(source.feed_id, source.kind, "is empty")
    message = gtfs_rt.FeedMessage()
    try:
        message.ParseFromString(content)
    except (DecodeError, RecursionError) as error:
        raise LiveFeedError(source.feed_id, source.kind, "is not GTFS-Realtime") from error
    header = message.header
    reason = ""
    if not header.gtfs_realtime_version.startswith(VERSIONS):
        reason = f"header.gtfs_realtime_version: {header.gtfs_realtime_version[:10]!r} is not read"
    elif header.incrementality == gtfs_rt.FeedHeader.DIFFERENTIAL:
        reason = "header.incrementality: DIFFERENTIAL is not read, only FULL_DATASET"
    elif header.timestamp > now_s + FUTURE_S:
        reason = f"header.timestamp: {header.timestamp} is in the future"
    elif len(message.entity) > MAX_ENTITIES:
        reason = f"has more than {MAX_ENTITIES} entities"
    if reason:
        raise LiveFeedError(source.feed_id, source.kind, reason)
    return LiveMessage(message, int(header.timestamp))
