"""What the program remembers about its window and its user's choices, as text by key."""

from __future__ import annotations

from typing import overload

from sqlalchemy import delete, select
from sqlalchemy.dialects.sqlite import insert

from desktop_app.store.database import Database
from desktop_app.store.schema import settings


class SettingsRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    @overload
    def get(self, key: str) -> str | None: ...
    @overload
    def get(self, key: str, default: str) -> str: ...
    def get(self, key: str, default: str | None = None) -> str | None:
        """What was set last, else ``default``."""
        with self._database.transaction() as connection:
            value = connection.execute(select(settings.c.value).where(settings.c.key == key)).scalar_one_or_none()
        return default if value is None else value

    def all(self) -> dict[str, str]:
        """Every setting by key."""
        with self._database.transaction() as connection:
            return {row.key: row.value for row in connection.execute(select(settings.c.key, settings.c.value))}

    def set(self, key: str, value: str) -> None:
        new = insert(settings).values(key=key, value=value)
        with self._database.transaction() as connection:
            connection.execute(new.on_conflict_do_update(index_elements=["key"], set_={"value": value}))

    def remove(self, key: str) -> None:
        """Forgets what was set; nothing happens where nothing was."""
        with self._database.transaction() as connection:
            connection.execute(delete(settings).where(settings.c.key == key))
