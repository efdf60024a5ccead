"""Entrada: the folder that is received, how far it is, and a line for each file that ever came."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QMimeData, Qt, QUrl, Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFrame, QProgressBar, QPushButton, QScrollArea, QWidget

from desktop_app.ui import i18n, messages, parts, theme
from desktop_app.ui.reception import words
from desktop_app.ui.reception.arrival_model import ArrivalModel
from desktop_app.ui.reception.arrival_panel import ArrivalPanel
from desktop_app.ui.reception.arrival_table import ArrivalTable
from desktop_app.ui.survey.widgets.choices import ChoiceRow
from desktop_app.ui.survey.widgets.flow import PACKED, Flow, hinted
from desktop_app.ui.survey.widgets.signs import Check
from desktop_app.ui.theme import GRID
from desktop_app.workflows.arrivals import PAGE

if TYPE_CHECKING:
    from desktop_app.errors import TelarError
    from desktop_app.ui.reception.entity_desk import EntityDesk
    from desktop_app.ui.tasks import Job
    from desktop_app.workflows.arrivals import Arrival, Batch
    from desktop_app.workflows.intake import Tally

_FILTERS: Final = ("", *words.OUTCOMES)
Page = tuple[tuple["Arrival", ...], dict[str, int]]


class IntakeSection(QScrollArea):
    """What comes in, and what came.

    Signals:
        changed: somebody decided about what was set aside.
    """

    changed = Signal()

    def __init__(self, desk: EntityDesk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self._receiver = desk.receiver
        self._job: Job | None = None
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAcceptDrops(True)
        self._sheet = QWidget(self)
        theme.set_role(self._sheet, "page")
        self._column = parts.column(self._sheet, margin=2 * GRID, spacing=GRID)
        self._column.addWidget(parts.label(self.tr("Entrada"), "title", self._sheet))
        self._add_folder()
        self._add_progress()
        self._add_filters()
        self._add_table()
        self.setWidget(self._sheet)
        self._receiver.began.connect(self._on_began)
        self._receiver.progressed.connect(self._on_progressed)
        self._receiver.ended.connect(self._on_ended)
        self._receiver.watch.lost.connect(self._on_lost)
        self._show_folder()
        self._show_busy()

    # What is there to see

    def _add_folder(self) -> None:
        line = parts.row()
        line.addWidget(parts.label(self.tr("Carpeta:"), "strong", self._sheet))
        self.folder_label = parts.ElidedLabel("", self._sheet)
        line.addWidget(self.folder_label, 1)
        self._column.addLayout(line)
        self.receive_button = parts.button(self.tr("Recibir"), "primary", self._sheet)
        self.receive_button.clicked.connect(self._on_receive)
        self.choose_button = parts.button(self.tr("Elegir carpeta…"), parent=self._sheet)
        self.choose_button.clicked.connect(self._on_choose)
        self.watched = Check(self._sheet)
        self.watched.setChecked(self._desk.context.preferences.watched)
        text = self.tr("Vigilar la carpeta")
        watching = ChoiceRow(text, text, self.watched, self._sheet)
        watching.label.setWordWrap(False)
        watching.setToolTip(self.tr("Lo que se deje en la carpeta entra solo, cuando termina de copiarse"))
        self.watched.toggled.connect(self._on_watched)
        self._column.addLayout(_flow(self.receive_button, self.choose_button, watching))

    def _add_progress(self) -> None:
        self._progress = QFrame(self._sheet)
        line = parts.row(spacing=2 * GRID)
        self._progress.setLayout(line)
        self.bar = QProgressBar(self._progress)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("Archivos recibidos"))
        self.stop_button = parts.button(self.tr("Detener"), parent=self._progress)
        self.stop_button.clicked.connect(self._on_stop)
        line.addWidget(self.bar, 1)
        line.addWidget(self.stop_button)
        self._column.addWidget(self._progress)
        self.said = parts.label("", "muted", self._sheet)
        self._column.addWidget(self.said)

    def _add_filters(self) -> None:
        self.filters: dict[str, QPushButton] = {}
        for outcome in _FILTERS:
            button = parts.button("", "toggle", self._sheet)
            button.setCheckable(True)
            button.clicked.connect(partial(self._on_filter, outcome))
            self.filters[outcome] = button
        self._column.addLayout(_flow(*self.filters.values()))
        self._show_counts({})

    def _add_table(self) -> None:
        self.model = ArrivalModel(self)
        self.model.more_wanted.connect(self._on_more)
        self.table = ArrivalTable(self.model, self._sheet)
        self.table.setAccessibleName(self.tr("Archivos que llegaron"))
        self.table.chosen.connect(self._on_row)
        self._nothing = parts.label("", "muted", self._sheet)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._column.addWidget(self.table, 1)
        self._column.addWidget(self._nothing, 1)
        self.panel = ArrivalPanel(self._desk, self._sheet)
        self.panel.decided.connect(self.changed)
        self.panel.left.connect(self.table.setFocus)
        self._column.addWidget(self.panel)
        self._show_any()

    # The life of a section

    def shown(self) -> None:
        """Reads the list anew, as far as it was read."""
        self._read(self.model.outcome, max(PAGE, len(self.model.rows)))

    def hidden(self) -> None:
        """What is coming in goes on."""

    def _read(self, outcome: str, most: int) -> None:
        from desktop_app.workflows import arrivals

        if self._job is not None:
            self._job.cancel()
        language = self._desk.language
        self._job = self._desk.run(
            arrivals.page, outcome, None, language, most, done=partial(self._on_page, outcome, most)
        )

    def _on_page(self, outcome: str, most: int, found: Page) -> None:
        rows, counts = found
        at_hand = self._at_hand()
        unread = [each for each in self.model.rows if not each.arrival_id and outcome in ("", each.outcome)]
        self.model.show_page(outcome, [*unread, *rows], more=len(rows) == most)
        self._show_counts(counts)
        self._show_any()
        row = self.model.row_of(at_hand) if at_hand else -1
        if row >= 0:
            self.table.choose(row)
        self._on_row(self.table.currentIndex().row())

    @Slot(int)
    def _on_more(self, before: int) -> None:
        from desktop_app.workflows import arrivals

        outcome, language = self.model.outcome, self._desk.language
        self._desk.run(arrivals.page, outcome, before, language, done=partial(self._on_older, outcome))

    def _on_older(self, outcome: str, found: Page) -> None:
        if outcome == self.model.outcome:
            self.model.append(found[0], more=len(found[0]) == PAGE)

    def _at_hand(self) -> int:
        row = self.table.currentIndex().row()
        return self.model.rows[row].arrival_id if 0 <= row < len(self.model.rows) else 0

    @Slot(int)
    def _on_row(self, row: int) -> None:
        self.panel.show_arrival(self.model.rows[row] if 0 <= row < len(self.model.rows) else None)

    def _show_counts(self, counts: dict[str, int]) -> None:
        all_counts = {"": sum(counts.values()), **counts}
        for outcome, button in self.filters.items():
            count = i18n.locale().toString(all_counts.get(outcome, 0))
            button.setText(self.tr("{outcomes}: {count}").format(outcomes=words.outcomes(outcome), count=count))
            button.setChecked(outcome == (self.model.outcome if hasattr(self, "model") else ""))
            button.updateGeometry()

    def _show_any(self) -> None:
        """An empty list says how it is filled."""
        empty = not self.model.rows
        text = self.tr("Arrastre aquí los paquetes o la carpeta donde están, o elíjala arriba y pulse Recibir.")
        if self.model.outcome:
            text = self.tr("No hay ninguna.")
        self._nothing.setText(text)
        self._nothing.setVisible(empty)
        self.table.setVisible(not empty)

    @Slot()
    def _on_filter(self, outcome: str) -> None:
        self.model.outcome = outcome
        for each, button in self.filters.items():
            button.setChecked(each == outcome)
        self._read(outcome, PAGE)

    # The folder

    @property
    def folder(self) -> Path | None:
        """The folder that is received."""
        incoming = self._desk.context.preferences.incoming
        return Path(incoming) if incoming else None

    def _show_folder(self) -> None:
        folder = self.folder
        self.folder_label.setText(str(folder) if folder is not None else self.tr("ninguna todavía"))
        self.receive_button.setEnabled(folder is not None and not self._receiver.busy)
        self.watched.setEnabled(folder is not None)

    @Slot()
    def _on_choose(self) -> None:
        start = self.folder or Path.home()
        folder = messages.folder(self.tr("La carpeta donde llegan los paquetes"), start, self)
        if folder is not None:
            self._desk.context.remember(incoming=str(folder))
            self._show_folder()
            self._receiver.follow()

    @Slot()
    def _on_receive(self) -> None:
        if self.folder is not None:
            self._receiver.receive(self.folder)

    @Slot(bool)
    def _on_watched(self, watched: bool) -> None:  # noqa: FBT001 - a slot
        self._desk.context.remember(watched=watched)
        self._receiver.follow()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _dropped(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self._receiver.receive_dropped(_dropped(event.mimeData()))

    # While something comes in

    def _show_busy(self) -> None:
        busy = self._receiver.busy
        self._progress.setVisible(busy)
        self.stop_button.setEnabled(busy)
        self.receive_button.setEnabled(not busy and self.folder is not None)
        if not busy:
            self.said.setVisible(bool(self.said.text()))

    @Slot()
    def _on_began(self) -> None:
        self.model.forget_unread()
        self.bar.setRange(0, 0)
        self.said.setText(self.tr("Mirando qué hay…"))
        self.said.show()
        self._show_busy()

    @Slot(object)
    def _on_progressed(self, batch: Batch) -> None:
        self.bar.setRange(0, max(1, batch.total))
        self.bar.setValue(batch.done)
        number = i18n.locale().toString
        said = self.tr("{done} de {total} archivos").format(done=number(batch.done), total=number(batch.total))
        self.said.setText(said)
        self.said.show()
        self._show_busy()
        self.model.put_on_top(batch.new)
        self._show_counts(batch.counts)
        self._show_any()

    @Slot()
    def _on_stop(self) -> None:
        self.stop_button.setEnabled(False)
        self.said.setText(self.tr("Deteniendo…"))
        self._receiver.stop()

    @Slot(object)
    def _on_ended(self, tally: Tally | None) -> None:
        self.said.setText(self._told(tally) if tally is not None else "")
        self.watched.setChecked(self._desk.context.preferences.watched)
        self._show_busy()

    def _told(self, tally: Tally) -> str:
        number = i18n.locale().toString
        told = [self.tr("Se miraron {count} archivos").format(count=number(tally.files))]
        told.append(self.tr("nuevos: {count}").format(count=number(tally.files - tally.known)))
        if tally.known:
            told.append(self.tr("ya estaban: {count}").format(count=number(tally.known)))
        if tally.settled:
            told.append(self.tr("salieron de cuarentena o cambiaron de motivo: {count}").format(
                count=number(len(tally.settled))))  # fmt: skip
        if tally.stopped:
            told.append(self.tr("se detuvo antes de terminar; «Recibir» sigue desde ahí"))
        return " · ".join(told)

    @Slot(object)
    def _on_lost(self, error: TelarError) -> None:
        """Said once in a line: the folder may come back, and is looked for again by itself."""
        explanation = error.explain(self._desk.language)
        self.said.setText(self.tr("La carpeta vigilada no se puede leer: {cause}").format(cause=explanation.cause))
        self.said.show()


def _flow(*widgets: QWidget) -> Flow:
    flow = Flow(PACKED, hinted, between=GRID)
    for each in widgets:
        flow.addWidget(each)
    return flow


def _dropped(data: QMimeData) -> list[Path]:
    """The files and folders of this computer in ``data``."""
    urls: list[QUrl] = data.urls()
    return [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]
