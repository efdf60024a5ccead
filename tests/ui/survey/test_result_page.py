"""Resultado, with a real response."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QTextDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from desktop_app.ui.plan.offers import Offers
from desktop_app.ui.survey.markup import Cell, heading, paragraph, table
from desktop_app.ui.survey.result_page import ResultPage
from desktop_app.ui.survey.wording import figure, score_words
from desktop_app.workflows.answer import Desk
from tests.support.plan_desks import plan_desk
from tests.support.survey_desks import SMALL, desk_of, diagnosis_desk, refs


def opened(qtbot: QtBot, desk: Desk) -> ResultPage:
    page = ResultPage()
    qtbot.addWidget(page)
    page.resize(1024, 640)
    page.show_desk(desk)
    with qtbot.waitExposed(page):
        page.show()
    return page


def plain(label: QLabel | Offers) -> str:
    if isinstance(label, Offers):
        return label.texts()
    document = QTextDocument()
    document.setHtml(label.text())
    return document.toPlainText()


@pytest.fixture
def page(qtbot: QtBot) -> ResultPage:
    return opened(qtbot, diagnosis_desk())


def test_total_and_what_is_missing(page: ResultPage) -> None:
    assert page.total.text() == "13 de 26 puntos (50\u00a0%)"
    assert page.note.text() == "Resultado provisional: faltan 2 respuestas."


def test_one_missing_answer_is_said_in_the_singular(qtbot: QtBot) -> None:
    desk = diagnosis_desk()
    desk.answer(refs(desk)["p07"], "1")
    assert opened(qtbot, desk).note.text() == "Resultado provisional: falta 1 respuesta."


def test_a_full_response_is_not_provisional(qtbot: QtBot) -> None:
    desk = diagnosis_desk()
    desk.answer(refs(desk)["p07"], "1")
    desk.answer(refs(desk)["p12"], "1")
    assert not opened(qtbot, desk).note.isVisible()


def test_the_table_has_blocks_and_practices(page: ResultPage) -> None:
    text = plain(page.table)
    for words in ("B2", "Conocimiento", "P13", "Financiación", "En forma completa", "Sin respuesta", "2 de 2"):
        assert words in text


def test_strengths_are_what_is_complete(page: ResultPage) -> None:
    text = plain(page.strengths)
    assert [code for code in ("P01", "P03", "P08", "P09") if code in text] == ["P01", "P03", "P08", "P09"]
    assert "P02" not in text


def test_opportunities_come_by_phase_each_with_its_activity(page: ResultPage) -> None:
    text = plain(page.opportunities)
    phases = ["Conocer el clúster", "Definir la estrategia", "Construir y ejecutar", "Fortalecer la gobernanza"]
    assert [text.index(phase) for phase in phases] == sorted(text.index(phase) for phase in phases)
    diagnosis = diagnosis_desk().diagnosis()
    assert diagnosis is not None
    for indicator in diagnosis.opportunities:
        assert indicator.next_step
        assert indicator.next_step in text
    assert "P07" not in text


def test_the_chart_shows_practices_or_blocks(page: ResultPage, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: page.web.chart is not None, timeout=10_000)
    chart = page.web.chart
    assert chart is not None
    geometry = chart.geometry_shown()
    assert geometry is not None
    assert len(geometry.axes) == 13
    page.web.buttons[1].click()
    geometry = chart.geometry_shown()
    assert geometry is not None
    assert [axis.code for axis in geometry.axes] == ["B1", "B2", "B3", "B4", "B5"]
    assert "B2 Conocimiento" in chart.accessibleDescription()


def test_an_axis_tells_its_details(page: ResultPage, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: page.web.chart is not None, timeout=10_000)
    assert page.web.chart is not None
    page.web.buttons[1].click()
    page.web.chart.set_current_axis(1)
    assert page.detail.text().startswith("B2 Conocimiento: 1 de 2\nP02 Sector mundial: 1 de 2")
    page.web.chart.set_current_axis(-1)
    assert "flechas" in page.detail.text()


@pytest.mark.parametrize("name", ["print", "pdf", "image", "summary"])
def test_buttons_ask(page: ResultPage, qtbot: QtBot, name: str) -> None:
    with qtbot.waitSignal(getattr(page, f"{name}_requested")):
        getattr(page, f"{name}_button").click()


def test_nothing_answered_yet(qtbot: QtBot) -> None:
    page = opened(qtbot, diagnosis_desk(answered=False))
    texts = [label.text() for label in page.findChildren(QLabel) if label.isVisible()]
    assert any("en cuanto responda" in text for text in texts)
    assert "Todavía no hay puntos" in texts
    assert not page.table.isVisible()


def test_a_form_without_scores(qtbot: QtBot) -> None:
    page = opened(qtbot, desk_of(SMALL))
    texts = [label.text() for label in page.findChildren(QLabel) if label.isVisible()]
    assert any("no calcula un resultado" in text for text in texts)
    assert not page.image_button.isVisible()
    assert page.print_button.isVisible()


def test_no_strengths_and_no_opportunities_are_said(qtbot: QtBot) -> None:
    desk = diagnosis_desk(answered=False)
    desk.answer(refs(desk)["p01"], "0")
    assert "Todavía no hay prácticas" in plain(opened(qtbot, desk).strengths)
    desk.answer(refs(desk)["p01"], "2")
    page = opened(qtbot, desk)
    assert "No hay oportunidades" in [label.text()[:20] for label in page.findChildren(QLabel) if label.isVisible()]
    assert plain(page.opportunities) == ""


def test_english_names_and_figures(qtbot: QtBot) -> None:
    page = opened(qtbot, diagnosis_desk("en"))
    assert "Knowledge" in plain(page.table)
    assert "World sector" in plain(page.table)


def test_it_follows_colours_and_language_events(page: ResultPage) -> None:
    before = plain(page.table)
    for kind in (QEvent.Type.LanguageChange, QEvent.Type.PaletteChange):
        QApplication.sendEvent(page, QEvent(kind))
    assert plain(page.table) == before


@pytest.mark.parametrize(
    ("value", "es", "en"),
    [(18, "18", "18"), (1.65, "1,65", "1.65"), (0.666, "0,67", "0.67"), (0.001, "0", "0"), (-0.001, "0", "0")],
)
def test_figures(value: float, es: str, en: str) -> None:
    assert figure(value, "es") == es
    assert figure(value, "en") == en


def test_a_missing_score_is_a_dash() -> None:
    assert score_words(None, 2, "es") == "–"


def test_markup_escapes() -> None:
    html = heading("<a>") + paragraph("<b>", "muted") + table([(Cell("<c>\n&", target="<d>"),)], (100,))
    document = QTextDocument()
    document.setHtml(html)
    for text in ("<a>", "<b>", "<c>", "&"):
        assert text in document.toPlainText()
    assert "<c>" not in html
    assert table([], (100,)) == ""


# Beside another wave


@pytest.fixture
def second(qtbot: QtBot) -> ResultPage:
    page = opened(qtbot, plan_desk())
    qtbot.waitUntil(lambda: page.web.chart is not None, timeout=10_000)
    return page


def series(page: ResultPage) -> dict[str, list[float | None]]:
    assert page.web.chart is not None
    geometry = page.web.chart.geometry_shown()
    assert geometry is not None
    return {each.name: [point.value for point in each.points] for each in geometry.series}


def test_a_mean_is_told_without_a_share(second: ResultPage) -> None:
    assert second.total.text() == "2,00 de 3,0 puntos"
    assert second.level.text() == "Nivel 2: en desarrollo"
    assert second.meaning.text() == "La iniciativa tiene bases y le falta constancia."


def test_areas_come_first_in_words_of_their_own(second: ResultPage) -> None:
    assert [button.text() for button in second.web.buttons] == ["Áreas", "Indicadores"]
    assert second.web.kind == "areas"
    second.web.buttons[1].click()
    assert len(series(second)["own"]) == 6


def test_sums_keep_their_words(page: ResultPage) -> None:
    assert [button.text() for button in page.web.buttons] == ["Prácticas", "Bloques"]
    assert "Bloques y prácticas" in plain(page.table)
    assert not page.web.legend.isVisible()


def test_the_wave_before_and_the_means_are_laid_over(second: ResultPage) -> None:
    assert series(second) == {
        "own": [2, 2, 2],
        "previous": [1.5, 0.5, 2.5],
        "national": [1.8, 1.2, 2.1],
        "macrosector": [1.5, 1.0, 1.9],
    }
    rows = second.web.legend.rows
    assert [row.label.text() for row in rows.values()] == [
        "Ola 2026",
        "Ola 2025",
        "Promedio nacional 2025 (100 iniciativas)",
        "Agroindustria 2025 (30)",
    ]
    assert not rows["own"].box.isVisible()


def test_a_series_is_switched_off_and_on_and_that_is_remembered(second: ResultPage, qtbot: QtBot) -> None:
    rows = second.web.legend.rows
    rows["national"].box.setFocus()
    QTest.keyClick(rows["national"].box, Qt.Key.Key_Space)
    assert list(series(second)) == ["own", "previous", "macrosector"]
    QTest.mouseClick(rows["previous"].label, Qt.MouseButton.LeftButton)
    assert list(series(second)) == ["own", "macrosector"]
    other = ResultPage(second.window())
    other.show_desk(plan_desk())
    other.web.make_chart()
    assert list(series(other)) == ["own", "macrosector"], "all charts of the window agree"
    QTest.mouseClick(rows["previous"].box, Qt.MouseButton.LeftButton)
    assert list(series(second)) == ["own", "previous", "macrosector"]


def test_an_axis_tells_its_indicators_and_what_they_were(second: ResultPage) -> None:
    assert second.web.chart is not None
    second.web.chart.set_current_axis(1)
    assert second.detail.text().splitlines() == [
        "A2 Estrategia: 2 de 3 (antes, 2025: 0,5)",
        "A2.1 Estudio de la cadena: 1 de 3 (antes, 2025: 0)",
        "A2.2 Indicadores: 3 de 3 (antes, 2025: 1)",
        "Promedio nacional 2025 (100 iniciativas): 1,2",
        "Agroindustria 2025 (30): 1",
    ]


def test_changes_have_signs_and_words(second: ResultPage) -> None:
    text = plain(second.table)
    for words in ("Desde 2025", "▲ +1,50", "▼ −0,50", "=", "Lo alcanzado", "En conversación"):
        assert words in text
    changes = plain(second.changes)
    for words in ("Cambio desde 2025", "1,5 → 2", "▲ subió 0,50", "▼ bajó 0,50"):
        assert words in changes
    assert "Capacidades" in plain(second.dimensions)


def test_what_cannot_be_compared_is_a_dash(qtbot: QtBot) -> None:
    page = opened(qtbot, plan_desk(scores={"q1": "2"}))
    text = plain(page.table)
    assert "—" in text
    assert "▲ +1,00" in text


def test_a_first_wave_compares_nothing(qtbot: QtBot) -> None:
    page = opened(qtbot, plan_desk(previous=False, benchmarks=False))
    assert not page.changes.isVisible()
    assert "Desde" not in plain(page.table)
    qtbot.waitUntil(lambda: page.web.chart is not None, timeout=10_000)
    assert not page.web.legend.isVisible()


def test_all_activities_are_offered_to_the_plan(qtbot: QtBot) -> None:
    taken = "Mida lo que sigue de visión compartida (2)"
    desk = plan_desk(actions=({"opportunity": "A1.1", "activity": taken},))
    page = opened(qtbot, desk)
    rows = page.opportunities.rows
    diagnosis = desk.diagnosis()
    assert diagnosis is not None
    assert len(rows) == sum(len(each.activities) for each in diagnosis.opportunities) == 15
    assert rows["A1.1", taken].there.isVisible()
    assert not rows["A1.1", taken].button.isVisible()
    other = "Haga lo que sigue de visión compartida (2)"
    with qtbot.waitSignal(page.plan_requested) as asked:
        rows["A1.1", other].button.click()
    assert asked.args == ["A1.1", other]


def test_without_a_plan_activities_are_only_told(page: ResultPage) -> None:
    assert page.opportunities.rows
    assert not any(row.button.isVisible() or row.there.isVisible() for row in page.opportunities.rows.values())


@pytest.mark.parametrize("percent", [100, 200])
def test_it_fits_in_large_type(qtbot: QtBot, large_type: Callable[[int], None], percent: int) -> None:
    large_type(percent)
    page = opened(qtbot, plan_desk())
    qtbot.waitUntil(lambda: page.web.chart is not None, timeout=10_000)
    assert page.page.horizontalScrollBar().maximum() == 0
    for button in page.findChildren(QPushButton):
        if button.isVisible():
            left = button.mapTo(page, button.rect().topLeft()).x()
            assert left + button.width() <= page.width(), button.text()
