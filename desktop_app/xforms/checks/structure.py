"""What the sheets of an XLSForm alone can tell, all of it at once, before the compiler is asked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from desktop_app.errors import FormError, Place
from desktop_app.xforms.cells import TRANSLATED_COLUMNS, base, language
from desktop_app.xforms.checks import choices as choice_checks
from desktop_app.xforms.checks import questions, references
from desktop_app.xforms.checks.blocks import TORN, blocks
from desktop_app.xforms.checks.fields import Entry, entries, is_yes, setting
from desktop_app.xforms.compile_xlsform import declared_prefixes
from desktop_app.xforms.sheets import FORM_SHEETS, Row, Sheet, Workbook
from desktop_app.xforms.vocabulary import is_name, name_like, nearest

WARNINGS: Final = frozenset(
    {
        *("FORM-021", "FORM-022", "FORM-023", "FORM-048", "FORM-049", "FORM-051"),
        *("FORM-059", "FORM-060", "FORM-061", "FORM-062", "FORM-063", "FORM-064", "FORM-065", "FORM-066"),
        *("FORM-084", "FORM-086", "FORM-087", "FORM-088", "FORM-090", "FORM-091", "FORM-092", "FORM-093"),
        *("FORM-118", "FORM-119"),
    }
)
# After these the compiler's word on the rest is worth nothing.
HOPELESS: Final = TORN | {"FORM-020", "FORM-042"}
_DEFAULT_ROOT: Final = "data"
_EXCEL_ERRORS: Final = frozenset(
    {"#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!", "#GETTING_DATA"}
)
_SHEETS_IN_SPANISH: Final = {
    "encuesta": "survey",
    "preguntas": "survey",
    "opciones": "choices",
    "configuración": "settings",
    "configuracion": "settings",
    "ajustes": "settings",
}


def faults(workbook: Workbook) -> Iterator[FormError]:
    """Errors and warnings (``WARNINGS``), each at its sheet, row and column."""
    survey, choices, settings = (workbook.sheet(name) for name in ("survey", "choices", "settings"))
    yield from _misspelled_sheets(workbook)
    unreadable = [*questions.missing_columns(survey)] if "survey" in workbook.sheets else []
    listless = [*choice_checks.missing_columns(choices)]
    yield from [*unreadable, *listless]
    rows, members = entries(survey), entries(choices)
    renamed: set[int] = set()
    if not unreadable:
        for error in _survey(workbook, survey, rows):
            if error.place.column and base(error.place.column) == "name":
                renamed.add(error.place.row or 0)
            yield error
    if not listless:
        twins = is_yes(setting(settings, "allow_choice_duplicates"))
        yield from choice_checks.faults(members, duplicates=twins)
        if not unreadable:
            yield from choice_checks.uses(rows, choices, members)
            yield from choice_checks.unused(workbook, rows, members)
    yield from _excel_errors(workbook)
    if not unreadable:
        yield from references.faults(workbook, rows, references.names(rows, renamed))
    yield from _untranslated(workbook)


def first_error(workbook: Workbook) -> FormError | None:
    """The first that keeps the form from being loaded; ``None`` if the sheets alone show none."""
    return next((error for error in faults(workbook) if error.code not in WARNINGS), None)


def _survey(workbook: Workbook, survey: Sheet, rows: list[Entry]) -> Iterator[FormError]:
    settings = workbook.sheet("settings")
    root = setting(settings, "name") or _DEFAULT_ROOT
    if not is_name(root):
        first = entries(settings)[0]
        yield FormError("FORM-033", first.place("name"), name=root, suggestion=name_like(root, _DEFAULT_ROOT))
    found = blocks(rows)
    yield from found.errors
    yield from questions.types(rows)
    yield from questions.names(rows, found, root, declared_prefixes(workbook))
    yield from questions.texts(rows, survey)
    yield from questions.calculations(rows)
    yield from questions.repeat_counts(rows, found)


def _misspelled_sheets(workbook: Workbook) -> Iterator[FormError]:
    """Sheets that are not read but are called nearly like one that is missing."""
    missing = [name for name in FORM_SHEETS if name not in workbook.sheets]
    for name, sheet in workbook.sheets.items():
        meant = _SHEETS_IN_SPANISH.get(name) or nearest(name, missing)
        if name not in FORM_SHEETS and not name.startswith("_") and meant in missing:
            yield FormError("FORM-051", Place(sheet=sheet.name), name=meant)


def _excel_errors(workbook: Workbook) -> Iterator[FormError]:
    """Cells whose formula failed: the error would be read as the author's text."""
    for name in FORM_SHEETS:
        sheet = workbook.sheet(name)
        for row in sheet.rows:
            for column, text in row.cells.items():
                if text.startswith("#") and text in _EXCEL_ERRORS:
                    yield FormError("FORM-081", Place(sheet=sheet.name, row=row.number, column=column), value=text)


# -- translations ----------------------------------------------------------------------------------------------------


def _untranslated(workbook: Workbook) -> Iterator[FormError]:
    """Texts that one language has and another lacks; a language that a whole sheet lacks is told once."""
    sheets = [workbook.sheet(name) for name in ("survey", "choices")]
    spoken = {sheet.name: {found for column in sheet.header if (found := language(column))} for sheet in sheets}
    languages = list(dict.fromkeys(found for sheet in sheets for column in sheet.header if (found := language(column))))
    # A text of no language is in the form's own.
    own = setting(workbook.sheet("settings"), "default_language") or None
    for sheet in sheets:
        shown = next((base(column) for column in sheet.header if base(column) in TRANSLATED_COLUMNS), None)
        if shown is None or not sheet.rows:
            continue
        plain = any(base(column) in TRANSLATED_COLUMNS and language(column) is None for column in sheet.header)
        here = [found for found in languages if found in spoken[sheet.name] or (plain and found == own)]
        for missing in languages:
            if missing not in here:
                place = Place(sheet=sheet.name, row=1, column=f"{shown}::{missing}")
                yield FormError("FORM-022", place, language=missing)
        for row in sheet.rows:
            yield from _untranslated_in(sheet, row, here, own)


def _untranslated_in(sheet: Sheet, row: Row, languages: list[str], own: str | None) -> Iterator[FormError]:
    translated: dict[str, set[str | None]] = {}
    for column in row.cells:
        if base(column) in TRANSLATED_COLUMNS:
            translated.setdefault(base(column), set()).add(language(column) or own)
    for text, present in translated.items():
        for missing in languages:
            if missing not in present:
                place = Place(sheet=sheet.name, row=row.number, column=f"{text}::{missing}")
                yield FormError("FORM-022", place, language=missing)
