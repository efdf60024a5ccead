"""The files that answers name: their bytes, each content once, and which response has them under which name."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "contents",
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("sha256", name="pk_contents"),
        sa.CheckConstraint("length(sha256) = 64", name="ck_contents_sha256"),
        sa.CheckConstraint("size = length(content)", name="ck_contents_size"),
    )
    op.create_table(
        "attachments",
        sa.Column("response_id", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("media_type", sa.Text, nullable=False),
        sa.Column("added", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("response_id", "name", name="pk_attachments"),
        sa.ForeignKeyConstraint(
            ["response_id"], ["responses.id"], name="fk_attachments_response_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["sha256"], ["contents.sha256"], name="fk_attachments_sha256", ondelete="RESTRICT"),
    )
    op.create_index("ix_attachments_sha256", "attachments", ["sha256"])
    op.execute(
        "CREATE TRIGGER tr_attachments_free AFTER DELETE ON attachments BEGIN "
        "DELETE FROM contents WHERE sha256 = OLD.sha256 "
        "AND NOT EXISTS (SELECT 1 FROM attachments WHERE attachments.sha256 = OLD.sha256); END"
    )
