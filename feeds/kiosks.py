"""A kiosk or the screen of a hall as it is configured: where it stands, how it looks, who pays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import Enum
from typing import Any

LANGUAGES = ("fr", "de", "en")
"""Languages that a kiosk may offer: those of the pages."""
LEAST_IDLE_S, MOST_IDLE_S = 15, 600
"""How long a kiosk may wait before it asks whether somebody is there."""


class KioskKind(Enum):
    """What stands there."""

    TOUCH = "touch"
    """A board and a planner for fingers."""
    SCREEN = "screen"
    """The screen of a hall, which nobody touches."""


class KioskTheme(Enum):
    """Colours, whatever the machine prefers."""

    LIGHT = "light"
    DARK = "dark"
    CONTRAST = "contrast"


class KioskKeyboard(Enum):
    """Keys on the screen."""

    LANGUAGE = "language"
    """Those of the language that is read."""
    AZERTY = "azerty"
    QWERTZ = "qwertz"
    NONE = "none"
    """A real keyboard is there."""


@dataclass(frozen=True, slots=True)
class Kiosk:
    """One kiosk; `id` is its name in addresses and, after ``kiosk.``, of its channel."""

    id: str
    title: str
    place: str
    """Id of a stop or station, or ``lat,lon``: the title is then its name."""
    owner: str
    """Who pays what is asked there: SIREN of an authority or one of the service's accounts."""
    kind: KioskKind = KioskKind.TOUCH
    languages: tuple[str, ...] = LANGUAGES
    """Those that are offered, the one it begins in first."""
    theme: KioskTheme = KioskTheme.LIGHT
    keyboard: KioskKeyboard = KioskKeyboard.LANGUAGE
    idle_s: int = 60


def kiosk_json(kiosk: Kiosk) -> dict[str, Any]:
    """Return a kiosk as tables and manifests keep it."""
    content = asdict(kiosk)
    return {k: v.value if isinstance(v, Enum) else v for k, v in content.items()}


def kiosk_of(content: Mapping[str, Any]) -> Kiosk:
    """Return a kiosk as `kiosk_json` wrote it."""
    return Kiosk(
        **{
            **content,
            "kind": KioskKind(content["kind"]),
            "languages": tuple(content["languages"]),
            "theme": KioskTheme(content["theme"]),
            "keyboard": KioskKeyboard(content["keyboard"]),
        }
    )
