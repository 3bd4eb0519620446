"""Terms: the tariffs, rules, fixed costs and budgets that a service counts with."""

from __future__ import annotations

from collections.abc import Mapping

from api.accounting import (
    TariffBook,
    Terms,
    load_budgets,
    load_channel_keys,
    load_costs,
    load_rules,
    load_tariffs,
    to_file,
    to_webhook,
)
from api.settings import Settings, SettingsError


def tariffs_of(settings: Settings) -> TariffBook:
    """Return the operator's tariffs, or those that come with the program."""
    folder = settings.accounts / "tariffs" if settings.accounts else None
    return load_tariffs(folder) if folder and folder.is_dir() else load_tariffs()


def channel_keys_of(settings: Settings) -> Mapping[str, str]:
    """Return the operator's keys of channels, by their hash. Raises `InvalidFileError`."""
    return load_channel_keys(settings.accounts / "channels.json") if settings.accounts else {}


def terms_of(settings: Settings, region_id: str) -> Terms:
    """Return the operator's rules, fixed costs and budgets; what it has not is the program's.

    Raises
    ------
    InvalidFileError: a file of rules, costs or budgets has a mistake, told by its field.
    SettingsError: the address of alerts is none.

    """
    folder = settings.accounts
    rules = folder / "rules" if folder else None
    costs = folder / "costs" if folder else None
    deliver = [to_file(settings.var / region_id / "alerts.jsonl")]
    if settings.alert_webhook:
        try:
            deliver.append(to_webhook(settings.alert_webhook))
        except ValueError as error:
            raise SettingsError(
                "CORRESPONDANCE_ALERT_WEBHOOK", settings.alert_webhook, "must be an http address"
            ) from error
    return Terms(
        rules=load_rules(rules) if rules and rules.is_dir() else load_rules(),
        costs=load_costs(costs) if costs and costs.is_dir() else load_costs(),
        budgets=load_budgets(folder / "budgets") if folder else {},
        deliver=tuple(deliver),
        unattributed_alert_pct=settings.unattributed_alert_pct,
    )
