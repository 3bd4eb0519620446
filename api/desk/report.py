"""The report of one inspected feed as text, JSON, CSV or a page that stands alone."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from api.desk.details import detail_in
from api.desk.texts import RuleText, Texts, texts_in
from feeds.problems import Problem, Severity

if TYPE_CHECKING:
    from feeds.inspect import Inspection

SHOWN_IN_TEXT = 3
SHOWN_IN_PAGE = 20
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_ORDER = {severity.value: place for place, severity in enumerate(Severity)}
_NARROW = "\u202f"


@dataclass(frozen=True)
class RuleFound:
    """One rule that a file of the feed breaks."""

    rule: str
    severity: str
    file: str
    count: int
    text: RuleText
    examples: tuple[Problem, ...]


def rules_found(inspection: Inspection, texts: Texts) -> list[RuleFound]:
    """Return what was found rule by rule, the gravest and most frequent first."""
    found = [
        RuleFound(
            count.rule,
            count.severity,
            count.file,
            count.count,
            texts.rules[count.rule],
            tuple(
                problem
                for problem in inspection.problems
                if (problem.rule, problem.severity, problem.file)
                == (count.rule, count.severity, count.file)
            ),
        )
        for count in inspection.counts
    ]
    return sorted(found, key=lambda one: (_ORDER[one.severity], -one.count, one.rule, one.file))


def as_json(inspection: Inspection, language: str) -> str:
    """Return the report as one JSON object, its texts and messages in `language`."""
    texts = texts_in(language)
    totals = Counter({severity.value: 0 for severity in Severity})
    for count in inspection.counts:
        totals[count.severity] += count.count
    document = {
        "feed": inspection.name,
        "verdict": inspection.verdict.value,
        "score": inspection.score,
        "language": language,
        "validity": [_iso(inspection.first_date), _iso(inspection.last_date)],
        "sizes": dict(inspection.sizes),
        "counts": dict(totals),
        "rules": [
            {
                "rule": found.rule,
                "severity": found.severity,
                "file": found.file,
                "count": found.count,
                "title": found.text.title,
                "why": found.text.why,
                "mend": found.text.mend,
            }
            for found in rules_found(inspection, texts)
        ],
        "problems": [
            {name: getattr(problem, name) for name in _PROBLEM}
            | {"message": detail_in(problem, texts)}
            for problem in inspection.problems
        ],
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


_PROBLEM = ("rule", "severity", "file", "line", "field", "value")


def as_csv(inspection: Inspection, language: str) -> str:
    """Return one row for each example, with how often its rule was broken."""
    texts = texts_in(language)
    head = ("rule", "severity", "file", "line", "field", "value", "message", "count")
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    said = (*(texts.report[name] for name in head), *(texts.report[n] for n in ("why", "mend")))
    writer.writerow(said)
    for found in rules_found(inspection, texts):
        for problem in found.examples:
            row = (
                found.rule,
                texts.report[found.severity],
                found.file,
                problem.line or "",
                problem.field,
                _inert(problem.value),
                _inert(detail_in(problem, texts)),
                found.count,
                found.text.why,
                found.text.mend,
            )
            writer.writerow(row)
    return out.getvalue()


def as_text(inspection: Inspection, language: str) -> str:
    """Return the report as a person reads it in a terminal."""
    texts = texts_in(language)
    say = texts.report
    colon = f"{_NARROW}:" if language == "fr" else ":"
    lines = [
        f"{inspection.name}{colon} {say[inspection.verdict.value]}",
        f"{say['score']}{colon} {inspection.score}/100",
    ]
    if inspection.first_date is not None and inspection.last_date is not None:
        dates = f"{inspection.first_date} {say['to']} {inspection.last_date}"
        lines.append(f"{say['validity']}{colon} {dates}")
        sizes = (f"{grouped(n)} {say[name]}" for name, n in inspection.sizes.items())
        lines.append(", ".join(sizes))
    found = rules_found(inspection, texts)
    for one in found:
        title = f"[{say[one.severity]}] {one.text.title} ({one.rule}), {one.file or '–'}"
        lines += ["", f"{title}{colon} {grouped(one.count)}"]
        said = (_example(problem, texts) for problem in one.examples[:SHOWN_IN_TEXT])
        lines += [f"  {example}" for example in said if example]
        lines += [f"  {one.text.why}", f"  → {one.text.mend}"]
    if not found:
        lines += ["", say["nothing"]]
    return "\n".join([*lines, "", say["formula"], ""])


def as_html(inspection: Inspection, language: str) -> str:
    """Return the report as a page that needs no other file."""
    texts = texts_in(language)
    return _template().render(
        inspection=inspection,
        found=rules_found(inspection, texts),
        say=texts.report,
        detail=lambda problem: detail_in(problem, texts),
        language=language,
        shown=SHOWN_IN_PAGE,
        grouped=grouped,
    )


FORMS: Mapping[str, Callable[[Inspection, str], str]] = {
    "text": as_text,
    "json": as_json,
    "csv": as_csv,
    "html": as_html,
}


def grouped(number: int) -> str:
    """Write a whole number with its thousands apart."""
    return f"{number:,}".replace(",", _NARROW)


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("report.html")


def _example(problem: Problem, texts: Texts) -> str:
    """Word one example: its line and what is wrong there."""
    line = f"{texts.report['line'].lower()} {problem.line}" if problem.line else ""
    return ", ".join(part for part in (line, _printable(detail_in(problem, texts))) if part)


def _printable(text: str) -> str:
    """Replace control characters: a feed must not steer the terminal."""
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in text)


def _inert(value: str) -> str:
    """Keep a spreadsheet from reading a value as a formula."""
    return f"'{value}" if value.startswith(_FORMULA) else value


def _iso(day: object) -> str | None:
    return None if day is None else str(day)
