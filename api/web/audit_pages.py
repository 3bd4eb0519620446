"""The accounts for who audits them: statements, exports, budgets, verification, closing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import wraps
from http import HTTPStatus
from typing import Any, ParamSpec

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask_babel import format_datetime
from werkzeug.wrappers import Response as AnyResponse

from api.accounting import (
    OWN_ACCOUNT_NAMES,
    AccountingError,
    Statement,
    beancount_file,
    focus_file,
    last_verification,
    page_values,
    payer_csv,
    payer_json,
    read_overview,
    read_statement,
    sentence_of,
    short_euros,
    statement_terms,
    verification_is_running,
)
from api.auditing import (
    auditor,
    budgets_of,
    close,
    may_close,
    refusal_of,
    reopen,
    start_verifying,
    verification_trouble,
)
from api.desk.errors import DeskError
from api.desk.report import grouped
from api.problems import BAD_REQUEST, CONFLICT, ApiProblem
from api.service import Service, current_service
from api.web.audit_wording import action_name, alert_text, state_name
from api.web.cost_wording import month_name
from api.words import _

# The body of a statement is the one that `costs statement` prints.
blueprint = Blueprint("audit", __name__, template_folder="../accounting/templates")

Args = ParamSpec("Args")


def told(view: Callable[Args, AnyResponse]) -> Callable[Args, AnyResponse]:
    """Let auditors in; answer what the accounts refuse with its sentence."""

    @wraps(view)
    def answer(*args: Args.args, **kwargs: Args.kwargs) -> AnyResponse:
        try:
            auditor()
            response = view(*args, **kwargs)
        except DeskError as error:
            raise ApiProblem(CONFLICT, str(error)) from error
        except AccountingError as error:
            raise ApiProblem(refusal_of(error), sentence_of(error, _)) from error
        response.headers["Cache-Control"] = "no-store"
        return response

    return answer


@blueprint.get("/desk/comptes")
@told
def overview() -> AnyResponse:
    """Show the months, the budgets of the year and how the last verification went."""
    service = current_service()
    found = read_overview(service.ledger)
    path = service.settings.verification_of(service.snapshot.manifest.region_id)
    year = service.now().year
    return _page(
        "audit.html",
        overview=found,
        year=year,
        budgets=budgets_of(service, year),
        names={member.siren: member.name for member in service.costs.members} | OWN_ACCOUNT_NAMES,
        verification=last_verification(path),
        running=verification_is_running(path),
        trouble=verification_trouble(path),
    )


@blueprint.post("/desk/comptes/verification")
@told
def verify() -> AnyResponse:
    """Begin to verify the whole ledger, in a process of its own."""
    start_verifying(current_service())
    return redirect(url_for("audit.overview"), HTTPStatus.SEE_OTHER)


@blueprint.get("/desk/comptes/<month>")
@told
def month(month: str) -> AnyResponse:
    """Show a month: what each payer owes, its files, and what was done with it."""
    service = current_service()
    statement = _statement(service, month)
    history = {one.month: one.history for one in read_overview(service.ledger).months}
    return _page(
        "audit_month.html",
        month=month,
        statement=statement,
        history=history.get(month, ()),
        may_close=may_close(),
    )


@blueprint.post("/desk/comptes/<month>/<any(close, provisional, reopen):action>")
@told
def change(month: str, action: str) -> AnyResponse:
    """Close a month, provisionally or for good, or reopen it for a reason; who did it is kept."""
    service = current_service()
    if action == "reopen":
        reason = request.form.get("reason", "").strip()
        if not reason:
            raise ApiProblem(BAD_REQUEST, _("Dites pourquoi."), "reason")
        reopen(service, month, reason)
    else:
        close(service, month, final=action == "close")
    return redirect(url_for("audit.month", month=month), HTTPStatus.SEE_OTHER)


@blueprint.get("/desk/comptes/<month>/etats/<payer>")
@told
def statement(month: str, payer: str) -> AnyResponse:
    """Show the statement of one payer, to read and print."""
    service = current_service()
    terms = statement_terms(service.costs.tariffs, service.terms, month)
    values = page_values(_statement(service, month), payer, terms, _)
    values["title"] = _("État de refacturation analytique, %(month)s", month=month_name(month))
    return _page("audit_statement.html", month=month, **values)


@blueprint.get("/desk/comptes/<month>/etats.<any(csv, json):form>")
@blueprint.get("/desk/comptes/<month>/etats/<payer>.<any(csv, json):form>")
@told
def statement_file(month: str, form: str, payer: str | None = None) -> AnyResponse:
    """Send the statement of one payer, or of all, as a file."""
    found = _statement(current_service(), month)
    written = payer_csv(found, payer) if form == "csv" else payer_json(found, payer)
    name = f"etat-{month}-{payer}" if payer else f"etats-{month}"
    return _file(written, f"{name}.{form}", "text/csv" if form == "csv" else "application/json")


@blueprint.get("/desk/comptes/<month>/focus.csv")
@told
def focus(month: str) -> AnyResponse:
    """Send the month as FOCUS."""
    service = current_service()
    pool = service.snapshot.manifest.region_name
    text = focus_file(service.ledger, service.costs.tariffs, month, pool)
    return _file(text, f"focus-{month}.csv", "text/csv")


@blueprint.get("/desk/comptes/<month>/mois.beancount")
@told
def beancount(month: str) -> AnyResponse:
    """Send the month as a beancount file."""
    service = current_service()
    text = beancount_file(service.ledger, service.costs.tariffs, month)
    return _file(text, f"{month}.beancount", "text/plain")


def _moment(text: str) -> str:
    """Return an instant (RFC 3339) as the reader's clock and language have it."""
    zone = current_service().zone
    return str(format_datetime(datetime.fromisoformat(text).astimezone(zone), rebase=False))


def _statement(service: Service, month: str) -> Statement:
    return read_statement(service.ledger, service.costs.tariffs, month)


def _file(text: str, name: str, mimetype: str) -> Response:
    response = Response(text, mimetype=mimetype)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _page(template: str, **values: Any) -> Response:  # noqa: ANN401  # what the template shows
    body = render_template(
        template,
        **{
            "month_name": month_name,
            "state_name": state_name,
            "action_name": action_name,
            "alert_text": alert_text,
            "short_euros": short_euros,
            "day_of": date.fromisoformat,
            "moment": _moment,
            "grouped": grouped,
        }
        | values,
    )
    return Response(body, mimetype="text/html")
