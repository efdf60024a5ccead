"""Files dropped anywhere on the window: forms, packages, references and backups, told apart by their content."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Final, Literal

from PySide6.QtCore import QEvent, QMimeData, QObject, QTimer, Signal
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QWidget

from desktop_app.ui import messages

Kind = Literal["form", "package", "reference", "backup", ""]

# Old workbooks and other programs' are taken as well: refused in words is better than not taken at all.
_FORMS: Final = frozenset({".xlsx", ".xlsm", ".xls", ".ods", ".md", ".csv", ".xml"})
_PACKAGES: Final = (".asice", ".asice.age")
_BACKUP: Final = ".telar"
_REFERENCE: Final = ".json"
# What mail and messengers make of the names of others.
_UNNAMED: Final = frozenset({"", ".age", ".bin", ".txt", ".zip"})
_HEAD: Final = 4096


class FileDrops(QObject):
    """Takes what is dropped on ``window`` where no field of its own takes it.

    Signals:
        form: the path of what may be a form.
        package: the path of what may be a package.
        reference: the path of what may be a reference to compare with.
        backup: the path of what may be a backup.
    """

    form = Signal(object)
    package = Signal(object)
    reference = Signal(object)
    backup = Signal(object)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QDropEvent) and event.type() in (QEvent.Type.DragEnter, QEvent.Type.Drop):
            path = _dropped(event.mimeData())
            if path is not None:
                event.acceptProposedAction()
                if event.type() == QEvent.Type.Drop:
                    # Later: the program that the file comes from waits for this, and a question may be asked first.
                    QTimer.singleShot(0, self, partial(self._take, path))
                return True
        return super().eventFilter(watched, event)

    def _take(self, path: Path) -> None:
        signals = {"form": self.form, "package": self.package, "reference": self.reference, "backup": self.backup}
        found = kind(path)
        if found:
            signals[found].emit(path)
            return
        said = self.tr(
            "«{name}» no es un formulario, un paquete, una referencia ni una copia de respaldo de Telar. Un soporte se "
            "suelta sobre la pregunta a la que pertenece."
        )
        messages.info(self.tr("Este archivo no es de Telar"), said.format(name=path.name), self._window)


def kind(path: Path) -> Kind:
    """What the file at ``path`` is, by how it begins and, where that does not tell, by its name.

    Whoever is given it reads it in earnest and says what is wrong with it. One that cannot be read is told by its name.
    """
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError:
        head = b""
    return _by_content(head) or _by_name(path)


def _by_content(head: bytes) -> Kind:
    if head.startswith(b"age-encryption.org/v1") or (
        head.startswith(b"PK\x03\x04") and b"application/vnd.etsi.asic-e+zip" in head
    ):
        return "package"
    if head.startswith(b"SQLite format 3\0"):
        return "backup"
    if head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{"):
        return "reference"
    return ""


def _by_name(path: Path) -> Kind:
    suffix = path.suffix.lower()
    if path.name.lower().endswith(_PACKAGES):
        return "package"
    if suffix == _BACKUP:
        return "backup"
    if suffix == _REFERENCE:
        return "reference"
    return "form" if suffix in _FORMS else ""


def _dropped(data: QMimeData) -> Path | None:
    """The first file of ``data`` if it is one that the window takes."""
    urls = data.urls()
    if not urls or not urls[0].isLocalFile():
        return None
    path = Path(urls[0].toLocalFile())
    takes = _by_name(path) or (path.suffix.lower() in _UNNAMED and path.is_file())
    return path if takes else None
