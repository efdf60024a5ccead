"""``forms check``: everything that can be said about a form file, in one go."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

from desktop_app.errors import FormError, Place, TelarError
from desktop_app.fileio import read_limited
from desktop_app.xforms.cells import EXPRESSION_COLUMNS, TRANSLATED_COLUMNS, Cells, base, language, place_of
from desktop_app.xforms.compile_xlsform import Compiled, compile_workbook, undeclared_prefixes
from desktop_app.xforms.form import find_media
from desktop_app.xforms.model import Finding, Severity
from desktop_app.xforms.read_xform import MAX_SIZE, read_xform
from desktop_app.xforms.sheets import Row, Sheet, Workbook, read_workbook

MAX_FINDINGS: Final = 500
_WARNINGS: Final = frozenset({"FORM-021", "FORM-022", "FORM-023"})
_REFERENCE: Final = re.compile(r"\$\{\s*(?:last-saved#)?([^}{$\s]{1,200})\s*\}")
_CONSTANTS: Final = frozenset({"yes", "no", "true", "false", "true()", "false()"})
_LANGUAGE_REMARK: Final = re.compile(r"Language '.*' is missing the .* column")
_ATTEMPTS: Final = 20


def check(path: Path) -> list[Finding]:
    """All findings about the form at ``path``; none if it is clean. Only reads; never raises for what is in the file.

    XLSForms are placed by sheet, row (the header is 1) and column, XForms by reference and attribute.
    """
    path = Path(path)
    findings = _Findings()
    try:
        if path.suffix.lower() == ".xml":
            _check_xform(read_limited(path, MAX_SIZE), path.parent, findings, None)
        else:
            _check_xlsform(read_workbook(path), path.parent, findings)
    except TelarError as error:
        findings.add(error)
    return findings.sorted()


class _Findings:
    """What was found, once each."""

    def __init__(self) -> None:
        self._found: dict[tuple[object, ...], Finding] = {}

    def add(self, error: TelarError) -> None:
        severity = Severity.WARNING if error.code in _WARNINGS else Severity.ERROR
        place = error.place
        key = (error.code, place.sheet, place.row, place.column, place.ref, str(sorted(error.params.items())))
        if len(self._found) < MAX_FINDINGS:
            self._found.setdefault(key, Finding(severity, error.code, place, dict(error.params)))

    def has_error_at(self, place: Place) -> bool:
        """Whether the cell, or the row where no column is known, has an error already."""
        return any(
            finding.severity is Severity.ERROR
            and isinstance(finding.place, Place)
            and (finding.place.sheet, finding.place.row) == (place.sheet, place.row)
            and place.row is not None
            and (place.column is None or finding.place.column == place.column)
            for finding in self._found.values()
        )

    def condemns(self, sheet: Sheet, row: Row) -> bool:
        """Whether the whole row is at fault, and can be left out without tearing a group apart."""
        kind = row.cells.get("type", "").lower()
        return not kind.startswith(("begin", "end")) and any(
            isinstance(finding.place, Place)
            and finding.severity is Severity.ERROR
            and (finding.place.sheet, finding.place.row, finding.place.column) == (sheet.name, row.number, None)
            for finding in self._found.values()
        )

    def sorted(self) -> list[Finding]:
        """In the order of the sheets; errors before warnings of the same place."""

        def order(finding: Finding) -> tuple[object, ...]:
            place = finding.place
            assert isinstance(place, Place)
            return (place.sheet or "", place.row or 0, finding.severity, place.ref or "", place.column or "")

        return sorted(self._found.values(), key=order)


# -- XForms ----------------------------------------------------------------------------------------------------------


def _check_xform(data: bytes, folder: Path, findings: _Findings, cells: Cells | None) -> None:
    def report(error: FormError) -> None:
        located = cells.locate(error) if cells else error
        if not (error.code.startswith("XPR") and findings.has_error_at(located.place)):
            findings.add(located)

    try:
        read_xform(data, find_media(data, folder), report)
    except FormError as error:
        report(error)


# -- XLSForms --------------------------------------------------------------------------------------------------------


def _check_xlsform(workbook: Workbook, folder: Path, findings: _Findings) -> None:
    for error in undeclared_prefixes(workbook):
        findings.add(error)
    for error in _cell_errors(workbook):
        findings.add(error)
    for error in _untranslated(workbook):
        findings.add(error)
    compiled = _compile(_without_errors(workbook, findings), findings)
    if compiled is None:
        return
    for remark in compiled.warnings:
        if not _LANGUAGE_REMARK.match(remark):
            findings.add(FormError("FORM-021", message=" ".join(remark.split())[:400]))
    _check_xform(compiled.xform, folder, findings, Cells.of(workbook))


def _cell_errors(workbook: Workbook) -> Iterator[FormError]:
    """Expressions that do not compile and ``${names}`` that no row has, where they are written."""
    from desktop_app.xforms.expressions import compile as compile_expression

    survey = workbook.sheet("survey")
    names = {text for row in survey.rows for column, text in row.cells.items() if base(column) == "name"}
    for row in survey.rows:
        for column, text in row.cells.items():
            place = place_of(survey, row, column)
            for match in _REFERENCE.finditer(text):
                if match[1] not in names and base(column) not in ("name", "type"):
                    yield FormError("FORM-011", replace(place, position=match.start() + 1), name=match[1])
            if base(column) not in EXPRESSION_COLUMNS or text.lower() in _CONSTANTS:
                continue
            try:
                compile_expression(_REFERENCE.sub(_same_length, text), _ANY_PREFIX)
            except FormError as error:
                yield error.at(sheet=place.sheet, row=place.row, column=place.column)  # type: ignore[misc]


def _same_length(match: re.Match[str]) -> str:
    """A name as long as the ``${reference}`` it stands for, so that positions stay true."""
    return "_" * len(match[0])


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
    for kind, present in translated.items():
        for missing in languages:
            if missing not in present:
                yield FormError("FORM-022", place_of(sheet, row, f"{kind}::{missing}"), language=missing)


def _without_errors(workbook: Workbook, findings: _Findings) -> Workbook:
    """The sheets with the cells found faulty made harmless, so that one fault does not hide the others."""
    clean = Workbook(workbook.name)
    for key, sheet in workbook.sheets.items():
        header = tuple(
            column
            for column in sheet.header
            if not findings.has_error_at(Place(sheet=sheet.name, row=1, column=column))
        )
        rows = tuple(
            Row(row.number, _harmless(sheet, row, header, findings))
            for row in sheet.rows
            if not findings.condemns(sheet, row)
        )
        clean.sheets[key] = Sheet(sheet.name, header, rows)
    return clean


def _harmless(sheet: Sheet, row: Row, header: tuple[str, ...], findings: _Findings) -> dict[str, str]:
    cells = {}
    for column in header:
        text = row.cells.get(column)
        if text is None:
            continue
        if not findings.has_error_at(place_of(sheet, row, column)):
            cells[column] = text
        elif base(column) in EXPRESSION_COLUMNS:
            cells[column] = "1"
        elif base(column) in TRANSLATED_COLUMNS:
            cells[column] = "-"
        elif base(column) == "name":
            cells[column] = f"row_{row.number}"
    return cells


def _compile(workbook: Workbook, findings: _Findings) -> Compiled | None:
    """Compiles, taking out each cell that pyxform refuses and trying again, to hear all of its complaints."""
    for _ in range(_ATTEMPTS):
        try:
            return compile_workbook(workbook)
        except FormError as error:
            if findings.has_error_at(error.place):
                return None
            findings.add(error)
            if error.place.row is None:
                return None
            cleaned = _without_errors(workbook, findings)
            if cleaned == workbook:
                return None
            workbook = cleaned
    return None


_ANY_PREFIX: Final = {"jr": "http://openrosa.org/javarosa", "odk": "http://www.opendatakit.org/xforms"}
