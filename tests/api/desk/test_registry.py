"""The registry: what was received, where it stands, what is in service on which days."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from api.desk import DeskError
from api.desk.alerts import alerts
from api.desk.registry import FeedRecord, Registry, State, Version
from feeds.aliases import Alias, AliasKind
from feeds.inspect import inspect_feed
from tests.api.desk.conftest import NOW
from tests.feeds.small_feed import GOOD, replaced, write_zip

TODAY = date(2026, 6, 10)
WHO = "claire"


def add(registry: Registry, folder: Path, name: str, **tables: str | bytes | None) -> Version:
    """Hand in the good feed with some tables replaced, and check it."""
    path = write_zip(folder / f"{name}.zip", **tables)
    version = registry.receive("x", path, who=WHO, source="console")
    return registry.checked(version.id, inspect_feed(path, TODAY), who=WHO)


def other(name: str, first: str = "20260601", last: str = "20260630") -> dict[str, str]:
    """Return tables of another version, with its days."""
    calendar = replaced("calendar", ("20260601,20260630", f"{first},{last}"))
    return {"stops": replaced("stops", ("Beta", name)), "calendar": calendar}


def states(registry: Registry) -> dict[int, State]:
    """Return where each version stands."""
    return {version.id: version.state for version in registry.versions("x")}


def test_what_is_kept_of_a_version(registry: Registry, tmp_path: Path) -> None:
    """Who handed in what, when, its size and days, what was found, and the file itself."""
    version = add(registry, tmp_path, "june")
    assert (version.received_by, version.received_at, version.source) == (WHO, NOW, "console")
    assert (version.first_date, version.last_date) == (date(2026, 6, 1), date(2026, 6, 30))
    assert (version.state, version.verdict, version.file_name) == (
        State.ACCEPTED,
        "accept",
        "june.zip",
    )
    assert registry.file_of(version).read_bytes() == (tmp_path / "june.zip").read_bytes()
    assert registry.file_of(version).stem == version.sha256
    assert version.size_bytes == (tmp_path / "june.zip").stat().st_size


def test_same_file_is_the_same_version(registry: Registry, tmp_path: Path) -> None:
    """A file that is handed in twice is one version, received once."""
    one = add(registry, tmp_path, "june")
    again = registry.receive("x", tmp_path / "june.zip", who="jean", source="upload")
    assert again == one
    assert [row.action for row in registry.history("x", None)] == ["check", "receive"]


@pytest.mark.parametrize(
    ("tables", "state"),
    [
        ({}, State.ACCEPTED),
        ({"stops": replaced("stops", (",Beta", ", Beta"))}, State.ACCEPTED),
        ({"trips": GOOD["trips"] + "\nL,NEVER,T,Gamma"}, State.CHECKED),
        ({"stops": replaced("stops", ("stop_lat", "lat"))}, State.REFUSED),
    ],
)
def test_verdict_decides_where_a_version_stands(
    registry: Registry, tmp_path: Path, tables: dict[str, str | bytes | None], state: State
) -> None:
    """Accepted; waiting for a person when rows are left out; refused."""
    assert add(registry, tmp_path, "x", **tables).state is state


def test_person_accepts_what_was_left_out(registry: Registry, tmp_path: Path) -> None:
    """A version that waits is accepted with a reason, once; then it may be put into service."""
    trips = GOOD["trips"] + "\nL,NEVER,T,Gamma"
    version = add(registry, tmp_path, "x", trips=trips)
    with pytest.raises(DeskError, match="n’est pas acceptée"):
        registry.activate(version.id, who=WHO, starts_on=None, today=TODAY)
    assert registry.accept(version.id, who=WHO, reason="school bus").state is State.ACCEPTED
    assert registry.history("x", None)[0].detail == "school bus"
    with pytest.raises(DeskError, match="n’attend pas de décision"):
        registry.accept(version.id, who=WHO, reason="again")


def test_going_back_is_one_step(registry: Registry, tmp_path: Path) -> None:
    """The newest version is in service; going back, the one before it is again, then none."""
    one, two = add(registry, tmp_path, "one"), add(registry, tmp_path, "two", **other("Betamax"))
    for version in (one, two):
        registry.activate(version.id, who=WHO, starts_on=None, today=TODAY)
    assert states(registry) == {one.id: State.SUPERSEDED, two.id: State.ACTIVE}
    assert registry.composition("x", TODAY) == [(registry.file_of(two), None)]
    back = registry.roll_back("x", who=WHO)
    assert back is not None
    assert back.id == one.id
    assert states(registry) == {one.id: State.ACTIVE, two.id: State.ACCEPTED}
    assert registry.composition("x", TODAY) == [(registry.file_of(one), None)]
    assert registry.roll_back("x", who=WHO) is None
    with pytest.raises(DeskError, match="aucune version du jeu x n’est en service"):
        registry.roll_back("x", who=WHO)


def test_version_of_next_month_leaves_this_month(registry: Registry, tmp_path: Path) -> None:
    """A version counts from its first day; until then the one before goes on."""
    june = add(registry, tmp_path, "june")
    july = add(registry, tmp_path, "july", **other("Beta", "20260701", "20260731"))
    registry.activate(june.id, who=WHO, starts_on=None, today=TODAY)
    registry.activate(july.id, who=WHO, starts_on=None, today=TODAY)
    first = date(2026, 7, 1)
    both = [(registry.file_of(june), None), (registry.file_of(july), first)]
    assert registry.composition("x", TODAY) == both
    assert registry.composition("x", first - timedelta(days=1)) == both
    assert registry.composition("x", first) == [(registry.file_of(july), None)]


def test_activation_on_a_day_that_was_chosen(registry: Registry, tmp_path: Path) -> None:
    """A version may start later than it could, and not before one that was already chosen."""
    one, two = add(registry, tmp_path, "one"), add(registry, tmp_path, "two", **other("Betamax"))
    day = date(2026, 6, 20)
    assert registry.activate(one.id, who=WHO, starts_on=day, today=TODAY).starts_on == day
    with pytest.raises(DeskError, match="revenez d’abord en arrière"):
        registry.activate(two.id, who=WHO, starts_on=None, today=TODAY)


def test_version_that_is_over(registry: Registry, tmp_path: Path) -> None:
    """A version that ended is put into service only where past weeks are replayed."""
    version = add(registry, tmp_path, "x")
    later = date(2026, 7, 14)
    with pytest.raises(DeskError, match="finit le 2026-06-30, avant le 2026-07-14"):
        registry.activate(version.id, who=WHO, starts_on=None, today=later)
    active = registry.activate(version.id, who=WHO, starts_on=None, today=later, expired=True)
    assert active.state is State.ACTIVE


def test_checking_again_leaves_service_alone(registry: Registry, tmp_path: Path) -> None:
    """A version in service that is checked again stays there."""
    version = add(registry, tmp_path, "x")
    registry.activate(version.id, who=WHO, starts_on=None, today=TODAY)
    inspection = inspect_feed(registry.file_of(version), date(2028, 1, 1))
    assert registry.checked(version.id, inspection, who=WHO).state is State.ACTIVE


def test_old_versions_are_forgotten(registry: Registry, tmp_path: Path) -> None:
    """The oldest versions out of service go, with their files; those in service stay."""
    versions = [add(registry, tmp_path, f"v{n}", **other(f"Beta{n}")) for n in range(4)]
    registry.activate(versions[0].id, who=WHO, starts_on=None, today=TODAY)
    assert registry.prune("x", who=WHO, keep=2) == 1
    assert [version.id for version in registry.versions("x")] == [versions[n].id for n in (3, 2, 0)]
    assert [registry.file_of(version).exists() for version in versions] == [True, False, True, True]
    assert registry.history("x", None)[0].action == "forget"


@pytest.mark.parametrize("number", [0, 99])
def test_unknown_version(registry: Registry, number: int) -> None:
    """A version that is not there is named."""
    with pytest.raises(DeskError, match=f"aucune version n’a le numéro {number}"):
        registry.activate(number, who=WHO, starts_on=None, today=TODAY)


def test_unknown_feed(registry: Registry, tmp_path: Path) -> None:
    """A feed that is not there is named, with those that are."""
    with pytest.raises(DeskError, match="il y a\u00a0: x"):
        registry.receive("y", write_zip(tmp_path / "y.zip"), who=WHO, source="console")


def test_feed_is_described_anew(registry: Registry) -> None:
    """What is said of a feed may change; it stays one feed."""
    changed = FeedRecord("x", "New name", "Alsace", "ODbL-1.0", "")
    registry.register(changed)
    assert registry.feeds() == [changed]


def test_disk_that_cannot_be_written(tmp_path: Path) -> None:
    """A registry on a path that is no folder says so."""
    (tmp_path / "file").write_text("")
    with pytest.raises(DeskError, match="registre"):
        Registry(tmp_path / "file" / "registry.sqlite", tmp_path / "files")


def test_file_that_cannot_be_kept(tmp_path: Path) -> None:
    """A file that cannot be written leaves nothing behind, no version and no part of it."""
    registry = Registry(tmp_path / "registry.sqlite", tmp_path / "file")
    registry.register(FeedRecord("x", "Operator", "Alsace", "etalab-2.0", ""))
    (tmp_path / "file").write_text("")
    with pytest.raises(DeskError, match=r"good\.zip ne peut être gardé"):
        registry.receive("x", write_zip(tmp_path / "good.zip"), who=WHO, source="console")
    assert registry.versions("x") == []


@pytest.mark.parametrize(
    ("today", "kinds"),
    [
        (date(2026, 6, 16), []),
        (date(2026, 6, 17), ["expires"]),
        (date(2026, 6, 30), ["expires"]),
        (date(2026, 7, 1), ["expired"]),
    ],
)
def test_alert_of_an_end(registry: Registry, tmp_path: Path, today: date, kinds: list[str]) -> None:
    """A feed in service that ends within fourteen days, or has ended, is an alert."""
    version = add(registry, tmp_path, "june")
    registry.activate(version.id, who=WHO, starts_on=None, today=TODAY)
    assert [alert.kind for alert in alerts(registry, today)] == kinds
    july = add(registry, tmp_path, "july", **other("Beta", "20260701", "20260831"))
    registry.activate(july.id, who=WHO, starts_on=None, today=TODAY)
    assert alerts(registry, today) == []


def test_alert_of_a_fetch_that_fails(registry: Registry) -> None:
    """A fetch that failed is an alert until one succeeds."""
    registry.pulls.set_url("x", "https://op.example/x.zip")
    (pull,) = registry.pulls.all()
    registry.pulls.failed(pull, DeskError("op.example answers 500"), NOW)
    assert [(a.kind, a.detail) for a in alerts(registry, TODAY)] == [
        ("pull_failed", "op.example answers 500")
    ]
    registry.pulls.succeeded(pull, pull.known, NOW)
    assert alerts(registry, TODAY) == []


def test_aliases_are_kept_once(registry: Registry) -> None:
    """What was known is not added again; all come back in the order in which they were found."""
    first, second = (Alias(AliasKind.PLACE, f"x:{n}", f"x:{n + 1}") for n in (1, 2))
    assert registry.aliases.keep("x", 1, [first, first]) == 1
    assert registry.aliases.keep("x", 2, [first, second]) == 1
    assert registry.aliases.all() == (first, second)
