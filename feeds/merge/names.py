"""Names as travellers read them: capitals undone; and as they are compared: accents undone."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

SHOUTING_SHARE = 0.8
"""A feed writes in capitals when more of its names than this have no small letter."""

_SMALL = frozenset(
    ["a", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "lès", "sur"]
)
_SIGLES = frozenset(["CFA", "CHU", "IUT", "SNCF", "TER", "TGV", "UHA", "ZA", "ZAC", "ZI", "II"])
_WORD = re.compile(r"[^\W_]+(?:\.[^\W_]+)*\.?")
_NOT_WORD = re.compile(r"[\W_]+")
_ABBREVIATIONS = {
    "av": "avenue",
    "bd": "boulevard",
    "ch": "chateau",
    "fg": "faubourg",
    "pl": "place",
    "pt": "pont",
    "rte": "route",
    "st": "saint",
    "ste": "sainte",
}


def readable(names: Sequence[str]) -> list[str]:
    """Return the names of one feed, in title case when the feed writes them in capitals."""
    worded = [name for name in names if any(letter.isalpha() for letter in name)]
    shouted = sum(name == name.upper() for name in worded)
    if shouted <= SHOUTING_SHARE * len(worded):
        return list(names)
    return [title_case(name) if name == name.upper() else name for name in names]


def title_case(name: str) -> str:
    """Return a French name in capitals as it is usually written: small words stay small."""

    def word(match: re.Match[str]) -> str:
        text = match[0]
        if text in _SIGLES or "." in text[:-1]:
            return text
        if match.start() > 0 and text.lower() in _SMALL:
            return text.lower()
        return text[0] + text[1:].lower()

    return _WORD.sub(word, name)


def comparable(name: str) -> str:
    """Return a name without accents, capitals, punctuation and common abbreviations."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    words = _NOT_WORD.sub(" ", plain).split()
    return " ".join(_ABBREVIATIONS.get(word, word) for word in words)
