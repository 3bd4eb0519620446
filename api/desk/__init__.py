"""The operators' desk: what is wrong with a feed, and what it would change."""

from api.desk.commands import add_feeds_commands, run_feeds
from api.desk.errors import DeskError

__all__ = ["DeskError", "add_feeds_commands", "run_feeds"]
