"""Resultados: the wave's figures as they stand in the books, for all or for a part, on the screen and as files."""

from __future__ import annotations

import re
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QStandardPaths, Qt, QTimer, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFrame, QProgressBar, QScrollArea, QWidget

from desktop_app.ui import dialogs, i18n, messages, parts, theme
from desktop_app.ui.charts.chart_view import width_for, zoom
from desktop_app.ui.reception.filter_box import FilterBox
from desktop_app.ui.reception.results_body import ResultsBody
from desktop_app.ui.reception.results_source import FILTERS, Seen, Wanted, look
from desktop_app.ui.survey.widgets.flow import PACKED, Flow, hinted
from desktop_app.ui.theme import GRID

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_app.diagnosis.published import Table
    from desktop_app.errors import TelarError
    from desktop_app.ui.reception.results_source import ResultsDesk, ResultsSource, Tell
    from desktop_app.ui.tasks import Job

_AS_MANY_AS_FIT: Final = 0
_WIDEST: Final = 960
_SEARCHED: Final = frozenset({"department", "chamber"})


class ResultsSection(QScrollArea):
    """Reads anew each time it comes into view, and at once when another choice is made: the newest is what is shown.

    Signals:
        changed: as every section has it; nothing here changes the books.
    """

    changed = Signal()

    def __init__(self, desk: ResultsDesk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self._seen: Seen | None = None
        self._looking: Job | None = None
        self._writing: Job | None = None
        self._stop = threading.Event()
        self._written: Path | None = None
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._sheet = QWidget(self)
        theme.set_role(self._sheet, "page")
        self._column = parts.column(self._sheet, margin=2 * GRID, spacing=2 * GRID)
        self._column.addWidget(parts.label(self.tr("Resultados"), "title", self._sheet))
        self._add_choices()
        self._add_files()
        self._add_standing()
        self.body = ResultsBody(self._sheet)
        self.body.setMaximumWidth(_WIDEST)
        self.body.picture_wanted.connect(self._on_picture)
        self._column.addWidget(self.body)
        self._column.addStretch(1)
        self.setWidget(self._sheet)
        self._show_nothing(self.tr("Leyendo los resultados…"))

    # What is there to see

    def _add_choices(self) -> None:
        self.wave = FilterBox(self.tr("Ola"), self._sheet)
        self.form = FilterBox(self.tr("Instrumento"), self._sheet)
        names = (self.tr("Macrosector"), self.tr("Departamento"), self.tr("Cámara de comercio"), self.tr("Nivel"))
        self.filters = {
            key: FilterBox(name, self._sheet, searchable=key in _SEARCHED)
            for key, name in zip(FILTERS, names, strict=True)
        }
        flow = Flow(_AS_MANY_AS_FIT, hinted, between=GRID)
        for box in (self.wave, self.form, *self.filters.values()):
            box.chosen.connect(self._on_chosen)
            flow.addWidget(box)
        self._column.addLayout(flow)

    def _add_files(self) -> None:
        self.save_button = parts.button(self.tr("Guardar todo…"), "primary", self._sheet)
        self.save_button.setToolTip(self.tr("El resumen en PDF, el libro de Excel, los gráficos y los datos"))
        self.save_button.clicked.connect(self._on_save_all)
        self.clear_button = parts.button(self.tr("Quitar los filtros"), parent=self._sheet)
        self.clear_button.clicked.connect(self._on_clear)
        self.show_button = parts.button(self.tr("Mostrar en la carpeta"), parent=self._sheet)
        self.show_button.clicked.connect(self._on_show_folder)
        self.show_button.hide()
        flow = Flow(PACKED, hinted, between=GRID)
        for button in (self.save_button, self.clear_button, self.show_button):
            flow.addWidget(button)
        self._column.addLayout(flow)
        self._progress = QFrame(self._sheet)
        line = parts.row(spacing=2 * GRID)
        self._progress.setLayout(line)
        self.bar = QProgressBar(self._progress)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("Archivos guardados"))
        self.stop_button = parts.button(self.tr("Detener"), parent=self._progress)
        self.stop_button.clicked.connect(self._on_stop)
        line.addWidget(self.bar, 1)
        line.addWidget(self.stop_button)
        self._progress.hide()
        self._column.addWidget(self._progress)
        self.said = parts.label("", "muted", self._sheet, selectable=True)
        self.said.hide()
        self._column.addWidget(self.said)

    def _add_standing(self) -> None:
        """Whether what is shown is what is chosen, and what went wrong."""
        self.standing = parts.frame("notice", self._sheet, margin=GRID)
        self._standing_text = parts.label("", "", self.standing)
        parts.inside(self.standing).addWidget(self._standing_text)
        self.standing.hide()
        self._column.addWidget(self.standing)

    def standing_text(self) -> str:
        """What is said above the results; empty while they are what is chosen."""
        return "" if self.standing.isHidden() else self._standing_text.text()

    def _say_standing(self, text: str, role: str = "notice") -> None:
        theme.set_role(self.standing, role)
        self._standing_text.setText(text)
        self.standing.setVisible(bool(text))

    def _show_nothing(self, text: str) -> None:
        self._say_standing(text)
        self.body.hide()
        for widget in (self.save_button, self.clear_button):
            widget.setEnabled(False)

    # The life of a section

    def shown(self) -> None:
        """Reads what is chosen anew."""
        self._look(self._wanted())

    def hidden(self) -> None:
        """What is being written goes on."""

    def _wanted(self) -> Wanted:
        filters = {key: box.value() for key, box in self.filters.items() if box.value()}
        return Wanted(self.wave.value(), self.form.value(), filters)

    def _look(self, wanted: Wanted) -> None:
        if self._looking is not None:
            self._looking.cancel()
        if self._seen is not None and self._seen.published is not None and wanted != self._seen.wanted:
            self._say_standing(self.tr("Calculando de nuevo: lo que ve todavía es lo anterior."))
        width = width_for(min(self.viewport().width(), _WIDEST) - 6 * GRID, zoom(self))
        self._looking = self._desk.run(
            look, wanted, width, self._desk.language, done=self._on_seen, failed=self._on_failed
        )

    def _on_seen(self, seen: Seen) -> None:
        self._looking = None
        before, self._seen = self._seen, seen
        self._offer(seen)
        if seen.published is None:
            self._show_nothing(self.tr("Todavía no hay respuestas recibidas de las que se puedan sacar resultados."))
            return
        self._say_standing("")
        self.save_button.setEnabled(self._writing is None)
        self.clear_button.setEnabled(bool(seen.wanted.filters))
        if before is None or before.published != seen.published:
            # As high as it was until the new one is laid out: where somebody reads stays where it is.
            self.body.setMinimumHeight(self.body.height())
            self.body.show_results(seen.published, seen.pictures, self._desk.language)
            self.body.show()
            QTimer.singleShot(0, self._on_laid_out)

    @Slot()
    def _on_laid_out(self) -> None:
        self.body.setMinimumHeight(0)

    def _on_failed(self, error: TelarError) -> None:
        """What was shown stays; the choices go back to it."""
        self._looking = None
        why = error.explain(i18n.language())
        code = self.tr("Código {code}").format(code=why.code)
        self._say_standing("\n".join(part for part in (why.cause, why.remedy, code) if part), "warning")
        if self._seen is not None:
            self._offer(self._seen)

    def _offer(self, seen: Seen) -> None:
        """What can be chosen, and what is chosen of it."""
        everything, wanted = self.tr("Todos"), seen.wanted
        self.wave.offer(tuple((each, each) for each in seen.waves), wanted.wave)
        self.form.offer(seen.forms, wanted.form_id)
        for key, box in self.filters.items():
            box.offer(seen.choices.get(key, ()), wanted.filters.get(key, ""), everything)

    @Slot(str)
    def _on_chosen(self, _code: str) -> None:
        self._look(self._wanted())

    @Slot()
    def _on_clear(self) -> None:
        wanted = self._wanted()
        self._look(Wanted(wanted.wave, wanted.form_id))

    # Files

    def _stem(self, *names: str) -> str:
        """A file name that every file system takes."""
        return re.sub(r"[^\w.-]+", "-", "-".join(names)).strip("-.")[:100]

    @Slot(object)
    def _on_picture(self, table: Table) -> None:
        """As a picture of points, or of lines where the file's name says so."""
        name = f"{self._stem(table.title or table.key, self.wave.value())}.png"
        pattern = dialogs.file_pattern("png", "svg")
        path = messages.save_file(self.tr("Guardar imagen"), _documents() / name, pattern, self)
        if path is not None:
            self._desk.run(_write_chart, table, path, self._desk.language, done=self._on_picture_written)

    def _on_picture_written(self, path: Path) -> None:
        """Said over the chart: what is said beside the buttons above may be pages away."""
        self._written = path
        said = self.tr("Guardado en {path}").format(path=path)
        self._say(said)
        self.show_button.show()
        messages.info(self.tr("Imagen guardada"), said, self)

    def _say(self, text: str) -> None:
        self.said.setText(text)
        self.said.setVisible(bool(text))

    @Slot()
    def _on_save_all(self) -> None:
        if self._seen is None or self._seen.published is None:
            return
        folder = messages.folder(self.tr("La carpeta donde se guardan los resultados"), _documents(), self)
        if folder is None:
            return
        self._stop = threading.Event()
        self._show_writing(writing=True)
        self._say(self.tr("Preparando los archivos…"))
        self.bar.setRange(0, 0)
        self._writing = self._desk.run(
            _write_all, self._seen.wanted, folder, self._stop.is_set,
            done=self._on_all_written, failed=self._on_not_written, progress=self._on_progress,
        )  # fmt: skip

    def _show_writing(self, *, writing: bool) -> None:
        self._progress.setVisible(writing)
        self.stop_button.setEnabled(writing)
        self.save_button.setEnabled(not writing)
        self.show_button.setVisible(not writing and self._written is not None)

    def _on_progress(self, told: tuple[int, int]) -> None:
        done, total = told
        self.bar.setRange(0, max(1, total))
        self.bar.setValue(done)
        if not self._stop.is_set():
            number = i18n.locale().toString
            self._say(self.tr("{done} de {total} archivos").format(done=number(done), total=number(total)))

    @Slot()
    def _on_stop(self) -> None:
        self._stop.set()
        self.stop_button.setEnabled(False)
        self._say(self.tr("Deteniendo…"))

    def _on_all_written(self, folder: Path) -> None:
        self._writing = None
        self._written = folder
        self._show_writing(writing=False)
        if self._stop.is_set():
            said = self.tr("Se detuvo antes de terminar. Lo que alcanzó a guardarse está en {path}")
            self._say(said.format(path=folder))
        else:
            self._say(self.tr("Guardado en {path}").format(path=folder))

    def _on_not_written(self, error: TelarError) -> None:
        self._writing = None
        self._show_writing(writing=False)
        self._say("")
        messages.error(error, self)

    @Slot()
    def _on_show_folder(self) -> None:
        if self._written is not None:
            folder = self._written if self._written.is_dir() else self._written.parent
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))


# Off the window's thread


def _write_chart(_source: ResultsSource, table: Table, path: Path, language: str) -> Path:
    from desktop_app.workflows.result_pictures import write_chart

    return write_chart(table, path, language)


def _write_all(source: ResultsSource, wanted: Wanted, folder: Path, stop: Callable[[], bool], tell: Tell) -> Path:
    return source.write_all(wanted.form_id, wanted.wave, wanted.filters, folder, tell, stop)


def _documents() -> Path:
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return Path(folder or Path.home())
