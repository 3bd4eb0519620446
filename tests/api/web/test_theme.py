"""The look of an authority: name, logo and colours by host name, readable in every theme."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from hypothesis import assume, given
from hypothesis import strategies as st

from api.web.theme import DARK_PAPER, NIGHT, theme_styles
from feeds import (
    LIGHT_PAPER,
    READABLE,
    READABLE_BY_ALL,
    SEEN,
    Theme,
    contrast,
    nearest_shade,
)
from tests.api.web.page import read, visit
from tests.conftest import PROJECT
from tests.support.snapshots import two_towns, two_towns_app
from tests.support.themes import EAST_THEME, LOGOS, WEST_THEME

TOKENS = (PROJECT / "api" / "web" / "src" / "styles" / "tokens.css").read_text("utf-8")
COLOURS = st.integers(0, 0xFFFFFF).map("{:06x}".format)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """Return a client of a region with a look of its own and an authority with another."""
    snapshot = replace(two_towns(themes=(WEST_THEME, EAST_THEME)), logos=LOGOS)
    return two_towns_app(tmp_path_factory.mktemp("var"), snapshot).test_client()


def rules(text: str) -> list[dict[str, str]]:
    """Return the colours of a style sheet as pages have them: light, dark, both with contrast."""
    whole = re.sub(r"#([0-9a-f])([0-9a-f])([0-9a-f])\b", r"#\1\1\2\2\3\3", text)
    parts = [
        dict(re.findall(r"--([a-z-]+): ?#([0-9a-f]{6})", part)) for part in whole.split("@media")
    ]
    light, dark, strong, strong_dark = parts
    return [light, light | dark, light | strong, light | dark | strong | strong_dark]


def surfaces(theme: int) -> list[str]:
    """Return what text stands on in one of the four, by tokens.css."""
    colours = rules(TOKENS[TOKENS.index(":root") :])[theme]
    return [colours[name] for name in ("paper", "surface", "sunken")]


@given(main=COLOURS, accent=COLOURS)
def test_every_look_can_be_read_in_every_theme(main: str, accent: str) -> None:
    """Text, buttons and outlines of a look that a region may have keep WCAG's contrasts."""
    main = nearest_shade(main, LIGHT_PAPER, READABLE) or ""
    accent = nearest_shade(accent, main, SEEN) or ""
    sheets = rules(theme_styles(Theme("X", main, accent)))
    wanted = (READABLE, READABLE, READABLE_BY_ALL, READABLE_BY_ALL)
    for number, (sheet, least) in enumerate(zip(sheets, wanted, strict=True)):
        assert contrast(sheet["brand"], "ffffff") >= least
        assert contrast(sheet["action"], sheet["on-action"]) >= least
        assert contrast(sheet["action-hover"], sheet["on-action"]) >= least
        assert contrast(sheet["sun"], sheet["brand"]) >= SEEN
        for surface in (*surfaces(number), sheet["tint"]):
            assert contrast(sheet["link"], surface) >= least, (number, surface)
    assert contrast(sheets[0]["night-sun"], NIGHT) >= READABLE


def test_papers_are_those_of_the_style_sheet() -> None:
    """What colours are checked against is what pages are painted with."""
    assert min(surfaces(0), key=lambda paper: contrast(paper, "000000")) == LIGHT_PAPER
    assert min(surfaces(1), key=lambda paper: contrast(paper, "ffffff")) == DARK_PAPER


@given(colour=COLOURS, beside=COLOURS, wanted=st.sampled_from([SEEN, READABLE, READABLE_BY_ALL]))
def test_the_nearest_shade_has_the_contrast(colour: str, beside: str, wanted: float) -> None:
    """A shade reaches what is wanted; a colour that has it already is its own."""
    shade = nearest_shade(colour, beside, wanted)
    if shade is None:
        assert max(contrast("000000", beside), contrast("ffffff", beside)) < wanted
        return
    assert contrast(shade, beside) >= wanted
    assume(contrast(colour, beside) >= wanted)
    assert shade == colour


def test_a_region_has_its_name_logo_and_colours(client: FlaskClient) -> None:
    """They are in the masthead, the colour of the browser's frame, and the style sheet."""
    page = visit(client)
    assert "Ouest Mobilités" in page.text
    assert page.all("meta", name="theme-color") == [
        {"name": "theme-color", "content": f"#{WEST_THEME.main}"}
    ]
    (picture,) = [image for image in page.all("img") if "/look/logo/" in image["src"]]
    assert (picture["alt"], picture["width"], picture["height"]) == ("", "200", "100")
    links = [link["href"] for link in page.all("link", rel="stylesheet")]
    (sheet,) = [link for link in links if "/look/" in link]
    response = client.get(sheet)
    assert f"--brand:#{WEST_THEME.main}" in response.text
    assert "immutable" in response.headers["Cache-Control"]


@pytest.mark.parametrize("path", ["/", "/borne/t:Market", "/ecran/t:Market", "/couts", "/nowhere"])
def test_an_authority_is_known_by_its_host(client: FlaskClient, path: str) -> None:
    """Under its own host name pages have its name; capitals and a port make no difference."""
    text = client.get(path, base_url="http://EST.example:8080").text
    assert "Est en bus" in text
    assert "Ouest Mobilités" not in text


def test_an_unknown_host_has_the_look_of_the_region(client: FlaskClient) -> None:
    """Nobody gets another authority's look by a name that is not its own."""
    assert "Ouest Mobilités" in client.get("/", base_url="http://x.est.example").text


def test_without_a_theme_the_look_is_the_programs(tmp_path: Path) -> None:
    """No further style sheet, our own mark and name."""
    page = visit(two_towns_app(tmp_path).test_client())
    assert "Correspondance" in page.text
    assert not [link for link in page.all("link") if "/look/" in link["href"]]
    assert not page.all("img")


def test_a_logo_opened_by_itself_runs_nothing(client: FlaskClient) -> None:
    """The server sends it as a picture under a policy that lets nothing run or be fetched."""
    response = client.get("/look/logo/west.svg")
    assert response.mimetype == "image/svg+xml"
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("path", ["/look/logo/other.svg", "/look/0123.css", "/look/logo/..%2fx"])
def test_files_of_no_look_are_not_there(client: FlaskClient, path: str) -> None:
    """Only what the region file names is sent."""
    assert client.get(path).status_code == 404


def test_the_manifest_is_the_look_of_its_host(client: FlaskClient) -> None:
    """A phone that keeps the site shows the authority's name, colour and logo."""
    response = client.get("/site.webmanifest", base_url="http://est.example")
    assert response.mimetype == "application/manifest+json"
    content = json.loads(response.text)
    assert content["short_name"] == "Est en bus"
    assert content["theme_color"] == f"#{EAST_THEME.main}"
    assert client.get(content["icons"][0]["src"]).mimetype == content["icons"][0]["type"]
    linked = [link["href"] for link in read(client.get("/").text).all("link", rel="manifest")]
    assert linked == ["/site.webmanifest"]
