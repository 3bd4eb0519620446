"""Allocation rules: files that are checked when read, and the rule that each answer falls under."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from api.accounting import InvalidRulesError, MeteredEvent, load_rules
from api.accounting.events import OPERATION_ACCOUNTS, OWN_ACCOUNT_NAMES
from api.accounting.rules import RULES
from tests.api.accounting.samples import MULHOUSE, STRASBOURG, events, plan_event

SHIPPED = json.loads((RULES / "2026-11.json").read_text(encoding="utf-8"))


def write(folder: Path, stem: str = "2027-01", **changes: object) -> Path:
    """Write a file of rules that is right but for the changes."""
    path = folder / f"{stem}.json"
    content = SHIPPED | {"version": stem, "valid_from": f"{stem}-01"} | changes
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def allocated(event: MeteredEvent, folder: Path = RULES) -> tuple[str, dict[str, int]]:
    """Return the rule and the weights of an event."""
    rule, weights = load_rules(folder).on(date(2027, 2, 1)).allocate(event)
    return rule, dict(weights)


def test_the_ends_of_a_journey_share_an_answer() -> None:
    """By default the authorities of origin and destination pay by their weights (R-OD)."""
    assert allocated(plan_event()) == ("R-OD@1", {STRASBOURG: 1, MULHOUSE: 1})


def test_an_answer_without_journey_falls_on_the_pool() -> None:
    """No itinerary found is a lack of transport: nobody's own budget pays for it (R-ZERO)."""
    assert allocated(plan_event(outcome="unsolved")) == ("R-ZERO@1", {"pool-solidarite": 1})


def test_robots_are_our_own_running_cost() -> None:
    """A robot's request is excluded from the shares, whatever it found (R-BOT)."""
    robot = plan_event(robot=True, outcome="unsolved")
    assert allocated(robot) == ("R-BOT@1", {"exploitation": 1})


@pytest.mark.parametrize(("operation", "account"), OPERATION_ACCOUNTS.items())
def test_what_the_service_does_for_itself_has_an_account(operation: str, account: str) -> None:
    """Starting, compiling, building, fetching and being watched: each its own (R-EXPL)."""
    assert allocated(plan_event(operation=operation)) == ("R-EXPL@1", {account: 1})
    assert account in OWN_ACCOUNT_NAMES


def test_a_message_is_paid_by_the_owner_of_its_channel(tmp_path: Path) -> None:
    """What a channel costs falls on who owns it; without owner it is unattributed (R-CANAL)."""
    write(tmp_path, channel_owners={"kiosk-gare": MULHOUSE})
    for channel, payer in (("kiosk-gare", MULHOUSE), ("sms", "non-attribue")):
        event = plan_event(channel=channel, counters={"messages": 1})
        assert allocated(event, tmp_path) == ("R-CANAL@1", {payer: 1})


def test_every_answer_of_an_owned_channel_is_its_owners(tmp_path: Path) -> None:
    """A kiosk's owner pays for what people ask there, found or not; robots stay ours (R-CANAL)."""
    write(tmp_path, channel_owners={"kiosk-gare": MULHOUSE})
    for outcome in ("solved", "unsolved", ""):
        event = plan_event(channel="kiosk-gare", outcome=outcome)
        assert allocated(event, tmp_path) == ("R-CANAL@1", {MULHOUSE: 1})
    assert allocated(plan_event(channel="kiosk-gare", robot=True), tmp_path)[0] == "R-BOT@1"
    assert allocated(plan_event(channel="kiosk"), tmp_path)[0] == "R-OD@1"


def test_legs_may_be_the_key(tmp_path: Path) -> None:
    """With R-LEG, vehicle-metres weigh; an answer without legs falls to the next rule."""
    rules = [{"rule": "R-LEG@1", "when": "has-legs", "share": "legs"}, SHIPPED["answers"][-1]]
    write(tmp_path, answers=rules)
    by_legs = plan_event(legs={STRASBOURG: 3_000, MULHOUSE: 9_000})
    assert allocated(by_legs, tmp_path) == ("R-LEG@1", {STRASBOURG: 3_000, MULHOUSE: 9_000})
    assert allocated(plan_event(), tmp_path)[0] == "R-OD@1"


def test_an_end_outside_every_authority_falls_on_the_region_if_it_is_named(tmp_path: Path) -> None:
    """R-HORS: the payer of the outside takes the unattributed part, its own part added."""
    write(tmp_path, outside_payer="200052264")
    payers = {STRASBOURG: 1, "non-attribue": 1}
    assert allocated(plan_event(payers=payers), tmp_path)[1] == {STRASBOURG: 1, "200052264": 1}
    assert allocated(plan_event(payers=payers))[1] == payers
    both = {"200052264": 1, "non-attribue": 1}
    assert allocated(plan_event(payers=both), tmp_path)[1] == {"200052264": 2}


def test_what_is_for_nobody_is_common() -> None:
    """A page, a suggestion, an error: no ends of a journey, hence no authority (R-COMMUN)."""
    for payers in ({}, {STRASBOURG: 0}):
        assert allocated(plan_event(payers=payers)) == ("R-COMMUN@1", {"frais-communs": 1})


def test_nobody_found_is_unattributed(tmp_path: Path) -> None:
    """Without such a rule an answer that nobody weighs in is borne by the unattributed account."""
    write(tmp_path, answers=SHIPPED["answers"][-1:])
    for payers in ({}, {STRASBOURG: 0}):
        assert allocated(plan_event(payers=payers), tmp_path) == ("R-OD@1", {"non-attribue": 1})


@given(events())
def test_every_answer_has_a_payer(event: MeteredEvent) -> None:
    """Whatever the answer, some account weighs more than zero, and none less."""
    _, weights = allocated(event)
    assert sum(weights.values()) > 0
    assert min(weights.values()) >= 0


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"version": "2027-02"}, "version"),
        ({"valid_from": "janvier"}, "valid_from"),
        ({"answers": []}, "answers"),
        ({"answers": SHIPPED["answers"][:1]}, "answers"),
        ({"answers": [{"rule": "R-OD", "when": "always", "share": "ends"}]}, "answers[0].rule"),
        ({"answers": [{"rule": "R-OD@1", "when": "never", "share": "ends"}]}, "answers[0].when"),
        ({"answers": [{"rule": "R-OD@1", "when": "always", "share": "me"}]}, "answers[0].share"),
        ({"channel_meters": "messages"}, "channel_meters"),
        ({"channel_owners": {"sms": ""}}, "channel_owners.sms"),
        ({"outside_payer": None}, "outside_payer"),
        ({"fixed": []}, "fixed"),
        ({"fixed": {"R-POP": {}}}, "fixed.R-POP.cap_eur_per_inhabitant"),
        (
            {"fixed": {"R-POP@1": SHIPPED["fixed"]["R-POP@1"] | {"floor_eur": "-1"}}},
            "fixed.R-POP@1.floor_eur",
        ),
        (
            {"fixed": {"R-POP@1": SHIPPED["fixed"]["R-POP@1"] | {"floor_eur": "0.0000000001"}}},
            "fixed.R-POP@1.floor_eur",
        ),
        ({"note": "free"}, "note"),
    ],
)
def test_wrong_rules_are_refused_by_their_field(
    tmp_path: Path, changes: dict[str, Any], field: str
) -> None:
    """The error names the file and the field that is wrong."""
    path = write(tmp_path, **changes)
    with pytest.raises(InvalidRulesError) as caught:
        load_rules(tmp_path)
    assert (caught.value.path, caught.value.field) == (str(path), field)


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    """There is no sharing without rules."""
    with pytest.raises(InvalidRulesError, match="no rules"):
        load_rules(tmp_path)


def test_two_versions_may_not_begin_on_one_day(tmp_path: Path) -> None:
    """Which of the two holds would be a matter of luck."""
    write(tmp_path)
    write(tmp_path, "2027-02", valid_from="2027-01-01")
    with pytest.raises(InvalidRulesError, match="same date as 2027-01"):
        load_rules(tmp_path)
