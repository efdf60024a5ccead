"""The workspace: one open data folder and the shipped forms. Its methods run on the database thread."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Self

from desktop_app import __version__
from desktop_app.store import Store
from desktop_app.workflows.overview import InitiativeOverview, shown
from desktop_app.workflows.placing import settle
from desktop_app.workflows.shipped import FormCatalogue


class Workspace:
    """An open data folder."""

    def __init__(self, data_dir: Path, store: Store) -> None:
        self.data_dir = data_dir
        self.store = store
        self.forms = FormCatalogue(store)

    @classmethod
    def open(cls, data_dir: Path, now: datetime) -> Self:
        """Opens (or creates) the data folder; a refusal raises ``StoreError`` and leaves it as it was.

        A package that was cut short on its way out is put in place, or what is left of it removed.
        """
        store = Store.open(data_dir, now=now, program_version=__version__)
        try:
            settle(store)
        except BaseException:
            store.close()
            raise
        return cls(data_dir, store)

    def close(self) -> None:
        self.store.close()

    def overview(self, language: str = "es") -> list[InitiativeOverview]:
        """What Inicio shows."""
        settings = {key: value for key, value in self.store.settings.all().items() if key.startswith("title.")}
        return shown(self.store.responses.overview(), settings, language)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()
