"""A received response: its answers as they were given, its result, what is written about it, and the decision."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QSplitter, QWidget

from desktop_app.ui import messages, parts, theme
from desktop_app.ui.reception.answers import AnswersView, Reading
from desktop_app.ui.reception.decision_bar import DecisionBar
from desktop_app.ui.reception.observations import Observations
from desktop_app.ui.reception.review_rows import WAITING, state_of
from desktop_app.ui.survey.desk_source import brief
from desktop_app.ui.survey.review_lines import question_name
from desktop_app.ui.survey.spider_panel import SpiderPanel
from desktop_app.ui.theme import GRID, set_role

if TYPE_CHECKING:
    from desktop_app.workflows.review import Opened, Received

_NARROW: Final = 80
"""Characters across below which answers and what stands beside them take turns."""
_CHART: Final = 26
"""Heights of a line that the result takes."""


class ReceivedPage(QWidget):
    """Shows one response at a time.

    Signals:
        left: back to the list.
        next_wanted: on to the next that waits for a decision.
        other_wanted: the id of the response that counts in the place of this one.
        drafted: id of the response and what is written about it: pairs of a reference and a text.
        decided: the status, ``None`` to take the decision back, and the observations, pairs as before.
        save_wanted: the evidence file of this name is to be saved.
    """

    left = Signal()
    next_wanted = Signal()
    other_wanted = Signal(int)
    drafted = Signal(int, object)
    decided = Signal(object, object)
    save_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._opened: Opened | None = None
        self._received: Received | None = None
        self._before: Received | None = None
        self._successor = 0
        self._names: dict[str, str] = {}
        self._written: dict[str, str] = {}
        self._again = False
        self._beside = False
        column = parts.column(self, spacing=GRID)
        column.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        self._build_head()
        column.addLayout(self._head)
        column.addWidget(self._notice)
        self._build_middle()
        column.addWidget(self._split, 1)
        self.bar = DecisionBar(self)
        self.bar.accept_wanted.connect(self._on_accept)
        self.bar.return_wanted.connect(self._on_return)
        self.bar.undo_wanted.connect(self._on_undo)
        self.bar.again_wanted.connect(self._on_again)
        column.addWidget(self.bar)

    def _build_head(self) -> None:
        self._head = QHBoxLayout()
        self._head.setSpacing(GRID)
        self.back = parts.button(self.tr("Lista"), "", self)
        self.back.setToolTip(self.tr("Volver a la lista (Alt+Izquierda)"))
        self.back.setAccessibleName(self.tr("Volver a la lista"))
        self.back.clicked.connect(self.left)
        said = parts.column(spacing=0)
        self.title = parts.ElidedLabel("", self)
        set_role(self.title, "strong")
        self.about = parts.ElidedLabel("", self)
        said.addWidget(self.title)
        said.addWidget(self.about)
        self.turn = parts.button("", "toggle", self)
        self.turn.clicked.connect(self._on_turn)
        self.following = parts.button(self.tr("Siguiente (F8)"), "", self)
        self.following.setToolTip(self.tr("Abrir la siguiente por revisar"))
        self.following.clicked.connect(self.next_wanted)
        self._head.addWidget(self.back)
        self._head.addLayout(said, 1)
        self._head.addWidget(self.turn)
        self._head.addWidget(self.following)
        self._notice = parts.frame("warning", self, margin=GRID)
        line = parts.row(spacing=2 * GRID)
        words = self.tr("Otra revisión reemplazó a esta: se abre solo para leer.")
        line.addWidget(parts.label(words, "strong", self._notice), 1)
        self.other = parts.button(self.tr("Abrir la que cuenta"), "", self._notice)
        self.other.clicked.connect(self._on_other)
        line.addWidget(self.other)
        parts.inside(self._notice).addLayout(line)

    def _build_middle(self) -> None:
        self._split = QSplitter(Qt.Orientation.Horizontal, self)
        self._split.setChildrenCollapsible(False)
        self.answers = AnswersView(self._split)
        self.answers.observe_wanted.connect(self._on_observe)
        self.answers.save_wanted.connect(self.save_wanted)
        self._side = QScrollArea(self._split)
        self._side.setWidgetResizable(True)
        self._side.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._side.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        sheet = QWidget(self._side)
        set_role(sheet, "page")
        inside = parts.column(sheet, spacing=GRID)
        self.observations = Observations(sheet)
        self.observations.written.connect(self._on_written)
        self.observations.done.connect(self._on_done)
        self.observations.question_wanted.connect(self._on_question)
        self.result = SpiderPanel(sheet)
        inside.addWidget(self.observations)
        inside.addWidget(self.result)
        inside.addStretch(1)
        self._side.setWidget(sheet)
        self._split.addWidget(self.answers)
        self._split.addWidget(self._side)
        self._split.setStretchFactor(0, 3)
        self._split.setStretchFactor(1, 2)

    # What is shown

    def show_opened(
        self, opened: Opened, written: tuple[tuple[str, str], ...], before: Received | None, successor: int
    ) -> None:
        """Shows a response.

        Args:
            written: the observations that are written so far, where nothing is decided.
            before: the earlier revision that was returned, if any was.
            successor: the id of the response that counts in the place of this one; 0 for none.
        """
        self._opened, self._before, self._again = opened, before, False
        received = opened.received
        self.title.setText(brief(received.initiative or received.member))
        self.about.setText(self._about(received))
        diagnosis = opened.desk.diagnosis()
        self.result.setVisible(diagnosis is not None)
        self.result.setMinimumHeight(_CHART * self.fontMetrics().height())
        if diagnosis is not None:
            self.result.show_desk(opened.desk, afresh=True)
        self._beside = False
        desk = opened.desk
        self._names = {ref: question_name(desk, ref) for ref in self.answers.read(desk)}
        self._show_standing(received, dict(written), successor)
        self._arrange()
        self.answers.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_standing(self, received: Received, written: tuple[tuple[str, str], ...], successor: int) -> None:
        """The same response as it stands now, which leaves what is being written alone where nothing happened to it."""
        before = self._received
        if before is not None and _standing(before) != _standing(received):
            self.flush()
            self._show_standing(received, dict(written), successor)

    def _show_standing(self, received: Received, written: Mapping[str, str], successor: int) -> None:
        assert self._opened is not None
        self._notice.setVisible(not received.current)
        self._successor = successor
        self.other.setVisible(successor > 0)
        self._received, self._written = received, dict(written)
        decision = received.decision
        writable = self.writable()
        asked = dict(decision.observations) if decision is not None and not writable else self._written
        self.observations.show_observations(self._names, asked, writable=writable)
        self.bar.show_standing(received, writable=writable)
        self._show_written()

    def response_id(self) -> int:
        """The response that is shown; 0 for none."""
        return self._received.response_id if self._received is not None else 0

    def writable(self) -> bool:
        """Whether observations can be written and a decision be made now."""
        received = self._received
        return received is not None and received.current and (self._again or state_of(received) == WAITING)

    def flush(self) -> None:
        """Hands on at once what is being written."""
        self.observations.flush()

    def _about(self, received: Received) -> str:
        words = self.tr("{form} · {wave} · revisión {revision}")
        return words.format(form=received.form_title, wave=received.wave, revision=received.revision)

    def _show_written(self) -> None:
        texts = self.observations.texts()
        self.bar.show_count(len(texts))
        if self._opened is not None:
            self.answers.show_reading(Reading(self._opened, self._before, texts, self.writable()))

    # What is written

    @Slot(str)
    def _on_observe(self, ref: str) -> None:
        self._turn(beside=True)
        self._side.verticalScrollBar().setValue(0)
        self.observations.write(ref)

    @Slot()
    def _on_written(self) -> None:
        self._written = self.observations.texts()
        if self._received is not None:
            self.bar.show_count(len(self._written))
            self.drafted.emit(self._received.response_id, tuple(self._written.items()))

    @Slot(str)
    def _on_done(self, ref: str) -> None:
        """Back to the question, from which Tab goes on."""
        self._show_written()
        self._turn(beside=False)
        self.answers.setFocus(Qt.FocusReason.OtherFocusReason)
        self.answers.go_to(ref)

    @Slot(str)
    def _on_question(self, ref: str) -> None:
        self.answers.go_to(ref)

    # What is decided

    @Slot()
    def _on_accept(self) -> None:
        count = len(self.observations.texts())
        if count and not messages.confirm(
            self.tr("Hay observaciones escritas"),
            self.tr("Una respuesta aceptada no lleva observaciones. Quedan guardadas aquí y no se envían."),
            self.tr("Aceptar sin enviarlas"),
            self,
        ):
            return
        self._decide("accepted", ())

    @Slot()
    def _on_return(self) -> None:
        self._decide("returned", tuple(self.observations.texts().items()))

    @Slot()
    def _on_undo(self) -> None:
        """What was asked is written still."""
        received = self._received
        if received is not None and received.decision is not None and received.decision.observations:
            self.drafted.emit(received.response_id, received.decision.observations)
        self._decide(None, ())

    @Slot()
    def _on_again(self) -> None:
        received = self._received
        if received is None:
            return
        self._again = True
        asked = received.decision.observations if received.decision is not None else ()
        self._show_standing(received, self._written or dict(asked), self._successor)
        self.bar.focus_first()

    def _decide(self, status: str | None, observations: tuple[tuple[str, str], ...]) -> None:
        self.flush()
        self._again = False
        self.bar.hold()
        self.decided.emit(status, observations)

    @Slot()
    def _on_other(self) -> None:
        self.other_wanted.emit(self._successor)

    # Room

    def _is_narrow(self) -> bool:
        return self.width() < _NARROW * self.fontMetrics().averageCharWidth()

    @Slot()
    def _on_turn(self) -> None:
        self._turn(beside=not self._beside)

    def _turn(self, *, beside: bool) -> None:
        self._beside = beside
        self._arrange()

    def _arrange(self) -> None:
        """Both where there is room, else one of the two."""
        narrow = self._is_narrow()
        self.turn.setVisible(narrow)
        self.turn.setText(self.tr("Ver respuestas") if self._beside else self.tr("Ver resultado"))
        self.answers.setVisible(not narrow or not self._beside)
        self._side.setVisible(not narrow or self._beside)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        QTimer.singleShot(0, self, self._arrange)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if theme.is_restyle(event) and hasattr(self, "bar"):
            self.result.setMinimumHeight(_CHART * self.fontMetrics().height())
            QTimer.singleShot(0, self, self._arrange)

    def hideEvent(self, event: QHideEvent) -> None:
        self.flush()
        super().hideEvent(event)


def _standing(received: Received) -> tuple[object, ...]:
    return received.response_id, received.current, received.status, received.decision, received.told
