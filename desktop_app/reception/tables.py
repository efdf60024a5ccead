"""The tables of what an entity received, in SQLite or PostgreSQL.

Numbers are whole ten-thousandths (``SCALE``): sums of them are exact, so that both databases give the same results to
the last digit. Moments are texts in UTC to the second (``2026-11-27T10:00:00Z``), which sort as they are.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

FORMAT: Final = "1"
SCALE: Final = 10_000

metadata: Final = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)

settings: Final = Table(
    "settings",
    metadata,
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

# What was received, sent or given, byte for byte: packages, receipts, kits.
files: Final = Table(
    "files",
    metadata,
    Column("sha256", Text, primary_key=True),
    Column("content", LargeBinary, nullable=False),
)

kits: Final = Table(
    "kits",
    metadata,
    Column("wave", Text, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("issued", Text, nullable=False),
    Column("opens", Text, nullable=False),
    Column("closes", Text, nullable=False),
    Column("sha256", Text, ForeignKey("files.sha256"), nullable=False),
)

# The initiatives of a wave, as they were registered.
initiatives: Final = Table(
    "initiatives",
    metadata,
    Column("wave", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("department", Text, nullable=False),
    Column("municipality", Text, nullable=False),
    Column("macrosector", Text, nullable=False),
    Column("chamber", Text, nullable=False),
    Column("contact", Text, nullable=False),
    Column("email", Text, nullable=False),
    Column("phone", Text, nullable=False),
)

# When an initiative that had not answered was reminded last.
reminders: Final = Table(
    "reminders",
    metadata,
    Column("wave", Text, primary_key=True),
    Column("member", Text, primary_key=True),
    Column("made", Text, nullable=False),
)

forms: Final = Table(
    "forms",
    metadata,
    Column("sha256", Text, primary_key=True),
    Column("form_id", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("xform", LargeBinary, nullable=False),
)

form_media: Final = Table(
    "form_media",
    metadata,
    Column("sha256", Text, ForeignKey("forms.sha256"), primary_key=True),
    Column("name", Text, primary_key=True),
    Column("content", LargeBinary, nullable=False),
)

# A file that came in, under the name that it had. The same content under another name is another arrival.
arrivals: Final = Table(
    "arrivals",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False),
    Column("file_sha256", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("channel", Text, nullable=False),
    Column("arrived", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("params", Text, nullable=False),
    Column("flags", Text, nullable=False),
    Column("admitted", Text, nullable=False),
    Column("container_sha256", Text, nullable=False),
    Column("response_uuid", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("signer", Text, nullable=False),
    Column("manager", Text, nullable=False),
    Column("initiative_id", Text, nullable=False),
    Column("initiative_name", Text, nullable=False),
    Column("member", Text, nullable=False),
    Column("form_id", Text, nullable=False),
    Column("form_version", Text, nullable=False),
    Column("form_sha256", Text, nullable=False),
    Column("wave", Text, nullable=False),
    Column("claimed", Text, nullable=False),
    UniqueConstraint("file_sha256", "name"),
    Index(None, "container_sha256"),
    Index(None, "member", "form_id", "wave"),
    Index(None, "outcome"),
)

# What counts, or counted until a later revision came. ``current``: no later one did. ``filled``: its form is known, so
# that its answers are here. ``status`` is what the last receipt said.
responses: Final = Table(
    "responses",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("arrival_id", Integer, ForeignKey("arrivals.id"), nullable=False),
    Column("container_sha256", Text, nullable=False),
    Column("member", Text, nullable=False),
    Column("form_id", Text, nullable=False),
    Column("wave", Text, nullable=False),
    Column("current", Boolean, nullable=False),
    Column("filled", Boolean, nullable=False),
    Column("status", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("department", Text, nullable=False),
    Column("macrosector", Text, nullable=False),
    Column("chamber", Text, nullable=False),
    Column("level", Text, nullable=False),
    Column("total", BigInteger),
    UniqueConstraint("container_sha256"),
    Index(None, "form_id", "wave", "current"),
    Index(None, "member", "form_id", "wave"),
)

nodes: Final = Table(
    "nodes",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("form_id", Text, nullable=False),
    Column("path", Text, nullable=False),
    UniqueConstraint("form_id", "path"),
)

# ``row`` is empty outside of repeats, else the record's number, those of records inside records joined by points.
answers: Final = Table(
    "answers",
    metadata,
    Column("node_id", Integer, primary_key=True, autoincrement=False),
    Column("response_id", Integer, primary_key=True, autoincrement=False),
    Column("row", Text, primary_key=True),
    Column("text", Text, nullable=False),
    Column("number", BigInteger),
    sqlite_with_rowid=False,
)

# What a reviewer decided on a package: the status of the receipt that is to say so, and what is asked (JSON).
decisions: Final = Table(
    "decisions",
    metadata,
    Column("container_sha256", Text, primary_key=True),
    Column("status", Text, nullable=False),
    Column("observations", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("decided", Text, nullable=False),
)

# What a reviewer wrote about a package so far (JSON, as in ``decisions``), whatever is decided in the end.
drafts: Final = Table(
    "drafts",
    metadata,
    Column("container_sha256", Text, primary_key=True),
    Column("observations", Text, nullable=False),
)

receipts: Final = Table(
    "receipts",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("container_sha256", Text, nullable=False),
    Column("receipt_id", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("issued", Text, nullable=False),
    Column("sha256", Text, ForeignKey("files.sha256"), nullable=False),
    Column("said", Text, nullable=False),
    Column("certificate", Text, nullable=False),
    Column("short", Text, nullable=False),
    Column("serial", Integer, nullable=False),
    Column("day", Text, nullable=False),
    UniqueConstraint("receipt_id"),
    UniqueConstraint("day", "serial"),
    Index(None, "container_sha256"),
)
