"""Our own checks of a FOCUS file: exact, row by row; the official validator lets errors pass."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from api.accounting.focus import COLUMNS

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


def faults(text: str) -> Iterator[str]:
    """Return what is wrong in a FOCUS file, row by row, then charge by charge."""
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


def sums_by_payer(text: str) -> Mapping[str, Decimal]:
    """Return what each payer's effective costs add up to."""
    sums: dict[str, Decimal] = {}
    for row in csv.DictReader(io.StringIO(text)):
        payer = row["BillingAccountId"].partition(":")[2]
        sums[payer] = sums.get(payer, Decimal(0)) + Decimal(row["EffectiveCost"])
    return sums


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
            product = Decimal(row[f"{kind}UnitPrice"]) * Decimal(row["PricingQuantity"])
            if product != Decimal(row[f"{kind}Cost"]):
                yield f"{kind}Cost is not {kind}UnitPrice x PricingQuantity"


def _ratio_faults(rows: list[dict[str, str]]) -> Iterator[str]:
    """Check that the ratios of each origin charge add up to one, its quantity to an integer."""
    ratios: dict[str, Decimal] = {}
    quantities: dict[str, Decimal] = {}
    for row in rows:
        origin = row["x_OriginChargeId"]
        if origin:
            (element,) = json.loads(row["x_AllocatedMethodDetails"])["Elements"]
            ratios[origin] = ratios.get(origin, Decimal(0)) + Decimal(element["AllocatedRatio"])
            if row["SkuMeter"] == row["SkuId"]:
                quantity = Decimal(row["PricingQuantity"] or "0")
                quantities[origin] = quantities.get(origin, Decimal(0)) + quantity
    for origin, ratio in ratios.items():
        if ratio != 1:
            yield f"charge {origin}: the ratios add up to {ratio}"
    for origin, quantity in quantities.items():
        if quantity != int(quantity):
            yield f"charge {origin}: the quantities add up to {quantity}"
