"""What can go wrong in accounting. Messages are for developers; api/ words them in French."""

from __future__ import annotations


class AccountingError(Exception):
    """Anything accounting may raise on purpose."""


class LedgerUnavailableError(AccountingError):
    """The ledger cannot be read or written: read-only disk, corrupt file, locked too long."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"ledger {path} unavailable: {reason}")
        self.path = path
        self.reason = reason


class LedgerAbsentError(LedgerUnavailableError):
    """There is no ledger yet: nothing has been charged."""

    def __init__(self, path: str) -> None:
        super().__init__(path, "no such file")


class ConflictingEntryError(AccountingError):
    """An event id came back with other figures, or after its seal: never a mere replay."""

    def __init__(self, event_id: str) -> None:
        super().__init__(f"event {event_id} is in the ledger with other figures, or sealed without")
        self.event_id = event_id


class InvalidFileError(AccountingError):
    """A file of rules, costs or budgets cannot be used."""

    what = "file"

    def __init__(self, path: str, field: str, reason: str) -> None:
        super().__init__(f"{self.what} {path}, {field}: {reason}")
        self.path = path
        self.field = field
        self.reason = reason


class InvalidTariffError(InvalidFileError):
    """A tariff file cannot be used."""

    what = "tariff"


class InvalidRulesError(InvalidFileError):
    """A file of allocation rules cannot be used."""

    what = "allocation rules"


class InvalidCostsError(InvalidFileError):
    """A file of fixed costs cannot be used."""

    what = "fixed costs"


class InvalidBudgetsError(InvalidFileError):
    """A file of budgets cannot be used."""

    what = "budgets"


class InvalidChannelsError(InvalidFileError):
    """A file of the keys of channels cannot be used."""

    what = "channels"


class InvalidSimulationError(InvalidFileError):
    """A file of the inputs of a simulation cannot be used."""

    what = "simulation"


class InvalidCarbonError(InvalidFileError):
    """A file of what machines emit cannot be used."""

    what = "carbon"


class MonthStateError(AccountingError):
    """A month is not in the state that closing or reopening it needs."""

    def __init__(self, month: str, state: str) -> None:
        super().__init__(f"month {month} is {state}")
        self.month = month
        self.state = state


class UnsharableCostError(AccountingError):
    """A fixed cost has nobody to bear it, or a floor asks for more than there is to share."""

    def __init__(self, rule: str, reason: str) -> None:
        super().__init__(f"rule {rule}: {reason}")
        self.rule = rule
        self.reason = reason


class UnknownTariffError(AccountingError):
    """A month was priced by a tariff that is not at hand."""

    def __init__(self, version: str) -> None:
        super().__init__(f"tariff {version} is not at hand")
        self.version = version


class UnknownPayerError(AccountingError):
    """A month's statement was asked for a payer that owes nothing in it."""

    def __init__(self, payer: str, month: str) -> None:
        super().__init__(f"{payer} owes nothing for {month}")
        self.payer = payer
        self.month = month


class FaultyExportError(AccountingError):
    """A file of a month would break a rule of its format: it is not handed out."""

    def __init__(self, fault: str) -> None:
        super().__init__(f"export: {fault}")
        self.fault = fault


class VerificationRunningError(AccountingError):
    """The ledger is being verified already."""


class TooFewSearchesError(AccountingError):
    """The ledger does not hold enough searches to fit rates on."""

    def __init__(self, number: int) -> None:
        super().__init__(f"too few searches in the ledger to fit rates: {number}")
        self.number = number


class RefusedError(AccountingError):
    """A command cannot be done; the message says why, in the reader's language."""


class InvalidMonthError(AccountingError):
    """A month is not written YYYY-MM."""

    def __init__(self, text: str) -> None:
        super().__init__(f"not a month written YYYY-MM: {text!r}")
        self.text = text
