"""Times, durations and names of modes as travellers read them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from babel.dates import format_skeleton
from babel.lists import format_list
from babel.numbers import format_decimal
from flask_babel import format_date, get_locale, ngettext, to_user_timezone

from api.words import _, lazy

_HOUR_MIN = 60
_KM_M = 1000
_KG_G = 1000
_PRECISE_G = 100
_FELT_M = 5


def clock(moment: datetime) -> str:
    """Return the time on a clock: ``08:05``."""
    return f"{moment:%H:%M}"


def day(when: date) -> str:
    """Return a date with its weekday: ``mercredi 25 novembre 2026``."""
    return _ordinal(when, format_date(when, "full"))


def short_day(when: date) -> str:
    """Return a date that fits beside a time: ``jeu. 26 nov.``."""
    return _ordinal(when, format_skeleton("MMMEd", when, locale=get_locale()))


def long_date(when: date) -> str:
    """Return a date without its weekday: ``25 novembre 2026``."""
    return _ordinal(when, format_date(when, "long"))


def moment(when: datetime) -> str:
    """Return a moment on the clock of the region: ``25 novembre 2026 à 14:03``."""
    local = to_user_timezone(when)
    return _("%(day)s à %(clock)s", day=long_date(local), clock=clock(local))


def decimal(number: float) -> str:
    """Return a number with its decimals, if it has any, as the reader writes them."""
    return format_decimal(number, locale=get_locale())


def _ordinal(when: date, written: str) -> str:
    """Write the first of a month as French does: ``1er août``."""
    if when.day == 1 and get_locale().language == "fr":
        return written.replace("1 ", "1er ", 1)
    return written


def licence(identifier: str) -> str:
    """Return the name of a licence of open data; its identifier where it has no other."""
    names = {
        "etalab-2.0": _("Licence Ouverte 2.0"),
        "ODbL-1.0": _("licence ODbL 1.0"),
        "CC0-1.0": _("domaine public (CC0 1.0)"),
    }
    return names.get(identifier, identifier)


def duration(seconds: int) -> str:
    """Return a duration, minutes rounded up: ``1 h 29 min``."""
    minutes = -(-seconds // 60)
    if minutes < _HOUR_MIN:
        return _("%(minutes)d\u00a0min", minutes=minutes)
    hours, minutes = divmod(minutes, _HOUR_MIN)
    if not minutes:
        return _("%(hours)d\u00a0h", hours=hours)
    return _("%(hours)d\u00a0h\u00a0%(minutes)02d\u00a0min", hours=hours, minutes=minutes)


def climb(up_m: int, down_m: int) -> str:
    """Return what a way climbs and comes down, "" where one hardly feels it."""
    up = _("%(metres)d\u00a0m de montée", metres=up_m) if up_m >= _FELT_M else ""
    down = _("%(metres)d\u00a0m de descente", metres=down_m) if down_m >= _FELT_M else ""
    return ", ".join(filter(None, (up, down)))


def distance(metres: float) -> str:
    """Return a distance on foot, no more precise than it is known: ``350 m``, ``1,2 km``."""
    rounded = max(round(metres / 10) * 10, 10)
    if rounded < _KM_M:
        return _("%(metres)d\u00a0m", metres=rounded)
    kilometres = format_decimal(rounded / _KM_M, format="0.0", locale=get_locale())
    return _("%(kilometres)s\u00a0km", kilometres=kilometres)


def transfers(count: int) -> str:
    """Return how often one changes vehicle."""
    if not count:
        return _("sans correspondance")
    return str(ngettext("%(num)d correspondance", "%(num)d correspondances", count))


def at_most(count: int) -> str:
    """Return how often one changes vehicle at most."""
    return str(ngettext("%(num)d au plus", "%(num)d au plus", count)) if count else _("Aucune")


def carbon(grams: float) -> str:
    """Return a mass no more precise than it is known: ``350 g``, ``1,2 kg``."""
    rounded = round(grams) if grams < _PRECISE_G else round(grams / 10) * 10
    if rounded < _KG_G:
        return _("%(grams)d\u00a0g", grams=rounded)
    kilograms = format_decimal(rounded / _KG_G, format="0.0", locale=get_locale())
    return _("%(kilograms)s\u00a0kg", kilograms=kilograms)


def stops(count: int) -> str:
    """Return how many stops a ride passes before the one to get off at."""
    return str(ngettext("%(num)d arrêt intermédiaire", "%(num)d arrêts intermédiaires", count))


def wait(minutes: int) -> str:
    """Return how soon a vehicle leaves: ``dans 4 min``, ``à l’instant``."""
    return _("dans %(minutes)d\u00a0min", minutes=minutes) if minutes > 0 else _("à l’instant")


PLACE_KINDS = ("commune", "station", "stop", "street", "place")


def place_kind(kind: str) -> str:
    """Return what a place is called by its kind, one of PLACE_KINDS."""
    return {
        "commune": _("commune"),
        "station": _("gare"),
        "stop": _("arrêt"),
        "street": _("rue"),
        "place": _("lieu"),
    }[kind]


def platform(code: str, icon: str) -> str:
    """Return the platform of a stop; trains have tracks."""
    return _("voie %(code)s", code=code) if icon == "train" else _("quai %(code)s", code=code)


def mode_name(mode: str) -> str:
    """Return what people call a MOTIS mode."""
    return str(_MODE_NAMES.get(mode, _ANY_MODE))


def mode_icon(mode: str) -> str:
    """Return the symbol of a mode: tram, train, boat, or bus for whatever has wheels."""
    if mode in {"TRAM", "SUBWAY"}:
        return "tram"
    if mode.endswith("RAIL") or mode in {"LONG_DISTANCE", "SUBURBAN"}:
        return "train"
    return "boat" if mode == "FERRY" else "bus"


_MODE_NAMES = {
    "TRAM": lazy("Tram"),
    "SUBWAY": lazy("Métro"),
    "SUBURBAN": lazy("Train"),
    "RAIL": lazy("Train"),
    "HIGHSPEED_RAIL": lazy("TGV"),
    "LONG_DISTANCE": lazy("Train"),
    "NIGHT_RAIL": lazy("Train de nuit"),
    "REGIONAL_FAST_RAIL": lazy("Train"),
    "REGIONAL_RAIL": lazy("Train"),
    "BUS": lazy("Bus"),
    "COACH": lazy("Car"),
    "FERRY": lazy("Bateau"),
    "FUNICULAR": lazy("Funiculaire"),
    "AERIAL_LIFT": lazy("Téléphérique"),
    "AIRPLANE": lazy("Avion"),
    "FLEX": lazy("Transport à la demande"),
    "ODM": lazy("Transport à la demande"),
}
_ANY_MODE = lazy("Ligne")


def weekdays(numbers: Iterable[int]) -> str:
    """Return days of the week, Monday 0, as a list: ``lundi, mardi et samedi``."""
    names = get_locale().days["stand-alone"]["wide"]
    return str(format_list([names[number] for number in numbers], locale=get_locale()))
