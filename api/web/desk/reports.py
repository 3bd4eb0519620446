"""What was found in a version: a page with its map, and files to keep."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response, request
from werkzeug.wrappers import Response as AnyResponse

from api.desk.details import detail_in
from api.desk.inspections import inspection_of_version
from api.desk.maps import MarkedPlace
from api.desk.registry import Version
from api.desk.report import FORMS, RuleFound, grouped, rules_found
from api.desk.texts import texts_in
from api.languages import language_of_answer
from api.problems import invalid_value
from api.web.desk.maps import DrawnMap, draw, place_address
from api.web.desk.session import blueprint, entered, page, today, told
from api.words import _
from feeds.inspect import Inspection
from feeds.problems import Problem, Severity

EXAMPLES_SHOWN = 20
_TYPES = {"json": "application/json", "csv": "text/csv", "html": "text/html"}


@dataclass(frozen=True)
class Example:
    """A problem of a report and the address of the map around it, "" when it is nowhere."""

    problem: Problem
    address: str


@blueprint.get("/desk/versions/<int:number>")
@told
def report(number: int) -> AnyResponse:
    """Show what was found in a version, on a map and rule by rule."""
    registry, bearer = entered()
    version = registry.version(number)
    inspection = inspection_of_version(registry, version, today())
    texts = texts_in(language_of_answer())
    found = rules_found(inspection, texts)
    chosen = _chosen_rule(found)
    return page(
        "desk_report.html",
        bearer,
        version=version,
        inspection=inspection,
        found=[(one, _examples(one, inspection)) for one in found],
        drawing=_map(version, inspection, chosen),
        chosen=chosen,
        say=texts.report,
        detail=lambda problem: detail_in(problem, texts),
        grouped=grouped,
    )


@blueprint.get("/desk/versions/<int:number>/report.<any(json, csv, html):form>")
@told
def report_file(number: int, form: str) -> AnyResponse:
    """Answer with the report as a file."""
    registry, _bearer = entered()
    version = registry.version(number)
    inspection = inspection_of_version(registry, version, today())
    language = language_of_answer()
    response = Response(FORMS[form](inspection, language), mimetype=_TYPES[form])
    name = f"{version.feed_id}-{version.id}-{language}.{form}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _chosen_rule(found: list[RuleFound]) -> str | None:
    """Return the rule of which alone the map shows the problems."""
    given = request.args.get("rule")
    if given is not None and given not in {one.rule for one in found}:
        raise invalid_value("rule", given, _("une règle de ce rapport"))
    return given


def _examples(found: RuleFound, inspection: Inspection) -> list[Example]:
    """Return the first problems of a rule, those that are somewhere with the map around them."""
    where = {
        id(problem): place
        for problem, place in zip(inspection.problems, inspection.places, strict=False)
    }
    examples = []
    for problem in found.examples[:EXAMPLES_SHOWN]:
        place = where.get(id(problem))
        examples.append(Example(problem, "" if place is None else place_address(*place)))
    return examples


def _map(version: Version, inspection: Inspection, rule: str | None) -> DrawnMap | None:
    """Draw the feed and where its problems are."""
    if inspection.sketch is None:
        return None
    places = [
        MarkedPlace(*place, problem.severity, problem.value)
        for problem, place in zip(inspection.problems, inspection.places, strict=True)
        if place is not None and rule in {None, problem.rule}
    ]
    signs = {
        Severity.ERROR.value: _("erreur"),
        Severity.WARNING.value: _("avertissement"),
        Severity.INFO.value: _("information"),
    }
    title = _("Arrêts et lignes de la version %(number)s, et ses anomalies", number=version.id)
    return draw(title, inspection.sketch, places, signs)
