"""Text broken into lines: nothing lost, nothing too wide."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.errors import ReportError
from desktop_app.reports.pdf.marks import Text, beside
from desktop_app.reports.pdf.style import BODY, FONT_FILES, READING, REGULAR
from desktop_app.reports.pdf.text import clean, load_fonts, right_row, rows, shorten, width, wrap

ROOM = 120.0


class TestFonts:
    @pytest.mark.parametrize("file", ["missing.ttf", "LICENSE-OpenSans.txt"])
    def test_a_font_that_is_missing_or_no_font_is_explained(self, monkeypatch: pytest.MonkeyPatch, file: str) -> None:
        monkeypatch.setitem(FONT_FILES, "Telar-Other", file)
        with pytest.raises(ReportError) as caught:
            load_fonts.__wrapped__()
        assert caught.value.code == "REP-003"
        assert caught.value.place.file == file


class TestWidth:
    def test_as_reportlab_measures_it(self) -> None:
        from reportlab.pdfbase import pdfmetrics

        load_fonts()
        for text in ("Autodiagnóstico", "¿Cuánto? 18 %", "", "ñandú & <b>", "漢字"):
            assert width(text, BODY) == pytest.approx(pdfmetrics.stringWidth(text, REGULAR, BODY.size))

    def test_grows_with_the_size(self) -> None:
        assert width("telar", READING) == pytest.approx(width("telar", BODY) * READING.size / BODY.size)


class TestWrap:
    def test_a_short_text_is_one_line(self) -> None:
        assert wrap("Plan de acción", BODY, ROOM) == ["Plan de acción"]

    def test_an_empty_text_keeps_its_line(self) -> None:
        assert wrap("", BODY, ROOM) == [""]

    def test_own_line_ends_stay(self) -> None:
        assert wrap("uno\ndos\r\ntres\rcuatro", BODY, ROOM) == ["uno", "dos", "tres", "cuatro"]

    def test_words_go_to_the_next_line_whole(self) -> None:
        lines = wrap("Presente la estrategia en una reunión plenaria abierta", BODY, ROOM)
        assert len(lines) > 1
        assert " ".join(lines) == "Presente la estrategia en una reunión plenaria abierta"

    def test_a_word_wider_than_the_room_is_cut(self) -> None:
        lines = wrap("corto " + "m" * 100, BODY, ROOM)
        assert lines[0] == "corto"
        assert "".join(lines[1:]) == "m" * 100
        assert all(width(line, BODY) <= ROOM for line in lines)

    def test_a_room_narrower_than_a_character_still_ends(self) -> None:
        assert wrap("abc", BODY, 0.1) == ["a", "b", "c"]

    @given(st.text(max_size=400), st.floats(min_value=30, max_value=500))
    @settings(max_examples=150, deadline=None)
    def test_nothing_is_lost_and_nothing_is_too_wide(self, text: str, room: float) -> None:
        lines = wrap(text, BODY, room)
        assert "".join("".join(lines).split()) == "".join(clean(text).split())
        assert all(width(line, BODY) <= room + 1e-6 or len(line) == 1 for line in lines)


class TestClean:
    def test_controls_and_reordering_marks_go(self) -> None:
        assert clean("a\x00b\x07c\u202ed\u200be\ufefff\ufffeg\uffffh") == "abcdefgh"

    def test_lone_surrogates_go(self) -> None:
        assert clean("a\ud800b") == "ab"

    def test_tabs_become_spaces(self) -> None:
        assert clean("a\tb") == "a b"

    @given(st.text(alphabet=st.characters(), max_size=200))
    def test_what_is_left_can_be_written(self, text: str) -> None:
        clean(text).encode("utf-8")


class TestShorten:
    def test_what_fits_stays(self) -> None:
        assert shorten("Clúster de cacao", BODY, 300) == "Clúster de cacao"

    def test_what_does_not_fit_ends_in_an_ellipsis(self) -> None:
        found = shorten("Clúster de cacao y chocolate del piedemonte araucano", BODY, ROOM)
        assert found.endswith("…")
        assert width(found, BODY) <= ROOM

    def test_line_ends_become_spaces(self) -> None:
        assert shorten("a\nb", BODY, 300) == "a b"


class TestRows:
    def test_one_row_a_line_at_its_place(self) -> None:
        found = rows("uno\ndos", BODY, ROOM, 30)
        assert [row.height for row in found] == [BODY.leading] * 2
        mark = found[1].marks[0]
        assert isinstance(mark, Text)
        assert (mark.x, mark.text) == (30, "dos")

    def test_a_line_that_ends_at_the_right(self) -> None:
        mark = right_row("2 de 2", BODY, 300).marks[0]
        assert isinstance(mark, Text)
        assert mark.x + width("2 de 2", BODY) == pytest.approx(300)

    def test_a_right_line_is_one_line_whatever_it_holds(self) -> None:
        assert len(right_row("a\nb", BODY, 300).marks) == 1

    def test_cells_side_by_side_go_on_line_by_line(self) -> None:
        found = beside(rows("a", BODY, 50), rows("b\nc\nd", BODY, 50, 60))
        assert [len(row.marks) for row in found] == [2, 1, 1]
