"""Parts that several chapters of the report are put together from."""

from __future__ import annotations

from collections.abc import Sequence

from desktop_app.reports.advice import AdviceGroup
from desktop_app.reports.beside import Change
from desktop_app.reports.pdf.marks import Box, Line, Mark, Polygon, Row, Text, beside, gap, height_of
from desktop_app.reports.pdf.sheet import Bookmark, Sheet
from desktop_app.reports.pdf.style import (
    AMBER,
    ATTENTION,
    BODY,
    BODY_BOLD,
    BODY_GREEN,
    BODY_GREY,
    FRAME_WIDTH,
    GREEN,
    GREY,
    HEADING,
    INK,
    PALE,
    SMALL,
    SMALL_BOLD,
    SUBHEADING,
    Style,
)
from desktop_app.reports.pdf.text import right_row, rows, width

CODE = 44.0
SCORE = 78.0
_LABEL = 84.0
_BULLET = 12.0
_DIRECTION = 8.0


def heading(sheet: Sheet, title: str, before: float = 22.0) -> None:
    """A section's heading, with its outline entry."""
    sheet.heading([Row(0.01, (Bookmark(title),)), *rows(title, HEADING, FRAME_WIDTH), gap(4)], before)


def subheading(sheet: Sheet, title: str, before: float = 12.0) -> None:
    sheet.heading([Row(0.01, (Bookmark(title, 1),)), *rows(title, SUBHEADING, FRAME_WIDTH), gap(3)], before)


def boxed(text: str) -> list[Row]:
    inner = rows(text, ATTENTION, FRAME_WIDTH - 24, 12)[:6]
    height = height_of(inner) + 10
    return [Row(5, (Box(0, 0, FRAME_WIDTH, height, None, AMBER, 1.0, 3),)), *inner, gap(5)]


def bar(x: float, y: float, width: float, height: float, share: float | None, steps: float) -> tuple[Mark, ...]:
    """A score as a filled outline with a tick at each whole point: it reads without colour."""
    marks: list[Mark] = [Box(x, y, width, height, PALE)]
    if share:
        marks.append(Box(x, y, width * min(1.0, share), height, GREEN))
    marks.append(Box(x, y, width, height, None, GREY, 0.6))
    if 1 < steps <= 10:
        ticks = (x + width * step / steps for step in range(1, int(steps + 0.999)))
        marks += [Line(tick, y, tick, y + height, GREY, 0.6) for tick in ticks]
    return tuple(marks)


def labelled(label: str, text: str, room: float, x: float) -> list[Row]:
    """A grey label in a column of its own and the text beside it."""
    return beside(rows(label, BODY_GREY, _LABEL - 4, x), rows(text, BODY, room - _LABEL, x + _LABEL))


def bullets(texts: Sequence[str], room: float, x: float) -> list[Row]:
    """One after another; with a dot before each where there are several."""
    if len(texts) == 1:
        return rows(texts[0], BODY, room, x)
    block: list[Row] = []
    for text in texts:
        block += beside(rows("•", BODY_GREEN, _BULLET, x + 2), rows(text, BODY, room - _BULLET, x + _BULLET))
    return block


def advice(sheet: Sheet, group: AdviceGroup) -> None:
    """Strengths or opportunities under the title of their phase."""
    if group.title:
        subheading(sheet, group.title)
    for item in group.items:
        name = beside(
            rows(item.code, BODY_GREEN, CODE - 4), rows(item.name, BODY_BOLD, FRAME_WIDTH - CODE - SCORE, CODE)
        )
        score = right_row(item.score, BODY_GREY, FRAME_WIDTH).marks
        first = Row(name[0].height, (*name[0].marks, *score))
        text = bullets(item.texts, FRAME_WIDTH - CODE, CODE) if item.texts else []
        sheet.add([first, *name[1:], *text], 6)


def change_row(change: Change, right: float) -> Row:
    """``▲ +0,33 · antes 1,33``, ending at ``right``; the arrow is drawn, for the type has none."""
    before = f" · {change.before}"
    start = right - width(before, SMALL) - width(change.text, SMALL_BOLD)
    marks: list[Mark] = [Text(start, 9.5, change.text, SMALL_BOLD), *_words(before, SMALL, right)]
    if change.direction:
        marks.insert(0, arrow(start - _DIRECTION - 2, 3.0, _DIRECTION, change.direction))
    return Row(SMALL.leading, tuple(marks))


def arrow(x: float, y: float, size: float, direction: int) -> Polygon:
    """A full triangle that points up (1) or down (-1)."""
    tip, base = (y, y + size * 0.85) if direction > 0 else (y + size * 0.85, y)
    return Polygon(((x, base), (x + size, base), (x + size / 2, tip)), GREEN if direction > 0 else INK)


def _words(text: str, style: Style, right: float) -> tuple[Text, ...]:
    return (Text(right - width(text, style), 9.5, text, style),)
