"""XLSForm to XForm, through pyxform; the only place that imports it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from desktop_app.errors import FormError, Place
from desktop_app.xforms.secondary import ITEMSETS
from desktop_app.xforms.sheets import FORM_SHEETS, Sheet, Workbook, read_workbook

_PREFIXED: Final = re.compile(r"(?:bind|body|instance|control)::?\s*([A-Za-z_][\w.-]*):[\w.-]+\Z")
_DECLARED: Final = re.compile(r"([A-Za-z_][\w.-]*)\s*=\s*[\"'][^\"']*[\"']")
_KNOWN_PREFIXES: Final = frozenset({"jr", "orx", "odk", "h", "ev", "xsd", "xml"})


@dataclass(frozen=True, slots=True)
class Compiled:
    """The XForm, the sheets it was made from, and what pyxform remarked on the way (English).

    ``media`` are files that belong to the XForm and were made from the sheets, by name.
    """

    xform: bytes
    workbook: Workbook
    warnings: tuple[str, ...]
    media: Mapping[str, bytes] = field(default_factory=dict)


def compile_xlsform(path: Path) -> Compiled:
    """Compiles an XLSForm file.

    Raises:
        FormError: the first fault of the sheets, or ``FORM-008`` with pyxform's own words where nothing better is
            known; ``FORM-013`` a prefix that the settings do not declare; what ``read_workbook`` raises.
        FileError: the file cannot be read.
    """
    workbook = read_workbook(path)
    return compile_workbook(workbook)


def compile_workbook(workbook: Workbook) -> Compiled:
    """Compiles sheets that were read already; raises ``FormError`` as ``compile_xlsform`` does."""
    for error in unreadable(workbook):
        raise error
    try:
        return compile_sheets(workbook)
    except FormError as refused:
        from desktop_app.xforms.checks.structure import first_error

        # The sheets' own checks name the cell, in the reader's language; what the compiler says may only follow.
        raise first_error(workbook) or refused from refused


def compile_sheets(workbook: Workbook) -> Compiled:
    """Compiles sheets that are not ``unreadable``; where the compiler refuses, raises its complaint alone."""
    from pyxform.errors import PyXFormError
    from pyxform.xls2xform import convert

    from desktop_app.xforms.complaints import complaint

    warnings: list[str] = []
    try:
        result = convert(_definition(workbook), warnings=warnings, validate=False, pretty_print=False)
    except PyXFormError as error:
        raise complaint(error, workbook) from error
    except RecursionError as error:
        raise FormError("FORM-004", limit="-") from error
    except Exception as error:
        raise FormError("FORM-008", message=type(error).__name__, detail=str(error)[:300]) from error
    media = {ITEMSETS: result.itemsets.encode("utf-8")} if result.itemsets else {}
    return Compiled(result.xform.encode("utf-8"), workbook, tuple(warnings), media)


def declared_prefixes(workbook: Workbook) -> frozenset[str]:
    """The prefixes that names may have: those of the settings and those that every XForm has."""
    text = " ".join(row.cells.get("namespaces", "") for row in workbook.sheet("settings").rows[:1])
    return frozenset(match[1] for match in _DECLARED.finditer(text)) | _KNOWN_PREFIXES


def unreadable(workbook: Workbook) -> Iterator[FormError]:
    """What the compiler cannot be asked about: no survey, or columns such as ``bind::telar:role`` of a prefix that is
    not declared, with which it would make an ill-formed XForm without a word.
    """
    if "survey" not in workbook.sheets:
        yield FormError("FORM-020", Place(sheet="survey"))
    declared = declared_prefixes(workbook)
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
    for name in FORM_SHEETS:
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
