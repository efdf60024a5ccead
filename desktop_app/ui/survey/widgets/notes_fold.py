"""A comment and files beside any answer: one quiet line, of which the rest is made when it is first unfolded."""

from __future__ import annotations

from functools import partial
from typing import Final

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QApplication, QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop_app.ui import parts, wording
from desktop_app.ui.survey.views import FileView, Kind, QuestionView
from desktop_app.ui.survey.widgets.companion import Fold
from desktop_app.ui.survey.widgets.flow import PACKED, Flow, hinted
from desktop_app.ui.survey.widgets.focus import follow
from desktop_app.ui.survey.widgets.text import LinesControl
from desktop_app.ui.theme import set_role

BY_CHAT: Final = 16_000_000
BY_MAIL: Final = 20_000_000
"""So many bytes WhatsApp and e-mail take at once."""

_ROWS: Final = 3


class FileLine(QFrame):
    """One file: its name and size, and what can be done with it."""

    def __init__(self, file: FileView, parent: QWidget, *, read_only: bool) -> None:
        super().__init__(parent)
        self.name = file.name
        column = parts.column(self, spacing=0)
        self.title = parts.label(file.name, "strong", self, selectable=True)
        self.title.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column.addWidget(self.title)
        known = wording.size(file.size) if file.size else self.tr("No está en este computador.")
        column.addWidget(parts.label(known, "muted", self))
        self.open = self._link(self.tr("Abrir"), self.tr("Abrir {name}"))
        self.remove = self._link(self.tr("Quitar"), self.tr("Quitar {name}"))
        self.open.setVisible(bool(file.size))
        self.remove.setVisible(not read_only)
        row = parts.row()
        row.addWidget(self.open)
        row.addWidget(self.remove)
        row.addStretch(1)
        column.addLayout(row)

    def _link(self, text: str, whole: str) -> QPushButton:
        link = parts.button(text, "link", self)
        link.setAccessibleName(whole.format(name=self.name))
        return link


class NotesFold(Fold):
    """What is beside the answer of one question. It keeps nothing: it tells.

    Signals:
        commented: the comment is this text now.
        file_wanted: a file is to be chosen.
        file_opened: the file of this name is to be seen.
        file_removed: the file of this name is to go.
    """

    commented = Signal(str)
    file_wanted = Signal()
    file_opened = Signal(str)
    file_removed = Signal(str)

    def __init__(self, view: QuestionView, parent: QWidget) -> None:
        super().__init__("", parent)
        self.view = view
        self.button.setMinimumWidth(1)  # in large type it must not make the page wider than the window
        self.comment: LinesControl | None = None
        self.lines: list[FileLine] = []
        self.add: QPushButton | None = None
        self._files: QVBoxLayout | None = None
        self._size: QLabel | None = None
        self._listed: tuple[tuple[FileView, ...], bool] | None = None
        self.toggled.connect(self._on_opened)
        self.show_question(view)

    @staticmethod
    def is_offered(view: QuestionView) -> bool:
        """Whether there is anything to put beside the answer, or to see."""
        writable = not view.read_only
        return (view.notable and (writable or bool(view.comment_text))) or (
            view.attachable and (writable or bool(view.files))
        )

    def show_question(self, view: QuestionView) -> None:
        self.view = view
        self._say()
        if self.comment is not None:
            self._show_comment(self.comment)
        if self._files is not None:
            self._show_files(self._files)

    def flush(self) -> None:
        if self.comment is not None:
            self.comment.flush()

    def focus_answer(self) -> None:
        self.set_open(is_open=True)
        target: QWidget | None = self.comment if self.comment is not None else self.add
        if isinstance(target, LinesControl):
            target.focus_answer()
        elif target is not None:
            target.setFocus(Qt.FocusReason.OtherFocusReason)

    # How it is put together

    def _say(self) -> None:
        """What can be done, or what is there already."""
        view, words = self.view, []
        if view.notable:
            words.append(self.tr("Comentario") if view.comment_text else self.tr("Comentar"))
        count = len(view.files)
        if count == 1:
            words.append(self.tr("1 archivo"))
        elif count:
            words.append(self.tr("{n} archivos").format(n=count))
        elif view.attachable:
            words.append(self.tr("Adjuntar"))
        self.set_title(" · ".join(words))
        self.button.setAccessibleName(f"{self.button.text()}: {view.label}")
        self.button.setAccessibleDescription(f"{view.within} {view.comment_text}".strip())

    def _on_opened(self, is_open: bool) -> None:  # noqa: FBT001 - a slot
        if not is_open:
            self.flush()
            return
        if self._files is None:
            self._make()
            follow(self.button, self.body)

    def _make(self) -> None:
        if self.view.notable:
            self.comment = LinesControl(self.body, rows=_ROWS)
            self.comment.answered.connect(self.commented)
            self.inside.addWidget(self.comment)
            self._show_comment(self.comment)
        self._files = parts.column(spacing=4)
        self.inside.addLayout(self._files)
        self._size = parts.label("", "muted", self.body)
        self.inside.addWidget(self._size)
        self.add = parts.button("", "", self.body)
        self.add.clicked.connect(self.file_wanted)
        buttons = Flow(PACKED, hinted)
        buttons.addWidget(self.add)
        self.inside.addLayout(buttons)
        self._retranslate()
        self._show_files(self._files)

    def _show_comment(self, control: LinesControl) -> None:
        view = self.view
        label = self.tr("Comentario: {question}").format(question=view.label)
        control.show_view(QuestionView(view.ref, Kind.TEXT, label, value=view.comment_text, read_only=view.read_only))

    def _show_files(self, column: QVBoxLayout) -> None:
        view = self.view
        assert self.add is not None
        assert self._size is not None
        if self._listed != (view.files, view.read_only):
            self._list(column)
        self._say_size(self._size)
        self.add.setVisible(view.attachable and not view.read_only)

    def _list(self, column: QVBoxLayout) -> None:
        assert self.add is not None
        view = self.view
        focus = QApplication.focusWidget()
        held = focus is not None and any(line.isAncestorOf(focus) for line in self.lines)
        self._listed = view.files, view.read_only
        parts.clear(column)
        self.lines = []
        for file in view.files:
            line = FileLine(file, self.body, read_only=view.read_only)
            line.open.clicked.connect(partial(self._on_open, file.name))
            line.remove.clicked.connect(partial(self._on_remove, file.name))
            column.addWidget(line)
            line.show()
            self.lines.append(line)
        if held:
            self.add.setFocus(Qt.FocusReason.OtherFocusReason)
        follow(self.button, self.body)

    def _on_open(self, name: str) -> None:
        self.file_opened.emit(name)

    def _on_remove(self, name: str) -> None:
        self.file_removed.emit(name)

    def _say_size(self, label: QLabel) -> None:
        """How much all the files of the response weigh, beside what a message takes."""
        view = self.view
        whole = wording.size(view.files_size)
        words = self.tr("Todos los archivos: {size} de 16 MB para WhatsApp (20 MB por correo)")
        if view.files_size > BY_MAIL:
            words = self.tr("Todos los archivos: {size}; no caben en WhatsApp (16 MB) ni en un correo (20 MB)")
        elif view.files_size > BY_CHAT:
            words = self.tr("Todos los archivos: {size}; no caben en WhatsApp (16 MB), sí en un correo (20 MB)")
        set_role(label, "attention" if view.files_size > BY_CHAT else "muted")
        label.setText(words.format(size=whole))
        label.setVisible(bool(view.files))

    def _retranslate(self) -> None:
        if self.add is not None:
            self.add.setText(self.tr("Adjuntar archivo…"))
            self.add.setToolTip(self.tr("También puede arrastrar el archivo a la pregunta"))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and hasattr(self, "_listed"):
            self._listed = None
            self._retranslate()
            self.show_question(self.view)
