"""Words that people read: gettext with French as the source, typed."""

from __future__ import annotations

from flask_babel import gettext, lazy_gettext


def _(message: str, **values: object) -> str:
    """Return a message in the reader's language, its values put in."""
    return str(gettext(message, **values))


def lazy(message: str) -> object:
    """Return a message that is translated when it is shown."""
    return lazy_gettext(message)


def N_(message: str) -> str:  # noqa: N802  # the name that gettext gives it
    """Mark a message that is translated later, wherever it is read; return it as it is."""
    return message
