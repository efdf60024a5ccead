"""The blank form's signs and lines: one sign a choice, room to write, nothing on top of anything else."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.reports import BlankContent
from desktop_app.reports.blank import BlankQuestion, BlankSection, Space
from desktop_app.reports.pdf.blank import blank_pages
from desktop_app.reports.pdf.marks import Box, Circle, Line, Mark, Text
from desktop_app.reports.pdf.style import FRAME_WIDTH
from desktop_app.reports.pdf.text import width
from desktop_app.reports.wording import Wording


def question(space: Space, *choices: str, extra: tuple[tuple[str, Space], ...] = ()) -> BlankQuestion:
    return BlankQuestion("1", "X01", "¿Pregunta?", (), space, choices, extra)


def content(*questions: BlankQuestion) -> BlankContent:
    sections = (BlankSection("Sección", 0, (), questions),)
    created = datetime(2026, 11, 20, tzinfo=UTC)
    return BlankContent("es-CO", Wording.of("es").texts, "Prueba", "1", created, "Telar", sections)


def drawn(*questions: BlankQuestion) -> list[tuple[Mark, float]]:
    """What is drawn below the section's heading, with its row's top."""
    placed = [(mark, top) for page in blank_pages(content(*questions))[0] for mark, _, top in page]
    start = next(n for n, (mark, _) in enumerate(placed) if isinstance(mark, Text) and mark.text == "Sección")
    return placed[start + 2 :]


def marks(kind: type, *questions: BlankQuestion) -> list[Mark]:
    return [mark for mark, _ in drawn(*questions) if isinstance(mark, kind)]


class TestChoices:
    @pytest.mark.parametrize("count", [1, 2, 3, 5, 7, 24])
    def test_one_circle_for_each_of_which_one_is_marked(self, count: int) -> None:
        asked = question(Space.ONE, *(f"Opción {n}" for n in range(count)))
        assert len(marks(Circle, asked)) == count
        assert marks(Box, asked) == []

    @pytest.mark.parametrize("space", [Space.MANY, Space.RANK])
    def test_one_square_for_each_of_which_several_are_marked(self, space: Space) -> None:
        asked = question(space, "a", "b", "c")
        assert len(marks(Box, asked)) == 3
        assert marks(Circle, asked) == []

    def test_short_choices_stand_side_by_side(self) -> None:
        tops = {top for mark, top in drawn(question(Space.ONE, "No", "Sí", "Tal vez")) if isinstance(mark, Circle)}
        assert len(tops) == 1

    def test_long_choices_stand_one_below_the_other(self) -> None:
        long = "una respuesta que ocupa buena parte del renglón y no deja lugar a otra"
        tops = [top for mark, top in drawn(question(Space.ONE, long, long, long)) if isinstance(mark, Circle)]
        assert len(set(tops)) == 3

    def test_columns_are_read_downward(self) -> None:
        names = [f"Opción {n:02}" for n in range(9)]
        placed = [
            (mark.x, -top, mark.text)
            for mark, top in drawn(question(Space.ONE, *names))
            if isinstance(mark, Text) and mark.text.startswith("Opción")
        ]
        assert [text for _, _, text in sorted(placed)] == names

    @given(st.lists(st.text(min_size=1, max_size=90), min_size=1, max_size=24))
    @settings(max_examples=40, deadline=None)
    def test_every_choice_has_its_sign_and_stays_on_the_page(self, choices: list[str]) -> None:
        placed = drawn(question(Space.ONE, *choices))
        assert len([mark for mark, _ in placed if isinstance(mark, Circle)]) == len(choices)
        for mark, _ in placed:
            if isinstance(mark, Text):
                assert mark.x + width(mark.text, mark.style) <= FRAME_WIDTH + 1


class TestRoom:
    @pytest.mark.parametrize(
        ("space", "lines"),
        [(Space.LINE, 1), (Space.LINES, 3), (Space.NUMBER, 1), (Space.LIST, 1), (Space.CHECK, 0)],
    )
    def test_lines_to_write_on(self, space: Space, lines: int) -> None:
        assert len(marks(Line, question(space))) == lines

    def test_lines_are_far_enough_apart_for_handwriting(self) -> None:
        lines = [top - mark.y1 for mark, top in drawn(question(Space.LINES)) if isinstance(mark, Line)]
        assert all(upper - lower >= 20 for upper, lower in pairwise(lines))

    def test_a_number_needs_less_room_than_a_name(self) -> None:
        (number,), (name,) = marks(Line, question(Space.NUMBER)), marks(Line, question(Space.LINE))
        assert isinstance(number, Line)
        assert isinstance(name, Line)
        assert number.x2 < name.x2 <= FRAME_WIDTH

    @pytest.mark.parametrize(
        ("space", "digits"),
        [(Space.DATE, 8), (Space.MONTH, 6), (Space.YEAR, 4), (Space.TIME, 4), (Space.MOMENT, 12)],
    )
    def test_a_date_or_time_has_a_box_for_each_of_its_digits(self, space: Space, digits: int) -> None:
        boxes = [mark for mark in marks(Box, question(space)) if isinstance(mark, Box)]
        assert len(boxes) == digits
        assert len({box.x for box in boxes}) == digits
        assert max(box.x + 18 for box in boxes) <= FRAME_WIDTH

    def test_something_to_accept_has_one_box(self) -> None:
        assert len(marks(Box, question(Space.CHECK))) == 1

    def test_a_note_has_none(self) -> None:
        assert marks(Line, question(Space.NONE)) == marks(Box, question(Space.NONE)) == []

    def test_what_accompanies_a_question_has_its_label_and_its_room(self) -> None:
        asked = question(Space.ONE, "a", extra=(("Comentario", Space.LINES), ("Fecha", Space.DATE)))
        texts = [mark.text for mark in marks(Text, asked) if isinstance(mark, Text)]
        assert "Comentario" in texts
        assert "Fecha" in texts
        assert len(marks(Line, asked)) == 2
        assert len(marks(Box, asked)) == 8

    def test_a_line_begins_after_its_label(self) -> None:
        asked = question(Space.ONE, "a", extra=(("Evidencia (documento que lo muestra)", Space.LINE),))
        (label,) = [m for m in marks(Text, asked) if isinstance(m, Text) and m.text.startswith("Evidencia")]
        (line,) = marks(Line, asked)
        assert isinstance(line, Line)
        assert line.x1 > label.x + width(label.text, label.style)


class TestHead:
    def test_a_question_begins_with_its_number_and_code(self) -> None:
        texts = [mark.text for mark in marks(Text, question(Space.LINE)) if isinstance(mark, Text)]
        assert texts[:3] == ["1.", "X01", "¿Pregunta?"]

    def test_a_question_is_whole_on_its_page(self) -> None:
        asked = [
            question(Space.LINES, extra=(("Comentario", Space.LINES), ("Día previsto", Space.DATE))) for _ in range(20)
        ]
        pages = blank_pages(content(*asked))[0]
        assert len(pages) > 3
        for page in pages:
            begun = sum(isinstance(mark, Text) and mark.text == "¿Pregunta?" for mark, _, _ in page)
            ended = sum(isinstance(mark, Text) and mark.text == "Día previsto" for mark, _, _ in page)
            assert begun == ended
