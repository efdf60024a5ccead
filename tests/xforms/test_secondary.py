"""Lists inside the form and attached to it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.errors import FormError
from desktop_app.xforms import Choice, Form, Session
from desktop_app.xforms.secondary import items, media_names, read_csv
from tests.support.forms import NOW, xform

SELECT = (
    '<select1 ref="/data/a"><itemset nodeset="instance(\'x\')/root/item"><value ref="name"/><label ref="label"/>'
    "</itemset></select1>"
)


def rows(data: bytes) -> list[dict[str, str]]:
    return [{cell.name: cell.text for cell in item.children} for item in items(read_csv(data, "x.csv"))]


@pytest.mark.parametrize(
    "data",
    [
        b"name,label\n05,Antioquia\n",
        b"\xef\xbb\xbfname,label\r\n05,Antioquia\r\n",
        b"name;label\n05;Antioquia\n\n",
        b' name , label \n"05","Antioquia"',
        b"name,label,\n05,Antioquia,sobra\n,,\n",
    ],
)
def test_a_csv_is_a_list(data: bytes) -> None:
    assert rows(data) == [{"name": "05", "label": "Antioquia"}]


def test_headers_become_names() -> None:
    assert rows(b"name,dep. code,1st\na,b,c") == [{"name": "a", "dep._code": "b", "_st": "c"}]


def test_quoted_cells_keep_commas_and_line_breaks() -> None:
    assert rows(b'name,label\na,"uno, dos\ntres"') == [{"name": "a", "label": "uno, dos\ntres"}]


def test_an_empty_csv_is_an_empty_list() -> None:
    assert rows(b"") == rows(b"name,label\n") == []


@pytest.mark.parametrize("data", [b"name\n\xff\xfe", b'name\n"abierto', b"name\n" + b"x" * 200_000])
def test_what_is_no_csv_is_refused(data: bytes) -> None:
    with pytest.raises(FormError) as refused:
        read_csv(data, "x.csv")
    assert (refused.value.code, refused.value.place.file) == ("FORM-016", "x.csv")


def test_too_many_rows_are_refused() -> None:
    with pytest.raises(FormError) as refused:
        read_csv(b"name\n" + b"a\n" * 100_001, "x.csv")
    assert refused.value.code == "FORM-015"


@settings(max_examples=80, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_a_list_or_refused(data: bytes) -> None:
    try:
        assert isinstance(rows(data), list)
    except FormError as error:
        assert error.explain().cause  # noqa: PT017 (either it reads or it says why)


def test_media_are_named_by_the_form() -> None:
    data = xform(
        '<data id="t"><a/></data>',
        '<instance id="x" src="jr://file-csv/a.csv"/><instance id="y" src="jr://file/b.xml"/>'
        '<instance id="z" src="jr://instance/last-saved"/><instance id="w"><root/></instance>',
    )
    assert media_names(data, 100_000) == ["a.csv", "b.xml"]


def load(media: dict[str, bytes], source: str = "jr://file-csv/x.csv") -> Session:
    data = xform('<data id="t"><a/></data>', f'<instance id="x" src="{source}"/>', SELECT)
    return Session(Form.from_xform(data, media), now=NOW)


def test_an_attached_csv_offers_its_rows() -> None:
    s = load({"x.csv": b"name,label,dep\n1,Uno,a\n"})
    assert s.choices("/data/a") == (Choice("1", "Uno", {"dep": "a"}),)


@pytest.mark.parametrize("padding", [1, 100_000])
def test_forms_that_attach_the_same_list_and_another_of_its_name(padding: int) -> None:
    lines = b"name,label,x,y,z\n1,Uno" + 3 * (b"," + b"p" * padding)
    first, second = load({"x.csv": lines}), load({"x.csv": bytes(bytearray(lines))})
    other = load({"x.csv": lines.replace(b"Uno", b"Primero")})
    first.set("/data/a", "1")
    labels = [each.label for form in (first, second, other) for each in form.choices("/data/a")]
    assert labels == ["Uno", "Uno", "Primero"]
    assert (first.value("/data/a"), second.value("/data/a")) == ("1", "")


def test_an_attached_xml_offers_its_items() -> None:
    s = load({"x.xml": b"<root><item><name>1</name><label>Uno</label></item></root>"}, "jr://file/x.xml")
    assert s.choices("/data/a") == (Choice("1", "Uno", {}),)


def test_the_last_saved_instance_is_empty() -> None:
    assert load({}, "jr://instance/last-saved").choices("/data/a") == ()


@pytest.mark.parametrize(
    ("media", "code"),
    [({}, "FORM-014"), ({"x.csv": b"name\n\xff"}, "FORM-016"), ({"x.csv": b"0" * (17 * 1024 * 1024)}, "FORM-015")],
)
def test_an_attachment_that_cannot_be_used(media: dict[str, bytes], code: str) -> None:
    with pytest.raises(FormError) as refused:
        load(media)
    assert refused.value.code == code
    assert refused.value.place.ref == "x"


def test_an_attached_xml_is_hostile_too() -> None:
    with pytest.raises(FormError) as refused:
        load({"x.xml": b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"}, "jr://file/x.xml")
    assert refused.value.code == "XPR-021"
