"""The search that a form without errors asks for, answered in MOTIS shape."""

from __future__ import annotations

from typing import Any

from api.meter import stage
from api.planning import answer_plan, read_plan_request
from api.responses import plan_response
from api.service import Service
from api.web.form import SearchForm, plan_args


def answer_of(form: SearchForm, service: Service) -> dict[str, Any]:
    """Return the dictionary that `/api/v6/plan` answers with, all but the cost.

    Raises
    ------
    ApiProblem: the search cannot be made as it stands.

    """
    plan = read_plan_request(plan_args(form), service)
    answer = answer_plan(service, plan)
    with stage("write"):
        return plan_response(service, answer)
