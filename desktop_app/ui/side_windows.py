"""The windows beside the main one: help and settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from desktop_app.ui.context import Context
    from desktop_app.ui.help import HelpWindow
    from desktop_app.workflows.answer import Desk


class SideWindows(QObject):
    """Opens help and settings over the main window.

    Signals:
        backup_wanted, restore_wanted, entity_wanted: asked for in the settings.
    """

    backup_wanted = Signal()
    restore_wanted = Signal()
    entity_wanted = Signal()

    def __init__(self, context: Context, window: QWidget) -> None:
        super().__init__(window)
        self._context = context
        self._window = window
        self.help: HelpWindow | None = None

    def show_help(self, topic: str, desk: Desk | None = None, page: QWidget | None = None) -> None:
        """Help on ``topic``; with the response on the desk and the page that asks it, on the section in view too."""
        from desktop_app.ui.help import HelpWindow

        if self.help is None:
            self.help = HelpWindow(self._window)
        self.help.show_topic(topic, _on_section(desk, page))

    def show_settings(self) -> None:
        from desktop_app.ui.settings_dialog import SettingsDialog

        context = self._context
        dialog = SettingsDialog(context.language, context.theme.percent, context.data_dir, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.language_chosen.connect(context.translators.set_language)
        dialog.language_chosen.connect(dialog.accept)
        dialog.backup_wanted.connect(self.backup_wanted)
        dialog.restore_wanted.connect(self.restore_wanted)
        dialog.entity_wanted.connect(self.entity_wanted)
        dialog.text_size_chosen.connect(context.theme.set_percent)
        dialog.open()

    def forget_help(self) -> None:
        """The language is another: help is made anew when it is next asked for."""
        if self.help is not None:
            self.help.deleteLater()
            self.help = None


def _on_section(desk: Desk | None, page: QWidget | None) -> tuple[str, str]:
    """The title of the section that ``page`` shows, and what the form says about it; empty where it says nothing."""
    from desktop_app.ui.survey.respond_page import RespondPage

    if desk is None or not isinstance(page, RespondPage):
        return "", ""
    section = next((each for each in desk.sections() if each.ref == page.section_ref), None)
    if section is None or not section.code:
        return "", ""
    said = desk.form.choice_list("telar_help", desk.session.language)
    text = next((choice.label for choice in said if choice.name == section.code), "")
    return (f"{section.code} · {section.title}", text) if text else ("", "")
