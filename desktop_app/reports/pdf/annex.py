"""The comments, the annex with every question, and the list of files, drawn."""

from __future__ import annotations

from collections.abc import Sequence

from desktop_app.reports.annex import AnnexEntry, AnnexSection, NamedFile, State
from desktop_app.reports.content import ReportContent
from desktop_app.reports.pdf.marks import Line, Row, beside, gap
from desktop_app.reports.pdf.parts import CODE, heading, labelled, subheading
from desktop_app.reports.pdf.sheet import Sheet
from desktop_app.reports.pdf.style import (
    ATTENTION,
    BODY,
    BODY_BOLD,
    BODY_GREEN,
    BODY_GREY,
    BODY_ITALIC,
    FRAME_WIDTH,
    READING,
    RULE,
    SMALL,
    SMALL_BOLD,
)
from desktop_app.reports.pdf.text import right_row, rows

_INDENT, _MOST_INDENTS = 13.0, 6
_NUMBER = 30.0
_X = _NUMBER + CODE
_DIGEST_AT = FRAME_WIDTH - 92.0
_SIZE_AT = _DIGEST_AT - 70.0


def comments(sheet: Sheet, content: ReportContent) -> None:
    if not content.comments:
        return
    heading(sheet, content.texts["comments.title"])
    for comment in content.comments:
        sheet.add(
            [
                *beside(
                    rows(comment.code, BODY_GREEN, CODE - 4),
                    rows(comment.label, BODY_BOLD, FRAME_WIDTH - CODE, CODE),
                ),
                *rows(comment.text, BODY, FRAME_WIDTH - CODE, CODE),
            ],
            6,
        )


def annex(sheet: Sheet, content: ReportContent) -> None:
    if not content.annex:
        return
    heading(sheet, content.texts["annex.title"])
    sheet.add(rows(content.texts["annex.intro"], READING, FRAME_WIDTH))
    for section in content.annex:
        if section.title:
            _title(sheet, section)
        for entry in section.entries:
            sheet.add(_entry(entry), 5)
        label, total = section.total
        if total:
            sheet.add([Row(3, (Line(_X, 1, FRAME_WIDTH, 1, RULE),)), *labelled(label, total, FRAME_WIDTH - _X, _X)], 2)
        if section.note:
            sheet.add(rows(section.note, READING, FRAME_WIDTH), 12)


def _title(sheet: Sheet, section: AnnexSection) -> None:
    """A group's title; one within another stands further in and smaller."""
    if section.level == 0:
        subheading(sheet, section.title)
        return
    indent = _INDENT * min(section.level, _MOST_INDENTS)
    sheet.heading([*rows(section.title, BODY_GREEN, FRAME_WIDTH - indent, indent), gap(2)], 10)


def _entry(entry: AnnexEntry) -> list[Row]:
    """Number, code and question; the answer beneath, in italics where there is none."""
    style = BODY_BOLD if entry.state is State.ANSWERED else BODY_ITALIC
    block = beside(
        rows(f"{entry.number}." if entry.number else "", BODY_GREY, _NUMBER - 2),
        rows(entry.code, BODY_GREEN, CODE - 4, _NUMBER),
        rows(entry.label, BODY, FRAME_WIDTH - _X, _X),
    )
    block += rows(entry.answer, style, FRAME_WIDTH - _X, _X)
    for label, text in entry.notes:
        block += _note(label, text)
    return block


def _note(label: str, text: str) -> Sequence[Row]:
    if not label:
        return rows(text, ATTENTION, FRAME_WIDTH - _X, _X)
    return labelled(label, text, FRAME_WIDTH - _X, _X)


def files(sheet: Sheet, content: ReportContent) -> None:
    """What goes with the answers: a line a file."""
    if not content.files:
        return
    say = content.texts
    heading(sheet, say["files.title"])
    head = _file_row(NamedFile(say["files.name"], say["files.size"], say["files.question"], say["files.digest"]))
    if any(file.digest for file in content.files):
        sheet.add(rows(say["files.intro"], READING, FRAME_WIDTH))
    sheet.heading(head, 6)
    for file in content.files:
        sheet.add(_file_row(file))


def _file_row(file: NamedFile) -> list[Row]:
    cells = beside(
        rows(file.question, SMALL_BOLD, CODE + 8),
        rows(file.name, BODY, _SIZE_AT - CODE - 24, CODE + 12),
        [right_row(file.size, BODY, _DIGEST_AT - 14)],
        rows(file.digest, SMALL, FRAME_WIDTH - _DIGEST_AT, _DIGEST_AT),
    )
    return [gap(2), *cells, Row(2, (Line(0, 1.5, FRAME_WIDTH, 1.5, RULE),))]
