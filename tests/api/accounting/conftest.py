"""A PostgreSQL of our own for the tests of the ledger, in a temporary folder."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Path]:
    """Start a server that listens on a socket in the folder it returns, and stop it at the end.

    PostgreSQL refuses to run as root: then it runs as the user that its package made.
    """
    binaries = _binaries()
    if binaries is None:
        pytest.skip("PostgreSQL is not installed: apt-get install postgresql")
    folder = Path(tempfile.mkdtemp(prefix="ledger-pg-"))
    user = _user()
    if user is not None:
        shutil.chown(folder, user)

    def run(*command: str) -> None:
        subprocess.run(
            command, check=True, user=user, group=user, cwd=folder, stdout=subprocess.DEVNULL
        )

    data = str(folder / "data")
    run(str(binaries / "initdb"), "--no-sync", "-U", "ledger", "-A", "trust", "-D", data)
    options = f"-c listen_addresses= -c unix_socket_directories={folder}"
    log = str(folder / "log")
    run(str(binaries / "pg_ctl"), "-D", data, "-w", "-l", log, "-o", options, "start")
    yield folder
    run(str(binaries / "pg_ctl"), "-D", data, "-w", "-m", "immediate", "stop")
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def new_postgresql_ledger(postgresql: Path) -> Callable[[], str]:
    """Return what makes an empty database and gives its URL."""
    numbers = count(1)

    def make() -> str:
        import psycopg

        name = f"ledger{next(numbers)}"
        with psycopg.connect(host=str(postgresql), user="ledger", dbname="postgres") as connection:
            connection.autocommit = True
            connection.execute(f"CREATE DATABASE {name}")
        return f"postgresql+psycopg://ledger@/{name}?host={postgresql}"

    return make


@pytest.fixture(params=["sqlite", "postgresql"])
def any_ledger(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return where a ledger may be made: a file, then a database."""
    if request.param == "sqlite":
        return str(tmp_path / "ledger.sqlite")
    return str(request.getfixturevalue("new_postgresql_ledger")())


def _binaries() -> Path | None:
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
