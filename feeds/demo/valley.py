"""Val-Commun itself: the names, distances and populations of the imaginary valley."""

from __future__ import annotations

from feeds.demo.plan import Commune, Gate, Grouping, Plan, Road, Station, Town, Village

VALMONT = Town(
    name="Valmont",
    x=10_000,
    ring_m=560,
    edge_m=2000,
    block_m=(205, 165),
    gates=(
        Gate(38, "Avenue de l’Europe"),
        Gate(90, "Avenue de Chantevigne"),
        Gate(148, "Avenue du Parc-des-Expositions"),
        Gate(218, "Avenue de Saint-Maur"),
        Gate(270, "Avenue de l’Université"),
        Gate(322, "Avenue des Prairies"),
    ),
    bridges=("Pont Neuf", "Vieux-Pont", "Pont des Bateliers"),
    bypass="Boulevard circulaire",
    axis=("Rue de la République", "Avenue de la Gare"),
    places={
        "gare": (0, -735),
        "centre": (0, 285),
        "pont-nord": (0, 62),
        "pont-sud": (0, -62),
        "stade": (-1700, 62),
        "lycee": (-556, 62),
        "quai-est": (556, 62),
        "quai-sud-est": (556, -62),
        "quai-du-port": (1500, -62),
        "faubourg": (0, -560),
    },
    along={
        "ring-est": (38, 560),
        "hopital": (38, 1250),
        "technopole": (38, 1960),
        "ring-nord": (90, 560),
        "coteaux": (90, 1940),
        "ring-ouest": (148, 560),
        "milieu-expo": (148, 1250),
        "expo": (148, 1650),
        "ring-sud-ouest": (218, 560),
        "milieu-saint-maur": (218, 1250),
        "vignes": (244, 2000),
        "universite": (270, 1800),
        "rocade-sud": (297, 2000),
        "ring-sud-est": (322, 560),
        "prairies": (322, 1250),
        "milieu-est": (14, 1250),
        "milieu-nord-est": (64, 1250),
        "milieu-nord": (90, 1250),
        "milieu-nord-ouest": (119, 1250),
        "milieu-ouest": (168, 1250),
        "milieu-sud-ouest": (196, 1250),
        "milieu-vignes": (244, 1250),
        "milieu-sud": (270, 1250),
        "milieu-sud-est": (296, 1250),
        "halte-des-prairies": (336, 2000),
        "rocade-est": (14, 2000),
        "rocade-nord-est": (62, 2000),
        "rocade-nord": (119, 2000),
    },
    park=(700, 62, 1120, 380),
)

SAINTE_AURELE = Town(
    name="Sainte-Aurèle",
    x=26_500,
    ring_m=235,
    edge_m=760,
    block_m=(190, 130),
    gates=(
        Gate(30, "Route du Lavoir"),
        Gate(82, "Avenue des Frênes"),
        Gate(150, "Rue du Moulin-Brûlé"),
        Gate(214, "Avenue de Fontaine"),
        Gate(270, "Avenue de Montclairval"),
        Gate(326, "Avenue de Grandpré"),
    ),
    bridges=("Passerelle des Lavandières", "Pont Sainte-Aurèle", "Pont du Chemin-Vert"),
    bypass="Chemin de ronde",
    axis=("Grande-Rue", "Rue de la Gare"),
    places={
        "gare": (0, -805),
        "centre": (0, 125),
        "pont-nord": (0, 62),
        "pont-sud": (0, -62),
        "ouest": (-690, 62),
    },
    along={
        "est": (5, 760),
        "lycee": (30, 560),
        "frenes": (82, 740),
        "hopital": (150, 600),
        "zone": (214, 640),
        "piscine": (326, 640),
        "bypass-nord": (116, 760),
        "bypass-sud": (298, 760),
    },
    park=(-520, 62, -300, 190),
)

VILLAGES = (
    Village("Thiervaux", 1800, -1120, size=2, station=True),
    Village("Aubrelle", 3600, 1300, size=3),
    Village("Saint-Maur-le-Pont", 5600, -1130, size=3, station=True),
    Village("Chantevigne", 7000, 3300, size=3),
    Village("Les Ormeaux-le-Haut", 8600, -3700, size=2),
    Village("Saint-Josse-d’Avrel", 13_900, 1500, size=3),
    Village("L’Isle-aux-Saules", 15_500, -1120, size=2, station=True),
    Village("Courtefeuille", 17_600, 1700, size=2),
    Village("Haute-Combelle", 18_500, -4200, size=1),
    Village("Rochebelle-sur-Vérance", 19_400, -1130, size=3, station=True),
    Village("La Chapelle-aux-Frênes", 21_600, 3100, size=2),
    Village("Fontaine-l’Abbé", 22_900, -1140, size=2, station=True),
    Village("Montclairval", 24_600, -3900, size=2),
    Village("Pré-Saint-Loup", 29_200, 1450, size=2),
    Village("Grandpré-le-Sec", 30_200, -1130, size=3, station=True),
    Village("Noirval", 33_600, -1120, size=2, station=True),
)

STATIONS = (
    Station("frontiere", "Col-de-Bréchet-Frontière", -900, tracks=1),
    Station("thiervaux", "Thiervaux", 1800, tracks=1),
    Station("saint-maur", "Saint-Maur-le-Pont", 5600),
    Station("valmont", "Gare de Valmont", 10_000, tracks=4),
    Station("prairies", "Valmont-Les Prairies", 11_560),
    Station("isle", "L’Isle-aux-Saules", 15_500),
    Station("rochebelle", "Rochebelle-sur-Vérance", 19_400),
    Station("fontaine", "Fontaine-l’Abbé", 22_900),
    Station("sainte-aurele", "Gare de Sainte-Aurèle", 26_500, tracks=3),
    Station("grandpre", "Grandpré-le-Sec", 30_200),
    Station("noirval", "Noirval", 33_600, tracks=1),
)

ROADS = (
    Road(
        "Route de la Frontière",
        "D 12",
        ((-1350, -960), (-900, -930), "Thiervaux", "Saint-Maur-le-Pont", "Valmont@218"),
    ),
    Road("Route d’Aubrelle", "D 10", ("Aubrelle", (6300, 1450), "Valmont@148")),
    Road("Route du Pont", "D 33", ("Saint-Maur-le-Pont", (5250, -500), (5050, 500), "Aubrelle")),
    Road("Route des Vignes", "D 31", ("Valmont@90", (9600, 2700), "Chantevigne"), "tertiary"),
    Road("Montée d’Aubrelle", "D 34", ("Aubrelle", (4900, 2500), "Chantevigne"), "tertiary"),
    Road("Route des Ormeaux", "D 40", ("Valmont@270", (9300, -2900), "Les Ormeaux-le-Haut")),
    Road("Route de Saint-Josse", "D 10", ("Valmont@38", (12_600, 1450), "Saint-Josse-d’Avrel")),
    Road("Route de Courtefeuille", "D 10", ("Saint-Josse-d’Avrel", "Courtefeuille")),
    Road(
        "Route des Hauts",
        "D 50",
        ("Courtefeuille", (19_500, 2600), "La Chapelle-aux-Frênes", "Sainte-Aurèle@82"),
    ),
    Road("Route du Bas", "D 10", ("Courtefeuille", (22_000, 900), "Sainte-Aurèle@150")),
    Road(
        "Route de la Vérance",
        "D 12",
        ("Valmont@322", "L’Isle-aux-Saules", "Rochebelle-sur-Vérance", "Fontaine-l’Abbé"),
    ),
    Road("Route de Fontaine", "D 12", ("Fontaine-l’Abbé", "Sainte-Aurèle@214")),
    Road(
        "Route du Gué",
        "D 46",
        ("Rochebelle-sur-Vérance", (18_900, -400), (18_600, 500), "Courtefeuille"),
        "tertiary",
    ),
    Road(
        "Chemin de Haute-Combelle",
        "D 45",
        ("Rochebelle-sur-Vérance", "Haute-Combelle"),
        "unclassified",
    ),
    Road(
        "Route de Montclairval",
        "D 47",
        ("Fontaine-l’Abbé", (23_500, -2600), "Montclairval"),
        "tertiary",
    ),
    Road(
        "Route de l’Abbaye",
        "D 47",
        ("Montclairval", (26_000, -2300), "Sainte-Aurèle@270"),
        "tertiary",
    ),
    Road("Route du Lavoir", "D 10", ("Sainte-Aurèle@30", (28_000, 1100), "Pré-Saint-Loup")),
    Road("Route de Grandpré", "D 12", ("Sainte-Aurèle@326", "Grandpré-le-Sec", "Noirval")),
    Road("Chemin des Sources", "", ("Pré-Saint-Loup", (31_000, 2300)), "unclassified"),
)

GROUPINGS = (
    Grouping("999000018", "CA Grand Valmont", "CA", "Valmont", 9001),
    Grouping("999000026", "CC du Pays de Sainte-Aurèle", "CC", "Sainte-Aurèle", 9002),
    Grouping("999000034", "CC des Hauts de Vérance", "CC", "Rochebelle-sur-Vérance", 9003),
)

_URBAN, _SMALL_TOWN, _RURAL = (grouping.siren for grouping in GROUPINGS)
COMMUNES = (
    Commune("99001", "Valmont", 61_412, _URBAN, "99000"),
    Commune("99002", "Aubrelle", 2874, _URBAN, "99110"),
    Commune("99003", "Chantevigne", 1936, _URBAN, "99110"),
    Commune("99004", "L’Isle-aux-Saules", 1583, _URBAN, "99120"),
    Commune("99005", "Les Ormeaux-le-Haut", 1107, _URBAN, "99120"),
    Commune("99006", "Saint-Josse-d’Avrel", 3318, _URBAN, "99120"),
    Commune("99007", "Saint-Maur-le-Pont", 4205, _URBAN, "99110"),
    Commune("99008", "Thiervaux", 642, _URBAN, "99110"),
    Commune("99009", "Sainte-Aurèle", 11_846, _SMALL_TOWN, "99200"),
    Commune("99010", "Fontaine-l’Abbé", 1219, _SMALL_TOWN, "99210"),
    Commune("99011", "Grandpré-le-Sec", 2051, _SMALL_TOWN, "99210"),
    Commune("99012", "Montclairval", 534, _SMALL_TOWN, "99210"),
    Commune("99013", "Noirval", 897, _SMALL_TOWN, "99210"),
    Commune("99014", "Pré-Saint-Loup", 1344, _SMALL_TOWN, "99210"),
    Commune("99015", "Rochebelle-sur-Vérance", 2390, _RURAL, "99300"),
    Commune("99016", "Courtefeuille", 978, _RURAL, "99300"),
    Commune("99017", "La Chapelle-aux-Frênes", 411, _RURAL, "99310"),
    Commune("99018", "Haute-Combelle", 167, _RURAL, "99310"),
)

HILLS = (
    (10_420, 1050, 48, 260),  # the butte of Valmont, with its stairs
    (26_150, 620, 22, 170),
    (18_500, -4300, 70, 600),
)


def valley(seed: int) -> Plan:
    """Return the plan of Val-Commun; `seed` shapes what the plan leaves open."""
    return Plan(
        seed=seed,
        river="La Vérance",
        length_m=35_000,
        towns=(VALMONT, SAINTE_AURELE),
        villages=VILLAGES,
        roads=ROADS,
        stations=STATIONS,
        communes=COMMUNES,
        groupings=GROUPINGS,
        hills=HILLS,
        spots={"Sources": (31_000, 2300)},
    )
