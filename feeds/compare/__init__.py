"""Two versions of one feed -> what changes for travellers."""

from feeds.compare.comparison import Comparison, compare_feeds
from feeds.compare.identity import Aliases, find_aliases

__all__ = ["Aliases", "Comparison", "compare_feeds", "find_aliases"]
