"""Messages of GTFS-Realtime: which are believed, and how they are fetched."""

from __future__ import annotations

from pathlib import Path

import pytest
from google.transit import gtfs_realtime_pb2 as gtfs_rt
from hypothesis import given
from hypothesis import strategies as st

from feeds import LiveFeedError, fetch_message, read_alerts, read_message
from feeds.live import read_files, sources
from tests.support.gtfs_rt import alert, message, serving, source

NOW_S = 1_780_000_000


def test_a_message_says_when_it_was_made() -> None:
    """The header's timestamp, and all entities."""
    found = read_message(source(), message(alert("a"), made_s=NOW_S - 5), NOW_S)
    assert (found.made_s, len(found.content.entity)) == (NOW_S - 5, 1)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "is empty"),
        (b"<html>not found</html>", "is not GTFS-Realtime"),
        (message(alert("a", {"route_id": "1"}))[:-3], "is not GTFS-Realtime"),
        (message(gtfs_realtime_version="3.0"), "header.gtfs_realtime_version: '3.0' is not read"),
        (message(incrementality=gtfs_rt.FeedHeader.DIFFERENTIAL), "DIFFERENTIAL is not read"),
        (message(made_s=NOW_S + 400), "is in the future"),
        (message(made_s=NOW_S * 1000), "is in the future"),
    ],
)
def test_a_message_that_cannot_be_believed_is_refused(content: bytes, told: str) -> None:
    """The error names feed, kind and field."""
    with pytest.raises(LiveFeedError, match="live alerts of feed t: ") as refused:
        read_message(source(), content, NOW_S)
    assert told in str(refused.value)


def test_too_many_entities_are_refused() -> None:
    """What would keep a process busy is not looked at."""
    many = message(*(gtfs_rt.FeedEntity(id="x") for _ in range(50_001)))
    with pytest.raises(LiveFeedError, match="has more than 50000 entities"):
        read_message(source(), many, NOW_S)


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    """Nothing but the one error comes out, whatever an operator sends."""
    try:
        found = read_message(source(), content, NOW_S)
    except LiveFeedError:
        return
    read_alerts(found.content)


def test_a_message_is_fetched() -> None:
    """The bytes of the address, query and all."""
    with serving(b"bytes") as operator:
        assert fetch_message(source(url=operator.url)) == b"bytes"


def test_an_error_does_not_tell_the_key_of_an_address() -> None:
    """What stands behind the question mark may be a secret."""
    with serving(b"") as operator:
        operator.status = 503
        with pytest.raises(LiveFeedError, match="cannot be fetched from http://127") as refused:
            fetch_message(source(url=operator.url))
    assert "secret" not in str(refused.value)


def test_a_message_that_is_too_large_is_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading ends at the limit."""
    monkeypatch.setattr(sources, "MAX_MESSAGE_BYTES", 1024**2)
    with (
        serving(bytes(1024**2 + 1)) as operator,
        pytest.raises(LiveFeedError, match="is larger than 1 MiB"),
    ):
        fetch_message(source(url=operator.url))


def test_a_file_of_the_region_is_read_or_the_build_says_why(tmp_path: Path) -> None:
    """Bytes by name of the source; one that is missing or no message is refused."""
    (tmp_path / "t.pb").write_bytes(message(alert("a")))
    assert read_files([source()], tmp_path) == {"t-alerts": message(alert("a"))}
    (tmp_path / "t.pb").write_bytes(b"<html>")
    with pytest.raises(LiveFeedError, match="is not GTFS-Realtime"):
        read_files([source()], tmp_path)
    (tmp_path / "t.pb").unlink()
    with pytest.raises(LiveFeedError, match=r"t\.pb cannot be read \(No such file or directory\)"):
        read_files([source()], tmp_path)
