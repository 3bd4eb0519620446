"""Small GTFS-Realtime messages for tests, and a server on the loopback that gives them."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from google.transit import gtfs_realtime_pb2 as gtfs_rt

from feeds import LiveKind, LiveSource


def source(kind: LiveKind = LiveKind.ALERTS, url: str = "", *, every_s: int = 0) -> LiveSource:
    """Return where live messages of the feed `t` come from: a file unless an address is given."""
    return LiveSource("t", kind, "t:", every_s, url, "" if url else "t.pb")


def alert(id_: str, *about: Mapping[str, Any], header: object = "", **more: object) -> Any:  # noqa: ANN401
    """Return an entity with an alert: texts are one text, or texts by language."""
    entity = gtfs_rt.FeedEntity(id=id_)
    row = entity.alert
    row.SetInParent()
    for selector in about:
        row.informed_entity.add(**selector)
    texts = {"header_text": header, "description_text": more.pop("description", "")}
    texts["url"] = more.pop("url", "")
    for name, text in texts.items():
        by_language = text if isinstance(text, Mapping) else {"": text} if text else {}
        for language, one in by_language.items():
            getattr(row, name).translation.add(text=one, language=language or None)
    for start, end in more.pop("periods", ()):  # type: ignore[attr-defined]
        row.active_period.add(start=start, end=end)
    for name, value in more.items():
        setattr(row, name, value)
    return entity


def message(*entities: object, made_s: int = 0, **header: object) -> bytes:
    """Return the bytes of a message."""
    feed = gtfs_rt.FeedMessage()
    feed.header.gtfs_realtime_version = "2.0"
    if made_s:
        feed.header.timestamp = made_s
    for name, value in header.items():
        setattr(feed.header, name, value)
    feed.entity.extend(entities)
    return feed.SerializeToString()


class Operator:
    """What a server says; changed by the test between two questions."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.status = 200
        self.url = ""
        self.n_asked = 0


@contextmanager
def serving(content: bytes) -> Iterator[Operator]:
    """Serve a message on the loopback."""
    operator = Operator(content)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            operator.n_asked += 1
            self.send_response(operator.status)
            self.send_header("Content-Length", str(len(operator.content)))
            self.end_headers()
            self.wfile.write(operator.content)

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    operator.url = f"http://127.0.0.1:{server.server_port}/live.pb?key=secret"
    try:
        yield operator
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def update(trip_id: str, *calls: Mapping[str, Any], told_s: int = 0, **trip: object) -> Any:  # noqa: ANN401
    """Return an entity with an update of a trip; calls as `call` makes them."""
    entity = gtfs_rt.FeedEntity(id=f"{trip_id} {trip}")
    row = entity.trip_update
    row.trip.trip_id = trip_id
    if "delay" in trip:
        row.delay = trip.pop("delay")
    for name, value in trip.items():
        setattr(row.trip, name, value)
    if told_s:
        row.timestamp = told_s
    for one in calls:
        row.stop_time_update.add(**one)
    return entity


def call(stop_id: str, arrival: object = None, departure: object = None, **more: object) -> Any:  # noqa: ANN401
    """Return an update of a call: delays as numbers, moments as `{"time": …}`."""
    told: dict[str, object] = {"stop_id": stop_id} if stop_id else {}
    for name, estimate in (("arrival", arrival), ("departure", departure)):
        if estimate is not None:
            told[name] = {"delay": estimate} if isinstance(estimate, int) else estimate
    if "assigned" in more:
        told["stop_time_properties"] = {"assigned_stop_id": more.pop("assigned")}
    return told | more
