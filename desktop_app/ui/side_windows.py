"""The windows beside the main one: help and settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from desktop_app.ui.context import Context
    from desktop_app.ui.help import HelpWindow


class SideWindows(QObject):
    """Opens help and settings over the main window."""

    def __init__(self, context: Context, window: QWidget) -> None:
        super().__init__(window)
        self._context = context
        self._window = window
        self.help: HelpWindow | None = None

    def show_help(self, topic: str) -> None:
        from desktop_app.ui.help import HelpWindow

        if self.help is None:
            self.help = HelpWindow(self._window)
        self.help.show_topic(topic)

    def show_settings(self) -> None:
        from desktop_app.ui.settings_dialog import SettingsDialog

        context = self._context
        dialog = SettingsDialog(context.language, context.theme.percent, context.data_dir, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.language_chosen.connect(context.translators.set_language)
        dialog.language_chosen.connect(dialog.accept)
        dialog.text_size_chosen.connect(context.theme.set_percent)
        dialog.open()

    def forget_help(self) -> None:
        """The language is another: help is made anew when it is next asked for."""
        if self.help is not None:
            self.help.deleteLater()
            self.help = None
