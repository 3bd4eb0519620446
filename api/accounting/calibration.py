"""Calibration: what the counters of searches really took of the processor, fitted on a ledger."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sqlalchemy import select

from api.accounting.database import reading
from api.accounting.errors import TooFewSearchesError
from api.accounting.fixed_costs import FixedCosts, component_prices
from api.accounting.money import PEUR_PER_NEUR
from api.accounting.schema import events
from api.accounting.statement_text import Translate
from api.accounting.tariff import Tariff

LEAST_SEARCHES = 100
"""Searches below which a fit says nothing."""

VCPU = "vcpu"
"""Name of the component of an invoice that answers use."""

_US_PER_MONTH = 365.25 / 12 * 86_400 * 1_000_000

MOST_SEARCHES = 200_000
"""The latest searches that are read: enough for a fit, few enough to be quick."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """How processor time follows the counters: ``us`` microseconds a unit of each meter.

    ``r2`` is the part of the variance of the time that the fit explains, and ``error_us`` the
    median of what is left. A counter that never varies has no time of its own.
    """

    searches: int
    us: dict[str, float]
    r2: float
    error_us: float


def calibrate(ledger: str | Path, tariff: Tariff) -> Calibration:
    """Fit the processor time of the latest searches on the counters that have a price.

    Least squares with no time below zero. Raises `TooFewSearchesError`, `LedgerAbsentError`
    or `LedgerUnavailableError`.
    """
    rates = {line.meter: line.rate_peur for line in tariff.lines if line.basis == "search"}
    meters = [meter for meter, rate in rates.items() if rate]
    counted, took_us = [], []
    for counters, cpu_us in _searches(ledger):
        counted.append([1 if meter == "searches" else counters.get(meter, 0) for meter in meters])
        took_us.append(cpu_us)
    if len(took_us) < LEAST_SEARCHES:
        raise TooFewSearchesError(len(took_us))
    design, time_us = np.array(counted, float), np.array(took_us, float)
    us = _least_squares(design, time_us)
    left = time_us - design @ us
    spread = float(((time_us - time_us.mean()) ** 2).sum())
    return Calibration(
        searches=len(took_us),
        us=dict(zip(meters, map(float, us), strict=True)),
        r2=1 - float((left**2).sum()) / spread if spread else 1.0,
        error_us=float(np.median(np.abs(left))),
    )


def calibration_table(
    fit: Calibration, tariff: Tariff, costs: FixedCosts, translate: Translate
) -> str:
    """Return the fit beside the tariff, meter by meter, at the price of the machines' invoice."""
    _ = translate
    lines = {line.meter: line for line in tariff.lines}
    cpu = lines["cpu_us"]
    peur_per_us = vcpu_peur_per_us(costs)
    if peur_per_us is None:
        peur_per_us = cpu.rate_peur / cpu.per
        told = _("Prix du processeur\u00a0: celui du tarif, faute de facture détaillée.")
    else:
        told = _("Prix du processeur\u00a0: la part des vCPU dans la facture, par µs réservée.")
    rows = [
        _(
            "%(number)s recherches, %(part).0f\u00a0%% de la variance expliqués, "
            "erreur médiane %(us).0f\u00a0µs"
        )
        % {"number": fit.searches, "part": 100 * fit.r2, "us": fit.error_us},
        told,
        "",
        f"{_('Compteur'):<20}{_('µs par unité'):>16}{_('taux ajusté'):>16}{_('taux du tarif'):>16}",
    ]
    for meter, us in fit.us.items():
        line = lines[meter]
        fitted = us * line.per * peur_per_us
        rows.append(f"{meter:<20}{us:>16.4f}{fitted:>16.0f}{line.rate_peur:>16}")
    rows.append(f"{'cpu_us':<20}{1:>16.4f}{cpu.per * peur_per_us:>16.0f}{cpu.rate_peur:>16}")
    rows += ["", _("Taux en pico-euros pour l’unité de chaque ligne du tarif.")]
    return "\n".join(rows) + "\n"


def vcpu_peur_per_us(costs: FixedCosts) -> float | None:
    """Return what a microsecond of a reserved vCPU costs, from the invoice of the machines.

    None where no line says what its machines are made of.
    """
    for line in costs.lines:
        vcpus = [c.quantity for c in line.components if c.name == VCPU]
        if vcpus:
            return component_prices(line)[VCPU] * PEUR_PER_NEUR / sum(vcpus) / _US_PER_MONTH
    return None


def _searches(ledger: str | Path) -> Iterator[tuple[dict[str, int], int]]:
    query = (
        select(events.c.counters, events.c.cpu_us)
        .where(events.c.kind == "answer", events.c.cache_hit == 0, events.c.outcome != "-")
        .order_by(events.c.day.desc(), events.c.hour.desc())
        .limit(MOST_SEARCHES)
    )
    with reading(ledger) as connection:
        for row in connection.execute(query):
            yield json.loads(row.counters), row.cpu_us


def _least_squares(design: np.ndarray, time_us: np.ndarray) -> np.ndarray:
    """Return the times a unit that fit best, none below zero: the worst is dropped in turn."""
    used: Sequence[int] = [column for column in range(design.shape[1]) if design[:, column].any()]
    us = np.zeros(design.shape[1])
    while used:
        part, *_ = np.linalg.lstsq(design[:, used], time_us, rcond=None)
        if part.min() >= 0:
            us[used] = part
            break
        used = [column for column, value in zip(used, part, strict=True) if value > part.min()]
    return us
