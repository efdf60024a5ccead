from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from desktop_app.errors import FileError, FormError
from desktop_app.workflows.forms import FormReport, check_form, export_forms, list_forms
from desktop_app.workflows.shipped import shipped_forms
from desktop_app.xforms import Form, Session
from tests.support.desks import NOW

HEAD = "| survey |\n| | type | name | label | constraint | calculation |\n"


def codes(report: FormReport) -> list[tuple[str, str]]:
    return [(finding.severity, finding.explanation.code) for finding in report.findings]


# -- listing ---------------------------------------------------------------------------------------------------------


def test_the_shipped_forms_are_listed() -> None:
    listed = {form.id: form for form in list_forms("es")}
    assert list(listed) == [form.id for form in shipped_forms()]
    instrument = listed["autodiagnostico"]
    assert (instrument.version, instrument.title) == ("2026.1", "Autodiagnóstico de buenas prácticas")
    assert instrument.instrument
    assert not listed["iniciativa"].instrument
    assert instrument.languages == ("Español (es)", "English (en)")
    assert instrument.questions == 15 + 3 * 13
    assert len(instrument.sha256) == 64


def test_the_list_is_in_the_language_asked_for() -> None:
    titles = {form.id: form.title for form in list_forms("en")}
    assert titles["autodiagnostico"] == "Self-diagnosis of good practices"
    assert titles["bienes_publicos"] == "Public goods for the cluster"
    assert titles["ssme"] == "Monitoring, Measurement and Evaluation System (SSME)"
    assert titles["evaluacion_institucional"] == "Institutional assessment"
    assert titles["hoja_de_ruta"] == "Roadmap"


# -- checking --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", shipped_forms(), ids=lambda form: form.id)
def test_the_shipped_forms_are_in_order(form: object) -> None:
    report = check_form(form.path, "es")  # type: ignore[attr-defined]
    assert report.ok
    assert codes(report) == []
    assert report.counts() == {"errors": 0, "warnings": 0}


def test_every_finding_is_told_in_one_go_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "f.md"
    path.write_text(HEAD + "| | integer | a | A | . >= (3 | |\n| | calculate | b | | | nofunc(1) |\n", encoding="utf-8")
    report = check_form(path, "es")
    assert not report.ok
    assert codes(report) == [("error", "XPR-006"), ("error", "XPR-007")]
    assert [finding.explanation.place for finding in report.findings] == [
        "hoja survey, fila 2, columna constraint, carácter 8",
        "hoja survey, fila 3, columna calculation, carácter 1",
    ]
    assert report.counts() == {"errors": 2, "warnings": 0}
    assert check_form(path, "en").findings[0].explanation.place.startswith("sheet survey, row 2")


def test_the_rubric_is_checked_once_the_form_stands(tmp_path: Path) -> None:
    form = """
| survey |
| | type | name | label | calculation | bind::telar:role | bind::telar:code | bind::telar:of | bind::telar:max |
| | select_one grade | p1 | Uno | | indicator | P1 | B9 | 5 |
| | calculate | b1 | | ${p1} | area | B1 | | 2 |
| choices |
| | list_name | name | label |
| | grade | 0 | No |
| | grade | 2 | Sí |
| settings |
| | form_id | namespaces |
| | f | telar="urn:telar:rubric:1" |
"""
    path = tmp_path / "f.md"
    path.write_text(form, encoding="utf-8")
    report = check_form(path, "es")
    found = {finding.explanation.code: finding for finding in report.findings}
    assert "DIAG-008" in found
    assert all(code.startswith("DIAG") for code in found)
    assert found["DIAG-008"].explanation.place == "hoja survey, fila 2, columna bind::telar:max, pregunta /data/p1"
    assert found["DIAG-014"].explanation.place == "hoja survey, fila 3, columna bind::telar:code, pregunta /data/b1"


def test_a_warning_does_not_fail_the_form(tmp_path: Path) -> None:
    path = tmp_path / "f.md"
    path.write_text(
        "| survey |\n| | type | name | label::Español (es) | label::English (en) |\n| | text | a | Solo español | |\n",
        encoding="utf-8",
    )
    report = check_form(path, "es")
    assert report.ok
    assert ("warning", "FORM-022") in codes(report)
    assert report.counts()["warnings"] == len(report.findings) >= 1


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("missing.md", None, "FILE-001"),
        ("f.txt", b"text", "FORM-001"),
        ("f.md", b"", "FORM-007"),
        ("f.xlsx", b"PK\x03\x04", "FORM-007"),
        ("f.csv", b"\xff\xfe\x00", "FORM-007"),
        ("f.xml", b"<!DOCTYPE h><h:html xmlns:h='http://www.w3.org/1999/xhtml'/>", "FORM-006"),
        ("f.xml", b"<a><b></a>", "FORM-002"),
    ],
)
def test_a_file_that_is_no_form_is_a_finding(tmp_path: Path, name: str, content: bytes | None, code: str) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    report = check_form(tmp_path / name, "es")
    assert not report.ok
    assert codes(report)[0] == ("error", code)
    assert report.file == str(tmp_path / name)


def test_a_folder_is_no_form(tmp_path: Path) -> None:
    (tmp_path / "f.md").mkdir()
    assert codes(check_form(tmp_path / "f.md", "es")) == [("error", "FILE-006")]


# -- exporting -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, tuple[Path, ...]]:
    folder = tmp_path_factory.mktemp("authors") / "año 2026"
    return folder, export_forms(folder)


def test_each_form_is_written_with_the_lists_it_needs(exported: tuple[Path, tuple[Path, ...]]) -> None:
    folder, written = exported
    assert [path.relative_to(folder).as_posix() for path in written] == [
        *(f"{form.id}.xlsx" for form in shipped_forms()),
        "media/chambers.csv",
        "media/ciiu.csv",
        "media/departments.csv",
        "media/municipalities.csv",
    ]
    assert sorted(path for path in folder.rglob("*") if path.is_file()) == sorted(written)


@pytest.mark.parametrize("form_id", [form.id for form in shipped_forms()])
def test_a_workbook_reads_again_as_the_same_form(exported: tuple[Path, tuple[Path, ...]], form_id: str) -> None:
    source = next(form.path for form in shipped_forms() if form.id == form_id)
    before, after = Form.load(source), Form.load(exported[0] / f"{form_id}.xlsx")
    assert list(after.questions()) == list(before.questions())
    assert after.binds == before.binds
    assert after.media == before.media
    assert (after.id, after.version, after.title, after.languages) == (
        before.id, before.version, before.title, before.languages,
    )  # fmt: skip
    for ref in before.binds:
        for language in before.languages:
            assert after.text(ref, language) == before.text(ref, language)
    session = Session(after, now=NOW)
    assert len(session.choices("/data/identificacion/department")) == 33


def test_a_workbook_keeps_codes_as_text(exported: tuple[Path, tuple[Path, ...]]) -> None:
    book = load_workbook(exported[0] / "autodiagnostico.xlsx")
    assert {"survey", "choices", "settings"} <= set(book.sheetnames)
    assert book["survey"].freeze_panes == "A2"
    assert {cell.data_type for row in book["choices"].iter_rows() for cell in row if cell.value is not None} == {"s"}
    book.close()


def test_what_an_author_had_there_is_replaced_and_the_rest_stays(tmp_path: Path) -> None:
    (tmp_path / "iniciativa.xlsx").write_bytes(b"old")
    (tmp_path / "notes.txt").write_bytes(b"mine")
    export_forms(tmp_path)
    assert Form.load(tmp_path / "iniciativa.xlsx").id == "iniciativa"
    assert (tmp_path / "notes.txt").read_bytes() == b"mine"


@pytest.mark.parametrize(("where", "code"), [("file", "FILE-008"), ("file/below", "FILE-008")])
def test_a_folder_that_takes_no_files(tmp_path: Path, where: str, code: str) -> None:
    (tmp_path / "file").write_bytes(b"keep")
    with pytest.raises(FileError) as caught:
        export_forms(tmp_path / where)
    assert caught.value.code == code
    assert (tmp_path / "file").read_bytes() == b"keep"


def test_a_workbook_without_its_lists_says_what_is_missing(
    exported: tuple[Path, tuple[Path, ...]], tmp_path: Path
) -> None:
    (tmp_path / "iniciativa.xlsx").write_bytes((exported[0] / "iniciativa.xlsx").read_bytes())
    with pytest.raises(FormError) as caught:
        Form.load(tmp_path / "iniciativa.xlsx")
    assert caught.value.code == "FORM-014"
