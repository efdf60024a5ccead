"""Labels of a spider chart, at any size."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.ui.charts.label_layout import LabelLayout, Placed, lay_out

_CHARACTER = 8.0
_LINE = 18.0


def measure(text: str, width: float) -> tuple[float, float]:
    """A type of fixed width, wrapped at any character."""
    per_line = max(1, int(width // _CHARACTER))
    lines = math.ceil(len(text) / per_line)
    return min(len(text), per_line) * _CHARACTER, lines * _LINE


def directions(count: int) -> list[tuple[float, float]]:
    return [(math.sin(2 * math.pi * k / count), math.cos(2 * math.pi * k / count)) for k in range(count)]


def laid(count: int, size: tuple[float, float], name: str = "Estrategia acordada") -> LabelLayout:
    return lay_out([name] * count, [f"P{k:02}" for k in range(count)], directions(count), size, measure)


def inside(label: Placed, size: tuple[float, float]) -> bool:
    return (
        label.left >= -0.01
        and label.top >= -0.01
        and label.left + label.width <= size[0] + 0.01
        and label.top + label.height <= size[1] + 0.01
    )


@pytest.mark.parametrize("count", [3, 5, 8, 13, 18])
@pytest.mark.parametrize("size", [(300.0, 300.0), (560.0, 480.0), (900.0, 400.0), (1400.0, 900.0), (340.0, 700.0)])
def test_no_label_is_clipped(count: int, size: tuple[float, float]) -> None:
    layout = laid(count, size)
    assert layout.radius > 0.2 * min(size)
    assert all(inside(label, size) for label in layout.labels)


def test_names_where_there_is_room_and_codes_where_there_is_not() -> None:
    assert laid(13, (900.0, 600.0)).full
    small = laid(13, (260.0, 260.0))
    assert not small.full
    assert [label.text for label in small.labels][:2] == ["P00", "P01"]


def test_no_two_neighbours_overlap_when_names_are_shown() -> None:
    layout = laid(13, (700.0, 520.0))
    assert layout.full
    for one, other in zip(layout.labels, layout.labels[1:] + layout.labels[:1], strict=True):
        apart = (
            one.left >= other.left + other.width
            or other.left >= one.left + one.width
            or one.top >= other.top + other.height
            or other.top >= one.top + one.height
        )
        assert apart


def test_labels_stand_outside_the_circle() -> None:
    layout = laid(8, (700.0, 520.0))
    centre_x, centre_y = layout.centre
    for label, (x, y) in zip(layout.labels, directions(8), strict=True):
        end = (centre_x + x * layout.radius, centre_y - y * layout.radius)
        within = label.left < end[0] < label.left + label.width and label.top < end[1] < label.top + label.height
        assert not within


@given(
    st.lists(st.text(alphabet="abcdefgh ", min_size=1, max_size=400), min_size=1, max_size=30),
    st.floats(min_value=1, max_value=2000),
    st.floats(min_value=1, max_value=2000),
)
def test_any_names_at_any_size_give_a_layout(names: list[str], width: float, height: float) -> None:
    layout = lay_out(names, names, directions(len(names)), (width, height), measure)
    assert 0 <= layout.radius <= min(width, height) / 2
    assert len(layout.labels) == len(names)


def test_no_axes_is_an_empty_layout() -> None:
    assert lay_out([], [], [], (300.0, 300.0), measure).labels == ()
