"""Times whole HTTP answers of a real server on this machine, and weighs its worker."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

import psutil

from benchmarks.queries import Question
from benchmarks.timing import figures

HOST = "127.0.0.1"
START_LIMIT_S = 120
CLIMB_S = 0.2


def time_answers(
    options: Sequence[str], warm_up: Sequence[Question], questions: Sequence[Question]
) -> dict[str, object]:
    """Serve a region that is already built and time `/api/v6/plan` over one connection.

    Each question is asked once, then once more, when the server may remember its answer.
    `options` are those of `correspondance serve`.
    """
    with serving(options) as (process, port, start_s), closing(connect(port)) as connection:
        for question in warm_up:
            _ask(connection, question)
        return {
            "answers": {
                "HTTP plan": _time(connection, questions),
                "HTTP plan, again": _time(connection, questions),
            },
            "start_s": round(start_s, 2),
            "worker_rss_mib": _worker_mib(process),
        }


def _time(connection: HTTPConnection, questions: Sequence[Question]) -> dict[str, object]:
    """Ask every question and time whole answers."""
    durations_us, sizes, answered = [], [], 0
    for question in questions:
        start_ns = time.perf_counter_ns()
        body = _ask(connection, question)
        durations_us.append((time.perf_counter_ns() - start_ns) / 1000)
        sizes.append(len(body))
        answered += bool(json.loads(body)["itineraries"])
    return {**figures(durations_us), "answered": answered, "mean_bytes": sum(sizes) // len(sizes)}


def _ask(connection: HTTPConnection, question: Question) -> bytes:
    """Ask for a plan and return the body of the answer."""
    parameters = {
        "fromPlace": question.from_id,
        "toPlace": question.to_id,
        "time": question.time.isoformat(),
    }
    connection.request("GET", f"/api/v6/plan?{urlencode(parameters)}")
    response = connection.getresponse()
    body = response.read()
    if response.status != 200:  # noqa: PLR2004  # the one status of an answer
        raise RuntimeError(f"{response.status} for {parameters}: {body[:300]!r}")
    return body


@contextmanager
def serving(options: Sequence[str]) -> Iterator[tuple[psutil.Process, int, float]]:
    """Run `correspondance serve` on a free port; yield process, port, seconds until ready."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port = probe.getsockname()[1]
    start_s = time.perf_counter()
    command = [str(Path(sys.executable).with_name("correspondance")), "serve", *options]
    environ = {**os.environ, "PORT": str(port), "HOST": HOST}
    with subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL) as process:  # noqa: S603  # our own command
        try:
            _wait_until_ready(process, port)
            yield psutil.Process(process.pid), port, time.perf_counter() - start_s
        finally:
            process.terminate()


def _wait_until_ready(process: subprocess.Popen[bytes], port: int) -> None:
    """Wait until the server answers, or raise when it died or takes too long."""
    for _ in range(round(START_LIMIT_S / CLIMB_S)):
        if process.poll() is not None:
            raise RuntimeError(f"the server stopped with exit code {process.returncode}")
        try:
            with closing(connect(port)) as connection:
                connection.request("GET", "/api/v1/health")
                if connection.getresponse().status == 200:  # noqa: PLR2004
                    return
        except OSError:
            pass
        time.sleep(CLIMB_S)
    raise RuntimeError(f"the server was not ready after {START_LIMIT_S} s")


def connect(port: int) -> HTTPConnection:
    """Return a connection to the server."""
    return HTTPConnection(HOST, port, timeout=30)


def _worker_mib(process: psutil.Process) -> float:
    """Return the resident memory of the process that answers, the largest of the family."""
    family = [process, *process.children(recursive=True)]
    return round(max(member.memory_info().rss for member in family) / 2**20, 1)
