"""Live messages: GTFS-Realtime in, alerts of the merged network out."""

from feeds.live.alert import Alert, Effect, Period, Translation, translated
from feeds.live.alert_index import AlertIndex, FoundAlert
from feeds.live.match_alerts import MatchedAlert, MatchedSelector, match_alerts
from feeds.live.message import LiveMessage, read_message
from feeds.live.read_alerts import ReadAlerts, read_alerts
from feeds.live.sources import fetch_message, read_files

__all__ = [
    "Alert",
    "AlertIndex",
    "Effect",
    "FoundAlert",
    "LiveMessage",
    "MatchedAlert",
    "MatchedSelector",
    "Period",
    "ReadAlerts",
    "Translation",
    "fetch_message",
    "match_alerts",
    "read_alerts",
    "read_files",
    "read_message",
    "translated",
]
