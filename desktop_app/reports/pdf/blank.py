"""The form to fill in by hand as a PDF: circles and squares to mark, lines to write on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from desktop_app.reports.blank import (
    FURTHER,
    BlankCell,
    BlankContent,
    BlankQuestion,
    BlankSection,
    Space,
    blank_content,
)
from desktop_app.reports.pdf.marks import Box, Circle, Line, Mark, Row, Text, beside, gap, height_of
from desktop_app.reports.pdf.sheet import Bookmark, Metadata, Placed, Running, Sheet, write_pdf
from desktop_app.reports.pdf.style import (
    BODY,
    BODY_BOLD,
    BODY_GREEN,
    BODY_GREY,
    BODY_ITALIC,
    FRAME_WIDTH,
    GREEN,
    GREY,
    READING,
    RULE,
    SMALL,
    SUBHEADING,
    SUBTITLE,
    TITLE,
    Style,
)
from desktop_app.reports.pdf.text import rows, shorten, width
from desktop_app.xforms import Form

_CODE = 44.0
_X = 26 + _CODE
_ROOM = FRAME_WIDTH - _X
_LINE = 23.0
_COLUMN_GAP = 14.0
_SIGN = 20.0
_MOST_COLUMNS = 3
_BOX = 18.0
_CELL, _CELLS_AT, _CELL_COLUMNS = 32.0, 24.0, 3
_BOXES = {
    Space.DATE: (2, 2, 4),
    Space.MONTH: (2, 4),
    Space.YEAR: (4,),
    Space.TIME: (2, 2),
    Space.MOMENT: (2, 2, 4, 0, 2, 2),
}


def blank_form_pdf(form: Form, language: str, title: str, created: datetime, software: str) -> bytes:
    """The blank form on Letter in ``language`` (``es`` or ``en``) under ``title``; ``created`` is aware."""
    return write_pdf(*blank_pages(blank_content(form, language, title, created, software)))


def blank_pages(content: BlankContent) -> tuple[list[list[Placed]], Running, Metadata]:
    """The blank form laid out, before it is written."""
    sheet = Sheet()
    _opening(sheet, content)
    for section in content.sections:
        _section(sheet, section)
    return sheet.pages, _running(content), _metadata(content)


def _running(content: BlankContent) -> Running:
    say = content.texts
    version = say["blank.version"].replace("{version}", content.version) if content.version else ""
    foot = "  ·  ".join(part for part in (content.title, version) if part)
    return Running(say["blank.running"], content.title, foot, say["page_of"])


def _metadata(content: BlankContent) -> Metadata:
    say = content.texts
    return Metadata(
        title=f"{content.title}: {say['blank.title']}",
        author=content.software,
        subject=say["blank.subject"].replace("{instrument}", content.title),
        language=content.language,
        creator=content.software,
        created=content.created,
    )


def _opening(sheet: Sheet, content: BlankContent) -> None:
    say = content.texts
    sheet.add([Row(0.01, (Bookmark(content.title),)), *rows(content.title, TITLE, FRAME_WIDTH)])
    sheet.add(rows(say["blank.title"], SUBTITLE, FRAME_WIDTH), 2)
    sheet.add([Row(8, (Box(0, 2, 64, 4, GREEN),))], 4)
    sheet.add(_written(say["blank.initiative"]), 6)
    sheet.add(_written(say["blank.person"]))
    sheet.add(_boxed(say["blank.day"], 0, 176, _BOXES[Space.DATE], say["blank.day_hint"]))
    sheet.add(rows(say["blank.how"], SUBHEADING, FRAME_WIDTH), 14)
    for number in range(1, 5):
        text = rows(say[f"blank.how_{number}"], READING, FRAME_WIDTH - 18, 18)
        sheet.add(beside(rows(f"{number}.", READING, 16), text), 1)


def _written(label: str) -> list[Row]:
    (first, *rest) = rows(label, BODY_GREY, 170)
    return [gap(8), Row(first.height, (*first.marks, Line(176, 13, FRAME_WIDTH, 13, GREY))), *rest]


def _boxed(label: str, x: float, at: float, groups: Sequence[int], hint: str = "") -> list[Row]:
    """``groups`` of boxes, one a figure; none in a group leaves room between a date and a time."""
    marks: list[Mark] = [*rows(label, BODY_GREY, at - x - 6, x)[0].marks]
    for count in groups:
        marks += [Box(at + _BOX * box, 0, _BOX, _BOX, None, GREY) for box in range(count)]
        at += _BOX * count + 8
    return [gap(6), Row(_BOX + 2, (*marks, *rows(hint, BODY_GREY, 200, at + 4)[0].marks))]


def _section(sheet: Sheet, section: BlankSection) -> None:
    mark = (Row(0.01, (Bookmark(section.title),)),) if section.level == 0 else ()
    rule = Row(4, (Line(0, 1, FRAME_WIDTH, 1, GREEN, 1.0),))
    sheet.heading([*mark, *rows(section.title, SUBHEADING, FRAME_WIDTH), rule], 16)
    for note in section.notes:
        sheet.heading(rows(note, BODY_ITALIC, FRAME_WIDTH))
    for question in section.questions:
        sheet.add(_question(question), 9)
    for number in range(2, 2 + FURTHER if section.more else 2):
        sheet.add(_record(number, section.more), 10)


def _record(number: int, cells: Sequence[BlankCell]) -> list[Row]:
    """An empty record: a line for each answer under its question's code; long texts take the whole width."""
    extent = FRAME_WIDTH - _CELLS_AT
    third = extent / _CELL_COLUMNS
    block: list[Row] = [gap(2)]
    waiting: list[BlankCell] = []
    for cell in cells:
        if cell.wide:
            block += [*_cells(waiting, third), *_cells([cell], extent)]
            waiting = []
            continue
        waiting.append(cell)
        if len(waiting) == _CELL_COLUMNS:
            block += _cells(waiting, third)
            waiting = []
    block += _cells(waiting, third)
    first = Row(block[1].height, (*rows(f"{number}.", BODY_GREEN, 20, 4)[0].marks, *block[1].marks))
    block[1] = first
    height = height_of(block)
    return [Row(0.01, (Box(0, 0, FRAME_WIDTH, height + 6, None, RULE, 0.8),)), *block, gap(6)]


def _cells(cells: Sequence[BlankCell], extent: float) -> list[Row]:
    if not cells:
        return []
    marks: list[Mark] = []
    for place, cell in enumerate(cells):
        x = _CELLS_AT + place * extent
        label = shorten(f"{cell.number}  {cell.label}", SMALL, extent - 12)
        marks += [Text(x, 9.5, label, SMALL), Line(x, _CELL - 2, x + extent - 10, _CELL - 2, GREY)]
    return [Row(_CELL, tuple(marks))]


def _question(question: BlankQuestion) -> list[Row]:
    if question.space is Space.NONE:
        return rows(question.label, BODY_ITALIC, FRAME_WIDTH)
    block = beside(
        rows(f"{question.number}." if question.number else "", BODY_GREY, 24),
        rows(question.code, BODY_GREEN, _CODE - 4, 26),
        rows(question.label, BODY_BOLD, _ROOM, _X),
    )
    for hint in question.hints:
        block += rows(hint, BODY_GREY, _ROOM, _X)
    if question.unit or question.instead:
        block.append(_number(question))
    else:
        block += _space(question.space, question.choices, "")
    for label, space in question.extra:
        block += _space(space, (), label)
    return block


def _number(question: BlankQuestion) -> Row:
    """A line for the number, its unit after it, and a square for each answer that may stand for it."""
    end = _X + _ROOM * 0.3
    marks: list[Mark] = [Line(_X, _LINE - 3, end, _LINE - 3, GREY)]
    x = end + 6
    measure = shorten(question.unit, BODY, _ROOM * 0.35)
    marks.append(Text(x, _LINE - 5, measure, BODY))
    x += width(measure, BODY) + 22
    for answer in question.instead:
        label = shorten(answer, BODY, max(30.0, FRAME_WIDTH - x - _SIGN))
        marks += [Box(x, _LINE - 15, 11, 11, None, GREY, 0.9), Text(x + 16, _LINE - 5, label, BODY)]
        x += 16 + width(label, BODY) + 16
    return Row(_LINE, tuple(marks))


def _space(space: Space, choices: tuple[str, ...], label: str) -> list[Row]:
    """Room for an answer; a companion's ``label`` stands at its beginning."""
    if space in (Space.ONE, Space.MANY, Space.RANK):
        return _marked(space, choices)
    if space is Space.CHECK:
        return [gap(4), Row(16, (Box(_X, 2, 11, 11, None, GREY, 0.9),))]
    if space in _BOXES:
        return _boxed(label, _X, _X + (165 if label else 0), _BOXES[space])
    extent = _ROOM * 0.4 if space is Space.NUMBER else _ROOM
    count = 3 if space is Space.LINES and not label else 2 if space is Space.LINES else 1
    lines = [Row(_LINE, (Line(_X, _LINE - 3, _X + extent, _LINE - 3, GREY),)) for _ in range(count)]
    if label:
        start = _X + min(width(label, BODY_GREY) + 8, _ROOM * 0.7)
        name = rows(label, BODY_GREY, _ROOM * 0.7 - 8, _X)[0]
        lines[0] = Row(name.height, (*name.marks, Line(start, 12, FRAME_WIDTH, 12, GREY)))
        lines.insert(0, gap(_LINE - name.height))
    return lines


def _marked(space: Space, choices: tuple[str, ...]) -> list[Row]:
    """The choices in as many columns as their longest label lets stand, read downward."""
    widest = max(width(choice[:120], BODY) for choice in choices) + _SIGN + _COLUMN_GAP
    columns = max(1, min(_MOST_COLUMNS, int(_ROOM // widest), len(choices)))
    room = _ROOM / columns
    depth = -(-len(choices) // columns)
    stacks: list[list[Row]] = []
    for column in range(columns):
        stack: list[Row] = []
        for choice in choices[column * depth : (column + 1) * depth]:
            stack += _choice(space, choice, _X + column * room, room, BODY)
        stacks.append(stack)
    return [gap(2), *beside(*stacks)]


def _choice(space: Space, label: str, x: float, room: float, style: Style) -> list[Row]:
    first, *rest = rows(label, style, room - _SIGN - _COLUMN_GAP / 2, x + _SIGN)
    sign: Mark = Box(x + 1, 2.5, 11, 11, None, GREY, 0.9)
    if space is Space.ONE:
        sign = Circle(x + 6.5, 8, 5.5, None, GREY, 0.9)
    elif space is Space.RANK:
        sign = Box(x + 1, 1, 15, 13, None, GREY, 0.9)
    return [Row(first.height + 2, (sign, *first.marks)), *rest]
