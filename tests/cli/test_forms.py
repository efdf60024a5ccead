from __future__ import annotations

import json
from pathlib import Path

import pytest

from desktop_app.workflows.shipped import shipped_form, shipped_forms
from desktop_app.xforms import Form, Session
from tests.support.commands import Telar
from tests.support.desks import FOUNDED, NAME, P01, P02, YEAR

BAD = """
| survey |
| | type | name | label | constraint |
| | integer | a | A | . >= (3 |
| | integer | b | B | nada() |
"""


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    path = tmp_path / "A.json"
    path.write_text(json.dumps({NAME: "Clúster de café", P01: 2, P02: "1", YEAR: 2025}), encoding="utf-8")
    return path


# -- list ------------------------------------------------------------------------------------------------------------


def test_the_shipped_forms_one_a_line(telar: Telar) -> None:
    ran = telar("forms", "list")
    assert (ran.code, ran.err) == (0, "")
    lines = {line.split()[0]: line.split(maxsplit=3)[1:] for line in ran.out.splitlines()}
    assert list(lines) == [form.id for form in shipped_forms()]
    assert lines["autodiagnostico"] == ["2026.1", "instrumento", "Autodiagnóstico de buenas prácticas"]
    assert lines["iniciativa"] == ["2026.1", "ficha", "Ficha de la iniciativa"]


def test_the_shipped_forms_for_a_program(telar: Telar) -> None:
    ran = telar("forms", "list", "--json", "--language", "en")
    assert [form["id"] for form in ran.json] == [form.id for form in shipped_forms()]
    assert set(ran.json[0]) == {"id", "version", "title", "instrument", "languages", "questions", "sha256"}
    assert ran.json[0]["title"] == "Self-diagnosis of good practices"
    assert ran.json[0]["instrument"] is True


# -- check -----------------------------------------------------------------------------------------------------------


def test_a_form_in_order(telar: Telar) -> None:
    ran = telar("forms", "check", shipped_form("iniciativa").path)
    assert (ran.code, ran.out, ran.err) == (0, "El formulario está en orden.\n", "")


def test_every_finding_with_its_place_and_remedy(telar: Telar, tmp_path: Path) -> None:
    (tmp_path / "f.md").write_text(BAD, encoding="utf-8")
    ran = telar("forms", "check", tmp_path / "f.md")
    assert ran.code == 1
    lines = ran.out.splitlines()
    assert [line.split()[:2] for line in lines if line.startswith("ERROR")] == [
        ["ERROR", "XPR-006"],
        ["ERROR", "XPR-007"],
    ]
    assert lines[1] == "  Dónde: hoja survey, fila 2, columna constraint, carácter 8"
    assert lines[2].startswith("  Qué hacer: ")
    assert lines[-1] == "Errores: 2. Avisos: 0."


def test_every_finding_for_a_program(telar: Telar, tmp_path: Path) -> None:
    (tmp_path / "f.md").write_text(BAD, encoding="utf-8")
    ran = telar("forms", "check", tmp_path / "f.md", "--json", "--language", "en")
    assert ran.code == 1
    assert (ran.json["ok"], ran.json["file"]) == (False, str(tmp_path / "f.md"))
    first = ran.json["findings"][0]
    assert set(first) == {"severity", "explanation"}
    assert first["severity"] == "error"
    assert first["explanation"]["code"] == "XPR-006"
    assert first["explanation"]["place"] == "sheet survey, row 2, column constraint, character 8"


def test_a_missing_translation_is_a_warning_and_names_the_language(telar: Telar, tmp_path: Path) -> None:
    (tmp_path / "f.md").write_text(
        "| survey |\n| | type | name | label::Español (es) | label::English (en) |\n| | text | a | Uno | |\n",
        encoding="utf-8",
    )
    ran = telar("forms", "check", tmp_path / "f.md")
    assert ran.code == 0
    assert "AVISO  FORM-022  Falta la traducción a «English (en)»." in ran.out
    assert ran.out.splitlines()[-1].startswith("Errores: 0. Avisos: ")


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [("missing.md", None, "FILE-001"), ("f.txt", b"", "FORM-001"), ("f.xml", b"<!DOCTYPE x><x/>", "FORM-006")],
)
def test_what_is_no_form(telar: Telar, tmp_path: Path, name: str, content: bytes | None, code: str) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    ran = telar("forms", "check", tmp_path / name, "--json")
    assert ran.code == 1
    assert [finding["explanation"]["code"] for finding in ran.json["findings"]] == [code]


# -- export ----------------------------------------------------------------------------------------------------------


def test_the_forms_for_authors(telar: Telar, tmp_path: Path) -> None:
    ran = telar("forms", "export", tmp_path / "salida", "--json")
    assert ran.code == 0
    files = [Path(name) for name in ran.json["files"]]
    assert len(files) == len(shipped_forms()) + 4
    assert all(path.is_file() for path in files)
    assert Form.load(tmp_path / "salida" / "iniciativa.xlsx").id == "iniciativa"
    telling = telar("forms", "export", tmp_path / "salida")
    assert telling.out.splitlines() == [str(path) for path in files]


def test_a_folder_that_takes_none(telar: Telar, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    ran = telar("forms", "export", tmp_path / "file")
    assert ran.code == 1
    assert ran.err.startswith("FILE-008")


# -- fill ------------------------------------------------------------------------------------------------------------


def test_a_filled_form_for_a_program(telar: Telar, answers: Path, tmp_path: Path) -> None:
    out = tmp_path / "instance.xml"
    ran = telar("forms", "fill", "autodiagnostico", "--answers", answers, "--out", out, "--json")
    assert (ran.code, ran.err) == (0, "")
    assert set(ran.json) == {"values", "irrelevant", "problems", "scores", "accepted", "out"}
    assert (ran.json["accepted"], ran.json["out"]) == (True, str(out))
    assert (ran.json["values"][P01], ran.json["values"]["/data/total"]) == ("2", "3")
    assert "/data/origen/p01_planned" in ran.json["irrelevant"]
    assert {problem["code"] for problem in ran.json["problems"]} == {"USE-010"}
    assert set(ran.json["problems"][0]) == {"ref", "kind", "code", "place", "cause", "remedy"}
    assert (ran.json["scores"]["total"], ran.json["scores"]["max"], ran.json["scores"]["answered"]) == (3, 26, 2)
    session = Session(Form.load(shipped_form("autodiagnostico").path), instance_xml=out.read_bytes())
    assert session.values() == ran.json["values"]


def test_a_filled_form_for_a_person(telar: Telar, answers: Path, tmp_path: Path) -> None:
    ran = telar("forms", "fill", "autodiagnostico", "--answers", answers, "--out", tmp_path / "i.xml")
    lines = ran.out.splitlines()
    assert f"{NAME} = Clúster de café" in lines
    assert any(line.startswith("USE-010  pregunta /data/conocimiento/p03: ") for line in lines)
    assert lines[-2:] == ["Puntos: 3 de 26 (2 de 13 respondidas)", f"Instancia escrita en {tmp_path / 'i.xml'}"]


def test_no_points_are_a_dash(telar: Telar, tmp_path: Path) -> None:
    (tmp_path / "A.json").write_bytes(b"{}")
    ran = telar("forms", "fill", "autodiagnostico", "--answers", tmp_path / "A.json")
    assert ran.code == 0
    assert ran.out.splitlines()[-1] == "Puntos: – de 26 (0 de 13 respondidas)"


@pytest.mark.parametrize(
    ("ref", "value", "code", "words"),
    [
        (P01, "7", "USE-011", "opciones"),
        (FOUNDED, 1900, "USE-012", "Escriba un año entre 1950"),
        (FOUNDED, "hace mucho", "USE-011", "número entero"),
        (YEAR, 1999, "USE-012", "Escriba un año"),
    ],
)
def test_a_wrong_value_is_explained_and_nothing_written(
    telar: Telar, tmp_path: Path, ref: str, value: object, code: str, words: str
) -> None:
    (tmp_path / "A.json").write_text(json.dumps({ref: value}), encoding="utf-8")
    out = tmp_path / "i.xml"
    ran = telar("forms", "fill", "autodiagnostico", "--answers", tmp_path / "A.json", "--out", out, "--json")
    assert ran.code == 1
    assert (ran.json["accepted"], ran.json["out"]) == (False, None)
    (problem,) = [each for each in ran.json["problems"] if each["kind"] != "required"]
    assert (problem["ref"], problem["code"], problem["place"]) == (ref, code, f"pregunta {ref}")
    assert words in problem["cause"]
    assert problem["remedy"]
    assert not out.exists()


def test_a_person_is_told_that_nothing_was_written(telar: Telar, tmp_path: Path) -> None:
    (tmp_path / "A.json").write_text(json.dumps({FOUNDED: 1900}), encoding="utf-8")
    ran = telar("forms", "fill", "iniciativa", "--answers", tmp_path / "A.json", "--out", tmp_path / "i.xml")
    assert ran.code == 1
    assert ran.out.splitlines()[-1] == "No se escribió la instancia: hay valores que el formulario no admite."
    assert not (tmp_path / "i.xml").exists()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b'{"/data/nada": 1}', "USE-005"),
        (b"[1]", "USE-004"),
        (b'{"a": {"b": 1}}', "USE-006"),
        (b'{"a": 1, "a": 2}', "USE-009"),
        (b'{"a": "\\u0000"}', "USE-013"),
        (b"{" + b" " * 5_000_000, "FILE-007"),
    ],
)
def test_answers_that_cannot_be_read(telar: Telar, tmp_path: Path, content: bytes, code: str) -> None:
    (tmp_path / "A.json").write_bytes(content)
    out = tmp_path / "i.xml"
    ran = telar("forms", "fill", "iniciativa", "--answers", tmp_path / "A.json", "--out", out, "--json")
    assert (ran.code, ran.error["code"]) == (1, code)
    assert f"archivo {tmp_path / 'A.json'}" in ran.error["place"]
    assert ran.error["cause"]
    assert ran.error["remedy"]
    assert not out.exists()


@pytest.mark.parametrize(("form", "code"), [("nada", "USE-001"), ("nada.xml", "FILE-001")])
def test_a_form_that_is_not_there(telar: Telar, answers: Path, form: str, code: str) -> None:
    ran = telar("forms", "fill", form, "--answers", answers, "--json")
    assert (ran.code, ran.error["code"]) == (1, code)


def test_answers_that_are_not_there(telar: Telar, tmp_path: Path) -> None:
    for name, code in (("missing.json", "FILE-001"), (".", "FILE-006")):
        ran = telar("forms", "fill", "iniciativa", "--answers", tmp_path / name, "--json")
        assert (ran.code, ran.error["code"]) == (1, code)


# -- new -------------------------------------------------------------------------------------------------------------


def test_a_form_is_begun_and_is_in_order(telar: Telar, tmp_path: Path) -> None:
    ran = telar("forms", "new", "madurez_digital", "--out", tmp_path / "nuevo")
    book = tmp_path / "nuevo" / "madurez_digital.xlsx"
    assert (ran.code, ran.err) == (0, "")
    lines = ran.out.splitlines()
    assert lines[0] == str(book)
    assert lines[-1].startswith("Listo. Ábralo en Excel")
    assert lines[-1].endswith(f"telar forms check {book}")
    assert telar("forms", "check", book).out == "El formulario está en orden.\n"
    again = telar("forms", "new", "madurez_digital", "--out", tmp_path / "nuevo", "--json")
    assert (again.code, again.error["code"]) == (1, "FORM-121")
    assert again.error["place"].endswith(str(book))


def test_a_name_that_is_none_is_explained_in_both_languages(telar: Telar, tmp_path: Path) -> None:
    for language, words in (("es", "no puede llamarse así"), ("en", "cannot be called that")):
        ran = telar("forms", "new", "Mi Formulario", "--out", tmp_path, "--language", language)
        assert (ran.code, ran.out) == (1, "")
        assert ran.err.startswith("FORM-120")
        assert words in ran.err
    assert list(tmp_path.iterdir()) == []
