"""Signing and exporting as one errand: the passphrase is asked for only when the key needs one, a lost key replaced."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from desktop_app.errors import TelarError
from desktop_app.ui import messages

if TYPE_CHECKING:
    from datetime import datetime

    from desktop_app.submission import SecretKeeper
    from desktop_app.ui.context import Context
    from desktop_app.workflows.answer import Desk
    from desktop_app.workflows.export import Exported
    from desktop_app.workflows.workspace import Workspace

    Action = Callable[[Workspace, Desk, Path, SecretKeeper, datetime, str], Exported]

_NOT_TOLD: Final = "KEY-005"
_KEY_LOST: Final = ("KEY-001", "KEY-002", "KEY-003", "KEY-004", "KEY-007")


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


class Signing(QObject):
    """Signs the response on the desk into a folder.

    Signals:
        exported: the package is on the disk.
        ended: nothing is under way any more, whatever came of it.
    """

    exported = Signal(object)
    ended = Signal()

    def __init__(self, context: Context, desk: Desk, window: QWidget) -> None:
        super().__init__(window)
        self._context = context
        self._desk = desk
        self._window = window
        self._folder = Path()

    def start(self, folder: Path) -> None:
        self._folder = folder
        self._attempt(_export)

    def _attempt(self, action: Action, passphrase: str = "") -> None:
        asked = _Asked(passphrase)
        self._context.on_database(
            action,
            self._desk,
            self._folder,
            asked.keeper(),
            self._context.now(),
            self._context.language,
            done=self._on_exported,
            failed=partial(self._on_failed, action, asked),
        )

    def _on_exported(self, done: Exported) -> None:
        self.ended.emit()
        self.exported.emit(done)

    def _on_failed(self, action: Action, asked: _Asked, error: TelarError) -> None:
        if error.code == _NOT_TOLD and asked.new is not None:
            passphrase = self._new_passphrase() if asked.new else self._known_passphrase()
            if passphrase:
                self._attempt(action, passphrase)
                return
        else:
            messages.error(error, self._window)
            if error.code in _KEY_LOST and self._agrees_to_a_new_key():
                self._attempt(_renew_and_export)
                return
        self.ended.emit()

    def _known_passphrase(self) -> str | None:
        text = self.tr("Escriba la contraseña con que protegió la clave de firma.")
        return messages.passphrase(self.tr("Contraseña de la firma"), text, self._window)

    def _new_passphrase(self) -> str | None:
        """Asked for twice; ``None`` when the user withdraws or the two differ."""
        title = self.tr("Contraseña de la firma")
        text = self.tr(
            "Este equipo no tiene un almacén donde guardar la clave de firma.\n"
            "Invente una contraseña de 8 letras o más y anótela: se la pediremos cada vez que exporte."
        )
        first = messages.passphrase(title, text, self._window)
        if not first:
            return None
        again = messages.passphrase(title, self.tr("Escriba la misma contraseña otra vez."), self._window)
        if again is not None and again != first:
            messages.info(title, self.tr("Las dos contraseñas no son iguales. Inténtelo de nuevo."), self._window)
        return first if again == first else None

    def _agrees_to_a_new_key(self) -> bool:
        return messages.confirm(
            self.tr("¿Crear una clave nueva?"),
            self.tr(
                "La clave anterior se conserva aparte y sus respuestas siguen intactas. "
                "La entidad receptora tendrá que confirmar la firma nueva."
            ),
            self.tr("Crear una clave nueva"),
            self._window,
        )


# On the database's thread


def _export(
    workspace: Workspace, desk: Desk, folder: Path, secrets: SecretKeeper, now: datetime, language: str
) -> Exported:
    from desktop_app.workflows.export import export

    return export(workspace, desk.response_id, folder, secrets, now, language)


def _renew_and_export(
    workspace: Workspace, desk: Desk, folder: Path, secrets: SecretKeeper, now: datetime, language: str
) -> Exported:
    from desktop_app.workflows.export import replace_key

    replace_key(workspace, desk.facts.manager_name or desk.facts.initiative_name, secrets, now)
    return _export(workspace, desk, folder, secrets, now, language)
