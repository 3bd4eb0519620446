"""What a new version of a feed changes, as text or JSON."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from api.desk.texts import texts_in

if TYPE_CHECKING:
    from feeds.compare import Comparison
    from feeds.compare.comparison import Changes
    from feeds.compare.service import Service

SHOWN = 10


def comparison_json(comparison: Comparison, share: float) -> str:
    """Return the comparison as one JSON object, aliases included; dates are ISO 8601."""
    document = asdict(comparison)
    document["drop_share"] = share
    document["drops"] = [line.id for line in comparison.drops(share)]
    document["drops_in_all"] = comparison.drops_in_all(share)
    return json.dumps(document, ensure_ascii=False, indent=1, default=str) + "\n"


def comparison_text(comparison: Comparison, share: float, language: str) -> str:
    """Return the comparison as a person reads it in a terminal."""
    texts = texts_in(language)
    say, to = texts.comparison, texts.report["to"]
    colon = "\u202f:" if language == "fr" else ":"
    lines = [
        say["title"],
        f"{say['validity']}{colon} "
        + ", ".join(
            f"{say[name]} {first} {to} {last}"
            for name, (first, last) in (
                ("before", comparison.validity_before),
                ("after", comparison.validity_after),
            )
        ),
    ]
    if comparison.days_without:
        lines.append(f"{say['gap']}{colon} {comparison.days_without}")
    for name, changes in (("lines", comparison.lines), ("stops", comparison.stops)):
        lines += _changes(say, f"{say[name]}{colon}", changes)
    lines.append(f"{say['moved']}{colon} {len(comparison.moved)}")
    aliases = comparison.aliases
    counts = ", ".join(str(len(ids)) for ids in (aliases.stops, aliases.lines, aliases.trips))
    lines += [f"{say['identifiers']}{colon} {counts}", "", f"{say['trips_per_day']}{colon}"]
    lines += [
        f"  {line.name}{colon} {_service(line.before)} → {_service(line.after)}"
        for line in comparison.service
        if line.before != line.after
    ]
    lines.append(
        f"  {say['all']}{colon} {_service(comparison.before)} → {_service(comparison.after)}"
    )
    shown = f"{share * 100:.0f}"
    if comparison.drops_in_all(share):
        lines.append(say["drop"].format(share=shown))
    lines += [
        f"{say['drop_line'].format(share=shown)}{colon} {line.name}"
        for line in comparison.drops(share)
    ]
    return "\n".join([*lines, ""])


def _changes(say: dict[str, str], head: str, changes: Changes) -> list[str]:
    counted = ("added", "removed", "renamed")
    lines = [f"{head} " + ", ".join(f"{len(getattr(changes, n))} {say[n]}" for n in counted)]
    lines += [f"  + {one.name} ({one.id})" for one in changes.added[:SHOWN]]
    lines += [f"  − {one.name} ({one.id})" for one in changes.removed[:SHOWN]]
    lines += [f"  {one.before} → {one.after} ({one.id})" for one in changes.renamed[:SHOWN]]
    return lines


def _service(service: Service) -> str:
    return f"{service.weekday:g}, {service.saturday:g}, {service.sunday:g}"
