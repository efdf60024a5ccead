"""Files dropped anywhere on the window: forms to be checked, and packages."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QEvent, QMimeData, QObject, QTimer, Signal
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QWidget

# Old workbooks and other programs' are taken as well: refused in words is better than not taken at all.
_FORMS: Final = frozenset({".xlsx", ".xlsm", ".xls", ".ods", ".md", ".csv", ".xml"})
_PACKAGES: Final = (".asice", ".asice.age")


class FileDrops(QObject):
    """Takes what is dropped on ``window`` where no field of its own takes it.

    Signals:
        form: the path of what may be a form.
        package: the path of what may be a package.
    """

    form = Signal(object)
    package = Signal(object)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QDropEvent) and event.type() in (QEvent.Type.DragEnter, QEvent.Type.Drop):
            path = _dropped(event.mimeData())
            if path is not None:
                event.acceptProposedAction()
                if event.type() == QEvent.Type.Drop:
                    signal = self.package if path.name.lower().endswith(_PACKAGES) else self.form
                    # Later: the program that the file comes from waits for this, and a question may be asked first.
                    QTimer.singleShot(0, self, partial(signal.emit, path))
                return True
        return super().eventFilter(watched, event)


def _dropped(data: QMimeData) -> Path | None:
    """The first file of ``data`` if it is one that the window takes."""
    urls = data.urls()
    if not urls or not urls[0].isLocalFile():
        return None
    path = Path(urls[0].toLocalFile())
    takes = path.name.lower().endswith(_PACKAGES) or path.suffix.lower() in _FORMS
    return path if takes else None
