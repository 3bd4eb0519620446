"""A month as a beancount file, for whoever checks our sums with a tool that is not ours."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from api.accounting.allocation import borne
from api.accounting.money import euros
from api.accounting.periods import first_day, next_month
from api.accounting.record import CUT, parse_split, supply_of
from api.accounting.totals import Total


def as_beancount(month: str, totals: Sequence[Total], names: Mapping[str, str]) -> str:
    """Return the totals that are booked in a month as balanced transactions, one a day and kind.

    The balance of each account is asserted on the first day of the next month.
    """
    transactions: dict[tuple[str, str, str], dict[str, int]] = {}
    balances: dict[str, int] = {}
    for total in totals:
        if total.key.kind == CUT:
            continue
        _, bearers = parse_split(total.key.split)
        amounts = dict(borne(total.sums.amounts, bearers))
        supply = supply_of(total.key.kind, total.key.endpoint)
        amounts[supply] = amounts.get(supply, 0) - total.sums.cost_neur
        name = "réponses" if total.key.kind == "answer" else total.key.endpoint
        postings = transactions.setdefault((total.key.day, total.key.kind, name), {})
        for account, amount in amounts.items():
            postings[account] = postings.get(account, 0) + amount
            balances[account] = balances.get(account, 0) + amount
    return "\n".join(_lines(month, transactions, balances, names)) + "\n"


def _lines(
    month: str,
    transactions: Mapping[tuple[str, str, str], Mapping[str, int]],
    balances: Mapping[str, int],
    names: Mapping[str, str],
) -> Iterator[str]:
    yield 'option "title" "Correspondance"'
    yield 'option "operating_currency" "EUR"'
    opened = min((day for day, _, _ in transactions), default=f"{month}-01")
    for account in sorted(balances):
        yield f"{opened} open {_account(account)} EUR"
        yield f'  name: "{_quoted(names.get(account, account))}"'
    for (day, kind, name), postings in sorted(transactions.items()):
        yield ""
        yield f'{day} * "{_quoted(name)}" "{kind}"'
        for account, amount in sorted(postings.items()):
            yield f"  {_account(account)}  {euros(amount)} EUR"
    yield ""
    after = first_day(next_month(month)).isoformat()
    for account, amount in sorted(balances.items()):
        yield f"{after} balance {_account(account)}  {euros(amount)} ~ 0 EUR"


def _account(account: str) -> str:
    """Return a name beancount takes: each part begins with a capital or a digit."""
    kind = "Income:Fourniture" if account.startswith("fourniture-") else "Assets:Payeurs"
    words = re.split(r"[^A-Za-z0-9]+", account.removeprefix("fourniture-"))
    return f"{kind}:{'-'.join(word[:1].upper() + word[1:] for word in words if word)}"


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')
