"""Small GBFS documents for tests, and a server on the loopback that gives them."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Documents = dict[str, Any]


def document(data: Mapping[str, Any], updated_s: int = 0) -> dict[str, Any]:
    """Return one document of GBFS 2.3."""
    return {"last_updated": updated_s, "ttl": 60, "version": "2.3", "data": dict(data)}


def station(id_: str, where: tuple[float, float], **more: object) -> dict[str, Any]:
    """Return a row of station_information."""
    return {
        "station_id": id_,
        "name": f"Station {id_}",
        "lat": where[0],
        "lon": where[1],
        "capacity": 10,
        **more,
    }


def status(id_: str, bikes: int, docks: int, **more: object) -> dict[str, Any]:
    """Return a row of station_status."""
    return {
        "station_id": id_,
        "num_bikes_available": bikes,
        "num_docks_available": docks,
        "is_installed": True,
        "is_renting": True,
        "is_returning": True,
        **more,
    }


def documents(
    stations: list[dict[str, Any]], statuses: list[dict[str, Any]], updated_s: int = 0
) -> Documents:
    """Return the documents of a system of bikes in docks."""
    return {
        "system_information": document({"system_id": "velo", "name": "Vélo Ouest"}, updated_s),
        "station_information": document({"stations": stations}, updated_s),
        "station_status": document({"stations": statuses}, updated_s),
    }


@contextmanager
def served(given: Documents) -> Iterator[str]:
    """Serve documents on the loopback; yield the address of their gbfs.json."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            name = self.path.strip("/").removesuffix(".json")
            feeds = [{"name": n, "url": f"/{n}.json"} for n in given if n != "gbfs"]
            content = document({"fr": {"feeds": feeds}}) if name == "gbfs" else given.get(name)
            body = content if isinstance(content, bytes) else json.dumps(content).encode()
            self.send_response(404 if content is None else 200)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name it has
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/gbfs.json"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
