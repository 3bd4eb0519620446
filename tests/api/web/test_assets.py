"""Files of the pages: found, kept for ever, small, and the only thing browsers load."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from flask.testing import FlaskClient

from api.web import assets
from tests.api.web.page import read

FIRST_LOAD_BYTES, WITH_MAP_BYTES = 60_000, 400_000
TAKES_ALL = {"Accept-Encoding": "gzip, br"}


def test_page_names_files_by_their_content_and_all_are_there(client: FlaskClient) -> None:
    """Every file a page asks for exists and may be kept for ever."""
    page = read(client.get("/").text)
    links = [link for link in page.all("link") if link["rel"] != "manifest"]
    files = [link["href"] for link in links] + [s["src"] for s in page.all("script")]
    assert len(files) == 5
    for file in files:
        response = client.get(file)
        assert response.status_code == 200, file
        assert "immutable" in response.headers["Cache-Control"]


def first_load(client: FlaskClient) -> int:
    """Return the bytes of the page and of the files it names, as sent to a browser."""
    html = client.get("/", headers=TAKES_ALL)
    page = read(client.get("/").text)
    files = [link["href"] for link in page.all("link")] + [s["src"] for s in page.all("script")]
    return len(html.data) + sum(len(client.get(file, headers=TAKES_ALL).data) for file in files)


def test_first_load_is_small(client: FlaskClient) -> None:
    """The page and its files weigh less than 60 kB as sent to a browser."""
    assert first_load(client) < FIRST_LOAD_BYTES


def test_map_is_small(client: FlaskClient) -> None:
    """With the scripts of the map and every tile of its first view it is less than 400 kB."""
    scripts = [file for name, file in assets.built_files().items() if name.startswith("map")]
    sent = [client.get(f"/static/{file}", headers=TAKES_ALL).data for file in scripts]
    tiles = client.application.extensions["correspondance"].snapshot.tiles
    view = int(np.diff(tiles.start)[tiles.key >> 48 == 8].sum())
    assert len(scripts) == 3
    assert first_load(client) + sum(map(len, sent)) + view < WITH_MAP_BYTES


@pytest.mark.parametrize(
    ("accepted", "encoding"), [("gzip, br", "br"), ("gzip", "gzip"), ("", None)]
)
def test_styles_are_sent_as_the_browser_takes_them(
    client: FlaskClient, accepted: str, encoding: str | None
) -> None:
    """Compressed files are sent to those who take them, with the type of what is in them."""
    file = "/static/" + assets.built_files()["styles.css"]
    response = client.get(file, headers={"Accept-Encoding": accepted})
    assert response.headers.get("Content-Encoding") == encoding
    assert response.mimetype == "text/css"
    assert response.headers["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize(
    "file", ["/static/nothing.js", "/static/..%2fpages.py", "/static/manifest.json"]
)
def test_only_built_files_are_sent(client: FlaskClient, file: str) -> None:
    """A file that was not built is not found, nor anything outside of the folder."""
    assert client.get(file).status_code == 404


@pytest.mark.parametrize("address", ["/", "/?from=zzz&to=", "/nulle-part"])
def test_pages_let_browsers_load_nothing_from_elsewhere(client: FlaskClient, address: str) -> None:
    """Pages forbid scripts, styles and pictures from other hosts or inside the page."""
    response = client.get(address)
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize(
    "query",
    ["", "?fromPlace=t:Market&toPlace=t:Lac&time=2026-06-10T06:00:00Z", "?from=ouest&to=zz"],
)
def test_pages_hold_no_inline_script_or_style(client: FlaskClient, query: str) -> None:
    """What the policy forbids is not in the page either."""
    page = read(client.get("/" + query).text)
    assert all(script.get("src") for script in page.all("script"))
    assert not page.all("style")
    names = {name for _tag, attributes in page.tags for name in attributes}
    assert not {name for name in names if name == "style" or re.match(r"on[a-z]", name)}


def test_lines_have_their_colours_in_the_style_sheet_of_the_network(client: FlaskClient) -> None:
    """Every class of a line in a page is a rule of the style sheet the page loads."""
    html = client.get("/?fromPlace=t:Market&toPlace=t:Lac&time=2026-06-10T06:00:00Z").text
    page = read(html)
    (sheet,) = [link["href"] for link in page.all("link") if "/lines-" in link["href"]]
    classes = set(re.findall(r"line-[0-9a-f]{6}-[0-9a-f]{6}", html))
    assert classes == {"line-0055a4-ffffff"}
    assert all(f".{name}{{" in client.get(sheet).text for name in classes)


def test_absent_build_is_told_with_its_cure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without built files the error says how to build them."""
    monkeypatch.setattr(assets, "FOLDER", tmp_path)
    assets.built_files.cache_clear()
    with pytest.raises(assets.AssetsMissingError, match="npm run build"):
        assets.built_files()


def test_files_are_not_charged(client: FlaskClient) -> None:
    """A file that never changes costs nobody anything."""
    service = client.application.extensions["correspondance"]
    events = []
    charge = service.accountant.charge
    service.accountant.charge = lambda event: events.append(event) or charge(event)
    client.get("/static/" + assets.built_files()["styles.css"])
    assert events == []
