"""Probar un formulario: it is answered as a respondent would, and nothing of that is kept."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QPushButton, QSplitter, QWidget

from desktop_app import fileio
from desktop_app.errors import AnswersError, TelarError
from desktop_app.ui import dialogs, messages, parts
from desktop_app.ui.file_shelf import thumbnail
from desktop_app.ui.forms.values import ValuesPanel
from desktop_app.ui.survey.respond_page import RespondPage
from desktop_app.ui.survey.views import FileView
from desktop_app.ui.theme import GRID
from desktop_app.workflows import try_form

if TYPE_CHECKING:
    from desktop_app.ui.context import Context
    from desktop_app.workflows.answer import Desk
    from desktop_app.workflows.try_form import HeldFiles
    from desktop_app.xforms.model import Changes, Question

_SHARES = (6, 4)
"""Of the height, when the values are shown: theirs is the second."""


class TryPage(QWidget):
    """A desk of which no disk knows: the questions, and beneath them on request what every node holds.

    ``desk`` and ``files`` are all there is of the trial: whoever lets them go has forgotten it.

    Signals:
        close_wanted: the trial is over.
        restarted: the form is as at the beginning.
    """

    close_wanted = Signal()
    restarted = Signal()

    def __init__(self, context: Context, desk: Desk, files: HeldFiles, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.desk = desk
        self.files = files
        self._build()
        self.respond.answered.connect(self._on_answered)
        self.respond.review_requested.connect(self._on_review)
        self.respond.language_chosen.connect(self._on_language)
        self.respond.file_wanted.connect(self._on_file_wanted)
        self.respond.file_dropped.connect(self._on_file_dropped)
        self.respond.file_opened.connect(self._on_file_opened)
        self.respond.set_file_source(self._file)
        self.respond.show_desk(desk)

    def _build(self) -> None:
        column = parts.column(self, spacing=0)
        column.addWidget(self._build_banner())
        self._split = QSplitter(Qt.Orientation.Vertical, self)
        self._split.setChildrenCollapsible(False)
        self.respond = RespondPage(self._split)
        self.values = ValuesPanel(self._split)
        self.values.hide()
        self._split.addWidget(self.respond)
        self._split.addWidget(self.values)
        column.addWidget(self._split, 1)

    def _build_banner(self) -> QFrame:
        banner = parts.frame("warning", self, margin=0)
        self._line: QBoxLayout = parts.inside(banner)
        self._line.setContentsMargins(2 * GRID, GRID // 2, 2 * GRID, GRID // 2)
        words = parts.column(spacing=0)
        words.addWidget(parts.label(self.tr("Vista previa: nada de lo que responda se guarda."), "strong", banner))
        self.note = parts.label("", "muted", banner)
        self.note.hide()
        words.addWidget(self.note)
        self._line.addLayout(words, 1)
        buttons = parts.row(spacing=GRID)
        self.values_button = self._link(self.tr("Ver valores"), self._on_values, banner)
        self.values_button.setCheckable(True)
        self.restart_button = self._link(self.tr("Reiniciar"), self.restart, banner)
        self.save_button = self._link(self.tr("Guardar la instancia XML…"), self.save_instance, banner)
        close = parts.button(self.tr("Cerrar"), parent=banner)
        close.setAccessibleName(self.tr("Cerrar la vista previa"))
        close.clicked.connect(self.close_wanted)
        for button in (self.values_button, self.restart_button, self.save_button):
            buttons.addWidget(button)
        buttons.addStretch(1)
        buttons.addWidget(close)
        self._line.addLayout(buttons)
        return banner

    def _link(self, text: str, slot: object, parent: QWidget) -> QPushButton:
        link = parts.button(text, "link", parent)
        link.clicked.connect(slot)
        return link

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        beside = self.width() > 110 * self.fontMetrics().averageCharWidth()
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._line.setDirection(across if beside else down)

    # The form from the beginning, and what it holds

    def enter(self) -> None:
        """Puts the cursor on the first question."""
        section = self.respond.section_ref
        questions = self.desk.questions(section) if section else ()
        if questions:
            self.respond.go_to(questions[0].ref)

    @Slot()
    def restart(self) -> None:
        """Begins again; off the window's thread, because a large form takes a moment."""
        self.restart_button.setEnabled(False)
        self._context.tasks.run(
            try_form.again, self.desk, self._context.now(), done=self._on_restarted, failed=self._on_not_restarted
        )

    def _on_restarted(self, desk: Desk) -> None:
        self.restart_button.setEnabled(True)
        self.desk = desk
        self.files = try_form.HeldFiles()
        self.respond.show_desk(desk)
        self._say("")
        self._fill_values()
        self.enter()
        self.restarted.emit()

    def _on_not_restarted(self, error: TelarError) -> None:
        self.restart_button.setEnabled(True)
        messages.error(error, self)

    @Slot(bool)
    def _on_values(self, shown: bool) -> None:  # noqa: FBT001 - a slot
        self.values.setVisible(shown)
        if shown:
            self._split.setSizes([self._split.height() * share // sum(_SHARES) for share in _SHARES])
        self.values_button.setText(self.tr("Ocultar valores") if shown else self.tr("Ver valores"))
        self._fill_values()

    def _fill_values(self) -> None:
        if self.values.isVisibleTo(self):
            self.values.show_desk(self.desk)

    @Slot()
    def save_instance(self) -> None:
        """Writes the answers as ODK XML, as Collect would send them."""
        self.respond.flush()
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        suggestion = Path(folder or Path.home()) / f"{self._stem()}.xml"
        kind = self.tr("Instancia de ODK (*.xml)")
        pattern = f"{kind};;{dialogs.file_pattern('any')}"
        path = messages.save_file(self.tr("Guardar la instancia XML"), suggestion, pattern, self)
        if path is None:
            return
        try:
            fileio.write_atomic(path, self.desk.session.instance_xml())
        except TelarError as error:
            messages.error(error, self)
            return
        self._say(self.tr("Guardado en {path}").format(path=path))

    def _stem(self) -> str:
        return "".join(letter if letter.isalnum() else "-" for letter in self.desk.form.id)[:80] or "instancia"

    # What the questions ask for

    @Slot(str, str, object)
    def _on_answered(self, _ref: str, _value: str, changes: Changes) -> None:
        self._say("")
        if self.values.isVisibleTo(self):
            self.values.show_changes(self.desk, changes)

    @Slot()
    def _on_review(self) -> None:
        """There is nothing to send: what would stand in the way of it is shown instead."""
        count = len(self.desk.session.problems())
        if not count:
            self._say(self.tr("No falta nada: un formulario de verdad se podría firmar y exportar ahora."))
            return
        self._say(
            self.tr("Falta responder o corregir 1 pregunta.")
            if count == 1
            else self.tr("Falta responder o corregir {count} preguntas.").format(count=count)
        )
        self.respond.next_pending()

    @Slot(str)
    def _on_language(self, _language: str) -> None:
        """What is wrong is said in the form's other language."""
        self._fill_values()

    def _say(self, text: str) -> None:
        self.note.setText(text)
        self.note.setVisible(bool(text))

    # Files, in memory only

    @Slot(str)
    def _on_file_wanted(self, ref: str) -> None:
        path = messages.open_file(self.tr("Elegir un archivo"), Path.home(), dialogs.file_pattern("any"), self)
        if path is not None:
            self._take_file(ref, path)

    @Slot(str, str)
    def _on_file_dropped(self, ref: str, path: str) -> None:
        self._take_file(ref, Path(path))

    def _take_file(self, ref: str, path: Path) -> None:
        done = partial(self._on_file, self.files, ref)
        question = self.desk.form.question(ref)
        self._context.tasks.run(_chosen, path, question, self.files.room(), done=done)

    def _on_file(self, files: HeldFiles, ref: str, chosen: tuple[str, bytes, bytes | None]) -> None:
        if files is not self.files:  # the form was begun again meanwhile
            return
        try:
            self.respond.give(ref, files.keep(*chosen))
        except TelarError as error:  # the question went meanwhile, with its repeat
            messages.error(error, self)

    @Slot(str)
    def _on_file_opened(self, _ref: str) -> None:
        messages.info(
            self.tr("Vista previa"),
            self.tr("En la vista previa el archivo está solo en la memoria. Ábralo desde la carpeta donde lo eligió."),
            self,
        )

    def _file(self, ref: str) -> FileView | None:
        try:
            name = self.desk.session.value(ref)
        except AnswersError:  # the record that it was in is gone
            return None
        data = self.files.content(name)
        return None if data is None else FileView(name, len(data), self.files.picture(name))


def _chosen(path: Path, question: Question, room: int) -> tuple[str, bytes, bytes | None]:
    """Off the window's thread: a file's name, its bytes and, of a picture, a small one."""
    name, data = try_form.read_chosen(path, question, room)
    return name, data, thumbnail(data)
