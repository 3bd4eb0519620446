"""A test client that holds every JSON answer against the OpenAPI document."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from openapi_schema_validator import OAS31Validator
from werkzeug.test import TestResponse

import api

DOCUMENT = json.loads(Path(api.__file__).with_name("openapi.json").read_text("utf-8"))


class DescribedClient(FlaskClient):
    """Fails when an answer of a described path is not what the document says."""

    def open(self, *args: object, **kwargs: object) -> TestResponse:
        """Ask, check the answer, return it."""
        response = super().open(*args, **kwargs)
        operation = DOCUMENT["paths"].get(response.request.path, {}).get("get")
        if operation is not None and response.request.method == "GET":
            check(operation, response)
        return response


def check(operation: dict[str, Any], response: TestResponse) -> None:
    """Fail unless a status, type and body are described."""
    described = operation["responses"][str(response.status_code)]["content"]
    assert response.mimetype in described
    errors = list(
        _validator(_key(described[response.mimetype]["schema"])).iter_errors(
            response.get_json(force=True)
        )
    )
    assert not errors, errors[0]


def _key(schema: dict[str, Any]) -> str:
    return json.dumps(schema)


@cache
def _validator(schema: str) -> OAS31Validator:
    content = {**json.loads(schema), "components": DOCUMENT["components"]}
    return OAS31Validator(content, format_checker=OAS31Validator.FORMAT_CHECKER)
