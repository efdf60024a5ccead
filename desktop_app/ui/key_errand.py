"""Work that opens this computer's key or makes one: the passphrase is asked for only when the key needs one."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from desktop_app.errors import TelarError
from desktop_app.ui import messages

if TYPE_CHECKING:
    from datetime import datetime

    from desktop_app.submission import SecretKeeper
    from desktop_app.ui.context import Context
    from desktop_app.workflows.workspace import Workspace

    Action = Callable[[Workspace, SecretKeeper, datetime], Any]

_NOT_TOLD: Final = "KEY-005"


class _Asked:
    """Answers the key's keeper from the working thread, and remembers whether a passphrase was wanted at all.

    The working thread must not wait for a person: without an answer the first attempt ends with ``KEY-005``, the window
    asks, and a second attempt carries the passphrase.
    """

    def __init__(self, passphrase: str = "") -> None:
        self._passphrase = passphrase
        self.new: bool | None = None

    def keeper(self) -> SecretKeeper:
        from desktop_app.workflows.export import secrets

        return secrets(self._answer)

    def _answer(self, new: bool) -> str:  # noqa: FBT001 - the shape that the keeper calls
        self.new = new
        return self._passphrase


class KeyErrand(QObject):
    """Runs an action with the key on the database's thread, and asks over ``window`` what it needs to know.

    Signals:
        done: what the action gave.
        ended: nothing is under way any more, whatever came of it.
    """

    done = Signal(object)
    ended = Signal()

    def __init__(self, context: Context, window: QWidget) -> None:
        super().__init__(window)
        self._context = context
        self._window = window

    def run(self, action: Action) -> None:
        """Runs ``action`` (workspace, secrets, moment)."""
        self._attempt(action)

    def _attempt(self, action: Action, passphrase: str = "") -> None:
        asked = _Asked(passphrase)
        self._context.on_database(
            action,
            asked.keeper(),
            self._context.now(),
            done=self._on_done,
            failed=partial(self._on_failed, action, asked),
        )

    def _on_done(self, result: object) -> None:
        self.ended.emit()
        self.done.emit(result)

    def _on_failed(self, action: Action, asked: _Asked, error: TelarError) -> None:
        instead: Callable[[], None] | None
        if error.code == _NOT_TOLD and asked.new is not None:
            passphrase = self._new_passphrase() if asked.new else self._known_passphrase()
            instead = partial(self._attempt, action, passphrase) if passphrase else None
        else:
            messages.error(error, self._window)
            instead = self._instead(action, error)
        if instead is not None:
            instead()
        else:
            self.ended.emit()

    def _instead(self, action: Action, error: TelarError) -> Callable[[], None] | None:
        """What is done instead of ``action``, which ended with ``error``."""
        del action, error
        return None

    def _known_passphrase(self) -> str | None:
        text = self.tr("Escriba la contraseña con que protegió la llave de firma.")
        return messages.passphrase(self.tr("Contraseña de la firma"), text, self._window)

    def _new_passphrase(self) -> str | None:
        """Asked for twice; ``None`` when the user withdraws or the two differ."""
        title = self.tr("Contraseña de la firma")
        text = self.tr(
            "Este equipo no tiene un almacén donde guardar la llave de firma.\n"
            "Invente una contraseña de 8 letras o más y anótela: se la pediremos cada vez que exporte."
        )
        first = messages.passphrase(title, text, self._window)
        if not first:
            return None
        again = messages.passphrase(title, self.tr("Escriba la misma contraseña otra vez."), self._window)
        if again is not None and again != first:
            messages.info(title, self.tr("Las dos contraseñas no son iguales. Inténtelo de nuevo."), self._window)
        return first if again == first else None
