"""A feed's zip -> a report: what is wrong with it, without loading anything."""

from feeds.inspect.inspection import Inspection, Verdict, inspect_feed

__all__ = ["Inspection", "Verdict", "inspect_feed"]
