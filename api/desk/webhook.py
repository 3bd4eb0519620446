"""Posts alerts as signed JSON to an address that is checked like those of feeds."""

from __future__ import annotations

import hmac
import http.client
import json
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from urllib.parse import urlsplit

from api.desk.errors import DeskError
from api.desk.pulling import Limits, connect, path_of
from api.words import N_

SIGNATURE = "X-Correspondance-Signature"
_OK = range(200, 300)


@dataclass(frozen=True)
class Webhook:
    """Where alerts are posted to, and what they are signed with ("" when they are not)."""

    url: str
    secret: str
    limits: Limits

    def post(self, message: Mapping[str, object], at: datetime) -> None:
        """Post one message; a redirect is not followed.

        Raises
        ------
        DeskError: the address is not allowed, or answers anything but 2xx.

        """
        body = json.dumps(message, ensure_ascii=False).encode()
        headers = {"Content-Type": "application/json", "User-Agent": "correspondance"}
        if self.secret:
            headers[SIGNATURE] = signature(self.secret, body, at)
        host = urlsplit(self.url).hostname
        try:
            with closing(connect(self.url, self.limits)) as connection:
                connection.request("POST", path_of(self.url), body, headers)
                with connection.getresponse() as answer:
                    status, reason = answer.status, answer.reason
        except (OSError, http.client.HTTPException) as error:
            said = str(error) or type(error).__name__
            raise DeskError(
                N_("%(host)s ne répond pas (%(reason)s)"), host=host, reason=said
            ) from error
        if status not in _OK:
            said = f"{status} {reason}"
            raise DeskError(N_("%(host)s répond %(answer)s"), host=host, answer=said)


def signature(secret: str, body: bytes, at: datetime) -> str:
    """Return `t=<seconds since 1970>,v1=<HMAC-SHA-256 of "<t>.<body>" in hexadecimal>`.

    The time is signed too, so that an old message cannot be sent again as a new one.
    """
    seconds = int(at.timestamp())
    signed = hmac.new(secret.encode(), f"{seconds}.".encode() + body, sha256).hexdigest()
    return f"t={seconds},v1={signed}"
