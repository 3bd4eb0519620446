"""What the desk refuses on purpose."""

from __future__ import annotations


class DeskError(Exception):
    """A command of the desk cannot be carried out; one sentence for whoever typed it."""
