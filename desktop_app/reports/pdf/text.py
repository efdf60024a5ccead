"""Fonts, and text broken into lines. Text is drawn as it stands: nothing in it is markup."""

from __future__ import annotations

import re
from functools import lru_cache
from threading import Lock
from typing import Any

from desktop_app import paths
from desktop_app.errors import Place, ReportError
from desktop_app.reports.pdf.marks import Row, Text
from desktop_app.reports.pdf.style import FONT_FILES, Style

_LOCK = Lock()
_BASELINE = 0.76
# Controls, format characters that reorder text, what UTF-8 cannot encode, and what is no character and breaks an SVG
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff\ufffe\uffff]"
)


@lru_cache(maxsize=1)
def load_fonts() -> None:
    """Registers the program's fonts, once; each is embedded as the subset that a document uses."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFError, TTFont

    with _LOCK:
        for name, file in FONT_FILES.items():
            path = paths.resource("fonts", file)
            try:
                pdfmetrics.registerFont(TTFont(name, str(path)))
            except (TTFError, OSError) as error:
                raise ReportError("REP-003", Place(file=path.name), detail=type(error).__name__) from error


def clean(text: str) -> str:
    """``text`` without what cannot be printed; line ends and tabs stay."""
    return _UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))


def width(text: str, style: Style) -> float:
    """The width of one line, in points."""
    return _extent(text, style.font) * style.size


@lru_cache(maxsize=4096)
def _extent(text: str, font: str) -> float:
    """The width at size 1. A report says the same words again and again."""
    return sum(map(_advances(font).__getitem__, text))


class _Advances(dict[str, float]):
    """Widths at size 1 by character; a plain dictionary is several times as quick as asking reportlab each time."""

    def __init__(self, face: Any) -> None:
        super().__init__({chr(code): advance / 1000 for code, advance in face.charWidths.items()})
        self._fallback = float(face.defaultWidth) / 1000

    def __missing__(self, _character: str) -> float:
        return self._fallback


@lru_cache(maxsize=8)
def _advances(font: str) -> _Advances:
    return _Advances(_face(font))


def _face(font: str) -> Any:
    from reportlab.pdfbase import pdfmetrics

    load_fonts()
    return pdfmetrics.getFont(font).face


def wrap(text: str, style: Style, room: float) -> list[str]:
    """``text`` in lines no wider than ``room``; its own line ends stay, a word wider than that is cut."""
    lines: list[str] = []
    for paragraph in clean(text).split("\n"):
        lines.extend(_wrap_paragraph(paragraph.split(), style, room))
    return lines


def _wrap_paragraph(words: list[str], style: Style, room: float) -> list[str]:
    space = width(" ", style)
    lines: list[str] = []
    line: list[str] = []
    used = 0.0
    for word in words:
        extent = width(word, style)
        if line and used + space + extent <= room:
            line.append(word)
            used += space + extent
            continue
        if line:
            lines.append(" ".join(line))
        if extent > room:
            *whole, word = _cut(word, style, room)
            lines.extend(whole)
            extent = width(word, style)
        line, used = [word], extent
    lines.append(" ".join(line))
    return lines


def _cut(word: str, style: Style, room: float) -> list[str]:
    """A word in pieces, each at least a character and no wider than ``room`` if it can be."""
    pieces: list[str] = []
    start, used = 0, 0.0
    for position, character in enumerate(word):
        advance = width(character, style)
        if position > start and used + advance > room:
            pieces.append(word[start:position])
            start, used = position, 0.0
        used += advance
    return [*pieces, word[start:]]


def shorten(text: str, style: Style, room: float) -> str:
    """One line no wider than ``room``, ending in an ellipsis if it had to be cut."""
    line = " ".join(clean(text).split())
    if width(line, style) <= room:
        return line
    room -= width("…", style)
    return _cut(line, style, room)[0].rstrip() + "…"


def rows(text: str, style: Style, room: float, x: float = 0.0) -> list[Row]:
    """``text`` as rows, one a line, beginning at ``x``."""
    baseline = (style.leading - style.size) / 2 + style.size * _BASELINE + 1
    return [Row(style.leading, (Text(x, baseline, line, style),)) for line in wrap(text, style, room)]


def cut_lines(text: str, style: Style, room: float, most: int) -> list[str]:
    """``text`` in at most so many lines; the last ends in an ellipsis where there is more."""
    lines = wrap(text, style, room)
    if len(lines) > most:
        lines = [*lines[: most - 1], shorten(f"{lines[most - 1]} {lines[most]}", style, room)]
        if not lines[-1].endswith("…"):
            lines[-1] = shorten(lines[-1] + "…", style, room)
    return lines


def cut_rows(text: str, style: Style, room: float, most: int, x: float = 0.0) -> list[Row]:
    """Those lines as rows, beginning at ``x``."""
    return [row for line in cut_lines(text, style, room, most) for row in rows(line, style, room + 1, x)[:1]]


def right_rows(text: str, style: Style, right: float, room: float, most: int) -> list[Row]:
    """``text`` in at most so many lines, each of which ends at ``right``."""
    return [right_row(line, style, right) for line in cut_lines(text, style, room, most)]


def right_row(text: str, style: Style, right: float) -> Row:
    """``text`` on one line that ends at ``right``."""
    line = " ".join(clean(text).split())
    return rows(line, style, float("inf"), right - width(line, style))[0]
