"""Texts of the pages: all of them can be translated."""

from __future__ import annotations

import io
from pathlib import Path

from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

API = Path(__file__).parents[3] / "api"


def test_template_of_translations_has_every_text() -> None:
    """messages.pot holds exactly the texts of the code and of the templates."""
    with (API / "web" / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    keywords = {"_": None, "N_": None, "lazy": None, "gettext": None, "ngettext": (1, 2)}
    found = {
        message if isinstance(message, str) else message[0]
        for _file, _line, message, _comments, _context in extract_from_dir(
            API, method_map=methods, options_map=options, keywords=keywords
        )
    }
    template = (API / "web" / "translations" / "messages.pot").read_bytes()
    written = {
        message.id if isinstance(message.id, str) else message.id[0]
        for message in read_po(io.BytesIO(template))
        if message.id
    }
    assert found == written, "run: make translations"


def test_templates_hold_no_french_outside_of_gettext() -> None:
    """A text with an accent stands in a call to gettext, or it could never be translated."""
    for template in (API / "web" / "templates").glob("*.html"):
        text = template.read_text("utf-8")
        outside = [
            line
            for line in text.splitlines()
            if any(ord(letter) > 127 and letter.isalpha() for letter in line)
            and "_(" not in line
            and "ngettext(" not in line
        ]
        assert not outside, f"{template.name}: {outside}"
