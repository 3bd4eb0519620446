"""Keys of channels: who is served by which app or kiosk, so that the channel's owner pays."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from api.accounting import read_statement
from api.accounting.channels import channel_of_key, load_channel_keys, new_key
from api.accounting.errors import InvalidChannelsError
from api.accounting.rules import RULES
from api.service import EXTENSION
from tests.api.accounting.test_commands import run
from tests.support.snapshots import EAST, WEST

PLAN = "/api/v6/plan?fromPlace=t:Market&toPlace=t:Gare1"


def write(folder: Path, *entries: object) -> Path:
    """Write a file of keys."""
    folder.mkdir(exist_ok=True)
    path = folder / "channels.json"
    path.write_text(json.dumps({"channels": [*entries]}), "utf-8")
    return path


def test_a_key_names_its_channel_and_no_other(tmp_path: Path) -> None:
    """A new key is known by its entry; the file holds no key."""
    key, entry = new_key("app.exemple")
    other, _ = new_key("app.exemple")
    path = write(tmp_path, json.loads(entry))
    assert key not in path.read_text("utf-8")
    channels = load_channel_keys(path)
    assert channel_of_key(key, channels) == "app.exemple"
    assert channel_of_key(other, channels) is None


def test_without_a_file_no_key_is_known(tmp_path: Path) -> None:
    """Nothing has to be written for a service without partners."""
    assert load_channel_keys(tmp_path / "channels.json") == {}


GOOD = {"channel": "app", "key_sha256": "0" * 64}


@pytest.mark.parametrize(
    ("entries", "field"),
    [
        ([], "channels"),
        ([{"channel": "app"}], "channels[0].key_sha256"),
        ([GOOD | {"channel": "web"}], "channels[0].channel"),
        ([GOOD | {"channel": "a:b"}], "channels[0].channel"),
        ([GOOD | {"key_sha256": "canal_clear"}], "channels[0].key_sha256"),
        ([GOOD, GOOD | {"channel": "other"}], "channels[1].key_sha256"),
    ],
)
def test_a_mistake_in_the_file_is_named(tmp_path: Path, entries: list[object], field: str) -> None:
    """The error names the file and the field that is wrong."""
    path = write(tmp_path, *entries)
    with pytest.raises(InvalidChannelsError) as caught:
        load_channel_keys(path)
    assert (caught.value.path, caught.value.field) == (str(path), field)


@pytest.fixture
def keyed(tmp_path: Path, make_app: Callable[..., Flask]) -> tuple[Flask, str]:
    """Return a service that knows the key of an app of the East, and the key."""
    accounts = tmp_path / "accounts"
    key, entry = new_key("app.est")
    write(accounts, json.loads(entry))
    rules = json.loads((RULES / "2026-11.json").read_text("utf-8"))
    rules |= {"version": "2026-05", "valid_from": "2026-05-01", "channel_owners": {"app.est": EAST}}
    (accounts / "rules").mkdir()
    (accounts / "rules" / "2026-05.json").write_text(json.dumps(rules), "utf-8")
    return make_app(accounts=accounts), key


def test_the_owner_of_a_key_pays(keyed: tuple[Flask, str], settle: Callable[[], None]) -> None:
    """What an app asks is on its owner's account, whoever's stops it is about."""
    app, key = keyed
    client = app.test_client()
    cost = client.get(PLAN, headers={"X-API-Key": key}).get_json()["cost"]
    assert ([one["payer"] for one in cost["payers"]], cost["rule"]) == ([EAST], "R-CANAL@1")
    cost = client.get(PLAN).get_json()["cost"]
    assert [one["payer"] for one in cost["payers"]] == [WEST]
    settle()
    service = app.extensions[EXTENSION]
    assert read_statement(service.ledger, service.costs.tariffs).answers == 2


@pytest.mark.parametrize("path", [PLAN, "/api/v1/geocode?text=gare", "/"])
def test_a_key_that_is_not_known_is_refused(keyed: tuple[Flask, str], path: str) -> None:
    """In one sentence, and nobody is charged for it by mistake: errors are borne in common."""
    app, _key = keyed
    answer = app.test_client().get(path, headers={"X-API-Key": "canal_wrong"})
    assert answer.status_code == 403
    assert "X-API-Key" in answer.text


def test_a_key_is_made_by_a_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It prints the key once, and what to add to the file; a name that cannot be is refused."""
    status, text = run(tmp_path / "absent", "key", "borne.gare")
    assert status == 0
    (key,) = re.findall(r"canal_\S+", text)
    entry = json.loads(text[text.index("{") :])
    assert channel_of_key(key, load_channel_keys(write(tmp_path, entry))) == "borne.gare"
    assert run(tmp_path / "absent", "key", "Borne Gare")[0] == 1
    assert "Borne Gare" in capsys.readouterr().err
