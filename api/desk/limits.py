"""What the desk takes at most: the size of one file, and of all that is kept of a feed."""

from __future__ import annotations

from dataclasses import dataclass

from api.settings import Settings

_MIB = 1024**2


@dataclass(frozen=True)
class Room:
    """Bytes of one file, and of all versions of one feed together."""

    largest_bytes: int = 300 * _MIB
    quota_bytes: int = 3000 * _MIB

    @classmethod
    def of(cls, settings: Settings) -> Room:
        """Return what the settings allow."""
        return cls(settings.feed_largest_mib * _MIB, settings.feed_quota_mib * _MIB)


def in_mib(n_bytes: int) -> int:
    """Return bytes as whole MiB, rounded up."""
    return -(-n_bytes // _MIB)
