"""Colours of lines: readable whatever the feed says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.web.colours import line_class, line_styles, readable_on
from feeds import READABLE, contrast

COLOURS = st.integers(0, 0xFFFFFF).map("{:06x}".format)


@given(background=COLOURS, wished=COLOURS)
def test_text_can_be_read_on_any_colour(background: str, wished: str) -> None:
    """Whatever a feed wishes, the text on a line's colour has the contrast of WCAG AA."""
    assert contrast(background, readable_on(background, wished)) >= READABLE


def test_wished_text_colour_is_kept_where_it_can_be_read() -> None:
    """A network's own pair of colours is kept when it is readable."""
    assert line_class("0055A4", "FFFFE0") == "line-0055a4-ffffe0"


def test_unreadable_pair_falls_back_to_black_or_white() -> None:
    """White on yellow becomes black on yellow."""
    assert line_class("FFEE00", "FFFFFF") == "line-ffee00-000000"


@pytest.mark.parametrize("color", ["", "red", "12345", "1234567", "red;}body{display:none"])
def test_what_is_no_colour_gets_no_class(color: str) -> None:
    """A colour that is none leaves the line in the page's own colours."""
    assert line_class(color, "FFFFFF") == ""


def test_style_sheet_has_one_rule_per_pair_and_nothing_of_broken_ones() -> None:
    """The style sheet holds each pair once; what is no colour cannot add to it."""
    pairs = [("0055A4", "FFFFFF"), ("#0055a4", "ffffff"), ("}x{", "FFFFFF"), ("", "")]
    assert line_styles(pairs) == ".line-0055a4-ffffff{--line:#0055a4;--on-line:#ffffff}\n"


def test_contrast_of_black_and_white_is_21() -> None:
    """The ratio is that of WCAG."""
    assert contrast("000000", "ffffff") == pytest.approx(21)
