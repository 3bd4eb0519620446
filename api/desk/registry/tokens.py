"""Who may do what at the desk: tokens, of which only a hash is kept."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from hashlib import sha256

from sqlalchemy import Engine, insert, select, update

from api.desk.errors import DeskError, UnknownHereError
from api.desk.registry.database import writing
from api.desk.registry.schema import TOKENS
from api.words import N_

PREFIX = "corr_"
"""Makes a token that leaked into a file easy to find."""
_BYTES = 32


class Role(Enum):
    """What the bearer of a token may do."""

    OPERATOR = "operator"
    """Hand in versions of one feed and put them into service."""
    ADMINISTRATOR = "administrator"
    """Everything."""
    AUDITOR = "auditor"
    """Look, and change nothing."""


@dataclass(frozen=True)
class Bearer:
    """Somebody whose token was recognised."""

    name: str
    role: Role
    feed_id: str | None
    """The feed of an operator."""

    def may_change(self, feed_id: str) -> bool:
        """Tell whether versions of a feed may be handed in and put into service."""
        own = self.role is Role.OPERATOR and self.feed_id == feed_id
        return own or self.role is Role.ADMINISTRATOR


class Tokens:
    """The tokens of a registry. They are random, so that a plain hash keeps them safe."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def issue(self, name: str, role: Role, feed_id: str | None, at: datetime) -> str:
        """Return a new token, which is shown once and never again.

        Raises
        ------
        DeskError: the name is taken, or an operator has no feed.

        """
        if (role is Role.OPERATOR) != (feed_id is not None):
            raise DeskError(
                N_("le jeton d’un exploitant est pour un jeu, les autres jetons pour aucun")
            )
        token = PREFIX + secrets.token_urlsafe(_BYTES)
        with writing(self._engine) as connection:
            if connection.execute(select(TOKENS.c.name).where(TOKENS.c.name == name)).first():
                raise DeskError(N_("un jeton s’appelle déjà «\u00a0%(name)s\u00a0»"), name=name)
            values = {
                "name": name,
                "role": role.value,
                "feed_id": feed_id,
                "digest": _digest(token),
                "issued_at": at,
            }
            connection.execute(insert(TOKENS).values(values))
        return token

    def revoke(self, name: str, at: datetime) -> None:
        """Make a token worthless from now on.

        Raises
        ------
        DeskError: no token in use has this name.

        """
        chosen = (TOKENS.c.name == name) & TOKENS.c.revoked_at.is_(None)
        with writing(self._engine) as connection:
            if not connection.execute(select(TOKENS.c.name).where(chosen)).first():
                raise UnknownHereError(
                    N_("aucun jeton valable ne s’appelle «\u00a0%(name)s\u00a0»"), name=name
                )
            connection.execute(update(TOKENS).where(chosen).values(revoked_at=at))

    def bearer(self, token: str) -> Bearer | None:
        """Return whose token it is, None when it is nobody's or was revoked."""
        digest = _digest(token)
        chosen = select(TOKENS).where(TOKENS.c.digest == digest, TOKENS.c.revoked_at.is_(None))
        with writing(self._engine) as connection:
            row = connection.execute(chosen).mappings().first()
        if row is None or not hmac.compare_digest(row["digest"], digest):
            return None
        return Bearer(row["name"], Role(row["role"]), row["feed_id"])


def _digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()
