"""The sheets' own checks, then the compiler's, then the XForm's, each on what the ones before left whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path, PurePath
from time import perf_counter
from typing import Final

from desktop_app.errors import FormError, Place, TelarError
from desktop_app.fileio import read_limited
from desktop_app.xforms.cells import EXPRESSION_COLUMNS, TRANSLATED_COLUMNS, Cells
from desktop_app.xforms.checks.attached import unplayed
from desktop_app.xforms.checks.fields import meanings
from desktop_app.xforms.checks.meaning import doubts
from desktop_app.xforms.checks.structure import HOPELESS, WARNINGS, faults
from desktop_app.xforms.compile_xlsform import Compiled, compile_sheets, unreadable
from desktop_app.xforms.complaints import remark
from desktop_app.xforms.form import Form, find_media
from desktop_app.xforms.model import Finding, Severity
from desktop_app.xforms.read_xform import MAX_SIZE, read_xform
from desktop_app.xforms.secondary import media_names
from desktop_app.xforms.sheets import Row, Sheet, Workbook, read_workbook
from desktop_app.xforms.vocabulary import kind

MAX_FINDINGS: Final = 500
_ATTEMPTS: Final = 20
_PATIENCE: Final = 10.0  # seconds


Also = Callable[[Form], list[Finding]]


def check(path: Path, also: Also | None = None) -> list[Finding]:
    """All findings about the form at ``path``; none if it is clean. Only reads; never raises for what is in the file.

    XLSForms are placed by sheet, row (the header is 1) and column, XForms by reference and attribute.

    Args:
        path: an XLSForm or XForm; its attached files are looked for in ``media`` beside it and beside it.
        also: what another room has to say about the form, once nothing keeps it from being used.
    """
    path = Path(path)
    findings = _Findings()
    try:
        if path.suffix.lower() == ".xml":
            _check_xform(read_limited(path, MAX_SIZE), {}, path, findings, None, also)
        else:
            _check_xlsform(read_workbook(path), path, findings, also)
    except TelarError as error:
        findings.add(error if error.place.sheet else error.at(file=path.name))
    return findings.sorted()


class _Findings:
    """What was found, once each."""

    def __init__(self) -> None:
        self._found: dict[tuple[object, ...], Finding] = {}
        self._columns: dict[tuple[str, int | None], list[str | None]] = {}

    def add(self, error: TelarError) -> None:
        severity = Severity.WARNING if error.code in WARNINGS else Severity.ERROR
        self.put(Finding(severity, error.code, error.place, dict(error.params)), error.place)

    def put(self, finding: Finding, place: Place) -> None:
        """Adds ``finding`` as one about ``place``."""
        told = str(sorted(finding.params.items()))
        key = (finding.code, place.sheet, place.row, place.column, place.ref, told)
        if key in self._found or self.are_enough():
            return
        self._found[key] = replace(finding, place=place)
        if finding.severity is Severity.ERROR:
            self._columns.setdefault((_key(place.sheet), place.row), []).append(place.column)

    def has_error_at(self, place: Place) -> bool:
        """Whether the cell, or where no column is known the row as such, has an error already."""
        return place.row is not None and place.column in self._columns.get((_key(place.sheet), place.row), [])

    def columns_at(self, sheet: Sheet, number: int) -> list[str | None]:
        """The columns of the row that have errors, also those that it has no cell in; ``None`` is the whole row."""
        return self._columns.get((_key(sheet.name), number), [])

    def are_enough(self) -> bool:
        return len(self._found) >= MAX_FINDINGS

    def are_errors(self) -> bool:
        return any(finding.severity is Severity.ERROR for finding in self._found.values())

    def are_hopeless(self) -> bool:
        """Whether the sheets are so torn that the compiler could only speak of what follows from that."""
        return any(finding.code in HOPELESS for finding in self._found.values())

    def sorted(self) -> list[Finding]:
        """In the order of the sheets; errors before warnings of the same place."""

        def order(finding: Finding) -> tuple[object, ...]:
            place = finding.place
            assert isinstance(place, Place)
            return (place.sheet or "", place.row or 0, finding.severity, place.ref or "", place.column or "")

        return sorted(self._found.values(), key=order)


def _key(sheet: str | None) -> str:
    """A sheet is one, whether it is called as its author wrote it or as the compiler says it."""
    return (sheet or "").strip().lower()


# -- XForms ----------------------------------------------------------------------------------------------------------


def _check_xform(
    data: bytes,
    made: Mapping[str, bytes],
    path: Path,
    findings: _Findings,
    cells: Cells | None,
    also: Also | None,
) -> None:
    """``made`` are files of the form that need not be beside it, since they were made from its sheets."""

    def report(error: FormError) -> None:
        located = cells.locate(error) if cells else error
        if located.place == Place():
            located.at(file=path.name)
        if not (error.code.startswith("XPR") and findings.has_error_at(located.place)):
            findings.add(located)

    try:
        media = {**find_media(data, path.parent), **made}
        definition = read_xform(data, media, report)
        for doubt in doubts(definition, {PurePath(name).stem for name in media_names(data, MAX_SIZE)}):
            report(doubt)
    except FormError as error:
        report(error)
        return
    if also is not None and not findings.are_errors():
        for finding in also(Form(data, media, definition)):
            place = finding.place if isinstance(finding.place, Place) else Place()
            findings.put(finding, cells.place(place) if cells else place)


# -- XLSForms --------------------------------------------------------------------------------------------------------


def _check_xlsform(workbook: Workbook, path: Path, findings: _Findings, also: Also | None) -> None:
    for error in unreadable(workbook):
        findings.add(error)
    for error in faults(workbook):
        findings.add(error)
        if findings.are_enough():
            return
    for error in unplayed(workbook, path.parent):
        findings.add(error)
    compiled = None if findings.are_hopeless() else _compile(_without_errors(workbook, findings), findings)
    if compiled is None:
        return
    for message in compiled.warnings[:MAX_FINDINGS]:
        warning = remark(message)
        if warning:
            findings.add(warning)
    _check_xform(compiled.xform, compiled.media, path, findings, Cells.of(compiled.workbook), also)


def _compile(workbook: Workbook, findings: _Findings) -> Compiled | None:
    """Compiles, taking out each cell that pyxform refuses and trying again, to hear all of its complaints."""
    started = perf_counter()
    for _ in range(_ATTEMPTS):
        try:
            return compile_sheets(workbook)
        except FormError as error:
            if findings.has_error_at(error.place):
                return None
            findings.add(error)
            if error.place.row is None or perf_counter() - started > _PATIENCE:
                return None
            cleaned = _without_errors(workbook, findings)
            if cleaned == workbook:
                return None
            workbook = cleaned
    return None


# -- one fault does not hide the others ------------------------------------------------------------------------------


def _without_errors(workbook: Workbook, findings: _Findings) -> Workbook:
    """The sheets with the cells found faulty made harmless."""
    clean = Workbook(workbook.name)
    for key, sheet in workbook.sheets.items():
        of = meanings(sheet)
        faulty = findings.columns_at(sheet, 1)
        header = dict.fromkeys(column for column in sheet.header if column not in faulty)
        rows = []
        for row in sheet.rows:
            cells = _harmless(row, of, findings.columns_at(sheet, row.number))
            if cells is not None:
                header.update(dict.fromkeys(column for column in cells if column not in sheet.header))
                rows.append(Row(row.number, {column: cells[column] for column in header if column in cells}))
        clean.sheets[key] = Sheet(sheet.name, tuple(header), tuple(rows))
    return clean


def _harmless(row: Row, of: Mapping[str, str], faulty: list[str | None]) -> dict[str, str] | None:
    """The cells, with something that the compiler takes in place of each that is wrong or missing.

    ``None`` where the row as a whole is at fault and can be left out without tearing a group apart.
    """
    cells = dict(row.cells)
    if None in faulty and not any(of[column] == "type" and kind(text).block for column, text in cells.items()):
        return None
    for column in faulty:
        if column is None:
            continue
        instead = _instead(of.get(column, column), cells.pop(column, ""), row.number)
        if instead:
            cells[column] = instead
        if instead == "hidden" and not any(of.get(other) == "name" for other in cells):
            name = next((other for other, meaning in of.items() if meaning == "name"), "name")
            cells[name] = f"row_{row.number}"
    return cells


def _instead(meaning: str, text: str, number: int) -> str | None:
    if meaning == "type":
        what = kind(text)
        return f"{what.role} {what.block}" if what.block else "hidden"
    if meaning == "name":
        return f"row_{number}"
    if meaning in EXPRESSION_COLUMNS:
        return "1"
    return "-" if meaning in TRANSLATED_COLUMNS else None
