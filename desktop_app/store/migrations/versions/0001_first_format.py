"""The first format: initiatives, instruments, responses with answers and their history, packages, settings."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    _create_initiatives()
    _create_instruments()
    _create_responses()
    _create_answers()
    _create_packages()
    op.create_table(
        "settings",
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_settings"),
    )


def _create_initiatives() -> None:
    card = ["name", "founded", "department", "municipality", "macrosector", "sector"]
    card += ["sector_other", "entity_kind", "chamber"]
    card += ["manager_name", "manager_role", "manager_email", "manager_phone"]
    op.create_table(
        "initiatives",
        sa.Column("id", sa.Text, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in card),
        sa.Column("created", sa.Integer, nullable=False),
        sa.Column("updated", sa.Integer, nullable=False),
        sa.Column("archived_at", sa.Integer),
        sa.PrimaryKeyConstraint("id", name="pk_initiatives"),
        sa.CheckConstraint("length(id) = 36", name="ck_initiatives_id"),
    )


def _create_instruments() -> None:
    op.create_table(
        "instruments",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("form_id", sa.Text, nullable=False),
        sa.Column("version", sa.Text, nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("xform", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_instruments"),
        sa.UniqueConstraint("sha256", name="uq_instruments_sha256"),
        sa.CheckConstraint("length(sha256) = 64", name="ck_instruments_sha256"),
    )
    op.create_table(
        "instrument_media",
        sa.Column("instrument_id", sa.Integer, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("instrument_id", "name", name="pk_instrument_media"),
        sa.ForeignKeyConstraint(
            ["instrument_id"], ["instruments.id"], name="fk_instrument_media_instrument_id", ondelete="CASCADE"
        ),
    )


def _create_responses() -> None:
    op.create_table(
        "responses",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("initiative_id", sa.Text, nullable=False),
        sa.Column("instrument_id", sa.Integer, nullable=False),
        sa.Column("wave", sa.Text, nullable=False),
        sa.Column("reference_year", sa.Integer),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("replaces", sa.Text),
        sa.Column("started", sa.Integer, nullable=False),
        sa.Column("updated", sa.Integer, nullable=False),
        sa.Column("current_ref", sa.Text),
        sa.Column("answered", sa.Integer, nullable=False),
        sa.Column("total", sa.Integer, nullable=False),
        sa.Column("language", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_responses"),
        sa.ForeignKeyConstraint(
            ["initiative_id"], ["initiatives.id"], name="fk_responses_initiative_id", ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["instrument_id"], ["instruments.id"], name="fk_responses_instrument_id", ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["replaces"], ["responses.id"], name="fk_responses_replaces", ondelete="RESTRICT"),
        sa.CheckConstraint("length(id) = 36", name="ck_responses_id"),
        sa.CheckConstraint(
            "state IN ('draft', 'ready', 'exported', 'received', 'returned', 'accepted')", name="ck_responses_state"
        ),
        sa.CheckConstraint("revision >= 1", name="ck_responses_revision"),
        sa.CheckConstraint("answered >= 0 AND total >= 0", name="ck_responses_counts"),
    )
    op.create_index("ix_responses_initiative_id", "responses", ["initiative_id"])
    op.create_index("ix_responses_instrument_id", "responses", ["instrument_id"])
    op.create_index("ix_responses_replaces", "responses", ["replaces"])


def _create_answers() -> None:
    op.create_table(
        "answers",
        sa.Column("response_id", sa.Text, nullable=False),
        sa.Column("ref", sa.Text, nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.Column("updated", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("response_id", "ref", name="pk_answers"),
        sa.ForeignKeyConstraint(["response_id"], ["responses.id"], name="fk_answers_response_id", ondelete="CASCADE"),
    )
    op.create_table(
        "answer_history",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("response_id", sa.Text, nullable=False),
        sa.Column("ref", sa.Text, nullable=False),
        sa.Column("old", sa.Text),
        sa.Column("new", sa.Text, nullable=False),
        sa.Column("at", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_answer_history"),
        sa.ForeignKeyConstraint(
            ["response_id"], ["responses.id"], name="fk_answer_history_response_id", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_answer_history_response_id_ref", "answer_history", ["response_id", "ref"])


def _create_packages() -> None:
    op.create_table(
        "packages",
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
        sa.PrimaryKeyConstraint("id", name="pk_packages"),
        sa.ForeignKeyConstraint(["response_id"], ["responses.id"], name="fk_packages_response_id", ondelete="RESTRICT"),
        sa.UniqueConstraint("response_id", "sequence", name="uq_packages_response_id_sequence"),
        sa.CheckConstraint("revision >= 1 AND sequence >= 1 AND size >= 0", name="ck_packages_numbers"),
        sa.CheckConstraint("length(sha256) = 64", name="ck_packages_sha256"),
    )
