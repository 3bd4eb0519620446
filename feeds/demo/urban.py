"""Valmo, the urban network of Valmont: two tram lines, buses, a shuttle, a night bus."""

from __future__ import annotations

from feeds.demo.calendars import SATURDAY, SCHOOL, SUNDAY, VACATION, Service
from feeds.demo.lines import BUS, TRAM, Course, Line, Operator, anchors_of, both_ways

SERVICES = (
    Service("SCO", (SCHOOL,)),
    Service("VAC", (VACATION,)),
    Service("SAM", (SATURDAY,)),
    Service("DIM", (SUNDAY,)),
    Service("JOUR", (SCHOOL, VACATION, SATURDAY)),
    Service("NUIT", (SCHOOL, VACATION, SATURDAY), (4, 5)),
)

_TRAM = {
    "SCO": "4:50/15 6:20/8 7:00/6 9:00/8 16:00/6 19:00/10 20:30/15 22:30/20 24:30",
    "VAC": "4:50/15 6:30/8 9:00/10 16:00/8 19:00/12 20:30/20 24:30",
    "SAM": "5:10/20 7:10/10 19:30/15 22:00/20 25:00",
    "DIM": "6:00/30 9:00/20 13:00/15 19:30/20 22:00/30 24:00",
}
_MAIN_BUS = {
    "SCO": "5:20/20 6:40/10 9:00/12 16:00/10 19:00/20 21:00/30 23:00",
    "VAC": "5:20/20 6:40/12 9:00/15 19:00/20 21:00/30 23:00",
    "SAM": "5:50/30 8:20/15 19:20/30 22:50",
    "DIM": "8:00/40 13:20/30 20:50",
}
_BUS = {
    "SCO": "5:45/20 7:05/15 9:05/20 16:05/15 19:05/30 21:05",
    "VAC": "5:45/30 7:15/20 19:15/40 21:15",
    "SAM": "6:30/30 20:00",
    "DIM": "9:00/60 20:00",
}
_VILLAGE_BUS = {
    "SCO": "5:55/30 8:55/60 11:55/30 13:55/60 15:55/30 19:55",
    "VAC": "6:25/60 12:25/45 14:40/60 20:40",
    "SAM": "7:10/60 19:10",
    "DIM": "9:10 11:10 14:10 17:10 19:10",
}


def _later(departures: dict[str, str], minutes: int) -> dict[str, str]:
    """Return the same departures some minutes later: the far end of a line."""
    return {service: _shifted(text, minutes) for service, text in departures.items()}


def _shifted(text: str, minutes: int) -> str:
    words = []
    for word in text.split():
        clock, slash, headway = word.partition("/")
        hours, _, minute = clock.partition(":")
        hour, rest = divmod(int(hours) * 60 + int(minute) + minutes, 60)
        words.append(f"{hour}:{rest:02d}{slash}{headway}")
    return " ".join(words)


LINES = (
    Line(
        "A",
        "A",
        "Parc des Expositions – Université",
        TRAM,
        "C8102E",
        both_ways(
            "Valmont/expo Valmont/ring-ouest Valmont/ring-nord Valmont/centre Valmont/pont-nord "
            "Valmont/gare Valmont/universite",
            _TRAM,
            _later(_TRAM, 4),
        ),
        spacing_m=430,
        bikes=2,
    ),
    Line(
        "B",
        "B",
        "Stade – Technopôle",
        TRAM,
        "005BAA",
        both_ways(
            "Valmont/stade Valmont/lycee Valmont/pont-nord Valmont/centre Valmont/ring-nord "
            "Valmont/ring-est Valmont/hopital Valmont/technopole",
            _later(_TRAM, 2),
            _later(_TRAM, 5),
        ),
        spacing_m=430,
        bikes=2,
    ),
    Line(
        "3",
        "3",
        "Saint-Maur Gare – Les Coteaux",
        BUS,
        "007A3D",
        both_ways(
            "=saint-maur Saint-Maur-le-Pont Valmont@218 Valmont/milieu-saint-maur "
            "Valmont/milieu-sud-ouest Valmont/pont-sud Valmont/centre Valmont/ring-nord "
            "Valmont/milieu-nord Valmont/rocade-nord",
            _MAIN_BUS,
            _later(_MAIN_BUS, 3),
        ),
        spacing_m=330,
    ),
    Line(
        "4",
        "4",
        "Aubrelle – Gare centrale – Les Prairies",
        BUS,
        "F5A300",
        both_ways(
            "Aubrelle Valmont/expo Valmont/milieu-expo Valmont/milieu-ouest Valmont/lycee "
            "Valmont/pont-nord Valmont/gare "
            "Valmont/faubourg Valmont/ring-sud-est Valmont/prairies =prairies",
            _BUS,
            _later(_BUS, 7),
        ),
        spacing_m=330,
    ),
    Line(
        "5",
        "5",
        "Chantevigne – Gare centrale – Les Ormeaux",
        BUS,
        "7B3F98",
        both_ways(
            "Chantevigne Valmont/coteaux Valmont/ring-nord Valmont/centre Valmont/gare "
            "Valmont/universite Les_Ormeaux-le-Haut",
            _VILLAGE_BUS,
            _later(_VILLAGE_BUS, 11),
        ),
        spacing_m=330,
    ),
    Line(
        "6",
        "6",
        "Saint-Josse-d’Avrel – Vignes-du-Sud",
        BUS,
        "0097A7",
        both_ways(
            "Saint-Josse-d’Avrel Valmont/technopole Valmont/hopital Valmont/milieu-est "
            "Valmont/quai-est Valmont/ring-sud-est Valmont/faubourg Valmont/gare "
            "Valmont/milieu-sud Valmont/milieu-vignes Valmont/vignes",
            _BUS,
            _later(_BUS, 5),
        ),
        spacing_m=330,
    ),
    Line(
        "7",
        "7",
        "Gare centrale – Quai du Port (boucle)",
        BUS,
        "E5007D",
        (
            # A lollipop: out along the avenue, once round the port district, back the same way.
            Course(
                anchors_of(
                    "Valmont/gare Valmont/faubourg Valmont/ring-sud-est Valmont/prairies "
                    "Valmont@322 Valmont/halte-des-prairies Valmont/quai-du-port "
                    "Valmont/quai-sud-est Valmont/ring-sud-est Valmont/faubourg Valmont/gare"
                ),
                _MAIN_BUS,
                0,
                headsign="Quai du Port",
                drop_off_only=True,
            ),
        ),
        spacing_m=330,
    ),
    Line(
        "8",
        "8",
        "Parc des Expositions – Hôpital – Université",
        BUS,
        "9C5A1A",
        both_ways(
            "Valmont/expo Valmont/milieu-expo Valmont/milieu-nord-ouest Valmont/milieu-nord "
            "Valmont/milieu-nord-est Valmont/hopital Valmont/technopole Valmont/rocade-est "
            "Valmont/halte-des-prairies Valmont@322 Valmont/prairies Valmont/milieu-sud-est "
            "Valmont/milieu-sud Valmont/universite",
            {"SCO": "6:30/20 9:10/30 16:10/20 19:10", "VAC": "7:00/40 19:00"},
            {"SCO": "6:40/20 9:20/30 16:20/20 19:20", "VAC": "7:10/40 19:10"},
        ),
        spacing_m=420,
    ),
    Line(
        "9",
        "9",
        "Gare centrale – L’Isle-aux-Saules",
        BUS,
        "5B7F00",
        both_ways(
            "Valmont/gare Valmont/milieu-sud Valmont/milieu-sud-est Valmont/prairies Valmont@322 "
            "L’Isle-aux-Saules =isle",
            _VILLAGE_BUS,
            _later(_VILLAGE_BUS, 26),
        ),
        spacing_m=350,
    ),
    Line(
        "C",
        "C",
        "Navette du centre",
        BUS,
        "FFD100",
        (
            Course(
                anchors_of(
                    "Valmont/centre Valmont/ring-nord Valmont/ring-est Valmont/quai-est "
                    "Valmont/pont-nord Valmont/lycee Valmont/ring-ouest Valmont/ring-nord "
                    "Valmont/centre"
                ),
                {"JOUR": "9:00"},
                0,
                headsign="Navette du centre",
            ),
        ),
        spacing_m=260,
        every_s={"JOUR": 720},
        description="Toutes les 12 minutes de 9 h à 19 h, sans horaire.",
    ),
    Line(
        "N1",
        "N1",
        "Noctambus Université – Technopôle",
        BUS,
        "1D1D4F",
        both_ways(
            "Valmont/universite Valmont/gare Valmont/pont-nord Valmont/centre Valmont/ring-nord "
            "Valmont/ring-est Valmont/hopital Valmont/technopole",
            {"NUIT": "25:15/45 28:15"},
            {"NUIT": "25:35/45 28:35"},
        ),
        spacing_m=430,
        description="Les nuits du vendredi et du samedi.",
    ),
)

VALMO = Operator(
    key="urbain",
    name="Valmo",
    url="https://valmo.example",
    phone="03 99 00 00 01",
    lines=LINES,
    services=SERVICES,
    stop_names={
        "Valmont/gare": "Gare centrale",
        "Valmont/centre": "Hôtel de Ville",
        "Valmont/expo": "Parc des Expositions",
        "Valmont/universite": "Université",
        "Valmont/stade": "Stade Léo-Vernier",
        "Valmont/lycee": "Lycée Olympe-de-Gouges",
        "Valmont/hopital": "Hôpital Saint-Luc",
        "Valmont/technopole": "Technopôle",
        "Valmont/coteaux": "Porte de Chantevigne",
        "Valmont/rocade-nord": "Les Coteaux",
        "Valmont/vignes": "Vignes-du-Sud",
        "Valmont/faubourg": "Faubourg-du-Midi",
        "Valmont/prairies": "Les Prairies",
        "Valmont/halte-des-prairies": "Pont des Prairies",
        "Valmont/quai-du-port": "Quai du Port",
        "=prairies": "Halte des Prairies",
        "=saint-maur": "Saint-Maur Gare",
        "=isle": "Gare de L’Isle",
        "Saint-Maur-le-Pont": "Mairie",
        "Aubrelle": "Mairie",
        "Chantevigne": "Place de l’Église",
        "Les Ormeaux-le-Haut": "Les Ormeaux Mairie",
        "Saint-Josse-d’Avrel": "Mairie",
        "L’Isle-aux-Saules": "L’Isle Mairie",
    },
    stations=frozenset({"Valmont/gare", "Valmont/centre", "Valmont/technopole"}),
    tick_s=10,
    accessible_vehicles=(1, 1, 1, 1, 1, 2),
    accessible_stops=(1, 1, 1, 0, 2),
)
