"""What the cells of an XLSForm may say, and what their authors may have meant."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.xforms.vocabulary import is_name, kind, name_like, nearest, references, suggestion


@pytest.mark.parametrize(
    ("text", "role", "block", "list_name"),
    [
        ("text", "question", "", None),
        ("  begin   group ", "begin", "group", None),
        ("begin_repeat", "begin", "repeat", None),
        ("end lgroup", "end", "repeat", None),
        ("begin loop over l", "begin", "loop", None),
        ("select_one l", "select", "", "l"),
        ("select_multiple l or_other", "select", "", "l"),
        ("select_one ${a}", "select", "", "${a}"),
        ("add select multiple prompt using l", "select", "", "l"),
        ("osm l", "question", "", None),
        ("form_title", "setting", "", None),
        ("imei", "question", "", None),
    ],
)
def test_a_known_type(text: str, role: str, block: str, list_name: str | None) -> None:
    found = kind(text)
    assert found.known
    assert (found.role, found.block, found.list_name) == (role, block, list_name)


@pytest.mark.parametrize(
    ("text", "role", "block", "list_name"),
    [
        ("", "unknown", "", None),
        ("Text", "unknown", "", None),
        ("BEGIN_GROUP", "begin", "group", None),
        ("End Repeat", "end", "repeat", None),
        ("select_one", "select", "", None),
        ("select multiple using", "select", "", None),
        ("select_one a b", "select", "", ""),
        ("select_onel", "unknown", "", None),
    ],
)
def test_a_type_that_is_not_known_as_it_is_written(text: str, role: str, block: str, list_name: str | None) -> None:
    found = kind(text)
    assert not found.known
    assert (found.role, found.block, found.list_name) == (role, block, list_name)


def test_of_a_select_its_kind() -> None:
    assert kind("select_multiple_from_file f.csv").multiple
    assert kind("select_multiple_from_file f.csv").from_file
    assert not kind("select_one f.csv").from_file
    assert kind("select_one_external l").external
    assert not kind("rank l").multiple


def test_what_needs_a_text() -> None:
    assert [text for text in ("text", "note", "range", "photo", "rank l") if not kind(text).needs_text] == []
    assert [text for text in ("calculate", "hidden", "today", "audit", "phone number") if kind(text).needs_text] == []


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Text", "text"),
        ("intger", "integer"),
        ("DateTime", "dateTime"),
        ("Número", "integer"),
        ("fecha", "date"),
        ("cálculo", "calculate"),
        ("selección única departamentos", "select_one departamentos"),
        ("select-one Lista", "select_one Lista"),
        ("slect_multiple mi_lista or_other", "select_multiple mi_lista or_other"),
        ("select_one_from_fil lugares.csv", "select_one_from_file lugares.csv"),
        ("begin grup", "begin group"),
        ("BEGIN_REPEAT", "begin repeat"),
        ("zzz", None),
        ("", None),
        ("¿?", None),
    ],
)
def test_the_type_that_was_meant(text: str, meant: str | None) -> None:
    assert suggestion(text) == meant


def test_the_name_that_was_meant() -> None:
    assert nearest("seting", ["survey", "settings"]) == "settings"
    assert nearest("notas", ["survey", "settings"]) is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Año de creación", "Ano_de_creacion"),
        ("1a", "_1a"),
        ("¿cuál?", "cual"),
        ("a:b", "a_b"),
        ("-x-", "x"),
        ("¿?", "fila_2"),
        ("日本", "fila_2"),
    ],
)
def test_a_name_like_another(text: str, name: str) -> None:
    assert name_like(text, "fila_2") == name


@given(st.text(max_size=30))
def test_a_name_like_any_text_is_a_name(text: str) -> None:
    assert is_name(name_like(text, "fila_2"))


@given(st.text(alphabet="select_on mulipbgrEUdáé ", max_size=40))
def test_any_text_is_read(text: str) -> None:
    assert kind(text).text == " ".join(text.split())
    meant = suggestion(text)
    assert meant is None or kind(meant).role != "unknown"


def test_references_and_where_they_are() -> None:
    assert [(found.name, found.position) for found in references("${a} x ${last-saved#b} ${c d} ${e")] == [
        ("a", 1),
        ("b", 8),
        (None, 24),
        (None, 31),
    ]
    assert references("$a {b} ${}") == []


@given(st.text(alphabet="${}a# ", max_size=30))
def test_references_lie_where_they_are_said_to(text: str) -> None:
    for found in references(text):
        assert text[found.position - 1 :].startswith("${")
        assert found.name is None or is_name(found.name)
