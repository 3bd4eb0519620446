"""Which versions of which feeds were received, what was found, and which are in service."""

from api.desk.registry.records import FeedRecord, Happening, State, Version
from api.desk.registry.registry import Registry

__all__ = ["FeedRecord", "Happening", "Registry", "State", "Version"]
