"""The database's formats, one revision after the other, run by Alembic from ``store/migration.py``.

A revision is self-contained: it imports nothing of this program, because that changes and the revision must not.
"""
