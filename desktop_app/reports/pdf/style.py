"""Page, type and colours of everything printed: Letter, Open Sans, little ink, legible in grey."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeAlias

Color: TypeAlias = tuple[float, float, float]


def _hex(code: int) -> Color:
    return (code >> 16 & 255) / 255, (code >> 8 & 255) / 255, (code & 255) / 255


GREEN: Final = _hex(0x1B5E46)
AMBER: Final = _hex(0xA86400)  # text in it must keep 4.5:1 on white, which #B26A00 does not
INK: Final = _hex(0x1F2422)
GREY: Final = _hex(0x5A625E)
RULE: Final = _hex(0xB9C1BD)
PALE: Final = _hex(0xEEF2F0)
WHITE: Final = _hex(0xFFFFFF)

PAGE_WIDTH: Final = 612.0
PAGE_HEIGHT: Final = 792.0
MARGIN_SIDE: Final = 54.0
MARGIN_TOP: Final = 66.0
MARGIN_BOTTOM: Final = 60.0
FRAME_WIDTH: Final = PAGE_WIDTH - 2 * MARGIN_SIDE
FRAME_HEIGHT: Final = PAGE_HEIGHT - MARGIN_TOP - MARGIN_BOTTOM

REGULAR: Final = "Telar-Regular"
BOLD: Final = "Telar-Semibold"
ITALIC: Final = "Telar-Italic"
FONT_FILES: Final = {
    REGULAR: "OpenSans-Regular.ttf",
    BOLD: "OpenSans-Semibold.ttf",
    ITALIC: "OpenSans-Italic.ttf",
}


@dataclass(frozen=True, slots=True)
class Style:
    """How a run of text looks; sizes and leading in points."""

    font: str
    size: float
    leading: float
    color: Color = INK


TITLE: Final = Style(BOLD, 24, 30, GREEN)
SUBTITLE: Final = Style(BOLD, 15, 20)
HEADING: Final = Style(BOLD, 16, 22, GREEN)
SUBHEADING: Final = Style(BOLD, 12, 17, GREEN)
READING: Final = Style(REGULAR, 11, 15.5)
READING_BOLD: Final = Style(BOLD, 11, 15.5)
FIGURE: Final = Style(BOLD, 20, 26, GREEN)
BODY: Final = Style(REGULAR, 10, 14)
BODY_BOLD: Final = Style(BOLD, 10, 14)
BODY_GREY: Final = Style(REGULAR, 10, 14, GREY)
BODY_ITALIC: Final = Style(ITALIC, 10, 14, GREY)
BODY_GREEN: Final = Style(BOLD, 10, 14, GREEN)
ATTENTION: Final = Style(BOLD, 10.5, 15, AMBER)
CHART_LABEL: Final = Style(REGULAR, 9, 11.5)
CHART_BOLD: Final = Style(BOLD, 9, 11.5)
CHART_RING: Final = Style(BOLD, 8, 10, GREY)
SMALL: Final = Style(REGULAR, 9, 12, GREY)
SMALL_BOLD: Final = Style(BOLD, 9, 12)
RUNNING: Final = Style(REGULAR, 8.5, 11, GREY)
