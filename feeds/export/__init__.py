"""The merged network for others: one GTFS (feeds.export.gtfs), and its stops and lines as lists."""

from feeds.export.lists import Form, Subject, write_list

__all__ = ["Form", "Subject", "write_list"]
