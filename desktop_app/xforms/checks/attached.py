"""The files that a form shows or plays beside its texts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from desktop_app.errors import FormError
from desktop_app.xforms.cells import place_of
from desktop_app.xforms.checks.fields import meanings
from desktop_app.xforms.sheets import Workbook

_LONGEST_NAME: Final = 255  # bytes: what file systems take


def unplayed(workbook: Workbook, folder: Path) -> Iterator[FormError]:
    """Pictures, sounds and films that are neither in ``folder/media`` nor in ``folder``; each told once."""
    told: set[str] = set()
    places = (folder / "media", folder)
    for name in ("survey", "choices"):
        sheet = workbook.sheet(name)
        shown = [column for column, meaning in meanings(sheet).items() if meaning == "media"]
        for row in sheet.rows:
            for column in shown:
                file = row.cells.get(column, "")
                # Only plain names are looked for: a form cannot reach outside its folder.
                if not file or file in told or Path(file).name != file or "${" in file:
                    continue
                told.add(file)
                if len(file.encode()) > _LONGEST_NAME or not any((place / file).is_file() for place in places):
                    yield FormError("FORM-093", place_of(sheet, row, column), file=file[:100])
