"""The merged network for others: one GTFS, and its stops and lines as tables and map layers."""

from feeds.export.credits import read_credits
from feeds.export.gtfs import export_gtfs
from feeds.export.lists import Form, Subject, write_list
from feeds.export.package import packed

__all__ = ["Form", "Subject", "export_gtfs", "packed", "read_credits", "write_list"]
