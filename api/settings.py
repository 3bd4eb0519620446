"""Settings: every knob of the service, read once from the environment (docs/SETTINGS.md)."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_LAST_PORT = 65535
_MOST_THREADS = 256


class SettingsError(Exception):
    """A setting cannot be used; says which, its value and why."""

    def __init__(self, name: str, value: str, reason: str) -> None:
        super().__init__(f"{name}={value}: {reason}")
        self.name = name
        self.value = value
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Settings:
    """What differs between two places where the service is started."""

    region: str = "val-commun"
    """Name of a region that comes with the program, or path of a region file."""
    data: Path | None = None
    """Folder that holds the region's files; None: they are generated or fetched."""
    var: Path = Path("var")
    """Folder for everything the service writes."""
    host: str = "127.0.0.1"
    port: int = 8080
    """0: any port that is free."""
    workers: int = 1
    """Processes that answer; they share the network's memory."""
    threads: int = 8
    """Requests that one process answers at the same time."""
    ledger: str | None = None
    """Path or database URL of the ledger; None: `<var>/<region>/ledger.sqlite`."""
    accounts: Path | None = None
    """Folder with the operator's own tariffs/, rules/, costs/ and budgets/; None: those shipped."""
    alert_webhook: str | None = None
    """Address that budget alerts are posted to, beside `<var>/<region>/alerts.jsonl`."""
    unattributed_alert_pct: int = 10
    """Per cent of a month's direct cost that nobody pays, from which it is told; 0: never."""
    registry: str | None = None
    """Path or database URL of the feeds' registry; None: `<var>/<region>/desk/registry.sqlite`."""
    pull_hosts: frozenset[str] = frozenset()
    """Hosts that feeds may be fetched from although their address is private."""
    feed_largest_mib: int = 300
    """Size of one feed's file that the desk receives."""
    feed_quota_mib: int = 3000
    """Size of all versions that are kept of one feed."""
    desk_webhook: str | None = None
    """Address that alerts about feeds are posted to."""
    desk_webhook_secret: str | None = None
    """What alerts about feeds are signed with."""
    answers_kept: int = 512
    """Plan answers that one process keeps for the next person who asks the same; 0: none."""
    publisher: str | None = None
    """Who publishes the site, with address; the legal notice says so."""
    contact: str | None = None
    """Where readers write to: an e-mail address."""
    hosting: str | None = None
    """Who hosts the site, with address; the legal notice says so."""

    @classmethod
    def from_process(cls) -> Settings:
        """Read the settings from the environment of this process; see `from_env`."""
        return cls.from_env(os.environ)

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> Settings:
        """Read the settings from environment variables; an empty one counts as absent.

        Raises
        ------
        SettingsError: a number is not one, or out of its range.

        """
        default = cls()
        given = {name: text for name, text in environ.items() if text.strip()}
        data = given.get("CORRESPONDANCE_DATA")
        accounts = given.get("CORRESPONDANCE_ACCOUNTS")
        return cls(
            region=given.get("CORRESPONDANCE_REGION", default.region),
            data=Path(data) if data else None,
            var=Path(given.get("CORRESPONDANCE_VAR", default.var)),
            host=given.get("HOST", default.host),
            port=_whole(given, "PORT", default.port, 0, _LAST_PORT),
            workers=_whole(given, "CORRESPONDANCE_WORKERS", default.workers, 1, _MOST_THREADS),
            threads=_whole(given, "CORRESPONDANCE_THREADS", default.threads, 1, _MOST_THREADS),
            ledger=given.get("CORRESPONDANCE_LEDGER"),
            accounts=Path(accounts) if accounts else None,
            alert_webhook=given.get("CORRESPONDANCE_ALERT_WEBHOOK"),
            unattributed_alert_pct=_whole(
                given, "CORRESPONDANCE_UNATTRIBUTED_ALERT", default.unattributed_alert_pct, 0, 100
            ),
            registry=given.get("CORRESPONDANCE_REGISTRY"),
            pull_hosts=frozenset(given.get("CORRESPONDANCE_PULL_HOSTS", "").split()),
            feed_largest_mib=_whole(
                given, "CORRESPONDANCE_FEED_LARGEST_MIB", default.feed_largest_mib, 1, 10_000
            ),
            feed_quota_mib=_whole(
                given, "CORRESPONDANCE_FEED_QUOTA_MIB", default.feed_quota_mib, 1, 10_000_000
            ),
            desk_webhook=given.get("CORRESPONDANCE_DESK_WEBHOOK"),
            desk_webhook_secret=given.get("CORRESPONDANCE_DESK_WEBHOOK_SECRET"),
            answers_kept=_whole(
                given, "CORRESPONDANCE_ANSWERS_KEPT", default.answers_kept, 0, 1_000_000
            ),
            publisher=given.get("CORRESPONDANCE_PUBLISHER"),
            contact=given.get("CORRESPONDANCE_CONTACT"),
            hosting=given.get("CORRESPONDANCE_HOSTING"),
        )

    def ledger_of(self, region_id: str) -> str | Path:
        """Return the path or database URL of a region's ledger."""
        return self.ledger or self.var / region_id / "ledger.sqlite"

    def journals_of(self, region_id: str) -> Path:
        """Return the folder where each worker journals its answers before the ledger has them."""
        return self.var / region_id / "journals"

    def registry_of(self, region_id: str) -> str | Path:
        """Return the path or database URL of a region's registry of feeds."""
        return self.registry or self.desk_of(region_id) / "registry.sqlite"

    def desk_of(self, region_id: str) -> Path:
        """Return the folder of a region's desk."""
        return self.var / region_id / "desk"

    def received_of(self, region_id: str) -> Path:
        """Return the folder of the files that a region's registry received."""
        return self.desk_of(region_id) / "files"

    def shared_of(self, region_id: str) -> Path:
        """Return the folder of the last good states of a region's shared vehicles."""
        return self.var / region_id / "shared"

    def live_of(self, region_id: str) -> Path:
        """Return the folder of the last good live messages of a region's feeds."""
        return self.var / region_id / "live"

    def verification_of(self, region_id: str) -> Path:
        """Return the file that holds how the last verification of a region's ledger went."""
        return self.var / region_id / "verification.json"

    def networks_of(self, region_id: str) -> Path:
        """Return the folder of a region's network snapshots."""
        return self.var / region_id / "networks"


def _whole(given: Mapping[str, str], name: str, default: int, least: int, most: int) -> int:
    """Read a whole number within its range."""
    text = given.get(name, str(default))
    try:
        value = int(text)
    except ValueError:
        value = least - 1
    if not least <= value <= most:
        raise SettingsError(name, text, f"must be a whole number from {least} to {most}")
    return value
