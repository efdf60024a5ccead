"""The tables of the current format. The revisions in ``migrations/versions`` build the same; a test compares them."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import (
    DDL,
    Boolean,
    CheckConstraint,
    Column,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    event,
    text,
)

from desktop_app.store.layout import from_microseconds, to_microseconds


class Instant(TypeDecorator[datetime]):
    """An aware moment, kept as whole microseconds since 1970 in UTC: exact, and sorted as it reads.

    A naive ``datetime`` raises ``ValueError``: guessing its zone would move answers by hours.
    """

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without its time zone")
        return to_microseconds(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        return None if value is None else from_microseconds(value)


metadata: Final = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)

initiatives: Final = Table(
    "initiatives",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("founded", Text, nullable=False),
    Column("department", Text, nullable=False),
    Column("municipality", Text, nullable=False),
    Column("macrosector", Text, nullable=False),
    Column("sector", Text, nullable=False),
    Column("sector_other", Text, nullable=False),
    Column("entity_kind", Text, nullable=False),
    Column("chamber", Text, nullable=False),
    Column("manager_name", Text, nullable=False),
    Column("manager_role", Text, nullable=False),
    Column("manager_email", Text, nullable=False),
    Column("manager_phone", Text, nullable=False),
    Column("created", Instant, nullable=False),
    Column("updated", Instant, nullable=False),
    Column("archived_at", Instant),
    Column("ciiu", Text, nullable=False, server_default=text("''")),
    CheckConstraint("length(id) = 36", name="id"),
)

instruments: Final = Table(
    "instruments",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("form_id", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("xform", LargeBinary, nullable=False),
    UniqueConstraint("sha256"),
    CheckConstraint("length(sha256) = 64", name="sha256"),
)

instrument_media: Final = Table(
    "instrument_media",
    metadata,
    Column("instrument_id", Integer, ForeignKey("instruments.id", ondelete="CASCADE"), primary_key=True),
    Column("name", Text, primary_key=True),
    Column("content", LargeBinary, nullable=False),
)

# An initiative or an instrument with responses cannot be deleted: only what hangs on a response goes with it.
responses: Final = Table(
    "responses",
    metadata,
    Column("id", Text, primary_key=True),
    Column("initiative_id", Text, ForeignKey("initiatives.id", ondelete="RESTRICT"), nullable=False),
    Column("instrument_id", Integer, ForeignKey("instruments.id", ondelete="RESTRICT"), nullable=False),
    Column("wave", Text, nullable=False),
    Column("reference_year", Integer),
    Column("state", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("replaces", Text, ForeignKey("responses.id", ondelete="RESTRICT")),
    Column("started", Instant, nullable=False),
    Column("updated", Instant, nullable=False),
    Column("current_ref", Text),
    Column("answered", Integer, nullable=False),
    Column("total", Integer, nullable=False),
    Column("language", Text),
    Column("previous", Text, ForeignKey("responses.id", ondelete="SET NULL")),
    Column("archived_at", Instant),
    Column("deleted_at", Instant),
    CheckConstraint("length(id) = 36", name="id"),
    CheckConstraint("state IN ('draft', 'ready', 'exported', 'received', 'returned', 'accepted')", name="state"),
    CheckConstraint("revision >= 1", name="revision"),
    CheckConstraint("answered >= 0 AND total >= 0", name="counts"),
    Index(None, "initiative_id"),
    Index(None, "instrument_id"),
    Index(None, "replaces"),
    Index(None, "previous"),
)

answers: Final = Table(
    "answers",
    metadata,
    Column("response_id", Text, ForeignKey("responses.id", ondelete="CASCADE"), primary_key=True),
    Column("ref", Text, primary_key=True),
    Column("value", Text, nullable=False),
    Column("updated", Instant, nullable=False),
)

answer_history: Final = Table(
    "answer_history",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("response_id", Text, ForeignKey("responses.id", ondelete="CASCADE"), nullable=False),
    Column("ref", Text, nullable=False),
    Column("old", Text),
    Column("new", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Index(None, "response_id", "ref"),
)

comments: Final = Table(
    "comments",
    metadata,
    Column("response_id", Text, ForeignKey("responses.id", ondelete="CASCADE"), primary_key=True),
    Column("ref", Text, primary_key=True),
    Column("text", Text, nullable=False),
    Column("updated", Instant, nullable=False),
)

# The files beside an answer, in their order; their bytes are in ``attachments``.
evidence: Final = Table(
    "evidence",
    metadata,
    Column("response_id", Text, ForeignKey("responses.id", ondelete="CASCADE"), primary_key=True),
    Column("ref", Text, primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("added", Instant, nullable=False),
    UniqueConstraint("response_id", "ref", "name"),
    CheckConstraint("position >= 1", name="position"),
)

# Answers taken over from the wave before that are still to be confirmed.
carried: Final = Table(
    "carried",
    metadata,
    Column("response_id", Text, ForeignKey("responses.id", ondelete="CASCADE"), primary_key=True),
    Column("ref", Text, primary_key=True),
)

# What was handed over stays provable: a response with packages cannot be deleted. ``sha256`` is of the file as it left,
# ``signed`` the signed container in it before encryption.
packages: Final = Table(
    "packages",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("response_id", Text, ForeignKey("responses.id", ondelete="RESTRICT"), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("file_name", Text, nullable=False),
    Column("path", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("size", Integer, nullable=False),
    Column("created", Instant, nullable=False),
    Column("signer_fingerprint", Text, nullable=False),
    Column("signed_sha256", Text),
    Column("encrypted", Boolean, nullable=False, server_default=text("0")),
    Column("recipients_sha256", Text),
    Column("signed", LargeBinary),
    UniqueConstraint("response_id", "sequence"),
    CheckConstraint("revision >= 1 AND sequence >= 1 AND size >= 0", name="numbers"),
    CheckConstraint("length(sha256) = 64", name="sha256"),
    CheckConstraint("length(signed_sha256) = 64", name="signed_sha256"),
    CheckConstraint("length(recipients_sha256) = 64", name="recipients_sha256"),
    CheckConstraint("encrypted IN (0, 1)", name="encrypted"),
    CheckConstraint("signed IS NULL OR signed_sha256 IS NOT NULL", name="signed"),
    Index(None, "sha256"),
    Index(None, "signed_sha256"),
)

# The authority's answers to packages; like these they stay provable. Of one response there may be several.
receipts: Final = Table(
    "receipts",
    metadata,
    Column("sha256", Text, primary_key=True),
    Column("response_id", Text, ForeignKey("responses.id", ondelete="RESTRICT"), nullable=False),
    Column("package_sha256", Text, nullable=False),
    Column("receipt_id", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("arrived", Instant, nullable=False),
    Column("issued", Instant, nullable=False),
    Column("imported", Instant, nullable=False),
    Column("content", LargeBinary, nullable=False),
    UniqueConstraint("receipt_id"),
    CheckConstraint("length(sha256) = 64", name="sha256"),
    CheckConstraint("length(package_sha256) = 64", name="package_sha256"),
    CheckConstraint("status IN ('received', 'accepted', 'returned')", name="status"),
    Index(None, "response_id"),
)

observations: Final = Table(
    "observations",
    metadata,
    Column("receipt", Text, ForeignKey("receipts.sha256", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("ref", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("seen", Instant),
    CheckConstraint("position >= 1", name="position"),
)

# The roots that the user confirmed by their fingerprint, which is the SHA-256 of the certificate.
authorities: Final = Table(
    "authorities",
    metadata,
    Column("fingerprint", Text, primary_key=True),
    Column("certificate", LargeBinary, nullable=False),
    Column("name", Text, nullable=False),
    Column("pinned", Instant, nullable=False),
    CheckConstraint("length(fingerprint) = 64", name="fingerprint"),
)

# Two kits of one number would leave open which of them holds.
kits: Final = Table(
    "kits",
    metadata,
    Column("sha256", Text, primary_key=True),
    Column("authority", Text, ForeignKey("authorities.fingerprint", ondelete="RESTRICT"), nullable=False),
    Column("wave", Text, nullable=False),
    Column("number", Integer, nullable=False),
    Column("issued", Text, nullable=False),
    Column("opens", Text, nullable=False),
    Column("closes", Text, nullable=False),
    Column("imported", Instant, nullable=False),
    Column("content", LargeBinary, nullable=False),
    UniqueConstraint("authority", "wave", "number"),
    CheckConstraint("length(sha256) = 64", name="sha256"),
    CheckConstraint("number >= 1", name="number"),
)

# What the authority issued for this computer's keys.
certificates: Final = Table(
    "certificates",
    metadata,
    Column("fingerprint", Text, primary_key=True),
    Column("key_fingerprint", Text, nullable=False),
    Column("bundle", Text, nullable=False),
    Column("not_before", Instant, nullable=False),
    Column("not_after", Instant, nullable=False),
    Column("imported", Instant, nullable=False),
    CheckConstraint("length(fingerprint) = 64", name="fingerprint"),
    CheckConstraint("length(key_fingerprint) = 64", name="key_fingerprint"),
    Index(None, "key_fingerprint"),
)

revocation_lists: Final = Table(
    "revocation_lists",
    metadata,
    Column("authority", Text, ForeignKey("authorities.fingerprint", ondelete="RESTRICT"), primary_key=True),
    Column("issuer", Text, primary_key=True),
    Column("this_update", Instant, nullable=False),
    Column("next_update", Instant, nullable=False),
    Column("content", LargeBinary, nullable=False),
)

# The bytes of chosen files, each content once however many responses and revisions name it.
contents: Final = Table(
    "contents",
    metadata,
    Column("sha256", Text, primary_key=True),
    Column("size", Integer, nullable=False),
    Column("content", LargeBinary, nullable=False),
    CheckConstraint("length(sha256) = 64", name="sha256"),
    CheckConstraint("size = length(content)", name="size"),
)

attachments: Final = Table(
    "attachments",
    metadata,
    Column("response_id", Text, ForeignKey("responses.id", ondelete="CASCADE"), primary_key=True),
    Column("name", Text, primary_key=True),
    Column("sha256", Text, ForeignKey("contents.sha256", ondelete="RESTRICT"), nullable=False),
    Column("media_type", Text, nullable=False),
    Column("added", Instant, nullable=False),
    Index(None, "sha256"),
)

# In the database, because rows also go by themselves with their response: bytes that nobody names are not kept.
event.listen(
    attachments,
    "after_create",
    DDL(  # type: ignore[no-untyped-call]
        "CREATE TRIGGER tr_attachments_free AFTER DELETE ON attachments BEGIN "
        "DELETE FROM contents WHERE sha256 = OLD.sha256 "
        "AND NOT EXISTS (SELECT 1 FROM attachments WHERE attachments.sha256 = OLD.sha256); END"
    ),
)

# The means of a wave's initiatives: ``grp`` is the macrosector, empty for the nation.
benchmarks: Final = Table(
    "benchmarks",
    metadata,
    Column("form_id", Text, primary_key=True),
    Column("wave", Text, primary_key=True),
    Column("scope", Text, primary_key=True),
    Column("grp", Text, primary_key=True),
    Column("count", Integer, nullable=False),
    Column("code", Text, primary_key=True),
    Column("value", Float, nullable=False),
    Column("imported", Instant, nullable=False),
    CheckConstraint("scope IN ('national', 'macrosector')", name="scope"),
    CheckConstraint("count >= 1", name="count"),
)

settings: Final = Table(
    "settings",
    metadata,
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),
)
