"""What the desk takes at most."""

from __future__ import annotations

LARGEST_BYTES = 300 * 1024**2
"""Size of one feed's file."""
