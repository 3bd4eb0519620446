"""Pages and answers in French, German and English: chosen, whole, and kept from page to page."""

from __future__ import annotations

import io
import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po
from flask.testing import FlaskClient

from api.languages import LANGUAGES
from tests.api.web.page import read

TRANSLATIONS = Path(__file__).parents[3] / "api" / "web" / "translations"
TRANSLATED = sorted(set(LANGUAGES) - {"fr"})
JOURNEY = "fromPlace=t:Market&toPlace=t:Eloi&time=2026-06-10T08:00:00%2B02:00"

OTHERS = (
    *("/arret?", "/arret/t:Market?", "/horaires/t:Market?line=t:1&", "/ecran/t:Market?"),
    *("/lignes?", "/ligne/t:1?", "/ligne/t:gone?"),
    *("/calcul?", "/accessibilite?", "/mentions-legales?"),
    *("/borne/t:Market?", "/borne/t:Market?toPlace=t:Lac&"),
)


def messages(language: str) -> list[Message]:
    """Return the messages of a catalogue."""
    content = (TRANSLATIONS / language / "LC_MESSAGES" / "messages.po").read_bytes()
    return [message for message in read_po(io.BytesIO(content), locale=language) if message.id]


def texts(what: str | tuple[str, ...]) -> list[str]:
    """Return the forms of a text."""
    return [what] if isinstance(what, str) else list(what)


@pytest.mark.parametrize("language", TRANSLATED)
def test_catalogue_translates_every_text(language: str) -> None:
    """A catalogue has the texts of messages.pot, all of them translated, none in doubt."""
    template = read_po(io.BytesIO((TRANSLATIONS / "messages.pot").read_bytes()))
    wanted = {str(texts(message.id)) for message in template if message.id}
    found = messages(language)
    assert {str(texts(message.id)) for message in found} == wanted, "run: make translations"
    assert [m.id for m in found if m.fuzzy or not all(texts(m.string))] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_translations_keep_the_placeholders(language: str) -> None:
    """A translation names the values that its source names, no other."""
    named = re.compile(r"%(?:\(\w+\))?0?\d*[sd]")
    wrong = [
        (source, translated)
        for message in messages(language)
        for source, translated in zip(texts(message.id), texts(message.string), strict=True)
        if not set(named.findall(translated)) <= set(named.findall(texts(message.id)[-1]))
        or not set(named.findall(source)) <= set(named.findall(translated))
    ]
    assert wrong == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_translations_are_not_the_french_text(language: str) -> None:
    """No sentence is left as it was in French."""
    same = [
        m.id
        for m in messages(language)
        if m.string == m.id and len(re.findall(r"\b[^\W\d]{3,}", texts(m.id)[0])) > 3
    ]
    assert same == []


@pytest.mark.parametrize(
    ("asked", "accepted", "language"),
    [
        ("", "", "fr"),
        ("", "de-AT,de;q=0.9", "de"),
        ("", "en-US", "en"),
        ("", "pt", "fr"),
        ("?lang=de", "en", "de"),
        ("?lang=en-GB", "de", "en"),
        ("?lang=pt", "de", "de"),
    ],
)
def test_language_is_that_of_the_address_then_of_the_reader(
    client: FlaskClient, asked: str, accepted: str, language: str
) -> None:
    """`lang` wins over Accept-Language, which wins over French; the page names what it is in."""
    response = client.get("/" + asked, headers={"Accept-Language": accepted})
    assert read(response.text).all("html")[0]["lang"] == language
    assert response.headers["Content-Language"] == language
    assert "Accept-Language" in response.headers["Vary"]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("de", ["Mittwoch, 10. Juni 2026, Abfahrt ab 08:00", "1 Umstieg · 3 Min. zu Fuß"]),
        ("en", ["Wednesday, 10 June 2026, leaving from 08:00", "1 change · 3 min on foot"]),
    ],
)
def test_journeys_are_told_in_the_language(
    client: FlaskClient, language: str, said: list[str]
) -> None:
    """Dates, plurals, durations and words are those of the language."""
    text = read(client.get(f"/?{JOURNEY}&lang={language}").text).text
    for sentence in said:
        assert sentence in text


@pytest.mark.parametrize("language", TRANSLATED)
def test_nothing_of_a_translated_page_stays_french(client: FlaskClient, language: str) -> None:
    """No text of the source is found in the pages of another language."""
    source = {
        text
        for message in messages(language)
        for text, translated in zip(texts(message.id), texts(message.string), strict=True)
        if "%" not in text and text != translated and len(text) > 8
    }
    for address in ("/?", f"/?{JOURNEY}&", "/?from=ouest&to=zzz&", "/nulle-part?", *OTHERS):
        text = read(client.get(f"{address}lang={language}").text).text
        assert [one for one in source if " ".join(one.split()) in text] == [], address


def test_language_asked_for_is_kept_by_links_and_form(client: FlaskClient) -> None:
    """Once the address asks for a language, every link and the form of the page do."""
    page = read(client.get(f"/?{JOURNEY}&lang=de").text)
    ours = [link["href"] for link in page.all("a") if link["href"].startswith("/")]
    others = [href for href in ours if parse_qs(urlsplit(href).query)["lang"] != ["de"]]
    assert len(others) == len(TRANSLATED)  # the two switches to another language
    assert page.value("lang") == "de"


def test_switch_leads_to_the_same_journeys_in_another_language(client: FlaskClient) -> None:
    """The switch changes the language and nothing else of the search."""
    page = read(client.get(f"/?{JOURNEY}").text)
    (german,) = page.all("a", hreflang="de")
    assert "current" not in str(german)
    assert "Abfahrt 08:10" in read(client.get(german["href"]).text).text
    (current,) = (a for a in page.all("a", **{"aria-current": "true"}) if "hreflang" in a)
    assert current["hreflang"] == "fr"


def test_cost_is_written_as_english_readers_expect(client: FlaskClient) -> None:
    """The sentence of cost has its amount and words in the language."""
    assert "This search cost €0.000 000" in read(client.get(f"/?{JOURNEY}&lang=en").text).text
    assert "hat 0,000 000" in read(client.get(f"/?{JOURNEY}&lang=de").text).text


@pytest.mark.parametrize(
    ("query", "accepted"), [("language=de", "en"), ("language=de-CH,en", ""), ("", "de")]
)
def test_api_words_problems_and_reasons_in_the_language(
    client: FlaskClient, query: str, accepted: str
) -> None:
    """MOTIS's `language`, else Accept-Language, decides the words of the JSON answers."""
    headers = {"Accept-Language": accepted}
    problem = client.get(f"/api/v6/plan?toPlace=t:Eloi&{query}", headers=headers)
    assert problem.json["title"] == "Ungültiger Parameter"
    assert problem.json["detail"].startswith("Der Parameter „fromPlace“ fehlt: ")
    nowhere = "fromPlace=t:Eloi&toPlace=t:Market&time=2026-06-10T06:00:00Z"
    answer = client.get(f"/api/v6/plan?{nowhere}&{query}", headers=headers).json
    assert answer["reasons"][0]["sentence"].startswith("Zwischen diesen beiden Orten")


def test_dates_in_sentences_are_written_as_the_language_does(client: FlaskClient) -> None:
    """A date out of the timetables is written with the separators of the language."""
    late = "/api/v6/plan?fromPlace=t:Eloi&toPlace=t:Lac&time=2027-01-02T06:00:00Z&language="
    assert "11.06.2026" in client.get(late + "de").json["detail"]
    assert "11/06/2026" in client.get(late + "fr").json["detail"]
