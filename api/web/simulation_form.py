"""The form of “Who pays?”: the reader's figures read, or refused by their name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from api.accounting import (
    Input,
    Scenario,
    estimate_text,
    estimates,
    input_names,
    result_names,
    results_of,
    short,
)
from api.words import _

PART = "part"
"""Query name of the part of the cost that travellers bear, in per cent."""


@dataclass(frozen=True, slots=True)
class Field:
    """A figure as it is shown: what was typed, or the middle of its range."""

    name: str
    label: str
    unit: str
    text: str
    span: str
    figure: Input
    error: str


@dataclass(frozen=True, slots=True)
class Result:
    """A result in words, with its range."""

    label: str
    central: str
    span: str


@dataclass(frozen=True, slots=True)
class SimulationForm:
    """What was asked: the scenario with the reader's figures, and what was wrong in them."""

    scenario: Scenario
    fields: tuple[Field, ...]
    part: str
    part_error: str
    blocks: tuple[tuple[str, tuple[Result, ...]], ...]

    @property
    def errors(self) -> tuple[tuple[str, str], ...]:
        """What was wrong, as (name of the field, sentence)."""
        wrong = [(field.name, field.error) for field in self.fields if field.error]
        return (*wrong, *([(PART, self.part_error)] if self.part_error else []))


def read_simulation(args: MultiDict[str, str], scenario: Scenario) -> SimulationForm:
    """Read the figures that were typed; one that is wrong is told, and ours kept for it."""
    typed: dict[str, float] = {}
    errors: dict[str, str] = {}
    for name, (label, _unit) in input_names(_).items():
        text = args.get(name, "").strip()
        if not text or text == short(scenario.inputs[name].central):
            continue
        try:
            value = _number(text)
            scenario.given({name: value})
        except ValueError:
            errors[name] = _(
                "«\u202f%(text)s\u202f» n’est pas possible pour «\u202f%(label)s\u202f».",
                text=text[:40],
                label=label,
            )
        else:
            typed[name] = value
    asked = scenario.given(typed)
    part, part_text, part_error = _part(args)
    parts = (0.0, 1.0) if part is None else (0.0, part, 1.0)
    return SimulationForm(
        asked,
        tuple(_field(name, args, asked, errors) for name in input_names(_)),
        part_text,
        part_error,
        tuple((_block_title(share), _results(asked, share)) for share in sorted(set(parts))),
    )


def _number(text: str) -> float:
    return float("".join(text.split()).replace("\u202f", "").replace("−", "-").replace(",", "."))


def _part(args: MultiDict[str, str]) -> tuple[float | None, str, str]:
    """Return the part that travellers bear, as it was typed, and what was wrong with it."""
    text = args.get(PART, "").strip()
    if not text:
        return None, "", ""
    try:
        part = _number(text) / 100
    except ValueError:
        part = -1.0
    if not 0 <= part <= 1:
        return None, text, _("La part portée par les voyageurs va de 0 à 100\u00a0%.")
    return part, text, ""


def _field(
    name: str, args: MultiDict[str, str], asked: Scenario, errors: Mapping[str, str]
) -> Field:
    label, unit = input_names(_)[name]
    figure = asked.inputs[name]
    spread = figure.low != figure.high
    span = (
        _("de %(low)s à %(high)s", low=short(figure.low), high=short(figure.high)) if spread else ""
    )
    text = args.get(name, "").strip()[:40] if name in errors else short(figure.central)
    return Field(name, label, unit, text, span, figure, errors.get(name, ""))


def _block_title(share: float) -> str:
    if share == 0:
        return _("Si les collectivités paient tout")
    if share == 1:
        return _("Si les voyageurs paient tout")
    return _("Si les voyageurs en paient %(part)s\u00a0%%", part=short(100 * share))


def _results(asked: Scenario, share: float) -> tuple[Result, ...]:
    found, shown = estimates(asked, share), results_of(share)
    rows = []
    for key, (label, unit, factor, decimals) in result_names(_).items():
        if key in shown:
            central, span = estimate_text(found[key], unit, factor, decimals, _)
            rows.append(Result(label, central, span))
    return tuple(rows)
