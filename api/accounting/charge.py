"""The charge: what one answer cost, line by line, and who bears it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from api.accounting.events import MeteredEvent
from api.accounting.money import euros, exact_euros
from api.accounting.pricing import PriceLine, price
from api.accounting.tariff import Tariff


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
    event: MeteredEvent
    tariff: Tariff
    shares: tuple[Share, ...]
    rule_version: str
    recorded: bool
    full_neur: int | None = None
    full_kind: str = "hypothesis"

    @property
    def lines(self) -> tuple[PriceLine, ...]:
        """What the answer was charged, line by line; made when somebody wants to know."""
        return price(self.event, self.tariff)

    def as_dict(self, *, detail: bool = True) -> dict[str, object]:
        """Return the ``cost`` object of an answer.

        Amounts are integers in nano-euros beside a decimal string in euros made from the
        integer; a line's amount is the exact one, before rounding. ``full`` is what the answer
        would cost if each bore the same part of a year's fixed costs. Without ``detail`` the
        lines stay out. The event id always does: an answer carries nothing that could follow
        its reader.
        """
        cost: dict[str, object] = {
            "scope": "direct",
            "unit": "nEUR",
            "total": self.total_neur,
            "totalEuros": euros(self.total_neur),
            "payers": [_share_dict(share) for share in self.shares],
            "budget": "spent" if any(share.bearer for share in self.shares) else "normal",
            "tariff": self.tariff.version,
            "rule": self.rule_version,
            "recorded": self.recorded,
        }
        if self.full_neur is not None:
            cost["full"] = {
                "total": self.full_neur,
                "totalEuros": euros(self.full_neur),
                "kind": self.full_kind,
                "indicative": True,
            }
        if detail:
            cost["lines"] = [_line_dict(line) for line in self.lines]
        return cost


def _line_dict(line: PriceLine) -> dict[str, object]:
    return {
        "meter": line.meter,
        "quantity": line.quantity,
        "ratePicoEuros": line.rate_peur,
        "per": line.per,
        "euros": exact_euros(line.amount_aeur),
    }


def _share_dict(share: Share) -> dict[str, object]:
    row: dict[str, object] = {
        "payer": share.payer,
        "name": share.name,
        "amount": share.amount_neur,
        "euros": euros(share.amount_neur),
    }
    if share.bearer is not None:
        row["bearer"] = share.bearer
    return row
