from __future__ import annotations

import gc
import weakref

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from desktop_app.ui.collector import Collector


class Cycle:
    def __init__(self) -> None:
        self.itself = self


def test_it_takes_the_collector_over_and_gives_it_back(qtbot: QtBot) -> None:
    gc.enable()
    parent = QObject()
    collector = Collector(parent)
    assert not gc.isenabled()
    collector.release()
    assert gc.isenabled()


def test_cycles_go_once_there_are_enough_of_them(qtbot: QtBot) -> None:
    parent = QObject()
    collector = Collector(parent)
    gc.collect()
    first = weakref.ref(Cycle())
    collector.collect_if_due()
    assert first() is not None
    more = [Cycle() for _ in range(gc.get_threshold()[0] + 1)]
    collector.collect_if_due()
    assert first() is None
    assert len(more) > 0
    collector.release()
