"""Open data for those who compute with it: SPSS and Stata with labels, Parquet, and CSV.

What was not answered is missing in each: a system missing value, a null, an empty cell.
"""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from desktop_app.diagnosis.published import Cell, DataSet
from desktop_app.reports.open_data_fields import (
    SPSS_LABEL,
    SPSS_TITLE,
    SPSS_VALUE,
    STATA_LABEL,
    STATA_LEAST,
    STATA_MOST,
    Field,
    byte_length,
    cut,
    fields,
    shortened,
)
from desktop_app.reports.results_csv import csv_bytes
from desktop_app.reports.sheet_cells import figure
from desktop_app.xforms.datatypes import printable

if TYPE_CHECKING:
    import pandas as pd

SPSS_TEXT: Final = 32_767
"""Bytes of the longest text in SPSS; what is longer is cut."""
_WHOLE: Final = "Int32"
_EXACT: Final = 2**53  # whole numbers up to here are the same as doubles
_STATA_RELEASE: Final = 14  # of the file: every Stata since 2015 opens it, and it has UTF-8


def sav(data: DataSet) -> bytes:
    """``data`` for SPSS: labels of variables and values, level of measurement. Coded texts are numbers with labels."""
    import pyreadstat

    columns = fields(data)
    frame = _frame(data, columns, [field.spss for field in columns], most=SPSS_TEXT)
    labels = shortened((field.variable.label for field in columns), SPSS_LABEL, byte_length)
    values = {field.spss: _value_labels(field, frame[field.spss]) for field in columns if field.labels()}
    measures = {field.spss: field.variable.measure for field in columns}
    title = cut(printable(data.title), SPSS_TITLE, byte_length)

    def write(path: Path) -> None:
        pyreadstat.write_sav(
            frame,
            path,
            file_label=title,
            column_labels=[label or None for label in labels],
            row_compress=True,
            variable_value_labels=values,
            variable_measure=measures,
        )

    return _written(write, "data.sav")


def dta(data: DataSet) -> bytes:
    """``data`` for Stata 14 and later: labels of variables, and of whole numbers."""
    import pyreadstat

    columns = fields(data)
    frame = _frame(data, columns, [field.stata for field in columns])
    labels = shortened((field.variable.label for field in columns), STATA_LABEL, len)
    values = {
        field.stata: _value_labels(field, frame[field.stata])
        for field in columns
        if field.labels() and _is_whole(frame[field.stata])
    }
    title = printable(data.title)[:STATA_LABEL]

    def write(path: Path) -> None:
        pyreadstat.write_dta(
            frame,
            path,
            file_label=title,
            column_labels=[label or None for label in labels],
            version=_STATA_RELEASE,
            variable_value_labels=values,
        )

    return _written(write, "data.dta")


def parquet(data: DataSet) -> bytes:
    """``data`` with its own names and codes; whole numbers are integers, texts UTF-8, and what is missing is null."""
    import pandas as pd

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # as it is imported it reads an option that pandas is about to give up
        import fastparquet

    columns = fields(data)
    series = {}
    for field in columns:
        cells = _cells(data, field)
        if field.variable.numeric:
            series[field.name] = _numeric(cells, whole="Int64")
        else:
            series[field.name] = pd.Series([_text(cell) for cell in cells], dtype=object)
    frame = pd.DataFrame(series)
    texts = {field.name: "float" if field.variable.numeric else "utf8" for field in columns}

    def write(path: Path) -> None:
        fastparquet.write(str(path), frame, compression="SNAPPY", write_index=False, object_encoding=texts)

    return _written(write, "data.parquet")


def data_csv(data: DataSet, language: str = "es") -> bytes:
    """``data`` with its own names and codes, in the dialect of ``csv_bytes``."""
    return csv_bytes([field.name for field in fields(data)], data.rows, language)


def _frame(data: DataSet, columns: Sequence[Field], names: Sequence[str], most: int | None = None) -> pd.DataFrame:
    """Numbers, coded texts as theirs, and texts of at most ``most`` bytes; a text that is missing is empty, since
    neither program knows another kind of missing text."""
    import pandas as pd

    series: dict[str, Any] = {}
    for field, name in zip(columns, names, strict=True):
        cells = _cells(data, field)
        if field.numbers:
            series[name] = _numeric([field.numbers.get(cell) if isinstance(cell, str) else None for cell in cells])
        elif field.variable.numeric:
            series[name] = _numeric(cells)
        else:
            texts = [_text(cell) or "" for cell in cells]
            kept = texts if most is None else [cut(text, most, byte_length) for text in texts]
            series[name] = pd.Series(kept, dtype=object)
    return pd.DataFrame(series)


def _cells(data: DataSet, field: Field) -> list[Cell]:
    return [row[field.place] for row in data.rows]


def _numeric(cells: Sequence[Cell], whole: str = _WHOLE) -> pd.Series[Any]:
    """Numbers as ``whole`` if all are whole and fit, else as doubles."""
    import pandas as pd

    numbers = [figure(cell) for cell in cells]
    least, most = (STATA_LEAST, STATA_MOST) if whole == _WHOLE else (-_EXACT, _EXACT)
    if all(number is None or (isinstance(number, int) and least <= number <= most) for number in numbers):
        return pd.Series(numbers, dtype=whole)
    return pd.Series([float("nan") if number is None else float(number) for number in numbers], dtype="float64")


def _text(cell: Cell) -> str | None:
    return None if cell is None else printable(str(cell))


def _is_whole(column: pd.Series[Any]) -> bool:
    return str(column.dtype) == _WHOLE


def _value_labels(field: Field, column: pd.Series[Any]) -> dict[int | float, str]:
    """The labels for ``column``, whose keys must be of its kind of number; Stata's are at most as long as SPSS's."""
    labels = field.labels()
    texts = shortened(labels.values(), SPSS_VALUE, byte_length)
    if not _is_whole(column):
        return {float(number): text for number, text in zip(labels, texts, strict=True)}
    return {
        int(number): text
        for number, text in zip(labels, texts, strict=True)
        if float(number).is_integer() and STATA_LEAST <= number <= STATA_MOST
    }


def _written(write: Callable[[Path], None], name: str) -> bytes:
    """What ``write`` leaves in a file: the libraries of these formats know no other way."""
    with tempfile.TemporaryDirectory(prefix="telar-data-") as folder:
        path = Path(folder) / name
        write(path)
        return path.read_bytes()
