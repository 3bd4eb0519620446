"""The official MOTIS client understands our answers: its types and a run against a live server."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from werkzeug.serving import WSGIRequestHandler, make_server

from api.service import EXTENSION
from tests.support.snapshots import two_towns_app

PROJECT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.node


class Silent(WSGIRequestHandler):
    """Answers without a line per request."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing."""


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """Serve the small network on loopback."""
    app = two_towns_app(tmp_path)
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Silent)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()
    app.extensions[EXTENSION].accountant.close()


def test_the_official_client_gets_what_it_expects(address: str) -> None:
    """Places, journeys with a further page, boards, mistakes and health, through its functions."""
    if not (PROJECT / "node_modules").is_dir():
        pytest.skip("web packages absent: run `tools/npm ci`")
    run = subprocess.run(
        [PROJECT / "tools" / "node", "tests/contract/questions.ts", address],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
