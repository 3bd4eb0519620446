"""A month as FOCUS 1.2 rows: what each payer's share of each meter is, to the last digit.

https://focus.finops.org: mandatory columns of 1.2, and the allocation columns of 1.3 with the
prefix ``x_``. Rows are showback, so nothing is billed: ``BilledCost`` is zero. For each origin
charge the quantities and the ratios of the payers add up to it exactly; a row of adjustment
makes each payer's sum the ledger's.
"""

from __future__ import annotations

import csv
import io
import json
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import NamedTuple

from api.accounting.allocation import split
from api.accounting.errors import UnknownTariffError
from api.accounting.months import MonthBook
from api.accounting.periods import CIVIL_ZONE, first_day, next_month
from api.accounting.record import METERED_KINDS, parse_split
from api.accounting.tariff import TariffBook, TariffLine
from api.accounting.totals import Total

COLUMNS = (
    "BilledCost",
    "BillingAccountId",
    "BillingAccountName",
    "BillingCurrency",
    "BillingPeriodEnd",
    "BillingPeriodStart",
    "ChargeCategory",
    "ChargeClass",
    "ChargeDescription",
    "ChargeFrequency",
    "ChargePeriodEnd",
    "ChargePeriodStart",
    "ContractedCost",
    "ContractedUnitPrice",
    "EffectiveCost",
    "InvoiceId",
    "InvoiceIssuerName",
    "ListCost",
    "ListUnitPrice",
    "PricingQuantity",
    "PricingUnit",
    "ProviderName",
    "PublisherName",
    "ServiceCategory",
    "ServiceName",
    "ServiceSubcategory",
    "SkuId",
    "SkuMeter",
    "SkuPriceId",
    "SubAccountId",
    "SubAccountName",
    "Tags",
    "x_AllocatedMethodDetails",
    "x_AllocatedMethodId",
    "x_BearerId",
    "x_OriginChargeId",
)

FINE = 10**9
"""Quantities and ratios are shared in billionths."""

_FINEST_DIGITS = 30
"""Decimals of a price (18: ``per`` divides a million) times a quantity (9), and some more."""

_FINEST = 10**_FINEST_DIGITS
_NEUR = Fraction(1, 10**9)
_PEUR = Fraction(1, 10**12)
_UNITS = {"requests": "Requests", "bytes_out": "Bytes", "cpu_us": "Microseconds"}


class _Service(NamedTuple):
    """A service as FOCUS has it: one category and one subcategory a name."""

    name: str
    category: str

    @property
    def columns(self) -> dict[str, str]:
        """What a row says of it."""
        return {
            "ServiceName": self.name,
            "ServiceCategory": self.category,
            "ServiceSubcategory": f"Other ({self.category})",
        }


_SERVICES = {
    "requests": _Service("Archivage de la preuve", "Storage"),
    "bytes_out": _Service("Envoi des réponses", "Networking"),
}
_SEARCHING = _Service("Calcul d’itinéraire", "Compute")
_POOLED = _Service("Service d’information multimodale", "Other")


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who provides the service and shares its cost: the pool of authorities."""

    name: str
    software: str = "Correspondance"


class _Origin(NamedTuple):
    """A charge before it is shared among payers."""

    day: str
    channel: str
    split: str
    rule: str
    tariff: str
    meter: str
    correction: bool

    @property
    def id(self) -> str:
        late = "late" if self.correction else "due"
        return (
            f"{self.day}/{self.channel}/{self.rule}/{self.split}/{self.tariff}/{self.meter}/{late}"
        )


Row = Mapping[str, str]


def focus_rows(
    month: str,
    totals: Sequence[Total],
    book: MonthBook,
    tariffs: TariffBook,
    names: Mapping[str, str],
    issuer: Issuer,
) -> Iterator[Row]:
    """Return the rows of the totals that are booked in a month.

    Raises `UnknownTariffError` where a price cannot be told.
    """
    period = _period(first_day(month), first_day(next_month(month)), "Billing")
    fixed = {
        "BillingCurrency": "EUR",
        "InvoiceIssuerName": issuer.name,
        "ProviderName": issuer.name,
        "PublisherName": issuer.software,
        **period,
    }
    for row in _charges(totals, book, tariffs):
        payer = row["BillingAccountId"]
        complete = {
            **fixed,
            "BilledCost": "0.0",
            "BillingAccountName": names.get(payer, payer),
            "ContractedCost": row["ListCost"],
            "ContractedUnitPrice": row.get("ListUnitPrice", ""),
            "EffectiveCost": row["ListCost"],
            **row,
            "BillingAccountId": _account(payer),
        }
        yield {column: _ascii(complete.get(column, "")) for column in COLUMNS}


def as_csv(rows: Iterator[Row]) -> str:
    """Return rows as CSV, empty where FOCUS says null."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def _charges(
    totals: Sequence[Total], book: MonthBook, tariffs: TariffBook
) -> Iterator[dict[str, str]]:
    quantities: dict[_Origin, int] = {}
    lines: dict[tuple[str, str], TariffLine] = {}
    owed: dict[tuple[str, str], int] = {}
    for total in totals:
        key, late = total.key, book.is_correction(total)
        if key.kind not in METERED_KINDS:
            yield from _line_charges(total, correction=late)
            continue
        for payer, amount in total.sums.amounts.items():
            _, bearers = parse_split(key.split)
            who = (payer, bearers.get(payer, ""))
            owed[who] = owed.get(who, 0) + amount
        for line, quantity in _priced(total, tariffs):
            lines[key.tariff_version, line.meter] = line
            origin = _Origin(
                key.day,
                key.channel,
                key.split,
                key.rule_version,
                key.tariff_version,
                line.meter,
                late,
            )
            quantities[origin] = quantities.get(origin, 0) + quantity
    listed: dict[tuple[str, str], Fraction] = {}
    for origin, quantity in sorted(quantities.items()):
        for row in _shares(origin, quantity, lines[origin.tariff, origin.meter]):
            who = (row["BillingAccountId"], row["x_BearerId"])
            listed[who] = listed.get(who, Fraction(0)) + Fraction(row["ListCost"])
            yield row
    for who, amount in sorted(owed.items()):
        rounding = amount * _NEUR - listed.get(who, Fraction(0))
        if rounding:
            yield _adjustment(*who, rounding, max(total.key.day for total in totals))


def _priced(total: Total, tariffs: TariffBook) -> Iterator[tuple[TariffLine, int]]:
    tariff = tariffs.find(total.key.tariff_version)
    if tariff is None:
        raise UnknownTariffError(total.key.tariff_version)
    quantities = total.sums.quantities(total.key.basis)
    for line in tariff.lines:
        if line.basis in {"always", total.key.basis} and line.rate_peur:
            quantity = quantities.get(line.meter, 0)
            if quantity:
                yield line, quantity


def _shares(origin: _Origin, quantity: int, line: TariffLine) -> Iterator[dict[str, str]]:
    """Share an origin charge: quantities and ratios add up to it in billionths."""
    weights, bearers = parse_split(origin.split)
    ratios = split(FINE, weights, origin.id)
    parts = split(quantity * FINE, weights, origin.id)
    unit_price = Fraction(line.rate_peur) / line.per * _PEUR
    for payer, part in parts.items():
        if not weights[payer]:
            continue
        own = Fraction(part) / FINE
        yield {
            "BillingAccountId": payer,
            "ChargeCategory": "Usage",
            "ChargeClass": "Correction" if origin.correction else "",
            "ChargeDescription": f"{line.unit}\u202f: {line.source}",
            **_period(date.fromisoformat(origin.day), None, "Charge"),
            "ListCost": plain(unit_price * own),
            "ListUnitPrice": plain(unit_price),
            "PricingQuantity": plain(own),
            "PricingUnit": _UNITS.get(line.meter, "Units"),
            **_SERVICES.get(line.meter, _SEARCHING).columns,
            "ChargeFrequency": "Usage-Based",
            "SkuId": line.meter,
            "SkuMeter": line.meter,
            "SkuPriceId": f"{origin.tariff}/{line.meter}",
            "SubAccountId": f"channel:{origin.channel}",
            "SubAccountName": origin.channel,
            "Tags": json.dumps({"kind": line.kind}),
            "x_AllocatedMethodId": origin.rule,
            "x_AllocatedMethodDetails": _details(ratios[payer], weights[payer]),
            "x_BearerId": bearers.get(payer, ""),
            "x_OriginChargeId": origin.id,
        }


def _line_charges(total: Total, *, correction: bool) -> Iterator[dict[str, str]]:
    """Return the shares of a fixed cost, of idle machines or of losses; credits below zero."""
    key = total.key
    weights, bearers = parse_split(key.split)
    ratios = split(FINE, weights, key.split)
    for payer, amount_neur in total.sums.amounts.items():
        cost = plain(amount_neur * _NEUR)
        usage = {"ListUnitPrice": cost, "PricingQuantity": "1.0", "PricingUnit": "Months"}
        yield {
            "BillingAccountId": payer,
            "ChargeCategory": "Usage" if amount_neur >= 0 else "Credit",
            "ChargeClass": "Correction" if correction else "",
            "ChargeDescription": key.endpoint,
            **_period(date.fromisoformat(key.day), None, "Charge"),
            "ListCost": cost,
            **(usage if amount_neur >= 0 else {}),
            **_POOLED.columns,
            "ChargeFrequency": "Recurring",
            "SkuId": key.endpoint,
            "SkuMeter": key.kind,
            "SkuPriceId": f"{key.tariff_version}/{key.endpoint}",
            "SubAccountId": f"channel:{key.channel}",
            "SubAccountName": key.channel,
            "Tags": "{}",
            "x_AllocatedMethodId": key.rule_version,
            "x_AllocatedMethodDetails": _details(ratios[payer], weights[payer]),
            "x_BearerId": bearers.get(payer, ""),
            "x_OriginChargeId": f"{key.day}/{key.kind}/{key.endpoint}/{total.seal}",
        }


def _adjustment(payer: str, bearer: str, amount: Fraction, day: str) -> dict[str, str]:
    return {
        "BillingAccountId": payer,
        "ChargeCategory": "Adjustment",
        "ChargeDescription": "Arrondi au nano-euro de chaque réponse",
        **_period(date.fromisoformat(day), None, "Charge"),
        "ListCost": plain(amount),
        **_POOLED.columns,
        "ChargeFrequency": "Recurring",
        "Tags": "{}",
        "x_BearerId": bearer,
    }


def _details(ratio: int, weight: int) -> str:
    element = {"AllocatedRatio": plain(Fraction(ratio) / FINE), "UsageQuantity": weight}
    return json.dumps({"Elements": [element]})


def _account(payer: str) -> str:
    return f"siren:{payer}" if payer.isdigit() else f"account:{payer}"


def _period(first: date, end: date | None, what: str) -> dict[str, str]:
    """Return the columns of a period of civil days, in UTC, the end excluded."""
    last = end or first + timedelta(days=1)
    return {f"{what}PeriodStart": _midnight(first), f"{what}PeriodEnd": _midnight(last)}


def _midnight(day: date) -> str:
    moment = datetime(day.year, day.month, day.day, tzinfo=CIVIL_ZONE)
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def plain(value: Fraction) -> str:
    """Return a number written out to its last digit, one decimal at least.

    Readers of CSV take a column of whole numbers for integers, which FOCUS refuses.
    """
    scaled = value * _FINEST
    assert scaled.denominator == 1, f"{value} has no end in decimals"
    whole, decimals = divmod(abs(scaled.numerator), _FINEST)
    written = f"{decimals:0{_FINEST_DIGITS}d}".rstrip("0") or "0"
    return f"{'-' if value < 0 else ''}{whole}.{written}"


def _ascii(text: str) -> str:
    """Return a text without accents nor typography: the official validator takes ASCII only."""
    letters = unicodedata.normalize("NFKD", text.translate(_PLAIN))
    return letters.encode("ascii", "ignore").decode()


_PLAIN = str.maketrans({"’": "'", "–": "-", "œ": "oe", "Œ": "OE", "€": "EUR", "×": "x", "µ": "u"})
