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
    """An event id came back with other figures: never a replay, so never ignored."""

    def __init__(self, event_id: str) -> None:
        super().__init__(f"event {event_id} is already in the ledger with other figures")
        self.event_id = event_id


class InvalidTariffError(AccountingError):
    """A tariff file cannot be used."""

    def __init__(self, path: str, field: str, reason: str) -> None:
        super().__init__(f"tariff {path}, {field}: {reason}")
        self.path = path
        self.field = field
        self.reason = reason


class InvalidMonthError(AccountingError):
    """A month is not written YYYY-MM."""

    def __init__(self, text: str) -> None:
        super().__init__(f"not a month written YYYY-MM: {text!r}")
        self.text = text
