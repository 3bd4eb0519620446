"""Texts that scripts say, in the reader's language: the scripts hold none of their own."""

from __future__ import annotations

from flask_babel import ngettext

from api.web import wording
from api.words import _

MOST_SUGGESTIONS = 8


def script_texts() -> dict[str, object]:
    """Return the texts as the scripts read them (api/web/src/texts.ts)."""
    found = [
        str(ngettext("%(num)d suggestion", "%(num)d suggestions", count))
        for count in range(1, MOST_SUGGESTIONS + 1)
    ]
    return {
        "counts": [_("Aucune suggestion"), *found],
        "failed": _("Les suggestions sont indisponibles\u00a0: écrivez le nom entier."),
        "here": _("Ma position"),
        "hereFailed": _("Votre position n’est pas disponible\u00a0: écrivez un nom."),
        "kinds": {kind: wording.place_kind(kind) for kind in wording.PLACE_KINDS}
        | {"here": _("là où vous êtes")},
    }
