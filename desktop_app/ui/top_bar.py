"""The bar on top: where one is, which initiative, help and settings."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal, SignalInstance, Slot
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QPushButton, QToolButton, QWidget

from desktop_app.ui import icons, parts, theme
from desktop_app.ui.initiative_menu import InitiativeButton, open_responses

if TYPE_CHECKING:
    from desktop_app.workflows.overview import InitiativeOverview

RECEPTION = "recepcion"
SCREENS = ("inicio", "responder", "resultado", "plan", "enviar", RECEPTION)
_OF_RESPONSE = SCREENS[1:-1]
_AROUND = 160
"""Pixels for the spaces between, and for what opens the other responses."""
_SPARED = 12
"""Pixels that a name's place is narrower in a tight bar, as the style sheet says."""


class TopBar(QFrame):
    """Shows the screens one can go to.

    Signals:
        chosen: one of ``SCREENS``.
        help_wanted, settings_wanted: the two buttons at the right.
        others_wanted: the other open responses are asked for; ``show_others`` shows them.
        other_chosen: the id of one of them, empty for all of them.
    """

    chosen = Signal(str)
    help_wanted = Signal()
    settings_wanted = Signal()
    others_wanted = Signal()
    other_chosen = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "topbar")
        line = QHBoxLayout(self)
        line.setContentsMargins(16, 0, 12, 0)
        line.setSpacing(4)
        self._mark = parts.label("", parent=self)
        self._brand = parts.label("Telar", "brand", self)
        self._brand.setWordWrap(False)
        line.addWidget(self._mark)
        line.addWidget(self._brand)
        line.addSpacing(12)
        self._buttons: dict[str, QPushButton] = {}
        for screen in SCREENS:
            button = parts.button("", "nav", self)
            button.setCheckable(True)
            button.clicked.connect(partial(self._on_clicked, screen))
            self._buttons[screen] = button
            line.addWidget(button)
        self._buttons[RECEPTION].hide()
        line.addSpacing(12)
        line.addStretch(1)
        self._initiative = InitiativeButton(self)
        self._initiative.others_wanted.connect(self.others_wanted)
        self._initiative.chosen.connect(self.other_chosen)
        line.addWidget(self._initiative, 1000)
        self._help = self._tool(self.help_wanted)
        self._settings = self._tool(self.settings_wanted)
        line.addWidget(self._help)
        line.addWidget(self._settings)
        self._current = "inicio"
        self.retranslate()
        self.restyle()

    def retranslate(self) -> None:
        names = {
            "inicio": self.tr("&Inicio"),
            "responder": self.tr("&Responder"),
            "resultado": self.tr("Re&sultado"),
            "plan": self.tr("&Plan"),
            "enviar": self.tr("&Enviar"),
            RECEPTION: self.tr("Re&cepción"),
        }
        for screen, button in self._buttons.items():
            button.setText(names[screen])
        self._initiative.retranslate()
        self._help.setToolTip(self.tr("Ayuda (F1)"))
        self._help.setAccessibleName(self.tr("Ayuda"))
        self._settings.setToolTip(self.tr("Ajustes"))
        self._settings.setAccessibleName(self.tr("Ajustes"))

    def restyle(self) -> None:
        """Draws the icons anew in the colours now in use."""
        colours = theme.tokens()
        size = round(QFontMetrics(QApplication.font()).height() * 1.2)
        self._mark.setPixmap(icons.pixmap("telar", round(size * 1.2), colours.accent))
        for tool, name in ((self._help, "help"), (self._settings, "settings")):
            tool.setIcon(icons.icon(name, size=size))
            tool.setIconSize(QSize(size, size))
        self._fit()

    def set_current(self, screen: str) -> None:
        """Marks where one is; a screen that hangs off Inicio marks Inicio."""
        self._current = screen if screen in self._buttons else "inicio"
        self._mark_current()

    def set_initiative(self, name: str, *, plan: bool = False) -> None:
        """Names the open response's initiative; the screens that need one are open only then, Plan only with one."""
        self._initiative.set_name(name)
        for screen in _OF_RESPONSE:
            self._buttons[screen].setEnabled(bool(name) and (plan or screen != "plan"))

    def set_reception(self, *, here: bool) -> None:
        """Whether one can go to Recepción: only where this laptop is a receiving entity's."""
        self._buttons[RECEPTION].setVisible(here)
        self._fit()

    def initiative(self) -> str:
        return self._initiative.name()

    def show_others(self, overview: Sequence[InitiativeOverview], but: str) -> None:
        """The menu of the open responses, without the one whose id is ``but``."""
        self._initiative.show_menu(open_responses(overview, but))

    def initiative_button(self) -> InitiativeButton:
        return self._initiative

    def button(self, screen: str) -> QPushButton:
        return self._buttons[screen]

    def settings_button(self) -> QToolButton:
        return self._settings

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Where the screens' names would be cut, the program's own gives way, then its sign, then the space around."""
        shown = [button for button in self._buttons.values() if not button.isHidden()]
        spare = _SPARED * len(shown) if self.property("tight") else 0
        wanted = spare + _AROUND + sum(each.sizeHint().width() for each in (*shown, self._help, self._settings))
        signed = wanted + self._mark.sizeHint().width()
        self._brand.setVisible(signed + self._brand.sizeHint().width() <= self.width())
        self._mark.setVisible(signed <= self.width())
        tight = wanted > self.width()
        if tight != bool(self.property("tight")):
            self.setProperty("tight", tight)
            for button in self._buttons.values():
                button.style().unpolish(button)
                button.style().polish(button)

    @Slot()
    def _on_clicked(self, screen: str) -> None:
        # Whoever is asked decides: until then the mark stays where it was.
        self._mark_current()
        self.chosen.emit(screen)

    def _mark_current(self) -> None:
        """No group of Qt's does it: that would leave Tab one of the buttons only, and not the one that is marked."""
        for screen, button in self._buttons.items():
            button.setChecked(screen == self._current)

    def _tool(self, signal: SignalInstance) -> QToolButton:
        tool = QToolButton(self)
        tool.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        tool.setCursor(Qt.CursorShape.PointingHandCursor)
        tool.clicked.connect(signal)
        return tool
