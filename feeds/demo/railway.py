"""Ferval: the regional railway along the river, and the coaches to the villages off the line."""

from __future__ import annotations

from feeds.demo.calendars import SATURDAY, SCHOOL, SUNDAY, VACATION, Service
from feeds.demo.lines import COACH, RAIL, Course, Line, Operator, anchors_of, both_ways

SERVICES = (
    Service("LAV", (SCHOOL, VACATION)),
    Service("VEN", (SCHOOL, VACATION), (4,)),
    Service("SAM", (SATURDAY,)),
    Service("DIM", (SUNDAY,)),
    Service("NUIT", (SCHOOL, VACATION, SATURDAY), (4, 5)),
)

_ALL = (
    "=frontiere =thiervaux =saint-maur =valmont =prairies =isle =rochebelle =fontaine "
    "=sainte-aurele =grandpre =noirval"
)
_VALLEY = "=thiervaux =saint-maur =valmont =prairies =isle =rochebelle =fontaine =sainte-aurele"
_EXPRESS = "=valmont =rochebelle =sainte-aurele =noirval"
_NORTH_BANK = (
    "Valmont/gare Valmont/faubourg Valmont/ring-sud-est Valmont/quai-est "
    "Valmont/ring-est Valmont/hopital Valmont/technopole Saint-Josse-d’Avrel Courtefeuille "
    "La_Chapelle-aux-Frênes Sainte-Aurèle/frenes Sainte-Aurèle/centre Sainte-Aurèle/gare"
)
_ABBEY = (
    "Sainte-Aurèle/gare Sainte-Aurèle/pont-sud Sainte-Aurèle/zone Sainte-Aurèle@214 "
    "Fontaine-l’Abbé Montclairval Sainte-Aurèle/gare"
)
_NIGHT = (
    "Valmont/gare Valmont/faubourg Valmont/ring-sud-est Valmont@322 L’Isle-aux-Saules "
    "Rochebelle-sur-Vérance Fontaine-l’Abbé Sainte-Aurèle@214 Sainte-Aurèle/zone "
    "Sainte-Aurèle/pont-sud Sainte-Aurèle/centre"
)

LINES = (
    Line(
        "F1",
        "F1",
        "Col-de-Bréchet – Valmont – Sainte-Aurèle – Noirval",
        RAIL,
        "00695C",
        (
            *both_ways(
                _ALL,
                {
                    "LAV": "5:32 6:32 7:02 8:32 10:32 12:32 14:32 16:32 17:32 18:32 20:32",
                    "VEN": "21:32",
                    "SAM": "6:32 8:32 11:32 14:32 17:32 20:02",
                    "DIM": "8:32 11:32 15:32 18:32 20:32",
                },
                {
                    "LAV": "5:12 6:12 6:42 7:42 9:42 11:42 13:42 15:42 16:42 17:42 18:42 20:12",
                    "VEN": "22:12",
                    "SAM": "6:42 8:42 11:42 14:42 17:42 19:42",
                    "DIM": "8:12 11:12 15:12 17:42 19:42",
                },
            ),
            *both_ways(
                _VALLEY,
                {
                    "LAV": "6:08 7:38 9:38 11:38 13:38 15:38 17:08 18:08 19:38",
                    "SAM": "10:08 13:08 16:08",
                },
                {
                    "LAV": "6:28 7:13 8:38 10:38 12:38 14:38 16:38 17:13 18:13 19:13",
                    "SAM": "10:13 13:13",
                },
            ),
        ),
        bikes=1,
    ),
    Line(
        "F2",
        "F2",
        "Valmont – Noirval direct",
        RAIL,
        "B8338A",
        both_ways(
            _EXPRESS,
            {"LAV": "6:55 8:10 12:10 16:10 17:10 18:40", "SAM": "9:10 16:10", "DIM": "10:10 19:10"},
            {"LAV": "6:25 7:25 9:10 13:10 17:25 18:55", "SAM": "10:25 17:25", "DIM": "11:25 20:25"},
        ),
        bikes=1,
    ),
    Line(
        "301",
        "301",
        "Valmont – La Chapelle-aux-Frênes – Sainte-Aurèle",
        COACH,
        "EF6C00",
        both_ways(
            _NORTH_BANK,
            {"LAV": "6:20 7:50 12:20 16:20 17:20 18:20", "SAM": "9:20 12:20 17:20", "DIM": "17:20"},
            {"LAV": "6:10 6:55 8:25 13:10 16:25 17:40", "SAM": "8:10 13:10 16:10", "DIM": "16:10"},
        ),
        bikes=2,
    ),
    Line(
        "302",
        "302",
        "Sainte-Aurèle – Fontaine-l’Abbé – Montclairval",
        COACH,
        "455A64",
        (
            Course(
                anchors_of(_ABBEY),
                {"LAV": "7:55 12:25 16:55", "SAM": "12:25"},
                0,
                headsign="Montclairval",
            ),
            Course(
                anchors_of(_ABBEY)[::-1],
                {"LAV": "6:50 13:45 18:10", "SAM": "9:00"},
                1,
                headsign="Fontaine-l’Abbé",
            ),
        ),
        bikes=2,
    ),
    Line(
        "399",
        "399",
        "Car de nuit Valmont – Sainte-Aurèle",
        COACH,
        "263238",
        both_ways(_NIGHT, {"NUIT": "23:50 25:45"}, {"NUIT": "22:50 24:50"}),
        bikes=2,
        description="Les nuits du vendredi et du samedi.",
    ),
)

FERVAL = Operator(
    key="ferval",
    name="Ferval",
    url="https://ferval.example",
    phone="03 99 00 00 03",
    lines=LINES,
    services=SERVICES,
    stop_names={
        "Valmont/gare": "Gare routière",
        "Valmont/hopital": "Valmont Hôpital",
        "Saint-Josse-d’Avrel": "Saint-Josse-d’Avrel Mairie",
        "Courtefeuille": "Courtefeuille Place du Marché",
        "La Chapelle-aux-Frênes": "La Chapelle-aux-Frênes Église",
        "Sainte-Aurèle/frenes": "Sainte-Aurèle Les Frênes",
        "Sainte-Aurèle/centre": "Sainte-Aurèle Halles",
        "Sainte-Aurèle/gare": "Sainte-Aurèle Gare routière",
        "Fontaine-l’Abbé": "Fontaine-l’Abbé Mairie",
        "Montclairval": "Montclairval Église",
        "L’Isle-aux-Saules": "L’Isle-aux-Saules Mairie",
        "Rochebelle-sur-Vérance": "Rochebelle-sur-Vérance Fontaine",
    },
    stations=frozenset(),
    tick_s=60,
    accessible_vehicles=(1, 1, 2, 0),
    accessible_stops=(1, 0, 2),
    uncrossable=frozenset({"Valmont-Les Prairies"}),
    connections=(
        ("Gare de Sainte-Aurèle", "Sainte-Aurèle Gare routière"),
        ("Gare de Valmont", "Gare routière"),
    ),
)
