"""Instances saved by ODK's clients open here, and ours say what the form's model says."""

from __future__ import annotations

import pytest
from lxml import etree

from desktop_app.xforms import Form, Session
from tests.support.forms import NOW, form, xform

ROSTER = """
    | survey |
    | | type | name | label | relevant | calculation |
    | | start | st | | | |
    | | end | en | | | |
    | | text | a | A | | |
    | | begin_group | g | G | | |
    | | integer | n | N | ${a} != 'no' | |
    | | end_group | | | | |
    | | begin_repeat | r | R | | |
    | | text | x | X | | |
    | | begin_repeat | i | I | | |
    | | text | y | Y | | |
    | | end_repeat | | | | |
    | | end_repeat | | | | |
    | | geopoint | p | P | | |
    | | select_multiple l | m | M | | |
    | | calculate | c | | | count(${r}) |
    | choices |
    | | list_name | name | label |
    | | l | u | U |
    | | l | v | V |
    | settings |
    | | form_id | version |
    | | f | 3 |
"""

COLLECT = b"""<?xml version='1.0' ?><data id="f" version="3" xmlns:ev="http://www.w3.org/2001/xml-events"
 xmlns:orx="http://openrosa.org/xforms" xmlns:odk="http://www.opendatakit.org/xforms"
 xmlns:jr="http://openrosa.org/javarosa" xmlns:h="http://www.w3.org/1999/xhtml">
 <st>2026-11-19T08:00:00.000-05:00</st><en>2026-11-19T08:30:00.000-05:00</en><a>hola</a><g><n>4</n></g>
 <r jr:template=""><x>plantilla</x><i jr:template=""><y>plantilla</y></i></r>
 <r><x>uno</x><i><y>1.1</y></i><i><y>1.2</y></i></r><r><x>dos</x></r>
 <p>4.6 -74.1 2600.0 4.0</p><m>v u</m><c>2</c>
 <orx:meta><orx:instanceID>uuid:1</orx:instanceID><orx:instanceName>x</orx:instanceName></orx:meta></data>"""

WEB_FORMS = b"""<data xmlns:orx="http://openrosa.org/xforms" id="f" version="3">
<orx:meta><orx:instanceID>uuid:1</orx:instanceID></orx:meta><st>2026-11-19T08:00:00.000-05:00</st><en/><a>hola</a>
<g><n>4</n></g><r><x>uno</x><i><y>1.1</y></i><i><y>1.2</y></i></r>
<r><x>dos</x></r><p>4.6 -74.1 2600.0 4.0</p><m>v u</m><c>2</c></data>"""

KOBO = b"""<f:data xmlns:f="urn:x" xmlns="http://www.w3.org/2002/xforms" id="f" version="2" extra="1">
<st>2026-11-19T08:00:00.000-05:00</st><a>hola</a><g><n>4</n></g><r><x>uno</x><i><y>1.1</y></i><i><y>1.2</y></i></r>
<r><x>dos</x></r><p>4.6 -74.1 2600.0 4.0</p><m>v u</m><__version__>v1</__version__>
<meta><instanceID>uuid:1</instanceID></meta></f:data>"""


@pytest.mark.parametrize("saved", [COLLECT, WEB_FORMS, KOBO], ids=["Collect", "Web Forms", "Kobo"])
def test_an_instance_of_another_client_opens(saved: bytes) -> None:
    s = Session(form(ROSTER), saved, NOW)
    values = s.values()
    assert {ref: values[ref] for ref in values if ref != "/data/en"} == {
        "/data/st": "2026-11-19T08:00:00.000-05:00",
        "/data/a": "hola",
        "/data/g/n": "4",
        "/data/r[1]/x": "uno",
        "/data/r[1]/i[1]/y": "1.1",
        "/data/r[1]/i[2]/y": "1.2",
        "/data/r[2]/x": "dos",
        "/data/p": "4.6 -74.1 2600.0 4.0",
        "/data/m": "v u",
        "/data/c": "2",
        "/data/meta/instanceID": "uuid:1",
    }
    assert s.repeats() == {"/data/r": 2, "/data/r[1]/i": 2, "/data/r[2]/i": 0}
    assert s.unknown == (["/data/__version__"] if saved is KOBO else [])
    assert s.problems() == []


def test_without_instances_a_saved_repeat_is_empty() -> None:
    s = Session(form(ROSTER), b'<data id="f"><a>x</a></data>', NOW)
    assert s.repeats() == {"/data/r": 0}
    assert s.value("/data/c") == "0"


def test_names_and_order_are_the_models() -> None:
    s = Session(form(ROSTER), WEB_FORMS, NOW)
    s.set("/data/a", "no")
    root = etree.fromstring(s.instance_xml())
    assert [etree.QName(child).localname for child in root] == ["st", "en", "a", "g", "r", "r", "p", "m", "c", "meta"]
    assert [str(child.tag) for child in root][:-1] == ["st", "en", "a", "g", "r", "r", "p", "m", "c"]
    assert root.find("g/n") is None
    assert (len(root.attrib), root.get("id"), root.get("version")) == (2, "f", "3")
    assert not [element for element in root.iter() if any("template" in str(key) for key in element.attrib)]


def test_namespaces_are_those_of_the_model() -> None:
    made = Form.from_xform(
        xform(
            '<data id="t" xmlns="http://example.org/f" xmlns:z="urn:z" z:k="1"><a/><z:b u="2"/>'
            "<orx:meta><orx:instanceID/></orx:meta></data>",
            '<bind nodeset="/data/z:b" calculate="concat(/data/a, \'!\')"/>',
            '<input ref="/data/a"/>',
        )
    )
    s = Session(made, now=NOW)
    s.set("/data/a", "x")
    data = s.instance_xml(instance_id="uuid:1")
    assert data.count(b"<data ") == 1
    root = etree.fromstring(data)
    assert [child.tag for child in root] == [
        "{http://example.org/f}a",
        "{urn:z}b",
        "{http://openrosa.org/xforms}meta",
    ]
    assert (root.get("{urn:z}k"), root[1].get("u"), root[1].text) == ("1", "2", "x!")
    assert b"ns0" not in data
    again = Session(made, data, NOW)
    assert again.values() == s.values() | {"/data/orx:meta/orx:instanceID": "uuid:1"}
