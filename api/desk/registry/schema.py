"""Tables of the registry: the same in SQLite and PostgreSQL."""

from __future__ import annotations

from sqlalchemy import (
    Column,
    Date,
    DateTime,
    Double,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

METADATA = MetaData()

FEEDS = Table(
    "desk_feed",
    METADATA,
    Column("id", String(32), primary_key=True),
    Column("operator", Text, nullable=False),
    Column("territory", Text, nullable=False),
    Column("licence", Text, nullable=False),
    Column("credit", Text, nullable=False),
)
VERSIONS = Table(
    "desk_version",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("feed_id", ForeignKey("desk_feed.id"), nullable=False, index=True),
    Column("sha256", String(64), nullable=False),
    Column("file_name", Text, nullable=False),
    Column("size_bytes", Integer, nullable=False),
    Column("source", Text, nullable=False),
    Column("received_by", Text, nullable=False),
    Column("received_at", DateTime(timezone=True), nullable=False),
    Column("state", String(16), nullable=False),
    Column("verdict", String(16)),
    Column("score", Integer),
    Column("n_problems", Integer),
    Column("first_date", Date),
    Column("last_date", Date),
    Column("starts_on", Date),
    UniqueConstraint("feed_id", "sha256"),
    sqlite_autoincrement=True,  # the number of a version that was forgotten is not given again
)
ACTIVATIONS = Table(
    "desk_activation",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("feed_id", ForeignKey("desk_feed.id"), nullable=False, index=True),
    Column("version_id", ForeignKey("desk_version.id"), nullable=False),
    Column("starts_on", Date, nullable=False),
)
"""Versions in service, the newest last; going back removes the last row."""
HISTORY = Table(
    "desk_history",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("who", Text, nullable=False),
    Column("action", String(32), nullable=False),
    Column("feed_id", String(32), nullable=False),
    Column("version", Integer),
    Column("detail", Text, nullable=False),
)
STATION_DECISIONS = Table(
    "desk_station_decision",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("kind", String(16), nullable=False),
    Column("name", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("reason", Text, nullable=False),
    Column("undone_by", Text),
    Column("undone_at", DateTime(timezone=True)),
    Column("undone_reason", Text),
)
"""Stations that a person joined, split or renamed; undone ones stay as they were."""
DECIDED_STOPS = Table(
    "desk_decided_stop",
    METADATA,
    Column("decision_id", ForeignKey("desk_station_decision.id"), primary_key=True),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("stop_id", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("lat", Double, nullable=False),
    Column("lon", Double, nullable=False),
)
"""The stops of a decision as they were on its day."""
ALIASES = Table(
    "desk_alias",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("feed_id", ForeignKey("desk_feed.id"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("old", Text, nullable=False),
    Column("new", Text, nullable=False),
    UniqueConstraint("kind", "old", "new"),
)
"""Ids of the network that a version changed; rows are only ever added."""
PULLS = Table(
    "desk_pull",
    METADATA,
    Column("feed_id", ForeignKey("desk_feed.id"), primary_key=True),
    Column("url", Text, nullable=False),
    Column("etag", Text, nullable=False, default=""),
    Column("modified", Text, nullable=False, default=""),
    Column("failures", Integer, nullable=False, default=0),
    Column("next_at", DateTime(timezone=True)),
    Column("last_error", Text, nullable=False, default=""),
)
"""Where feeds are fetched from, and how that went the last time (DeskError.kept)."""
ALERTS = Table(
    "desk_alert",
    METADATA,
    Column("feed_id", ForeignKey("desk_feed.id"), primary_key=True),
    Column("kind", String(16), primary_key=True),
    Column("about", Text, primary_key=True),
    Column("raised_at", DateTime(timezone=True), nullable=False),
    Column("posted_at", DateTime(timezone=True)),
    Column("failures", Integer, nullable=False),
    Column("next_at", DateTime(timezone=True), nullable=False),
)
"""What was told already, and what the webhook has not taken yet."""
TOKENS = Table(
    "desk_token",
    METADATA,
    Column("name", String(64), primary_key=True),
    Column("role", String(16), nullable=False),
    Column("feed_id", ForeignKey("desk_feed.id")),
    Column("digest", String(64), nullable=False, unique=True),
    Column("issued_at", DateTime(timezone=True), nullable=False),
    Column("revoked_at", DateTime(timezone=True)),
)
"""Who may do what; the token itself is kept nowhere."""
KIOSKS = Table(
    "desk_kiosk",
    METADATA,
    Column("id", String(32), primary_key=True),
    Column("configured", Text, nullable=False),
    Column("retired_at", DateTime(timezone=True)),
    Column("link_digest", String(64)),
    Column("link_until", DateTime(timezone=True)),
    Column("device_digest", String(64)),
    Column("opened_at", DateTime(timezone=True)),
)
"""Kiosks: how each is configured (JSON), and hashes of its link and of its machine's secret."""
KIOSKS_SEEN = Table(
    "desk_kiosk_seen",
    METADATA,
    Column("kiosk_id", String(32), primary_key=True),
    Column("at", DateTime(timezone=True), nullable=False),
)
"""When each kiosk last asked for something, those of the region file too."""
KIOSK_HISTORY = Table(
    "desk_kiosk_history",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("who", Text, nullable=False),
    Column("action", String(16), nullable=False),
    Column("kiosk_id", String(32), nullable=False, index=True),
    Column("detail", Text, nullable=False),
)
"""Who did what with a kiosk; rows are only ever added."""
