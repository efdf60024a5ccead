"""What is done about memory: on the window's thread only and between events.

Left to itself Python's cyclic garbage collector runs wherever an allocation happens to cross its threshold: on a
working thread, where destroying a widget crashes the program, or in the middle of an answer, where it costs the eye a
frame. glibc's allocator has a habit like it: it puts small freed pieces aside and joins the many thousands of them in
one go, a third of a frame, when something large comes or goes.
"""

from __future__ import annotations

import gc
import sys
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
        self._joins = False

    @Slot()
    def collect_if_due(self) -> None:
        """The oldest generation whose threshold is passed, as Python itself would."""
        if not self._joins:
            self._joins = True
            _join_at_once()
        for generation in (2, 1, 0):
            threshold = gc.get_threshold()[generation]
            if threshold and gc.get_count()[generation] > threshold:
                gc.collect(generation)
                return

    def release(self) -> None:
        self._timer.stop()
        gc.enable()


_MXFAST: Final = 1
"""``M_MXFAST`` of glibc's ``malloc.h``: up to this size freed pieces are put aside."""


def _join_at_once() -> None:
    """Has glibc, where it is the allocator, join small pieces as they are freed."""
    if sys.platform == "linux":
        import ctypes

        mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
        if mallopt is not None:
            mallopt(_MXFAST, 0)
