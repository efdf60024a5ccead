"""From a node of the XForm back to the row and column of the sheet that the author wrote it in."""

from __future__ import annotations

import re
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
    "default": ("default",),
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
    """The survey sheet's rows by the reference of the node that each declares; ``meta`` has what the other
    sheets declare, by the end of the reference.
    """

    sheet: Sheet
    rows: dict[str, Row]
    meta: dict[str, Place]

    @classmethod
    def of(cls, workbook: Workbook) -> Cells:
        survey = workbook.sheet("survey")
        settings, entities = workbook.sheet("settings").rows, workbook.sheet("entities").rows
        root = settings[0].cells.get("name", "data") if settings else "data"
        path = [f"/{root}"]
        rows: dict[str, Row] = {}
        meta: dict[str, Place] = {}
        if settings:
            meta["/meta/instanceName"] = Place(sheet="settings", row=settings[0].number, column="instance_name")
        if entities:
            # Several have their nodes in several groups, and nothing says which is whose.
            number = entities[0].number if len(entities) == 1 else None
            meta["/meta/entity/label"] = Place(sheet="entities", row=number, column="label")
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
        return cls(survey, rows, meta)

    def locate(self, error: FormError) -> FormError:
        """The error with sheet, row and column in place of the node's reference, as far as they can be told."""
        error.place = self.place(error.place)
        return error

    def place(self, place: Place) -> Place:
        """``place`` with sheet, row and column, as far as they can be told from its reference and attribute."""
        row = self.rows.get(place.ref or "")
        if place.sheet is not None or place.row is not None:
            return place
        if row is None:
            ends = (at for end, at in self.meta.items() if (place.ref or "").endswith(end))
            at = self._naming(place.ref) if place.ref and "/" not in place.ref else next(ends, None)
            return replace(place, sheet=at.sheet, row=at.row, column=at.column) if at else place
        wanted = _COLUMNS.get(place.column or "", (place.column or "",))
        found = next((column for column in row.cells if base(column) in wanted or column in wanted), None)
        return replace(place, sheet="survey", row=row.number, column=found or place.column)

    def _naming(self, instance: str) -> Place | None:
        """The first cell that names a list or attached file, by its name without suffix."""
        named = re.compile(rf"(?<![\w.-]){re.escape(instance)}(?![\w-])")
        for row in self.sheet.rows:
            external = any(base(column) == "type" and text.endswith("-external") for column, text in row.cells.items())
            for column, text in row.cells.items():
                wanted = base(column) in EXPRESSION_COLUMNS | {"type", "appearance"} or (
                    external and base(column) == "name"
                )
                if wanted and named.search(text):
                    return place_of(self.sheet, row, column)
        return None


def place_of(sheet: Sheet, row: Row, column: str) -> Place:
    return Place(sheet=sheet.name, row=row.number, column=column)
