"""The meter: what a request used, stage by stage, and its charge, made once and always."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from types import TracebackType
from typing import Literal

from flask import (
    Flask,
    Response,
    before_render_template,
    g,
    request,
    template_rendered,
)

from api.accounting import (
    OPERATIONS,
    POOL,
    UNATTRIBUTED,
    Charge,
    MeteredEvent,
    Outcome,
    Share,
    channel_of_key,
    short_euros,
)
from api.amounts import euros_text
from api.problems import FORBIDDEN, ApiProblem
from api.service import current_service
from api.words import _
from planner import Work

Stage = Literal["search", "streets", "geocode", "write"]
"""What a request's processor time is told apart by; the rest is the request around them."""

_STAGE_METERS: Mapping[Stage, str] = {
    "search": "cpu_search_us",
    "streets": "cpu_streets_us",
    "geocode": "cpu_geocode_us",
    "write": "cpu_write_us",
}

KEY_HEADER = "X-API-Key"
"""Header of the key that names a channel."""

_ROBOT = re.compile(r"bot\b|crawl|spider|slurp", re.IGNORECASE)


@dataclass(slots=True)
class Meter:
    """What one request used so far."""

    started_cpu_ns: int
    work: Work | None = None
    """Counters of its searches; None when no search ran."""
    payers: Mapping[str, int] = field(default_factory=dict)
    """Weight of each authority by SIREN; empty when nobody was found."""
    legs: Mapping[str, int] = field(default_factory=dict)
    """Vehicle-metres of the first journey by authority, where a rule asks for them."""
    outcome: Outcome = ""
    """Whether a first page of journeys was found; empty when none was asked for."""
    commune: str = ""
    """INSEE code of the commune that was set out from."""
    cache_hit: bool = False
    channel: str = ""
    """Where the request came by, if not told by its address: a kiosk's or a key's name."""
    owner: str = ""
    """Account that bears what a kiosk asks."""
    counted: dict[str, int] = field(default_factory=dict)
    """Quantities that no search counts, by meter: look-ups of a place, messages sent."""
    stages_ns: dict[Stage, int] = field(default_factory=dict)
    """Thread CPU of each stage."""
    charge: Charge | None = None

    def add_work(self, work: Work) -> None:
        """Count a search."""
        self.work = work if self.work is None else self.work + work

    def count(self, meter: str, quantity: int = 1) -> None:
        """Count what no search does; each meter needs a rate in the tariff."""
        self.counted[meter] = self.counted.get(meter, 0) + quantity

    @property
    def counters(self) -> Mapping[str, int]:
        """All that was counted, and the microseconds of each stage."""
        found = {} if self.work is None else self.work.as_dict()
        found.update(self.counted)
        for name, ns in self.stages_ns.items():
            found[_STAGE_METERS[name]] = ns // 1000
        return found


_CURRENT: ContextVar[Meter | None] = ContextVar("meter", default=None)
"""The meter of the request that this thread answers; quicker to find than Flask's."""


class stage:  # noqa: N801  # reads as a word: with stage("search")
    """Adds the thread CPU of its block to a stage of the current request, if there is one.

    Stages do not nest: each second is counted once.
    """

    __slots__ = ("_began_ns", "_name")

    def __init__(self, name: Stage) -> None:
        self._name = name

    def __enter__(self) -> None:
        """Look at the clock."""
        self._began_ns = time.thread_time_ns()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        where: TracebackType | None,
    ) -> None:
        """Add what went by, whether the block succeeded or not."""
        meter = _CURRENT.get()
        if meter is not None:
            took_ns = time.thread_time_ns() - self._began_ns
            meter.stages_ns[self._name] = meter.stages_ns.get(self._name, 0) + took_ns


def look_up() -> stage:
    """Count a look-up of a place by the block that follows, and its time."""
    meter = _CURRENT.get()
    if meter is not None:
        meter.count("geocoder_calls")
    return stage("geocode")


def begin() -> Meter:
    """Return a new meter, which the stages of this thread add to from now on."""
    meter = Meter(time.thread_time_ns())
    _CURRENT.set(meter)
    return meter


def current_meter() -> Meter:
    """Return the meter of the current request."""
    meter: Meter = g.meter
    return meter


def charge(body_bytes: int, status: int = 200) -> Charge:
    """Charge the current request now, once, for a body of so many bytes.

    ``body_bytes`` leaves out the cost object that the body may carry.
    """
    return _charge(body_bytes, status)


def register(app: Flask) -> None:
    """Meter every request of the application."""
    app.before_request(_start)
    app.before_request(_name_channel)
    app.after_request(_charge_rest)
    app.teardown_request(_end)
    before_render_template.connect(_begin_page, app)
    template_rendered.connect(_end_page, app)


def cost_sentence(charge: Charge, *, searched: bool = True) -> str:
    """Say in one sentence what an answer cost and who paid; then that the reader does not.

    An answer that nothing was searched for is what is shown: a board of departures.
    """
    names = [_payer(share) for share in charge.shares if share.payer != UNATTRIBUTED]
    amount = euros_text(charge.total_neur)
    if names:
        payers = names[0]
        if len(names) > 1:
            payers = _("%(some)s et %(last)s", some=", ".join(names[:-1]), last=names[-1])
        if len(names) < len(charge.shares):
            payers = _("%(names)s, le reste à aucune autorité", names=payers)
        told = (
            _(
                "Cette recherche a coûté %(amount)s · payée par %(payers)s.",
                amount=amount,
                payers=payers,
            )
            if searched
            else _(
                "Cet affichage a coûté %(amount)s · payé par %(payers)s.",
                amount=amount,
                payers=payers,
            )
        )
    elif searched:
        told = _("Cette recherche a coûté %(amount)s, attribués à aucune autorité.", amount=amount)
    else:
        told = _("Cet affichage a coûté %(amount)s, attribués à aucune autorité.", amount=amount)
    if charge.full_neur is not None:
        full = short_euros(charge.full_neur)
        told = f"{told} {_('Tous frais compris, environ %(amount)s.', amount=full)}"
    return f"{told} {_('Vous ne payez rien.')}"


def _payer(share: Share) -> str:
    """Return a payer as a sentence names it, with who bears for it when its budget is spent."""
    own = {POOL: _("le pool de solidarité"), OPERATIONS: _("l’exploitant du service")}
    name = own.get(share.payer, share.name)
    if share.bearer is None:
        return name
    return _(
        "%(payer)s (budget épuisé, porté par le compte «\u202f%(bearer)s\u202f»)",
        payer=name,
        bearer=share.bearer,
    )


def _start() -> None:
    g.meter = begin()


def _name_channel() -> None:
    """Take the channel from the key of a request that has one.

    Raises
    ------
    ApiProblem: the key is not known: nobody is charged for it by mistake.

    """
    key = request.headers.get(KEY_HEADER)
    if key is None:
        return
    channel = channel_of_key(key, current_service().channel_keys)
    if channel is None:
        sentence = _("La clé de l’en-tête %(header)s n’est pas connue.", header=KEY_HEADER)
        raise ApiProblem(FORBIDDEN, sentence, KEY_HEADER)
    current_meter().channel = channel


def _end(_error: BaseException | None) -> None:
    """Let go of the meter: what this thread does next is of no request."""
    _CURRENT.set(None)


def _begin_page(_app: Flask, **_page: object) -> None:
    """Begin to write a page: every template is metered here."""
    g.page_writing = stage("write")
    g.page_writing.__enter__()


def _end_page(_app: Flask, **_page: object) -> None:
    g.page_writing.__exit__(None, None, None)


def _charge_rest(response: Response) -> Response:
    """Charge an answer that did not charge itself; files that never change are free."""
    if "meter" in g and current_meter().charge is None and not _is_static():
        length = response.content_length or response.calculate_content_length()
        sent = 0 if request.method == "HEAD" else length
        _charge(sent or 0, response.status_code)
    if "meter" in g:
        response.headers["Server-Timing"] = _timing(current_meter())
    return response


def _timing(meter: Meter) -> str:
    """Say how long the request took the processor, stage by stage, and whether it was kept."""
    cpu_ms = (time.thread_time_ns() - meter.started_cpu_ns) / 1e6
    stages = [f"{name};dur={ns / 1e6:.1f}" for name, ns in meter.stages_ns.items()]
    kept = ["cache;desc=hit"] if meter.cache_hit else []
    return ", ".join([f"cpu;dur={cpu_ms:.1f}", *stages, *kept])


def _charge(body_bytes: int, status: int) -> Charge:
    meter, service = current_meter(), current_service()
    assert meter.charge is None, "a request is charged once"
    meter.charge = service.accountant.charge(
        MeteredEvent(
            endpoint=_endpoint(),
            status=status,
            channel=meter.channel or _channel(),
            cache_hit=meter.cache_hit,
            network_version=service.snapshot.version,
            counters=meter.counters,
            cpu_us=(time.thread_time_ns() - meter.started_cpu_ns) // 1000,
            bytes_out=body_bytes,
            payers=meter.payers,
            legs=meter.legs,
            outcome=meter.outcome,
            commune=meter.commune,
            robot=_is_robot(),
            owner=meter.owner,
            operation="check" if _endpoint() == "health" else "",
        )
    )
    return meter.charge


def _endpoint() -> str:
    """Return the name of the route, never the address: that may say where people go."""
    return (request.endpoint or "none").rsplit(".", maxsplit=1)[-1]


def _is_robot() -> bool:
    """Tell whether nobody reads the answer: it is for a robot that says so."""
    return _ROBOT.search(request.user_agent.string) is not None


def _is_static() -> bool:
    return _endpoint() == "static"


def _channel() -> str:
    if request.blueprint == "kiosk":
        return "kiosk"
    return "api" if request.path.startswith(("/api/", "/openapi")) else "web"
