"""Numbers, dates and answers in words."""

from __future__ import annotations

import tomllib
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app import paths
from desktop_app.reports.wording import LONGEST_ANSWER, Wording, grouped_code, limited
from desktop_app.xforms import Form
from tests.support.rubrics import ENGLISH, REFS, answered, form_of, sheet

ES, EN = Wording.of("es"), Wording.of("en")


class TestLanguage:
    @pytest.mark.parametrize("name", ["en", "English (en)"])
    def test_english(self, name: str) -> None:
        assert Wording.of(name).texts["no_answer"] == "No answer"

    @pytest.mark.parametrize("name", ["es", "Español (es)", "", "xx"])
    def test_spanish_otherwise(self, name: str) -> None:
        assert Wording.of(name).texts["no_answer"] == "Sin respuesta"

    def test_every_sentence_has_both_languages_and_the_same_blanks(self) -> None:
        table = tomllib.loads(paths.resource("texts", "reports.toml").read_text(encoding="utf-8"))

        def leaves(part: dict[str, object]) -> list[dict[str, str]]:
            if "es" in part:
                return [part]  # type: ignore[list-item]
            return [leaf for child in part.values() for leaf in leaves(child)]  # type: ignore[arg-type]

        def blanks(text: str) -> set[str]:
            return {piece.partition("}")[0] for piece in text.split("{")[1:]}

        found = leaves(table)
        assert len(found) > 80
        for leaf in found:
            assert set(leaf) == {"es", "en"}
            assert blanks(leaf["es"]) == blanks(leaf["en"]), leaf


class TestNumbers:
    @pytest.mark.parametrize(
        ("value", "words"),
        [
            (18, "18"),
            (1.5, "1,5"),
            (1.3333, "1,33"),
            (2.0, "2"),
            (0, "0"),
            (10, "10"),
            (-1.5, "−1,5"),
            (12345, "12.345"),
        ],
    )
    def test_few_decimals_with_a_comma(self, value: float, words: str) -> None:
        assert ES.number(value) == words

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("2026", "2026"),
            ("12345", "12.345"),
            ("457188000", "457.188.000"),
            ("1234.567", "1234,567"),
            ("-12345.5", "−12.345,5"),
            ("1.0E5", "1.0E5"),
            ("doce", "doce"),
            ("", ""),
        ],
    )
    def test_an_answers_number_in_full(self, text: str, words: str) -> None:
        assert ES.number_text(text) == words

    def test_four_digits_are_set_apart_where_the_form_asks_for_it(self) -> None:
        assert ES.number_text("2026", grouped=True) == "2.026"

    def test_english_marks(self) -> None:
        assert EN.number_text("12345.5") == "12,345.5"
        assert EN.number(1.5) == "1.5"

    @pytest.mark.parametrize(("share", "words"), [(0.0, "0 %"), (0.125, "13 %"), (0.6923, "69 %"), (1.0, "100 %")])
    def test_per_cent_rounds_half_up(self, share: float, words: str) -> None:
        assert ES.percent(share) == words

    def test_scores(self) -> None:
        assert ES.score(1.5, 2) == "1,5 de 2"
        assert EN.score(0, 3) == "0 of 3"
        assert ES.score(None, 2) == "Sin respuesta"

    @given(st.floats(min_value=-1e12, max_value=1e12))
    def test_every_number_has_words_without_a_decimal_point_left(self, value: float) -> None:
        words = ES.number(value)
        assert words
        plain = words.replace(".", "").replace(",", ".").replace("−", "-")
        assert abs(float(plain) - value) <= 0.005 + abs(value) * 1e-9


class TestDates:
    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("2026-11-20", "20/11/2026"),
            ("2026-11-20T15:04:00.000-05:00", "20/11/2026 15:04"),
            ("2026-11-20T", "2026-11-20T"),
            ("2026-13-40", "2026-13-40"),
            ("mañana", "mañana"),
        ],
    )
    def test_iso_becomes_day_month_year(self, text: str, words: str) -> None:
        assert ES.date_text(text) == words

    def test_early_years_keep_four_digits(self) -> None:
        assert ES.date(date(812, 1, 2)) == "02/01/0812"

    def test_a_moment_is_the_computers_own_day(self) -> None:
        moment = datetime(2026, 11, 20, 15, 4, tzinfo=UTC)
        assert ES.local_date(moment) == f"{moment.astimezone():%d/%m/%Y}"


class TestLists:
    def test_the_last_is_joined_with_a_word(self) -> None:
        assert ES.listed(["a", "b", "c"]) == "a, b y c"
        assert EN.listed(["a", "b"]) == "a and b"
        assert ES.listed(["a"]) == "a"
        assert ES.listed([]) == ""

    def test_singular_and_plural(self) -> None:
        assert ES.count("result.pending", 1) == "1 está sin responder"
        assert ES.count("result.pending", 3) == "3 están sin responder"


class TestAnswers:
    def words(self, ref: str, value: str, language: str = "es") -> str:
        session = answered({"applies": "yes", ref: value}, language=ENGLISH if language == "en" else None)
        return Wording.of(language).answer(session, session.form.question(ref), ref)

    def test_a_choice_by_its_label(self) -> None:
        assert self.words(REFS["i1"], "1") == "En parte"
        assert self.words(REFS["i1"], "1", "en") == "In part"

    def test_a_choice_that_is_not_offered_stays_readable(self) -> None:
        assert self.words(REFS["i1"], "77") == "77"

    def test_several_choices_one_below_the_other(self) -> None:
        assert self.words(REFS["kinds"], "train trade") == "– Formación\n– Ferias"
        assert self.words(REFS["kinds"], "trade") == "Ferias"

    def test_numbers_and_dates(self) -> None:
        assert self.words(REFS["firms"], "12345") == "12.345"
        assert self.words(REFS["i1_planned"], "2027-01-31") == "31/01/2027"

    def test_a_value_of_the_wrong_type_is_shown_as_it_is(self) -> None:
        assert self.words(REFS["firms"], "unas doce") == "unas doce"

    def test_nothing_is_empty(self) -> None:
        assert self.words(REFS["firms"], "") == ""

    def test_a_very_long_answer_is_cut_and_says_so(self) -> None:
        words = self.words(REFS["i1_comment"], "a" * (LONGEST_ANSWER + 5))
        assert words.startswith("a" * LONGEST_ANSWER)
        assert words.endswith("(el texto sigue en el archivo de respuestas)")

    def test_other_controls(self) -> None:
        form = form_of(
            sheet("survey", "type", "name", "label", "appearance")
            + "| | acknowledge | ok | Leído | |\n| | rank k | order | Orden | |\n"
            + "| | integer | sales | Ventas | thousands-sep |\n"
            + sheet("choices", "list_name", "name", "label")
            + "| | k | a | Primero |\n| | k | b | Segundo |\n"
        )
        session = answered({"/data/ok": "OK", "/data/order": "b a", "/data/sales": "4500"}, form=form, language=None)
        words = {q.ref: ES.answer(session, q, q.ref) for q in form.questions()}
        assert words == {"/data/ok": "Aceptado", "/data/order": "1. Segundo\n2. Primero", "/data/sales": "4.500"}


class TestLimits:
    def test_short_text_stays(self) -> None:
        assert limited("corto", 10, ES) == "corto"

    def test_codes_are_grouped_to_be_read_aloud(self) -> None:
        assert grouped_code("a1b2c3d4e5") == "A1B2-C3D4-E5"
        assert grouped_code("A1B2-C3D4") == "A1B2-C3D4"
        assert grouped_code("") == ""


XFORM = b"""<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"><h:head><h:title>F</h:title>
<model><instance><data id="f"><a/></data></instance><bind nodeset="/data/a" type="boolean"/></model></h:head>
<h:body><input ref="/data/a"><label>A</label></input></h:body></h:html>"""


@pytest.mark.parametrize(("value", "words"), [("true", "Sí"), ("0", "No"), ("tal vez", "tal vez")])
def test_a_boolean_is_yes_or_no(value: str, words: str) -> None:
    session = answered({"/data/a": value}, form=Form.from_xform(XFORM), language=None)
    assert ES.answer(session, session.form.question("/data/a"), "/data/a") == words
