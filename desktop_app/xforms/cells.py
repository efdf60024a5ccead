"""From a node of the XForm back to the row and column of the sheet that the author wrote it in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from desktop_app.errors import FormError, Place
from desktop_app.xforms.sheets import Row, Sheet, Workbook

# XForm attribute (or part of the body) to the columns that XLSForm allows for it.
_COLUMNS: Final = {
    "relevant": ("relevant", "relevance"),
    "constraint": ("constraint",),
    "required": ("required",),
    "readonly": ("readonly", "read_only"),
    "calculate": ("calculation", "calculate"),
    "choices": ("choice_filter",),
    "jr:count": ("repeat_count",),
    "setvalue": ("default", "calculation"),
    "label": ("label", "hint"),
    "constraintMsg": ("constraint_message",),
    "requiredMsg": ("required_message",),
}
EXPRESSION_COLUMNS: Final = frozenset(
    column
    for name in ("relevant", "constraint", "required", "readonly", "calculate", "choices", "jr:count")
    for column in _COLUMNS[name]
)
TRANSLATED_COLUMNS: Final = ("label", "hint", "guidance_hint", "constraint_message", "required_message")


def base(column: str) -> str:
    """``label`` of ``label::Español (es)``; the spellings that XLSForm treats alike, alike."""
    return column.partition(":")[0].strip().lower().replace(" ", "_")


def language(column: str) -> str | None:
    """The language of a translated column, as written."""
    _, separator, name = column.partition("::")
    if not separator:
        _, separator, name = column.partition(":")
    return name.strip() if separator and base(column) in TRANSLATED_COLUMNS else None


@dataclass(frozen=True, slots=True)
class Cells:
    """The survey sheet's rows by the reference of the node that each declares."""

    sheet: Sheet
    rows: dict[str, Row]

    @classmethod
    def of(cls, workbook: Workbook) -> Cells:
        survey = workbook.sheet("survey")
        settings = workbook.sheet("settings").rows
        root = settings[0].cells.get("name", "data") if settings else "data"
        path = [f"/{root}"]
        rows: dict[str, Row] = {}
        for row in survey.rows:
            cells = {base(column): text for column, text in row.cells.items()}
            kind = " ".join(cells.get("type", "").replace("_", " ").lower().split())
            name = cells.get("name", "")
            if kind.startswith("end "):
                path = path[:-1] or path
            elif name:
                ref = f"{path[-1]}/{name}"
                rows.setdefault(ref, row)
                if kind.startswith("begin "):
                    path.append(ref)
        return cls(survey, rows)

    def locate(self, error: FormError) -> FormError:
        """The error with sheet, row and column in place of the node's reference, as far as they can be told."""
        place = error.place
        row = self.rows.get(place.ref or "")
        if place.sheet is not None or row is None:
            return error
        wanted = _COLUMNS.get(place.column or "", ())
        found = next((column for column in row.cells if base(column) in wanted), None)
        error.place = replace(place, sheet="survey", row=row.number, column=found or place.column)
        return error


def place_of(sheet: Sheet, row: Row, column: str) -> Place:
    return Place(sheet=sheet.name, row=row.number, column=column)
