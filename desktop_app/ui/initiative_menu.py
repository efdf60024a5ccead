"""The open response's initiative in the top bar, and the way from there to what else is open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPaintEvent
from PySide6.QtWidgets import QMenu, QSizePolicy, QStyle, QStyleOptionToolButton, QStylePainter, QToolButton, QWidget

if TYPE_CHECKING:
    from desktop_app.workflows.overview import InitiativeOverview

_ARROW = "\u25be"
_ROOM = 12
_MOST = 20
_LONGEST = 60
_OPEN = ("draft", "ready", "returned")


@dataclass(frozen=True, slots=True)
class OpenResponse:
    """A response that can be gone on with."""

    id: str
    initiative: str
    title: str


def open_responses(overview: Sequence[InitiativeOverview], but: str) -> list[OpenResponse]:
    """The responses that can be gone on with, the last worked on first, without the one whose id is ``but``."""
    found = [
        (response.updated, OpenResponse(response.id, each.name, f"{response.instrument_title} · {response.wave}"))
        for each in overview
        for response in each.responses
        if response.id != but and response.state in _OPEN
    ]
    return [one for _, one in sorted(found, key=lambda pair: pair[0], reverse=True)]


class InitiativeButton(QToolButton):
    """Says which initiative it is, cut short where there is no room; opens a menu with the other open responses.

    Signals:
        others_wanted: the menu is asked for; ``show_menu`` shows it.
        chosen: the id of a response, empty for all of them.
    """

    others_wanted = Signal()
    chosen = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._name = ""
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.clicked.connect(self.others_wanted)
        self.set_name("")

    def name(self) -> str:
        return self._name

    def set_name(self, name: str) -> None:
        self._name = name
        self.setToolTip(name)
        self.setAccessibleName(name)
        self.setVisible(bool(name))
        self.updateGeometry()
        self.update()

    def retranslate(self) -> None:
        self.setAccessibleDescription(self.tr("Abre un menú con las otras respuestas abiertas."))

    def show_menu(self, others: Sequence[OpenResponse]) -> None:
        """Beneath the button: ``others``, and the way to all of them."""
        menu = QMenu(self)
        menu.setAccessibleName(self.tr("Otras respuestas abiertas"))
        menu.aboutToHide.connect(menu.deleteLater)
        for one in others[:_MOST]:
            action = menu.addAction(_plain(f"{_short(one.initiative)}: {one.title}"))
            action.triggered.connect(partial(self._on_chosen, one.id))
        if not others:
            menu.addAction(self.tr("No hay otras respuestas abiertas")).setEnabled(False)
        menu.addSeparator()
        menu.addAction(self.tr("Ver todas en Inicio")).triggered.connect(partial(self._on_chosen, ""))
        corner = self.mapToGlobal(QPoint(self.width(), self.height()))
        menu.popup(corner - QPoint(menu.sizeHint().width(), 0))
        menu.setActiveAction(next(action for action in menu.actions() if action.isEnabled() and action.text()))

    def _on_chosen(self, response_id: str) -> None:
        self.chosen.emit(response_id)

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self.font())
        return QSize(metrics.horizontalAdvance(f"{self._name} {_ARROW}") + 2 * _ROOM, metrics.height() + _ROOM)

    def minimumSizeHint(self) -> QSize:
        metrics = QFontMetrics(self.font())
        return QSize(metrics.horizontalAdvance(f"…{_ARROW}") + 2 * _ROOM, self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The ground as any tool button's, the text by hand: a tool button's own does not give way."""
        painter = QStylePainter(self)
        option = QStyleOptionToolButton()
        self.initStyleOption(option)
        option.text = ""
        painter.drawComplexControl(QStyle.ComplexControl.CC_ToolButton, option)
        metrics = QFontMetrics(self.font())
        arrow = f" {_ARROW}"
        inside = self.rect().adjusted(_ROOM, 0, -_ROOM, 0)
        room = inside.width() - metrics.horizontalAdvance(arrow)
        text = metrics.elidedText(self._name, Qt.TextElideMode.ElideRight, room) + arrow
        painter.drawText(inside, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)
        painter.end()


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}…"


def _plain(text: str) -> str:
    """``text`` in a menu, where a single ``&`` would mark a letter."""
    return text.replace("&", "&&")
