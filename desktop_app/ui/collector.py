"""Python's cyclic garbage collector, on the window's thread only and between events.

Left to itself it runs wherever an allocation happens to cross its threshold: on a working thread, where destroying a
widget crashes the program, or in the middle of an answer, where it costs the eye a frame.
"""

from __future__ import annotations

import gc
from typing import Final

from PySide6.QtCore import QObject, QTimer, Slot

_INTERVAL: Final = 2000  # milliseconds


class Collector(QObject):
    """Takes the collector over while it lives; ``release`` gives it back."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self)
        self._timer.setInterval(_INTERVAL)
        self._timer.timeout.connect(self.collect_if_due)
        self._timer.start()

    @Slot()
    def collect_if_due(self) -> None:
        """The oldest generation whose threshold is passed, as Python itself would."""
        for generation in (2, 1, 0):
            threshold = gc.get_threshold()[generation]
            if threshold and gc.get_count()[generation] > threshold:
                gc.collect(generation)
                return

    def release(self) -> None:
        self._timer.stop()
        gc.enable()
