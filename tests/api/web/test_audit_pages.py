"""The accounts for who audits them: who gets in, what is shown, who may close a month."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from api.accounting import read_statement
from api.accounting.verification import Verification
from api.accounting.verified import KeptVerification, alone, keep
from api.desk.registry import Registry
from api.desk.registry.tokens import Role
from api.service import EXTENSION, Service
from tests.api.web.page import Page
from tests.api.web.test_desk_pages import Desk
from tests.support.snapshots import EAST, NOW, WEST, two_towns_app

PLAN = "/api/v6/plan?fromPlace=t:Market&toPlace=t:Eloi&time=2026-06-10T06:00:00Z"
COMPTES = "/desk/comptes"
MAY = f"{COMPTES}/2026-05"


class Clock:
    """A clock that tests move."""

    now = datetime(2026, 5, 20, 8, tzinfo=UTC)

    def __call__(self) -> datetime:
        """Return the time it was set to."""
        return self.now


@pytest.fixture
def app(tmp_path: Path, made_apps: list[Flask]) -> Flask:
    """Return a service that answered in May and has budgets, on 10 June."""
    budgets = tmp_path / "accounts" / "budgets"
    budgets.mkdir(parents=True)
    rows = [
        {"payer": WEST, "amount_eur": "150000", "labels": {"Chapitre": "<011>"}},
        {"payer": EAST, "amount_eur": "0.000000001"},
    ]
    content = {"year": 2026, "currency": "EUR", "budgets": rows}
    (budgets / "2026.json").write_text(json.dumps(content), "utf-8")
    clock = Clock()
    app = two_towns_app(tmp_path, clock=clock, accounts=tmp_path / "accounts")
    made_apps.append(app)
    for _ in range(3):
        app.test_client().get(PLAN)
    app.extensions[EXTENSION].accountant.settle()
    clock.now = NOW
    return app


@pytest.fixture
def service(app: Flask) -> Service:
    """Return what answers."""
    found: Service = app.extensions[EXTENSION]
    return found


Holder = Callable[[Role], Desk]


@pytest.fixture
def holder(client: FlaskClient, service: Service) -> Holder:
    """Return what makes somebody with a token of a role."""
    settings, region = service.settings, service.snapshot.manifest.region_id
    registry = Registry(settings.registry_of(region), settings.received_of(region), lambda: NOW)
    client.get("/desk")  # the region's feeds are registered

    def make(role: Role) -> Desk:
        feed = "t" if role is Role.OPERATOR else None
        return Desk(client, registry.tokens.issue(role.value, role, feed, NOW))

    return make


@pytest.fixture
def auditor(holder: Holder) -> Desk:
    """Return somebody who may look."""
    return holder(Role.AUDITOR)


@pytest.fixture
def administrator(holder: Holder) -> Desk:
    """Return somebody who may close months."""
    return holder(Role.ADMINISTRATOR)


PAGES = [
    COMPTES,
    MAY,
    f"{MAY}/etats/{WEST}",
    f"{MAY}/etats/{WEST}.csv",
    f"{MAY}/etats.json",
    f"{MAY}/focus.csv",
    f"{MAY}/mois.beancount",
]


@pytest.mark.parametrize("path", PAGES)
def test_the_accounts_are_for_auditors(client: FlaskClient, holder: Holder, path: str) -> None:
    """Nobody without a token, no operator; what is shown is kept by no cache on the way."""
    assert client.get(path).status_code == 401
    assert holder(Role.OPERATOR).get(path).status_code == 403
    answer = holder(Role.AUDITOR).get(path)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"


def test_months_budgets_and_alerts_are_at_a_glance(auditor: Desk) -> None:
    """The month with its state; each budget with what is owed; the alerts that were told."""
    page = auditor.page(COMPTES)
    assert page.all("a", href=MAY)
    assert re.search(r"Communauté de l’Ouest ?Chapitre : <011> ?150 000,00 €", page.text)
    assert "épuisé" in page.text
    assert "Métropole de l’Est : 100 % du budget 2026 sont dépensés" in page.text


def test_an_empty_ledger_is_said_so(tmp_path: Path, made_apps: list[Flask]) -> None:
    """Before the first answer there is nothing to audit: a sentence, not an error."""
    made_apps.append(two_towns_app(tmp_path))
    service: Service = made_apps[-1].extensions[EXTENSION]
    settings, region = service.settings, service.snapshot.manifest.region_id
    client = made_apps[-1].test_client()
    registry = Registry(settings.registry_of(region), settings.received_of(region), lambda: NOW)
    token = registry.tokens.issue("jean", Role.AUDITOR, None, NOW)
    answer = Desk(client, token).get(COMPTES)
    assert answer.status_code == 503
    assert "Pas encore de registre" in answer.text


def test_the_statements_agree_in_every_form(auditor: Desk, service: Service) -> None:
    """Page, CSV and JSON of a payer show what the ledger says, and the seal that covers it."""
    service.accountant.settle()
    statement = read_statement(service.ledger, service.costs.tariffs, "2026-05")
    (row,) = (row for row in statement.payers if row.payer == WEST)
    (line,) = csv.DictReader(io.StringIO(auditor.get(f"{MAY}/etats/{WEST}.csv").text))
    found = auditor.get(f"{MAY}/etats/{WEST}.json").get_json()
    (payer,) = found["payers"]
    assert int(line["cost_neur"]) == payer["amount"] == row.total_neur > 0
    assert line["head"] == found["head"] == statement.head
    page = auditor.page(f"{MAY}/etats/{WEST}")
    assert "Communauté de l’Ouest · 999000001 · Chapitre : <011>" in page.text
    assert "mai 2026" in page.text


def test_an_administrator_closes_and_reopens_and_it_is_traced(
    administrator: Desk, auditor: Desk, service: Service
) -> None:
    """Closed with its fixed costs, reopened with a reason; who did what stays to be read."""
    assert administrator.post(f"{MAY}/close").status_code == 303
    closed = read_statement(service.ledger, service.costs.tariffs, "2026-05")
    assert (closed.state, closed.total_neur) == ("closed", 25_000 * 10**9)
    assert administrator.post(f"{MAY}/reopen", reason=" ").status_code == 400
    assert administrator.post(f"{MAY}/reopen", reason="facture <fausse>").status_code == 303
    page = auditor.page(MAY)
    assert re.search(r"Clôture, sceau \d+ \(administrator\)", page.text)
    assert re.search(r"Réouverture, sceau \d+ \(administrator : facture <fausse>\)", page.text)
    assert administrator.post(f"{MAY}/provisional").status_code == 303
    assert "arrêté provisoirement" in auditor.page(COMPTES).text


def test_an_auditor_changes_nothing(auditor: Desk, service: Service) -> None:
    """No form to close with, and the address refuses."""
    assert auditor.page(MAY).all("form") == []
    assert auditor.post(f"{MAY}/close").status_code == 403
    assert auditor.post(f"{MAY}/reopen", reason="x").status_code == 403
    state = read_statement(service.ledger, service.costs.tariffs, "2026-05").state
    assert state == "open"


def test_another_site_cannot_close_with_the_password(administrator: Desk) -> None:
    """A form of another site is refused although the browser sends the password."""
    foreign = {"Origin": "https://evil.example"}
    for path in (f"{MAY}/close", f"{MAY}/reopen", f"{COMPTES}/verification"):
        assert administrator.post(path, foreign, reason="x").status_code == 403


@pytest.mark.parametrize(
    ("path", "status", "sentence"),
    [
        (f"{COMPTES}/2026-13", 400, "n’est pas un mois"),
        (f"{MAY}/etats/123456789", 404, "123456789 ne doit rien pour 2026-05"),
        (f"{COMPTES}/2026-04/etats/{WEST}", 404, "ne doit rien"),
    ],
)
def test_what_is_not_there_is_told(auditor: Desk, path: str, status: int, sentence: str) -> None:
    """One sentence names what was asked for."""
    answer = auditor.get(path)
    assert answer.status_code == status
    assert sentence in answer.text


def test_a_month_that_is_not_over_is_not_closed(administrator: Desk) -> None:
    """The refusal says why; nothing is booked."""
    answer = administrator.post(f"{COMPTES}/2026-06/close")
    assert (answer.status_code, "n’est pas fini" in answer.text) == (409, True)


def test_verifying_runs_in_a_process_of_its_own(
    auditor: Desk, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An auditor may have the ledger verified, once at a time; the page says it is under way."""
    begun: list[list[str]] = []

    class Process:
        def __init__(self, command: list[str], **_options: object) -> None:
            begun.append(command)

        def wait(self) -> int:
            return 0

    monkeypatch.setattr("api.auditing.subprocess.Popen", Process)
    assert auditor.post(f"{COMPTES}/verification").status_code == 303
    assert begun[0][-2:] == ["costs", "verify"]
    path = service.settings.verification_of(service.snapshot.manifest.region_id)
    with alone(path):
        assert auditor.post(f"{COMPTES}/verification").status_code == 409
        assert "en cours" in auditor.page(COMPTES).text
    assert len(begun) == 1


def verified(page: Page) -> bool:
    """Tell what a page says of the last verification."""
    assert ("Registre juste." in page.text) is not ("Registre faux." in page.text)
    return "Registre juste." in page.text


def test_the_last_verification_is_shown(auditor: Desk, service: Service) -> None:
    """When, how many entries, up to which seal; or the first wrong row, as text."""
    path = service.settings.verification_of(service.snapshot.manifest.region_id)
    assert "Jamais vérifié" in auditor.page(COMPTES).text
    keep(path, KeptVerification("2026-06-10T05:59:00+00:00", Verification(1234, 2, 0, "ab", None)))
    page = auditor.page(COMPTES)
    assert verified(page)
    assert "1 234" in page.text
    assert "07:59" in page.text
    fault = Verification(5, 1, 0, "ab", "http-1/5: <the hash>")
    keep(path, KeptVerification("2026-06-10T06:00:00+00:00", fault))
    page = auditor.page(COMPTES)
    assert not verified(page)
    assert "http-1/5: <the hash>" in page.text


def test_a_verification_that_could_not_be_done_says_why(auditor: Desk, service: Service) -> None:
    """What its process said instead of a result."""
    path = service.settings.verification_of(service.snapshot.manifest.region_id)
    path.with_suffix(".log").write_text("Registre illisible.", "utf-8")
    assert "La vérification n’a pas abouti. Registre illisible." in auditor.page(COMPTES).text


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_accounts_are_read_in_other_languages(auditor: Desk, language: str) -> None:
    """No French word of the page stays where German or English is read."""
    heading = {"de": "Prüfung der Konten", "en": "Audit of the accounts"}[language]
    assert heading in auditor.page(f"{COMPTES}?lang={language}").text
    assert "Payeur" not in auditor.page(f"{MAY}?lang={language}").text
