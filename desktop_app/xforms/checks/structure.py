"""What the sheets of an XLSForm alone can tell, all of it at once, before the compiler is asked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from desktop_app.errors import FormError, Place
from desktop_app.xforms.cells import base, language
from desktop_app.xforms.checks import choices as choice_checks
from desktop_app.xforms.checks import questions, references
from desktop_app.xforms.checks.blocks import TORN, blocks
from desktop_app.xforms.checks.fields import Entry, entries, is_yes, setting
from desktop_app.xforms.compile_xlsform import declared_prefixes
from desktop_app.xforms.sheets import Row, Sheet, Workbook
from desktop_app.xforms.vocabulary import is_name, name_like, nearest

WARNINGS: Final = frozenset(
    {
        *("FORM-021", "FORM-022", "FORM-023", "FORM-048", "FORM-049", "FORM-051"),
        *("FORM-059", "FORM-060", "FORM-061", "FORM-062", "FORM-063", "FORM-064", "FORM-065", "FORM-066"),
    }
)
# After these the compiler's word on the rest is worth nothing.
HOPELESS: Final = TORN | {"FORM-020", "FORM-042"}
_DEFAULT_ROOT: Final = "data"
_SHEETS: Final = ("survey", "choices", "settings", "external_choices", "entities", "osm")
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
    missing = [name for name in _SHEETS if name not in workbook.sheets]
    for name, sheet in workbook.sheets.items():
        meant = _SHEETS_IN_SPANISH.get(name) or nearest(name, missing)
        if name not in _SHEETS and not name.startswith("_") and meant in missing:
            yield FormError("FORM-051", Place(sheet=sheet.name), name=meant)


# -- translations ----------------------------------------------------------------------------------------------------


def _untranslated(workbook: Workbook) -> Iterator[FormError]:
    """Texts that one language has and another lacks."""
    for name in ("survey", "choices"):
        sheet = workbook.sheet(name)
        languages = list(dict.fromkeys(found for column in sheet.header if (found := language(column))))
        if len(languages) < 2:
            continue
        for row in sheet.rows:
            yield from _untranslated_in(sheet, row, languages)


def _untranslated_in(sheet: Sheet, row: Row, languages: list[str]) -> Iterator[FormError]:
    translated: dict[str, set[str]] = {}
    for column in row.cells:
        spoken = language(column)
        if spoken:
            translated.setdefault(base(column), set()).add(spoken)
    for text, present in translated.items():
        for missing in languages:
            if missing not in present:
                place = Place(sheet=sheet.name, row=row.number, column=f"{text}::{missing}")
                yield FormError("FORM-022", place, language=missing)
