"""Two looks for tests: a region's, and an authority's that goes by a host name of its own."""

from __future__ import annotations

from feeds import Logo, Theme
from tests.support.snapshots import EAST

_SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 10"><path d="M0 0h20v10z"/></svg>'
LOGOS = {"west.svg": _SVG}
WEST_THEME = Theme("Ouest Mobilités", "0b4f6c", "f4b53f", Logo("west.svg", 200, 100))
EAST_THEME = Theme(
    "Est en bus", "7a1f3d", "f2c14e", authority=EAST, hosts=("est.example", "est.localhost")
)
