"""The quality score of a feed: 100 less what each rule costs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from feeds.problems import ProblemCount, Severity

COST = {Severity.ERROR.value: 20.0, Severity.WARNING.value: 5.0, Severity.INFO.value: 1.0}
"""Points that a rule costs when every row of its file breaks it."""
LEAST_SHARE = 0.25
"""A rule that a single row breaks costs this share of its points."""


def score_of(counts: Sequence[ProblemCount], rows: Mapping[str, int]) -> int:
    """Return 0..100: 100 − Σ cost(severity) × (0.25 + 0.75 × share of the file's rows)."""
    lost = 0.0
    for count in counts:
        share = min(count.count / max(rows.get(count.file, 1), 1), 1.0)
        lost += COST[count.severity] * (LEAST_SHARE + (1 - LEAST_SHARE) * share)
    return max(round(100 - lost), 0)
