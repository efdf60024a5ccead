"""When a window was last painted."""

from __future__ import annotations

from time import perf_counter

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QWidget


class Painted(QObject):
    """Watches ``window``; ``at`` is when its last picture was done, 0 before the first.

    Signals:
        again: it has been painted.
    """

    again = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.at = 0.0
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is not self._window or event.type() != QEvent.Type.UpdateRequest:
            return False
        handled = self._window.event(event)
        self.at = perf_counter()
        self.again.emit()
        return handled

    def stop(self) -> None:
        self._window.removeEventFilter(self)
        self.deleteLater()
