"""Books in each database that an entity may keep them in, and all that is in them."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from sqlalchemy import select

from desktop_app.reception.books import Books, address_of
from desktop_app.reception.tables import metadata
from tests.support.postgres import new_address

DATABASES: Final = ("sqlite", "postgresql")


def address(database: str, folder: Path) -> str:
    """The address of new books."""
    return new_address() if database == "postgresql" else address_of(folder / "libros.sqlite3")


def everything(address: str) -> dict[str, list[tuple[Any, ...]]]:
    """The rows of every table, sorted."""
    with Books.open(address) as books, books.read() as connection:
        return {
            table.name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
            for table in metadata.sorted_tables
        }
