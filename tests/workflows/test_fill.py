from __future__ import annotations

import json
import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.errors import AnswersError, FileError, FormError, TelarError, UsageError
from desktop_app.workflows.fill import Filled, fill_form, read_answers
from desktop_app.workflows.shipped import shipped_form
from desktop_app.xforms import Form, Session
from tests.support.desks import FOUNDED, NAME, NOW, P01, P02, P03_PLANNED, YEAR
from tests.support.repeat_desks import VISITS, repeat_form

FORM = """
| survey |
| | type | name | label | required | relevant | constraint | constraint_message | calculation |
| | integer | whole | Entero | | | . >= 10 | Escriba 10 o más. | |
| | decimal | part | Decimal | | | | | |
| | text | words | Texto | yes | | | | |
| | select_multiple kinds | kinds | Varios | | | | | |
| | select_one kinds | one | Uno | | | | | |
| | date | day | Día | | ${one} = 'a' | | | |
| | calculate | twice | | | | | | number(${part}) * 2 |
| choices |
| | list_name | name | label |
| | kinds | a | A |
| | kinds | b | B |
| | kinds | 1 | Uno |
| settings |
| | form_id | version |
| | prueba | 7 |
"""


@pytest.fixture(scope="session")
def form_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small form, compiled once: an XForm, so that each filling is quick."""
    folder = tmp_path_factory.mktemp("form")
    (folder / "prueba.md").write_text(FORM, encoding="utf-8")
    (folder / "prueba.xml").write_bytes(Form.load(folder / "prueba.md").xform)
    return folder / "prueba.xml"


@pytest.fixture
def answers_file(tmp_path: Path) -> Path:
    return tmp_path / "respuestas.json"


def fill(
    form: Path | str, answers_file: Path, answers: object, out: Path | None = None, language: str = "es"
) -> Filled:
    """Fills ``form`` with ``answers``: bytes as they are, anything else as JSON."""
    data = answers if isinstance(answers, bytes) else json.dumps(answers).encode()
    answers_file.write_bytes(data)
    return fill_form(str(form), answers_file, out, NOW, language)


def refused(form: Path | str, answers_file: Path, answers: object, out: Path) -> TelarError:
    """The fault that filling ends with; nothing may be written."""
    with pytest.raises(TelarError) as caught:
        fill(form, answers_file, answers, out)
    assert not out.exists()
    assert caught.value.explain("es").remedy != caught.value.explain("en").remedy
    return caught.value


# -- values ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "given_value", "expected"),
    [
        ("whole", 12, "12"),
        ("whole", "12", "12"),
        ("whole", 12.0, "12"),
        ("part", 0.1, "0.1"),
        ("part", -2.5, "-2.5"),
        ("part", 1e-05, "0.00001"),
        ("part", 1234567.89, "1234567.89"),
        ("part", 0.30000000000000004, "0.30000000000000004"),
        ("part", 1e16, "10000000000000000.0"),
        ("words", "Año «nuevo» 😀\nlínea 2", "Año «nuevo» 😀\nlínea 2"),
        ("words", True, "true"),
        ("words", False, "false"),
        ("words", None, ""),
        ("words", "", ""),
        ("kinds", ["a", "b"], "a b"),
        ("kinds", ["a", 1], "a 1"),
        ("kinds", [], ""),
        ("kinds", "a b", "a b"),
        ("one", "b", "b"),
        ("one", 1, "1"),
    ],
)
def test_a_value_of_json_as_xforms_writes_it(
    form_file: Path, answers_file: Path, name: str, given_value: object, expected: str
) -> None:
    filled = fill(form_file, answers_file, {f"/data/{name}": given_value})
    assert filled.values[f"/data/{name}"] == expected
    assert filled.accepted


@pytest.mark.parametrize(
    "value",
    [{}, {"a": 1}, [["a"]], ["a b"], [""], [" "], ["a\tb"], [None], [True], [1.5], float("nan"), float("inf"), -1e999],
)
def test_a_value_that_no_answer_can_be(form_file: Path, answers_file: Path, tmp_path: Path, value: object) -> None:
    error = refused(form_file, answers_file, {"/data/words": "x", "/data/kinds": value}, tmp_path / "out.xml")
    assert (error.code, error.place.ref, error.place.file) == ("USE-006", "/data/kinds", str(answers_file))


@pytest.mark.parametrize("text", ["\0", "a\x0bb", "\ufffe", "\ud800", "\x1b[31m"])
def test_a_character_that_no_answer_can_carry(form_file: Path, answers_file: Path, tmp_path: Path, text: str) -> None:
    error = refused(form_file, answers_file, {"/data/words": text}, tmp_path / "out.xml")
    assert (error.code, error.place.ref) == ("USE-013", "/data/words")


def test_an_answer_that_is_too_long(form_file: Path, answers_file: Path, tmp_path: Path) -> None:
    error = refused(form_file, answers_file, {"/data/words": "x" * 1_000_001}, tmp_path / "out.xml")
    assert (error.code, error.place.ref) == ("ANS-005", "/data/words")
    assert fill(form_file, answers_file, {"/data/words": "x" * 1_000_000}).accepted


def test_what_is_calculated_and_what_does_not_apply(form_file: Path, answers_file: Path) -> None:
    filled = fill(form_file, answers_file, {"/data/part": 2.25, "/data/one": "b", "/data/day": "2026-01-01"})
    assert filled.values["/data/twice"] == "4.5"
    assert filled.irrelevant == ["/data/day"]
    assert filled.values["/data/day"] == "2026-01-01"
    assert fill(form_file, answers_file, {"/data/one": "a"}).irrelevant == []


def test_what_the_form_calculates_cannot_be_given(form_file: Path, answers_file: Path) -> None:
    assert fill(form_file, answers_file, {"/data/part": 1, "/data/twice": 77}).values["/data/twice"] == "2"


# -- problems --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answers", "ref", "kind", "code", "words"),
    [
        ({"/data/whole": "doce"}, "/data/whole", "type", "USE-011", "número entero"),
        ({"/data/whole": 12.5}, "/data/whole", "type", "USE-011", "número entero"),
        ({"/data/whole": "9" * 4000}, "/data/whole", "type", "USE-011", ""),
        ({"/data/whole": 9}, "/data/whole", "constraint", "USE-012", "Escriba 10 o más."),
        ({"/data/part": "1,5"}, "/data/part", "type", "USE-011", "número"),
        ({"/data/one": "z"}, "/data/one", "type", "USE-011", "opciones"),
        ({"/data/kinds": ["a", "z"]}, "/data/kinds", "type", "USE-011", "opciones"),
        ({"/data/one": "a", "/data/day": "2026-02-30"}, "/data/day", "type", "USE-011", "fecha"),
    ],
)
def test_a_value_that_does_not_stand_is_told_and_nothing_written(
    form_file: Path,
    answers_file: Path,
    tmp_path: Path,
    answers: dict[str, object],
    ref: str,
    kind: str,
    code: str,
    words: str,
) -> None:
    out = tmp_path / "out.xml"
    filled = fill(form_file, answers_file, {"/data/words": "x", **answers}, out)
    (problem,) = filled.problems
    assert (problem.ref, problem.kind, problem.code) == (ref, kind, code)
    assert problem.place == f"pregunta {ref}"
    assert words in problem.cause
    assert problem.remedy
    assert not filled.accepted
    assert filled.out is None
    assert not out.exists()
    given_value = next(iter(answers.values())) if ref != "/data/day" else answers[ref]
    if isinstance(given_value, str):
        assert filled.values[ref] == given_value


def test_what_is_missing_is_told_and_does_not_hold_the_instance_back(
    form_file: Path, answers_file: Path, tmp_path: Path
) -> None:
    filled = fill(form_file, answers_file, {}, tmp_path / "out.xml")
    (problem,) = filled.problems
    assert (problem.ref, problem.kind, problem.code) == ("/data/words", "required", "USE-010")
    assert filled.accepted
    assert filled.out == tmp_path / "out.xml"
    assert filled.out.exists()


def test_problems_are_in_the_language_asked_for(answers_file: Path) -> None:
    for language, words in (("es", "Escriba un año entre 1950"), ("en", "Write a year between 1950")):
        filled = fill("iniciativa", answers_file, {FOUNDED: 1900}, language=language)
        assert [problem.code for problem in filled.problems if words in problem.cause] == ["USE-012"]


@pytest.mark.parametrize(
    "ref",
    ["/data/nada", "nada", "", "/", "//", "/data", "data/words", "/data/words/more", "/data/words[2]", "/data/r[9]/x"],
)
def test_a_reference_that_the_form_does_not_have(form_file: Path, answers_file: Path, tmp_path: Path, ref: str) -> None:
    error = refused(form_file, answers_file, {"/data/words": "x", ref: "y", "/other": "z"}, tmp_path / "out.xml")
    assert (error.code, error.place.ref, error.place.file) == ("USE-005", ref, str(answers_file))
    words = error.explain()
    assert words.place == f"archivo {answers_file}, pregunta {ref}"
    assert "2" in words.cause
    assert words.remedy


# -- the file of answers ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "position"),
    [
        (b"", 1),
        (b"{", 2),
        (b'{"a": 1,}', 9),
        (b"[]", None),
        (b'"text"', None),
        (b"null", None),
        (b"3", None),
        (b"\xff\xfe{\0}\0", None),
        (b'{"a": "\xe1"}', None),
        (b'{"a":' * 100_000, None),
        (b"[" * 1_000_000, None),
        (b'{"a": ' + b"9" * 5000 + b"}", None),
        (b"<answers/>", 1),
    ],
    ids=[
        "empty",
        "open",
        "comma",
        "list",
        "text",
        "null",
        "number",
        "utf16",
        "latin1",
        "deep",
        "deeper",
        "digits",
        "xml",
    ],
)
def test_a_file_that_is_no_json_object(
    form_file: Path, answers_file: Path, tmp_path: Path, content: bytes, position: int | None
) -> None:
    error = refused(form_file, answers_file, content, tmp_path / "out.xml")
    assert (error.code, error.place.position) == ("USE-004", position)
    assert error.place.file == str(answers_file)


@pytest.mark.parametrize("content", [b'{"/data/one": "a", "/data/one": "b"}', b'{"/data/one": {"x": 1, "x": 2}}'])
def test_an_answer_given_twice_is_refused(form_file: Path, answers_file: Path, tmp_path: Path, content: bytes) -> None:
    error = refused(form_file, answers_file, content, tmp_path / "out.xml")
    assert error.code == "USE-009"
    assert error.place.file == str(answers_file)
    assert error.place.ref in ("/data/one", "x")


def test_a_byte_order_mark_is_let_by(form_file: Path, answers_file: Path) -> None:
    assert fill(form_file, answers_file, b'\xef\xbb\xbf{"/data/words": "\xc3\xb1"}').values["/data/words"] == "ñ"


def test_a_huge_file_of_answers(form_file: Path, answers_file: Path, tmp_path: Path) -> None:
    error = refused(form_file, answers_file, b"{" + b" " * 5_000_000, tmp_path / "out.xml")
    assert (error.code, error.place.file) == ("FILE-007", str(answers_file))


@given(st.text(max_size=40).filter(lambda text: text == text.strip()))
def test_any_text_is_kept_or_refused(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.getbasetemp() / "any.json"
    path.write_bytes(json.dumps({"/data/words": text}).encode())
    if any(not (c in "\t\n\r" or (" " <= c < "\ufffe" and not "\ud800" <= c < "\ue000") or c > "\uffff") for c in text):
        with pytest.raises(AnswersError, match="USE-013"):
            read_answers(path)
    else:
        assert read_answers(path) == {"/data/words": text}


@given(st.floats())
def test_any_number_is_written_without_an_exponent_and_reads_back(
    tmp_path_factory: pytest.TempPathFactory, number: float
) -> None:
    path = tmp_path_factory.getbasetemp() / "number.json"
    path.write_bytes(json.dumps({"n": number}).encode())
    if not math.isfinite(number):
        with pytest.raises(AnswersError, match="USE-006"):
            read_answers(path)
    else:
        text = read_answers(path)["n"]
        assert "e" not in text.lower()
        assert float(text) == number


# -- the instance ----------------------------------------------------------------------------------------------------


def test_the_instance_opens_again_with_the_same_values(form_file: Path, answers_file: Path, tmp_path: Path) -> None:
    out = tmp_path / "new folder" / "instance.xml"
    answers = {
        "/data/whole": 12,
        "/data/part": 1.5,
        "/data/words": "ñ <&> \"'",
        "/data/kinds": ["a", "b"],
        "/data/one": "b",
    }
    filled = fill(form_file, answers_file, answers, out)
    assert filled.out == out
    session = Session(Form.load(form_file), instance_xml=out.read_bytes(), now=NOW)
    assert session.unknown == []
    assert session.values() == filled.values


def test_the_shipped_instrument_fills_and_opens_again(answers_file: Path, tmp_path: Path) -> None:
    out = tmp_path / "instance.xml"
    filled = fill("autodiagnostico", answers_file, {NAME: "Clúster de café", P01: 2, P02: 0, YEAR: 2026}, out)
    assert filled.accepted
    session = Session(Form.load(shipped_form("autodiagnostico").path), instance_xml=out.read_bytes(), now=NOW)
    assert session.values() == filled.values
    assert filled.values["/data/total"] == "2"
    assert P03_PLANNED in filled.irrelevant
    assert (filled.scores["total"], filled.scores["max"], filled.scores["answered"], filled.scores["of"]) == (
        2,
        26,
        2,
        13,
    )
    assert filled.scores["provisional"]


def test_a_form_without_a_rubric_has_no_scores(form_file: Path, answers_file: Path) -> None:
    assert fill(form_file, answers_file, {}).scores == {}


def test_an_older_instance_is_replaced_only_by_an_accepted_one(
    form_file: Path, answers_file: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out.xml"
    out.write_bytes(b"old")
    fill(form_file, answers_file, {"/data/whole": 1}, out)
    assert out.read_bytes() == b"old"
    fill(form_file, answers_file, {"/data/whole": 10}, out)
    assert b"<whole>10</whole>" in out.read_bytes()


@pytest.mark.parametrize(
    ("where", "code"), [("folder", "FILE-006"), ("file/out.xml", "FILE-008"), ("x" * 300, "FILE-009")]
)
def test_an_instance_that_cannot_be_written(
    form_file: Path, answers_file: Path, tmp_path: Path, where: str, code: str
) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(FileError) as caught:
        fill(form_file, answers_file, {}, tmp_path / where)
    assert (caught.value.code, caught.value.place.file) == (code, str(tmp_path / where))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "folder", answers_file.name]


# -- the form --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "kind", "code"),
    [
        ("nada", UsageError, "USE-001"),
        ("form.txt", UsageError, "USE-001"),
        ("", UsageError, "USE-001"),
        ("missing.md", FileError, "FILE-001"),
        ("missing.xml", FileError, "FILE-001"),
        ("folder.xlsx", FileError, "FILE-006"),
    ],
)
def test_a_form_that_is_not_there(
    answers_file: Path, tmp_path: Path, name: str, kind: type[TelarError], code: str
) -> None:
    (tmp_path / "folder.xlsx").mkdir()
    where = str(tmp_path / name) if "." in name else name
    error = refused(where, answers_file, {}, tmp_path / "out.xml")
    assert isinstance(error, kind)
    assert (error.code, error.place.file) == (code, where)


BROKEN = {
    "empty.md": (b"", "FORM-007"),
    "nosurvey.md": (b"| choices |\n| | list_name | name | label |\n| | a | b | c |\n", "FORM-020"),
    "wrong.md": (FORM.replace(". >= 10", ". >= (10").encode(), "XPR-006"),
    "unknown.md": (FORM.replace("number(${part}) * 2", "twice(${part})").encode(), "XPR-007"),
    "circle.md": (FORM.replace("number(${part}) * 2", "${twice} + 1").encode(), None),
    "bytes.xlsx": (b"PK\x03\x04 but no workbook", "FORM-007"),
    "dtd.xml": (
        b'<!DOCTYPE h [<!ENTITY a "b">]><h:html xmlns:h="http://www.w3.org/1999/xhtml">&a;</h:html>',
        "FORM-006",
    ),
    "open.xml": (b"<h:html>", "FORM-002"),
    "other.xml": (b"<svg/>", "FORM-003"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_form_is_explained(answers_file: Path, tmp_path: Path, name: str) -> None:
    content, code = BROKEN[name]
    (tmp_path / name).write_bytes(content)
    error = refused(tmp_path / name, answers_file, {}, tmp_path / "out.xml")
    assert isinstance(error, FormError)
    assert code in (None, error.code)
    assert error.place.file == name
    assert error.explain().cause


def test_a_wrong_expression_is_explained_with_its_place(answers_file: Path, tmp_path: Path) -> None:
    (tmp_path / "wrong.md").write_text(FORM.replace(". >= 10", ". >= (10"), encoding="utf-8")
    error = refused(tmp_path / "wrong.md", answers_file, {}, tmp_path / "out.xml")
    place = error.place
    assert (place.file, place.sheet, place.row, place.column) == ("wrong.md", "survey", 2, "constraint")


def test_an_expression_that_fails_on_the_answers_is_told(answers_file: Path, tmp_path: Path) -> None:
    form = FORM.replace(
        "| text | words | Texto | yes | | | |", "| text | words | Texto | yes | | regex(., concat('(', .)) | |"
    )
    (tmp_path / "runs.md").write_text(form, encoding="utf-8")
    assert fill(tmp_path / "runs.md", answers_file, {}).accepted
    error = refused(tmp_path / "runs.md", answers_file, {"/data/words": "x"}, tmp_path / "out.xml")
    assert isinstance(error, FormError)
    assert (error.code[:3], error.place.ref) == ("XPR", "/data/words")
    assert error.place.file == str(tmp_path / "runs.md")


# -- repeats ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def visits_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("visits") / "visitas.xml"
    path.write_bytes(repeat_form(VISITS).xform)
    return path


def test_answers_in_instances_with_positions_and_numbers(visits_file: Path, answers_file: Path, tmp_path: Path) -> None:
    given = {
        "/data/g/rooms": 2,
        "/data/visit": 3,
        "/data/visit[1]/who": "Ana",
        "/data/visit[2]/who": "Berta",
        "/data/visit[3]/who": "Carla",
        "/data/visit[2]/detail/item": 2,
        "/data/visit[2]/detail/item[2]/cost": 7,
        "/data/visit[3]/detail/item": 0,
        "/data/room[2]/name": "Aula",
        "/data/room[1]/name": "Biblioteca",
    }
    out = tmp_path / "visitas-llenas.xml"
    filled = fill(visits_file, answers_file, given, out)
    assert filled.accepted
    assert filled.problems == []
    assert filled.values["/data/visit[2]/detail/item[2]/cost"] == "7"
    assert filled.values["/data/visit[3]/place"] == "3"
    again = Session(repeat_form(VISITS), out.read_bytes(), now=NOW)
    assert again.values() == filled.values
    counts = again.repeats()
    assert (counts["/data/visit"], counts["/data/visit[3]/detail/item"], counts["/data/room"]) == (3, 0, 2)


def test_positions_alone_make_the_instances_that_they_need(visits_file: Path, answers_file: Path) -> None:
    filled = fill(visits_file, answers_file, {"/data/visit[2]/detail/item[2]/what": "acta"})
    assert filled.values["/data/visit[2]/detail/item[2]/what"] == "acta"
    assert "/data/visit[3]/who" not in filled.values
    assert {problem.ref for problem in filled.problems} == {"/data/visit[1]/who", "/data/visit[2]/who"}


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"/data/visit": -1}, "USE-017"),
        ({"/data/visit": "muchas"}, "USE-017"),
        ({"/data/visit": None}, "USE-017"),
        ({"/data/visit": 2.5}, "USE-017"),
        ({"/data/visit": 1_000_000_000}, "USE-017"),
        ({"/data/visit[2]/detail/item": -1}, "USE-017"),
        ({"/data/visit[0]/who": "Ana"}, "USE-017"),
        ({"/data/visit[99999]/who": "Ana"}, "USE-017"),
        ({"/data/visit": 1, "/data/visit[2]/who": "Ana"}, "USE-017"),
        ({"/data/room[1]/name": "Aula"}, "USE-017"),
        ({"/data/g/rooms": 1, "/data/room[2]/name": "Aula"}, "USE-017"),
        ({"/data/room": 4}, "USE-017"),
        ({"/data/visit[1]": "Ana"}, "USE-005"),
        ({"/data/visit[1]/nada": "Ana"}, "USE-005"),
        ({"/data/nada[1]/who": "Ana"}, "USE-005"),
        ({"/data/g[1]/rooms": 1}, "USE-005"),
        ({"/data/g": 1}, "USE-005"),
    ],
)
def test_what_has_no_place_is_told_and_nothing_is_written(
    visits_file: Path, answers_file: Path, tmp_path: Path, given: dict[str, object], code: str
) -> None:
    out = tmp_path / "no.xml"
    with pytest.raises(AnswersError) as caught:
        fill(visits_file, answers_file, given, out)
    assert (caught.value.code, caught.value.place.ref) == (code, list(given)[-1])
    assert not out.exists()
