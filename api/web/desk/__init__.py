"""The operators' desk in a browser and for programs; every page asks for a token."""

from api.web.desk import changes, kiosks, overlaps, overview, programs, reports, stations, uploads
from api.web.desk.session import blueprint

__all__ = [
    "blueprint",
    "changes",
    "kiosks",
    "overlaps",
    "overview",
    "programs",
    "reports",
    "stations",
    "uploads",
]
