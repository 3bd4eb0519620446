"""Texts of reports in the languages of the desk: one file each in `words/`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

LANGUAGES = ("fr", "de", "en")
_FOLDER = Path(__file__).parent / "words"


@dataclass(frozen=True)
class RuleText:
    """What a rule means: its name for people, what it does to travellers, how to mend it."""

    title: str
    why: str
    mend: str


@dataclass(frozen=True)
class Texts:
    """Everything a report says in one language."""

    language: str
    report: dict[str, str]
    comparison: dict[str, str]
    rules: dict[str, RuleText]
    details: dict[str, str]
    """What checks say of a row, by the English sentence; none in English."""


@cache
def texts_in(language: str) -> Texts:
    """Return the texts of a language, one of LANGUAGES."""
    content = tomllib.loads((_FOLDER / f"{language}.toml").read_text("utf-8"))
    rules = {rule: RuleText(**text) for rule, text in content["rules"].items()}
    return Texts(
        language, content["report"], content["comparison"], rules, content.get("details", {})
    )
