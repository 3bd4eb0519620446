"""Maps of real feeds: light, whole, and with their problems on them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from api.desk.maps import extent_of, stop_paths, stretch_path, view_of
from feeds.inspect import inspect_feed


@pytest.mark.real_data
def test_the_map_of_a_national_feed_is_light(real_data: Path) -> None:
    """Five thousand stops of the TER and their stretches weigh less than 60 kB, none is lost."""
    inspection = inspect_feed(real_data / "alsace" / "sncf_ter_202501.zip", date(2025, 2, 1))
    sketch = inspection.sketch
    assert sketch is not None
    extent = extent_of(sketch.lat[sketch.served], sketch.lon[sketch.served])
    assert extent is not None
    view = view_of(extent)
    dots, outside = stop_paths(view, sketch.lat, sketch.lon)
    ends = tuple(
        column[side] for side in (sketch.start, sketch.end) for column in (sketch.lat, sketch.lon)
    )
    path = stretch_path(view, ends)  # type: ignore[arg-type]  # four of them
    assert len("".join(dots)) + len(path) < 60_000
    assert outside < 0.01 * len(sketch.lat)
    assert len(sketch.lat) > 5000
