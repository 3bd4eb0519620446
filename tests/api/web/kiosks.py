"""Kiosks of the small network, and machines that are them."""

from __future__ import annotations

from flask.testing import FlaskClient

from api.desk.registry import Registry
from feeds import Kiosk, KioskKind
from tests.support.snapshots import EAST

GARE = Kiosk("gare", "Gare (hall nord)", "station:t:Gare", EAST, languages=("fr", "de"))
"""It stands in the West, and the East pays."""
HALL = Kiosk("hall", "Hall", "t:Market", EAST, kind=KioskKind.SCREEN, languages=("de",))


def opened(client: FlaskClient, registry: Registry, kiosk: Kiosk = GARE) -> str:
    """Make the client's machine a kiosk, and return the address of its page."""
    registry.kiosks.add(kiosk, who="lea")
    token = registry.kiosks.give_link(kiosk.id, who="lea")
    page = f"/{'borne' if kiosk.kind is KioskKind.TOUCH else 'ecran'}/{kiosk.id}"
    answer = client.post(f"{page}/ouvrir", data={"code": token})
    assert (answer.status_code, answer.location) == (303, page)
    return page
