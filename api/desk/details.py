"""What is wrong with one row of a feed, in the language of a report: checks speak English."""

from __future__ import annotations

import re
from functools import cache

from api.desk.texts import Texts, texts_in
from feeds.problems import Problem

_QUOTES = {"fr": ("«\u00a0", "\u00a0»"), "de": ("„", "“")}
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


def detail_in(problem: Problem, texts: Texts) -> str:
    """Return the message of a problem; a sentence that has no words stays as it was found."""
    message = problem.message
    if not texts.details:
        return message
    for value in (problem.value, f"{problem.value}…"):
        named = f"{problem.field} {value!r} ".lstrip()
        if message.startswith(named):
            opened, closed = _QUOTES[texts.language]
            quoted = f"{opened}{value}{closed}" if value else ""
            said = _worded(message.removeprefix(named), texts.language)
            return " ".join(part for part in (problem.field, quoted, said) if part)
    return _worded(message, texts.language)


def _worded(sentence: str, language: str) -> str:
    """Return a sentence in another language; a reason within it is worded too."""
    for pattern, words in _patterns(language):
        found = pattern.fullmatch(sentence)
        if found is not None:
            values = found.groupdict()
            if "reason" in values:
                values["reason"] = _worded(values["reason"], language)
            return words.format(**values)
    return sentence


@cache
def _patterns(language: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return what checks say as patterns, with the words for it; the first that fits counts."""
    return tuple(
        (_pattern(written), words) for written, words in texts_in(language).details.items()
    )


def _pattern(written: str) -> re.Pattern[str]:
    """Return the pattern of a sentence with names in braces for what differs."""
    parts = _PLACEHOLDER.split(written)
    pieces = [
        f"(?P<{part}>.+?)" if number % 2 else re.escape(part) for number, part in enumerate(parts)
    ]
    return re.compile("".join(pieces), re.DOTALL)
