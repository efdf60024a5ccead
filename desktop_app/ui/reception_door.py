"""The way from the window to Recepción: there is one where this laptop has an entity's keys, and nothing of what is
behind it is loaded before somebody goes there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from desktop_app.ui.context import Context
    from desktop_app.ui.reception.beginning import Beginning
    from desktop_app.ui.reception.entity_desk import EntityDesk
    from desktop_app.ui.window import MainWindow

SCREEN: Final = "recepcion"


class ReceptionDoor(QObject):
    """One a window."""

    def __init__(self, context: Context, window: MainWindow) -> None:
        super().__init__(window)
        self._context = context
        self._window = window
        self._desk: EntityDesk | None = None
        self._beginning: Beginning | None = None
        window.side.entity_wanted.connect(self.begin)
        self.look_again()

    def look_again(self) -> None:
        """The preferences may be another data folder's."""
        self._window.bar.set_reception(here=self.is_here())

    def is_here(self) -> bool:
        """Whether this laptop has the keys of an entity."""
        return bool(self._context.preferences.entity)

    def page(self) -> QWidget:
        """The page, made anew once the window has let it go; the entity stays open behind it."""
        from desktop_app.ui.reception.entity_desk import EntityDesk
        from desktop_app.ui.reception.page import ReceptionPage

        if self._desk is None:
            self._desk = EntityDesk(self._context, self._window)
            self._desk.left.connect(self._on_left)
        page = self._window.stack.named(SCREEN, ReceptionPage)
        if page is None:
            page = ReceptionPage(self._desk, self._window)
        return page

    @Slot()
    def begin(self) -> None:
        """Asks where the entity's keys are, or makes new ones."""
        from desktop_app.ui.reception.beginning import Beginning

        if self._beginning is None:
            self._beginning = Beginning(self._context, self._window)
            self._beginning.chosen.connect(self.enter)
        self._beginning.ask()

    def stop(self) -> None:
        """What is under way ends soon; before the window's work is waited for."""
        if self._desk is not None:
            self._desk.stop()

    def close(self) -> None:
        """Closes the entity, once nothing is under way any more."""
        if self._desk is not None:
            self._desk.close()
            self._desk = None

    @Slot(str)
    def enter(self, folder: str) -> None:
        """From now on this laptop is that of the entity whose keys are in ``folder``; shows the page."""
        self._become(folder)
        self._window.go(SCREEN)

    @Slot()
    def _on_left(self) -> None:
        """This laptop is no longer the entity's; keys and books stay where they are."""
        self._become("")

    def _become(self, folder: str) -> None:
        """The entity in ``folder``, or none, takes the place of the one at hand."""
        if self._window.screen_name() == SCREEN:
            self._window.go("inicio")
        self._window.stack.discard(SCREEN)
        if self._desk is not None:
            self._desk.stop()
            self._desk.lock_up()
            self._desk.deleteLater()
            self._desk = None
        self._context.remember(entity=folder, books="", incoming="", watched=False)
        self.look_again()
