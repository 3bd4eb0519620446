"""Valbus, the buses of Sainte-Aurèle: town lines, village shuttles, school and market trips."""

from __future__ import annotations

from feeds.demo.calendars import SATURDAY, SCHOOL, SUNDAY, VACATION, Service
from feeds.demo.lines import BUS, Course, Line, Operator, anchors_of, both_ways

SERVICES = (
    Service("SEM", (SCHOOL, VACATION)),
    Service("ECOLE", (SCHOOL,), (0, 1, 3, 4)),
    Service("MERCREDI", (SCHOOL,), (2,)),
    Service("SAM", (SATURDAY,)),
    Service("DIM", (SUNDAY,)),
)

_NOIRVAL = (
    "Noirval Grandpré-le-Sec Sainte-Aurèle/piscine Sainte-Aurèle/pont-sud Sainte-Aurèle/centre"
)


LINES = (
    Line(
        "V1",
        "1",
        "Gare – Centre – Hôpital",
        BUS,
        "00843D",
        both_ways(
            "Sainte-Aurèle/gare Sainte-Aurèle/pont-sud Sainte-Aurèle/centre Sainte-Aurèle/hopital",
            {
                "SEM": "6:20/30 7:20/15 8:50/30 11:50/20 13:50/30 16:20/15 18:50/30 20:20",
                "SAM": "7:30/30 19:00",
                "DIM": "9:30 11:30 14:00/60 19:00",
            },
            {
                "SEM": "6:35/30 7:35/15 9:05/30 12:05/20 14:05/30 16:35/15 19:05/30 20:35",
                "SAM": "7:45/30 19:15",
                "DIM": "9:45 11:45 14:15/60 19:15",
            },
        ),
        spacing_m=300,
    ),
    Line(
        "V2",
        "2",
        "Circulaire du Chemin de ronde",
        BUS,
        "D35400",
        (
            Course(
                anchors_of(
                    "Sainte-Aurèle/centre Sainte-Aurèle/lycee Sainte-Aurèle@30 Sainte-Aurèle/est "
                    "Sainte-Aurèle@326 Sainte-Aurèle/bypass-sud Sainte-Aurèle/gare "
                    "Sainte-Aurèle@214 Sainte-Aurèle/zone Sainte-Aurèle/pont-sud "
                    "Sainte-Aurèle/centre"
                ),
                {"SEM": "7:00/30 9:00/60 11:30/30 14:00/60 16:00/30 19:00", "SAM": "8:00/60 18:00"},
                0,
                headsign="Circulaire",
            ),
        ),
        spacing_m=320,
    ),
    Line(
        "V3",
        "3",
        "Pré-Saint-Loup – Sainte-Aurèle Gare",
        BUS,
        "6A1B9A",
        (
            *both_ways(
                "Pré-Saint-Loup Sainte-Aurèle/lycee Sainte-Aurèle/centre Sainte-Aurèle/gare",
                {"SEM": "6:40 7:35 9:30 13:10 15:30 18:05", "SAM": "8:10 10:10 13:10 17:10"},
                {"SEM": "7:05 8:40 12:10 14:40 16:50 17:45 18:50", "SAM": "9:40 12:05 16:05 18:05"},
            ),
            # Beyond the village the shuttle goes to the farm only when someone has phoned.
            Course(
                (
                    "Sources",
                    "Pré-Saint-Loup",
                    *anchors_of("Sainte-Aurèle/lycee Sainte-Aurèle/centre"),
                ),
                {"SEM": "8:15 13:40", "SAM": "9:05"},
                0,
                on_request=("Sources",),
            ),
            Course(
                (
                    *anchors_of("Sainte-Aurèle/centre Sainte-Aurèle/lycee"),
                    "Pré-Saint-Loup",
                    "Sources",
                ),
                {"SEM": "11:30 17:15", "SAM": "11:30"},
                1,
                on_request=("Sources",),
            ),
        ),
        spacing_m=330,
        description="Ferme des Sources : sur réservation la veille au 03 99 00 00 02.",
    ),
    Line(
        "V4",
        "4",
        "Noirval – Grandpré-le-Sec – Sainte-Aurèle",
        BUS,
        "1565C0",
        (
            *both_ways(
                _NOIRVAL,
                {"SEM": "6:35 8:45 13:15 14:45 17:30", "SAM": "8:30 11:00 14:00 17:00"},
                {"SEM": "7:30 10:45 12:15 16:10 17:20 18:35", "SAM": "9:45 12:15 16:00 18:15"},
            ),
            Course(
                anchors_of(
                    "Noirval Grandpré-le-Sec Sainte-Aurèle/piscine Sainte-Aurèle/pont-sud "
                    "Sainte-Aurèle/centre Sainte-Aurèle/lycee"
                ),
                {"ECOLE": "7:10", "MERCREDI": "7:10"},
                0,
                headsign="Lycée des Frênes",
            ),
            Course(
                anchors_of(
                    "Sainte-Aurèle/lycee Sainte-Aurèle/centre Sainte-Aurèle/pont-sud "
                    "Sainte-Aurèle/piscine Grandpré-le-Sec Noirval"
                ),
                {"ECOLE": "16:40 17:40", "MERCREDI": "12:25"},
                1,
            ),
        ),
        spacing_m=330,
    ),
    Line(
        "V5",
        "M",
        "Navette du marché",
        BUS,
        "B71C1C",
        both_ways(
            "La_Chapelle-aux-Frênes Sainte-Aurèle/frenes Sainte-Aurèle/centre "
            "Sainte-Aurèle/gare Montclairval",
            {"SAM": "8:20 9:50"},
            {"SAM": "8:25 11:40 12:50"},
        ),
        spacing_m=450,
        description="Le samedi, jour de marché aux halles.",
    ),
)

VALBUS = Operator(
    key="valbus",
    name="Valbus",
    url="https://valbus.example",
    phone="03 99 00 00 02",
    lines=LINES,
    services=SERVICES,
    stop_names={
        "Sainte-Aurèle/gare": "Sainte-Aurèle Gare",
        "Sainte-Aurèle/centre": "Halles",
        "Sainte-Aurèle/hopital": "Hôpital local",
        "Sainte-Aurèle/lycee": "Lycée des Frênes",
        "Sainte-Aurèle/piscine": "Piscine",
        "Sainte-Aurèle/zone": "Zone artisanale",
        "Sainte-Aurèle/frenes": "Résidence des Frênes",
        "Pré-Saint-Loup": "Mairie",
        "Grandpré-le-Sec": "Mairie",
        "Noirval": "Place de l’Église",
        "La Chapelle-aux-Frênes": "Mairie",
        "Montclairval": "Mairie",
        "Sources": "Ferme des Sources",
    },
    stations=frozenset(),
    tick_s=30,
    accessible_vehicles=(0, 0, 1),
    accessible_stops=(0, 0, 0, 1, 2),
)
