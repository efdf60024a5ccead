"""Preview and printing of a real PDF; the printer is a file."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtGui import QPageSize
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication, QSpinBox
from pytestqt.qtbot import QtBot

from desktop_app.ui.context import Context
from desktop_app.ui.preview import PreviewDialog
from tests.support.recorder import Recorder


@pytest.fixture(scope="module")
def pdf() -> bytes:
    """Three pages of Letter."""
    from io import BytesIO

    document = pypdfium2.PdfDocument.new()
    for _ in range(3):
        document.new_page(612, 792)
    target = BytesIO()
    document.save(target)
    document.close()
    return target.getvalue()


@pytest.fixture
def preview(qapp: QApplication, qtbot: QtBot, data_dir: Path, recorder: Recorder, pdf: bytes) -> PreviewDialog:
    context = Context(qapp, data_dir)
    dialog = PreviewDialog(context, pdf, "informe.pdf")
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: dialog.shown_pages() == 3)
    dialog.destroyed.connect(context.tasks.close)
    return dialog


def printer_to(path: Path) -> QPrinter:
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(path))
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.Letter))
    return printer


def pages_of(path: Path) -> int:
    document = pypdfium2.PdfDocument(path)
    try:
        return len(document)
    finally:
        document.close()


def test_every_page_is_shown_in_its_proportions(preview: PreviewDialog) -> None:
    assert preview.page_count() == 3
    page = preview._pages[0]
    assert page.width() / page.height() == pytest.approx(8.5 / 11, abs=0.01)


def test_one_goes_to_a_page_by_its_number(preview: PreviewDialog, qtbot: QtBot) -> None:
    number = preview.findChild(QSpinBox)
    assert number is not None
    assert (number.maximum(), number.suffix()) == (3, " de 3")
    number.setValue(3)
    bar = preview._scroll.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.value() > 0)


def test_all_pages_are_printed(preview: PreviewDialog, qtbot: QtBot, recorder: Recorder, tmp_path: Path) -> None:
    recorder.will_answer(printer_to(tmp_path / "todo.pdf"))
    with qtbot.waitSignal(preview.printed, timeout=20_000):
        preview.print_button.click()
    assert preview.print_button.isEnabled()
    assert pages_of(tmp_path / "todo.pdf") == 3
    assert recorder.said[0][:2] == ("printer", "3")


def test_only_the_pages_chosen_are_printed(
    preview: PreviewDialog, qtbot: QtBot, recorder: Recorder, tmp_path: Path
) -> None:
    printer = printer_to(tmp_path / "dos.pdf")
    printer.setFromTo(2, 3)
    recorder.will_answer(printer)
    with qtbot.waitSignal(preview.printed, timeout=20_000):
        preview.print_button.click()
    assert pages_of(tmp_path / "dos.pdf") == 2


def test_a_withdrawn_print_prints_nothing(preview: PreviewDialog, recorder: Recorder) -> None:
    recorder.will_answer(None)
    preview.print_button.click()
    assert preview.print_button.isEnabled()


@pytest.mark.qt_log_ignore("QPainter::begin|This plugin does not support", extend=True)  # the first is provoked here
def test_a_printer_that_cannot_be_opened_is_explained(
    preview: PreviewDialog, recorder: Recorder, tmp_path: Path
) -> None:
    recorder.will_answer(printer_to(tmp_path / "no" / "existe" / "x.pdf"))
    preview.print_button.click()
    assert recorder.codes() == ["UI-002"]
    assert preview.print_button.isEnabled()


def test_the_pdf_is_saved_as_it_is(preview: PreviewDialog, recorder: Recorder, pdf: bytes, tmp_path: Path) -> None:
    recorder.will_answer(tmp_path / "copia.pdf")
    preview.save_button.click()
    assert (tmp_path / "copia.pdf").read_bytes() == pdf
    assert recorder.said == [("save_file", "Guardar PDF", "informe.pdf")]


def test_a_place_that_refuses_is_explained(preview: PreviewDialog, recorder: Recorder, tmp_path: Path) -> None:
    (tmp_path / "archivo").write_text("x", encoding="utf-8")
    recorder.will_answer(tmp_path / "archivo" / "copia.pdf")
    preview.save_button.click()
    assert recorder.codes()[0].startswith("FILE-")


def test_closing_early_is_safe(qapp: QApplication, qtbot: QtBot, data_dir: Path, pdf: bytes) -> None:
    context = Context(qapp, data_dir)
    dialog = PreviewDialog(context, pdf, "informe.pdf")
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.reject()
    qtbot.waitUntil(context.tasks.is_idle)
    assert dialog.shown_pages() == 0
    context.tasks.close()
