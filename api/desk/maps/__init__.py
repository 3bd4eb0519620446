"""Maps of the desk: places and lines put on paper, light enough for a page."""

from api.desk.maps.marks import Mark, MarkedPlace, marks_of
from api.desk.maps.outlines import Label, border_path, labels_of
from api.desk.maps.paths import stop_paths, stretch_path
from api.desk.maps.view import CLOSEST, HEIGHT, WIDTH, Extent, View, extent_of, view_of

__all__ = [
    "CLOSEST",
    "HEIGHT",
    "WIDTH",
    "Extent",
    "Label",
    "Mark",
    "MarkedPlace",
    "View",
    "border_path",
    "extent_of",
    "labels_of",
    "marks_of",
    "stop_paths",
    "stretch_path",
    "view_of",
]
