"""What the tests of the survey's screens share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from desktop_app.ui.theme import Theme
from tests.support.cards import make
from tests.support.heap import settled_heap

__all__ = ["make", "settled_heap"]

_HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The offscreen platform says of every popup what it cannot do."""
    ignored = pytest.mark.qt_log_ignore(r"This plugin does not support .*", extend=True)
    for item in items:
        if item.path.is_relative_to(_HERE):
            item.add_marker(ignored, append=False)


@pytest.fixture
def large_type(qapp: QApplication) -> Iterator[Callable[[int], None]]:
    """Sets the text's size in per cent, for the test."""
    theme = Theme(qapp)
    yield theme.set_percent
    theme.set_percent(100)
    theme.deleteLater()
