"""Draws the logos of the valley and of the authority of its largest town."""

from __future__ import annotations

from pathlib import Path

_VALLEY = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">
<title>Val-Commun</title>
<defs><clipPath id="round"><circle cx="32" cy="32" r="31"/></clipPath></defs>
<g clip-path="url(#round)">
<rect width="64" height="64" fill="#e4f0f5"/>
<circle cx="32" cy="25" r="9" fill="#f4b53f"/>
<path d="M-2 44C6 24 14 14 21 14c9 0 13 16 21 30l4 22H-2z" fill="#2e7d6b"/>
<path d="M66 44C58 27 51 19 45 19c-8 0-13 14-21 27l-4 20h46z" fill="#0b4f6c"/>
<path d="M33 30c-1 8-12 10-12 18 0 7 9 8 8 18h16c2-12-10-13-10-19 0-6 5-9-2-17z" fill="#fff"/>
</g>
</svg>
"""

_TOWN = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 64">
<title>Grand Valmont</title>
<path d="M6 10h18l16 34 16-34h18L48 58H32z" fill="#7a1f3d"/>
<path d="M78 58V31l-12 12h-8l20-33h12v48z" fill="#c8871a"/>
</svg>
"""


def write_logos(folder: Path) -> None:
    """Write the logos that the region file of Val-Commun names."""
    (folder / "logos").mkdir()
    (folder / "logos" / "val-commun.svg").write_text(_VALLEY, "utf-8")
    (folder / "logos" / "grand-valmont.svg").write_text(_TOWN, "utf-8")
