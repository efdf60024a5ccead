"""The page for the wall: what it says, and that it is one page whatever the texts' lengths."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop_app.diagnosis import Rubric, diagnose
from desktop_app.reports import ReportContent, respondent_content, summary_pdf
from desktop_app.reports.advice import Advice, AdviceGroup
from desktop_app.reports.pdf.marks import Box, Circle, Text
from desktop_app.reports.pdf.style import MARGIN_BOTTOM, PAGE_HEIGHT, PAGE_WIDTH
from desktop_app.reports.pdf.summary import summary_page
from desktop_app.reports.pdf.text import width
from desktop_app.reports.summary import summary_of
from tests.reports.specimen import BENCHMARKS, SCORES, report
from tests.support.pdfs import embedded_fonts, facts, look
from tests.support.rubrics import SAMPLE, answered, form_of

PLAN = {
    "activity[1]": "Acordar una cuota",
    "due[1]": "2027-06-30",
    "activity[2]": "Presentar el estudio",
    "due[2]": "2027-03-01",
    "activity[3]": "Lo que se hizo",
    "due[3]": "2027-01-01",
    "state[3]": "done",
    "activity[4]": "Lo que va tarde",
    "due[4]": "2026-02-01",
}
BEFORE = {**SCORES, "i11": "0"}


class TestWhatItSays:
    def test_strengths_opportunities_and_dates(self) -> None:
        found = summary_of(report({**SCORES, **PLAN}))
        assert found.strengths == (("A2.2", "Todo"), ("A3.1", "Todo"))
        assert found.opportunities == (
            ("Documento", "Escriba la estrategia"),
            ("Eslabones", "Busque empresas"),
            ("A1.2", "Llegar al siguiente puntaje."),
        )
        assert [text for text, _ in found.dates] == [
            "01/03/2027  Presentar el estudio",
            "30/06/2027  Acordar una cuota",
            "01/02/2026  Lo que va tarde",
        ]

    def test_nothing_to_say_is_said(self) -> None:
        found = summary_of(report({}))
        assert found.strengths == (("Todavía nada está completo.", ""),)
        assert found.opportunities == (("Nada por mejorar en lo respondido.", ""),)
        assert found.dates == (("El plan no tiene fechas por cumplir.", ""),)

    def test_a_form_without_a_plan_has_the_dates_that_were_planned(self) -> None:
        form = form_of(SAMPLE)
        session = answered({"i1": "1", "i1_planned": "2027-03-01"}, form=form)
        rubric = Rubric.read(form)
        assert rubric is not None
        content = respondent_content(session, diagnose(session, rubric), facts(), "es")
        assert summary_of(content).dates == (("01/03/2027  Firme el acuerdo", ""),)


class TestPage:
    def test_it_is_one_letter_page_with_its_fonts(self) -> None:
        pdf = summary_pdf(report({**SCORES, **PLAN}, BEFORE, benchmarks=BENCHMARKS))
        found = look(pdf)
        assert len(found.pages) == 1
        assert found.sizes == {(612.0, 792.0)}
        assert all(embedded_fonts(pdf).values())
        assert found.metadata["Title"] == "Resumen de una página: Clúster de cacao de Arauca"
        for words in (
            "2,00",
            "de 3,0 puntos",
            "Nivel 2",
            "+0,12 · antes 1,88",
            "A3 Gobernanza",
            "Escriba la estrategia",
            "2026",
        ):
            assert words in found.flat

    def test_english(self) -> None:
        found = look(summary_pdf(report(SCORES, language="en"))).flat
        for words in ("2.00", "of 3.0 points", "What comes next", "Page 1 of 1"):
            assert words in found

    def test_what_matters_is_large(self) -> None:
        placed, _, _ = summary_page(report({**SCORES, **PLAN}, BEFORE, benchmarks=BENCHMARKS))
        sizes = {mark.text: mark.style.size for mark, _, _ in placed if isinstance(mark, Text)}
        assert sizes["2,00"] > 60
        assert sizes["Nivel 2"] >= 20
        assert min(sizes.values()) >= 10
        assert {size for text, size in sizes.items() if "Escriba la estrategia" in text} == {13.5}

    def test_the_spider_grows_where_the_texts_are_short(self) -> None:
        def reach(content: ReportContent) -> float:
            placed, _, _ = summary_page(content)
            dots = [mark.x for mark, _, _ in placed if isinstance(mark, Circle)]
            return max(dots) - min(dots)

        long = [(name, "Una actividad que ocupa muchas palabras " * 6) for name in ("A", "B", "C")]
        content = report(
            SCORES, BEFORE, benchmarks=BENCHMARKS, name="Clúster con un nombre que ocupa dos renglones largos"
        )
        assert reach(content) > reach(_with_advice(content, long))

    def test_the_spider_is_that_of_the_areas(self) -> None:
        content = report(SCORES)
        assert [chart.kind for chart in content.charts] == ["areas", "indicators"]
        assert summary_page(replace(content, charts=content.charts[::-1])) == summary_page(content)

    def test_without_a_diagnosis_there_is_still_a_page(self) -> None:
        content = respondent_content(answered({}), None, facts(), "es")
        assert len(look(summary_pdf(content)).pages) == 1

    def test_the_same_content_gives_the_same_bytes(self) -> None:
        assert summary_pdf(report(SCORES)) == summary_pdf(report(SCORES))


def _with_advice(content: ReportContent, items: list[tuple[str, str]]) -> ReportContent:
    assert content.opportunities is not None
    assert content.strengths is not None
    group = AdviceGroup("", tuple(Advice(name[:9], name, "1", (text,)) for name, text in items))
    return replace(
        content,
        opportunities=replace(content.opportunities, groups=(group,)),
        strengths=replace(content.strengths, groups=(group,)),
    )


_TEXTS = st.one_of(st.text(max_size=200), st.text(st.sampled_from("aW ñ\n"), max_size=2_000), st.just("W" * 3_000))


@given(
    st.lists(st.tuples(_TEXTS, _TEXTS), min_size=1, max_size=5),
    _TEXTS,
    st.lists(_TEXTS, max_size=4),
)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_it_is_one_page_and_within_it_whatever_the_texts(
    items: list[tuple[str, str]], name: str, activities: list[str]
) -> None:
    plan = {f"due[{n}]": "2027-05-01" for n, _ in enumerate(activities, start=1)}
    plan |= {f"activity[{n}]": text for n, text in enumerate(activities, start=1)}
    content = _with_advice(report({**SCORES, **plan}, BEFORE, benchmarks=BENCHMARKS, name=name), items)
    result = content.result
    assert result is not None
    content = replace(
        content,
        facts=replace(content.facts, instrument=name[:300], wave=name[:300]),
        result=replace(result, level=name, provisional=name),
    )
    assert len(look(summary_pdf(content)).pages) == 1
    placed, _, _ = summary_page(content)
    for mark, left, top in placed:
        if isinstance(mark, Text):
            assert left + mark.x >= 39
            assert left + mark.x + width(mark.text, mark.style) <= PAGE_WIDTH - 38
            assert top - mark.y >= MARGIN_BOTTOM - 10
            assert top - mark.y <= PAGE_HEIGHT
        elif isinstance(mark, Box):
            assert top - mark.y - mark.height >= MARGIN_BOTTOM - 10


@given(_TEXTS, _TEXTS, _TEXTS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_text_stands_on_another(name: str, level: str, provisional: str) -> None:
    content = report(SCORES, BEFORE, benchmarks=BENCHMARKS, name=name)
    result = content.result
    assert result is not None
    content = replace(content, result=replace(result, level=level, provisional=provisional))
    placed, _, _ = summary_page(content)
    boxes = [
        (
            left + mark.x,
            top - mark.y,
            left + mark.x + width(mark.text, mark.style),
            top - mark.y + mark.style.size * 0.7,
        )
        for mark, left, top in placed
        if isinstance(mark, Text) and mark.text.strip()
    ]
    for position, one in enumerate(boxes):
        for other in boxes[position + 1 :]:
            apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
            assert apart, (one, other)
