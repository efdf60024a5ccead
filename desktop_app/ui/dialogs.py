"""The dialogs themselves; ``messages`` is their only caller."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialog,
    QFileDialog,
    QInputDialog,
    QLabel,
    QLineEdit,
    QMessageBox,
    QWidget,
)

from desktop_app.errors import TelarError
from desktop_app.ui import i18n

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter


_LINE = 56
"""Characters of a line in a dialog, as far as ``_WIDEST`` pixels hold them."""
_WIDEST = 760


class Dialogs(QObject):
    """Asks and tells with Qt's dialogs, over the active window unless a parent is named."""

    def info(self, title: str, text: str, parent: QWidget | None) -> None:
        _exec(self._box(QMessageBox.Icon.Information, title, text, parent))

    def error(self, error: TelarError, parent: QWidget | None) -> None:
        explanation = error.explain(i18n.language())
        box = self._box(QMessageBox.Icon.Warning, self.tr("No se pudo completar"), explanation.cause, parent)
        where = self.tr("Dónde: {place}").format(place=explanation.place) if explanation.place else ""
        code = self.tr("Código {code}").format(code=explanation.code)
        box.setInformativeText("\n\n".join(part for part in (explanation.remedy, where, code) if part))
        _exec(box)

    def confirm(self, title: str, text: str, action: str, parent: QWidget | None) -> bool:
        box = self._box(QMessageBox.Icon.Question, title, text, parent)
        agree = box.addButton(action, QMessageBox.ButtonRole.AcceptRole)
        keep = box.addButton(self.tr("Cancelar"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(keep)
        box.setEscapeButton(keep)
        return _exec(box) is agree

    def open_file(self, title: str, folder: Path, pattern: str, parent: QWidget | None) -> Path | None:
        dialog = self._file_dialog(title, folder, parent)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(pattern)
        return _chosen(dialog)

    def save_file(self, title: str, suggestion: Path, pattern: str, parent: QWidget | None) -> Path | None:
        dialog = self._file_dialog(title, suggestion.parent, parent)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(pattern)
        dialog.setDefaultSuffix(suggestion.suffix)
        dialog.selectFile(suggestion.name)
        dialog.filterSelected.connect(partial(_follow_filter, dialog))
        return _chosen(dialog)

    def folder(self, title: str, folder: Path, parent: QWidget | None) -> Path | None:
        dialog = self._file_dialog(title, folder, parent)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        return _chosen(dialog)

    def passphrase(self, title: str, text: str, parent: QWidget | None) -> str | None:
        dialog = _input_dialog(title, text, parent)
        dialog.setTextEchoMode(QLineEdit.EchoMode.Password)
        return dialog.textValue() if _agreed(dialog) else None

    def choose(self, title: str, text: str, options: Sequence[str], parent: QWidget | None) -> int | None:
        dialog = _input_dialog(title, text, parent)
        dialog.setComboBoxItems(list(options))
        return list(options).index(dialog.textValue()) if _agreed(dialog) else None

    def pick(self, title: str, text: str, options: Sequence[str], action: str, parent: QWidget | None) -> int | None:
        from desktop_app.ui.list_dialog import ListDialog

        dialog = ListDialog(title, text, options, action, _over(parent))
        return dialog.chosen() if _agreed(dialog) else None

    def printer(self, pages: int, parent: QWidget | None) -> QPrinter | None:
        from PySide6.QtGui import QPageLayout, QPageSize
        from PySide6.QtPrintSupport import QAbstractPrintDialog, QPrintDialog, QPrinter

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setPageSize(QPageSize(QPageSize.PageSizeId.Letter))
        printer.setPageOrientation(QPageLayout.Orientation.Portrait)
        dialog = QPrintDialog(printer, _over(parent))
        dialog.setOption(QAbstractPrintDialog.PrintDialogOption.PrintPageRange)
        dialog.setMinMax(1, pages)
        return printer if dialog.exec() == QPrintDialog.DialogCode.Accepted else None

    def _file_dialog(self, title: str, folder: Path, parent: QWidget | None) -> QFileDialog:
        """The system's dialog or, where it has none, Qt's, of which PySide6's Spanish translates but a part."""
        dialog = QFileDialog(_over(parent), title, str(folder))
        dialog.setViewMode(QFileDialog.ViewMode.List)
        dialog.setLabelText(QFileDialog.DialogLabel.LookIn, self.tr("Buscar en:"))
        dialog.setLabelText(QFileDialog.DialogLabel.FileName, self.tr("Nombre:"))
        dialog.setLabelText(QFileDialog.DialogLabel.FileType, self.tr("Tipo:"))
        return dialog

    def _box(self, icon: QMessageBox.Icon, title: str, text: str, parent: QWidget | None) -> QMessageBox:
        box = QMessageBox(_over(parent))
        box.setWindowTitle(title)
        box.setIcon(icon)
        # Names of files and initiatives come from outside: they are shown, never read as markup.
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(text)
        return box


def _exec(box: QMessageBox) -> QAbstractButton | None:
    """Shows ``box`` and lets it go; returns the button that closed it."""
    box.exec()
    clicked: QAbstractButton | None = box.clickedButton()
    box.deleteLater()
    return clicked


def _input_dialog(title: str, text: str, parent: QWidget | None) -> QInputDialog:
    """A dialog with one field whose text wraps: in large type a line would leave the screen."""
    dialog = QInputDialog(_over(parent))
    dialog.setWindowTitle(title)
    dialog.setLabelText(text)
    label = dialog.findChild(QLabel)
    if label is not None:
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        label.setMinimumWidth(min(_WIDEST, label.fontMetrics().averageCharWidth() * _LINE))
    return dialog


def _agreed(dialog: QDialog) -> bool:
    """Shows ``dialog`` and lets it go; its fields can be read until control returns to the event loop."""
    agreed = dialog.exec() == QDialog.DialogCode.Accepted
    dialog.deleteLater()
    return agreed


def _chosen(dialog: QFileDialog) -> Path | None:
    names = dialog.selectedFiles() if _agreed(dialog) else []
    return Path(names[0]) if names else None


def _follow_filter(dialog: QFileDialog, pattern: str) -> None:
    """Another kind of file is chosen: the name that is there ends as that kind does."""
    suffix = pattern.rpartition("(*.")[2].partition(")")[0]
    names = dialog.selectedFiles()
    if suffix.isalnum() and names:
        dialog.setDefaultSuffix(suffix)
        dialog.selectFile(Path(names[0]).with_suffix(f".{suffix}").name)


def _over(parent: QWidget | None) -> QWidget | None:
    """The window that waits for the answer. One that is closing cannot: it would take the dialog with it."""
    over = parent or QApplication.activeModalWidget() or QApplication.activeWindow()
    return over if over is not None and over.isVisible() else None


def file_pattern(*suffixes: str) -> str:
    """A file dialog's filter, in the window's language."""
    words = {
        "pdf": QCoreApplication.translate("FilePattern", "Documento PDF (*.pdf)"),
        "png": QCoreApplication.translate("FilePattern", "Imagen PNG (*.png)"),
        "svg": QCoreApplication.translate("FilePattern", "Imagen SVG (*.svg)"),
        "xlsx": QCoreApplication.translate("FilePattern", "Libro de Excel (*.xlsx)"),
        "list": QCoreApplication.translate("FilePattern", "Lista de Excel o CSV (*.xlsx *.csv)"),
        "ics": QCoreApplication.translate("FilePattern", "Calendario (*.ics)"),
        "asice": QCoreApplication.translate("FilePattern", "Paquete de Telar (*.asice *.asice.age)"),
        "any": QCoreApplication.translate("FilePattern", "Todos los archivos (*)"),
    }
    return ";;".join(words[suffix] for suffix in suffixes)
