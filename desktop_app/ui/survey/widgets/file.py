"""A file that is chosen as the answer: its name, its size and, of an image, what it shows."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImageReader, QPixmap
from PySide6.QtWidgets import QWidget

from desktop_app.ui import parts
from desktop_app.ui.survey.views import FileView, QuestionView, about
from desktop_app.ui.survey.widgets.control import Control
from desktop_app.ui.survey.widgets.flow import PACKED, Flow, hinted
from desktop_app.ui.theme import GRID, set_role
from desktop_app.ui.wording import size

_SHOWN: Final = QSize(192, 128)
_MOST_PIXELS: Final = 50_000_000
_FORMATS: Final = frozenset({b"png", b"jpeg", b"jpg"})


class FileControl(Control):
    """The name of a chosen file. Who shows the question fetches and opens files: the control only asks for it.

    Signals:
        wanted: a file is to be chosen.
        opened: the chosen file is to be shown.
        dropped: this file was dragged here.
    """

    wanted = Signal()
    opened = Signal()
    dropped = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._read_only = False
        self._file: FileView | None = None
        self.picture = parts.label("", "", self)
        self.title = parts.label("", "strong", self, selectable=True)
        self.details = parts.label("", "muted", self)
        self.choose, self.open, self.remove = (parts.button("", "", self) for _ in range(3))
        row = parts.row(spacing=2 * GRID)
        words = parts.column(spacing=4)
        words.addWidget(self.title)
        words.addWidget(self.details)
        words.addStretch(1)
        row.addWidget(self.picture, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        self.column.addLayout(row)
        buttons = Flow(PACKED, hinted)
        for button in (self.choose, self.open, self.remove):
            buttons.addWidget(button)
        self.column.addLayout(buttons)
        self._aim(self.choose)
        self.choose.clicked.connect(self.wanted)
        self.open.clicked.connect(self.opened)
        self.remove.clicked.connect(self._on_removed)
        self.setAcceptDrops(True)
        self.retranslate()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self._dragged(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        path = self._dragged(event)
        if path:
            event.acceptProposedAction()
            self.dropped.emit(path)

    def _dragged(self, event: QDropEvent) -> str:
        return "" if self._read_only else dragged_file(event)

    def show_view(self, view: QuestionView) -> None:
        before = self._file
        self._file = view.file
        super().show_view(view)
        if before != view.file:
            self._tell()

    def retranslate(self) -> None:
        self.open.setText(self.tr("Abrir"))
        self.remove.setText(self.tr("Quitar"))
        self._tell()

    def set_read_only(self, *, read_only: bool) -> None:
        self._read_only = read_only
        self._tell()

    def _name(self, view: QuestionView) -> None:
        self.setAccessibleName(view.label)
        self.setAccessibleDescription(about(view))

    def focus_answer(self) -> None:
        target = self.open if self._read_only else self.choose
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_value(self, _value: str) -> None:
        self._tell()

    def _tell(self) -> None:
        value = self._value
        file = self._file if self._file is not None and self._file.name == value else None
        empty = self.tr("Ningún archivo") if self._read_only else self.tr("Elija un archivo o arrástrelo aquí.")
        self.title.setText(value or empty)
        set_role(self.title, "strong" if value else "muted")
        self.details.setText(size(file.size) if file is not None else self.tr("No está en este computador."))
        self.details.setVisible(bool(value))
        self._show_picture(file)
        self.choose.setText(self.tr("Cambiar archivo…") if value else self.tr("Elegir archivo…"))
        self.choose.setVisible(not self._read_only)
        self.open.setVisible(file is not None)
        self.remove.setVisible(bool(value) and not self._read_only)

    def _show_picture(self, file: FileView | None) -> None:
        picture = thumbnail(file.thumbnail) if file is not None and file.thumbnail else None
        self.picture.setVisible(picture is not None)
        if picture is not None and file is not None:
            self.picture.setPixmap(picture)
            self.picture.setAccessibleName(file.name)

    def _on_removed(self) -> None:
        self.choose.setFocus(Qt.FocusReason.OtherFocusReason)
        self._give("")
        self._tell()


def dragged_file(event: QDropEvent) -> str:
    """The one file of this computer that is being dragged; empty when it is something else."""
    urls = event.mimeData().urls()
    return urls[0].toLocalFile() if len(urls) == 1 else ""


def thumbnail(content: bytes) -> QPixmap | None:
    """The image in ``content`` (PNG or JPEG) at the size of a stamp; ``None`` when it is none, or too large to read."""
    buffer = QBuffer()
    buffer.setData(QByteArray(content))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setDecideFormatFromContent(True)
    reader.setAutoTransform(True)
    whole = reader.size()
    if bytes(reader.format().data()) not in _FORMATS or whole.width() * whole.height() > _MOST_PIXELS:
        return None
    if whole.width() > _SHOWN.width() or whole.height() > _SHOWN.height():
        reader.setScaledSize(whole.scaled(_SHOWN, Qt.AspectRatioMode.KeepAspectRatio).expandedTo(QSize(1, 1)))
    image = reader.read()
    return None if image.isNull() else QPixmap.fromImage(image)
