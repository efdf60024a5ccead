"""What Alembic runs: the revisions, over the connection and inside the transaction that it is handed."""

from __future__ import annotations

from alembic import context

# render_as_batch: SQLite changes a table only by building it anew.
context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=None,
    render_as_batch=True,
    transactional_ddl=True,
)
context.run_migrations()
