"""Labels, hints and choice labels: inline, translated, with outputs."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from desktop_app.texts import spell_output
from desktop_app.xforms import Choice, Session
from tests.support.forms import NOW, form, session, xsession


def label(inner: str, *, model: str = "", itext: str = "", answers: str = "<n>Ana</n><m>Luz</m>") -> str:
    s = xsession(
        f'<data id="t">{answers}<q/></data>', model, f'<input ref="/data/q"><label>{inner}</label></input>', itext=itext
    )
    return s.label("/data/q")


@pytest.mark.parametrize(
    ("inner", "shown"),
    [
        ("", ""),
        ("Hola", "Hola"),
        ("  Hola \n\n   mundo ", "Hola\n\nmundo"),
        ("1. uno\n2.   dos", "1. uno\n2. dos"),
        ("&lt;b&gt;A&lt;/b&gt; &amp; B", "<b>A</b> & B"),
        ("**fuerte** _y_ #", "**fuerte** _y_ #"),
        ('Hola <output value="/data/n"/>', "Hola Ana"),
        ('<output value=" ../n "/> <output value="../m"/>', "Ana Luz"),
        ("<output value=\"concat(/data/n, '!')\"/>.", "Ana!."),
        ('<output ref="/data/m"/>', "Luz"),
        ("a <!-- no --> b", "a b"),
        ("a <em>b</em> c", "a b c"),
    ],
)
def test_inline_labels(inner: str, shown: str) -> None:
    assert label(inner) == shown


def test_an_output_that_fails_is_an_ellipsis() -> None:
    s = xsession(
        '<data id="t"><a/><q/></data>',
        "",
        '<input ref="/data/q"><label>Va <output value="instance(/data/a)/root"/></label></input>',
    )
    assert s.label("/data/q") == "Va …"
    assert [error.code for error in s.faults.values()] == ["XPR-011"]


ITEXT = (
    '<itext><translation lang="es"><text id="q"><value>Hola</value><value form="guidance">Más</value></text>'
    '<text id="long"><value form="long">Largo</value></text><text id="c0"><value>Uno <output value="/data/n"/></value>'
    '</text></translation><translation lang="en" default="true()"><text id="q"><value>-</value></text>'
    '<text id="solo"><value>Only</value></text></translation></itext>'
)


def test_translations_fall_back_on_the_default_language() -> None:
    s = session(
        """
        | survey |
        | | type | name | label::es | label::en | hint::es |
        | | text | a | Hola | | Pista |
        | settings |
        | | default_language |
        | | es |
        """
    )
    s.set_language("en")
    assert (s.label("/data/a"), s.hint("/data/a")) == ("Hola", "Pista")


def test_the_default_language_is_the_one_marked_so() -> None:
    s = xsession(
        '<data id="t"><n>1</n><q/></data>',
        "",
        '<input ref="/data/q"><label ref="jr:itext(\'solo\')"/></input>',
        itext=ITEXT,
    )
    assert s.language == "en"
    assert s.label("/data/q") == "Only"
    s.set_language("es")
    assert s.label("/data/q") == "Only"


def test_guidance_and_long_forms() -> None:
    s = xsession(
        '<data id="t"><n>1</n><q/><r/></data>',
        "",
        '<input ref="/data/q"><hint ref="jr:itext(\'q\')"/></input>'
        '<input ref="/data/r"><label ref="jr:itext(\'long\')"/></input>',
        itext=ITEXT,
    )
    s.set_language("es")
    assert (s.hint("/data/q"), s.guidance("/data/q"), s.label("/data/r")) == ("Hola", "Más", "Largo")
    assert s.guidance("/data/r") == ""


def test_choice_labels_may_show_answers() -> None:
    s = xsession(
        '<data id="t"><n>1</n><q/></data>',
        '<instance id="l"><root><item><itextId>c0</itextId><name>x</name></item></root></instance>',
        '<input ref="/data/n"/><select1 ref="/data/q"><itemset nodeset="instance(\'l\')/root/item">'
        '<value ref="name"/><label ref="jr:itext(itextId)"/></itemset></select1>',
        itext=ITEXT,
    )
    s.set_language("es")
    assert s.choices("/data/q") == (Choice("x", "Uno 1", {}),)


def test_items_of_the_control_itself() -> None:
    s = xsession(
        '<data id="t"><q/></data>',
        "",
        '<select1 ref="/data/q"><item><label>Sí</label><value>1</value></item>'
        "<item><value> 0 </value></item></select1>",
    )
    assert s.choices("/data/q") == (Choice("1", "Sí", {}), Choice("0", "", {}))


def test_labels_by_an_expression() -> None:
    s = xsession('<data id="t"><n>Ana</n><q/></data>', "", '<input ref="/data/q"><label ref="/data/n"/></input>')
    assert s.label("/data/q") == "Ana"


def test_messages_by_itext_and_plain() -> None:
    s = xsession(
        '<data id="t"><n>1</n><q/><r/></data>',
        '<bind nodeset="/data/q" required="true()" jr:requiredMsg="jr:itext(\'solo\')"/>'
        '<bind nodeset="/data/r" required="true()" jr:requiredMsg="Hace falta"/>',
        '<input ref="/data/q"/><input ref="/data/r"/>',
        itext=ITEXT,
    )
    assert [problem.message for problem in s.problems()] == ["Only", "Hace falta"]


SPOKEN = """
    | survey |
    | | type | name | label | calculation |
    | | integer | sales | Ventas | |
    | | decimal | share | Parte | |
    | | integer | year | Año | |
    | | text | code | Código | |
    | | calculate | doubled | | ${sales} * 2 |
    | | note | said | Vendió ${sales} en ${year}; el doble, ${doubled}; parte ${share}; código ${code}. | |
"""


@pytest.mark.parametrize(
    ("spell", "said"),
    [
        (spell_output, "Vendió 14.200 en 2026; el doble, 28.400; parte 12,5; código 81736."),
        (None, "Vendió 14200 en 2026; el doble, 28400; parte 12.5; código 81736."),
    ],
)
def test_numbers_in_a_text_are_written_as_they_are_read_and_codes_as_they_are(
    spell: Callable[[str, str], str] | None, said: str
) -> None:
    s = Session(form(SPOKEN), now=NOW, spell=spell)
    for name, value in (("sales", "14200"), ("share", "12.5"), ("year", "2026"), ("code", "81736")):
        s.set(f"/data/{name}", value)
    assert s.label("/data/said") == said
