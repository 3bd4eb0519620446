"""Files are generated, taken from a folder or fetched; whole or not at all."""

from __future__ import annotations

import socket
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import ModuleType

import pytest

from feeds import Progress, Region, SourceMissingError, Step
from feeds.sources import fingerprint, gather
from tests.feeds.small_region import write_region, write_territories


class Site(ThreadingHTTPServer):
    """A web site on the loopback: paths and what they answer, and what was asked."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.pages: dict[str, bytes] = {}
        self.redirects: dict[str, str] = {}
        self.asked: list[str] = []

    def url(self, path: str) -> str:
        """Return the address of a path."""
        return f"http://127.0.0.1:{self.server_port}{path}"


class _Handler(BaseHTTPRequestHandler):
    server: Site

    def do_GET(self) -> None:
        """Answer with a page, a redirect, half a page or 404."""
        self.server.asked.append(self.path)
        if self.path in self.server.redirects:
            self.send_response(302)
            self.send_header("Location", self.server.redirects[self.path])
            self.end_headers()
        elif self.path in self.server.pages:
            content = self.server.pages[self.path]
            self.send_response(200)
            more = 10 if self.path == "/cut.zip" else 0
            self.send_header("Content-Length", str(len(content) + more))
            self.end_headers()
            self.wfile.write(content)
        else:
            self.send_error(404)

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


@pytest.fixture
def site() -> Iterator[Site]:
    """Serve a site while a test runs."""
    with Site() as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """Return a sources folder that holds the territory files."""
    folder = tmp_path / "sources"
    folder.mkdir()
    write_territories(folder)
    return folder


def region_at(folder: Path, url: str) -> Region:
    """Return the small region with its feed at an address."""
    return write_region(folder, ("https://op.example/x.zip", url))


def take(region: Region, sources: Path, **options: object) -> list[Progress]:
    """Gather the files; return what was reported."""
    steps: list[Progress] = []
    year = options.get("year", 2026)
    assert isinstance(year, int)
    assert gather(region, sources, data=None, year=year, report=steps.append) == sources
    return steps


def refusal(region: Region, sources: Path) -> str:
    """Return the sentence that says why the files cannot be had."""
    with pytest.raises(SourceMissingError) as caught:
        take(region, sources)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_feed_is_fetched_once(tmp_path: Path, sources: Path, site: Site) -> None:
    """A feed that is not there is fetched, told, and kept."""
    site.pages["/x.zip"] = b"PK feed"
    region = region_at(tmp_path, site.url("/x.zip"))
    assert take(region, sources) == [Progress(Step.FETCH, "x")]
    assert (sources / "x.zip").read_bytes() == b"PK feed"
    assert take(region, sources) == []
    assert site.asked == ["/x.zip"]


def test_redirect_to_http_is_followed(tmp_path: Path, sources: Path, site: Site) -> None:
    """Portals redirect to where the file is."""
    site.redirects["/latest"] = "/x.zip"
    site.pages["/x.zip"] = b"PK feed"
    take(region_at(tmp_path, site.url("/latest")), sources)
    assert (sources / "x.zip").read_bytes() == b"PK feed"


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://127.0.0.1/x.zip"])
def test_redirect_elsewhere_is_refused(
    tmp_path: Path, sources: Path, site: Site, target: str
) -> None:
    """A redirect leads to http or https only."""
    site.redirects["/latest"] = target
    assert "feed x cannot be fetched" in refusal(region_at(tmp_path, site.url("/latest")), sources)
    assert not (sources / "x.zip").exists()


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://127.0.0.1/x.zip", "x.zip"])
def test_only_web_addresses(tmp_path: Path, sources: Path, url: str) -> None:
    """A feed's address is http or https."""
    assert "is not an http or https address" in refusal(region_at(tmp_path, url), sources)


def test_answer_404(tmp_path: Path, sources: Path, site: Site) -> None:
    """An address that answers with an error is named with its reason."""
    message = refusal(region_at(tmp_path, site.url("/x.zip")), sources)
    assert message == f"feed x cannot be fetched from {site.url('/x.zip')} (Not Found)"


def test_nobody_answers(tmp_path: Path, sources: Path) -> None:
    """An address where nobody listens is named."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/x.zip"
        message = refusal(region_at(tmp_path, url), sources)
    assert message.startswith(f"feed x cannot be fetched from {url} (")


def test_cut_answer_leaves_nothing(tmp_path: Path, sources: Path, site: Site) -> None:
    """A download that ends too early is not kept, not even in part."""
    site.pages["/cut.zip"] = b"PK"
    before = set(sources.iterdir())
    assert "feed x cannot be fetched" in refusal(region_at(tmp_path, site.url("/cut.zip")), sources)
    assert set(sources.iterdir()) == before


def test_too_large_leaves_nothing(
    tmp_path: Path, sources: Path, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A download beyond the limit is stopped and not kept."""
    monkeypatch.setattr("feeds.sources.MAX_FETCH_BYTES", 10)
    site.pages["/x.zip"] = b"PK" * 10
    before = set(sources.iterdir())
    assert "is larger than" in refusal(region_at(tmp_path, site.url("/x.zip")), sources)
    assert set(sources.iterdir()) == before


def test_territory_files_cannot_be_fetched(tmp_path: Path, sources: Path) -> None:
    """What has no address is asked for, with the way to give it."""
    (sources / "communes.csv").unlink()
    message = refusal(write_region(tmp_path), sources)
    assert message.startswith("communes.csv cannot be fetched")
    assert message.endswith("--data DIR")


@pytest.fixture
def generator(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> ModuleType:
    """Return a generator that writes its year, in a module of its own."""
    module = ModuleType("a_generator")
    (tmp_path / "generator").mkdir()
    module.__file__ = str(tmp_path / "generator" / "__init__.py")
    Path(module.__file__).write_text("one = 1")

    def write(folder: Path, *, year: int) -> None:
        (folder / "year.txt").write_text(str(year))

    module.write_region = write  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "a_generator", module)
    return module


@pytest.fixture
def generated(tmp_path: Path, generator: ModuleType) -> Region:
    """Return a region that the generator writes."""
    return replace(write_region(tmp_path), generator=generator.__name__)


def test_region_is_generated_once_a_year(tmp_path: Path, generated: Region) -> None:
    """The files are written for the year asked for, and again when it changes."""
    folder = tmp_path / "home" / "sources"
    assert [step.step for step in take(generated, folder, year=2026)] == [Step.GENERATE]
    assert take(generated, folder, year=2026) == []
    assert (folder / "year.txt").read_text() == "2026"
    assert [step.step for step in take(generated, folder, year=2027)] == [Step.GENERATE]
    assert (folder / "year.txt").read_text() == "2027"
    assert [path.name for path in folder.parent.iterdir()] == ["sources"]


def test_region_is_generated_anew_by_a_new_generator(
    tmp_path: Path, generated: Region, generator: ModuleType
) -> None:
    """A generator that was changed writes again."""
    take(generated, tmp_path / "sources")
    Path(str(generator.__file__)).write_text("two = 2")
    assert [step.step for step in take(generated, tmp_path / "sources")] == [Step.GENERATE]


def test_generator_that_fails_leaves_the_files_before(
    tmp_path: Path, generated: Region, generator: ModuleType
) -> None:
    """When the disk is full in the middle, the files of before stay."""
    take(generated, tmp_path / "sources", year=2026)

    def fail(folder: Path, *, year: int) -> None:
        (folder / "year.txt").write_text(str(year))
        raise OSError(28, "No space left on device")

    generator.write_region = fail  # type: ignore[attr-defined]
    with pytest.raises(SourceMissingError, match=r"cannot be written \(No space left on device\)"):
        take(generated, tmp_path / "sources", year=2027)
    assert (tmp_path / "sources" / "year.txt").read_text() == "2026"
    assert not list(tmp_path.glob(".sources*"))


def test_generator_that_is_not_there(tmp_path: Path) -> None:
    """A region whose generator is not installed says so."""
    region = replace(write_region(tmp_path), generator="no_such_generator")
    assert refusal(region, tmp_path / "sources") == (
        "the generator no_such_generator is not installed"
    )


def test_fingerprint_changes_with_any_file(tmp_path: Path, sources: Path) -> None:
    """The fingerprint follows every byte of the region and its files, and nothing else."""
    (sources / "x.zip").write_bytes(b"PK")
    region = write_region(tmp_path)
    seen = {fingerprint(region, sources)}
    (sources / "unrelated.txt").write_text("boo")
    assert {fingerprint(region, sources)} == seen
    for name in region.files:
        (sources / name).write_bytes((sources / name).read_bytes() + b" ")
        seen.add(fingerprint(region, sources))
    assert len(seen) == 1 + len(region.files)


def test_fingerprint_of_a_folder(tmp_path: Path, sources: Path) -> None:
    """A feed may be a folder: the bytes of its files count."""
    (sources / "x.zip").mkdir()
    (sources / "x.zip" / "stops.txt").write_text("one")
    before = fingerprint(write_region(tmp_path), sources)
    (sources / "x.zip" / "stops.txt").write_text("two")
    assert fingerprint(write_region(tmp_path), sources) != before


def test_file_that_cannot_be_read(tmp_path: Path, sources: Path) -> None:
    """A file that is gone between two looks is named."""
    with pytest.raises(SourceMissingError, match=r"x\.zip cannot be read \(No such file"):
        fingerprint(write_region(tmp_path), sources)
