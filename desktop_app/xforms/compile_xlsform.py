"""XLSForm to XForm, through pyxform; the only place that imports it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from desktop_app.errors import FormError, Place
from desktop_app.xforms.sheets import Sheet, Workbook, read_workbook

_PREFIXED: Final = re.compile(r"(?:bind|body|instance|control)::?\s*([A-Za-z_][\w.-]*):[\w.-]+\Z")
_DECLARED: Final = re.compile(r"([A-Za-z_][\w.-]*)\s*=\s*[\"'][^\"']*[\"']")
_KNOWN_PREFIXES: Final = frozenset({"jr", "orx", "odk", "h", "ev", "xsd", "xml"})
_ROW: Final = re.compile(r"\[row : (\d+)\]")
_SHEET: Final = re.compile(r"'(survey|choices|settings|external_choices|entities)' sheet")
_COLUMN: Final = re.compile(r"the '([^']+)' (?:value|column)")
_SHEETS: Final = ("survey", "choices", "settings", "external_choices", "entities", "osm")


@dataclass(frozen=True, slots=True)
class Compiled:
    """The XForm, the sheets it was made from, and what pyxform remarked on the way (English)."""

    xform: bytes
    workbook: Workbook
    warnings: tuple[str, ...]


def compile_xlsform(path: Path) -> Compiled:
    """Compiles an XLSForm file.

    Raises:
        FormError: ``FORM-008`` pyxform refuses it, ``FORM-013`` a prefix that the settings do not declare, or what
            ``read_workbook`` raises.
        FileError: the file cannot be read.
    """
    workbook = read_workbook(path)
    return compile_workbook(workbook)


def compile_workbook(workbook: Workbook) -> Compiled:
    """Compiles sheets that were read already."""
    for error in undeclared_prefixes(workbook):
        raise error
    if "survey" not in workbook.sheets:
        raise FormError("FORM-020", Place(sheet="survey"))
    from pyxform.errors import PyXFormError
    from pyxform.xls2xform import convert

    warnings: list[str] = []
    try:
        result = convert(_definition(workbook), warnings=warnings, validate=False, pretty_print=False)
    except PyXFormError as error:
        raise refused(str(error)) from error
    except RecursionError as error:
        raise FormError("FORM-004", limit="-") from error
    except Exception as error:
        raise FormError("FORM-008", message=type(error).__name__, detail=str(error)[:300]) from error
    return Compiled(result.xform.encode("utf-8"), workbook, tuple(warnings))


def refused(message: str) -> FormError:
    """pyxform's message as ours, with the place it names."""
    row, sheet, column = _ROW.search(message), _SHEET.search(message), _COLUMN.search(message)
    place = Place(
        sheet=sheet[1] if sheet else "survey" if row else None,
        row=int(row[1]) if row else None,
        column=column[1] if column and sheet and column[1] != sheet[1] else None,
    )
    return FormError("FORM-008", place, message=" ".join(message.split())[:400])


def undeclared_prefixes(workbook: Workbook) -> Iterator[FormError]:
    """Columns such as ``bind::telar:role`` whose prefix would make the XForm ill-formed without a word."""
    settings = workbook.sheet("settings")
    text = " ".join(row.cells.get("namespaces", "") for row in settings.rows[:1])
    declared = {match[1] for match in _DECLARED.finditer(text)} | _KNOWN_PREFIXES
    for sheet in workbook.sheets.values():
        for column in sheet.header:
            match = _PREFIXED.match(column)
            if match and match[1] not in declared:
                place = Place(sheet=sheet.name, row=1, column=column)
                yield FormError("FORM-013", place, prefix=match[1])


def _definition(workbook: Workbook) -> dict[str, Any]:
    """The sheets as pyxform wants them: empty rows included, so that its row numbers are the sheet's."""
    definition: dict[str, Any] = {
        "sheet_names": [sheet.name for sheet in workbook.sheets.values()],
        "fallback_form_name": re.sub(r"[^\w.-]", "_", workbook.name) or None,
    }
    for name in _SHEETS:
        sheet = workbook.sheets.get(name)
        if sheet is not None:
            definition[name] = _rows(sheet)
            # Without it pyxform takes the columns from the first hundred rows only.
            definition[f"{name}_header"] = [dict.fromkeys(sheet.header)] if sheet.header else []
    return definition


def _rows(sheet: Sheet) -> list[dict[str, str]]:
    rows: list[dict[str, str]] = []
    for row in sheet.rows:
        rows.extend({} for _ in range(row.number - 2 - len(rows)))
        rows.append(dict(row.cells))
    return rows
