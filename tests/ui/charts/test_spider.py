"""The spider chart in the window."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QColor, QImage, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.diagnosis import SpiderAxis, SpiderGeometry, spider_geometry
from desktop_app.ui import theme
from desktop_app.ui.charts.spider import SpiderChart

NAMES = (
    "Origen compartido", "Sector mundial", "Análisis del clúster", "Referenciación", "Estrategia acordada",
    "Plan de acción", "Empresas activas", "Equipo coordinador", "Grupos de trabajo", "Trabajo abierto",
    "Reglas de gobernanza", "Seguimiento", "Financiación",
)  # fmt: skip
VALUES: tuple[float | None, ...] = (2, 1, 2, 0, 1, 1, None, 2, 2, 1, 0, None, 1)


def geometry(values: Sequence[float | None] = VALUES, **more: Sequence[float | None]) -> SpiderGeometry:
    axes = [SpiderAxis(f"P{n:02}", NAMES[n - 1], value, 2.0) for n, value in enumerate(values, start=1)]
    return spider_geometry(axes, series=more or None)


DETAILS = [f"detalle {number}" for number in range(13)]
Make = Callable[..., SpiderChart]


@pytest.fixture
def make(qtbot: QtBot) -> Make:
    hosts = []

    def made(shown: SpiderGeometry, width: int = 640, height: int = 480) -> SpiderChart:
        host = QWidget()
        hosts.append(host)
        qtbot.addWidget(host)
        column = QVBoxLayout(host)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(QLineEdit(host))
        chart = SpiderChart(host)
        column.addWidget(chart, 1)
        host.resize(width, height)
        with qtbot.waitActive(host):
            host.show()
        chart.show_geometry(shown, lambda: DETAILS, "una descripción")
        return chart

    return made


def near(image: QImage, colour: str) -> int:
    """How many pixels are of about this colour."""
    wanted = QColor(colour)
    count = 0
    for x in range(0, image.width(), 2):
        for y in range(0, image.height(), 2):
            pixel = image.pixelColor(x, y)
            far = (
                abs(pixel.red() - wanted.red())
                + abs(pixel.green() - wanted.green())
                + abs(pixel.blue() - wanted.blue())
            )
            count += far < 24
    return count


def end_of(chart: SpiderChart, position: int, share: float = 0.8) -> QPoint:
    """A point of the widget on an axis."""
    layout, shown = chart.label_layout(), chart.geometry_shown()
    assert layout is not None
    assert shown is not None
    x, y = shown.axes[position].end
    centre_x, centre_y = layout.centre
    return QPoint(round(centre_x + x * layout.radius * share), round(centre_y - y * layout.radius * share))


def test_it_draws_its_series_in_the_accent(make: Make) -> None:
    chart = make(geometry())
    assert near(chart.grab().toImage(), theme.tokens().accent) > 50
    empty = make(geometry([None] * 13))
    assert near(empty.grab().toImage(), theme.tokens().accent) < near(chart.grab().toImage(), theme.tokens().accent) / 2


def test_other_series_differ_in_colour(make: Make) -> None:
    plain = make(geometry())
    overlaid = make(geometry(previous=[1.0] * 13, reference=[1.5] * 13))
    amber = theme.tokens().attention
    assert near(overlaid.grab().toImage(), amber) > near(plain.grab().toImage(), amber) + 10


def test_a_series_that_goes_leaves_nothing(make: Make) -> None:
    chart = make(geometry(previous=[1.0] * 13, reference=[1.5] * 13))
    chart.show_geometry(geometry(), lambda: DETAILS)
    assert near(chart.grab().toImage(), theme.tokens().attention) == 0


@pytest.mark.parametrize("size", [(300, 330), (560, 480), (1000, 700), (340, 800)])
def test_no_label_is_clipped_at_any_size(make: Make, size: tuple[int, int]) -> None:
    chart = make(geometry(), *size)
    layout = chart.label_layout()
    assert layout is not None
    for label in layout.labels:
        assert label.left > -0.01
        assert label.top > -0.01
        assert label.left + label.width <= chart.width()
        assert label.top + label.height <= chart.height()


def test_labels_follow_the_text_size(make: Make) -> None:
    chart = make(geometry(), 900, 700)
    before = chart.label_layout()
    font = chart.font()
    font.setPointSizeF(font.pointSizeF() * 2)
    chart.setFont(font)
    after = chart.label_layout()
    assert before is not None
    assert after is not None
    assert after.radius < before.radius


def test_the_keyboard_goes_round_the_axes(make: Make) -> None:
    chart = make(geometry())
    seen: list[int] = []
    chart.axis_entered.connect(seen.append)
    chart.setFocus(Qt.FocusReason.TabFocusReason)
    for key in (
        Qt.Key.Key_Right,
        Qt.Key.Key_Down,
        Qt.Key.Key_Left,
        Qt.Key.Key_End,
        Qt.Key.Key_Right,
        Qt.Key.Key_Up,
        Qt.Key.Key_Home,
    ):
        QTest.keyClick(chart, key)
    assert seen == [0, 1, 2, 1, 12, 0, 12, 0]
    assert chart.detail(chart.current_axis) == "detalle 0"


def test_other_keys_are_left_to_others(make: Make) -> None:
    chart = make(geometry())
    chart.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(chart, Qt.Key.Key_A)
    assert chart.current_axis == 0
    QTest.keyClick(chart, Qt.Key.Key_Backtab)
    assert not chart.hasFocus()
    assert chart.current_axis == -1


@pytest.mark.parametrize("position", [0, 3, 7, 12])
def test_the_mouse_reads_the_axis_it_is_on(make: Make, position: int) -> None:
    chart = make(geometry())
    QTest.mouseMove(chart, end_of(chart, position))
    assert chart.current_axis == position
    QTest.mouseMove(chart, QPoint(1, 1))
    assert chart.current_axis == -1


def test_the_mouse_reads_a_label_and_leaves(make: Make) -> None:
    chart = make(geometry())
    layout = chart.label_layout()
    assert layout is not None
    label = layout.labels[4]
    QTest.mouseMove(chart, QPoint(round(label.left + label.width / 2), round(label.top + label.height / 2)))
    assert chart.current_axis == 4
    QApplication.sendEvent(chart, QEvent(QEvent.Type.Leave))
    assert chart.current_axis == -1


def test_reading_an_axis_shows_it(make: Make) -> None:
    chart = make(geometry())
    before = chart.grab().toImage()
    chart.set_current_axis(4)
    assert chart.grab().toImage() != before
    chart.set_current_axis(-1)
    assert chart.grab().toImage() == before


def test_an_answer_moves_only_the_series(make: Make) -> None:
    chart = make(geometry())
    layout = chart.label_layout()
    chart.set_current_axis(3)
    changed = list(VALUES)
    changed[3] = 2
    before = chart.grab().toImage()
    chart.show_geometry(geometry(changed), lambda: DETAILS)
    assert chart.label_layout() is layout
    assert chart.current_axis == 3
    assert chart.grab().toImage() != before


def test_other_axes_begin_afresh(make: Make) -> None:
    chart = make(geometry())
    chart.set_current_axis(10)
    chart.show_geometry(geometry([1, 2, 0, 1, 2]))
    assert chart.current_axis == -1
    assert chart.detail(10) == ""
    layout = chart.label_layout()
    assert layout is not None
    assert len(layout.labels) == 5


def test_screen_readers_get_the_values(make: Make) -> None:
    assert make(geometry()).accessibleDescription() == "una descripción"


def test_a_missing_value_is_not_drawn_like_a_zero(make: Make) -> None:
    zero = [0 if value is None else value for value in VALUES]
    assert make(geometry()).grab().toImage() != make(geometry(zero)).grab().toImage()


@pytest.mark.parametrize("values", [[], [1.0], [1.0, 2.0], [1.0] * 3])
def test_few_axes_are_still_a_chart(make: Make, values: list[float | None]) -> None:
    chart = make(geometry(values))
    chart.grab()
    chart.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(chart, Qt.Key.Key_Right)
    QTest.mouseMove(chart, QPoint(320, 240))
    assert chart.current_axis < max(1, len(values))


def test_long_and_empty_labels(make: Make) -> None:
    shown = geometry()
    longest = replace(shown, axes=tuple(replace(axis, label="palabra " * 80) for axis in shown.axes))
    chart = make(longest)
    layout = chart.label_layout()
    assert layout is not None
    assert not layout.full
    nameless = replace(shown, axes=tuple(replace(axis, label="") for axis in shown.axes))
    chart.show_geometry(nameless)
    layout = chart.label_layout()
    assert layout is not None
    assert layout.labels[0].text == "P01"


def test_dark_mode_follows_the_palette(make: Make, qapp: QApplication) -> None:
    chart = make(geometry())
    before = qapp.palette()
    light = chart.grab().toImage().pixelColor(2, 2)
    dark = QPalette(before)
    dark.setColor(QPalette.ColorRole.Window, QColor(theme.DARK.background))
    qapp.setPalette(dark)
    try:
        QApplication.processEvents()
        picture = chart.grab().toImage()
    finally:
        qapp.setPalette(before)
    assert picture.pixelColor(2, 2) == QColor(theme.DARK.surface)
    assert light == QColor(theme.LIGHT.surface)
    assert near(picture, theme.DARK.accent) > 50
