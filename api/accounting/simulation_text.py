"""The words of the simulation: what its inputs and results are called, and how they are written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields

from api.accounting.simulation import Estimate, Outcome, Scenario, estimates
from api.accounting.statement_page import kind_name
from api.accounting.statement_text import Translate

_NO_BREAK_SPACE = "\u00a0"
_NARROW_SPACE = "\u202f"


def input_names(translate: Translate) -> Mapping[str, tuple[str, str]]:
    """Return the name and the unit of each input, in the order they are asked for."""
    _ = translate
    return {
        "system_cost_eur": (_("Coût annuel du système"), "€"),
        "inhabitants": (_("Habitants"), ""),
        "trips": (_("Voyages payants par an"), ""),
        "mean_fare_eur": (_("Recette moyenne par voyage"), "€"),
        "fare_elasticity": (_("Élasticité de la demande au prix"), ""),
        "mobility_tax_yield_eur": (_("Produit annuel du versement mobilité"), "€"),
        "operating_cost_eur": (_("Dépenses annuelles d’exploitation des réseaux"), "€"),
        "trip_km": (_("Longueur moyenne d’un voyage"), "km"),
        "car_share": (_("Part des voyages perdus qui passent en voiture"), ""),
        "car_g_per_km": (_("Émissions de la voiture, par passager"), "g/km"),
        "transit_g_per_km": (_("Émissions du transport public, par passager"), "g/km"),
        "fixed_part_eur": (_("Part fixe du coût d’un système séparé"), "€"),
        "governance_eur": (_("Coût du travail en commun, par autorité"), "€"),
    }


def result_names(translate: Translate) -> Mapping[str, tuple[str, str, float, int]]:
    """Return each result's name, unit, factor to that unit, and decimals."""
    _ = translate
    return {
        "eur_per_inhabitant": (_("Pour les collectivités, par habitant et par an"), "€", 1, 2),
        "tax_yield_part": (_("Soit une part du produit du versement mobilité"), "%", 100, 2),
        "operating_part": (_("Soit une part des dépenses d’exploitation"), "%", 100, 2),
        "fare_naive_eur": (
            _("Pour le voyageur, par voyage, si personne n’y renonce"),
            _("c€"),
            100,
            2,
        ),
        "fare_response_eur": (_("Pour le voyageur, avec ceux qui renoncent"), _("c€"), 100, 2),
        "fare_rise_part": (_("Soit une hausse du prix"), "%", 100, 2),
        "lost_trips": (_("Voyages perdus par an"), "", 1, 0),
        "lost_trips_part": (_("Soit une part des voyages"), "%", 100, 2),
        "lost_co2e_kg": (_("Émissions des voyages perdus"), _("kg CO2e"), 1, 0),
        "break_even_part": (_("Voyages de plus qui suffiraient à le payer"), "%", 100, 2),
        "pooling_saving_eur": (_("Ce qu’un système commun économise par an"), "€", 1, 0),
    }


def number(value: float, decimals: int) -> str:
    """Return a number as a French reader expects it."""
    text = f"{value:,.{decimals}f}"
    return text.replace(",", _NARROW_SPACE).replace(".", ",").replace("-", "−")


def estimate_text(
    estimate: Estimate, unit: str, factor: float, decimals: int, translate: Translate
) -> tuple[str, str]:
    """Return the central value and the range of a result, in words where there is none."""
    _ = translate
    suffix = f"{_NO_BREAK_SPACE}{unit}" if unit else ""
    if estimate.central is None:
        return _("aucun prix n’y suffit"), ""
    central = f"{number(estimate.central * factor, decimals)}{suffix}"
    if estimate.low is None or estimate.high is None:
        return central, _("sans limite\u00a0: aucun prix n’y suffit toujours")
    low, high = (number(end * factor, decimals) for end in (estimate.low, estimate.high))
    return central, _("de %(low)s à %(high)s") % {"low": low, "high": high} + suffix


def short(value: float) -> str:
    """Return a figure with as many decimals as it needs, two at most."""
    decimals = next(d for d in (0, 1, 2) if d == 2 or round(value, d) == value)  # noqa: PLR2004
    return number(value, decimals)


def results_of(fares_part: float) -> frozenset[str]:
    """Return the results that say something, whoever pays."""
    authorities = {"eur_per_inhabitant", "tax_yield_part", "operating_part"}
    fares = {"fare_naive_eur", "fare_response_eur", "fare_rise_part"}
    fares |= {"lost_trips", "lost_trips_part", "lost_co2e_kg"}
    silent = (authorities if fares_part == 1 else set()) | (fares if fares_part == 0 else set())
    return frozenset(_EVERY - silent)


_EVERY = {field.name for field in fields(Outcome)}


def simulation_table(scenario: Scenario, parts: Sequence[float], translate: Translate) -> str:
    """Return inputs and results as aligned text, each with its range and what it is worth.

    ``parts`` are the parts of the cost borne by travellers: a block of results each.
    """
    _ = translate
    names = input_names(translate)
    lines = [_("Qui paie\u202f? %(name)s") % {"name": scenario.name}, ""]
    width = max(len(name) for name, _unit in names.values())
    for key, (name, unit) in names.items():
        value = scenario.inputs[key]
        span = f"{short(value.low)} … {short(value.high)}" if value.low != value.high else ""
        kind = kind_name(value.kind, translate)
        lines.append(f"{name:<{width}}  {short(value.central):>12} {unit:<5} {span:<28} {kind}")
    for part in parts:
        lines += ["", *_results(scenario, part, translate)]
    return "\n".join(lines) + "\n"


def _results(scenario: Scenario, fares_part: float, translate: Translate) -> list[str]:
    _ = translate
    share = f"{number(100 * fares_part, 0)}{_NO_BREAK_SPACE}%"
    lines = [_("Part du coût portée par les voyageurs\u00a0: %(part)s") % {"part": share}, ""]
    shown = results_of(fares_part)
    names = {key: row for key, row in result_names(translate).items() if key in shown}
    width = max(len(name) for name, *_rest in names.values())
    found = estimates(scenario, fares_part)
    for key, (name, unit, factor, decimals) in names.items():
        central, span = estimate_text(found[key], unit, factor, decimals, translate)
        lines.append(f"{name:<{width}}  {central:>16}  {span}")
    return lines
