"""The instance as XML: what is submitted, what a draft keeps, and what comes back."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from desktop_app.errors import AnswersError
from desktop_app.xforms import Form, ProblemKind, Session
from tests.support.forms import NOW, form, session, xform, xsession

ORX = "{http://openrosa.org/xforms}"
MARKDOWN = """
    | survey |
    | | type | name | label | relevant |
    | | select_one yn | a | A | |
    | | text | b | B | ${a} = 'yes' |
    | | begin_group | g | G | ${a} = 'yes' |
    | | integer | x | X | |
    | | end_group | | | |
    | choices |
    | | list_name | name | label |
    | | yn | yes | Sí |
    | | yn | no | No |
    | settings |
    | | form_id | version |
    | | prueba | 7 |
"""
FORM = form(MARKDOWN)


def parsed(data: bytes) -> etree._Element:
    return etree.fromstring(data)


def test_irrelevant_nodes_are_absent_from_a_submission() -> None:
    s = session(MARKDOWN)
    s.set("/data/a", "yes")
    s.set("/data/b", "x < y & z")
    assert parsed(s.instance_xml()).findtext("b") == "x < y & z"
    s.set("/data/a", "no")
    tree = parsed(s.instance_xml())
    assert [child.tag for child in tree] == ["a", f"{ORX}meta"]
    assert tree.tag == "data"
    assert dict(tree.attrib) == {"id": "prueba", "version": "7"}


def test_a_draft_keeps_everything_as_typed() -> None:
    s = session(MARKDOWN)
    s.set("/data/b", "queda")
    s.set("/data/g/x", "doce")
    again = Session(s.form, instance_xml=s.instance_xml(keep_irrelevant=True), now=NOW)
    assert again.values() == s.values()
    again.set("/data/a", "yes")
    assert again.problem("/data/g/x").kind is ProblemKind.TYPE  # type: ignore[union-attr]
    assert parsed(again.instance_xml()).findtext("g/x") == ""


def test_identifiers_are_given_in_the_openrosa_namespace() -> None:
    s = session(MARKDOWN)
    own = parsed(s.instance_xml()).findtext(f"{ORX}meta/{ORX}instanceID")
    assert own == s.value("/data/meta/instanceID")
    tree = parsed(s.instance_xml(instance_id="uuid:2", deprecated_id="uuid:1"))
    assert tree.findtext(f"{ORX}meta/{ORX}instanceID") == "uuid:2"
    assert tree.findtext(f"{ORX}meta/{ORX}deprecatedID") == "uuid:1"
    assert len(tree.findall(f"{ORX}meta")) == 1
    assert s.value("/data/meta/instanceID") == own


def test_a_form_without_meta_gets_one() -> None:
    s = xsession('<data id="t"><a/></data>', "", '<input ref="/data/a"/>')
    assert parsed(s.instance_xml(instance_id="uuid:9")).findtext(f"{ORX}meta/{ORX}instanceID") == "uuid:9"


def test_a_meta_group_that_is_not_the_forms_own_is_left_alone() -> None:
    s = xsession('<data id="t"><g><meta>x</meta></g></data>', "", '<group ref="/data/g"><input ref="meta"/></group>')
    assert parsed(s.instance_xml()).findtext("g/meta") == "x"


def test_an_identifier_that_was_saved_stays() -> None:
    s = session(MARKDOWN)
    again = Session(s.form, instance_xml=s.instance_xml(), now=NOW)
    assert again.value("/data/meta/instanceID") == s.value("/data/meta/instanceID")


def test_an_instance_of_odk_collect_opens() -> None:
    data = b"""<?xml version='1.0' ?>
    <data xmlns:jr="http://openrosa.org/javarosa" xmlns:orx="http://openrosa.org/xforms" id="prueba" version="6">
      <orx:meta><orx:instanceID>uuid:abc</orx:instanceID><orx:instanceName>N</orx:instanceName></orx:meta>
      <a>yes</a><viejo>1</viejo><g><x>007</x><otro/></g>
    </data>"""
    s = Session(FORM, instance_xml=data, now=NOW)
    assert (s.value("/data/a"), s.value("/data/g/x")) == ("yes", "7")
    assert s.value("/data/meta/instanceID") == "uuid:abc"
    assert s.unknown == ["/data/g/otro", "/data/viejo"]


def test_attributes_of_the_instance_survive() -> None:
    f = Form.from_xform(xform('<data id="t"><a unit="kg" orx:x="1"/></data>', "", '<input ref="/data/a"/>'))
    s = Session(f, instance_xml=b'<data id="t"><a unit="lb" evil="2">3</a></data>', now=NOW)
    a = parsed(s.instance_xml()).find("a")
    assert a is not None
    assert dict(a.attrib) == {"unit": "lb", f"{ORX}x": "1"}


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "ANS-002"),
        (b"hola", "ANS-002"),
        (b"<data", "ANS-002"),
        (b"<!DOCTYPE a [<!ENTITY x 'y'>]><data id='prueba'>&x;</data>", "ANS-002"),
        (b"<data id='prueba'>" + b"<n>" * 100 + b"</n>" * 100 + b"</data>", "ANS-002"),
        (b"<otra id='prueba'/>", "ANS-003"),
        (b"<data id='otra'/>", "ANS-003"),
    ],
)
def test_what_is_no_instance_of_the_form(data: bytes, code: str) -> None:
    with pytest.raises(AnswersError) as refused:
        Session(FORM, instance_xml=data, now=NOW)
    assert refused.value.code == code
    assert refused.value.explain("es").remedy


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=200))
def test_no_bytes_make_reading_fail_otherwise(data: bytes) -> None:
    with pytest.raises(AnswersError):
        Session(FORM, instance_xml=data, now=NOW)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=80), st.text(max_size=20))
def test_any_text_survives_the_way_through_xml(text: str, number: str) -> None:
    s = Session(FORM, now=NOW)
    s.set("/data/b", text)
    s.set("/data/g/x", number)
    data = s.instance_xml(keep_irrelevant=True)
    again = Session(FORM, instance_xml=data, now=NOW)
    assert again.value("/data/b") == s.value("/data/b")
    assert again.instance_xml(keep_irrelevant=True) == Session(FORM, instance_xml=data, now=NOW).instance_xml(
        keep_irrelevant=True
    )


def test_restore_puts_values_in_place_at_once() -> None:
    s = Session(FORM, now=NOW)
    missing = s.restore(
        {"/data/a": "yes", "/data/b": "x", "/data/g/x": "5", "/data/viejo": "1", "/data/g": "2", "": "3"}
    )
    assert missing == ["/data/viejo", "/data/g", ""]
    assert (s.value("/data/b"), s.value("/data/g/x")) == ("x", "5")
    assert s.is_relevant("/data/g/x")
    assert s.set("/data/b", "y").values == {"/data/b": "y"}


def test_restore_keeps_what_does_not_fit() -> None:
    s = Session(FORM, now=NOW)
    s.restore({"/data/a": "tal vez", "/data/g/x": "doce"})
    assert (s.value("/data/a"), s.value("/data/g/x")) == ("tal vez", "doce")
    assert [problem.ref for problem in s.problems()] == ["/data/a"]


@pytest.mark.parametrize(
    "ref",
    [
        "/data/r[99999]/x",
        "/data/r[30000]/x",
        "/data/r[x]/x",
        "/data/r[-1]/x",
        "/data/r[]/x",
        "/data/r[0]/x",
        "/data/r[٣]/x",
    ],
)
def test_restore_makes_no_room_for_nonsense(ref: str) -> None:
    s = session(
        "| survey |\n| | type | name | label |\n| | begin_repeat | r | R |\n| | text | x | X |\n| | end_repeat | | |"
    )
    assert s.restore({ref: "1"}) == [ref]
    assert s.repeat_count("/data/r") == 1
