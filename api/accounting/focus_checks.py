"""Our own checks of a FOCUS file: exact, row by row; the official validator lets errors pass."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from fractions import Fraction

from api.accounting.focus import COLUMNS
from api.accounting.money import NEUR_PER_EUR

_SERVICES = {
    "AI and Machine Learning",
    "Analytics",
    "Business Applications",
    "Compute",
    "Databases",
    "Developer Tools",
    "Identity",
    "Integration",
    "Internet of Things",
    "Management and Governance",
    "Media",
    "Migration",
    "Mobile",
    "Multicloud",
    "Networking",
    "Other",
    "Security",
    "Storage",
    "Web",
}
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_NOT_NULL = (
    "BilledCost",
    "BillingAccountId",
    "BillingCurrency",
    "ChargeCategory",
    "ContractedCost",
    "EffectiveCost",
    "InvoiceIssuerName",
    "ListCost",
    "ProviderName",
    "PublisherName",
    "ServiceCategory",
    "ServiceName",
)

_ALLOWED = {
    "BillingCurrency": {"EUR"},
    "ChargeCategory": {"Usage", "Purchase", "Tax", "Credit", "Adjustment"},
    "ChargeClass": {"", "Correction"},
    "ServiceCategory": _SERVICES,
}

Row = Mapping[str, str]


def faults(text: str, owed_neur: Mapping[str, int]) -> Iterator[str]:
    """Return what is wrong in a FOCUS file, row by row, then charge by charge and by payer.

    ``owed_neur`` is what each payer owes by the ledger.
    """
    reader = csv.DictReader(io.StringIO(text))
    if tuple(reader.fieldnames or ()) != COLUMNS:
        yield "row 1: the columns are not those of the export"
        return
    rows, wrong = list(reader), False
    for number, row in enumerate(rows, start=2):
        for fault in _row_faults(row):
            wrong = True
            yield f"row {number}: {fault}"
    if not wrong:
        yield from _ratio_faults(rows)
        yield from _service_faults(rows)
        yield from _sum_faults(rows, owed_neur)


def _row_faults(row: Row) -> Iterator[str]:
    for column in _NOT_NULL:
        if not row[column]:
            yield f"{column} is empty"
    for column, allowed in _ALLOWED.items():
        if row[column] not in allowed:
            yield f"{column} is {row[column]}"
    for what in ("Billing", "Charge"):
        if row[f"{what}PeriodStart"] >= row[f"{what}PeriodEnd"]:
            yield f"{what}Period ends before it begins"
    if not all(isinstance(v, str | int | bool) for v in json.loads(row["Tags"]).values()):
        yield "Tags hold more than plain values"
    badly_written = list(_format_faults(row))
    yield from badly_written or _price_faults(row)


def _format_faults(row: Row) -> Iterator[str]:
    for column, value in row.items():
        if not value.isascii():
            yield f"{column} is not ASCII: {value}"
        is_number = re.search(r"(Cost|UnitPrice|Quantity)$", column)
        if is_number and value and _NUMBER.fullmatch(value) is None:
            yield f"{column} is no plain number: {value}"
        if re.search(r"Period(Start|End)$", column) and _TIME.fullmatch(value) is None:
            yield f"{column} is no UTC time: {value}"


def _price_faults(row: Row) -> Iterator[str]:
    priced = row["ChargeCategory"] == "Usage"
    if priced and not (row["PricingQuantity"] and row["PricingUnit"] and row["ListUnitPrice"]):
        yield "a Usage row needs PricingQuantity, PricingUnit and ListUnitPrice"
        return
    if row["PricingQuantity"]:
        for kind in ("List", "Contracted"):
            product = Fraction(row[f"{kind}UnitPrice"]) * Fraction(row["PricingQuantity"])
            if product != Fraction(row[f"{kind}Cost"]):
                yield f"{kind}Cost is not {kind}UnitPrice x PricingQuantity"


def _sum_faults(rows: list[dict[str, str]], owed_neur: Mapping[str, int]) -> Iterator[str]:
    """Check that each payer's effective costs add up to what it owes."""
    sums = {payer: Fraction(0) for payer in owed_neur}
    for row in rows:
        payer = row["BillingAccountId"].partition(":")[2]
        sums[payer] = sums.get(payer, Fraction(0)) + Fraction(row["EffectiveCost"])
    for payer, amount in sums.items():
        if amount * NEUR_PER_EUR != owed_neur.get(payer, 0):
            yield f"payer {payer}: the rows do not add up to what the ledger says"


def _service_faults(rows: list[dict[str, str]]) -> Iterator[str]:
    """Check that each service has one category and one subcategory."""
    kinds: dict[str, set[tuple[str, str]]] = {}
    for row in rows:
        kind = (row["ServiceCategory"], row["ServiceSubcategory"])
        kinds.setdefault(row["ServiceName"], set()).add(kind)
    for service, found in kinds.items():
        if len(found) > 1:
            yield f"service {service}: it has {len(found)} categories"


def _ratio_faults(rows: list[dict[str, str]]) -> Iterator[str]:
    """Check that the ratios of each origin charge add up to one, its quantity to an integer."""
    ratios: dict[str, Fraction] = {}
    quantities: dict[str, Fraction] = {}
    for row in rows:
        origin = row["x_OriginChargeId"]
        if origin:
            (element,) = json.loads(row["x_AllocatedMethodDetails"])["Elements"]
            ratios[origin] = ratios.get(origin, Fraction(0)) + Fraction(element["AllocatedRatio"])
            if row["SkuMeter"] == row["SkuId"]:
                quantity = Fraction(row["PricingQuantity"] or "0")
                quantities[origin] = quantities.get(origin, Fraction(0)) + quantity
    for origin, ratio in ratios.items():
        if ratio != 1:
            yield f"charge {origin}: the ratios add up to {float(ratio):g}"
    for origin, quantity in quantities.items():
        if quantity != int(quantity):
            yield f"charge {origin}: the quantities add up to {float(quantity):g}"
