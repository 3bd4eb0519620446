"""Keys of channels: an app, a partner's site or a kiosk says by its key which channel it is.

A key opens nothing and closes nothing: it names who is served, so that the channel's owner pays
(R-CANAL). Only a hash of it is kept, in a file of the operator.
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from api.accounting import json_fields
from api.accounting.errors import InvalidChannelsError
from api.accounting.json_fields import FieldError, read_json

PREFIX = "canal_"
"""Makes a key that leaked into a file easy to find."""

_BYTES = 24
_NAME = re.compile(r"[a-z][a-z0-9.-]{0,63}")
_HASH = re.compile(r"[0-9a-f]{64}")
_OURS = {"web", "api", "kiosk", "operations", "interne"}
"""Channels that are told by the address; a key may not take their name."""
KIOSK = "kiosk."
"""Begins the channel of each kiosk that is configured; no key has such a name."""


def load_channel_keys(path: Path) -> Mapping[str, str]:
    """Return the channel of each key's hash; none where there is no file.

    Raises `InvalidChannelsError`.
    """
    if not path.exists():
        return {}
    return read_json(path, _channel_keys, InvalidChannelsError)


def channel_of_key(key: str, channels: Mapping[str, str]) -> str | None:
    """Return the channel that a key names, None for a key that is not known."""
    return channels.get(_hash_of(key))


def new_key(channel: str) -> tuple[str, str]:
    """Return a new key of a channel, and the entry of the file that makes it known.

    Raises ``ValueError`` for a name that a channel may not have.
    """
    _check_name(channel)
    key = PREFIX + secrets.token_urlsafe(_BYTES)
    return key, json.dumps({"channel": channel, "key_sha256": _hash_of(key)})


def _hash_of(key: str) -> str:
    # The key is random and long: a plain hash keeps it safe.
    return sha256(key.encode()).hexdigest()


def _check_name(channel: str) -> None:
    if _NAME.fullmatch(channel) is None or channel in _OURS or channel.startswith(KIOSK):
        raise ValueError(
            f"{channel}: must be small letters, digits, dots and hyphens, and none of "
            f"{', '.join(sorted(_OURS))}, nor begin with {KIOSK}"
        )


def _channel_keys(content: object) -> Mapping[str, str]:
    table = json_fields.table(content, "file", ("channels",))
    found: dict[str, str] = {}
    for number, row in enumerate(json_fields.rows(table["channels"], "channels")):
        where = f"channels[{number}]"
        entry = json_fields.table(row, where, ("channel", "key_sha256"))
        channel = json_fields.text(entry, "channel", where)
        try:
            _check_name(channel)
        except ValueError as error:
            raise FieldError(f"{where}.channel", str(error)) from error
        own_hash = json_fields.text(entry, "key_sha256", where)
        if _HASH.fullmatch(own_hash) is None:
            raise FieldError(f"{where}.key_sha256", "must be 64 hexadecimal digits")
        if own_hash in found:
            raise FieldError(f"{where}.key_sha256", f"is already that of {found[own_hash]}")
        found[own_hash] = channel
    return found
