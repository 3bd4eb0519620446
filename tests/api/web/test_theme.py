"""The look of an authority: its name and colour, readable whatever it chose."""

from __future__ import annotations

import re
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from api import Settings
from api.web.colours import READABLE, contrast
from api.web.theme import theme_styles
from tests.api.web.page import read, visit
from tests.support.snapshots import two_towns_app

SURFACES = {"light": ["ffffff", "f4f3ee", "ebeae2"], "dark": ["17201d", "0e1513"]}


@given(colour=st.integers(0, 0xFFFFFF).map("{:06x}".format))
def test_any_colour_becomes_shades_that_can_be_read(colour: str) -> None:
    """White can be read on the masthead, links on every surface, in light and dark."""
    light, dark = (
        dict(re.findall(r"--([a-z-]+):#([0-9a-f]{6})", part))
        for part in theme_styles(Settings(colour=colour)).split("@media")
    )
    assert contrast(light["brand"], "ffffff") >= READABLE
    assert contrast(light["action"], "ffffff") >= READABLE
    assert contrast(dark["action"], "000000") >= READABLE
    assert all(contrast(light["link"], surface) >= READABLE for surface in SURFACES["light"])
    assert all(contrast(dark["link"], surface) >= READABLE for surface in SURFACES["dark"])


def test_pages_bear_the_name_and_colour_of_the_authority(tmp_path: Path) -> None:
    """The name stands in the masthead; the style sheet of the colour is loaded, kept for ever."""
    client = two_towns_app(tmp_path, brand="Ma ville", colour="1d4f91").test_client()
    page = visit(client)
    assert "Ma ville" in page.text
    (sheet,) = [link["href"] for link in page.all("link") if "theme-" in link["href"]]
    response = client.get(sheet)
    assert "--brand:#1d4f91" in response.text
    assert "immutable" in response.headers["Cache-Control"]
    assert sheet in [link["href"] for link in read(client.get("/borne/t:Market").text).all("link")]


def test_without_a_colour_there_is_no_style_sheet_for_it(tmp_path: Path) -> None:
    """The look of the program needs no further file."""
    page = visit(two_towns_app(tmp_path).test_client())
    assert not [link for link in page.all("link") if "theme-" in link["href"]]
