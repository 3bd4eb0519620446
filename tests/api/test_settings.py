"""Settings: read once from the environment, checked, documented."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from api.settings import Settings, SettingsError

PROJECT = Path(__file__).resolve().parents[2]
VARIABLES = {
    "region": "CORRESPONDANCE_REGION",
    "data": "CORRESPONDANCE_DATA",
    "var": "CORRESPONDANCE_VAR",
    "host": "HOST",
    "port": "PORT",
    "workers": "CORRESPONDANCE_WORKERS",
    "threads": "CORRESPONDANCE_THREADS",
    "ledger": "CORRESPONDANCE_LEDGER",
    "accounts": "CORRESPONDANCE_ACCOUNTS",
    "unattributed_alert_pct": "CORRESPONDANCE_UNATTRIBUTED_ALERT",
    "alert_webhook": "CORRESPONDANCE_ALERT_WEBHOOK",
    "registry": "CORRESPONDANCE_REGISTRY",
    "pull_hosts": "CORRESPONDANCE_PULL_HOSTS",
    "answers_kept": "CORRESPONDANCE_ANSWERS_KEPT",
    "publisher": "CORRESPONDANCE_PUBLISHER",
    "contact": "CORRESPONDANCE_CONTACT",
    "hosting": "CORRESPONDANCE_HOSTING",
    "feed_largest_mib": "CORRESPONDANCE_FEED_LARGEST_MIB",
    "feed_quota_mib": "CORRESPONDANCE_FEED_QUOTA_MIB",
    "desk_webhook": "CORRESPONDANCE_DESK_WEBHOOK",
    "desk_webhook_secret": "CORRESPONDANCE_DESK_WEBHOOK_SECRET",
}


def test_an_empty_environment_gives_the_defaults() -> None:
    """Absent and empty variables are the same."""
    assert Settings.from_env({}) == Settings() == Settings.from_env({"PORT": " ", "HOST": ""})


def test_every_setting_is_read() -> None:
    """Each field has its variable."""
    values = dict.fromkeys(VARIABLES.values(), "7")
    settings = Settings.from_env(values)
    read = {field.name: getattr(settings, field.name) for field in fields(Settings)}
    assert read.pop("pull_hosts") == {"7"}
    assert set(map(str, read.values())) == {"7"}


@pytest.mark.parametrize("value", ["http", "70000", "-1", "80.0"])
def test_a_port_that_is_none_is_refused(value: str) -> None:
    """The sentence names the variable, the value and the limits."""
    with pytest.raises(SettingsError, match=f"PORT={value}: .* from 0 to 65535"):
        Settings.from_env({"PORT": value})


def test_every_setting_is_documented() -> None:
    """docs/SETTINGS.md has a row for each variable, with its default, and no other."""
    text = (PROJECT / "docs" / "SETTINGS.md").read_text("utf-8")
    rows = dict(re.findall(r"^\| `([A-Z_]+)` \| ([^|]*) \|", text, flags=re.MULTILINE))
    expected = {
        variable: "–" if default is None or default == frozenset() else f"`{default}`"
        for name, variable in VARIABLES.items()
        for default in [getattr(Settings(), name)]
    }
    assert {name: default.strip() for name, default in rows.items()} == expected


def test_files_of_a_region_are_in_its_folder() -> None:
    """Ledger and networks of each region are apart, unless a ledger is named."""
    settings = Settings(var=Path("v"))
    assert settings.ledger_of("alsace") == Path("v/alsace/ledger.sqlite")
    assert settings.networks_of("alsace") == Path("v/alsace/networks")
    assert Settings(ledger="postgresql://x/y").ledger_of("alsace") == "postgresql://x/y"
