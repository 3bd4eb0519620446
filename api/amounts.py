"""Amounts of money as the reader's language writes them."""

from __future__ import annotations

from api.accounting import french_euros
from api.languages import language_of_answer


def euros_text(amount_neur: int) -> str:
    """Return nano-euros in full: ``0,000 000 312 €``, in English ``€0.000 000 312``."""
    written = french_euros(amount_neur)
    if language_of_answer() != "en":
        return written
    number = written.removesuffix("\u00a0€").replace("\u202f", "\u00a0").replace(",", ".")
    return f"-€{number[1:]}" if number.startswith("-") else f"€{number}"
