"""Trusted roots, wave kits, issued certificates, CRLs, receipts with observations; what an encrypted package holds."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_KEPT = "id, response_id, revision, sequence, file_name, path, sha256, size, created, signer_fingerprint"


def upgrade() -> None:
    _rebuild_packages()
    _create_receipts()
    op.create_table(
        "authorities",
        sa.Column("fingerprint", sa.Text, nullable=False),
        sa.Column("certificate", sa.LargeBinary, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("pinned", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("fingerprint", name="pk_authorities"),
        sa.CheckConstraint("length(fingerprint) = 64", name="ck_authorities_fingerprint"),
    )
    _create_kits()
    _create_certificates()


def _rebuild_packages() -> None:
    """A check that has a name cannot be added to a table that is there: it is built anew."""
    op.create_table(
        "packages_new",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("response_id", sa.Text, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("file_name", sa.Text, nullable=False),
        sa.Column("path", sa.Text, nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("created", sa.Integer, nullable=False),
        sa.Column("signer_fingerprint", sa.Text, nullable=False),
        sa.Column("signed_sha256", sa.Text),
        sa.Column("encrypted", sa.Boolean, nullable=False, server_default=sa.text("0")),
        sa.Column("recipients_sha256", sa.Text),
        sa.Column("signed", sa.LargeBinary),
        sa.PrimaryKeyConstraint("id", name="pk_packages"),
        sa.ForeignKeyConstraint(["response_id"], ["responses.id"], name="fk_packages_response_id", ondelete="RESTRICT"),
        sa.UniqueConstraint("response_id", "sequence", name="uq_packages_response_id_sequence"),
        sa.CheckConstraint("revision >= 1 AND sequence >= 1 AND size >= 0", name="ck_packages_numbers"),
        sa.CheckConstraint("length(sha256) = 64", name="ck_packages_sha256"),
        sa.CheckConstraint("length(signed_sha256) = 64", name="ck_packages_signed_sha256"),
        sa.CheckConstraint("length(recipients_sha256) = 64", name="ck_packages_recipients_sha256"),
        sa.CheckConstraint("encrypted IN (0, 1)", name="ck_packages_encrypted"),
        sa.CheckConstraint("signed IS NULL OR signed_sha256 IS NOT NULL", name="ck_packages_signed"),
    )
    op.execute(f"INSERT INTO packages_new ({_KEPT}) SELECT {_KEPT} FROM packages ORDER BY id")  # noqa: S608
    op.drop_table("packages")
    op.rename_table("packages_new", "packages")
    for column in ("sha256", "signed_sha256"):
        op.create_index(f"ix_packages_{column}", "packages", [column])


def _create_receipts() -> None:
    op.create_table(
        "receipts",
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("response_id", sa.Text, nullable=False),
        sa.Column("package_sha256", sa.Text, nullable=False),
        sa.Column("receipt_id", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("arrived", sa.Integer, nullable=False),
        sa.Column("issued", sa.Integer, nullable=False),
        sa.Column("imported", sa.Integer, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("sha256", name="pk_receipts"),
        sa.ForeignKeyConstraint(["response_id"], ["responses.id"], name="fk_receipts_response_id", ondelete="RESTRICT"),
        sa.UniqueConstraint("receipt_id", name="uq_receipts_receipt_id"),
        sa.CheckConstraint("length(sha256) = 64", name="ck_receipts_sha256"),
        sa.CheckConstraint("length(package_sha256) = 64", name="ck_receipts_package_sha256"),
        sa.CheckConstraint("status IN ('received', 'accepted', 'returned')", name="ck_receipts_status"),
    )
    op.create_index("ix_receipts_response_id", "receipts", ["response_id"])
    op.create_table(
        "observations",
        sa.Column("receipt", sa.Text, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("ref", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("seen", sa.Integer),
        sa.PrimaryKeyConstraint("receipt", "position", name="pk_observations"),
        sa.ForeignKeyConstraint(["receipt"], ["receipts.sha256"], name="fk_observations_receipt", ondelete="CASCADE"),
        sa.CheckConstraint("position >= 1", name="ck_observations_position"),
    )


def _create_kits() -> None:
    op.create_table(
        "kits",
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("authority", sa.Text, nullable=False),
        sa.Column("wave", sa.Text, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("issued", sa.Text, nullable=False),
        sa.Column("opens", sa.Text, nullable=False),
        sa.Column("closes", sa.Text, nullable=False),
        sa.Column("imported", sa.Integer, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("sha256", name="pk_kits"),
        sa.ForeignKeyConstraint(
            ["authority"], ["authorities.fingerprint"], name="fk_kits_authority", ondelete="RESTRICT"
        ),
        sa.UniqueConstraint("authority", "wave", "number", name="uq_kits_authority_wave_number"),
        sa.CheckConstraint("length(sha256) = 64", name="ck_kits_sha256"),
        sa.CheckConstraint("number >= 1", name="ck_kits_number"),
    )


def _create_certificates() -> None:
    op.create_table(
        "certificates",
        sa.Column("fingerprint", sa.Text, nullable=False),
        sa.Column("key_fingerprint", sa.Text, nullable=False),
        sa.Column("bundle", sa.Text, nullable=False),
        sa.Column("not_before", sa.Integer, nullable=False),
        sa.Column("not_after", sa.Integer, nullable=False),
        sa.Column("imported", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("fingerprint", name="pk_certificates"),
        sa.CheckConstraint("length(fingerprint) = 64", name="ck_certificates_fingerprint"),
        sa.CheckConstraint("length(key_fingerprint) = 64", name="ck_certificates_key_fingerprint"),
    )
    op.create_index("ix_certificates_key_fingerprint", "certificates", ["key_fingerprint"])
    op.create_table(
        "revocation_lists",
        sa.Column("authority", sa.Text, nullable=False),
        sa.Column("issuer", sa.Text, nullable=False),
        sa.Column("this_update", sa.Integer, nullable=False),
        sa.Column("next_update", sa.Integer, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("authority", "issuer", name="pk_revocation_lists"),
        sa.ForeignKeyConstraint(
            ["authority"], ["authorities.fingerprint"], name="fk_revocation_lists_authority", ondelete="RESTRICT"
        ),
    )
