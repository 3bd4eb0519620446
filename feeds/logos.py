"""Logos of authorities: small SVG or PNG files of a shape that fits a masthead, drawings only.

Pages show them as pictures, where nothing in them runs, and the server sends them under a policy of
their own (api.web.theme). What is refused here would do nothing there: it is told to who made it.
"""

from __future__ import annotations

import re
import struct
from hashlib import blake2b
from pathlib import Path
from xml.etree import ElementTree as ET

from feeds.themes import Logo

MOST_BYTES = 64 * 1024
WIDEST, TALLEST = 8.0, 2.0
"""Width by height, and height by width, that a masthead has room for."""

_SVG = "{http://www.w3.org/2000/svg}"
_DRAWING = frozenset(
    {
        *("svg", "g", "defs", "symbol", "use", "title", "desc", "style", "metadata"),
        *("path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan"),
        *("linearGradient", "radialGradient", "stop", "clipPath", "mask", "pattern"),
    }
)
_LEADS_AWAY = re.compile(r"url\(\s*[\"']?(?!#)|@import|\\", re.IGNORECASE)
_PNG = b"\x89PNG\r\n\x1a\n"
_NUMBER = re.compile(r"\s*([0-9]*\.?[0-9]+)\s*(px)?\s*")


class LogoError(ValueError):
    """A logo cannot be used; the message says why."""


def read_logo(path: Path) -> tuple[Logo, bytes]:
    """Return a logo and its bytes.

    Raises
    ------
    LogoError: it cannot be read, is too large or of another shape, is neither SVG nor PNG, or holds
        what no drawing needs.

    """
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise LogoError(f"cannot be read ({error.strerror})") from error
    if len(content) > MOST_BYTES:
        raise LogoError(f"is larger than {MOST_BYTES // 1024} KiB")
    kind = "png" if content.startswith(_PNG) else "svg"
    width, height = _png_size(content) if kind == "png" else _svg_size(content)
    if not (width > 0 and height > 0 and 1 / TALLEST <= width / height <= WIDEST):
        raise LogoError(
            f"is {width:g} by {height:g}: its width must be between {1 / TALLEST:g} and "
            f"{WIDEST:g} times its height"
        )
    name = f"{blake2b(content, digest_size=6).hexdigest()}.{kind}"
    return Logo(name, max(1, round(100 * width / height)), 100), content


def _png_size(content: bytes) -> tuple[float, float]:
    """Read the header, which the format (PNG, section 11.2.1) has at the very start."""
    if len(content) < 24 or content[12:16] != b"IHDR":  # noqa: PLR2004 - end of the two sizes
        raise LogoError("is not a whole PNG")
    width, height = struct.unpack(">II", content[16:24])
    return width, height


def _svg_size(content: bytes) -> tuple[float, float]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise LogoError("is neither PNG nor SVG in UTF-8") from error
    if "<!DOCTYPE" in text.upper() or "<!ENTITY" in text.upper():
        raise LogoError("declares a DOCTYPE or entities, which no logo needs")
    try:
        root = ET.fromstring(text)  # noqa: S314 - entities were refused above
    except ET.ParseError as error:
        raise LogoError(f"is neither PNG nor SVG ({error})") from error
    if root.tag != f"{_SVG}svg":
        raise LogoError("is neither PNG nor SVG")
    for element in root.iter():
        _check(element)
    return _box(root)


def _check(element: ET.Element) -> None:
    """Refuse an element that does more than draw, or that leads out of the file."""
    name = element.tag.removeprefix(_SVG)
    if name not in _DRAWING:
        raise LogoError(f"holds <{name.rpartition('}')[2]}>: export it as plain SVG, shapes only")
    if element.text and _LEADS_AWAY.search(element.text):
        raise LogoError(f"has a <{name}> that leads out of the file")
    for attribute, value in element.attrib.items():
        local = attribute.rpartition("}")[2].lower()
        away = not value.startswith("#") if local in {"href", "src"} else _LEADS_AWAY.search(value)
        if local.startswith("on") or away:
            raise LogoError(f"has a <{name}> whose {local} runs or leads out of the file")


def _box(root: ET.Element) -> tuple[float, float]:
    """Return width and height of a drawing."""
    box = re.split(r"[\s,]+", root.get("viewBox", "").strip())
    sizes = box[2:] if len(box) == 4 else [root.get("width", ""), root.get("height", "")]  # noqa: PLR2004
    found = [_NUMBER.fullmatch(size) for size in sizes]
    if None in found:
        raise LogoError("has no viewBox that says how wide and high it is")
    width, height = (float(match[1]) for match in found if match)
    return width, height
