"""The entity while its page is in use: its keys and its books, worked on by one thread that is not the window's."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QWidget

from desktop_app.errors import TelarError
from desktop_app.ui import messages
from desktop_app.ui.reception import words
from desktop_app.ui.reception.receiver import Receiver
from desktop_app.ui.tasks import Done, Failed, Job, is_alive
from desktop_app.workflows import entity_keys
from desktop_app.workflows.entity_keys import HeldKeys

if TYPE_CHECKING:
    from datetime import datetime

    from desktop_app.ui.context import Context
    from desktop_app.workflows.entity import Entity


class EntityDesk(QObject):
    """One while this laptop's entity stays the same. The books are opened by the first work that wants them.

    Signals:
        changed: what is in the books, or who is confirmed, is no longer what it was.
        left: this laptop is no longer to be the entity's.
    """

    changed = Signal()
    left = Signal()

    def __init__(self, context: Context, window: QWidget) -> None:
        super().__init__(window)
        self.context = context
        self.folder = Path(context.preferences.entity)
        self.window = window
        self.by = ""
        """Who decides, as it was last typed."""
        self.section = ""
        """The section in view, by its key."""
        self._keys = HeldKeys()
        self._password_asked = False
        self._shop = _Shop(self.folder, self._keys)
        self.receiver = Receiver(self)

    @property
    def books(self) -> str:
        """The address of the books, without its password; empty where they lie beside the keys."""
        return self.context.preferences.books

    @property
    def language(self) -> str:
        """The window's."""
        return self.context.language

    def now(self) -> datetime:
        """The present moment, with its zone."""
        return self.context.now()

    def run(
        self,
        fn: Callable[..., Any],
        *args: Any,
        done: Done | None = None,
        failed: Failed | None = None,
        progress: Done | None = None,
        long: bool = False,
    ) -> Job:
        """Runs ``fn(entity, *args)`` in the order asked; with ``progress``, ``fn`` also gets a function to report with.
        What takes ``long``, such as a folder, keeps only its like waiting.

        Where it ends for want of a passphrase, that is asked for and ``fn`` begins anew: it must not have changed
        anything by then. ``failed`` gets the ``TelarError``, without it the fault is shown.
        """
        self._ask_password()
        job = Job(done, progress=progress)
        again = partial(self.context.tasks.start_on_reception, job, self._shop.work, fn, *args, long=long)
        job.failed = partial(self._on_failed, again, failed)
        return again()

    def address(self) -> str | None:
        """The whole address of the books, as ``entity.opened`` takes it. For any thread."""
        return self._shop.address

    def use_books(self, address: str, done: Callable[[], None], failed: Failed) -> None:
        """Takes the books at ``address`` from now on, beside the keys if it is empty, once they have opened.

        Only the address without its password is kept on disk; the password is asked for once a sitting.
        """
        job = Job(partial(self._on_books, done), failed)
        self.context.tasks.start_on_reception(job, self._shop.move, address)

    def offline(self, folder: Path | None) -> None:
        """Where the root and the escrow lie from now on, if they are not with the other keys."""
        self._shop.offline = folder

    def forget_passphrases(self) -> None:
        """Every secret is asked for again when it is next wanted; what is being received comes to its end."""
        self.context.tasks.start_on_reception(Job(), self._shop.forget)

    def complain(self, error: TelarError, over: QWidget | None = None) -> None:
        """Shows the fault, but for a passphrase that somebody chose not to type."""
        if not entity_keys.wanted(error):
            messages.error(error, over or self.window)

    def stop(self) -> None:
        """What is under way ends soon."""
        self.receiver.stop()

    def lock_up(self) -> None:
        """Closes the books behind what is under way."""
        self.context.tasks.start_on_reception(Job(), self._shop.close, long=True)

    def close(self) -> None:
        """Closes the books; nothing is under way any more."""
        self._shop.close()

    def _on_failed(self, again: Callable[[], Job], failed: Failed | None, error: TelarError) -> None:
        if self._unlocked(error):
            again()
        elif failed is None:
            self.complain(error)
        elif is_alive(failed):
            failed(error)

    def _unlocked(self, error: TelarError) -> bool:
        """Whether ``error`` asks for a passphrase, and somebody has typed it."""
        file = entity_keys.wanted(error)
        if not file:
            return False
        wrong = error.code == entity_keys.WRONG
        if not wrong and self._keys.holds(file):
            return True
        text = self.tr("Escriba la contraseña de {key} ({file}).").format(key=words.key(file), file=file)
        if wrong:
            again = self.tr("Esa contraseña no abre el archivo. Inténtelo otra vez.")
            text = f"{again}\n{text}"
        over = QApplication.activeModalWidget() or self.window
        given = messages.passphrase(self.tr("Contraseña de la entidad"), text, over)
        if given:
            self._keys.give(file, given)
        return bool(given)

    # Where the books are

    def _ask_password(self) -> None:
        """The password of a database that has one, once; without it the database's own means are tried."""
        if self._password_asked:
            return
        self._password_asked = True
        books = self.books
        if not books:
            return
        from desktop_app.workflows.entity import address_with, asks_password

        try:
            if asks_password(books):
                text = self.tr("Escriba la contraseña de la base de datos {address}.").format(address=books)
                given = messages.passphrase(self.tr("Base de datos de la recepción"), text, self.window)
                books = address_with(books, given or "")
        except TelarError as error:
            messages.error(error, self.window)
        self._shop.address = books

    def _on_books(self, done: Callable[[], None], kept: str) -> None:
        self._password_asked = True
        self.context.remember(books=kept)
        if is_alive(done):
            done()


class _Shop:
    """The open entity. Two threads work in it; whoever closes it at the end comes after them."""

    def __init__(self, folder: Path, keys: HeldKeys) -> None:
        self.address: str | None = None
        self.offline: Path | None = None
        self._folder = folder
        self._keys = keys
        self._stack = ExitStack()
        self._entity: Entity | None = None
        self._opened_offline: Path | None = None
        self._lock = threading.RLock()

    def work(self, fn: Callable[..., Any], *args: Any) -> Any:
        """``fn(entity, *args)``."""
        return fn(self._opened(), *args)

    def move(self, address: str) -> str:
        """Opens the books at ``address`` in the place of those that are open; returns it as it may be kept."""
        from desktop_app.workflows.entity import address_parts, opened

        kept = address_parts(address)[0] if address else ""
        with opened(entity_keys.vault_of(self._folder, self._keys), address or None):
            pass
        self.close()
        self.address = address or None
        return kept

    def forget(self) -> None:
        self.close()
        self._keys.forget()

    def close(self) -> None:
        with self._lock:
            self._entity = None
            self._stack.close()

    def _opened(self) -> Entity:
        from desktop_app.workflows.entity import opened

        with self._lock:
            if self._entity is None or self._opened_offline != self.offline:
                self.close()
                vault = entity_keys.vault_of(self._folder, self._keys, self.offline)
                self._opened_offline = self.offline
                self._entity = self._stack.enter_context(opened(vault, self.address))
            return self._entity
