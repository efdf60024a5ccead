"""How surfaces are told apart without colour: neighbours differ in lightness and in what is drawn on them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from desktop_app.reports.pdf.marks import Box, Circle, Line, Mark
from desktop_app.reports.pdf.style import INK, Color
from desktop_app.reports.sheet_charts import SERIES_INKS

FILLS: Final = len(SERIES_INKS)
_STEP, _DOTS, _DOT = 4.0, 5.0, 0.75
_OUTLINE, _HATCH = 0.6, 0.55


def fill_color(number: int) -> Color:
    """The ground of fill ``number``; the workbook's charts have the same inks."""
    ink = SERIES_INKS[number % FILLS]
    red, green, blue = (int(ink[at : at + 2], 16) / 255 for at in (0, 2, 4))
    return red, green, blue


def filled(x: float, y: float, width: float, height: float, number: int) -> Iterator[Mark]:
    """A box with fill ``number``: every second one is hatched or dotted."""
    if width <= 0 or height <= 0:
        return
    yield Box(x, y, width, height, fill_color(number))
    pattern = number % FILLS
    if pattern in (1, 7):
        yield from _hatched(x, y, width, height, rising=True)
    if pattern in (5, 7):
        yield from _hatched(x, y, width, height, rising=False)
    if pattern == 3:
        yield from _dotted(x, y, width, height)
    yield Box(x, y, width, height, None, INK, _OUTLINE)


def _hatched(x: float, y: float, width: float, height: float, *, rising: bool) -> Iterator[Mark]:
    """Lines of 45 degrees, cut at the box's edges."""
    offset = _STEP - height
    while offset < width:
        start, end = max(0.0, offset), min(width, offset + height)
        above, below = start - offset, end - offset
        if rising:
            above, below = height - above, height - below
        yield Line(x + start, y + above, x + end, y + below, INK, _HATCH)
        offset += _STEP


def _dotted(x: float, y: float, width: float, height: float) -> Iterator[Mark]:
    down = _DOTS / 2
    while down + _DOT < height:
        right = _DOTS / 2
        while right + _DOT < width:
            yield Circle(x + right, y + down, _DOT, INK)
            right += _DOTS
        down += _DOTS
