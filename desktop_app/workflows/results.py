"""A wave's results out of the books: what is shown of them, and every file that is published."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from desktop_app.errors import ReceptionError
from desktop_app.fileio import write_atomic
from desktop_app.submission.names import slug

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop_app.diagnosis.published import Published
    from desktop_app.reception.books import Books
    from desktop_app.reception.scope import Filters
    from desktop_app.xforms import Form

FIGURES: Final = "results.json"
WORKBOOK: Final = "resultados.xlsx"
SUMMARY: Final = "resumen-ejecutivo.pdf"
TABLES: Final = "tablas"
SHEETS: Final = "iniciativas"
DATA: Final = "datos"
CODEBOOK: Final = "libro-de-codigos.xlsx"
MANY: Final = 1_000
"""Initiatives, beyond which their sheets and the open data are written only when asked for: they take minutes."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is written besides the results; ``None``: unless there are more than ``MANY`` initiatives."""

    sheets: bool | None = None
    data: bool | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """What was written of a form's results. ``stopped``: not all of it; ``left_out`` names the fields of ``Wanted`` of
    which there was too much."""

    form_id: str
    folder: Path
    published: Published = field(repr=False)
    files: tuple[Path, ...]
    left_out: tuple[str, ...] = ()
    stopped: bool = False


def waves(books: Books) -> tuple[str, ...]:
    """The waves with responses that count, the latest first."""
    from desktop_app.reception import scope

    with books.read() as connection:
        return scope.waves(connection)


def forms(books: Books, wave: str) -> tuple[Form, ...]:
    """What was answered in a wave; the form that publishes most of it is the first."""
    from desktop_app.diagnosis.record_results import record_results
    from desktop_app.diagnosis.results import results
    from desktop_app.reception import known_forms

    def published_of(form: Form) -> int:
        return len(results(form)) + len(record_results(form))

    with books.read() as connection:
        found = known_forms.answered(connection, wave)
    return tuple(sorted(found.values(), key=lambda form: (-published_of(form), form.id)))


def choices(books: Books, form_id: str, wave: str, language: str = "es") -> Mapping[str, tuple[tuple[str, str], ...]]:
    """What a wave's results can be filtered by: code and label, by the filter's name."""
    from desktop_app.reception import scope

    with books.read() as connection:
        return scope.choices(connection, form_id, wave, language)


def published(books: Books, form: Form, wave: str, filters: Filters | None = None, language: str = "es") -> Published:
    """What the wave publishes of the form."""
    from desktop_app.reception.results import published as worked_out
    from desktop_app.reception.scope import Filters

    with books.read() as connection:
        return worked_out(connection, form, wave, filters or Filters(), language)


def write_results(
    books: Books,
    form: Form,
    wave: str,
    folder: Path,
    now: datetime,
    *,
    filters: Filters | None = None,
    wanted: Wanted | None = None,
    language: str = "es",
    tell: Callable[[int, int], None] = lambda _done, _total: None,
    stop: Callable[[], bool] = lambda: False,
) -> Written:
    """Writes the results into ``folder``: figures, workbook, executive summary, each table, the reference for the next
    wave, each initiative's sheet, and open data.

    Args:
        tell: how many files of how many are written.
        stop: asked before each file; what is written stays.

    Raises:
        ReceptionError: RCV-021 the books. FileError: the folder.
    """
    from desktop_app.reception.scope import Filters

    chosen = filters or Filters()
    found = published(books, form, wave, chosen, language)
    work = _Work(books, form, found, chosen, now, language)
    parts, left_out = work.parts(wanted or Wanted())
    total = sum(count for count, _ in parts)
    files: list[Path] = []
    for _, part in parts:
        for name, content in part:
            if stop():
                return Written(form.id, folder, found, tuple(files), left_out, stopped=True)
            path = folder / name
            write_atomic(path, content)
            files.append(path)
            tell(len(files), max(total, len(files)))
    return Written(form.id, folder, found, tuple(files), left_out)


def reference_name(form_id: str, wave: str) -> str:
    """What the reference file of a wave is called."""
    return f"referencia-{slug(form_id)}-{slug(wave)}.json"


_Files = Iterator[tuple[str, bytes]]


@dataclass(frozen=True)
class _Work:
    """The files of one set of results; each is made when it is asked for."""

    books: Books
    form: Form
    published: Published
    filters: Filters
    now: datetime
    language: str

    def parts(self, wanted: Wanted) -> tuple[list[tuple[int, _Files]], tuple[str, ...]]:
        """About how many files, and the files, of each part; and the parts that are left out."""
        count = int(self.published.figures.get("responding") or 0)
        few = count <= MANY
        parts = [(3 + len(self.published.tables), self.results())]
        if not self.filters.chosen():
            parts.append((1, self.reference()))
        left_out = []
        for name, asked, files in (
            ("sheets", wanted.sheets, (count, self.sheets())),
            ("data", wanted.data, (5, self.data())),
        ):
            if asked or (asked is None and few):
                parts.append(files)
            elif asked is None:
                left_out.append(name)
        return parts, tuple(left_out)

    def results(self) -> _Files:
        from desktop_app.reports.pdf.results_summary import executive_summary_pdf
        from desktop_app.reports.results_csv import results_csv
        from desktop_app.reports.results_sheet import results_xlsx

        yield FIGURES, json.dumps(self.published.figures, ensure_ascii=False, indent=2).encode() + b"\n"
        yield WORKBOOK, results_xlsx(self.published, self.now, self.language)
        yield SUMMARY, executive_summary_pdf(self.published, self.now, self.language)
        for table in self.published.tables:
            yield f"{TABLES}/{table.key}.csv", results_csv(table, self.language)

    def reference(self) -> _Files:
        from desktop_app.reception.reference import reference

        try:
            with self.books.read() as connection:
                content = reference(connection, self.form, self.published.wave)
        except ReceptionError as error:
            if error.code != "RCV-030":  # too few answered: there is nothing to compare with
                raise
            return
        yield reference_name(self.form.id, self.published.wave), content

    def sheets(self) -> _Files:
        from desktop_app.reception.standings import standings
        from desktop_app.reports.pdf.initiative_sheet import initiative_sheet_pdf

        with self.books.read() as connection:
            found = tuple(standings(connection, self.form, self.published.wave, self.filters, self.language))
        names: set[str] = set()
        for standing in found:
            stem = slug(standing.initiative) or slug(standing.member) or "iniciativa"
            if stem in names:
                stem = f"{stem}-{slug(standing.member)}"
            names.add(stem)
            yield f"{SHEETS}/{stem}.pdf", initiative_sheet_pdf(standing, self.now, self.language)

    def data(self) -> _Files:
        from desktop_app.reception.open_data import data_sets
        from desktop_app.reports import open_data
        from desktop_app.reports.codebook import codebook_xlsx

        with self.books.read() as connection:
            sets = data_sets(connection, self.form, self.published.wave, self.filters)
        for each in sets:
            yield f"{DATA}/{each.name}.sav", open_data.sav(each)
            yield f"{DATA}/{each.name}.dta", open_data.dta(each)
            yield f"{DATA}/{each.name}.parquet", open_data.parquet(each)
            yield f"{DATA}/{each.name}.csv", open_data.data_csv(each, self.language)
        if sets:
            yield f"{DATA}/{CODEBOOK}", codebook_xlsx(sets, self.now, self.language)
