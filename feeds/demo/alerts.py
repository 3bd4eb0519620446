"""Writes what the operators of Val-Commun tell their travellers, as GTFS-Realtime alerts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from google.transit import gtfs_realtime_pb2 as gtfs_rt

FOLDER = "live"


@dataclass(frozen=True)
class _Alert:
    """An alert: about what, what happens, and its texts by language."""

    id: str
    about: Mapping[str, str]
    cause: str
    effect: str
    severity: str
    header: Mapping[str, str]
    description: Mapping[str, str]
    url: str = ""
    over: bool = False
    """It ended with the year before."""


_OF_VALMO = (
    _Alert(
        "quai-du-port",
        {"route_id": "7"},
        "CONSTRUCTION",
        "SIGNIFICANT_DELAYS",
        "WARNING",
        {
            "fr": "Ligne 7\u00a0: chantier sur le quai du Port",
            "de": "Linie 7: Baustelle am Quai du Port",
            "en": "Line 7: roadworks on Quai du Port",
        },
        {
            "fr": "La chaussée est réduite à une voie\u00a0: comptez quelques minutes de plus "
            "sur la boucle.\nTous les arrêts restent desservis.",
            "de": "Die Fahrbahn ist auf eine Spur verengt: Rechnen Sie auf der Schleife mit "
            "einigen Minuten mehr.\nAlle Haltestellen werden bedient.",
            "en": "The road is down to one lane: allow a few more minutes on the loop."
            "\nAll stops are served.",
        },
        "https://valmo.example/info-trafic/quai-du-port",
    ),
    _Alert(
        "foire",
        {"route_id": "A"},
        "OTHER_CAUSE",
        "OTHER_EFFECT",
        "INFO",
        {"fr": "Ligne A\u00a0: trams chargés les jours de foire"},
        {
            "fr": "Autour du Parc des Expositions, préférez la ligne 8 en fin d’après-midi quand "
            "une foire a lieu."
        },
    ),
    _Alert(
        "greve",
        {"agency_id": "urbain"},
        "STRIKE",
        "REDUCED_SERVICE",
        "SEVERE",
        {"fr": "Grève\u00a0: un tram sur deux"},
        {"fr": "Cette grève est finie depuis longtemps\u00a0; cet avis ne doit plus se voir."},
        over=True,
    ),
)
_OF_FERVAL = (
    _Alert(
        "voie-4",
        {"stop_id": "gare-de-valmont-4"},
        "OTHER_CAUSE",
        "ACCESSIBILITY_ISSUE",
        "INFO",
        {
            "fr": "Gare de Valmont\u00a0: pas d’ascenseur vers la voie 4",
            "de": "Bahnhof Valmont: kein Aufzug zu Gleis 4",
            "en": "Valmont station: no lift to track 4",
        },
        {
            "fr": "La voie 4 n’est accessible que par l’escalier. Le personnel en gare vous aide.",
            "de": "Gleis 4 ist nur über die Treppe zu erreichen. Das Bahnhofspersonal hilft Ihnen.",
            "en": "Track 4 can only be reached by the stairs. Station staff will help you.",
        },
    ),
)


def write_alerts(folder: Path, year: int) -> None:
    """Write `live/urbain-alerts.pb` and `live/ferval-alerts.pb`, which hold whatever the date."""
    (folder / FOLDER).mkdir()
    for feed, alerts in (("urbain", _OF_VALMO), ("ferval", _OF_FERVAL)):
        message = gtfs_rt.FeedMessage()
        message.header.gtfs_realtime_version = "2.0"
        message.header.timestamp = _moment_s(year)
        for alert in alerts:
            _add(message, alert, year)
        content = message.SerializeToString(deterministic=True)
        (folder / FOLDER / f"{feed}-alerts.pb").write_bytes(content)


def _add(message: gtfs_rt.FeedMessage, alert: _Alert, year: int) -> None:
    row = message.entity.add(id=alert.id).alert
    if alert.over:
        row.active_period.add(start=_moment_s(year - 1), end=_moment_s(year))
    row.informed_entity.add(**alert.about)
    row.cause = gtfs_rt.Alert.Cause.Value(alert.cause)
    row.effect = gtfs_rt.Alert.Effect.Value(alert.effect)
    row.severity_level = gtfs_rt.Alert.SeverityLevel.Value(alert.severity)
    texts: Sequence[tuple[gtfs_rt.TranslatedString, Mapping[str, str]]] = (
        (row.header_text, alert.header),
        (row.description_text, alert.description),
        (row.url, {"": alert.url} if alert.url else {}),
    )
    for field, translations in texts:
        for language, text in translations.items():
            field.translation.add(text=text, language=language or None)


def _moment_s(year: int) -> int:
    return int(datetime(year, 1, 1, tzinfo=UTC).timestamp())
