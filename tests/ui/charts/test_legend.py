"""The legend of a chart and the samples of its lines."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop_app.ui import theme
from desktop_app.ui.charts.legend import Legend, LegendItem
from desktop_app.ui.charts.styles import sample, style_of

NAMES = ("own", "previous", "national", "macrosector")
ITEMS = (
    LegendItem("own", "Ola 2026", switchable=False),
    LegendItem("previous", "Ola 2025"),
    LegendItem("national", "Promedio nacional 2025 (100 iniciativas)"),
)


Open = Callable[..., Legend]


@pytest.fixture
def opened(qtbot: QtBot) -> Open:
    hosts = []

    def made(width: int = 600) -> Legend:
        host = QWidget()
        hosts.append(host)
        qtbot.addWidget(host)
        legend = Legend(host)
        legend.show_items(ITEMS)
        legend.resize(width, legend.heightForWidth(width))
        host.resize(width, 300)
        with qtbot.waitExposed(host):
            host.show()
        return legend

    return made


def test_no_two_series_look_alike_without_colour() -> None:
    looks = {(style_of(name).dashes, style_of(name).marker) for name in NAMES}
    assert len(looks) == len({style_of(name).marker for name in NAMES}) == len(NAMES)
    assert [style_of(name).filled for name in NAMES] == [True, False, False, False]
    assert style_of("another") == style_of("national")


def test_samples_differ(qtbot: QtBot) -> None:
    pictures = [sample(name, 20, 2.0).toImage() for name in NAMES]
    assert all(picture.width() == 88 and picture.height() == 40 for picture in pictures)
    assert all(one != other for place, one in enumerate(pictures) for other in pictures[:place])


def test_all_but_the_own_can_be_switched(opened: Open) -> None:
    legend = opened()
    told: list[tuple[str, bool]] = []
    legend.switched.connect(lambda name, shown: told.append((name, shown)))
    for row in legend.rows.values():
        QTest.mouseClick(row.label, Qt.MouseButton.LeftButton)
    assert told == [("previous", False), ("national", False)]
    assert legend.rows["national"].box.accessibleName() == ITEMS[2].text


def test_the_same_items_keep_their_rows(opened: Open) -> None:
    legend = opened()
    before = dict(legend.rows)
    legend.show_items([ITEMS[0], LegendItem("previous", "Ola 2025", shown=False), ITEMS[2]])
    assert legend.rows == before
    assert not legend.rows["previous"].box.isChecked()
    legend.show_items(ITEMS[:2])
    assert list(legend.rows) == ["own", "previous"]


def test_a_long_name_wraps_where_there_is_no_room(opened: Open) -> None:
    wide, narrow = opened(800), opened(220)
    assert narrow.heightForWidth(220) > wide.heightForWidth(800)
    for row in narrow.rows.values():
        assert row.geometry().right() <= 220
        assert row.label.height() >= row.label.heightForWidth(row.label.width())


def test_the_colours_follow_the_theme(qtbot: QtBot) -> None:
    picture = sample("own", 20).toImage()
    colours = {picture.pixelColor(x, 10).name() for x in range(picture.width())}
    assert theme.tokens().accent in colours
