"""What feeds refuse, in the reader's language: the package itself speaks English."""

from __future__ import annotations

import re
from functools import cache

from flask_babel import get_locale

from api.desk.texts import texts_in
from api.words import _, lazy
from feeds import (
    FeedError,
    FeedRefusedError,
    InvalidRegionError,
    LiveFeedError,
    SharedSystemError,
)

SENTENCES = (
    (
        r"(?P<what>.+) cannot be read as OpenStreetMap \((?P<why>.*)\)",
        lazy("%(what)s n’est pas un fichier OpenStreetMap lisible (%(why)s)"),
    ),
    (
        r"network (?P<what>.+) cannot be opened \((?P<why>.*)\)",
        lazy("le réseau %(what)s ne peut être ouvert (%(why)s)"),
    ),
    (
        r"the data folder (?P<what>.+) does not exist",
        lazy("le dossier de données %(what)s n’existe pas"),
    ),
    (
        r"the data folder (?P<where>.+?) lacks (?P<what>.+)",
        lazy("dans le dossier de données %(where)s il manque %(what)s"),
    ),
    (
        r"the generator (?P<what>.+) is not installed",
        lazy("le générateur %(what)s n’est pas installé"),
    ),
    (
        r"(?P<what>.+) cannot be fetched: put them into (?P<where>.+?), or give .*",
        lazy(
            "%(what)s ne peut être téléchargé\u00a0: placez ces fichiers dans %(where)s, ou donnez "
            "avec --data un dossier qui les a tous"
        ),
    ),
    (
        r"feed (?P<feed>\S+) cannot be fetched from (?P<what>.+?) \(the answer was cut short\)",
        lazy("le jeu %(feed)s ne peut être téléchargé de %(what)s (la réponse a été coupée)"),
    ),
    (
        r"feed (?P<feed>\S+) cannot be fetched from (?P<what>.+?) \((?P<why>.*)\)",
        lazy("le jeu %(feed)s ne peut être téléchargé de %(what)s (%(why)s)"),
    ),
    (
        r"feed (?P<feed>\S+) at (?P<what>.+) is larger than (?P<most>\d+) MiB",
        lazy("le jeu %(feed)s, à %(what)s, dépasse %(most)s Mio"),
    ),
    (
        r"feed (?P<feed>\S+): (?P<what>.+) is not an http or https address",
        lazy("le jeu %(feed)s\u00a0: %(what)s n’est pas une adresse http ou https"),
    ),
    (
        r"no full week from Monday to Sunday is common to (?P<what>.+)",
        lazy("aucune semaine entière, du lundi au dimanche, n’est commune à %(what)s"),
    ),
    (r"is empty", lazy("est vide")),
    (r"is not GTFS-Realtime", lazy("n’est pas du GTFS-Realtime")),
    (
        r"header.gtfs_realtime_version: (?P<what>.+) is not read",
        lazy("la version %(what)s de GTFS-Realtime n’est pas lue"),
    ),
    (
        r"header.incrementality: DIFFERENTIAL is not read, only FULL_DATASET",
        lazy("les messages partiels (DIFFERENTIAL) ne sont pas lus"),
    ),
    (
        r"header.timestamp: (?P<what>\d+) is in the future",
        lazy("l’heure du message (header.timestamp %(what)s) est dans l’avenir"),
    ),
    (
        r"header.timestamp: (?P<what>\d+) is before (?P<other>\d+)",
        lazy("le message (header.timestamp %(what)s) est plus ancien que le dernier (%(other)s)"),
    ),
    (r"has more than (?P<most>\d+) entities", lazy("a plus de %(most)s entités")),
    (
        r"cannot be fetched from (?P<what>.+?) \((?P<why>.*)\)",
        lazy("ne peut être téléchargé de %(what)s (%(why)s)"),
    ),
    (r"is larger than (?P<most>\d+) MiB", lazy("dépasse %(most)s Mio")),
    (r"is not JSON \((?P<why>.*)\)", lazy("n’est pas du JSON (%(why)s)")),
    (
        r"(?P<what>.+) is not an http or https address",
        lazy("%(what)s n’est pas une adresse http ou https"),
    ),
    (r"(?P<what>\S+): must be a list", lazy("%(what)s doit être une liste")),
    (r"(?P<what>\S+): must be a list of objects", lazy("%(what)s doit être une liste d’objets")),
    (r"(?P<what>\S+): must be an object", lazy("%(what)s doit être un objet")),
    (r"(?P<what>\S+): must be a time", lazy("%(what)s doit être une heure")),
    (
        r"lists neither (?P<one>\w+) nor (?P<other>\w+)",
        lazy("n’énumère ni %(one)s ni %(other)s"),
    ),
    (r"cannot be written \((?P<why>.*)\)", lazy("ne peut être écrit (%(why)s)")),
    (r"(?P<what>.+) cannot be read \((?P<why>.*)\)", lazy("%(what)s ne peut être lu (%(why)s)")),
    (
        r"(?P<what>.+) cannot be written \((?P<why>.*)\)",
        lazy("%(what)s ne peut être écrit (%(why)s)"),
    ),
    (r"(?P<what>\S+) is larger than (?P<most>\d+) KiB", lazy("%(what)s dépasse %(most)s Kio")),
    (
        r"(?P<what>\S+) is (?P<size>\S+ by \S+): its width must be between .+ times its height",
        lazy("%(what)s est trop long ou trop haut pour un logo"),
    ),
    (r"(?P<what>\S+) is not a whole PNG", lazy("%(what)s n’est pas un PNG entier")),
    (
        r"(?P<what>\S+) is neither PNG nor SVG in UTF-8",
        lazy("%(what)s n’est ni un PNG ni un SVG en UTF-8"),
    ),
    (
        r"(?P<what>\S+) is neither PNG nor SVG(?: \((?P<why>.*)\))?",
        lazy("%(what)s n’est ni un PNG ni un SVG"),
    ),
    (
        r"(?P<what>\S+) declares a DOCTYPE or entities, which no logo needs",
        lazy("%(what)s déclare un DOCTYPE ou des entités, dont aucun logo n’a besoin"),
    ),
    (
        r"(?P<what>\S+) holds <(?P<tag>.+)>: export it as plain SVG, shapes only",
        lazy("%(what)s contient <%(tag)s>\u00a0: exportez-le en SVG simple, des formes seulement"),
    ),
    (
        r"(?P<what>\S+) has a <(?P<tag>.+)> that leads out of the file",
        lazy("%(what)s a un <%(tag)s> qui mène hors du fichier"),
    ),
    (
        r"(?P<what>\S+) has a <(?P<tag>.+)> whose (?P<name>\S+) runs or leads out of the file",
        lazy("%(what)s a un <%(tag)s> dont %(name)s s’exécute ou mène hors du fichier"),
    ),
    (
        r"(?P<what>\S+) has no viewBox that says how wide and high it is",
        lazy("%(what)s n’a pas de viewBox qui dise sa largeur et sa hauteur"),
    ),
    (r"is missing", lazy("est absent")),
    (r"column (?P<what>.+) is missing", lazy("la colonne %(what)s est absente")),
    (
        r"needs the streets that climb \(streets.file\)",
        lazy("demande les rues dont on connaît la pente (streets.file)"),
    ),
    (
        r"either an address or a file must be given",
        lazy("une adresse ou un fichier doit être donné"),
    ),
    (
        r"must lie in a folder of its own, with the documents it lists",
        lazy("doit être dans son propre dossier, avec les documents qu’il énumère"),
    ),
    (r"must be a table", lazy("doit être une table")),
    (r"must be of type (?P<what>.+)", lazy("doit être de type %(what)s")),
    (r"must not be empty", lazy("ne doit pas être vide")),
    (r"must be a list of texts, one at least", lazy("doit être une liste de textes non vide")),
    (r"is not a field of a region file", lazy("n’est pas un champ d’un fichier de région")),
    (r"(?P<what>.+) is not an IANA time zone", lazy("%(what)s n’est pas un fuseau horaire IANA")),
    (r"must name a feed at least", lazy("doit nommer un jeu au moins")),
    (r"two feeds have the same id", lazy("deux jeux ont le même identifiant")),
    (r"two kiosks have the same id", lazy("deux bornes ont le même identifiant")),
    (r"two \S+ have the same id", lazy("deux services ont le même identifiant")),
    (r"must be some of (?P<what>.+), each once", lazy("doit être parmi %(what)s, une fois chacun")),
    (r"must be one of (?P<what>.+)", lazy("doit être l’un de %(what)s")),
    (
        r"(?P<what>.+) must be the SIREN of an authority or an account",
        lazy("%(what)s doit être le SIREN d’une autorité ou un compte"),
    ),
    (
        r"(?P<what>.+) must be a colour like #0e4a3f",
        lazy("%(what)s doit être une couleur comme #0e4a3f"),
    ),
    (
        r"(?P<what>.+) must be a host name in small letters, no port",
        lazy("%(what)s doit être un nom d’hôte en minuscules, sans port"),
    ),
    (
        r"(?P<what>.+) is the host of another theme already",
        lazy("%(what)s est déjà l’hôte d’un autre thème"),
    ),
    (
        (
            r"#(?P<what>\S+) has a contrast of (?P<ratio>\S+) with #(?P<other>\S+), "
            r"(?P<least>\S+) is needed; the nearest shade that has it is #(?P<shade>\S+)"
        ),
        lazy(
            "#%(what)s a un contraste de %(ratio)s avec #%(other)s, il faut %(least)s\u00a0; "
            "la nuance la plus proche qui l’a est #%(shade)s"
        ),
    ),
    (
        r"bounds must be south < north and west < east, in degrees",
        lazy("les bornes doivent être sud < nord et ouest < est, en degrés"),
    ),
    (
        r"(?P<what>.+) must be lower-case letters, digits and hyphens",
        lazy("%(what)s doit être en minuscules, chiffres et tirets"),
    ),
    (r"must be (?P<least>\S+) to (?P<most>\S+)", lazy("doit être de %(least)s à %(most)s")),
    (r"cannot be read \((?P<why>.*)\)", lazy("ne peut être lu (%(why)s)")),
    (r"is not TOML: (?P<why>.*)", lazy("n’est pas du TOML\u00a0: %(why)s")),
    (r"is not GeoJSON \((?P<why>.*)\)", lazy("n’est pas du GeoJSON (%(why)s)")),
    (r"is not a polygon", lazy("n’est pas un polygone")),
    (r"holds no commune", lazy("ne contient aucune commune")),
    (r"(?P<what>.+) is not in (?P<where>.+)", lazy("%(what)s n’est pas dans %(where)s")),
    (
        r"(?P<what>.+) has no outline in (?P<where>.+)",
        lazy("%(what)s n’a pas de contour dans %(where)s"),
    ),
    (r"(?P<what>.+) is not a whole number", lazy("%(what)s n’est pas un nombre entier")),
)
"""What feeds say, as patterns, and how people read it; the first that fits counts."""


def feed_error_text(error: FeedError) -> str:
    """Return what a feed, a region or a network is refused for, as a sentence without its end."""
    if isinstance(error, FeedRefusedError):
        return _refusal(error)
    if isinstance(error, InvalidRegionError):
        told = {"path": error.path, "field": error.field, "reason": worded(error.reason)}
        return _("%(path)s, %(field)s\u00a0: %(reason)s", **told)
    if isinstance(error, SharedSystemError):
        told = {"system": error.source_id, "document": error.document}
        return _(
            "véhicules partagés %(system)s, %(document)s\u00a0: %(reason)s",
            **told,
            reason=worded(error.reason),
        )
    if isinstance(error, LiveFeedError):
        told = {"feed": error.feed_id, "kind": error.kind, "reason": worded(error.reason)}
        return _("messages en direct du jeu %(feed)s (%(kind)s)\u00a0: %(reason)s", **told)
    return worded(str(error))


def worded(sentence: str) -> str:
    """Return a sentence of feeds in the reader's language, as it is when no pattern fits."""
    for pattern, (_written, french) in zip(_patterns(), SENTENCES, strict=True):
        found = pattern.fullmatch(sentence)
        if found is not None:
            return str(french) % found.groupdict()
    return sentence


def _refusal(error: FeedRefusedError) -> str:
    """Return which rule a feed breaks, and where."""
    locale = get_locale()  # None in a command, which speaks French
    texts = texts_in("fr" if locale is None else locale.language)
    file, line, field = error.place
    where = [file, f"{texts.report['line'].lower()} {line}" if line else "", field, error.value]
    told = {"feed": error.feed_id, "rule": texts.rules[error.rule.value].title}
    reason = worded(error.reason)
    parts = [part for part in where if part] or ([reason] if reason != error.reason else [])
    place = ", ".join(dict.fromkeys(parts))
    sentence = _("le jeu %(feed)s est refusé\u00a0: %(rule)s", **told)
    return f"{sentence} ({place})" if place else sentence


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern, re.DOTALL) for pattern, _french in SENTENCES)
