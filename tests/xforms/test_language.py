"""What the language of forms has, as ODK's specifications say it and JavaRosa runs it."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from desktop_app.errors import FormError
from desktop_app.xforms import Choice, Control, DataType, Form, ProblemKind, Question, Repeat, Session, check
from tests.support.forms import NOW, compiled, form, session, xform, xsession

# -- typed values ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        ("time", "10:30", "10:30"),
        ("time", "10:30:00", "10:30:00"),
        ("time", "10:30:00.000-05:00", "10:30:00.000-05:00"),
        ("dateTime", "2026-11-20T10:30", "2026-11-20T10:30"),
        ("dateTime", "2026-11-20T10:30:00.000Z", "2026-11-20T10:30:00.000Z"),
        ("boolean", "true", "1"),
        ("barcode", " 770-123 ", " 770-123 "),
        ("geotrace", "4.6 -74.1 0 0; 4.7 -74.2 0 0", "4.6 -74.1 0 0; 4.7 -74.2 0 0"),
        ("geoshape", "lo que trae", "lo que trae"),
        ("binary", "acta.pdf", "acta.pdf"),
        ("geopoint", "4.6 -74.1", "4.6 -74.1"),
        ("geopoint", "4.6 -74.1 2600 5", "4.6 -74.1 2600.0 5.0"),
    ],
)
def test_a_value_of_its_type_stands(kind: str, typed: str, kept: str) -> None:
    s = xsession('<data id="t"><a/></data>', f'<bind nodeset="/data/a" type="{kind}"/>', '<input ref="/data/a"/>')
    s.set("/data/a", typed)
    assert s.value("/data/a") == kept
    assert s.problem("/data/a") is None
    assert f"<a>{kept}</a>".encode() in s.instance_xml()


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("time", "25:00"),
        ("time", "10"),
        ("dateTime", "2026-02-30T10:00"),
        ("boolean", "sí"),
        ("geopoint", "91 0"),
        ("geopoint", "0 181"),
        ("geopoint", "4.6"),
        ("geopoint", "1 2 3 4 5"),
        ("geopoint", "4,6 -74,1"),
    ],
)
def test_what_is_not_of_its_type_is_kept_and_said(kind: str, typed: str) -> None:
    s = xsession('<data id="t"><a/></data>', f'<bind nodeset="/data/a" type="{kind}"/>', '<input ref="/data/a"/>')
    s.set("/data/a", typed)
    assert s.value("/data/a") == typed
    assert s.problem("/data/a").kind is ProblemKind.TYPE  # type: ignore[union-attr]


def test_controls_say_what_the_form_says_about_them() -> None:
    made = form(
        """
        | survey |
        | | type | name | label | parameters | appearance |
        | | range | r | R | start=1 end=5 step=2 | rating |
        | | image | i | I | | |
        | | text | t | T | rows=3 | multiline |
        | | barcode | b | B | | |
        | | geotrace | g | G | | |
        | | begin_repeat | o | O | | |
        | | text | x | X | | |
        | | end_repeat | | | | |
        """
    )
    found = {question.ref: question for question in made.questions()}
    assert found["/data/r"].parameters == {"start": "1", "end": "5", "step": "2"}
    assert found["/data/r"].control is Control.RANGE
    assert found["/data/i"].parameters == {"mediatype": "image/*"}
    assert found["/data/t"].parameters == {"rows": "3"}
    assert (found["/data/b"].type, found["/data/g"].type) == (DataType.BARCODE, DataType.GEOTRACE)
    repeat = made.body[-1]
    assert isinstance(repeat, Repeat)
    assert not repeat.fixed
    assert repeat.children == (Question("/data/o/x", Control.INPUT, DataType.STRING),)


CHOICES = """
    | choices |
    | | list_name | name | label | g |
    | | l | a | A | 1 |
    | | l | b | B | 1 |
    | | l | c | C | 2 |
"""


def test_a_rank_is_all_of_its_choices_in_some_order() -> None:
    s = session("| survey |\n| | type | name | label |\n| | rank l | r | R |" + CHOICES)
    s.set("/data/r", "c a b")
    assert s.problem("/data/r") is None
    for wrong in ("a b", "a a b", "a b z", "a b c c"):
        s.set("/data/r", wrong)
        assert s.problem("/data/r").kind is ProblemKind.TYPE, wrong  # type: ignore[union-attr]
        assert s.value("/data/r") == wrong


def test_of_several_chosen_those_that_are_still_offered_stay() -> None:
    s = session(
        "| survey |\n| | type | name | label | choice_filter |\n| | text | k | K | |\n"
        "| | select_multiple l | m | M | g <= ${k} |\n| | rank l | r | R | g <= ${k} |" + CHOICES
    )
    s.set("/data/k", "2")
    s.set("/data/m", "c a")
    s.set("/data/r", "b c a")
    changes = s.set("/data/k", "1")
    assert changes.values == {"/data/k": "1", "/data/m": "a", "/data/r": ""}
    assert s.set("/data/k", "2").values == {"/data/k": "2", "/data/m": "c a", "/data/r": "b c a"}


def test_or_other_brings_its_own_question() -> None:
    s = session("| survey |\n| | type | name | label |\n| | select_one l or_other | a | A |" + CHOICES)
    assert [choice.name for choice in s.choices("/data/a")][-1] == "other"
    assert not s.is_relevant("/data/a_other")
    assert s.set("/data/a", "other").relevant == {"/data/a_other": True}


# -- tables beside the form ------------------------------------------------------------------------------------------

GEOJSON = b"""{"type": "FeatureCollection", "features": [
    {"type": "Feature", "id": "p1", "properties": {"title": "Plaza", "code": 7, "open": true, "note": null},
     "geometry": {"type": "Point", "coordinates": [-74.10, 4.6]}},
    {"type": "Feature", "properties": {"id": "p2", "title": "Ruta", "code": 8.50},
     "geometry": {"type": "LineString", "coordinates": [[-74, 4], [-75, 5]]}},
    {"type": "Feature", "id": 3, "properties": {"title": "Lote", "tags": ["x"]},
     "geometry": {"type": "Polygon", "coordinates": [[[0, 0], [0, 1], [1, 1], [0, 0]]]}},
    {"type": "Feature", "id": "p4", "properties": null, "geometry": null}]}"""

PLACES = """
    | survey |
    | | type | name | label | parameters | choice_filter | calculation |
    | | integer | k | K | | | |
    | | select_one_from_file sitios.geojson | p | P | | | |
    | | select_one_from_file sitios.geojson | c | C | value=code label=note | code > ${k} | |
    | | calculate | g | | | | instance('sitios')/root/item[id = ${p}]/geometry |
"""


def test_the_features_of_a_geojson_are_choices() -> None:
    s = session(PLACES, {"sitios.geojson": GEOJSON})
    assert [(choice.name, choice.label) for choice in s.choices("/data/p")] == [
        ("p1", "Plaza"),
        ("p2", "Ruta"),
        ("3", "Lote"),
        ("p4", ""),
    ]
    assert s.choices("/data/p")[0].extra == {
        "geometry": "4.6 -74.10 0 0",
        "id": "p1",
        "title": "Plaza",
        "code": "7",
        "open": "true",
        "note": "",
    }
    assert s.set("/data/p", "p2").values["/data/g"] == "4 -74 0 0; 5 -75 0 0"
    assert s.set("/data/p", "3").values["/data/g"] == "0 0 0 0; 1 0 0 0; 1 1 0 0; 0 0 0 0"
    assert [choice.name for choice in s.choices("/data/c")] == []
    s.set("/data/k", "7")
    assert [choice.name for choice in s.choices("/data/c")] == ["8.50"]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"{}",
        b'{"features": [1]}',
        b'{"features": [{"geometry": {"type": "Point", "coordinates": 5}}]}',
        b'{"features": [{"geometry": {"type": "Polygon", "coordinates": []}}]}',
        b"\xff",
        b"[" * 100_000,
    ],
)
def test_a_broken_geojson_is_refused(data: bytes) -> None:
    with pytest.raises(FormError) as refused:
        form(PLACES, {"sitios.geojson": data})
    assert refused.value.code == "FORM-016"


TABLE = "clave,nombre,nombre_en,zona,sortby\n1,Ñame,Yam,norte,3\n2,Name,Nome,sur,1\n3,Papa,Potato,norte,2\n".encode()


def searching(arguments: str) -> Session:
    return session(
        f"""
        | survey |
        | | type | name | label | appearance | calculation |
        | | text | q | Q | | |
        | | select_one f | s | S | minimal search({arguments}) | |
        | | calculate | n | | | jr:choice-name(${{s}}, '${{s}}') |
        | choices |
        | | list_name | name | label |
        | | f | clave | nombre,zona |
        | | f | 99 | Ninguno |
        """,
        {"t.csv": TABLE},
    )


@pytest.mark.parametrize(
    ("arguments", "query", "names"),
    [
        ("'t'", "", ["2", "3", "1", "99"]),
        ("'t.csv'", "", ["2", "3", "1", "99"]),
        ("'t', 'contains', 'nombre,zona', ${q}", "AM", ["2", "1", "99"]),
        ("'t', 'startswith', 'nombre', ${q}", "pa", ["3", "99"]),
        ("'t', 'endswith', 'nombre', ${q}", "e", ["2", "1", "99"]),
        ("'t', 'matches', 'nombre', ${q}", "papa", ["3", "99"]),
        ("'t', 'contains', 'nombre', ${q}, 'zona', 'norte'", "a", ["3", "1", "99"]),
        ("'t', 'contains', 'nombre', ${q}", "", ["2", "3", "1", "99"]),
    ],
)
def test_search_offers_the_rows_of_a_table(arguments: str, query: str, names: list[str]) -> None:
    s = searching(arguments)
    s.set("/data/q", query)
    assert sorted(choice.name for choice in s.choices("/data/s")) == sorted(names)
    assert [choice.name for choice in s.choices("/data/s") if choice.name != "99"] == names[:-1]


def test_a_row_that_was_searched_for_can_be_chosen() -> None:
    s = searching("'t', 'matches', 'zona', ${q}")
    s.set("/data/q", "norte")
    assert s.choices("/data/s")[0] == Choice(
        "3", "Papa, norte", {"clave": "3", "nombre": "Papa", "nombre_en": "Potato", "zona": "norte", "sortby": "2"}
    )
    assert s.set("/data/s", "3").values["/data/n"] == "Papa, norte"
    assert s.set("/data/q", "sur").values == {"/data/q": "sur", "/data/s": "", "/data/n": ""}


@pytest.mark.parametrize(
    ("arguments", "code"),
    [("'otra'", "FORM-014"), ("'t', 'contains'", "XPR-008"), ("'t', 'contains', 'nombre', (", "XPR-001")],
)
def test_a_search_that_cannot_be_is_refused(arguments: str, code: str) -> None:
    data = xform(
        '<data id="t"><s/></data>',
        "",
        f'<select1 ref="/data/s" appearance="search({arguments})"><item><label>nombre</label><value>clave</value>'
        "</item></select1>",
    )
    with pytest.raises(FormError) as refused:
        Form.from_xform(data, {"t.csv": TABLE})
    assert refused.value.code == code


def test_a_value_pulled_from_a_table() -> None:
    s = session(
        "| survey |\n| | type | name | label | calculation |\n| | text | k | K | |\n"
        "| | calculate | n | | pulldata('t', 'nombre', 'clave', ${k}) |",
        {"t.csv": TABLE},
    )
    assert s.set("/data/k", "3").values["/data/n"] == "Papa"


# -- the instance saved last -----------------------------------------------------------------------------------------

AGAIN = """
    | survey |
    | | type | name | label | default |
    | | text | a | A | ${last-saved#a} |
    | | begin_group | g | G | |
    | | integer | b | B | ${last-saved#b} + 1 |
    | | end_group | | | |
"""


def test_a_form_can_begin_with_what_was_saved_last() -> None:
    first = session(AGAIN)
    assert (first.value("/data/a"), first.value("/data/g/b")) == ("", "")
    first.set("/data/a", "hola")
    first.set("/data/g/b", "4")
    second = Session(first.form, now=NOW, last_saved=first.instance_xml())
    assert (second.value("/data/a"), second.value("/data/g/b")) == ("hola", "5")
    reopened = Session(first.form, first.instance_xml(), NOW, last_saved=second.instance_xml())
    assert reopened.value("/data/g/b") == "4"


@pytest.mark.parametrize("saved", [b"", b"<otra><a>x</a></otra>", b"<!DOCTYPE d><data><a>x</a></data>", b"<data"])
def test_what_was_saved_last_of_another_form_is_nothing(saved: bytes) -> None:
    assert Session(form(AGAIN), now=NOW, last_saved=saved).value("/data/a") == ""


# -- events and preloads ---------------------------------------------------------------------------------------------


def test_preloads_of_every_kind() -> None:
    kinds = [
        ("uid", ""),
        ("date", "today"),
        ("timestamp", "start"),
        ("timestamp", "end"),
        ("property", "deviceid"),
        ("patient", "x"),
        ("context", "y"),
    ]
    names = "abcdefg"
    s = xsession(
        f'<data id="t">{"".join(f"<{name}/>" for name in names)}</data>',
        "".join(
            f'<bind nodeset="/data/{name}" jr:preload="{kind}" jr:preloadParams="{parameter}"/>'
            for name, (kind, parameter) in zip(names, kinds, strict=True)
        ),
    )
    values = [s.value(f"/data/{name}") for name in names]
    assert values[0].startswith("uuid:")
    assert values[1:] == ["2026-11-20", "2026-11-20T10:00:00.000-05:00", "", "", "", ""]
    s.now = NOW.replace(hour=11)
    assert b"<d>2026-11-20T11:00:00.000-05:00</d>" in s.instance_xml()
    assert b"<d/>" in s.instance_xml(keep_irrelevant=True)


@pytest.mark.parametrize("event", ["odk-instance-first-load", "odk-instance-load", "xforms-ready"])
def test_an_action_at_the_start(event: str) -> None:
    s = xsession('<data id="t"><a/></data>', f'<setvalue event="{event}" ref="/data/a" value="1 + 1"/>')
    assert s.value("/data/a") == "2"


def test_an_action_at_the_start_sets_off_another() -> None:
    s = xsession(
        '<data id="t"><a/><b/></data>',
        '<setvalue event="odk-instance-first-load" ref="/data/a" value="1 + 1"/>',
        '<input ref="/data/a"><setvalue event="xforms-value-changed" ref="/data/b" value="/data/a * 2"/></input>',
    )
    assert s.value("/data/b") == "4"


def test_counted_instances_get_their_dynamic_defaults() -> None:
    s = session(
        """
        | survey |
        | | type | name | label | default | repeat_count |
        | | integer | n | N | | |
        | | begin_repeat | r | R | | ${n} |
        | | text | x | X | concat('x', position(..)) | |
        | | end_repeat | | | | |
        """
    )
    assert s.set("/data/n", "2").values == {"/data/n": "2", "/data/r[1]/x": "x1", "/data/r[2]/x": "x2"}
    s.set("/data/r[1]/x", "propio")
    s.set("/data/n", "3")
    assert [s.value(f"/data/r[{number}]/x") for number in (1, 2, 3)] == ["propio", "x2", "x3"]


def test_what_only_a_phone_does_is_loaded_and_left() -> None:
    s = session(
        """
        | survey |
        | | type | name | label | trigger |
        | | start-geopoint | sg | | |
        | | background-audio | ba | | |
        | | text | a | A | |
        | | background-geopoint | bg | | ${a} |
        | | audit | audit | | |
        """
    )
    assert s.set("/data/a", "x").values == {"/data/a": "x"}
    assert (s.value("/data/sg"), s.value("/data/ba"), s.value("/data/bg")) == ("", "", "")
    again = Session(s.form, s.instance_xml().replace(b"<sg/>", b"<sg>4.6 -74.1 0 0</sg>"), NOW)
    assert b"<sg>4.6 -74.1 0.0 0.0</sg>" in again.instance_xml()


def test_a_form_with_entities_and_attributes_unknown_to_us_loads() -> None:
    s = session(
        """
        | survey |
        | | type | name | label | save_to |
        | | text | a | A | size |
        | entities |
        | | list_name | label |
        | | trees | ${a} |
        """
    )
    assert s.set("/data/a", "x").values == {"/data/a": "x", "/data/meta/entity/label": "x"}
    strange = xsession(
        '<data id="t" xmlns:z="urn:z" z:k="1"><a z:m="2"/></data>',
        '<bind nodeset="/data/a" z:future="5" xmlns:z="urn:z" saveIncomplete="true()"/><z:thing xmlns:z="urn:z"/>',
        '<input ref="/data/a" z:look="x" xmlns:z="urn:z"><z:extra xmlns:z="urn:z"/></input>',
    )
    assert strange.set("/data/a", "y").values == {"/data/a": "y"}
    assert strange.form.question("/data/a").parameters == {"look": "x"}


def test_the_name_of_an_instance_is_calculated() -> None:
    s = session(
        """
        | survey |
        | | type | name | label |
        | | text | a | A |
        | settings |
        | | form_id | instance_name |
        | | f | concat('IC ', ${a}) |
        """
    )
    assert s.set("/data/a", "x").values["/data/meta/instanceName"] == "IC x"
    assert b"<orx:instanceName>IC x</orx:instanceName>" in s.instance_xml()


# -- inside repeats --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("/data/r/x", ["1", "2", "5"]),
        ("/data/r/x + 0", ["1", "2", "5"]),
        ("sum(/data/r/x)", ["1", "2", "5"]),
        ("count(/data/r/x)", ["1", "1", "1"]),
        ("string(/data/r/g/z)", ["1", "2", "5"]),
        ("if(/data/r/x > 1, 'y', 'n')", ["n", "y", "y"]),
        ("position(/data/r)", ["1", "2", "3"]),
        ("count(/data/r)", ["3", "3", "3"]),
        ("count(/data/r[x > 1])", ["2", "2", "2"]),
        ("sum(/data/r[x > 1]/x)", ["7", "7", "7"]),
        ("count(../../r)", ["3", "3", "3"]),
        ("sum(../../r/x)", ["8", "8", "8"]),
        ("count(../../r[x > /data/r/x])", ["0", "0", "0"]),
        ("count(../../r[x > current()/../x])", ["2", "1", "0"]),
        ("/data/r[position() = 2]/x", ["2", "2", "2"]),
        ("indexed-repeat(/data/r/x, /data/r, 2)", ["2", "2", "2"]),
        ("instance('l')/root/item[n = /data/r/x]/v", ["one", "two", "five"]),
        ("/data/k", ["9", "9", "9"]),
    ],
)
def test_a_path_from_the_root_stays_in_its_instance(expression: str, expected: list[str]) -> None:
    rows = "".join(f"<r><x>{x}</x><g><z>{x}</z></g><e/></r>" for x in (1, 2, 5))
    written = expression.replace("<", "&lt;").replace(">", "&gt;").replace("'", "&apos;")
    items = "".join(f"<item><n>{n}</n><v>{v}</v></item>" for n, v in ((1, "one"), (2, "two"), (5, "five")))
    s = xsession(
        f'<data id="t"><k>9</k>{rows}</data>',
        f'<instance id="l"><root>{items}</root></instance><bind nodeset="/data/r/x" type="int"/>'
        f"<bind nodeset='/data/r/e' calculate='{written}'/>",
        '<group ref="/data/r"><repeat nodeset="/data/r"><input ref="/data/r/x"/></repeat></group>',
    )
    assert [s.value(f"/data/r[{number}]/e") for number in (1, 2, 3)] == expected


def test_paths_from_the_root_in_nested_repeats() -> None:
    rows = '<o jr:template=""><k/><r jr:template=""><x/><e/></r><f/><g/></o>'
    rows += "<o><k>1</k><r><x>1</x><e/></r><r><x>2</x><e/></r><f/><g/></o><o><k>3</k><r><x>5</x><e/></r><f/><g/></o>"
    s = xsession(
        f'<data id="t">{rows}</data>',
        '<bind nodeset="/data/o/r/e" calculate="/data/o/r/x * 10 + /data/o/k"/>'
        '<bind nodeset="/data/o/f" calculate="sum(/data/o/r/x)"/>'
        '<bind nodeset="/data/o/g" calculate="count(/data/o/r)"/>',
        '<repeat nodeset="/data/o"><input ref="/data/o/k"/><repeat nodeset="/data/o/r"><input ref="/data/o/r/x"/>'
        "</repeat></repeat>",
    )
    assert [s.value(ref) for ref in ("/data/o[1]/r[1]/e", "/data/o[1]/r[2]/e", "/data/o[2]/r[1]/e")] == [
        "11",
        "21",
        "53",
    ]
    assert [s.value(f"/data/o[{n}]/{name}") for n in (1, 2) for name in "fg"] == ["3", "2", "5", "1"]
    assert s.set("/data/o[2]/k", "4").values == {"/data/o[2]/k": "4", "/data/o[2]/r[1]/e": "54"}
    assert s.add_repeat("/data/o[1]/r").values == {"/data/o[1]/g": "3"}
    assert s.set("/data/o[1]/r[3]/x", "7").values == {
        "/data/o[1]/r[3]/x": "7",
        "/data/o[1]/r[3]/e": "71",
        "/data/o[1]/f": "10",
    }


def test_a_nested_count_follows_the_outer_answer() -> None:
    s = session(
        """
        | survey |
        | | type | name | label | repeat_count | calculation |
        | | begin_repeat | o | O | | |
        | | integer | n | N | | |
        | | begin_repeat | i | I | ${n} | |
        | | text | x | X | | |
        | | end_repeat | | | | |
        | | end_repeat | | | | |
        | | calculate | t | | | count(${i}) |
        """
    )
    s.add_repeat("/data/o")
    assert s.set("/data/o[2]/n", "3").repeats == {"/data/o[2]/i": 3}
    assert s.set("/data/o[1]/n", "1").repeats == {"/data/o[1]/i": 1}
    assert s.value("/data/t") == "4"
    assert s.remove_repeat("/data/o[1]").repeats == {"/data/o": 1, "/data/o[1]/i": 3}
    assert s.value("/data/t") == "3"


# -- languages -------------------------------------------------------------------------------------------------------

TONGUES = """
    | survey |
    | | type | name | label::Español (es) | label::English (en) | label::Português (pt) | media::image::Español (es) |
    | | text | a | Hola | Hello | | h.png |
    | | text | b | | | Só aqui | |
    | | text | c | | | | solo.png |
    | settings |
    | | default_language |
    | | Español (es) |
"""


def test_a_missing_text_is_shown_in_another_language_and_said() -> None:
    s = session(TONGUES)
    assert (s.label("/data/a"), s.untranslated("/data/a")) == ("Hola", False)
    assert (s.label("/data/b"), s.untranslated("/data/b")) == ("Só aqui", True)
    assert (s.label("/data/c"), s.untranslated("/data/c")) == ("", False)
    s.set_language("pt")
    assert (s.label("/data/a"), s.untranslated("/data/a")) == ("Hola", True)
    assert (s.label("/data/b"), s.untranslated("/data/b")) == ("Só aqui", False)
    assert not s.untranslated("/data/nada")
    assert not session("| survey |\n| | type | name | label |\n| | text | a | A |").untranslated("/data/a")


# -- select_one_external ---------------------------------------------------------------------------------------------

EXTERNAL = """
| survey | | | | |
| | type | name | label | choice_filter |
| | select_one s | s | Departamento | |
| | select_one_external c | c | Municipio | of=${s} |
| choices | | |
| | list_name | name | label |
| | s | a | Antioquia |
| | s | v | Valle |
| external_choices | | | |
| | list_name | name | LABEL | of |
| | c | med | Medellín | a |
| | c | cal | Cali | v |
| | other | x | X | a |
"""


@pytest.mark.parametrize("label", ["label", "label::Español (es)"])
def test_an_external_list_offers_the_rows_that_its_filter_takes(label: str) -> None:
    opened = session(EXTERNAL.replace("LABEL", label))
    question = opened.form.question("/data/c")
    assert question.control is Control.SELECT1
    assert opened.choices("/data/c") == ()
    opened.set("/data/s", "a")
    assert [(choice.name, choice.label) for choice in opened.choices("/data/c")] == [("med", "Medellín")]
    opened.set("/data/c", "cal")
    assert opened.problem("/data/c") is not None
    opened.set("/data/c", "med")
    assert opened.problem("/data/c") is None


def test_an_xform_with_an_external_list_wants_its_file() -> None:
    made = compiled(EXTERNAL.replace("LABEL", "label"))
    assert list(made.media) == ["itemsets.csv"]
    with pytest.raises(FormError, match="FORM-014"):
        Form.from_xform(made.xform)


def test_an_external_list_is_checked_without_a_file_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "form.md"
    path.write_text(EXTERNAL.replace("LABEL", "label"), encoding="utf-8")
    assert [finding.code for finding in check(path)] == []
    assert Form.load(path).media.keys() == {"itemsets.csv"}


# -- entities --------------------------------------------------------------------------------------------------------


def test_an_entity_says_in_what_is_sent_whether_it_is_to_be_made() -> None:
    opened = session("""
        | survey | | | |
        | | type | name | label | save_to |
        | | text | n | Nombre | kind |
        | | integer | size | Tamaño | |
        | entities | | |
        | | list_name | label | create_if |
        | | trees | ${n} | ${size} > 3 |
    """)
    opened.set("/data/n", "Roble")
    opened.set("/data/size", "2")
    assert entity(opened).get("create") == "false"
    opened.set("/data/size", "4")
    sent = entity(opened)
    assert sent.get("create") == "true"
    assert sent.get("dataset") == "trees"
    assert len(sent.get("id", "")) == 36
    assert [(child.tag.rpartition("}")[2], child.text) for child in sent] == [("label", "Roble")]
    again = Session(opened.form, opened.instance_xml(), now=NOW)
    assert dict(entity(again).attrib) == dict(sent.attrib)


def entity(opened: Session) -> ET.Element:
    found = ET.fromstring(opened.instance_xml()).find(".//{*}entity")
    assert found is not None
    return found
