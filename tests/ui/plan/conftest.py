"""What the tests of the plan's screen share."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.heap import settled_heap

__all__ = ["settled_heap"]

_HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The offscreen platform says of every popup what it cannot do."""
    ignored = pytest.mark.qt_log_ignore(r"This plugin does not support .*", extend=True)
    for item in items:
        if item.path.is_relative_to(_HERE):
            item.add_marker(ignored, append=False)
