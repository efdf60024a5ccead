"""What a chart that is a file of its own needs to be shown in the window: Qt's fonts, and on a dark ground its colours.

What is told apart by lightness on paper is so on the dark ground, the other way round.
"""

from __future__ import annotations

import re
from typing import Final

from desktop_app.ui.theme import DARK

ON_DARK: Final = {
    "#ffffff": DARK.surface,
    "#1f2422": DARK.text,
    "#5a625e": DARK.muted,
    "#b9c1bd": DARK.border,
    "#eef2f0": DARK.sunken,
    "#a86400": DARK.attention,
    "#1b5e46": DARK.accent,
    "#f0b44c": "#6b4a12",
    "#5b8aba": "#8fb8e0",
    "#d7deda": "#3c4642",
    "#5b1f3a": "#d79ab9",
    "#a9c0e0": "#2f4a6e",
    "#8a5a2b": "#d9ad7c",
    "#e6e08a": "#57531c",
}
_FAMILY: Final = re.compile(r'(?<= )font-family="[^"]*"')  # of several families Qt takes none
_TAG: Final = re.compile(r"<[^>]+>")
_COLOUR: Final = re.compile(r'(?<= fill=")#[0-9a-f]{6}(?=")|(?<= stroke=")#[0-9a-f]{6}(?=")')


def on_screen(svg: bytes, *, dark: bool) -> bytes:
    """The picture for the window, in the dark scheme's colours if told so; what it says is as it was."""
    text = _FAMILY.sub('font-family="Open Sans"', svg.decode("utf-8"), count=1)
    return (_TAG.sub(_recolour, text) if dark else text).encode("utf-8")


def _recolour(tag: re.Match[str]) -> str:
    return _COLOUR.sub(lambda colour: ON_DARK.get(colour[0], colour[0]), tag[0])
