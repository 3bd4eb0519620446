"""An on-demand line of two towns: a plateau, all day, booked an hour before."""

from __future__ import annotations

from dataclasses import replace

from feeds.on_demand import Area, BookingRule, BookingType, Days, OnDemandService, Visit

RULE = BookingRule(
    "r", BookingType.SAME_DAY, notice_s=3600, message="Une heure avant.", phone="03 00 00 00 42"
)
AREA = Area("t:zone", "Plateau", None)


def booked(**changes: object) -> OnDemandService:
    """Return a service that runs every day of the calendars."""
    visits = tuple(Visit(AREA, 7 * 3600, 19 * 3600, on, not on, RULE) for on in (True, False))
    service = OnDemandService(
        feed_id="t",
        trip_id="t:tad",
        route_id="tad",
        short_name="TAD",
        long_name="Taxi du plateau",
        color="",
        text_color="",
        agency_name="Taxis",
        agency_url="https://example.invalid",
        days=Days(20_000, (True,) * 2000),
        visits=visits,
        factor=1.5,
        offset_s=0,
    )
    return replace(service, **changes)  # type: ignore[arg-type]
