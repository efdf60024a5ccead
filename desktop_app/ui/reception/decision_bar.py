"""What was decided on a received response, and the buttons that decide."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget

from desktop_app.ui import parts, theme, wording
from desktop_app.ui.reception import review_rows as rows
from desktop_app.ui.reception.review_model import sign
from desktop_app.ui.survey.widgets.flow import PACKED, Flow, hinted
from desktop_app.ui.theme import GRID, set_role

if TYPE_CHECKING:
    from desktop_app.workflows.review import Received

_NAME: Final = 16
"""Characters of the field for who decides."""


class DecisionBar(QWidget):
    """Decides; whoever holds it knows what is written. ``by`` is the field for who decides.

    Signals:
        accept_wanted, return_wanted: the response is to be accepted, to be returned.
        undo_wanted: the decision is to be taken back: there is no receipt yet.
        again_wanted: another decision is to be made: there is a receipt already.
    """

    accept_wanted = Signal()
    return_wanted = Signal()
    undo_wanted = Signal()
    again_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._count = 0
        self._received: Received | None = None
        self._busy = False
        line = parts.row(spacing=GRID)
        self.setLayout(line)
        self._mark = parts.label("", "", self)
        self.said = parts.label("", "strong", self)
        line.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignVCenter)
        line.addWidget(self.said, 1)
        self._buttons = buttons = QWidget(self)
        flow = Flow(PACKED, hinted, between=GRID)
        buttons.setLayout(flow)
        self.by = QLineEdit(buttons)
        self.by.setPlaceholderText(self.tr("Quién revisa"))
        self.by.setAccessibleName(self.tr("Quién revisa"))
        self.by.setMinimumWidth(_NAME * self.fontMetrics().averageCharWidth())
        self.by.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.by.textChanged.connect(self._on_named)
        flow.addWidget(self.by)
        self.accept = parts.button(self.tr("Aceptar"), "primary", buttons)
        self.give_back = parts.button("", "", buttons)
        self.undo = parts.button(self.tr("Retirar la decisión"), "", buttons)
        self.again = parts.button(self.tr("Decidir de nuevo"), "", buttons)
        for button, wanted in (
            (self.accept, self._on_accept),
            (self.give_back, self._on_return),
            (self.undo, self.undo_wanted),
            (self.again, self.again_wanted),
        ):
            button.clicked.connect(wanted)
            flow.addWidget(button)
        line.addWidget(buttons)

    def show_standing(self, received: Received, *, writable: bool) -> None:
        """What was decided; ``writable``: a decision can be made now."""
        self._busy, self._received = False, received
        state = rows.state_of(received)
        self._show_mark()
        self.said.setText(self._words(received, state))
        open_still = received.current and not writable
        waits = received.decision is not None and not received.told
        self.by.setVisible(received.current and writable)
        self.accept.setVisible(received.current and writable)
        self.give_back.setVisible(received.current and writable)
        self.undo.setVisible(open_still and waits)
        self.again.setVisible(open_still and not waits)
        self.show_count(self._count)

    def show_count(self, count: int) -> None:
        """How many observations there are to return the response with."""
        self._count = count
        words = self.tr("Devolver con observaciones")
        self.give_back.setText(f"{words} ({count})" if count else words)
        self.give_back.setToolTip("" if count else self.tr("Escriba antes una observación junto a una pregunta."))
        self.give_back.setEnabled(count > 0 and not self._busy)
        for button in (self.accept, self.undo, self.again):
            button.setEnabled(not self._busy)
        self._fit()

    @Slot()
    def hold(self) -> None:
        """A decision is under way."""
        self._busy = True
        self.show_count(self._count)

    @Slot()
    def release(self) -> None:
        """It came to nothing."""
        self._busy = False
        self.show_count(self._count)

    def focus_first(self) -> None:
        """Puts the focus on the first button that can be pressed."""
        for button in (self.undo, self.again, self.accept):
            if not button.isHidden():
                button.setFocus(Qt.FocusReason.OtherFocusReason)
                return

    @Slot()
    def _on_accept(self) -> None:
        if self._is_named():
            self.accept_wanted.emit()

    @Slot()
    def _on_return(self) -> None:
        if self._is_named():
            self.return_wanted.emit()

    def _is_named(self) -> bool:
        """Whether somebody says who decides; else that is asked for."""
        named = bool(self.by.text().strip())
        if not named:
            set_role(self.by, "problem")
            self.by.setPlaceholderText(self.tr("Escriba quién revisa"))
            self.by.setFocus(Qt.FocusReason.OtherFocusReason)
        return named

    @Slot()
    def _on_named(self) -> None:
        set_role(self.by, "")

    def _show_mark(self) -> None:
        if self._received is not None:
            self._mark.setPixmap(sign(rows.state_of(self._received)).pixmap(self.fontMetrics().height()))

    def _fit(self) -> None:
        """The buttons on one line where there is room, beneath one another else."""
        kept = (self.by, self.accept, self.give_back, self.undo, self.again)
        widths = [hinted(each) for each in kept if not each.isHidden()]
        whole = sum(widths) + GRID * max(0, len(widths) - 1)
        self._buttons.setFixedWidth(max(max(widths, default=0), min(whole, self.width() * 3 // 4)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if theme.is_restyle(event) and hasattr(self, "_buttons"):
            self._show_mark()
            self.by.setMinimumWidth(_NAME * self.fontMetrics().averageCharWidth())
            QTimer.singleShot(0, self, self._fit)

    def _words(self, received: Received, state: str) -> str:
        words = [rows.state_words(state), rows.standing_words(received)]
        said = " · ".join(part for part in words if part)
        if received.decision is None:
            return said
        by = self.tr("{by}, {when}").format(
            by=received.decision.by or "–", when=wording.day_and_clock(received.decision.decided)
        )
        return f"{said}\n{by}"
