"""Inside a question's card: what the receiving entity asks about its answer, until one says that it is attended to."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QWidget

from desktop_app.ui import icons, parts, theme
from desktop_app.ui.survey.views import QuestionView
from desktop_app.ui.survey.widgets.flow import PACKED, Flow, hinted
from desktop_app.ui.survey.widgets.steady import SteadyColumn
from desktop_app.ui.theme import GRID, set_role


class Observed(QFrame):
    """A line and a button for each observation.

    Signals:
        attended: the SHA-256 of the receipt that an observation is in, and its position there.
    """

    attended = Signal(str, int)

    def __init__(self, view: QuestionView, parent: QWidget) -> None:
        super().__init__(parent)
        set_role(self, "warning")
        self.view = view
        self._rows: dict[tuple[str, int], ObservedRow] = {}
        self._column = SteadyColumn(self, margin=GRID, spacing=GRID)
        self.show_question(view)

    def show_question(self, view: QuestionView) -> bool:
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

    def show_observation(self, view: QuestionView, text: str) -> None:
        self.asks.setText(self.tr("{entity} pregunta:").format(entity=view.entity or self.tr("La entidad")))
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
