"""What the receiving entity asks about an answer, or about a group or repeat, until one says that it is attended to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QApplication, QFrame, QLabel, QPushButton, QSizePolicy, QWidget

from desktop_app.ui import icons, parts, theme
from desktop_app.ui.survey.widgets.flow import PACKED, Flow, hinted
from desktop_app.ui.survey.widgets.focus import follow
from desktop_app.ui.survey.widgets.steady import SteadyColumn
from desktop_app.ui.theme import GRID, set_role

if TYPE_CHECKING:
    from desktop_app.store import Observation


class Asked(Protocol):
    """What is asked about something: a question's view is one."""

    @property
    def label(self) -> str: ...

    @property
    def observations(self) -> tuple[Observation, ...]: ...

    @property
    def entity(self) -> str: ...


@dataclass(frozen=True, slots=True)
class PartAsked:
    """What ``entity`` asks about a group, a repeat or a record, which is called ``label``."""

    ref: str
    label: str
    observations: tuple[Observation, ...]
    entity: str


class Observed(QFrame):
    """A line and a button for each observation. Those of a part that is no question say which part it is.

    Signals:
        attended: the SHA-256 of the receipt that an observation is in, and its position there.
    """

    attended = Signal(str, int)

    def __init__(self, view: Asked, parent: QWidget) -> None:
        super().__init__(parent)
        set_role(self, "warning")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.view = view
        self._rows: dict[tuple[str, int], ObservedRow] = {}
        self._column = SteadyColumn(self, margin=GRID, spacing=GRID)
        self.show_question(view)

    def show_question(self, view: Asked) -> bool:
        """Shows the observations of ``view``; whether there are any that were not here before."""
        self.view = view
        wanted = {(each.receipt, each.position): each for each in view.observations}
        for key in [key for key in self._rows if key not in wanted]:
            self._let_go(self._rows.pop(key))
        late = [key for key in wanted if key not in self._rows]
        for key in late:
            row = self._rows[key] = ObservedRow(self)
            row.button.clicked.connect(partial(self.attended.emit, *key))
            self._column.addWidget(row)
            row.show()  # at once: a layout shows what comes late only when events are next dealt with
        for key, row in self._rows.items():
            row.show_observation(view, wanted[key].text)
        self.setAccessibleName(self._rows[next(iter(self._rows))].asks.text() if self._rows else "")
        return bool(late)

    def buttons(self) -> list[QPushButton]:
        """Those that say that an observation is attended to, in their order."""
        return [row.button for row in self._rows.values()]

    def _let_go(self, row: ObservedRow) -> None:
        if row.button.hasFocus():
            self.focusNextChild()  # the keyboard must not lose its place
        self._column.removeWidget(row)
        row.hide()
        row.deleteLater()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and hasattr(self, "_column"):
            self.show_question(self.view)


class ObservedParts(QWidget):
    """At the head of a section or a repeat: what is asked about its parts. Hidden where nothing is.

    Signals:
        attended: as ``Observed``'s.
    """

    attended = Signal(str, int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._parts: dict[str, Observed] = {}
        self._column = SteadyColumn(self, spacing=GRID)
        self.hide()

    def show_parts(self, asked: Sequence[PartAsked]) -> None:
        wanted = {part.ref: part for part in asked}
        for ref in [ref for ref in self._parts if ref not in wanted]:
            gone = self._parts.pop(ref)
            if gone.isAncestorOf(QApplication.focusWidget() or self):
                self.focusNextChild()  # the keyboard must not lose its place
            self._column.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        before: QWidget = self
        for ref, part in wanted.items():
            shown = self._parts.get(ref)
            if shown is None:
                shown = self._parts[ref] = Observed(part, self)
                shown.attended.connect(self.attended)
                self._column.addWidget(shown)
                shown.show()
            elif shown.view != part:
                shown.show_question(part)
            follow(before, shown)
            before = shown
        self.setVisible(bool(wanted))

    def parts(self) -> list[Observed]:
        """What is shown, in its order."""
        return list(self._parts.values())


class ObservedRow(QWidget):
    """One observation."""

    def __init__(self, parent: Observed) -> None:
        super().__init__(parent)
        self._look: tuple[int, str] | None = None
        column = SteadyColumn(self, spacing=4)
        head = parts.row()
        self._sign = QLabel(self)
        self.asks = parts.label("", "attention", self)
        head.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self.asks, 1)
        column.addLayout(head)
        self._text = parts.label("", "", self)
        column.addWidget(self._text)
        self.button = parts.button("", "", self)
        buttons = Flow(PACKED, hinted)
        buttons.addWidget(self.button)
        column.addLayout(buttons)
        self._restyle()

    def show_observation(self, view: Asked, text: str) -> None:
        entity = view.entity or self.tr("La entidad")
        if isinstance(view, PartAsked):
            asks = self.tr("{entity} pregunta por «{part}»:").format(entity=entity, part=view.label)
        else:
            asks = self.tr("{entity} pregunta:").format(entity=entity)
        self.asks.setText(asks)
        self._text.setText(text)
        self.button.setText(self.tr("Ya lo atendí"))
        self.button.setAccessibleName(self.tr("Ya lo atendí: {question}").format(question=view.label))
        self.button.setAccessibleDescription(f"{self.asks.text()} {text}")

    def _restyle(self) -> None:
        self.ensurePolished()
        look = (self.fontMetrics().height(), theme.tokens().attention_text)
        if look != self._look:
            self._look = look
            self._sign.setPixmap(icons.pixmap("survey/observed", *look))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if hasattr(self, "button") and theme.is_restyle(event):
            self._restyle()
