"""docs/COSTS.md shows the tariff that is in force, not one it once was."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from api.accounting import load_tariffs

COSTS = Path(__file__).resolve().parents[3] / "docs" / "COSTS.md"


def test_the_documented_rates_are_the_tariffs() -> None:
    """Each line of the tariff is in the page's table with its rate, unit and kind; no more."""
    row = re.compile(r"^\| `(\w+)` \| (\d+) \| (\d+) \| (\w+) \|", flags=re.MULTILINE)
    documented = row.findall(COSTS.read_text(encoding="utf-8"))
    tariff = load_tariffs().on(date(2026, 11, 23))
    assert f"Tariff {tariff.version}:" in COSTS.read_text(encoding="utf-8")
    assert documented == [
        (line.meter, str(line.rate_peur), str(line.per), line.kind) for line in tariff.lines
    ]
