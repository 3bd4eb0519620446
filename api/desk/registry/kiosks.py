"""The kiosks of a registry: how each is configured, which machine is it, who did what."""

from __future__ import annotations

import hmac
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Engine, RowMapping, insert, select, update

from api.desk.errors import DeskError, UnknownHereError
from api.desk.registry.database import aware, writing
from api.desk.registry.schema import KIOSK_HISTORY, KIOSKS, KIOSKS_SEEN
from api.words import N_
from feeds import Kiosk
from feeds.kiosks import kiosk_json, kiosk_of

LINK_FOR = timedelta(days=2)
"""How long a link that makes a machine a kiosk may be opened."""
SEEN_EVERY = timedelta(minutes=1)
"""A kiosk that goes on asking is written down no more often."""
_BYTES = 32


@dataclass(frozen=True)
class KeptKiosk:
    """A kiosk as the registry keeps it."""

    kiosk: Kiosk
    retired_at: datetime | None
    link_until: datetime | None
    """Until when its link may be opened; None where there is none."""
    opened_at: datetime | None
    """Since when a machine is this kiosk; None where none is."""


@dataclass(frozen=True)
class KioskHappening:
    """Who did what with a kiosk."""

    at: datetime
    who: str
    action: str
    kiosk_id: str
    detail: str


class KioskBook:
    """Kiosks, with the hashes of what opens them: random and long, so that plain hashes do."""

    def __init__(self, engine: Engine, clock: Callable[[], datetime]) -> None:
        self._engine = engine
        self._clock = clock

    def add(self, kiosk: Kiosk, *, who: str) -> None:
        """Keep a new kiosk.

        Raises
        ------
        DeskError: one is called so already, be it retired: accounts and history know it.

        """
        with writing(self._engine) as connection:
            if _row(connection, kiosk.id) is not None:
                raise DeskError(
                    N_("une borne s’appelle ou s’appelait déjà «\u00a0%(id)s\u00a0»"),
                    id=kiosk.id,
                )
            values = {"id": kiosk.id, "configured": _written(kiosk)}
            connection.execute(insert(KIOSKS).values(values))
            self._tell(connection, who, "add", kiosk.id, kiosk.title)

    def change(self, kiosk: Kiosk, *, who: str) -> None:
        """Configure a kiosk anew; its machine follows at once.

        Raises
        ------
        UnknownHereError: no kiosk in use is called so.

        """
        with writing(self._engine) as connection:
            before = _kept(_in_use(connection, kiosk.id)).kiosk
            self._set(connection, kiosk.id, configured=_written(kiosk))
            old, new = kiosk_json(before), kiosk_json(kiosk)
            changed = [f"{name}: {_text(new[name])}" for name in new if new[name] != old[name]]
            if changed:
                self._tell(connection, who, "change", kiosk.id, ", ".join(changed))

    def retire(self, kiosk_id: str, *, who: str) -> None:
        """Take a kiosk out of use for good; its machine shows nothing any more.

        Raises
        ------
        UnknownHereError: no kiosk in use is called so.

        """
        with writing(self._engine) as connection:
            _in_use(connection, kiosk_id)
            self._set(connection, kiosk_id, retired_at=self._clock(), **_CLOSED)
            self._tell(connection, who, "retire", kiosk_id, "")

    def give_link(self, kiosk_id: str, *, who: str) -> str:
        """Return a new token, shown once, that makes one machine this kiosk.

        The machine that is it now stays until another one opens the link. A link before this
        one is worth nothing any more.

        Raises
        ------
        UnknownHereError: no kiosk in use is called so.

        """
        token = secrets.token_urlsafe(_BYTES)
        until = self._clock() + LINK_FOR
        with writing(self._engine) as connection:
            _in_use(connection, kiosk_id)
            self._set(connection, kiosk_id, link_digest=_digest(token), link_until=until)
            self._tell(connection, who, "link", kiosk_id, "")
        return token

    def open(self, kiosk_id: str, token: str) -> str | None:
        """Return the secret of the machine that opens a link; None where the token is not good.

        The token is good once.
        """
        secret = secrets.token_urlsafe(_BYTES)
        now = self._clock()
        with writing(self._engine) as connection:
            row = _row(connection, kiosk_id)
            if row is None or row["link_until"] is None or aware(row["link_until"]) <= now:
                return None
            if not _fits(token, row["link_digest"]):
                return None
            values = _CLOSED | {"device_digest": _digest(secret), "opened_at": now}
            self._set(connection, kiosk_id, **values)
            self._tell(connection, kiosk_id, "open", kiosk_id, "")
        return secret

    def close(self, kiosk_id: str, *, who: str) -> None:
        """Make link and machine worthless: no machine is this kiosk until another link is opened.

        Raises
        ------
        UnknownHereError: no kiosk in use is called so.

        """
        with writing(self._engine) as connection:
            _in_use(connection, kiosk_id)
            self._set(connection, kiosk_id, **_CLOSED)
            self._tell(connection, who, "close", kiosk_id, "")

    def admits(self, kiosk_id: str, secret: str) -> bool:
        """Tell whether a secret is that of the machine of a kiosk in use."""
        with writing(self._engine) as connection:
            row = _row(connection, kiosk_id)
        return row is not None and _fits(secret, row["device_digest"])

    def seen(self, kiosk_id: str) -> None:
        """Write down that a kiosk asked for something just now."""
        now = self._clock()
        this = KIOSKS_SEEN.c.kiosk_id == kiosk_id
        with writing(self._engine) as connection:
            last = connection.execute(select(KIOSKS_SEEN.c.at).where(this)).scalar()
            if last is None:
                connection.execute(insert(KIOSKS_SEEN).values(kiosk_id=kiosk_id, at=now))
            elif now - aware(last) >= SEEN_EVERY:
                connection.execute(update(KIOSKS_SEEN).where(this).values(at=now))

    def last_seen(self) -> dict[str, datetime]:
        """Return when each kiosk last asked for something."""
        with writing(self._engine) as connection:
            return {row.kiosk_id: aware(row.at) for row in connection.execute(select(KIOSKS_SEEN))}

    def all(self) -> list[KeptKiosk]:
        """Return every kiosk, by id, retired ones too."""
        with writing(self._engine) as connection:
            rows = connection.execute(select(KIOSKS).order_by(KIOSKS.c.id)).mappings()
            return [_kept(row) for row in rows]

    def find(self, kiosk_id: str) -> KeptKiosk | None:
        """Return a kiosk in use, None where none is called so."""
        with writing(self._engine) as connection:
            row = _row(connection, kiosk_id)
        return None if row is None or row["retired_at"] is not None else _kept(row)

    def one(self, kiosk_id: str) -> KeptKiosk:
        """Return a kiosk, retired or not.

        Raises
        ------
        UnknownHereError: none is called so.

        """
        with writing(self._engine) as connection:
            row = _row(connection, kiosk_id)
        if row is None:
            raise _unknown(kiosk_id)
        return _kept(row)

    def history(self, kiosk_id: str) -> list[KioskHappening]:
        """Return what was done with a kiosk, the newest first."""
        chosen = select(KIOSK_HISTORY).where(KIOSK_HISTORY.c.kiosk_id == kiosk_id)
        with writing(self._engine) as connection:
            rows = connection.execute(chosen.order_by(KIOSK_HISTORY.c.id.desc()))
            return [
                KioskHappening(aware(row.at), row.who, row.action, row.kiosk_id, row.detail)
                for row in rows
            ]

    def _set(self, connection: Connection, kiosk_id: str, **values: object) -> None:
        connection.execute(update(KIOSKS).where(KIOSKS.c.id == kiosk_id).values(values))

    def _tell(
        self, connection: Connection, who: str, action: str, kiosk_id: str, detail: str
    ) -> None:
        values = {"at": self._clock(), "who": who, "action": action, "kiosk_id": kiosk_id}
        connection.execute(insert(KIOSK_HISTORY).values(detail=detail, **values))


_CLOSED: dict[str, Any] = {
    "link_digest": None,
    "link_until": None,
    "device_digest": None,
    "opened_at": None,
}


def _row(connection: Connection, kiosk_id: str) -> RowMapping | None:
    return connection.execute(select(KIOSKS).where(KIOSKS.c.id == kiosk_id)).mappings().first()


def _in_use(connection: Connection, kiosk_id: str) -> RowMapping:
    row = _row(connection, kiosk_id)
    if row is None or row["retired_at"] is not None:
        raise _unknown(kiosk_id)
    return row


def _kept(row: RowMapping) -> KeptKiosk:
    moments = (row[name] for name in ("retired_at", "link_until", "opened_at"))
    kiosk = kiosk_of(json.loads(row["configured"]))
    return KeptKiosk(kiosk, *(None if at is None else aware(at) for at in moments))


def _unknown(kiosk_id: str) -> UnknownHereError:
    return UnknownHereError(
        N_("aucune borne en usage ne s’appelle «\u00a0%(id)s\u00a0»"), id=kiosk_id
    )


def _written(kiosk: Kiosk) -> str:
    return json.dumps(kiosk_json(kiosk), ensure_ascii=False)


def _text(value: object) -> str:
    return " ".join(value) if isinstance(value, tuple) else str(value)


def _digest(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


def _fits(secret: str, digest: str | None) -> bool:
    return digest is not None and hmac.compare_digest(_digest(secret), digest)
