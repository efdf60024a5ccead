"""The improvement plan in the report: the actions, what they cost, and what is still only recommended."""

from __future__ import annotations

from desktop_app.reports import respondent_pdf
from desktop_app.reports.action_plan import ActionPlan
from desktop_app.reports.pdf.marks import Text
from desktop_app.reports.pdf.respondent import respondent_pages
from tests.reports.specimen import SCORES, report
from tests.support.pdfs import look

ACTION = {
    "opportunity[1]": "A1.1",
    "activity[1]": "Busque empresas",
    "owner[1]": "Consejo",
    "start[1]": "2027-01-15",
    "due[1]": "2027-06-30",
    "budget[1]": "45000000",
    "source[1]": "firms",
    "state[1]": "planned",
}
SECOND = {
    "activity[2]": "Reunirse",
    "budget[2]": "5000000",
    "source[2]": "state",
    "state[2]": "done",
    "due[2]": "2026-12-01",
}


def plan(answers: dict[str, str], language: str = "es") -> ActionPlan:
    found = report({**SCORES, **answers}, language=language).action_plan
    assert found is not None
    return found


class TestCards:
    def test_an_action_in_full(self) -> None:
        (card,) = plan(ACTION).cards
        assert (card.number, card.code, card.opportunity) == ("1", "A1.1", "Eslabones")
        assert (card.activity, card.state) == ("Busque empresas", "Por empezar")
        assert card.fields == (
            ("Responsable", "Consejo"),
            ("Inicio", "15/01/2027"),
            ("Fin", "30/06/2027"),
            ("Presupuesto", "45.000.000\u00a0pesos (45 millones)"),
            ("Fuente", "Empresas"),
            ("Meta", "Sin definir"),
        )
        assert (card.due, card.date) == ("2027-06-30", "30/06/2027")

    def test_what_is_done_has_no_date_to_meet(self) -> None:
        assert [card.due for card in plan({**ACTION, **SECOND}).cards] == ["2027-06-30", ""]

    def test_what_happened_is_there_once_it_is_told(self) -> None:
        (card,) = plan({**ACTION, "report[1]": "Se hizo la mitad."}).cards
        assert card.fields[-1] == ("Qué pasó", "Se hizo la mitad.")

    def test_an_action_of_which_nothing_is_said_is_none(self) -> None:
        assert plan({}).cards == ()
        assert plan({}).intro == "El plan no tiene acciones todavía. Puede empezar por las que siguen."

    def test_an_action_without_words_is_one(self) -> None:
        (card,) = plan({"owner[1]": "Consejo"}).cards
        assert card.activity == "(acción sin describir)"


class TestTotals:
    def test_by_source_and_all_together(self) -> None:
        assert plan({**ACTION, **SECOND}).totals == (
            ("Empresas", "45.000.000\u00a0pesos (45 millones)"),
            ("Gobierno", "5.000.000\u00a0pesos (5 millones)"),
            ("Total", "50.000.000\u00a0pesos (50 millones)"),
        )

    def test_what_was_dropped_costs_nothing(self) -> None:
        found = plan({**ACTION, **SECOND, "state[2]": "dropped"}).totals
        assert [source for source, _ in found] == ["Empresas", "Total"]

    def test_what_is_missing_is_said(self) -> None:
        found = plan({**ACTION, "activity[2]": "Reunirse", "source[1]": ""}).totals
        assert [source for source, _ in found] == [
            "Sin fuente definida",
            "Total",
            "Falta el presupuesto de 1 acción.",
        ]

    def test_without_budgets_there_are_no_totals(self) -> None:
        assert plan({"activity[1]": "Reunirse"}).totals == ()


class TestRecommended:
    def test_what_is_not_in_the_plan_yet(self) -> None:
        found = {item.code: item.texts for item in plan(ACTION).left}
        assert found == {"A2.1": ("Escriba la estrategia",), "A1.1": ("Abra una mesa",)}


class TestPrinted:
    def test_in_both_languages(self) -> None:
        found = look(respondent_pdf(report({**SCORES, **ACTION}))).flat
        for words in ("Presupuesto por fuente", "Se recomienda y no está en el plan", "45.000.000", "Consejo"):
            assert words in found
        english = look(respondent_pdf(report({**SCORES, **ACTION}, language="en"))).flat
        for words in ("Budget by source", "Recommended and not in the plan", "45,000,000", "(45 million)"):
            assert words in english

    def test_no_card_is_cut_across_pages(self) -> None:
        long = "Un texto que ocupa varios renglones para ver que la tarjeta no se parte. " * 6
        answers: dict[str, str] = {}
        for number in range(1, 25):
            answers |= {
                f"activity[{number}]": f"acción{number} {long[: number * 17]}",
                f"report[{number}]": f"{long[: number * 16]} hecho{number}",
            }
        found = look(respondent_pdf(report({**SCORES, **answers})))
        plan_pages = found.pages[: next(n for n, page in enumerate(found.pages) if "Anexo: todas" in page) + 1]
        for number in range(1, 25):
            page = next(page for page in plan_pages if f"acción{number} " in page or f"acción{number}\n" in page)
            assert f"hecho{number}" in page

    def test_a_card_keeps_within_its_columns(self) -> None:
        answers = {**SCORES, **ACTION, "owner[1]": "O" * 400, "target[1]": "Meta " * 60}
        pages, _, _ = respondent_pages(report(answers))
        texts = [mark.text for page in pages for mark, _, _ in page if isinstance(mark, Text)]
        assert "".join(text for text in texts if set(text) == {"O"}).count("O") >= 400
