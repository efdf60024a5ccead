"""Every type of question in the annex, on paper and in the drawn pages."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.reports import annex as annex_module
from desktop_app.reports import blank_content, blank_form_pdf, respondent_content, respondent_pdf
from desktop_app.reports.annex import AnnexSection
from desktop_app.reports.blank import Space
from desktop_app.reports.spelling import clock_text, point_text, points_of
from desktop_app.reports.wording import Wording
from desktop_app.xforms import Session
from tests.support.every_type import NOW, answered, every_type
from tests.support.forms import form, xsession
from tests.support.pdfs import facts, ink_box, look

CREATED = datetime(2026, 11, 20, tzinfo=UTC)
ES, EN = Wording.of("es"), Wording.of("en")


def annex(session: Session, language: str = "es", files: dict[str, int] | None = None) -> tuple[AnnexSection, ...]:
    return respondent_content(session, None, facts(), language, files).annex


@pytest.fixture(scope="module")
def answers() -> dict[str, str]:
    """The answers in words, by question."""
    sections = annex(answered(), files={"acta.pdf": 1_234_567, "foto.png": 45_000})
    return {entry.label: entry.answer for section in sections for entry in section.entries}


class TestAnswers:
    @pytest.mark.parametrize(
        ("question", "words"),
        [
            ("Pregunta suelta", "Con dos párrafos:\nel primero y el segundo."),
            ("¿Qué día fue?", "18/11/2026"),
            ("¿En qué mes?", "10/2026"),
            ("¿En qué año?", "2025"),
            ("¿A qué hora empezó?", "09:30"),
            ("¿Cuándo terminó?", "18/11/2026 16:45"),
            ("¿Dónde fue?", "4,5981°\u00a0N; 74,0758°\u00a0O; 2600\u00a0m"),
            ("¿Qué recorrido hizo?", "3 puntos; el primero: 4,5981°\u00a0N; 74,0758°\u00a0O"),
            ("Código de la finca", "770123456789"),
            ("¿Qué nota le pone?", "7"),
            ("¿Qué parte está lista?", "0,35"),
            (
                "Ordene las actividades",
                "1. Laboratorio de calidad\n2. Formación para el trabajo en las fincas\n3. Ferias y ruedas de negocios",
            ),
            ("¿Qué actividades hizo?", "– Formación para el trabajo en las fincas\n– Laboratorio de calidad"),
            ("Clave de acceso", "••••••"),
            ("Leí las condiciones", "Aceptado"),
            ("Acta firmada", "acta.pdf (1,2\u00a0MB)"),
            ("Foto del lugar", "foto.png (45\u00a0kB)"),
            ("Grabación", "Sin respuesta"),
        ],
    )
    def test_in_words(self, answers: dict[str, str], question: str, words: str) -> None:
        assert answers[question] == words

    def test_english(self) -> None:
        found = {entry.label: entry.answer for section in annex(answered(), "en") for entry in section.entries}
        assert found["¿Dónde fue?"] == "4.5981°\u00a0N; 74.0758°\u00a0W; 2600\u00a0m"
        assert found["¿Qué recorrido hizo?"].startswith("3 points; the first: ")
        assert found["Acta firmada"] == "acta.pdf"

    def test_what_only_a_phone_gives_and_what_does_not_fit_stays_readable(self) -> None:
        session = answered()
        for ref, value in (("/data/visit/hour", "temprano"), ("/data/visit/place", "junto al río")):
            session.set(ref, value)
        found = {entry.label: entry.answer for section in annex(session) for entry in section.entries}
        assert found["¿A qué hora empezó?"] == "temprano"
        assert found["¿Dónde fue?"] == "junto al río"

    @pytest.mark.parametrize(
        ("size", "words"), [(0, "0 bytes"), (999, "999 bytes"), (1000, "1\u00a0kB"), (16_777_216, "16,8\u00a0MB")]
    )
    def test_sizes(self, size: int, words: str) -> None:
        assert ES.size(size) == words


class TestSpelling:
    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("10:30", "10:30"),
            ("10:30:00", "10:30"),
            ("10:30:15.250Z", "10:30:15"),
            ("00:00:00.000+05:30", "00:00"),
            ("25:00", "25:00"),
            ("", ""),
        ],
    )
    def test_a_time(self, text: str, words: str) -> None:
        assert clock_text(text) == words

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("4.5981 -74.0758", "4,5981°\u00a0N; 74,0758°\u00a0O"),
            ("-4.5 74 0 0", "4,5°\u00a0S; 74°\u00a0E"),
            ("4.5981000000000005 -74.07580000000001 0.0 4.9", "4,5981°\u00a0N; 74,0758°\u00a0O; 0\u00a0m"),
            ("91 0", "91 0"),
            ("0 181", "0 181"),
            ("4", "4"),
            ("1 2 3 4 5", "1 2 3 4 5"),
            ("nan 1", "nan 1"),
            ("", ""),
        ],
    )
    def test_a_place(self, text: str, words: str) -> None:
        assert point_text(text, ",", "O") == words

    @given(st.text(max_size=60))
    def test_any_text_stays_or_becomes_words(self, text: str) -> None:
        for words in (clock_text(text), point_text(text, ",", "O")):
            assert words == text or any(sign in words for sign in ":°")
        assert all(points_of(text))


class TestRepeats:
    def test_nested_ones_say_whose_they_are(self) -> None:
        titles = [(section.title, section.level) for section in annex(answered())]
        assert titles[-5:] == [
            ("Proyectos (1)", 0),
            ("Etapas (1.1)", 1),
            ("Etapas (1.2)", 1),
            ("Proyectos (2)", 0),
            ("Etapas (2.1)", 1),
        ]

    def test_hundreds_of_instances_are_all_there(self) -> None:
        session = answered()
        session.set("/data/project[1]/stages", "300")
        for position in range(1, 301):
            session.set(f"/data/project[1]/stage[{position}]/what", f"Paso {position}")
        content = respondent_content(session, None, facts(), "es")
        words = look(respondent_pdf(content)).flat
        assert "Etapas (1.300)" in words
        assert "Paso 300" in words

    def test_what_is_left_out_is_counted(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(annex_module, "MOST_INSTANCES", 1)
        monkeypatch.setattr(annex_module, "MOST_ENTRIES", 19)
        content = respondent_content(answered(), None, facts(), "es")
        notes = [section.note for section in content.annex if section.note]
        assert notes == [
            "Etapas: 1 registro más, que está en el archivo de respuestas.",
            "Proyectos: 1 registro más, que está en el archivo de respuestas.",
            "Quedan 2 preguntas más, que están en el archivo de respuestas.",
        ]
        assert "Quedan 2 preguntas más" in look(respondent_pdf(content)).flat

    def test_a_form_of_ten_thousand_questions_has_a_report(self) -> None:
        rows = "\n".join(f"| | text | q{number} | P{number} |" for number in range(10_000))
        session = Session(form(f"| survey |\n| | type | name | label |\n{rows}\n"), now=NOW)
        content = respondent_content(session, None, facts(), "es")
        assert sum(len(section.entries) for section in content.annex) == annex_module.MOST_ENTRIES
        assert len(look(respondent_pdf(content)).pages) < 400


class TestPaper:
    def spaces(self) -> dict[str, Space]:
        found = blank_content(every_type(), "es", "Visita", CREATED, "Telar")
        return {re.sub(r" \(opcional\)$", "", q.label): q.space for s in found.sections for q in s.questions}

    def test_room_for_each_type(self) -> None:
        found = self.spaces()
        expected = {
            "¿Qué día fue?": Space.DATE,
            "¿En qué mes?": Space.MONTH,
            "¿En qué año?": Space.YEAR,
            "¿A qué hora empezó?": Space.TIME,
            "¿Cuándo terminó?": Space.MOMENT,
            "¿Dónde fue?": Space.LINE,
            "¿Qué nota le pone?": Space.ONE,
            "¿Qué parte está lista?": Space.NUMBER,
            "Acta firmada": Space.LINE,
            "¿Qué se hace?": Space.LINE,
        }
        assert expected.items() <= found.items()

    def test_scales_are_marked_or_said(self) -> None:
        sections = blank_content(every_type(), "es", "Visita", CREATED, "Telar").sections
        found = {question.label: question for section in sections for question in section.questions}
        assert found["¿Qué nota le pone? (opcional)"].choices == tuple(str(n) for n in range(11))
        assert found["¿Qué parte está lista? (opcional)"].hints == ("De 0 a 1, en pasos de 0,05",)

    @pytest.mark.parametrize("parameters", ['start="5" end="1" step="-1"', 'start="x" end="1" step="1"', ""])
    def test_other_scales_are_a_number_to_write(self, parameters: str) -> None:
        session = xsession(
            '<data id="f"><a/></data>',
            '<bind nodeset="/data/a" type="int"/>',
            f'<range ref="/data/a" {parameters}><label>A</label></range>',
        )
        (section,) = blank_content(session.form, "es", "T", CREATED, "Telar").sections
        assert (section.questions[0].space, section.questions[0].hints) == (Space.NUMBER, ())

    def test_yes_or_no_is_marked(self) -> None:
        session = xsession(
            '<data id="f"><a/></data>',
            '<bind nodeset="/data/a" type="boolean"/>',
            '<input ref="/data/a"><label>A</label></input>',
        )
        (section,) = blank_content(session.form, "en", "T", CREATED, "Telar").sections
        assert (section.questions[0].space, section.questions[0].choices) == (Space.ONE, ("Yes", "No"))

    def test_a_table_prints_its_questions_and_not_its_head(self) -> None:
        table = form("""
        | survey |
        | | type | name | label | appearance |
        | | begin_group | g | Tabla | table-list |
        | | select_one yn | a | Primera | |
        | | select_one yn | b | Segunda | |
        | | end_group | | | |
        | choices |
        | | list_name | name | label |
        | | yn | yes | Sí |
        | | yn | no | No |
        """)
        sections = blank_content(table, "es", "T", CREATED, "Telar").sections
        asked = [question for section in sections for question in section.questions if question.number]
        assert [question.choices for question in asked] == [("Sí", "No")] * 2
        entries = [entry for section in annex(Session(table, now=NOW)) for entry in section.entries]
        assert [entry.label for entry in entries] == ["Primera", "Segunda"]

    def test_it_prints_within_the_margins(self) -> None:
        pdf = blank_form_pdf(every_type(), "es", "Visita de campo", CREATED, "Telar 0.1.0")
        found = look(pdf)
        assert "hora (de 0 a 23) y minutos" in found.flat
        assert "Etapas" in found.flat
        for index in range(len(found.pages)):
            left, bottom, right, top = ink_box(pdf, index)
            assert left >= 52
            assert right <= 560
            assert bottom >= 30
            assert top <= 762


TABLE = """
| survey | | | |
| | type | name | label | appearance |
| | begin group | m | Matriz | table-list |
| | select_one l | a | Confianza | |
| | select_one l | b | Apoyo | |
| | end group | | | |
| choices | | |
| | list_name | name | label |
| | l | 1 | Poco |
| | l | 2 | Mucho |
"""


def test_a_table_has_its_title_once_in_the_annex_and_on_paper() -> None:
    made = form(TABLE)
    filled = Session(made, now=NOW)
    filled.set("/data/m/a", "2")
    (section,) = annex(filled)
    assert section.title == "Matriz"
    assert [(entry.number, entry.label) for entry in section.entries] == [("1", "Confianza"), ("2", "Apoyo")]
    (paper,) = blank_content(made, "es", "Título", CREATED, "Telar").sections
    assert paper.title == "Matriz"
    assert [question.label.partition(" ")[0] for question in paper.questions] == ["Confianza", "Apoyo"]
