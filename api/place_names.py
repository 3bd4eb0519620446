"""Names of places as people type them: words without accents, capitals and punctuation."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt
from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from planner import Int32s

Mask = npt.NDArray[np.bool_]

_ABBREVIATIONS = {
    "st": "saint",
    "ste": "sainte",
    "bd": "boulevard",
    "bld": "boulevard",
    "fbg": "faubourg",
    "rte": "route",
}
_LIGATURES = str.maketrans({"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae"})
_WORD = re.compile(r"[^\W_]+")
_AFTER_ANY_LETTER = chr(0x10FFFF)
LEAST_FUZZY = 4
"""Shorter words have too many neighbours for a slip to be told."""


def folded(text: str) -> str:
    """Return a text without accents, capitals and ligatures."""
    decomposed = unicodedata.normalize("NFKD", text.translate(_LIGATURES))
    return "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()


def words_of(name: str) -> tuple[str, ...]:
    """Return the words of a name, folded, abbreviations written out."""
    return tuple(_ABBREVIATIONS.get(word, word) for word in _WORD.findall(folded(name)))


def typed_words(text: str) -> tuple[tuple[str, ...], ...]:
    """Return what each typed word may begin: itself, or what it abbreviates ("st", "saint")."""
    return tuple(
        (word, _ABBREVIATIONS[word]) if word in _ABBREVIATIONS else (word,)
        for word in _WORD.findall(folded(text))
    )


def matched_ranges(name: str, typed: Sequence[tuple[str, ...]]) -> list[tuple[int, int]]:
    """Return (first character, number of characters) of the words of a name that were typed."""
    ranges = []
    for word in _WORD.finditer(name):
        plain = folded(word.group())
        plain = _ABBREVIATIONS.get(plain, plain)
        if any(plain.startswith(prefix) for prefixes in typed for prefix in prefixes):
            ranges.append((word.start(), len(word.group())))
    return ranges


class WordTable:
    """Which entries have a word that begins with a prefix: sorted words and their entries."""

    def __init__(self, words_by_entry: Sequence[Iterable[str]]) -> None:
        self._n_entries = len(words_by_entry)
        entries: dict[str, list[int]] = {}
        for entry, words in enumerate(words_by_entry):
            for word in set(words):
                entries.setdefault(word, []).append(entry)
        self._words = sorted(entries)
        lengths = [len(entries[word]) for word in self._words]
        self._starts: Int32s = np.append(0, np.cumsum(lengths)).astype(np.int32)
        members = [entry for word in self._words for entry in entries[word]]
        self._entries: Int32s = np.array(members, dtype=np.int32)

    def beginning_with(self, prefixes: Iterable[str]) -> Mask:
        """Return which entries have a word that begins with one of the prefixes."""
        found: Mask = np.zeros(self._n_entries, dtype=np.bool_)
        for prefix in prefixes:
            first = bisect_left(self._words, prefix)
            last = bisect_left(self._words, prefix + _AFTER_ANY_LETTER)
            found[self._entries[self._starts[first] : self._starts[last]]] = True
        return found

    def close_to(self, word: str) -> list[str]:
        """Return the words that differ from one by a letter added, left out, changed or swapped."""
        if len(word) < LEAST_FUZZY:
            return []
        found = process.extract(
            word, self._words, scorer=DamerauLevenshtein.distance, score_cutoff=1, limit=None
        )
        return [close for close, _distance, _at in found]

    def with_word(self, words: Iterable[str]) -> Mask:
        """Return which entries have one of the words, whole."""
        found: Mask = np.zeros(self._n_entries, dtype=np.bool_)
        for word in words:
            at = bisect_left(self._words, word)
            if at < len(self._words) and self._words[at] == word:
                found[self._entries[self._starts[at] : self._starts[at + 1]]] = True
        return found
