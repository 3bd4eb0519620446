"""The charge: what one answer cost, line by line, and who bears it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from api.accounting.money import AEUR_PER_PEUR, euros, exact_euros


class PriceLine(NamedTuple):
    """A quantity and its rate: ``quantity`` x ``rate_peur`` / ``per`` pico-euros."""

    meter: str
    quantity: int
    rate_peur: int
    per: int

    @property
    def amount_aeur(self) -> int:
        """The exact amount, in atto-euros: ``per`` divides a million, so nothing is rounded."""
        return self.quantity * self.rate_peur * (AEUR_PER_PEUR // self.per)


class Share(NamedTuple):
    """What one payer owes of a charge; ``bearer`` names who bears it when its budget is spent."""

    payer: str
    name: str
    amount_neur: int
    bearer: str | None = None


@dataclass(frozen=True, slots=True)
class Charge:
    """The direct cost of one answer. ``recorded`` is false when the ledger was out of reach."""

    event_id: str
    total_neur: int
    lines: tuple[PriceLine, ...]
    shares: tuple[Share, ...]
    tariff_version: str
    rule_version: str
    recorded: bool

    def as_dict(self) -> dict[str, object]:
        """Return the ``cost`` object of an answer.

        Amounts are integers in nano-euros beside a decimal string in euros made from the
        integer; a line's amount is the exact one, before rounding. The event id stays out: an
        answer carries nothing that could follow its reader.
        """
        return {
            "scope": "direct",
            "unit": "nEUR",
            "total": self.total_neur,
            "totalEuros": euros(self.total_neur),
            "lines": [
                {
                    "meter": line.meter,
                    "quantity": line.quantity,
                    "ratePicoEuros": line.rate_peur,
                    "per": line.per,
                    "euros": exact_euros(line.amount_aeur),
                }
                for line in self.lines
            ],
            "payers": [
                {
                    "payer": share.payer,
                    "name": share.name,
                    "amount": share.amount_neur,
                    "euros": euros(share.amount_neur),
                }
                for share in self.shares
            ],
            "tariff": self.tariff_version,
            "rule": self.rule_version,
            "recorded": self.recorded,
        }
