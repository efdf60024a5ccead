"""The rows of ``xforms/CHOICES.md`` that no other test pins."""

from __future__ import annotations

import pytest

from desktop_app.xforms import Session
from tests.support.forms import NOW, session, xsession


def test_a_boolean_calculation_is_text_where_the_node_is_text() -> None:
    s = xsession(
        '<data id="t"><a/><f/><g/><h/></data>',
        '<bind nodeset="/data/a" type="int"/><bind nodeset="/data/f" calculate="/data/a &gt; 5"/>'
        '<bind nodeset="/data/g" type="boolean" calculate="/data/a &gt; 5"/>'
        "<bind nodeset=\"/data/h\" calculate=\"if(/data/f = 'true', 'T', 'F')\"/>",
        '<input ref="/data/a"/>',
    )
    assert [s.value(f"/data/{name}") for name in "fgh"] == ["false", "0", "F"]
    assert s.set("/data/a", "9").values == {"/data/a": "9", "/data/f": "true", "/data/g": "1", "/data/h": "T"}


def test_a_bare_reference_is_false_while_empty() -> None:
    s = session(
        "| survey |\n| | type | name | label | relevant |\n| | text | a | A | |\n| | text | b | B | ${a} |",
    )
    assert not s.is_relevant("/data/b")
    assert s.set("/data/a", "x").relevant == {"/data/b": True}
    assert s.set("/data/a", "").relevant == {"/data/b": False}


@pytest.mark.parametrize(("typed", "kept"), [("3.50", "3.5"), ("10", "10.0"), (".5", "0.5")])
def test_decimals_have_a_decimal_place(typed: str, kept: str) -> None:
    s = session(
        "| survey |\n| | type | name | label | calculation |\n| | decimal | a | A | |\n| | calculate | d | | ${a} + 0 |"
    )
    s.set("/data/a", typed)
    assert s.value("/data/a") == kept
    assert float(s.value("/data/d")) == float(typed)


def test_money_is_not_rounded() -> None:
    s = session("| survey |\n| | type | name | label |\n| | decimal | a | A |")
    s.set("/data/a", "12345678901234567890.12")
    assert s.value("/data/a") == "12345678901234567890.12"


def test_a_new_language_leaves_calculations_alone() -> None:
    s = session(
        """
        | survey |
        | | type | name | label::Español (es) | label::English (en) | calculation |
        | | select_one yn | a | A | A | |
        | | calculate | l | | | jr:choice-name(${a}, '${a}') |
        | choices |
        | | list_name | name | label::Español (es) | label::English (en) |
        | | yn | 1 | Sí | Yes |
        | | yn | 0 | No | Not |
        """
    )
    s.set("/data/a", "1")
    assert s.set_language("en").values == {}
    assert s.value("/data/l") == "Sí"
    assert s.set("/data/a", "0").values["/data/l"] == "Not"


def test_calculations_are_done_anew_when_a_saved_instance_is_opened() -> None:
    s = session(
        "| survey |\n| | type | name | label | calculation |\n| | integer | a | A | |\n| | integer | b | B | ${a} + 1 |"
    )
    s.set("/data/a", "1")
    s.set("/data/b", "50")
    assert Session(s.form, instance_xml=s.instance_xml(), now=NOW).value("/data/b") == "2"
