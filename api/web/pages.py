"""The pages: one address per state of the search, its files, and the rules for browsers."""

from __future__ import annotations

import json
from dataclasses import replace
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, render_template, request, url_for
from markupsafe import escape

from api.languages import LANGUAGES, address_in, asked_language, language_of_answer
from api.meter import charge, cost_sentence
from api.problems import ApiProblem
from api.service import Service, current_service
from api.web import wording
from api.web.assets import built_files, kept_for_ever, send_asset
from api.web.colours import line_styles
from api.web.form import FormError, SearchForm, field_of, read_form
from api.web.look_files import icon_of, logo_of, styles_of
from api.web.map_figure import map_figure
from api.web.options import read_options
from api.web.results import Results, read_results
from api.web.search import answer_of
from api.web.texts import script_texts
from api.web.theme import theme_of

blueprint = Blueprint("pages", __name__, template_folder="templates")

SECURITY = {
    "Content-Security-Policy": "default-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'; object-src 'none'",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
}
"""No script, style or picture from elsewhere or inside the page; no journey told to others."""

COST_GOES_HERE = "<!--cost-->"
"""A comment cannot come from a feed: the templates escape what feeds say."""

_LINES = "lines-"


@blueprint.get("/")
def planner() -> Response:
    """Answer with the planner, empty or with the journeys asked for."""
    service = current_service()
    form = read_form(request.args, service.places, service.now())
    if not form.asked:
        return _page("welcome.html", form)
    if form.errors:
        status = HTTPStatus.OK if form.only_asks_which else HTTPStatus.BAD_REQUEST
        return _page("refused.html", form, status)
    try:
        results = _search(form, service)
    except ApiProblem as problem:
        error = FormError(field_of(problem.parameter), problem.detail)
        return _page("refused.html", replace(form, errors=(error,)), problem.status)
    body = render_template("results.html", form=form, results=results)
    return Response(with_cost(body), mimetype="text/html")


@blueprint.get("/static/<path:file>")
def static(file: str) -> Response:
    """Send a built file, or the colours of the lines in service."""
    if file.startswith(_LINES) and file.endswith(".css"):
        snapshot = current_service().snapshot
        network = snapshot.network
        pairs = [*zip(network.line_color, network.line_text_color, strict=True)]
        pairs += [(service.color, service.text_color or "FFFFFF") for service in snapshot.on_demand]
        response = Response(line_styles(pairs), mimetype="text/css")
        # A page of the network before gets the colours of the new one, which it may not keep.
        latest = file == _line_colours(current_service())
        return kept_for_ever(response) if latest else response
    return send_asset(file)


@blueprint.app_context_processor
def _for_every_page() -> dict[str, Any]:
    """Give templates what every page says: region, feeds, files."""
    manifest = current_service().snapshot.manifest
    files, theme = built_files(), theme_of(current_service(), request.host)
    return {
        "region": manifest.region_name,
        "language": language_of_answer(),
        "languages": LANGUAGES,
        "asked_language": asked_language() if "lang" in request.args else None,
        "address_in": address_in,
        "feeds": manifest.feeds,
        "imaginary": manifest.imaginary,
        "shared": manifest.shared,
        "streets_licence": manifest.streets_licence,
        "has_streets": current_service().streets is not None,
        "replayed": [feed for feed in manifest.feeds if feed.replayed_monday],
        "asset": lambda name: url_for("pages.static", file=files[name]),
        "line_colours": url_for("pages.static", file=_line_colours(current_service())),
        "theme": theme,
        "theme_styles": styles_of(theme),
        "logo": logo_of(theme),
        "site_icon": icon_of(theme)[0],
        "wording": wording,
        "map_figure": map_figure,
        "form_options": lambda form: read_options(form.options, current_service()),
        "script_texts": lambda: json.dumps(script_texts(), ensure_ascii=False),
        "cost_goes_here": COST_GOES_HERE,
    }


@blueprint.after_app_request
def _rules_for_browsers(response: Response) -> Response:
    """Tell browsers what a page may load, and to ask again for it."""
    if response.mimetype == "text/html":
        response.headers.update(SECURITY)
        response.headers.setdefault("Cache-Control", "no-cache")
    return response


def with_cost(body: str) -> str:
    """Charge the request for a page, and return the page with what it cost and who paid."""
    sentence = cost_sentence(charge(len(body.encode())))
    return body.replace(COST_GOES_HERE, str(escape(sentence)))


def _page(template: str, form: SearchForm, status: int = HTTPStatus.OK) -> Response:
    """Return a page with the form and, for want of results, what to try."""
    body = render_template(template, form=form, examples=_examples(current_service()))
    return Response(body, status, mimetype="text/html")


def _search(form: SearchForm, service: Service) -> Results:
    return read_results(answer_of(form, service), form, service.zone)


def _examples(service: Service) -> list[tuple[str, str]]:
    """Return (title, address) of the region's examples whose places are known."""
    return [
        (
            example.title,
            url_for("pages.planner", fromPlace=example.from_id, toPlace=example.to_id),
        )
        for example in service.snapshot.manifest.examples
        if service.places.get(example.from_id) and service.places.get(example.to_id)
    ]


def _line_colours(service: Service) -> str:
    return f"{_LINES}{service.snapshot.version}.css"
