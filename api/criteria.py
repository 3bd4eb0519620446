"""What a plan request wants to be compared beside time and changes, and how much that may cost."""

from __future__ import annotations

from api.parameters import Parameters, Range
from planner import Criterion, Slack

SLACK_MINUTES = Range(30, 0, 240)
SLACK_TRANSFERS = Range(1, 0, 6)
_MINUTE_S = 60
_NAMES = {criterion.value: criterion for criterion in Criterion}


def read_criteria(read: Parameters) -> tuple[frozenset[Criterion], Slack]:
    """Read the parameters; the slack is that of the default where nothing more is compared.

    Raises
    ------
    ApiProblem: a criterion is not known, or a number outside its limits.

    """
    named = read.choices("criteria", _NAMES)
    slack = Slack(
        read.whole("slackTime", SLACK_MINUTES) * _MINUTE_S,
        read.whole("slackTransfers", SLACK_TRANSFERS),
    )
    return frozenset(_NAMES[name] for name in named), slack if named else Slack()
