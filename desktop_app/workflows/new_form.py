"""A form begun: a workbook with the identification that all instruments share and a small example that works."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from desktop_app import paths
from desktop_app.errors import FormError, Place
from desktop_app.fileio import read_limited, write_atomic
from desktop_app.texts import Texts
from desktop_app.workflows.shipped import CARD_FORM, shipped_form

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from desktop_app.xforms.sheets import Sheet, Workbook

_ID: Final = re.compile(r"[a-z][a-z0-9_]{1,39}", re.ASCII)
_IDENTIFICATION: Final = "identificacion"
_MEDIA_LIMIT: Final = 10_000_000


def new_form(form_id: str, out: Path, now: datetime, language: str) -> tuple[Path, ...]:
    """Writes ``out/FORM_ID.xlsx``, its headings explained in ``language``, and beside it the lists that it needs.

    Lists that are there already stay as they are. Returns the files written.

    Raises:
        FormError: ``FORM-120`` for a name that cannot be a form's, ``FORM-121`` when the workbook is there already.
        FileError: a file cannot be written.
    """
    from desktop_app.xforms.export import write_workbook

    if not _ID.fullmatch(form_id):
        raise FormError("FORM-120", Place(file=form_id[:80]))
    target = out / f"{form_id}.xlsx"
    if target.exists():
        raise FormError("FORM-121", Place(file=str(target)))
    words = {"{form_id}": form_id, "{title}": form_id.replace("_", " ").capitalize(), "{version}": f"{now.year}.1"}
    written = [target]
    sheets = tuple(_sheets(words))
    for name, source in _lists(sheets):
        copy = out / "media" / name
        if not copy.exists():
            write_atomic(copy, read_limited(source, _MEDIA_LIMIT))
            written.append(copy)
    write_workbook(sheets, target, Texts.load("form_columns", language))
    return tuple(written)


def _sheets(words: Mapping[str, str]) -> Iterator[Sheet]:
    """The example's sheets, with the card's questions in its identification and the card's lists after its own."""
    from desktop_app.xforms.sheets import Row, Sheet, read_workbook

    example = read_workbook(paths.resource("forms", "plantilla.md"))
    card = read_workbook(shipped_form(CARD_FORM).path)
    for name, sheet in example.sheets.items():
        rows = [{column: _filled(text, words) for column, text in row.cells.items()} for row in sheet.rows]
        if name == "survey":
            place = next(place for place, row in enumerate(rows, 1) if row.get("name") == _IDENTIFICATION)
            rows[place:place] = _questions(card)
        elif name == "choices":
            rows += _choices(card, {row["list_name"] for row in rows})
        yield Sheet(sheet.name, sheet.header, tuple(Row(number, cells) for number, cells in enumerate(rows, 2)))


def _filled(text: str, words: Mapping[str, str]) -> str:
    for mark, word in words.items():
        text = text.replace(mark, word)
    return text


def _questions(card: Workbook) -> Iterator[dict[str, str]]:
    """What stands between the beginning and the end of the card's identification."""
    inside = False
    for row in card.sheets["survey"].rows:
        kind = row.cells.get("type", "").replace(" ", "_")
        if inside and kind == "end_group":
            return
        if inside:
            yield dict(row.cells)
        inside = inside or row.cells.get("name") == _IDENTIFICATION


def _choices(card: Workbook, known: set[str]) -> Iterator[dict[str, str]]:
    for row in card.sheets["choices"].rows:
        if row.cells.get("list_name") not in known:
            yield dict(row.cells)


def _lists(sheets: tuple[Sheet, ...]) -> Iterator[tuple[str, Path]]:
    """The files that questions choose from."""
    media = shipped_form(CARD_FORM).path.parent / "media"
    for sheet in sheets:
        for row in sheet.rows:
            kind, _, name = row.cells.get("type", "").partition(" ")
            if kind == "select_one_from_file":
                yield name, media / name
