"""The cards and rows of Inicio: an initiative, each of its responses, and what can be done with them."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QMenu, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from desktop_app.ui import parts, wording
from desktop_app.ui.beside import Beside

if TYPE_CHECKING:
    from desktop_app.workflows.overview import InitiativeOverview, ResponseOverview


_ARROW = "\u25be"


class InitiativeCard(QFrame):
    """An initiative's name and place, and its responses beneath."""

    edit_card = Signal(str)
    new_response = Signal(str)
    take_off = Signal(str, str)

    def __init__(self, initiative: InitiativeOverview, parent: QWidget) -> None:
        super().__init__(parent)
        self.initiative_id = initiative.id
        self.setProperty("role", "card")
        inside = parts.column(self, margin=16, spacing=8)
        head = QWidget(self)
        sides = Beside(head)
        names = QWidget(head)
        words = parts.column(names, spacing=0)
        sides.addWidget(names)
        links = QWidget(head)
        actions = parts.row()
        links.setLayout(actions)
        sides.addWidget(links)
        words.addWidget(parts.label(initiative.name, "heading", self))
        if initiative.place:
            words.addWidget(parts.label(initiative.place, "muted", self))
        edit = parts.button(self.tr("Editar ficha"), "link", self)
        edit.setAccessibleName(self.tr("Editar la ficha de {name}").format(name=initiative.name))
        edit.clicked.connect(partial(self.edit_card.emit, initiative.id))
        add = parts.button(self.tr("Nuevo diagnóstico"), "link", self)
        add.setAccessibleName(self.tr("Nuevo diagnóstico de {name}").format(name=initiative.name))
        add.clicked.connect(partial(self.new_response.emit, initiative.id))
        actions.addWidget(edit)
        actions.addWidget(add)
        take_off = parts.button(self.tr("Quitar de la lista"), "link", self)
        take_off.setAccessibleName(self.tr("Quitar de la lista {name}").format(name=initiative.name))
        take_off.clicked.connect(partial(self.take_off.emit, initiative.id, initiative.name))
        actions.addWidget(take_off)
        inside.addWidget(head)
        self.rows: QVBoxLayout = parts.column(spacing=0)
        inside.addLayout(self.rows)
        if not initiative.responses:
            inside.addWidget(parts.label(self.tr("Todavía no hay respuestas."), "muted", self))


class ResponseRow(QWidget):
    """One response: instrument, wave, state, how far, when saved, its main action, and a menu with the others.

    Signals:
        chosen: the response's id and the screen to show it on.
        more: ``duplicate``, ``archive`` or ``delete``, the response's id, and what to call it.
    """

    chosen = Signal(str, str)
    more = Signal(str, str, str)

    def __init__(self, initiative: str, response: ResponseOverview, now: datetime | None, parent: QWidget) -> None:
        super().__init__(parent)
        self.response_id, self.form_id = response.id, response.form_id
        outside = parts.column(self, spacing=0)
        line = parts.frame("line", self, margin=0)
        outside.addWidget(line)
        both = QWidget(self)
        sides = Beside(both, spacing=12)
        sides.setContentsMargins(0, 10, 0, 6)
        title = self.title = f"{response.instrument_title} · {response.wave}"
        left, right = QWidget(both), QWidget(both)
        sides.addWidget(left)
        sides.addWidget(right)
        words = parts.column(left, spacing=2)
        words.addWidget(parts.label(title, "strong", self))
        words.addWidget(parts.label(self._facts(response, now), "muted", self))
        inside = parts.row(spacing=12)
        right.setLayout(inside)
        badge = parts.label(wording.state(response.state), "badge", self)
        badge.setWordWrap(False)
        badge.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Maximum)
        inside.addWidget(badge, 0, Qt.AlignmentFlag.AlignVCenter)
        text, screen = self._main_action(response)
        action = parts.button(text, "primary" if screen != "resultado" else "", self)
        action.setAccessibleName(f"{text}: {title}, {initiative}")
        action.clicked.connect(partial(self.chosen.emit, response.id, screen))
        inside.addWidget(action)
        self.more_button = QToolButton(self)
        self.more_button.setText(self.tr("Más {arrow}").format(arrow=_ARROW))
        self.more_button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.more_button.setCursor(Qt.CursorShape.PointingHandCursor)
        self.more_button.setAccessibleName(self.tr("Más acciones: {title}").format(title=f"{title}, {initiative}"))
        self.more_button.setAccessibleDescription(self.tr("Abre un menú: duplicar, archivar, borrar."))
        self.more_button.clicked.connect(self._open_menu)
        inside.addWidget(self.more_button)
        outside.addWidget(both)

    def _facts(self, response: ResponseOverview, now: datetime | None) -> str:
        counts = self.tr("{answered} de {total} respondidas").format(answered=response.answered, total=response.total)
        if now is None:
            return counts
        saved = self.tr("guardado {when}").format(when=wording.since(response.updated, now))
        return f"{counts} · {saved}"

    def _main_action(self, response: ResponseOverview) -> tuple[str, str]:
        if response.state == "ready":
            return self.tr("Enviar"), "enviar"
        if response.state in ("draft", "returned"):
            begun = response.answered > 0
            return (self.tr("Continuar") if begun else self.tr("Comenzar")), "responder"
        return self.tr("Ver resultado"), "resultado"

    @Slot()
    def _open_menu(self) -> None:
        """Made when it is asked for: hundreds of rows would each keep one that nobody opens."""
        menu = QMenu(self)
        menu.setAccessibleName(self.more_button.accessibleName())
        menu.aboutToHide.connect(menu.deleteLater)
        for action, text in (
            ("duplicate", self.tr("Duplicar")),
            ("archive", self.tr("Archivar")),
            ("delete", self.tr("Borrar…")),
        ):
            menu.addAction(text).triggered.connect(partial(self._on_action, action))
        corner = self.more_button.mapToGlobal(QPoint(self.more_button.width(), self.more_button.height()))
        menu.popup(corner - QPoint(menu.sizeHint().width(), 0))
        menu.setActiveAction(menu.actions()[0])

    def _on_action(self, action: str) -> None:
        self.more.emit(action, self.response_id, self.title)
