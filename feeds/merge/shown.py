"""Names as they are shown: on one line, of a length that can be read, no sign that steers a screen.

Feeds themselves keep what they hold: checks tell operators about it (`feeds.inspect`), exports pass
it on.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import lru_cache

LONGEST_SHOWN = 200
"""Signs of a name; whoever needs the end of a longer one cannot use the rest."""
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
"""Unicode categories of signs that steer a screen or turn the direction of writing."""


def shown(names: Iterable[str]) -> list[str]:
    """Return names as they are shown; most are already, and many come again."""
    return [_shown(name) for name in names]


@lru_cache(maxsize=1 << 16)
def _shown(name: str) -> str:
    if not name.isprintable():
        spaced = (" " if sign.isspace() else sign for sign in name)
        name = "".join(sign for sign in spaced if unicodedata.category(sign) not in _UNSEEN).strip()
    return name if len(name) <= LONGEST_SHOWN else name[: LONGEST_SHOWN - 1].rstrip() + "…"
