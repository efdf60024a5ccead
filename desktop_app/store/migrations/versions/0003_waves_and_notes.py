"""What goes with answers (comments, evidence, what was taken over), the wave before, reference means, putting away."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_STATES = "state IN ('draft', 'ready', 'exported', 'received', 'returned', 'accepted')"
_KEPT = (
    "id, initiative_id, instrument_id, wave, reference_year, state, revision, replaces, started, updated, "
    "current_ref, answered, total, language"
)


def upgrade() -> None:
    op.add_column("initiatives", sa.Column("ciiu", sa.Text, nullable=False, server_default=""))
    _rebuild_responses()
    _create_notes()
    op.create_table(
        "benchmarks",
        sa.Column("form_id", sa.Text, nullable=False),
        sa.Column("wave", sa.Text, nullable=False),
        sa.Column("scope", sa.Text, nullable=False),
        sa.Column("grp", sa.Text, nullable=False),
        sa.Column("count", sa.Integer, nullable=False),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("value", sa.Float, nullable=False),
        sa.Column("imported", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("form_id", "wave", "scope", "grp", "code", name="pk_benchmarks"),
        sa.CheckConstraint("scope IN ('national', 'macrosector')", name="ck_benchmarks_scope"),
        sa.CheckConstraint("count >= 1", name="ck_benchmarks_count"),
    )


def _rebuild_responses() -> None:
    """A reference that has a name cannot be added to a table that is there: it is built anew."""
    op.create_table(
        "responses_new",
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
        sa.Column("previous", sa.Text),
        sa.Column("archived_at", sa.Integer),
        sa.Column("deleted_at", sa.Integer),
        sa.PrimaryKeyConstraint("id", name="pk_responses"),
        sa.ForeignKeyConstraint(
            ["initiative_id"], ["initiatives.id"], name="fk_responses_initiative_id", ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["instrument_id"], ["instruments.id"], name="fk_responses_instrument_id", ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["replaces"], ["responses.id"], name="fk_responses_replaces", ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["previous"], ["responses.id"], name="fk_responses_previous", ondelete="SET NULL"),
        sa.CheckConstraint("length(id) = 36", name="ck_responses_id"),
        sa.CheckConstraint(_STATES, name="ck_responses_state"),
        sa.CheckConstraint("revision >= 1", name="ck_responses_revision"),
        sa.CheckConstraint("answered >= 0 AND total >= 0", name="ck_responses_counts"),
    )
    op.execute(f"INSERT INTO responses_new ({_KEPT}) SELECT {_KEPT} FROM responses ORDER BY rowid")  # noqa: S608
    op.drop_table("responses")
    op.rename_table("responses_new", "responses")
    for column in ("initiative_id", "instrument_id", "replaces", "previous"):
        op.create_index(f"ix_responses_{column}", "responses", [column])


def _create_notes() -> None:
    op.create_table(
        "comments",
        sa.Column("response_id", sa.Text, nullable=False),
        sa.Column("ref", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("updated", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("response_id", "ref", name="pk_comments"),
        sa.ForeignKeyConstraint(["response_id"], ["responses.id"], name="fk_comments_response_id", ondelete="CASCADE"),
    )
    op.create_table(
        "evidence",
        sa.Column("response_id", sa.Text, nullable=False),
        sa.Column("ref", sa.Text, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("added", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("response_id", "ref", "position", name="pk_evidence"),
        sa.ForeignKeyConstraint(["response_id"], ["responses.id"], name="fk_evidence_response_id", ondelete="CASCADE"),
        sa.UniqueConstraint("response_id", "ref", "name", name="uq_evidence_response_id_ref_name"),
        sa.CheckConstraint("position >= 1", name="ck_evidence_position"),
    )
    op.create_table(
        "carried",
        sa.Column("response_id", sa.Text, nullable=False),
        sa.Column("ref", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("response_id", "ref", name="pk_carried"),
        sa.ForeignKeyConstraint(["response_id"], ["responses.id"], name="fk_carried_response_id", ondelete="CASCADE"),
    )
