"""What the tests of charts share."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QFont, QPalette
from PySide6.QtWidgets import QApplication

from tests.support.heap import settled_heap

__all__ = ["settled_heap"]


@pytest.fixture(autouse=True)
def _plain_looks(qapp: QApplication) -> None:
    """Whatever a window before left behind: a style sheet, a palette, a font."""
    qapp.setStyleSheet("")
    qapp.setPalette(QPalette())
    qapp.setFont(QFont())


_HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The offscreen platform says of every popup what it cannot do."""
    ignored = pytest.mark.qt_log_ignore(r"This plugin does not support .*", extend=True)
    for item in items:
        if item.path.is_relative_to(_HERE):
            item.add_marker(ignored, append=False)
