"""Pricing: an event and a tariff give price lines, and their exact sum gives nano-euros."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from api.accounting.events import MeteredEvent
from api.accounting.money import AEUR_PER_NEUR, AEUR_PER_PEUR
from api.accounting.tariff import Tariff


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


def price(event: MeteredEvent, tariff: Tariff) -> tuple[PriceLine, ...]:
    """Return the lines of the tariff that the event used, each with its quantity.

    A request that searched pays for what the search counted, so the same search has the same
    price on any machine; a request that did not pays for its thread CPU. Never both.
    """
    return price_counted(event.counters, event.cpu_us, event.bytes_out, tariff)


def price_counted(
    counters: Mapping[str, int], cpu_us: int, bytes_out: int, tariff: Tariff
) -> tuple[PriceLine, ...]:
    """Return the same lines from what the ledger keeps of an event."""
    searched = any(map(counters.get, tariff.search_meters))
    unused_basis = "no-search" if searched else "search"
    quantities = {
        **counters,
        "requests": 1,
        "searches": int(searched),
        "cpu_us": cpu_us,
        "bytes_out": bytes_out,
    }
    return tuple(
        [
            PriceLine(line.meter, quantities[line.meter], line.rate_peur, line.per)
            for line in tariff.lines
            if line.basis != unused_basis and quantities.get(line.meter)
        ]
    )


class ExactPrices:
    """The prices of a tariff, to be added up: the sum of `price_counted` without its lines."""

    def __init__(self, tariff: Tariff) -> None:
        self._search_meters = tariff.search_meters
        self._rates = {
            unused: [
                (line.meter, line.rate_peur * (AEUR_PER_PEUR // line.per))
                for line in tariff.lines
                if line.basis != unused and line.rate_peur
            ]
            for unused in ("search", "no-search")
        }

    def of(self, counters: Mapping[str, int], cpu_us: int, bytes_out: int) -> int:
        """Return the exact price in atto-euros of what the ledger keeps of an event."""
        searched = any(map(counters.get, self._search_meters))
        quantities = {
            **counters,
            "requests": 1,
            "searches": int(searched),
            "cpu_us": cpu_us,
            "bytes_out": bytes_out,
        }
        rates = self._rates["no-search" if searched else "search"]
        return sum([quantities.get(meter, 0) * rate for meter, rate in rates])


def round_carrying(exact_aeur: int, carried_aeur: int) -> tuple[int, int]:
    """Return whole nano-euros and the atto-euros to carry to the worker's next event.

    What a rounding leaves is never dropped: over any run of events, the nano-euros plus the
    last carry equal the exact sum plus the first carry.
    """
    return divmod(exact_aeur + carried_aeur, AEUR_PER_NEUR)
