"""What the desk refuses on purpose; one sentence for whoever asked, in their language."""

from __future__ import annotations


class DeskError(Exception):
    """A command of the desk cannot be carried out."""


class UnknownHereError(DeskError):
    """No feed, version, decision or token is called so."""


class TooLargeError(DeskError):
    """A file is larger than the desk takes."""


class NoRoomError(DeskError):
    """The quota of a feed, or the disk, has no room for a file."""
