"""A PostgreSQL of our own, in a temporary folder, that listens on a socket only."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg


@contextmanager
def running_postgresql(binaries: Path) -> Iterator[Callable[[], str]]:
    """Start a server and stop it at the end; give what makes an empty database and its URL.

    PostgreSQL refuses to run as root: then it runs as the user that its package made.
    """
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    user = _user()
    if user is not None:
        shutil.chown(folder, user)

    def run(program: str, *options: str) -> None:
        subprocess.run(
            [str(binaries / program), *options],
            check=True,
            user=user,
            group=user,
            cwd=folder,
            stdout=subprocess.DEVNULL,
        )

    data, log = str(folder / "data"), str(folder / "log")
    run("initdb", "--no-sync", "-U", "owner", "-A", "trust", "-D", data)
    options = f"-c listen_addresses= -c unix_socket_directories={folder}"
    run("pg_ctl", "-D", data, "-w", "-l", log, "-o", options, "start")
    numbers = count(1)

    def new_database() -> str:
        name = f"test{next(numbers)}"
        with psycopg.connect(host=str(folder), user="owner", dbname="postgres") as connection:
            connection.autocommit = True
            connection.execute(f"CREATE DATABASE {name}")
        return f"postgresql+psycopg://owner@/{name}?host={folder}"

    yield new_database
    run("pg_ctl", "-D", data, "-w", "-m", "immediate", "stop")
    shutil.rmtree(folder)


def installed_postgresql() -> Path | None:
    """Return the newest PostgreSQL's programs, in the path or where Debian puts them."""
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).parent
    installed = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = max(installed, key=lambda path: int(path.parts[-3]), default=None)
    return newest.parent if newest else None


def _user() -> str | None:
    if os.getuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"
