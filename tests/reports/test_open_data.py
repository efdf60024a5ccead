"""Open data, read back from each kind of file."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Mapping
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import fastparquet
import pandas as pd
import pyreadstat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from desktop_app.diagnosis.published import Cell, DataSet, Variable
from desktop_app.reports.codebook import HEADER_ROW, codebook_xlsx
from desktop_app.reports.open_data import SPSS_TEXT, data_csv, dta, parquet, sav
from desktop_app.reports.open_data_fields import (
    SPSS_LABEL,
    SPSS_NAME,
    STATA_LABEL,
    STATA_NAME,
    byte_length,
    fields,
    shortened,
    unique,
)
from desktop_app.xforms.datatypes import printable
from tests.reports.published_sample import MADE

DEPARTMENT = Variable("department", "Departamento", "nominal", {"05": "Antioquia", "11": "Bogotá, D. C."})
LEVEL = Variable("level", "¿En qué nivel está?", "ordinal", {"low": "Bajo", "high": "Alto"})
YES = Variable("trains", "Forma a sus empresas", "nominal", {"0": "No", "1": "Sí"}, numeric=True)
SALES = Variable("sales", "Ventas", "scale", numeric=True, unit="millones de pesos")
TOLD = Variable("told", "Cuente más", "nominal")
DATA = DataSet(
    "initiatives",
    "Iniciativas que respondieron, año 2026",
    (DEPARTMENT, LEVEL, YES, SALES, TOLD),
    (
        ("05", "high", 1, 1234.5, "Exportó café"),
        ("11", "other", 0, None, None),
        (None, None, None, 10, ""),
    ),
)
Frame = Any


def read_sav(data: bytes, folder: Path) -> tuple[Frame, Any]:
    (folder / "x.sav").write_bytes(data)
    return pyreadstat.read_sav(folder / "x.sav")


def read_dta(data: bytes, folder: Path) -> tuple[Frame, Any]:
    (folder / "x.dta").write_bytes(data)
    return pyreadstat.read_dta(folder / "x.dta")


def read_parquet(data: bytes) -> Frame:
    with closing(io.BytesIO(data)) as file:
        return fastparquet.ParquetFile(file).to_pandas()


def one(variable: Variable, *cells: Cell) -> DataSet:
    return DataSet("d", "t", (variable,), tuple((cell,) for cell in cells))


def column(frame: Frame, name: str) -> list[Any]:
    """Its values, ``None`` for what is missing."""
    return [None if pd.isna(value) else value for value in frame[name].astype(object).tolist()]


def test_spss_has_labels_measures_and_missing_values(tmp_path: Path) -> None:
    frame, about = read_sav(sav(DATA), tmp_path)
    assert about.file_label == DATA.title
    assert about.column_names_to_labels == {each.name: each.label for each in DATA.variables}
    assert about.variable_value_labels == {
        "department": {5: "Antioquia", 11: "Bogotá, D. C."},
        "level": {1: "Bajo", 2: "Alto", 3: "other"},
        "trains": {0: "No", 1: "Sí"},
    }
    assert about.variable_measure == {each.name: each.measure for each in DATA.variables}
    assert {name: column(frame, name) for name in frame} == {
        "department": [5, 11, None],
        "level": [2, 3, None],
        "trains": [1, 0, None],
        "sales": [1234.5, None, 10],
        "told": ["Exportó café", "", ""],
    }


def test_stata_has_labels_and_missing_values(tmp_path: Path) -> None:
    data = dta(DATA)
    assert b"<release>118</release>" in data[:60]
    frame, about = read_dta(data, tmp_path)
    assert about.file_label == DATA.title
    assert about.column_names_to_labels == {each.name: each.label for each in DATA.variables}
    assert about.variable_value_labels["level"] == {1: "Bajo", 2: "Alto", 3: "other"}
    assert column(frame, "department") == [5, 11, None]
    assert column(frame, "sales") == [1234.5, None, 10]
    assert column(frame, "told") == ["Exportó café", "", ""]


def test_parquet_has_the_codes_and_nulls() -> None:
    data = parquet(DATA)
    assert data[:4] == data[-4:] == b"PAR1"
    frame = read_parquet(data)
    assert {name: column(frame, name) for name in frame} == {
        "department": ["05", "11", None],
        "level": ["high", "other", None],
        "trains": [1, 0, None],
        "sales": [1234.5, None, 10],
        "told": ["Exportó café", None, ""],
    }
    assert str(frame["trains"].dtype) == "Int64"


def test_csv_has_the_codes_too() -> None:
    lines = list(csv.reader(io.StringIO(data_csv(DATA).decode("utf-8-sig"), newline=""), delimiter=";"))
    assert lines == [
        ["department", "level", "trains", "sales", "told"],
        ["05", "high", "1", "1234,5", "Exportó café"],
        ["11", "other", "0", "", ""],
        ["", "", "", "10", ""],
    ]


@pytest.mark.parametrize(
    ("labels", "numbers"),
    [
        ({"1": "a", "3": "b"}, {"1": 1, "3": 3}),
        ({"5": "a", "05": "b"}, {"5": 1, "05": 2}),
        ({"a": "a", "1": "b"}, {"a": 1, "1": 2}),
        ({"٣": "a"}, {"٣": 1}),
        ({"99999999999": "a"}, {"99999999999": 1}),
        ({}, {}),
    ],
)
def test_codes_keep_their_numbers_where_all_have_one(labels: Mapping[str, str], numbers: Mapping[str, int]) -> None:
    (field,) = fields(one(Variable("v", "V", "nominal", labels)))
    assert field.numbers == numbers


def test_a_number_that_is_not_whole_has_no_label_in_stata(tmp_path: Path) -> None:
    data = one(replace(YES, labels={"0.5": "Media", "1": "Una", "x": "Nada"}), 0.5, 1)
    assert read_sav(sav(data), tmp_path)[1].variable_value_labels == {"trains": {0.5: "Media", 1: "Una"}}
    frame, about = read_dta(dta(data), tmp_path)
    assert (column(frame, "trains"), about.variable_value_labels) == ([0.5, 1], {})


@pytest.mark.parametrize("number", [2**31, 2**40, 10**20, -(10**20)])
def test_numbers_beyond_a_long_are_doubles(number: int, tmp_path: Path) -> None:
    data = one(SALES, number, None, 3)
    assert column(read_dta(dta(data), tmp_path)[0], "sales") == [number, None, 3]
    assert column(read_sav(sav(data), tmp_path)[0], "sales") == [number, None, 3]
    assert column(read_parquet(parquet(data)), "sales") == [number, None, 3]


@pytest.mark.parametrize("number", [10**400, float("nan"), float("inf"), 1.7e308])
def test_what_no_program_counts_with_is_missing(number: float, tmp_path: Path) -> None:
    data = one(SALES, number, 3)
    assert column(read_dta(dta(data), tmp_path)[0], "sales") == [None, 3]
    assert column(read_sav(sav(data), tmp_path)[0], "sales") == [None, 3]
    assert column(read_parquet(parquet(data)), "sales") == [None, 3]


@pytest.mark.parametrize("length", [2045, 2046, 40_000])
def test_long_texts(length: int, tmp_path: Path) -> None:
    data = one(TOLD, "ñ" * (length // 2), None, "b")
    assert column(read_dta(dta(data), tmp_path)[0], "told") == ["ñ" * (length // 2), "", "b"]
    assert column(read_sav(sav(data), tmp_path)[0], "told") == ["ñ" * (min(length, SPSS_TEXT) // 2), "", "b"]


@pytest.mark.parametrize("rows", [(), ((None,) * 5,)], ids=["no rows", "no answers"])
def test_nothing_answered(rows: tuple[tuple[Cell, ...], ...], tmp_path: Path) -> None:
    data = replace(DATA, rows=rows)
    for frame, _ in (read_sav(sav(data), tmp_path), read_dta(dta(data), tmp_path), (read_parquet(parquet(data)), None)):
        assert list(frame) == [each.name for each in DATA.variables]
        assert len(frame) == len(rows)


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("A2.1", "A2_1"),
        ("año", "año"),
        ("1st", "v_1st"),
        ("_n", "v__n"),
        ("with", "v_with"),
        ("INT", "v_INT"),
        ("str5", "v_str5"),
        ("a b-c", "a_b_c"),
        ("", "v_"),
        ("日本", "v___"),
    ],
)
def test_names_that_both_programs_take(name: str, safe: str, tmp_path: Path) -> None:
    data = one(replace(SALES, name=name), 1)
    assert list(read_sav(sav(data), tmp_path)[0]) == [safe]
    assert list(read_dta(dta(data), tmp_path)[0]) == [safe]


def test_long_names_and_labels_are_cut_and_told_apart(tmp_path: Path) -> None:
    asked = "¿Qué impactos tuvo en las empresas durante el último año? Escoja todos los que apliquen"
    variables = tuple(
        replace(YES, name="impactos_en_las_empresas_" * 4 + str(n), label=f"{asked * 3}: opción {n}") for n in range(3)
    )
    data = DataSet("d", "ñ" * 100, variables, ((1, 0, None),))
    (spss, about_spss), (stata, about_stata) = read_sav(sav(data), tmp_path), read_dta(dta(data), tmp_path)
    for frame, about, longest, measure in (
        (spss, about_spss, (SPSS_NAME, SPSS_LABEL), byte_length),
        (stata, about_stata, (STATA_NAME, STATA_LABEL), len),
    ):
        assert len(set(frame)) == 3
        assert all(measure(name) <= longest[0] for name in frame)
        assert all(measure(label) <= longest[1] and label.startswith("¿Qué") for label in about.column_labels)
        assert [label[-8:] for label in about.column_labels] == ["opción 0", "opción 1", "opción 2"]
    assert (about_spss.file_label, about_stata.file_label) == ("ñ" * 32, "ñ" * 80)


def test_what_differs_only_where_it_is_cut_still_differs() -> None:
    assert unique(["aaaa", "AAAA", "aaaaa", "aaaa_2"], 4, len) == ["aaaa", "AA_2", "aa_3", "aa_4"]
    assert shortened(["abcdefghij1XYZ", "abcdefghij2XYZ", "abcdef", "abcdef", ""], 9, len) == [
        "abcd…1XYZ",
        "abcd…2XYZ",
        "abcdef",
        "abcdef",
        "",
    ]
    assert shortened(["abcd__1__wxyz", "abcd__2__wxyz"], 9, len) == ["abcd…wxyz", "abcd…wx 2"]


names = st.one_of(st.text(st.characters(categories=None), max_size=80), st.sampled_from(["a" * 70, "A" * 70, "with"]))
texts = st.text(st.characters(categories=None), max_size=300)
cells = st.one_of(st.none(), texts)
numbers = st.one_of(st.none(), st.integers(-(2**53), 2**53), st.floats())


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(names, texts, cells, numbers), min_size=1, max_size=6), st.dictionaries(texts, texts, max_size=3)
)
def test_any_names_texts_and_numbers(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str, Cell, Cell]], labels: dict[str, str]
) -> None:
    tmp_path = tmp_path_factory.mktemp("any")
    data = DataSet(
        "d",
        rows[0][1],
        tuple(
            each
            for name, label, _, _ in rows
            for each in (
                Variable(name, label, "nominal"),
                Variable(name, label, "ordinal", labels),
                Variable(name, label, "scale", labels, numeric=True),
            )
        ),
        (
            tuple(cell for _, _, text, number in rows for cell in (text, text, number)),
            (None,) * (3 * len(rows)),
        ),
    )
    for frame in (read_sav(sav(data), tmp_path)[0], read_dta(dta(data), tmp_path)[0]):
        assert frame.shape == (2, 3 * len(rows))
        for place, (_, _, text, number) in enumerate(rows):
            told = frame.iloc[0, 3 * place]
            assert told.rstrip(" ") == printable(str(text or "")).rstrip(" ")
            counted = frame.iloc[0, 3 * place + 2]
            if number is None or not math.isfinite(float(number)) or abs(float(number)) >= 1e307:
                assert counted is None or math.isnan(counted)
            else:
                assert counted == pytest.approx(float(number))
    kept = read_parquet(parquet(data))
    assert kept.shape == (2, 3 * len(rows))
    assert [kept.iloc[0, 3 * place] for place in range(len(rows))] == [
        None if text is None else printable(str(text)) for _, _, text, _ in rows
    ]


def test_the_codebook_has_a_row_a_variable_and_a_row_a_value() -> None:
    book = load_workbook(io.BytesIO(codebook_xlsx([DATA, replace(one(TOLD, "x"), name="projects")], MADE)))
    variables, values = book.worksheets
    assert book.sheetnames == ["Variables", "Valores"]
    rows = [[cell.value for cell in row] for row in variables.iter_rows(min_row=HEADER_ROW + 1)]
    assert rows[0] == [
        "initiatives", DATA.title, "department", "department", "department", "Departamento", "Código con significado",
        "Nominal", None, 2, 1,
    ]  # fmt: skip
    assert rows[3][6:] == ["Número", "Escala", "millones de pesos", 2, 1]
    assert [row[0] for row in rows] == ["initiatives"] * 5 + ["projects"]
    assert [[cell.value for cell in row] for row in values.iter_rows(min_row=HEADER_ROW + 1)] == [
        ["initiatives", "department", "05", 5, "Antioquia", 1],
        ["initiatives", "department", "11", 11, "Bogotá, D. C.", 1],
        ["initiatives", "level", "low", 1, "Bajo", 0],
        ["initiatives", "level", "high", 2, "Alto", 1],
        ["initiatives", "level", "other", 3, None, 1],
        ["initiatives", "trains", "0", 0, "No", 1],
        ["initiatives", "trains", "1", 1, "Sí", 1],
    ]
    assert variables.freeze_panes == values.freeze_panes == f"A{HEADER_ROW + 1}"


def test_the_codebook_in_english_runs_no_formula() -> None:
    hostile = one(Variable("v", "=1+1", "nominal", {"=2": "@x"}), "=2")
    book = load_workbook(io.BytesIO(codebook_xlsx([hostile], MADE, "en")))
    assert book.sheetnames == ["Variables", "Values"]
    cell = book["Values"].cell(HEADER_ROW + 1, 3)
    assert (cell.value, cell.data_type, cell.quotePrefix) == ("=2", "s", True)
