from __future__ import annotations

import ctypes
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


class Heap(ctypes.Structure):
    """``struct mallinfo2`` of glibc's ``malloc.h``; ``smblks`` are the small freed pieces that it put aside."""

    _fields_ = tuple(
        (name, ctypes.c_size_t)
        for name in (
            "arena",
            "ordblks",
            "smblks",
            "hblks",
            "hblkhd",
            "usmblks",
            "fsmblks",
            "uordblks",
            "fordblks",
            "top",
        )
    )


def put_aside() -> int:
    told = ctypes.CDLL(None).mallinfo2
    told.restype = Heap
    return int(told().smblks)


def test_the_allocator_joins_small_pieces_as_they_are_freed(qtbot: QtBot) -> None:
    parent = QObject()
    collector = Collector(parent)
    collector.collect_if_due()
    before = put_aside()  # by what other threads had
    heap = ctypes.CDLL(None)
    heap.malloc.restype, heap.free.argtypes = ctypes.c_void_p, (ctypes.c_void_p,)
    pieces = [heap.malloc(48) for _ in range(1000)]
    for piece in pieces:
        heap.free(piece)
    collector.release()
    assert put_aside() - before < len(pieces) // 10


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
