"""What stands in a section: questions, notes, headings, panels, tables and repeats, and in which order."""

from __future__ import annotations

import pytest

from desktop_app.workflows.answer import Desk
from desktop_app.workflows.outline import Entry, EntryKind
from desktop_app.xforms import Form, Session
from tests.support.forms import xform
from tests.support.repeat_desks import NOW, SETTINGS, repeat_form, visits

YES_NO = """
| choices |
| | list_name | name | label |
| | yn | yes | Sí |
| | yn | no | No |
"""


def desk_of(markdown: str, language: str | None = None) -> Desk:
    return Desk("r1", Session(repeat_form(markdown), now=NOW, language=language))


def told(entries: tuple[Entry, ...]) -> list[object]:
    """Kind, name and level; with what is inside where something is."""
    return [
        (str(entry.kind), entry.ref.rpartition("/")[2], entry.level, *([told(entry.entries)] if entry.entries else []))
        for entry in entries
    ]


# -- sections --------------------------------------------------------------------------------------------------------

LOOSE = """
| survey |
| | type | name | label |
| | text | a | Uno |
| | note | n | Lea |
| | begin_group | g | Grupo |
| | text | b | Dos |
| | end_group | | |
| | text | c | Tres |
| | begin_repeat | r | Visita |
| | text | d | Cuatro |
| | end_repeat | | |
"""


def test_loose_questions_and_repeats_are_sections_too() -> None:
    desk = desk_of(LOOSE + SETTINGS)
    assert [(view.ref, view.title, view.total) for view in desk.sections()] == [
        ("/data#1", "Preguntas generales", 1),
        ("/data/g", "Grupo", 1),
        ("/data#2", "Preguntas generales", 1),
        ("/data/r", "Visita", 1),
    ]
    assert told(desk.entries("/data#1")) == [("question", "a", 0), ("note", "n", 0)]
    assert told(desk.entries("/data/r")) == [("repeat", "r", 0)]
    assert told(desk.instance("/data/r[1]")) == [("question", "d", 0)]
    assert [question.ref for question in desk.questions("/data/r")] == ["/data/r[1]/d"]


def test_loose_questions_alone_are_the_form() -> None:
    form = "| survey |\n| | type | name | label |\n| | text | a | Uno |\n| | integer | b | Dos |\n"
    (view,) = desk_of(form + SETTINGS).sections()
    assert (view.ref, view.title, view.total, view.state) == ("/data#1", "Visitas", 2, "none")


def test_what_has_no_name_gets_one_in_the_forms_language() -> None:
    form = """
| survey |
| | type | name | label::Español (es) | label::English (en) |
| | begin_group | g | | |
| | text | a | Uno | One |
| | end_group | | | |
| | begin_repeat | r | | |
| | text | b | Dos | Two |
| | end_repeat | | | |
"""
    titles = {
        language: [view.title for view in desk_of(form + SETTINGS, language).sections()] for language in ("es", "en")
    }
    assert titles == {"es": ["Preguntas generales", "Registros"], "en": ["General questions", "Records"]}
    assert desk_of(form, "en").repeat("/data/r").title == "Records"


def test_a_repeat_that_is_empty_is_listed_while_one_can_add_to_it() -> None:
    desk = visits()
    assert "/data/visit" in [view.ref for view in desk.sections()]
    desk.remove("/data/visit[1]")
    view = next(view for view in desk.sections() if view.ref == "/data/visit")
    assert (view.answered, view.total, view.state) == (0, 0, "none")
    assert told(desk.entries("/data/visit")) == [("repeat", "visit", 0)]
    desk.answer("/data/start", "no")
    assert "/data/visit" not in [view.ref for view in desk.sections()]
    assert desk.entries("/data/visit") == ()


def test_a_repeat_that_the_form_counts_is_listed_once_it_has_something() -> None:
    desk = visits()
    assert "/data/room" not in [view.ref for view in desk.sections()]
    desk.answer("/data/g/rooms", "2")
    assert next(view.total for view in desk.sections() if view.ref == "/data/room") == 2
    assert desk.repeat("/data/room").fixed
    assert not desk.repeat("/data/visit").fixed


def test_groups_of_one_node_and_questions_shown_twice() -> None:
    form = Form.from_xform(
        xform(
            "<data id='d'><a/><b/><r><x/></r></data>",
            body="<group ref='/data'><label>Grupo</label><input ref='/data/a'><label>A</label></input></group>"
            "<group ref='/data'><label>Grupo</label><input ref='/data/b'><label>B</label></input>"
            "<input ref='/data/a'><label>A otra vez</label></input></group>"
            "<group ref='/data'><label>Grupo</label><input ref='/data/a'><label>A</label></input></group>"
            "<input ref='/data/r/x'><label>X fuera de su repetición</label></input>"
            "<repeat nodeset='/data/r'><input ref='/data/r/x'><label>X</label></input></repeat>",
        )
    )
    desk = Desk("r1", Session(form, now=NOW))
    assert [(view.ref, view.title) for view in desk.sections()] == [
        ("/data", "Grupo"),
        ("/data#2", "Grupo"),
        ("/data/r", "Registros"),
    ]
    assert told(desk.entries("/data#2")) == [("question", "b", 0)]
    assert desk.section_of("/data/r[1]/x") == "/data/r"


def test_a_group_inside_a_repeat_whose_node_is_elsewhere() -> None:
    form = Form.from_xform(
        xform(
            "<data id='d'><g/><r><x/></r></data>",
            body="<repeat nodeset='/data/r'><group ref='/data/g'><label>Fuera</label>"
            "<input ref='/data/r/x'><label>X</label></input></group></repeat>",
        )
    )
    desk = Desk("r1", Session(form, now=NOW))
    assert told(desk.instance("/data/r[1]")) == [("question", "x", 0)]


# -- headings, panels, tables ----------------------------------------------------------------------------------------


def test_nested_groups_are_headings_and_nameless_ones_their_content() -> None:
    form = """
| survey |
| | type | name | label | relevant |
| | begin_group | g | Sección | |
| | text | a | Uno | |
| | begin_group | h | Parte | |
| | text | b | Dos | |
| | begin_group | i | | |
| | text | c | Tres | |
| | begin_group | j | Más | |
| | note | n | Aviso | |
| | end_group | | | |
| | end_group | | | |
| | end_group | | | |
| | begin_group | k | A veces | ${a} = 'x' |
| | text | d | Cuatro | |
| | end_group | | | |
| | end_group | | | |
"""
    desk = desk_of(form)
    always: list[object] = [
        ("question", "a", 0),
        ("heading", "h", 1),
        ("question", "b", 1),
        ("question", "c", 1),
        ("heading", "j", 2),
        ("note", "n", 2),
    ]
    assert told(desk.entries("/data/g")) == always
    desk.answer("/data/g/a", "x")
    assert told(desk.entries("/data/g")) == [*always, ("heading", "k", 1), ("question", "d", 1)]


def test_a_heading_is_there_where_it_has_a_text() -> None:
    form = """
| survey |
| | type | name | label |
| | begin_group | g | Sección |
| | text | title | Título |
| | begin_group | h | ${title} |
| | text | a | Uno |
| | end_group | | |
| | end_group | | |
"""
    desk = desk_of(form)
    assert told(desk.entries("/data/g")) == [("question", "title", 0), ("question", "a", 0)]
    desk.answer("/data/g/title", "Parte")
    assert told(desk.entries("/data/g")) == [("question", "title", 0), ("heading", "h", 1), ("question", "a", 1)]


def test_a_heading_is_there_in_the_languages_that_have_it() -> None:
    texts = "".join(
        f"<translation lang='{language}'><text id='h'><value>{text}</value></text></translation>"
        for language, text in (("es", " "), ("en", "Part"))
    )
    form = Form.from_xform(
        xform(
            "<data id='d'><g><h><a/></h></g></data>",
            itext=f"<itext>{texts}</itext>",
            body="<group ref='/data/g'><label>Sección</label><group ref='/data/g/h'><label ref=\"jr:itext('h')\"/>"
            "<input ref='/data/g/h/a'><label>A</label></input></group></group>",
        )
    )
    desk = Desk("r1", Session(form, now=NOW, language="es"))
    assert told(desk.entries("/data/g")) == [("question", "a", 0)]
    desk.session.set_language("en")
    assert told(desk.entries("/data/g")) == [("heading", "h", 1), ("question", "a", 1)]


TABLES = (
    """
| survey |
| | type | name | label | appearance | relevant |
| | begin_group | g | Sección | | |
| | text | go | ¿Sigue? | | |
| | begin_group | t | Califique | table-list | |
| | select_one yn | a | Uno | | |
| | select_one yn | b | Dos | | ${go} = 'x' |
| | end_group | | | | |
| | begin_group | p | Panel | field-list | |
| | select_multiple yn | head | Cabeza | label | |
| | select_multiple yn | c | Tres | list-nolabel | |
| | select_multiple yn | d | Cuatro | list-nolabel | |
| | text | e | Cinco | | |
| | end_group | | | | |
| | end_group | | | | |
"""
    + YES_NO
)


def test_a_panel_holds_its_questions_and_a_table_its_rows() -> None:
    desk = desk_of(TABLES)
    first, second, panel = desk.entries("/data/g")
    assert first == Entry(EntryKind.QUESTION, "/data/g/go")
    assert told((second,)) == [("table", "generated_table_list_label_4", 0, [("question", "a", 0)])]
    assert desk.session.label(second.ref) == "Califique"
    assert told((panel,)) == [
        ("panel", "p", 0, [("table", "head", 0, [("question", "c", 0), ("question", "d", 0)]), ("question", "e", 0)])
    ]
    assert desk.session.label(panel.entries[0].ref) == "Cabeza"
    desk.answer("/data/g/go", "x")
    assert [row.ref for row in desk.entries("/data/g")[1].entries] == ["/data/g/t/a", "/data/g/t/b"]


def test_what_heads_a_table_is_not_asked() -> None:
    desk = desk_of(TABLES)
    assert [question.ref for question in desk.questions("/data/g")] == [
        "/data/g/go",
        "/data/g/t/a",
        "/data/g/p/c",
        "/data/g/p/d",
        "/data/g/p/e",
    ]
    assert desk.section("/data/g").total == 5
    assert desk.section_of("/data/g/p/head") == "/data/g"


def test_questions_that_offer_different_choices_are_no_table() -> None:
    form = """
| survey |
| | type | name | label | appearance | choice_filter |
| | begin_group | g | Sección | | |
| | text | area | Área | | |
| | begin_group | p | | field-list | |
| | select_one yn | head | Cabeza | label | |
| | select_one yn | a | Uno | list-nolabel | |
| | select_one yn | b | Dos | list-nolabel | ${area} != name |
| | end_group | | | | |
| | end_group | | | | |
"""
    desk = desk_of(form + YES_NO)
    assert told(desk.entries("/data/g"))[1] == ("table", "head", 0, [("question", "a", 0), ("question", "b", 0)])
    desk.answer("/data/g/area", "no")
    assert told(desk.entries("/data/g"))[1] == (
        "panel",
        "p",
        0,
        [("heading", "head", 1), ("question", "a", 1), ("question", "b", 1)],
    )


def test_rows_without_a_head_and_a_head_without_rows_are_questions() -> None:
    form = """
| survey |
| | type | name | label | appearance |
| | begin_group | g | Sección | |
| | select_one yn | a | Uno | list-nolabel |
| | text | b | Dos | |
| | select_one yn | c | Tres | label |
| | end_group | | | |
"""
    desk = desk_of(form + YES_NO)
    assert told(desk.entries("/data/g")) == [("question", "a", 0), ("question", "b", 0), ("question", "c", 0)]
    assert desk.section("/data/g").total == 3


# -- repeats ---------------------------------------------------------------------------------------------------------


def test_an_instance_and_the_repeat_within_it() -> None:
    desk = visits()
    desk.add("/data/visit")
    entries = desk.instance("/data/visit[2]")
    assert [(entry.kind, entry.ref) for entry in entries] == [
        (EntryKind.QUESTION, "/data/visit[2]/who"),
        (EntryKind.QUESTION, "/data/visit[2]/town"),
        (EntryKind.QUESTION, "/data/visit[2]/people"),
        (EntryKind.QUESTION, "/data/visit[2]/seen"),
        (EntryKind.HEADING, "/data/visit[2]/detail"),
        (EntryKind.REPEAT, "/data/visit[2]/detail/item"),
    ]
    assert told(desk.instance("/data/visit[2]/detail/item[1]")) == [("question", "what", 0), ("question", "cost", 0)]


def test_the_rows_of_a_repeat_stand_for_its_instances() -> None:
    desk = visits()
    desk.add("/data/visit")
    desk.answer("/data/visit[2]/who", "Ana")
    desk.answer("/data/visit[2]/people", "-1")
    view = desk.repeat("/data/visit")
    assert (view.ref, view.title) == ("/data/visit", "Visita")
    assert view.columns == ("¿A quién?", "Municipio", "¿Cuántas personas?", "Visto")
    assert [(row.ref, row.answered, row.total, row.problems) for row in view.rows] == [
        ("/data/visit[1]", 1, 6, 0),
        ("/data/visit[2]", 4, 6, 1),
    ]
    assert view.rows[1].cells == tuple(f"/data/visit[2]/{name}" for name in ("who", "town", "people", "seen"))
    assert [row.ref for row in view.rows[1:]] == ["/data/visit[2]"]
    with pytest.raises(IndexError):
        view.rows[2]


def test_the_rows_are_those_that_apply() -> None:
    form = """
| survey |
| | type | name | label | relevant |
| | begin_repeat | r | Registro | random() < 0.5 |
| | text | a | Uno | |
| | end_repeat | | | |
"""
    desk = desk_of(form)
    for _ in range(20):
        desk.add("/data/r")
    applying = [f"/data/r[{n}]" for n in range(1, 22) if desk.session.is_relevant(f"/data/r[{n}]")]
    assert [row.ref for row in desk.repeat("/data/r").rows] == applying
    assert desk.progress()[1] == len(applying)


# -- companions and names --------------------------------------------------------------------------------------------


def test_a_companion_belongs_to_its_own_instance() -> None:
    desk = visits()
    desk.add("/data/visit")
    extra = desk.companions("/data/visit[2]/who")
    assert (extra.comment, extra.evidence, extra.planned) == ("/data/visit[2]/who_comment", None, None)
    assert desk.section_of("/data/visit[2]/who_comment") == "/data/visit"
    before = desk.section("/data/visit").answered
    desk.answer("/data/visit[2]/who_comment", "bien")
    assert desk.section("/data/visit").answered == before


def test_a_question_has_one_number_in_all_instances() -> None:
    desk = visits()
    desk.add("/data/visit")
    numbers = [desk.number(f"/data/visit{place}/who") for place in ("", "[1]", "[2]")]
    assert numbers[0]
    assert len(set(numbers)) == 1
    assert desk.number("/data/visit[1]/who_comment") == ""


LONELY = """
| survey |
| | type | name | label | relevant | bind::telar:comment-of |
| | begin_group | g | Sección | | |
| | text | a | Uno | ${go} = 'x' | |
| | text | a_comment | Comentario | | a |
| | text | more | Comentario del comentario | | a_comment |
| | note | n | Aviso | | |
| | text | n_comment | Comentario de un aviso | | n |
| | text | go | ¿Sigue? | | |
| | end_group | | | | |
"""


def test_a_companion_is_shown_alone_where_its_question_is_not() -> None:
    desk = desk_of(LONELY + SETTINGS)
    assert [entry.ref.rpartition("/")[2] for entry in desk.entries("/data/g")] == [
        "a_comment", "more", "n", "n_comment", "go",
    ]  # fmt: skip
    desk.answer("/data/g/go", "x")
    assert [entry.ref.rpartition("/")[2] for entry in desk.entries("/data/g")] == ["a", "more", "n", "n_comment", "go"]
    assert desk.section("/data/g").total == 4


def test_search_finds_each_instance_and_what_its_label_shows() -> None:
    form = """
| survey |
| | type | name | label | hint |
| | begin_repeat | r | Registro | |
| | text | a | ¿Cómo se llama? | Completo |
| | text | b | ¿Dónde está ${a}? | |
| | end_repeat | | | |
"""
    desk = desk_of(form)
    desk.add("/data/r")
    desk.answer("/data/r[2]/a", "Ágata")
    assert desk.search("completo") == [("/data/r[1]/a", "¿Cómo se llama?"), ("/data/r[2]/a", "¿Cómo se llama?")]
    assert desk.search("agata") == [("/data/r[2]/b", "¿Dónde está Ágata?")]
    desk.answer("/data/r[2]/a", "Berta")
    assert desk.search("agata") == []


def test_loose_notes_go_with_what_follows_and_the_last_with_what_comes_before() -> None:
    desk = desk_of("""
        | survey | | |
        | | type | name | label |
        | | note | hello | Lea esto primero |
        | | begin group | g | G |
        | | text | a | A |
        | | end group | | |
        | | note | bye | Gracias |
        """)
    assert [section.title for section in desk.sections()] == ["G"]
    assert [(entry.kind, entry.ref) for entry in desk.entries("/data/g")] == [
        (EntryKind.NOTE, "/data/hello"),
        (EntryKind.QUESTION, "/data/g/a"),
        (EntryKind.NOTE, "/data/bye"),
    ]
    assert desk.section_of("/data/bye") == "/data/g"


def test_what_is_only_to_be_read_is_a_section_too() -> None:
    desk = desk_of("""
        | survey | | |
        | | type | name | label |
        | | begin group | g | Instrucciones |
        | | note | n | Tenga a la mano el acta |
        | | end group | | |
        | | begin group | h | Datos |
        | | text | a | A |
        | | end group | | |
        """)
    assert [(section.title, section.total) for section in desk.sections()] == [("Instrucciones", 0), ("Datos", 1)]


def test_a_form_of_notes_shows_them() -> None:
    desk = desk_of("""
        | survey | | |
        | | type | name | label |
        | | note | n | Hola |
        """)
    (section,) = desk.sections()
    assert [entry.ref for entry in desk.entries(section.ref)] == ["/data/n"]


def test_a_section_that_is_a_table_has_the_tables_title_and_its_head_no_number() -> None:
    desk = desk_of("""
        | survey | | | |
        | | type | name | label | appearance |
        | | text | first | Primera | |
        | | begin group | m | Matriz | table-list |
        | | select_one l | a | A | |
        | | select_one l | b | B | |
        | | end group | | | |
        | choices | | |
        | | list_name | name | label |
        | | l | 1 | Uno |
        | | l | 2 | Dos |
        """)
    assert [section.title for section in desk.sections()][1] == "Matriz"
    assert [desk.number(ref) for ref in ("/data/first", "/data/m/a", "/data/m/b")] == ["1", "2", "3"]
