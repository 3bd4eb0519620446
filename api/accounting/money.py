"""Money as integers: the units we count in, and euros written from them without a float."""

from __future__ import annotations

from fractions import Fraction

NEUR_PER_EUR = 10**9
PEUR_PER_NEUR = 10**3
AEUR_PER_PEUR = 10**6  # atto-euros: fine enough for a rate quoted per million of something
AEUR_PER_NEUR = AEUR_PER_PEUR * PEUR_PER_NEUR
AEUR_PER_EUR = AEUR_PER_NEUR * NEUR_PER_EUR

_NARROW_SPACE = "\u202f"
_NO_BREAK_SPACE = "\u00a0"


def euros(amount_neur: int) -> str:
    """Return nano-euros as decimal euros for machines: 312 gives ``0.000000312``."""
    sign, whole, fraction = _split(amount_neur, NEUR_PER_EUR)
    return f"{sign}{whole}.{fraction:09d}"


def exact_euros(amount_aeur: int) -> str:
    """Return atto-euros as decimal euros, every digit kept: nine decimals or more."""
    sign, whole, fraction = _split(amount_aeur, AEUR_PER_EUR)
    decimals = f"{fraction:018d}".rstrip("0").ljust(9, "0")
    return f"{sign}{whole}.{decimals}"


def french_euros(amount_neur: int) -> str:
    """Return nano-euros as a French reader expects them: 312 gives ``0,000 000 312 €``."""
    sign, whole, fraction = _split(amount_neur, NEUR_PER_EUR)
    digits = f"{fraction:09d}"
    thousands = f"{whole:,}".replace(",", _NARROW_SPACE)
    decimals = _NARROW_SPACE.join(digits[start : start + 3] for start in range(0, 9, 3))
    return f"{sign}{thousands},{decimals}{_NO_BREAK_SPACE}€"


def short_euros(amount_neur: int) -> str:
    """Return nano-euros to the cent, to the thousandth below one euro, to the last digit below.

    1 234 567 890 123 gives ``1 234,57 €``, 15 000 000 gives ``0,015 €`` and 312 gives
    ``0,000 000 312 €``.
    """
    if 0 < abs(amount_neur) < NEUR_PER_EUR // 1000:
        return french_euros(amount_neur)
    below_one = abs(amount_neur) < NEUR_PER_EUR
    parts = 1000 if below_one else 100
    sign, whole, fraction = _split(round(Fraction(amount_neur * parts, NEUR_PER_EUR)), parts)
    thousands = f"{whole:,}".replace(",", _NARROW_SPACE)
    decimals = f"{fraction:03d}".removesuffix("0") if below_one else f"{fraction:02d}"
    return f"{sign}{thousands},{decimals}{_NO_BREAK_SPACE}€"


def _split(amount: int, units_per_euro: int) -> tuple[str, int, int]:
    whole, fraction = divmod(abs(amount), units_per_euro)
    return ("-" if amount < 0 else "", whole, fraction)
