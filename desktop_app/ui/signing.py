"""Signing and exporting as one errand: a key that was lost is replaced where the user agrees."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from desktop_app.errors import TelarError
from desktop_app.ui import messages
from desktop_app.ui.key_errand import KeyErrand

if TYPE_CHECKING:
    from datetime import datetime

    from PySide6.QtWidgets import QWidget

    from desktop_app.submission import SecretKeeper
    from desktop_app.ui.context import Context
    from desktop_app.ui.key_errand import Action
    from desktop_app.workflows.answer import Desk
    from desktop_app.workflows.export import Exported
    from desktop_app.workflows.workspace import Workspace

_KEY_LOST: Final = ("KEY-001", "KEY-002", "KEY-003", "KEY-004", "KEY-007")


class Signing(KeyErrand):
    """Signs the response on the desk into a folder; ``done`` carries what was exported."""

    def __init__(self, context: Context, desk: Desk, window: QWidget) -> None:
        super().__init__(context, window)
        self._desk = desk
        self._folder = Path()

    def start(self, folder: Path) -> None:
        self._folder = folder
        self.run(partial(_export, self._desk, folder, self._context.language))

    def _instead(self, action: Action, error: TelarError) -> Callable[[], None] | None:
        del action
        if error.code in _KEY_LOST and self._agrees_to_a_new_key():
            return partial(self.run, partial(_renew_and_export, self._desk, self._folder, self._context.language))
        return None

    def _agrees_to_a_new_key(self) -> bool:
        return messages.confirm(
            self.tr("¿Crear una llave nueva?"),
            self.tr(
                "La llave anterior se conserva aparte y sus respuestas siguen intactas. "
                "La entidad receptora tendrá que confirmar la firma nueva."
            ),
            self.tr("Crear una llave nueva"),
            self._window,
        )


# On the database's thread


def _export(
    desk: Desk, folder: Path, language: str, workspace: Workspace, secrets: SecretKeeper, now: datetime
) -> Exported:
    from desktop_app.workflows.export import export

    return export(workspace, desk.response_id, folder, secrets, now, language)


def _renew_and_export(
    desk: Desk, folder: Path, language: str, workspace: Workspace, secrets: SecretKeeper, now: datetime
) -> Exported:
    from desktop_app.workflows.export import replace_key

    replace_key(workspace, desk.facts.manager_name or desk.facts.initiative_name, secrets, now)
    return _export(desk, folder, language, workspace, secrets, now)
