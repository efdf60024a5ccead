"""Whom to remind of a wave, as a workbook: a row for each initiative, with a text that is ready to paste."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from desktop_app.reports.sheet_cells import print_on_letter, write_header, write_line, write_text
from desktop_app.texts import Texts
from desktop_app.xforms.datatypes import printable

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

HEADER_ROW: Final = 4
_WIDTHS: Final = {"name": 34, "place": 24, "contact": 24, "email": 30, "phone": 18, "missing": 28, "days": 10,
                  "before": 14, "note": 34, "text": 70}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reminder:
    """An initiative that has not answered: ``missing`` are the titles of the forms, ``before`` is when it was reminded
    last, ``note`` what whoever writes should know."""

    name: str
    place: str
    contact: str
    email: str
    phone: str
    missing: tuple[str, ...]
    before: datetime | None
    note: str


@dataclass(frozen=True, slots=True)
class ReminderContent:
    """Whom ``entity`` reminds of ``wave``. ``today`` and ``closes``, the wave's last day, are days in Colombia."""

    wave: str
    entity: str
    today: date
    closes: date | None
    rows: tuple[Reminder, ...]
    language: str

    @property
    def days_left(self) -> int | None:
        """Until the last day; 0 on that day, negative after it, ``None`` where it is not known."""
        return None if self.closes is None else (self.closes - self.today).days


def reminders_xlsx(content: ReminderContent) -> bytes:
    """One sheet: title, what it is, a header that stays in sight and filters, and a row for each initiative."""
    from openpyxl import Workbook

    texts = Texts.load("reminders", content.language)
    book = Workbook()
    sheet = book.active
    sheet.title = texts["sheet"]
    write_line(sheet, 1, texts["title"].format(wave=content.wave), bold=True, size=16)
    write_line(sheet, 2, _subtitle(content, texts), color="555555")
    for column, (name, width) in enumerate(_WIDTHS.items(), start=1):
        write_header(sheet, HEADER_ROW, column, texts[f"column.{name}"], width)
    for number, row in enumerate(content.rows, start=HEADER_ROW + 1):
        _write(sheet, number, row, content, texts)
    sheet.freeze_panes = f"B{HEADER_ROW + 1}"
    last = sheet.cell(row=HEADER_ROW + max(1, len(content.rows)), column=len(_WIDTHS)).coordinate
    sheet.auto_filter.ref = f"A{HEADER_ROW}:{last}"
    print_on_letter(sheet, HEADER_ROW)
    book.properties.creator = "Telar"
    book.properties.title = printable(texts["title"].format(wave=content.wave))
    moment = datetime(content.today.year, content.today.month, content.today.day)  # noqa: DTZ001 - a workbook's have no zone
    book.properties.created = book.properties.modified = moment
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def reminder_text(row: Reminder, content: ReminderContent) -> str:
    """What is written to the initiative."""
    texts = Texts.load("reminders", content.language)
    who = texts["greeting_to" if row.contact else "greeting"].format(contact=row.contact)
    forms = texts["and"].join(row.missing)
    asked = texts["asked" if forms else "asked_all"].format(wave=content.wave, initiative=row.name, forms=forms)
    return " ".join([who, asked, _deadline(content, texts), texts["how"], content.entity])


def _deadline(content: ReminderContent, texts: Mapping[str, str]) -> str:
    days, closes = content.days_left, content.closes
    if days is None or closes is None:
        return texts["no_deadline"]
    key = "closed" if days < 0 else {0: "today", 1: "tomorrow"}.get(days, "deadline")
    return texts[key].format(day=closes.strftime(texts["day"]), days=days)


def _subtitle(content: ReminderContent, texts: Mapping[str, str]) -> str:
    said = texts["subtitle"].format(count=len(content.rows), day=content.today.strftime(texts["day"]))
    return f"{said} {_deadline(content, texts)}"


def _write(sheet: Worksheet, number: int, row: Reminder, content: ReminderContent, texts: Mapping[str, str]) -> None:
    from openpyxl.styles import Alignment

    cells: dict[str, str | int | date | None] = {
        "name": row.name,
        "place": row.place,
        "contact": row.contact,
        "email": row.email,
        "phone": row.phone,
        "missing": ", ".join(row.missing),
        "days": content.days_left,
        "before": row.before.date() if row.before is not None else None,
        "note": row.note,
        "text": reminder_text(row, content),
    }
    for column, name in enumerate(_WIDTHS, start=1):
        cell, value = sheet.cell(row=number, column=column), cells[name]
        if isinstance(value, str):
            write_text(cell, value)
        elif value is not None:
            cell.value = value
        if isinstance(value, date):
            cell.number_format = texts["date"]
        cell.alignment = Alignment(wrap_text=True, vertical="top")
