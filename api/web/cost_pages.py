"""The pages about money: who paid this month, and who would pay otherwise."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, Response, render_template, request, url_for

from api.accounting import short, short_euros
from api.costs import read_month
from api.problems import ApiProblem
from api.service import current_service
from api.web.cost_charts import payer_bars, range_chart, unsolved_bars
from api.web.cost_wording import cost_lines, kind_of, month_name, neighbours, scenario_of
from api.web.simulation_form import read_simulation

blueprint = Blueprint("cost_pages", __name__, template_folder="templates")


@blueprint.get("/couts")
def costs() -> Response:
    """Answer with who paid what in a month."""
    service = current_service()
    month = request.args.get("month") or f"{service.now():%Y-%m}"
    try:
        found = read_month(service.costs, month)
    except ApiProblem as problem:
        body = render_template("costs_unread.html", sentence=problem.detail)
        return Response(body, problem.status, mimetype="text/html")
    earlier, later = neighbours(month, service.now().date())
    body = render_template(
        "costs.html",
        month=month,
        month_name=month_name,
        earlier=earlier,
        later=later,
        costs=found,
        footprint=service.costs.footprint(month),
        fixed=service.terms.costs.of(month),
        tariffs=[
            t for v in found.statement.tariff_versions if (t := service.costs.tariffs.find(v))
        ],
        lines=cost_lines(found, service.terms.costs.of(month)),
        payer_bars=payer_bars(found),
        unsolved_bars=unsolved_bars(found),
        kind_of=kind_of,
        money=short_euros,
        short=short,
        json_url=url_for("json.costs", month=month),
        csv_url=url_for("json.costs_table", month=month),
    )
    return Response(body, mimetype="text/html")


@blueprint.get("/qui-paie")
def who_pays() -> Response:
    """Answer with what the system would cost, whoever pays, from the reader's own figures."""
    asked = read_simulation(request.args, scenario_of(current_service()))
    status = HTTPStatus.BAD_REQUEST if asked.errors else HTTPStatus.OK
    body = render_template("who_pays.html", asked=asked, chart=range_chart(asked), kind_of=kind_of)
    return Response(body, status, mimetype="text/html")
