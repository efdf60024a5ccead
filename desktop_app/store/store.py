"""The data folder, open: its lock, its database and the repositories over it."""

from __future__ import annotations

from contextlib import AbstractContextManager, ExitStack
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from desktop_app.store.attachments import AttachmentRepository
from desktop_app.store.benchmarks import BenchmarkRepository
from desktop_app.store.database import Database
from desktop_app.store.initiatives import InitiativeRepository
from desktop_app.store.instruments import InstrumentRepository
from desktop_app.store.keeping import KeepingRepository
from desktop_app.store.kits import KitRepository
from desktop_app.store.layout import BACKUPS, FILE_NAME
from desktop_app.store.lock import lock_folder
from desktop_app.store.migration import bring_up_to_date
from desktop_app.store.packages import PackageRepository
from desktop_app.store.receipts import ReceiptRepository
from desktop_app.store.responses import ResponseRepository
from desktop_app.store.settings import SettingsRepository
from desktop_app.store.trust import TrustRepository

_PROGRAM_VERSION: Final = "program_version"


class Store:
    """One data folder, open; made by ``Store.open``. One thread at a time (see ``DatabaseThread``).

    Every method of a repository is one transaction, on the disk when it returns, and raises ``StoreError``; within
    ``together`` they all are one.
    """

    def __init__(self, database: Database, resources: ExitStack) -> None:
        self._database = database
        self._resources = resources
        self.initiatives = InitiativeRepository(database)
        self.instruments = InstrumentRepository(database)
        self.responses = ResponseRepository(database)
        self.packages = PackageRepository(database)
        self.receipts = ReceiptRepository(database)
        self.trust = TrustRepository(database)
        self.kits = KitRepository(database)
        self.attachments = AttachmentRepository(database)
        self.keeping = KeepingRepository(database)
        self.benchmarks = BenchmarkRepository(database)
        self.settings = SettingsRepository(database)

    def together(self) -> AbstractContextManager[None]:
        """What is done inside is on the disk at its end, all of it, or nothing after an exception."""
        return self._database.together()

    @classmethod
    def open(cls, data_dir: Path, *, now: datetime, program_version: str) -> Self:
        """Makes the folder and its database where they are missing, takes the lock, and upgrades an older format.

        Raises:
            StoreError: another copy is open, the folder refuses, the database is damaged, newer, or not Telar's. What
                was in the folder is then as it was.
            FileError: the copy before an upgrade could not be written.
        """
        path = data_dir / FILE_NAME
        with ExitStack() as resources:
            resources.callback(lock_folder(data_dir).release)
            bring_up_to_date(path, data_dir / BACKUPS, now=now, program_version=program_version)
            database = Database(path)
            resources.callback(database.close)
            store = cls(database, resources.pop_all())
        try:
            store._remember(program_version)
            store.keeping.purge(now)
            store.attachments.tidy()
        except BaseException:
            store.close()
            raise
        return store

    def check(self, *, thorough: bool = False) -> None:
        """Reads the whole database and compares it with itself; ``STORE-002`` if it is damaged."""
        self._database.check(thorough=thorough)

    def backup_to(self, path: Path, *, made: datetime | None = None) -> None:
        """A consistent copy of the database in one file at ``path``, put in place whole, that says when it was made."""
        self._database.backup_to(path, made=made)

    def close(self) -> None:
        """Closes the database and gives the folder back. Closing twice is harmless."""
        self._resources.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _remember(self, program_version: str) -> None:
        """Leaves this program's version in the file, for the refusal that an older program will have to explain."""
        if self.settings.get(_PROGRAM_VERSION) != program_version:
            self.settings.set(_PROGRAM_VERSION, program_version)
