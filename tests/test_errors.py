from __future__ import annotations

import re
import tomllib
from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app import errors, paths
from desktop_app.errors import (
    LANGUAGES,
    Explanation,
    FileError,
    FormError,
    Place,
    StoreError,
    TelarError,
    explain,
    explained,
)

TEXTS = paths.resource("texts")
CODES = sorted(
    f"{file.stem.removeprefix('errors_').upper()}-{number}"
    for file in TEXTS.glob("errors_*.toml")
    for number in tomllib.loads(file.read_text(encoding="utf-8"))
)
BRACES = re.compile(r"{[^{}]*}")


@pytest.mark.parametrize("code", CODES)
def test_every_code_is_explained_in_both_languages(code: str) -> None:
    spanish, english = (explain(code, None, language) for language in LANGUAGES)
    for words in (spanish, english):
        assert words.code == code
        assert words.place == ""
        for sentence in (words.cause, words.remedy):
            assert sentence == sentence.strip()
            # A form's own message, which brings its own full stop, may stand at the end.
            assert sentence.endswith((".", "}")), sentence
            assert not sentence[0].islower() or sentence.startswith("telar:")
    assert spanish.cause != english.cause
    assert spanish.remedy != english.remedy


@pytest.mark.parametrize("code", CODES)
def test_both_languages_name_the_same_things(code: str) -> None:
    table = tomllib.loads((TEXTS / f"errors_{code.partition('-')[0].lower()}.toml").read_text(encoding="utf-8"))
    for sentence in table[code.partition("-")[2]].values():
        spanish, english = (set(re.findall(r"(?<!{){(\w+)}(?!})", sentence[language])) for language in LANGUAGES)
        assert spanish == english


def test_the_catalogue_is_not_empty() -> None:
    prefixes = {code.partition("-")[0] for code in CODES}
    assert prefixes >= {"FORM", "ANS", "STORE", "FILE", "PKG", "KEY", "REP", "USE"}
    assert len(CODES) > 80


@pytest.mark.parametrize("code", ["FORM-999", "NADA-001", "USE", "", "FORM-", "../texts-001"])
def test_an_unknown_code_is_a_programming_error(code: str) -> None:
    with pytest.raises(LookupError):
        explain(code)


def test_a_parameter_is_put_in_its_place() -> None:
    assert "12 KB" in explain("FILE-007", limit=12).cause
    assert "12 KB" in explain("FILE-007", None, "en", limit=12).cause


def test_a_parameter_that_was_not_given_stays_in_braces() -> None:
    words = explain("FILE-007", other=1)
    assert "{limit}" in words.cause
    assert "{limit}" in FileError("FILE-007").explain("en").cause


def test_a_parameter_may_be_called_anything() -> None:
    params = {"language": "Français", "place": 1, "code": 2, "self": 3}
    assert "«Français»" in explained("FORM-022", None, "es", params).cause
    error = FormError("FORM-022", language="Français")
    assert "«Français»" in error.explain("es").cause
    assert "Français" in error.explain("en").cause


def test_double_braces_are_shown_as_single_ones() -> None:
    assert '{"referencia": "valor"}' in explain("USE-004").cause
    assert '{"reference": "value"}' in explain("USE-004", None, "en").cause


@given(st.text())
def test_what_a_parameter_says_is_never_read_as_a_template(text: str) -> None:
    words = explain("USE-001", known=text)
    assert words.remedy.count(text) >= 1
    assert words.remedy.startswith("Use uno de estos: " + text)


def test_a_language_that_is_not_there_is_answered_in_spanish() -> None:
    assert explain("FILE-001", None, "fr") == explain("FILE-001", None, "es")


# -- places ----------------------------------------------------------------------------------------------------------

EVERYWHERE = Place(
    file="form.xlsx", sheet="survey", row=12, column="relevant", ref="/data/a", entry="response.xml", position=7
)


def test_a_place_says_what_is_known_from_the_outside_in() -> None:
    assert EVERYWHERE.text() == (
        "archivo form.xlsx, hoja survey, fila 12, columna relevant, pregunta /data/a, dentro del paquete: response.xml,"
        " carácter 7"
    )
    assert EVERYWHERE.text("en") == (
        "file form.xlsx, sheet survey, row 12, column relevant, question /data/a, inside the package: response.xml,"
        " character 7"
    )


@pytest.mark.parametrize(
    ("place", "spanish", "english"),
    [
        (Place(), "", ""),
        (Place(row=3), "fila 3", "row 3"),
        (Place(sheet="choices", column="name"), "hoja choices, columna name", "sheet choices, column name"),
        (Place(ref="/data/año"), "pregunta /data/año", "question /data/año"),
        (Place(entry="../x", file="p.asice"), "archivo p.asice, dentro del paquete: ../x", None),
        (Place(position=0), "carácter 0", "character 0"),
    ],
)
def test_a_place_says_only_what_is_known(place: Place, spanish: str, english: str | None) -> None:
    assert place.text("es") == spanish
    if english is not None:
        assert place.text("en") == english


@pytest.mark.parametrize("name", [field.name for field in fields(Place)])
def test_each_part_of_a_place_has_a_word_in_both_languages(name: str) -> None:
    place = Place(**{name: 5})  # type: ignore[arg-type]
    spanish, english = place.text("es"), place.text("en")
    assert spanish.endswith(" 5")
    assert english.endswith(" 5")
    assert spanish != english


# -- errors ----------------------------------------------------------------------------------------------------------


def test_an_error_carries_code_place_and_parameters() -> None:
    error = StoreError("STORE-006", Place(file="telar.sqlite3"), detail="revision 9", version="2.0", own_version="1.0")
    words = error.explain("en")
    assert isinstance(error, TelarError)
    assert (words.code, words.place) == ("STORE-006", "file telar.sqlite3")
    assert "2.0" in words.cause
    assert "1.0" in words.cause
    assert error.explain().place == "archivo telar.sqlite3"


def test_the_detail_is_for_the_log_and_not_for_the_user() -> None:
    error = StoreError("STORE-002", detail="SQLITE_CORRUPT")
    assert str(error).endswith("[SQLITE_CORRUPT]")
    assert "SQLITE" not in error.explain().text()
    assert "[" not in str(StoreError("STORE-002"))


def test_an_error_without_a_place_has_an_empty_one() -> None:
    assert TelarError("FILE-001").place == Place()


def test_more_of_the_place_can_be_said_later_and_what_was_known_stays() -> None:
    error = FormError("FORM-002", Place(row=4))
    same = error.at(row=99, file="form.md", sheet="survey")
    assert same is error
    assert error.place == Place(file="form.md", sheet="survey", row=4)
    error.at(file="other.md")
    assert error.place.file == "form.md"


def test_nowhere_is_not_a_place() -> None:
    with pytest.raises(TypeError):
        TelarError("FILE-001").at(planet="Mars")


def test_an_explanation_in_one_line() -> None:
    assert Explanation("USE-001", "", "Causa.", "Remedio.").text() == "USE-001: Causa. Remedio."
    assert Explanation("USE-001", "fila 2", "Causa.", "Remedio.").text() == "USE-001 (fila 2): Causa. Remedio."


KINDS = sorted(TelarError.__subclasses__(), key=lambda kind: kind.__name__)
OF_NO_ROOM = {"DIAG", "UI", "XPR"}
"""Codes that the base class itself is raised with, or that findings and other rooms' errors carry."""


def prefix_of(kind: type[TelarError]) -> str:
    """What the codes of this kind begin with, as its documentation says."""
    found = re.match(r"([A-Z]+)-nnn: ", kind.__doc__ or "")
    assert found is not None, kind
    return found[1]


@pytest.mark.parametrize("kind", KINDS)
def test_each_room_has_its_kind_and_its_codes(kind: type[TelarError]) -> None:
    code = next(code for code in CODES if code.startswith(f"{prefix_of(kind)}-"))
    assert getattr(errors, kind.__name__) is kind
    with pytest.raises(kind, match=code):
        raise kind(code)


def test_no_codes_are_without_a_kind_and_no_two_kinds_have_the_same() -> None:
    prefixes = [prefix_of(kind) for kind in KINDS]
    assert len(set(prefixes)) == len(prefixes)
    assert {code.partition("-")[0] for code in CODES} == {*prefixes, *OF_NO_ROOM}
