"""What is asked, and put on disk, before a card is left or the window closes; and where one goes on the next time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from desktop_app.errors import TelarError
from desktop_app.ui import messages, places

if TYPE_CHECKING:
    from desktop_app.ui.context import Context
    from desktop_app.ui.desk_keeper import DeskKeeper
    from desktop_app.ui.opening import Opening
    from desktop_app.ui.window import MainWindow


class Leaving(QObject):
    """One a window."""

    def __init__(self, context: Context, window: MainWindow, keeper: DeskKeeper, opening: Opening) -> None:
        super().__init__(window)
        self._context = context
        self._window = window
        self._keeper = keeper
        self._opening = opening

    def may_leave_card(self) -> bool:
        """Whether nothing that was written in a card would be lost, or the user agrees to lose it."""
        from desktop_app.ui.card_page import CardPage

        page = self._window.page()
        return not (isinstance(page, CardPage) and page.changed) or messages.confirm(
            self.tr("Ficha sin guardar"),
            self.tr("Lo que escribió en la ficha no se ha guardado."),
            self.tr("Salir sin guardar"),
            self._window,
        )

    def keep_place(self) -> None:
        """Remembers the screen in view, and the response that it is of."""
        desk = self._keeper.desk
        response = desk.response_id if desk is not None and self._window.shows_response() else ""
        if self._context.workspace is not None:
            screen = self._window.screen_name()
            self._context.on_database(places.keep_place, response, screen, failed=_unimportant)

    def may_close(self) -> bool:
        """Puts everything on disk and ends the work under way, unless the user would rather stay."""
        window = self._window
        focus = QApplication.focusWidget()
        if focus is not None:
            focus.clearFocus()
        if not self.may_leave_card():
            return False
        window.flush()
        if not self._keeper.settle() and not self._close_anyway():
            return False
        self.keep_place()
        geometry = bytes(window.saveGeometry().toBase64().data()).decode("ascii")
        if self._context.workspace is not None:
            self._context.remember(geometry=geometry)
        self.end_work()
        return True

    def end_work(self) -> None:
        """Nothing goes on in the background any more."""
        self._opening.close()
        self._window.reception.stop()
        self._context.tasks.close()
        self._window.reception.close()

    def _close_anyway(self) -> bool:
        return messages.confirm(
            self.tr("Respuestas sin guardar"),
            self.tr("El disco no aceptó respuestas ({count}). Si cierra ahora, se pierden.").format(
                count=self._keeper.unsaved
            ),
            self.tr("Cerrar sin guardarlas"),
            self._window,
        )


def _unimportant(_error: TelarError) -> None:
    """Not knowing next time where one left off is no reason to interrupt."""
