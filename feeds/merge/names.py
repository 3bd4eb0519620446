"""Names as travellers read them: capitals undone; and as they are compared: accents undone."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

from feeds.feed import Feed
from feeds.table import Texts

SHOUTING_SHARE = 0.8
"""A feed writes in capitals when more of its names than this have no small letter."""

_SMALL = frozenset(
    ["a", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "lès", "sur"]
)
_SIGLES = frozenset(["CCI", "CFA", "CHU", "IUT", "TER", "ZA", "ZAC", "ZI", "II", "III", "IV"])
_NO_SIGLES = frozenset(["MGR", "STS"])
_VOWELS = frozenset("AEIOUYÀÂÄÉÈÊËÎÏÔÖÙÛÜŒ")
_SIGLE_LETTERS = 3
"""So many consonants or more are read letter by letter: DMC, SNCF, but St, Dr."""
_WORD = re.compile(r"[^\W_]+")
_NOT_WORD = re.compile(r"[\W_]+")
_ABBREVIATIONS = {
    "av": "avenue",
    "bd": "boulevard",
    "fg": "faubourg",
    "pl": "place",
    "rte": "route",
    "st": "saint",
    "ste": "sainte",
    "zi": "zone industrielle",
}


def names_of(feed: Feed, names: Texts) -> list[str]:
    """Return names of a feed as travellers read them; those of a merged network are."""
    return list(names) if feed.source.merged else readable(list(names))


def readable(names: Sequence[str]) -> list[str]:
    """Return the names of one feed, in title case when the feed writes them in capitals."""
    often = Counter(names)
    tidy = {name: " ".join(name.split()) for name in often}
    worded = {name: n for name, n in often.items() if any(letter.isalpha() for letter in name)}
    shouted = sum(n for name, n in worded.items() if name == name.upper())
    if shouted > SHOUTING_SHARE * sum(worded.values()):
        tidy = {name: title_case(text) for name, text in tidy.items()}
    return [tidy[name] for name in names]


def title_case(name: str) -> str:
    """Return a French name as it is usually written; words with a small letter stay as they are."""

    def word(match: re.Match[str]) -> str:
        text = match[0]
        if text != text.upper() or _is_sigle(text):
            return text
        if match.start() > 0 and text.lower() in _SMALL:
            return text.lower()
        return text[0] + text[1:].lower()

    return _WORD.sub(word, name)


def _is_sigle(text: str) -> bool:
    if text in _SIGLES:
        return True
    spelt = len(text) >= _SIGLE_LETTERS and text.isalpha() and not _VOWELS & set(text)
    return spelt and text not in _NO_SIGLES


def comparable(name: str) -> str:
    """Return a name without accents, capitals, punctuation and common abbreviations."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    words = _NOT_WORD.sub(" ", plain).split()
    return " ".join(_ABBREVIATIONS.get(word, word) for word in words)
