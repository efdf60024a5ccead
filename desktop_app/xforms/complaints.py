"""What the XLSForm compiler says, as faults of the catalogue: its codes and sentences are English, ours are not."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from string import Formatter
from typing import TYPE_CHECKING, Final

from desktop_app.errors import FormError, Place
from desktop_app.xforms.cells import base
from desktop_app.xforms.sheets import Workbook
from desktop_app.xforms.vocabulary import name_like

if TYPE_CHECKING:
    from pyxform.errors import PyXFormError

_ROW: Final = re.compile(r"\[row : (\d+)\]")
_SHEET: Final = re.compile(r"'(survey|choices|settings|external_choices|entities)' sheet")
_COLUMN: Final = re.compile(r"the '([^']+)' (?:value|column)")
_NAME_COLUMNS: Final = ("name", "tag", "value")
_LONGEST: Final = 400
_LONGEST_TEMPLATE: Final = 2_000

# The compiler's code to ours, with the sheet and column where it belongs when the message does not say.
_ERRORS: Final[Mapping[str, tuple[str, str | None, str | None]]] = {
    "HEADER_002": ("FORM-043", None, None),
    "HEADER_003": ("FORM-042", None, None),
    "NAMES_001": ("FORM-044", "survey", "name"),
    "NAMES_003": ("FORM-036", "survey", "name"),
    "NAMES_005": ("FORM-037", "survey", "name"),
    "NAMES_008": ("FORM-033", None, None),
    "PYREF_001": ("FORM-052", None, None),
    "PYREF_002": ("FORM-052", None, None),
    "PYREF_003": ("FORM-011", None, None),
    "PYREF_004": ("FORM-053", None, None),
    "RANGE_001": ("FORM-058", "survey", "parameters"),
    "RANGE_002": ("FORM-058", "survey", "parameters"),
    "SURVEY_004": ("FORM-056", "survey", "parameters"),
    "SURVEY_005": ("FORM-057", "survey", "parameters"),
}
_UNLABELLED: Final = re.compile(r"The survey element named '(?P<name>.*)' has no label or hint\.")
# Remarks that need no answer here: the sheets' own checks say the same, with the place.
_SAID_ALREADY: Final = frozenset({"LABEL_001", "NAMES_013"})
_REMARKS: Final[tuple[tuple[re.Pattern[str], str | None, str | None], ...]] = tuple(
    (re.compile(pattern), code, column)
    for pattern, code, column in (
        (r"Language '.*' is missing the .* column", None, None),
        (r"\[row : \d+\] On the 'survey' sheet, the 'name' value '(?P<name>.*)' is problematic", "FORM-059", "name"),
        (r"\[row : 1\] On the 'choices' sheet, the '(?P<name>.*)' value is invalid", "FORM-060", None),
        (r"\[row : \d+\] Row without name, text, or label is being skipped", "FORM-061", None),
        (r"\[row : \d+\] Repeat has no label", "FORM-062", "label"),
        (r"The following language declarations do not contain .* codes: (?P<names>.*?)\. Learn", "FORM-063", None),
        (r"This form uses or_other and translations", "FORM-064", None),
        (r"\[row : \d+\] Use the max-pixels parameter", "FORM-065", "parameters"),
        (r"\[row : \d+\] The 'disabled' column", "FORM-066", "disabled"),
    )
)


def complaint(error: PyXFormError, workbook: Workbook) -> FormError:
    """The compiler's refusal of ``workbook`` as ours; ``FORM-008`` with its own words for what has no code here."""
    message = " ".join(str(error).split())
    unlabelled = _UNLABELLED.fullmatch(message)
    if unlabelled:
        return FormError("FORM-038", _row_of(unlabelled["name"], workbook, "label"), name=unlabelled["name"])
    code, said = _code_of(message)
    place = _place(message)
    if code not in _ERRORS:
        return FormError("FORM-008", place, message=message[:_LONGEST])
    ours, sheet, column = _ERRORS[code]
    place = Place(sheet=sheet or place.sheet, row=place.row, column=column or place.column)
    return _FILLED.get(ours, _plain)(ours, place, said, workbook)


def remark(message: str) -> FormError | None:
    """The compiler's warning as ours; ``None`` for one that the sheets' own checks make, with the place."""
    message = " ".join(message.split())
    if _code_of(message)[0] in _SAID_ALREADY:
        return None
    place = _place(message)
    for pattern, code, column in _REMARKS:
        match = pattern.match(message)
        if match:
            sheet = place.sheet or ("survey" if place.row else None)
            found = match.groupdict()
            at = Place(sheet=sheet, row=place.row, column=column or found.get("name") if place.row else None)
            return FormError(code, at, **found) if code else None
    return FormError("FORM-021", place, message=message[:_LONGEST])


def _place(message: str) -> Place:
    row, sheet, column = _ROW.search(message), _SHEET.search(message), _COLUMN.search(message)
    return Place(
        sheet=sheet[1] if sheet else "survey" if row else None,
        row=int(row[1]) if row else None,
        column=column[1] if column and sheet and column[1] != sheet[1] else None,
    )


def _row_of(name: str, workbook: Workbook, column: str) -> Place:
    """The last row of that name, which is the one too many where there are several."""
    for row in reversed(workbook.sheet("survey").rows):
        if any(text == name and base(title) in _NAME_COLUMNS for title, text in row.cells.items()):
            return Place(sheet="survey", row=row.number, column=column)
    return Place(sheet="survey", column=column)


# -- the compiler's codes --------------------------------------------------------------------------------------------


def _code_of(message: str) -> tuple[str, dict[str, str]]:
    """The compiler's code for its message, and what it filled in; ``""`` if it has none.

    It keeps the code in few of the errors that it raises, and in no warning; the template tells it in all.
    """
    for name, pattern in _templates():
        match = pattern.fullmatch(message[:_LONGEST_TEMPLATE])
        if match:
            return name, match.groupdict()
    return "", {}


@cache
def _templates() -> tuple[tuple[str, re.Pattern[str]], ...]:
    from pyxform.errors import ErrorCode

    return tuple((code.name, re.compile(_pattern(code.value.msg))) for code in ErrorCode)


def _pattern(template: str) -> str:
    parts, seen = [], set()
    for text, name, _, _ in Formatter().parse(" ".join(template.split())):
        parts.append(re.escape(text))
        if name:
            parts.append(f"(?P={name})" if name in seen else f"(?P<{name}>.*?)")
            seen.add(name)
    return "".join(parts)


# -- what each of our sentences names --------------------------------------------------------------------------------


def _plain(code: str, place: Place, said: dict[str, str], _workbook: Workbook) -> FormError:
    name = said.get("q") or said.get("value") or said.get("name") or ""
    return FormError(code, place, name=name)


def _taken(code: str, place: Place, said: dict[str, str], workbook: Workbook) -> FormError:
    name = said.get("value", "")
    return FormError(code, place if place.row else _row_of(name, workbook, "name"), name=name)


def _columns(code: str, _place: Place, said: dict[str, str], _workbook: Workbook) -> FormError:
    sheet, header = said.get("sheet_name", ""), said.get("header")
    place = Place(sheet=sheet, row=1, column=header)
    missing = said.get("missing", "").replace("'", "")
    return FormError(code, place, column=missing, name=header or "", other=said.get("other", ""))


def _keys(code: str, place: Place, said: dict[str, str], _workbook: Workbook) -> FormError:
    return FormError(code, place, rejected=said.get("rejected", ""), accepted=said.get("accepted", ""))


def _name(code: str, place: Place, _said: dict[str, str], workbook: Workbook) -> FormError:
    cells = next((row.cells for row in workbook.sheet(place.sheet or "").rows if row.number == place.row), {})
    name = cells.get(place.column or "") or place.column or ""
    return FormError(code, place, name=name, suggestion=name_like(name, "…"))


_FILLED: Final = {"FORM-044": _taken, "FORM-042": _columns, "FORM-043": _columns, "FORM-057": _keys, "FORM-033": _name}
