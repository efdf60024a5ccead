"""The charts' colours on a dark ground. What is told apart by lightness on paper is so here, the other way round."""

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
_TAG: Final = re.compile(r"<[^>]+>")
_COLOUR: Final = re.compile(r'(?<= fill=")#[0-9a-f]{6}(?=")|(?<= stroke=")#[0-9a-f]{6}(?=")')


def on_dark(svg: bytes) -> bytes:
    """The picture in the dark scheme's colours; what it says is as it was."""
    return _TAG.sub(_recolour, svg.decode("utf-8")).encode("utf-8")


def _recolour(tag: re.Match[str]) -> str:
    return _COLOUR.sub(lambda colour: ON_DARK.get(colour[0], colour[0]), tag[0])
