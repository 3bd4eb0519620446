"""Debian's Chromium under Playwright, without anything that would call another host."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Playwright, sync_playwright

from tests.conftest import PROJECT

_ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


_NO_WEBGL = ["--disable-gpu", "--disable-3d-apis"]
_WEBGL_BY_THE_PROCESSOR = ["--use-gl=angle", "--use-angle=swiftshader"]
_WEBGL_BY_THE_PROCESSOR += ["--enable-unsafe-swiftshader"]


@contextmanager
def driver() -> Iterator[Playwright]:
    """Run Playwright, of which a process has one at a time."""
    # Playwright's own Node.js needs a library that a fresh Debian has not; ours needs none.
    os.environ["PLAYWRIGHT_NODEJS_PATH"] = str(PROJECT / "tools" / "node")
    with sync_playwright() as playwright:
        yield playwright


@contextmanager
def running_chromium(
    playwright: Playwright, language: str | None = None, *, draws: bool = False
) -> Iterator[Browser]:
    """Run Chromium; `language` is that of its own words (date fields), where installed.

    `draws`: it has WebGL, which maps need.
    """
    path = shutil.which("chromium")
    assert path, "chromium is absent: run `make debian-packages`"
    environment = {"LANGUAGE": language} if language else None
    browser = playwright.chromium.launch(
        executable_path=path,
        args=[*_ARGUMENTS, *(_WEBGL_BY_THE_PROCESSOR if draws else _NO_WEBGL)],
        env=environment,
    )
    yield browser
    browser.close()
