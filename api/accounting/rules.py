"""The allocation rules: dated files that say who pays what; the code only reads them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Literal, cast, get_args

from api.accounting import json_fields
from api.accounting.errors import InvalidRulesError
from api.accounting.events import (
    COMMON,
    OPERATION_ACCOUNTS,
    OPERATIONS,
    POOL,
    UNATTRIBUTED,
    MeteredEvent,
)
from api.accounting.json_fields import FieldError, read_json

RULES = Path(__file__).parent / "rules"

When = Literal[
    "operation",
    "robot",
    "channel-meters",
    "owned-channel",
    "unsolved",
    "no-ends",
    "has-legs",
    "always",
]
Share = Literal["operation", "operations", "pool", "common", "channel-owner", "legs", "ends"]
Key = Literal["population", "feed", "equal"]

_OWN = {"operations": OPERATIONS, "pool": POOL, "common": COMMON}
_VERSIONED = re.compile(r"R-[A-Z]+@[0-9]+")


@dataclass(frozen=True, slots=True)
class AnswerRule:
    """Who pays for the answers of a kind; the first rule whose ``when`` holds applies."""

    rule: str
    when: When
    share: Share


@dataclass(frozen=True, slots=True)
class FixedRule:
    """The key that shares a fixed cost, with each payer's least and most a year.

    Zero means no floor, or no cap. What a cap takes off falls on the solidarity pool.
    """

    rule: str
    key: Key
    floor_neur: int
    cap_neur_per_inhabitant: int


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules in force from a date on."""

    version: str
    valid_from: date
    answers: tuple[AnswerRule, ...]
    channel_meters: frozenset[str]
    channel_owners: Mapping[str, str]
    outside_payer: str
    fixed: Mapping[str, FixedRule]

    def allocate(self, event: MeteredEvent) -> tuple[str, Mapping[str, int]]:
        """Return the rule that applies to an answer, and the weight of each of its payers.

        An end outside every authority (R-HORS) is borne by ``outside_payer`` if there is one.
        An answer that nobody is found for is borne by the unattributed account.
        """
        for rule in self.answers:  # the last one always holds
            if self._holds(rule.when, event):
                break
        weights = self._weights(rule.share, event)
        if not any(weights.values()):
            return rule.rule, {UNATTRIBUTED: 1}
        if self.outside_payer and UNATTRIBUTED in weights:
            weights = dict(weights)
            lost = weights.pop(UNATTRIBUTED)
            weights[self.outside_payer] = weights.get(self.outside_payer, 0) + lost
        return rule.rule, weights

    def _holds(self, when: When, event: MeteredEvent) -> bool:  # noqa: PLR0911  # one a case
        match when:
            case "operation":
                return event.operation != ""
            case "robot":
                return event.robot
            case "channel-meters":
                return not self.channel_meters.isdisjoint(event.counters)
            case "owned-channel":
                return self._owner(event) != ""
            case "unsolved":
                return event.outcome == "unsolved"
            case "no-ends":
                return not any(event.payers.values())
            case "has-legs":
                return any(event.legs.values())
            case "always":
                return True

    def _owner(self, event: MeteredEvent) -> str:
        """Return who owns a channel: as these rules say, else as the event does."""
        return self.channel_owners.get(event.channel, event.owner)

    def _weights(self, share: Share, event: MeteredEvent) -> Mapping[str, int]:
        if share == "ends":
            return event.payers
        if share == "legs":
            return event.legs
        if share == "channel-owner":
            return {self._owner(event) or UNATTRIBUTED: 1}
        if share == "operation":
            return {OPERATION_ACCOUNTS.get(event.operation, OPERATIONS): 1}
        return {_OWN[share]: 1}


@dataclass(frozen=True, slots=True)
class RuleBook:
    """Every version of the rules, oldest first; at least one."""

    versions: tuple[Rules, ...]

    def on(self, day: date) -> Rules:
        """Return the rules in force on a day; before the first, the first."""
        in_force = [rules for rules in self.versions if rules.valid_from <= day]
        return in_force[-1] if in_force else self.versions[0]


def load_rules(folder: Path = RULES) -> RuleBook:
    """Read every version of the rules, or raise `InvalidRulesError`."""
    versions = sorted(map(_read, sorted(folder.glob("*.json"))), key=lambda v: v.valid_from)
    if not versions:
        raise InvalidRulesError(str(folder), "*.json", "no rules in this folder")
    for earlier, later in pairwise(versions):
        if earlier.valid_from == later.valid_from:
            path = str(folder / f"{later.version}.json")
            raise InvalidRulesError(path, "valid_from", f"same date as {earlier.version}")
    return RuleBook(tuple(versions))


def _read(path: Path) -> Rules:
    return read_json(path, lambda content: _rules(path.stem, content), InvalidRulesError)


def _rules(stem: str, content: object) -> Rules:
    keys = ("version", "valid_from", "answers", "channel_meters", "channel_owners")
    table = json_fields.table(content, "file", (*keys, "outside_payer", "fixed"))
    if table["version"] != stem:
        raise FieldError("version", f"must be the file's name, {stem!r}")
    answers = tuple(
        _answer_rule(row, f"answers[{number}]")
        for number, row in enumerate(json_fields.rows(table["answers"], "answers"))
    )
    if answers[-1].when != "always":
        raise FieldError("answers", "the last rule must hold always")
    fixed = table["fixed"]
    if not isinstance(fixed, dict):
        raise FieldError("fixed", "must be an object")
    meters = table["channel_meters"]
    if not isinstance(meters, list) or not all(isinstance(name, str) for name in meters):
        raise FieldError("channel_meters", "must be a list of texts")
    if not isinstance(table["outside_payer"], str):
        raise FieldError("outside_payer", "must be a SIREN, or empty")
    return Rules(
        version=stem,
        valid_from=json_fields.day(table, "valid_from", "file"),
        answers=answers,
        channel_meters=frozenset(meters),
        channel_owners=_owners(table["channel_owners"]),
        outside_payer=table["outside_payer"],
        fixed={rule: _fixed_rule(rule, row) for rule, row in fixed.items()},
    )


def _answer_rule(row: object, where: str) -> AnswerRule:
    table = json_fields.table(row, where, ("rule", "when", "share"))
    return AnswerRule(
        _rule_name(table["rule"], f"{where}.rule"),
        cast("When", json_fields.choice(table, "when", where, get_args(When))),
        cast("Share", json_fields.choice(table, "share", where, get_args(Share))),
    )


def _fixed_rule(rule: str, row: object) -> FixedRule:
    where = f"fixed.{rule}"
    table = json_fields.table(row, where, ("key", "floor_eur", "cap_eur_per_inhabitant"))
    return FixedRule(
        _rule_name(rule, where),
        cast("Key", json_fields.choice(table, "key", where, get_args(Key))),
        json_fields.amount_neur(table, "floor_eur", where),
        json_fields.amount_neur(table, "cap_eur_per_inhabitant", where),
    )


def _rule_name(name: object, where: str) -> str:
    if not isinstance(name, str) or _VERSIONED.fullmatch(name) is None:
        raise FieldError(where, "must be a rule and its version such as 'R-OD@1'")
    return name


def _owners(content: object) -> Mapping[str, str]:
    if not isinstance(content, dict):
        raise FieldError("channel_owners", "must be an object")
    for channel in content:
        json_fields.text(content, channel, "channel_owners")
    return content
