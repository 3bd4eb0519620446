"""People with tokens at the desk of the small network."""

from __future__ import annotations

import base64
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from api.desk.registry import Registry
from api.service import EXTENSION, Service
from tests.api.web.page import Page
from tests.support.snapshots import NOW


def registry_of(app: Flask) -> Registry:
    """Return the registry of the application's region, which knows its feeds."""
    service: Service = app.extensions[EXTENSION]
    settings, region = service.settings, service.snapshot.manifest.region_id
    registry = Registry(settings.registry_of(region), settings.received_of(region), lambda: NOW)
    with app.test_client() as client:
        client.get("/desk")  # the region's feeds are registered
    return registry


class Desk:
    """Somebody with a token at the desk."""

    def __init__(self, client: FlaskClient, token: str) -> None:
        password = base64.b64encode(f"x:{token}".encode()).decode()
        self.headers = {"Authorization": f"Basic {password}"}
        self._client = client

    def get(self, path: str) -> TestResponse:
        """Ask for a page."""
        return self._client.get(path, headers=self.headers)

    def page(self, path: str) -> Page:
        """Read a page that must be there."""
        answer = self.get(path)
        assert answer.status_code == 200, answer.text
        page = Page()
        page.feed(answer.text)
        return page

    def post(
        self, path: str, headers: dict[str, str] | None = None, **form: object
    ) -> TestResponse:
        """Send a form."""
        return self._client.post(path, data=form, headers={**self.headers, **(headers or {})})

    def upload(self, path: Path, feed_id: str = "t") -> TestResponse:
        """Send a file."""
        # Written here: the test client leaves the temporary file of a large form open.
        head = f'--x\r\nContent-Disposition: form-data; name="file"; filename="{path.name}"\r\n\r\n'
        return self._client.post(
            f"/desk/feeds/{feed_id}/versions",
            data=head.encode() + path.read_bytes() + b"\r\n--x--\r\n",
            content_type="multipart/form-data; boundary=x",
            headers=self.headers,
        )
