"""Names of streets and village stops, drawn without repetition from pools."""

from __future__ import annotations

import random
import re
import unicodedata

_PEOPLE = (
    "Victor-Hugo",
    "Jean-Jaurès",
    "George-Sand",
    "Émile-Zola",
    "Louise-Michel",
    "Pasteur",
    "Voltaire",
    "Diderot",
    "Jules-Ferry",
    "Marie-Curie",
    "Olympe-de-Gouges",
    "Molière",
    "Lamartine",
    "Gambetta",
    "Jules-Verne",
    "Colette",
    "Aristide-Briand",
    "Rosa-Bonheur",
    "Ampère",
    "Lavoisier",
    "Chopin",
    "Berlioz",
    "Debussy",
    "Ravel",
    "Condorcet",
    "Jean-Moulin",
    "Simone-Veil",
    "Lucie-Aubrac",
    "Camille-Claudel",
    "Rabelais",
    "Montaigne",
    "Stendhal",
    "Balzac",
    "Flaubert",
    "Baudelaire",
    "Rimbaud",
    "Verlaine",
    "Apollinaire",
    "Vauban",
    "Denis-Papin",
    "Sophie-Germain",
)
_THINGS = (
    "des Tanneurs",
    "des Bateliers",
    "des Orfèvres",
    "des Drapiers",
    "du Puits",
    "du Four",
    "de la Monnaie",
    "de la Halle-aux-Blés",
    "du Marché-Couvert",
    "de l’Arsenal",
    "des Cordeliers",
    "des Ursulines",
    "du Petit-Cloître",
    "de la Prévôté",
    "des Trois-Rois",
    "du Chapitre",
    "de l’Écu",
    "du Lion-d’Or",
    "de la Poterne",
    "des Remparts",
    "de la Tour-Carrée",
    "du Moulin",
    "des Forges",
    "de la Filature",
    "de la Verrerie",
    "des Tisserands",
    "des Potiers",
    "de la Briqueterie",
    "de la Tuilerie",
    "du Lavoir",
    "de l’Abattoir",
    "du Gazomètre",
    "des Cheminots",
    "de l’Octroi",
    "du Champ-de-Foire",
    "du Haras",
    "des Acacias",
    "des Tilleuls",
    "des Marronniers",
    "des Érables",
    "des Noyers",
    "des Cerisiers",
    "des Mirabelliers",
    "des Églantines",
    "des Glycines",
    "des Bleuets",
    "des Coquelicots",
    "des Pervenches",
    "des Mésanges",
    "des Hirondelles",
    "des Rossignols",
    "des Alouettes",
    "du Martin-Pêcheur",
    "des Hérons",
    "de Bourgogne",
    "de Savoie",
    "de Lorraine",
    "du Jura",
    "de Bresse",
    "du Morvan",
    "des Vosges",
    "de Provence",
    "du Belvédère",
    "des Coteaux",
    "de la Combe",
    "des Vergers",
    "du Clos-Saint-Jean",
    "de la Croix-Blanche",
    "du Bois-Joli",
    "de la Fontaine-Couverte",
    "du Vallon",
    "du Pré-aux-Clercs",
    "des Longues-Raies",
    "de la Grange-aux-Dîmes",
    "du Beau-Site",
    "de Bellevue",
    "de la Source",
    "du Ruisseau",
    "des Peupliers",
    "des Aulnes",
    "de la Saulaie",
    "des Roseaux",
    "de l’Écluse",
    "du Halage",
    "du Bac",
    "des Pêcheurs",
    "de la Paix",
    "de la Liberté",
    "de l’Égalité",
    "de la Fraternité",
    "du 8-Mai-1945",
    "du 11-Novembre",
    "du 19-Mars-1962",
    "de la Libération",
    "des Résistants",
    "de l’Industrie",
    "du Commerce",
    "des Artisans",
    "de l’Innovation",
    "de l’Horlogerie",
    "des Lunetiers",
    "du Chemin-de-Fer",
    "de la Rotonde",
    "du Dépôt",
    "des Charmes",
    "des Hêtres",
    "des Ormes",
    "des Bouleaux",
    "des Saules",
    "des Sorbiers",
    "des Genêts",
    "des Bruyères",
    "des Jonquilles",
    "des Violettes",
    "des Primevères",
    "des Capucines",
    "des Lilas",
    "des Aubépines",
    "des Pinsons",
    "des Fauvettes",
    "des Bergeronnettes",
    "des Chardonnerets",
    "des Grives",
    "du Loriot",
    "des Écureuils",
    "du Chevreuil",
    "de la Garenne",
    "de Bretagne",
    "d’Auvergne",
    "de Gascogne",
    "d’Anjou",
    "de Touraine",
    "de Picardie",
    "de Champagne",
    "du Berry",
    "du Quercy",
    "du Vercors",
    "d’Alsace",
    "de la Prairie",
    "du Grand-Pré",
    "des Maraîchers",
    "des Jardiniers",
    "des Vendangeurs",
    "des Laboureurs",
    "du Chemin-Creux",
    "de la Grande-Borne",
    "du Poirier-Rond",
    "de la Justice",
    "du Calvaire",
    "de la Maladière",
    "du Stand",
    "des Sablons",
    "de la Carrière",
    "des Graviers",
    "du Bas-Rivage",
    "de l’Étang",
    "du Vivier",
    "de la Digue",
    "du Batardeau",
    "des Mariniers",
    "du Chantier-Naval",
    "des Charretiers",
    "des Messageries",
    "du Relais",
    "de la Poste-aux-Chevaux",
    "de l’Aérostier",
    "des Aviateurs",
    "de l’Observatoire",
    "de Copernic",
    "de l’Équinoxe",
    "du Solstice",
    "des Pléiades",
    "de l’Étoile",
    "du Zénith",
    "du Soleil-Levant",
    "du Midi-Fleuri",
    "des Quatre-Saisons",
)
_N_OLD = 34
"""The first names of `_THINGS` are those of an old centre."""

VILLAGE_STOPS = (
    "Église",
    "École",
    "Lavoir",
    "Croix-Blanche",
    "Monument",
    "Quatre-Vents",
    "Cimetière",
    "Salle des fêtes",
    "Vieux Moulin",
    "Les Vergers",
    "La Tuilerie",
    "Chemin-Vert",
)

_ARTICLE = re.compile(
    r"^(Rue|Avenue|Boulevard|Allée|Chemin|Impasse|Quai|Route|Place|Montée|Ruelle)"
    r" (de la |de l’|des |du |de |d’)?"
)


class StreetNames:
    """Names of one town's or village's streets, none given twice."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._old = [f"Rue {thing}" for thing in _THINGS[:_N_OLD]]
        self._new = [f"Rue {person}" for person in _PEOPLE]
        self._new += [f"{rng.choice(_NEW_TYPES)} {thing}" for thing in _THINGS[_N_OLD:]]
        rng.shuffle(self._old)
        rng.shuffle(self._new)

    def old(self) -> str:
        """Return the name of a street of an old centre."""
        return self._old.pop() if self._old else self.new()

    def person(self) -> str:
        """Return somebody's name for a boulevard."""
        name = next(street for street in self._new if street[4:] in _PEOPLE)
        self._new.remove(name)
        return name.removeprefix("Rue ")

    def new(self) -> str:
        """Return the name of a street of any other district, "" when the pool is empty."""
        return self._new.pop() if self._new else ""


_NEW_TYPES = ("Rue", "Rue", "Rue", "Allée", "Chemin")


def stop_name(street: str) -> str:
    """Return what a stop at a street is called: "Rue des Tanneurs" gives "Tanneurs"."""
    name = _ARTICLE.sub("", street)
    return name[:1].upper() + name[1:]


def slug(text: str) -> str:
    """Return a text as an id: "L’Isle Mairie" gives "l-isle-mairie"."""
    letters = (
        letter
        for letter in unicodedata.normalize("NFKD", text)
        if not unicodedata.combining(letter)
    )
    return re.sub(r"[^a-z0-9]+", "-", "".join(letters).lower()).strip("-")
