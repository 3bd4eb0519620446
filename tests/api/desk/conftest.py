"""Registries to be filled: in SQLite and in a PostgreSQL of our own."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from api.desk.registry import FeedRecord, Registry
from api.desk.registry.schema import METADATA

NOW = datetime(2026, 6, 10, 9, 30, tzinfo=UTC)


@pytest.fixture(scope="session")
def registry_server() -> Iterator[str]:
    """Start a server that listens on a socket of its folder; return the URL of its database.

    PostgreSQL refuses to run as root: then it runs as the user that its package made.
    """
    pytest.importorskip("psycopg")
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        pytest.skip("PostgreSQL is not installed: apt-get install postgresql")
    binaries, folder = found[-1].parent, Path(tempfile.mkdtemp(prefix="desk-pg-"))
    names = {entry.pw_name for entry in pwd.getpwall()}
    user = ("postgres" if "postgres" in names else "nobody") if os.getuid() == 0 else None
    if user is not None:
        shutil.chown(folder, user)

    def run(program: str, *options: str) -> None:
        command = [str(binaries / program), *options]
        subprocess.run(command, check=True, user=user, cwd=folder, stdout=subprocess.DEVNULL)

    data, log = str(folder / "data"), str(folder / "log")
    run("initdb", "--no-sync", "-U", "desk", "-A", "trust", "-D", data)
    options = f"-c listen_addresses= -c unix_socket_directories={folder}"
    run("pg_ctl", "-D", data, "-w", "-l", log, "-o", options, "start")
    yield f"postgresql+psycopg://desk@/postgres?host={folder}"
    run("pg_ctl", "-D", data, "-w", "-m", "immediate", "stop")
    shutil.rmtree(folder)


@pytest.fixture(params=["sqlite", "postgresql"])
def where(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return where an empty registry may be made: a file, then a database."""
    if request.param == "sqlite":
        return str(tmp_path / "desk" / "registry.sqlite")
    url = str(request.getfixturevalue("registry_server"))
    engine = create_engine(url)
    METADATA.drop_all(engine)
    engine.dispose()
    return url


@pytest.fixture
def registry(where: str, tmp_path: Path) -> Registry:
    """Return a registry that knows one feed."""
    registry = Registry(where, tmp_path / "desk" / "files", lambda: NOW)
    registry.register(FeedRecord("x", "Operator", "Alsace", "etalab-2.0", "https://op.example"))
    return registry
