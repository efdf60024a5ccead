"""Vista previa: a PDF's pages as they will be printed, then the printer. Pages are rendered off the window's thread."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QImage, QKeySequence, QPainter, QPixmap, QShortcut
from PySide6.QtWidgets import QDialog, QLabel, QScrollArea, QSpinBox, QVBoxLayout, QWidget

from desktop_app import fileio
from desktop_app.errors import TelarError
from desktop_app.ui import dialogs, icons, messages, parts, theme
from desktop_app.ui.theme import GRID
from desktop_app.workflows.report import page_count, render_page

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

    from desktop_app.reports import RenderedPage
    from desktop_app.ui.context import Context

_LETTER = (8.5, 11)  # inches
_SCREEN_DPI = 96
_PRINT_DPI = 200


class PreviewDialog(QDialog):
    """Shows ``pdf`` page under page; prints it, whole or in part, or saves it.

    Signals:
        printed: the pages asked for are with the printer.
    """

    printed = Signal()

    def __init__(self, context: Context, pdf: bytes, file_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._pdf = pdf
        self._file_name = file_name
        self.setWindowTitle(self.tr("Vista previa"))
        inside = QVBoxLayout(self)
        inside.setSpacing(GRID)
        bar = parts.row()
        self.print_button = parts.button(self.tr("Imprimir"), "primary", self)
        size = self.fontMetrics().height()
        self.print_button.setIcon(icons.icon("print", theme.tokens().on_accent, size))
        self.print_button.setIconSize(QSize(size, size))
        self.print_button.clicked.connect(self.print_pages)
        self.save_button = parts.button(self.tr("Guardar PDF"), parent=self)
        self.save_button.clicked.connect(self.save)
        self._go = QSpinBox(self)
        self._go.setMinimum(1)
        self._go.setPrefix(self.tr("Página "))
        self._go.setAccessibleName(self.tr("Ir a la página"))
        self._go.setMinimumHeight(self.save_button.sizeHint().height())
        self._go.valueChanged.connect(self._on_go)
        close = parts.button(self.tr("Cerrar"), parent=self)
        close.clicked.connect(self.accept)
        bar.addWidget(self.print_button)
        bar.addWidget(self.save_button)
        bar.addStretch(1)
        bar.addWidget(self._go)
        bar.addWidget(close)
        inside.addLayout(bar)
        self._scroll = QScrollArea(self)
        self._scroll.setWidgetResizable(True)
        self._scroll.setAccessibleName(self.tr("Páginas"))
        self._sheet = QWidget(self._scroll)
        self._column = parts.column(self._sheet, margin=16, spacing=16)
        self._scroll.setWidget(self._sheet)
        inside.addWidget(self._scroll, 1)
        self._pages: list[QLabel] = []
        QShortcut(QKeySequence(QKeySequence.StandardKey.Print), self, self.print_pages)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Save), self, self.save)
        self.resize(900, 680)
        self._jobs = [context.tasks.run(page_count, pdf, done=self._on_counted)]

    @classmethod
    def show_over(cls, window: QWidget, context: Context, pdf: bytes, file_name: str) -> PreviewDialog:
        """Opens the preview of ``pdf`` over ``window``, which waits until it is closed."""
        dialog = cls(context, pdf, file_name, window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
        return dialog

    def page_count(self) -> int:
        """How many pages there are; 0 until they have been counted."""
        return len(self._pages)

    def shown_pages(self) -> int:
        """How many pages have been drawn so far."""
        return sum(1 for page in self._pages if not page.pixmap().isNull())

    def done(self, result: int) -> None:
        for job in self._jobs:
            job.cancel()
        super().done(result)

    @Slot()
    def save(self) -> None:
        suggestion = Path.home() / self._file_name
        path = messages.save_file(self.tr("Guardar PDF"), suggestion, dialogs.file_pattern("pdf"), self)
        if path is None:
            return
        try:
            fileio.write_atomic(path, self._pdf)
        except TelarError as error:
            messages.error(error, self)

    @Slot()
    def print_pages(self) -> None:
        if not self._pages:
            return
        printer = messages.printer(len(self._pages), self)
        if printer is None:
            return
        first = max(1, printer.fromPage()) - 1
        painter = QPainter()
        if not painter.begin(printer):
            messages.error(TelarError("UI-002"), self)
            return
        self.print_button.setEnabled(False)
        self._print_next(printer, painter, range(first, printer.toPage() or len(self._pages)))

    def _print_next(self, printer: QPrinter, painter: QPainter, pages: range) -> None:
        """One page at a time: a laptop of 4 GB does not hold a whole report at the printer's resolution."""
        if not pages:
            painter.end()
            self.print_button.setEnabled(True)
            self.printed.emit()
            return
        self._jobs.append(
            self._context.tasks.run(
                render_page,
                self._pdf,
                pages[0],
                _PRINT_DPI,
                done=partial(self._on_print_page, printer, painter, pages),
                failed=partial(self._on_print_failed, painter),
            )
        )

    def _on_print_page(self, printer: QPrinter, painter: QPainter, pages: range, page: RenderedPage) -> None:
        image = _image(page)
        area = painter.viewport()
        scale = min(area.width() / image.width(), area.height() / image.height())
        painter.drawImage(QRectF(0, 0, image.width() * scale, image.height() * scale), image)
        if len(pages) > 1:
            printer.newPage()
        self._print_next(printer, painter, pages[1:])

    def _on_print_failed(self, painter: QPainter, error: TelarError) -> None:
        painter.end()
        self.print_button.setEnabled(True)
        messages.error(error, self)

    @Slot(int)
    def _on_go(self, number: int) -> None:
        if number <= len(self._pages):
            page = self._pages[number - 1]
            self._scroll.verticalScrollBar().setValue(page.y() - 16)

    def _on_counted(self, count: int) -> None:
        self._go.setMaximum(max(1, count))
        self._go.setSuffix(self.tr(" de {count}").format(count=count))
        for index in range(count):
            page = QLabel(self._sheet)
            page.setFixedSize(round(_LETTER[0] * _SCREEN_DPI), round(_LETTER[1] * _SCREEN_DPI))
            page.setStyleSheet("background: white; border: 1px solid #999;")
            page.setAccessibleName(self.tr("Página {number}").format(number=index + 1))
            self._column.addWidget(page, 0, Qt.AlignmentFlag.AlignHCenter)
            self._pages.append(page)
            self._jobs.append(
                self._context.tasks.run(render_page, self._pdf, index, _SCREEN_DPI, done=partial(self._on_page, index))
            )

    def _on_page(self, index: int, rendered: RenderedPage) -> None:
        image = QPixmap.fromImage(_image(rendered))
        self._pages[index].setFixedSize(image.size())
        self._pages[index].setPixmap(image)


def _image(page: RenderedPage) -> QImage:
    # copy(): QImage does not keep the bytes alive by itself.
    return QImage(page.data, page.width, page.height, page.width * 4, QImage.Format.Format_RGBA8888).copy()
