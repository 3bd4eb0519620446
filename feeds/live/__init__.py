"""Live messages: GTFS-Realtime in, alerts and expected runs of the merged network out."""

from feeds.live.alert import Alert, Effect, Period, Translation, translated
from feeds.live.alert_index import AlertIndex, FoundAlert
from feeds.live.match_alerts import MatchedAlert, MatchedSelector, match_alerts
from feeds.live.match_updates import Run, match_updates
from feeds.live.message import LiveMessage, read_message
from feeds.live.read_alerts import ReadAlerts, read_alerts
from feeds.live.run import LiveRun
from feeds.live.sources import fetch_message, read_files
from feeds.live.trip_update import read_updates

__all__ = [
    "Alert",
    "AlertIndex",
    "Effect",
    "FoundAlert",
    "LiveMessage",
    "LiveRun",
    "MatchedAlert",
    "MatchedSelector",
    "Period",
    "ReadAlerts",
    "Run",
    "Translation",
    "fetch_message",
    "match_alerts",
    "match_updates",
    "read_alerts",
    "read_files",
    "read_message",
    "read_updates",
    "translated",
]
