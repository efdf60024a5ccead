"""The form to fill in by hand: same questions, numbers and codes, and room to write."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from desktop_app import paths
from desktop_app.diagnosis import numbering
from desktop_app.reports import BlankContent, blank_content, blank_form_pdf
from desktop_app.reports.blank import FURTHER, BlankQuestion, Space
from desktop_app.workflows.shipped import shipped_forms
from desktop_app.xforms import Form
from tests.reports.specimen import AVERAGED
from tests.support.pdfs import catalog, embedded_fonts, ink_box, look
from tests.support.rubrics import SAMPLE, form_of, sheet

CREATED = datetime(2026, 11, 20, 15, 4, tzinfo=UTC)
SHIPPED = sorted(form.path.name for form in shipped_forms())


def content(markdown: str = SAMPLE, language: str = "es") -> BlankContent:
    return blank_content(form_of(markdown), language, "Formulario de prueba", CREATED, "Telar 0.1.0")


def questions(found: BlankContent) -> dict[str, BlankQuestion]:
    return {question.label: question for section in found.sections for question in section.questions}


def survey(*rows: str, choices: str = "") -> str:
    return sheet("survey", "type", "name", "label", "required", "relevant", "appearance") + "\n".join(rows) + choices


class TestContent:
    def test_every_numbered_question_in_order(self) -> None:
        form = Form.load(paths.forms_dir() / "autodiagnostico.md")
        found = blank_content(form, "es", "T", CREATED, "Telar")
        assert [(q.number, q.code) for section in found.sections for q in section.questions] == [
            (label.number, label.code) for label in numbering(form).values()
        ]

    def test_choices_hints_and_what_accompanies_the_question(self) -> None:
        found = questions(content())["¿Hay acuerdo?"]
        assert found.space is Space.ONE
        assert found.choices == ("No", "En parte", "Completo")
        assert found.hints == ("Firmado.",)
        assert found.extra == (
            ("Comentario", Space.LINES),
            ("Evidencia (documento que lo muestra)", Space.LINE),
            ("Fecha prevista", Space.DATE),
        )

    def test_what_is_optional_and_what_depends_on_another_answer_is_said(self) -> None:
        found = questions(content())
        assert "¿Hay acuerdo?" in found
        conditional = found["¿Cuánto exporta? (opcional)"]
        assert conditional.hints == ("Responda solo si corresponde, según lo que marcó antes.",)

    def test_english(self) -> None:
        found = questions(content(language="en"))
        assert found["Is there an agreement?"].choices == ("No", "In part", "In full")
        assert "How many firms? (optional)" in found

    def test_a_note_is_read_but_not_answered(self) -> None:
        found = questions(content())["Bienvenida"]
        assert (found.space, found.number) == (Space.NONE, "")

    def test_a_number_has_its_unit_and_the_answers_that_may_stand_for_it(self) -> None:
        found = questions(content(AVERAGED))["Ventas (opcional)"]
        assert found.space is Space.NUMBER
        assert found.unit == "millones de pesos"
        assert found.instead == ("No sé", "No aplica")
        assert found.extra == ()

    def test_what_is_calculated_or_only_explains_another_is_not_asked(self) -> None:
        found = questions(content(AVERAGED))
        assert "¿Por qué tanto? (opcional)" not in found
        assert "Sin cifra (opcional)" not in found
        assert len(found) == len(numbering(form_of(AVERAGED)))

    def test_a_plan_has_empty_records_after_the_first(self) -> None:
        *_, more = content(AVERAGED).sections
        assert more.title == "Plan: los demás"
        assert [cell.number for cell in more.more] == [
            label.number for ref, label in numbering(form_of(AVERAGED)).items() if ref.startswith("/data/plan/")
        ]

    def test_a_repeat_in_another_is_copied(self) -> None:
        columns = ("type", "name", "label")
        rows = (
            "| | begin_repeat | r | Fuera |\n| | text | a | A |\n| | begin_repeat | s | Dentro |\n"
            "| | text | b | B |\n| | end_repeat | | |\n| | end_repeat | | |\n"
        )
        found = content(sheet("survey", *columns) + rows).sections
        assert [(section.title, len(section.more)) for section in found] == [
            ("Fuera", 0),
            ("Dentro", 0),
            ("Fuera: los demás", 1),
        ]
        assert found[1].notes == ("Si hay más de uno, copie esta sección en otra hoja por cada uno.",)

    def test_a_repeat_says_how_to_go_on(self) -> None:
        section, more = content().sections[-2:]
        assert section.title == "Proyectos"
        (note,) = section.notes
        assert note.startswith("Aquí va el primero.")
        assert more.title == "Proyectos: los demás"
        assert [(cell.label, cell.wide) for cell in more.more] == [("Nombre del proyecto", False), ("Costo", False)]

    @pytest.mark.parametrize(
        ("kind", "appearance", "space"),
        [
            ("text", "", Space.LINE),
            ("text", "multiline", Space.LINES),
            ("integer", "", Space.NUMBER),
            ("decimal", "", Space.NUMBER),
            ("date", "", Space.DATE),
            ("time", "", Space.TIME),
            ("dateTime", "", Space.MOMENT),
            ("acknowledge", "", Space.CHECK),
            ("geopoint", "", Space.LINE),
            ("file", "", Space.LINE),
            ("barcode", "", Space.LINE),
            ("audio", "", Space.LINE),
            ("geotrace", "", Space.LINE),
            ("select_one k", "", Space.ONE),
            ("select_multiple k", "", Space.MANY),
            ("rank k", "", Space.RANK),
        ],
    )
    def test_room_for_each_kind_of_answer(self, kind: str, appearance: str, space: Space) -> None:
        lists = sheet("choices", "list_name", "name", "label") + "| | k | a | A |\n| | k | b | B |\n"
        found = content(survey(f"| | {kind} | q | ¿Q? | yes | | {appearance} |", choices=lists))
        assert questions(found)["¿Q?"].space is space

    def test_a_long_list_is_a_line_to_write_on(self) -> None:
        lists = sheet("choices", "list_name", "name", "label") + "".join(f"| | k | c{n} | C{n} |\n" for n in range(40))
        found = questions(content(survey("| | select_one k | q | ¿Q? | yes | | |", choices=lists)))["¿Q?"]
        assert found.space is Space.LIST
        assert found.choices == ()
        assert found.hints == ("Escriba el nombre completo, tal como aparece en la lista oficial.",)

    def test_a_list_that_depends_on_another_answer_is_a_line_too(self) -> None:
        form = Form.load(paths.forms_dir() / "iniciativa.md")
        found = questions(blank_content(form, "es", "Ficha", CREATED, "Telar"))
        assert found["Municipio donde tiene su sede"].space is Space.LIST
        assert found["Departamento"].space is Space.LIST
        assert found["Macrosector"].space is Space.ONE

    def test_a_conditional_group_says_so_once(self) -> None:
        rows = (
            "| | text | a | A | yes | | |",
            "| | begin_group | g | Grupo | | ${a} = 'x' | |",
            "| | text | b | B | yes | | |",
            "| | begin_group | h | Dentro | | | |",
            "| | text | c | C | yes | | |",
            "| | end_group | | | | | |",
            "| | end_group | | | | | |",
        )
        found = content(survey(*rows)).sections
        assert [(section.title, section.level, len(section.notes)) for section in found] == [
            ("Preguntas", 0, 0),
            ("Grupo", 0, 1),
            ("Dentro", 1, 0),
        ]


class TestPdf:
    def pdf(self, name: str = "autodiagnostico.md", language: str = "es") -> bytes:
        return blank_form_pdf(Form.load(paths.forms_dir() / name), language, "Autodiagnóstico", CREATED, "Telar 0.1.0")

    @pytest.mark.parametrize("name", SHIPPED)
    def test_every_shipped_form_prints_within_the_margins_of_letter(self, name: str) -> None:
        pdf = self.pdf(name)
        found = look(pdf)
        assert found.sizes == {(612.0, 792.0)}
        assert len(found.pages) < (24 if name == "ssme.md" else 14)
        assert all(embedded_fonts(pdf).values())
        for index in range(len(found.pages)):
            left, bottom, right, top = ink_box(pdf, index)
            assert left >= 52
            assert right <= 560
            assert bottom >= 30
            assert top <= 762

    def test_questions_choices_and_instructions_are_there(self) -> None:
        found = look(self.pdf()).flat
        assert "Formulario para llenar a mano" in found
        assert "Círculo: marque una sola opción." in found
        for number in range(1, 14):
            assert f"P{number:02}" in found
        assert found.count("En forma completa") == 13
        assert found.count("Comentario") == 13

    def test_each_page_says_which_it_is_and_has_room_for_the_initiative(self) -> None:
        found = look(self.pdf())
        for number, page in enumerate(found.pages, start=1):
            assert f"Página {number} de {len(found.pages)}" in page
            assert "Iniciativa" in page

    def test_long_lists_are_not_printed(self) -> None:
        found = look(self.pdf("iniciativa.md")).flat
        assert "Abejorral" not in found
        assert "Cacao y chocolate" in found

    def test_each_practice_is_whole_on_its_page(self) -> None:
        found = look(self.pdf())
        for number in range(1, 14):
            (page,) = [page for page in found.pages if f"P{number:02}" in page]
            assert page.count("Fecha prevista para lo que falta") >= 1

    def test_outline_language_and_card(self) -> None:
        pdf = self.pdf(language="en")
        found = look(pdf)
        assert catalog(pdf)["/Lang"] == "en"
        assert [title for _, title, _ in found.outline][:3] == ["Autodiagnóstico", "Identification", "B1 Origin"]
        assert found.metadata["Title"] == "Autodiagnóstico: Form to fill in by hand"
        assert "Carried out in full" in found.flat

    def test_the_same_form_gives_the_same_bytes(self) -> None:
        assert self.pdf() == self.pdf()

    def test_every_kind_of_room_can_be_drawn(self) -> None:
        lists = sheet("choices", "list_name", "name", "label") + "".join(
            f"| | k | c{n} | Opción {n} {'muy larga ' * (n * 4)} |\n" for n in range(6)
        )
        kinds = [
            "text",
            "integer",
            "date",
            "time",
            "acknowledge",
            "select_one k",
            "select_multiple k",
            "rank k",
            "note",
        ]
        rows = [f"| | {kind} | q{n} | Pregunta {n} | | | |" for n, kind in enumerate(kinds)]
        found = look(blank_form_pdf(form_of(survey(*rows, choices=lists)), "es", "T", CREATED, "Telar")).flat
        assert all(f"Pregunta {n}" in found for n in range(9))
        assert "Ordene con números" in found

    def test_units_other_answers_and_empty_records_are_printed(self) -> None:
        found = look(blank_form_pdf(form_of(AVERAGED), "es", "T", CREATED, "Telar")).flat
        assert "millones de pesos No sé No aplica" in found
        assert found.count("activity") == 1 + FURTHER
        assert "4." in found

    def test_a_repeat_and_what_depends_on_another_answer_say_so(self) -> None:
        found = look(blank_form_pdf(form_of(SAMPLE), "es", "T", CREATED, "Telar")).flat
        assert "Aquí va el primero." in found
        assert "Responda solo si corresponde" in found
        assert "Nombre del proyecto" in found

    def test_a_repeat_that_has_no_instance_yet_is_printed_too(self) -> None:
        columns = ("type", "name", "label", "repeat_count")
        rows = (
            "| | integer | n | ¿Cuántos? | |\n| | begin_repeat | r | Lista | ${n} |\n"
            "| | select_one k | q | ¿Cuál? | |\n| | end_repeat | | | |\n"
        )
        lists = sheet("choices", "list_name", "name", "label") + "| | k | a | Primero |\n| | k | b | Segundo |\n"
        found = look(blank_form_pdf(form_of(sheet("survey", *columns) + rows + lists), "es", "T", CREATED, "Telar"))
        assert "¿Cuál?" in found.flat
        assert "Segundo" in found.flat

    def test_hostile_labels(self) -> None:
        lists = sheet("choices", "list_name", "name", "label") + f"| | k | a | {'<&' * 15_000} |\n"
        rows = (f"| | select_one k | q | {'W' * 30_000} | | | |", "| | text | r | <b>&amp; | | | |")
        found = look(blank_form_pdf(form_of(survey(*rows, choices=lists)), "es", "T" * 10_000, CREATED, "Telar"))
        assert "<b>&amp;" in found.flat
        assert len(found.pages) < 20
