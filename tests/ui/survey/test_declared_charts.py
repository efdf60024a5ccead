"""The charts that a form declares, in Resultado: in the page alone, and in the real window."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from desktop_app.reports.declared_charts import declared_charts_of
from desktop_app.reports.declared_pictures import chart_svg
from desktop_app.reports.wording import Wording
from desktop_app.ui.charts.chart_looks import ON_DARK
from desktop_app.ui.charts.figure_card import FigureCard
from desktop_app.ui.survey.result_page import ResultPage
from desktop_app.ui.window import MainWindow
from desktop_app.workflows.answer import Desk
from desktop_app.workflows.workspace import Workspace
from tests.support.accessible import well_told
from tests.support.charts import planned, risks, risky, scored, session_of
from tests.support.recorder import Recorder
from tests.support.repeat_desks import NOW, begin_form
from tests.support.survey_desks import SMALL, desk_of
from tests.support.windows import Opener, arrive, open_window, page

__all__ = ["open_window"]


def opened(qtbot: QtBot, desk: Desk) -> ResultPage:
    result = ResultPage()
    qtbot.addWidget(result)
    result.resize(1024, 768)
    result.show_desk(desk)
    with qtbot.waitExposed(result):
        result.show()
    return result


def visible(root: ResultPage | FigureCard) -> list[str]:
    return [label.text() for label in root.findChildren(QLabel) if label.isVisible()]


def test_a_form_that_scores_nothing_shows_what_it_draws(qtbot: QtBot) -> None:
    shown = opened(qtbot, Desk("r", risky()))
    assert [card.model.table.title for card in shown.declared.cards] == ["Los peores", "Riesgos", "Riesgos"]
    assert not any("no calcula un resultado" in text for text in visible(shown))
    assert shown.pdf_button.isVisible()
    assert not shown.image_button.isVisible()


def test_each_chart_has_its_table_and_says_so(qtbot: QtBot) -> None:
    shown = opened(qtbot, Desk("r", risky()))
    _, where, _ = shown.declared.cards
    well_told(where)
    assert where.chart is not None
    assert where.chart.accessibleName() == "Gráfico: Riesgos"
    assert "tabla" in where.chart.accessibleDescription()
    assert where.table.accessibleName() == "Tabla: Riesgos"
    assert where.model.index(0, 0).data() == "1. Se sale el río"
    assert any(text.startswith("Arriba a la derecha") for text in visible(where))
    assert where.chart.width() > 300
    assert where.chart.height() > 200


def test_a_chart_of_nothing_says_what_it_waits_for(qtbot: QtBot) -> None:
    shown = opened(qtbot, Desk("r", session_of(risks())))
    assert [card.chart for card in shown.declared.cards] == [None, None, None]
    assert all(any("cuando haya registros" in text for text in visible(card)) for card in shown.declared.cards)


def test_it_follows_what_is_answered_and_stays_where_nothing_is(qtbot: QtBot) -> None:
    desk = Desk("r", risky())
    shown = opened(qtbot, desk)
    before = list(shown.declared.cards)
    shown.show_desk(desk)
    assert shown.declared.cards == before
    desk.answer("/data/risks[1]/risk", "Se seca el río")
    shown.show_desk(desk)
    assert shown.declared.cards[0].model.index(0, 0).data() == "1. Se seca el río"


def test_a_form_with_scores_shows_both(qtbot: QtBot) -> None:
    session = session_of(scored("ranking r of=indicators"))
    session.set("/data/all/i1", "2")
    shown = opened(qtbot, Desk("r", session))
    assert shown.web.isVisible()
    (card,) = shown.declared.cards
    assert card.isVisible()
    assert card.model.index(0, 1).data() == "2"


@pytest.mark.parametrize(
    ("charts", "first", "both"),
    [
        ("", "areas", True),
        ("spider s of=indicators", "indicators", False),
        ("spider s of=areas", "areas", False),
        ("spider s of=indicators; spider a of=areas", "indicators", True),
    ],
)
def test_the_spiders_are_those_that_the_form_declares(qtbot: QtBot, charts: str, first: str, *, both: bool) -> None:
    session = session_of(scored(charts, "IPR"))
    session.set("/data/all/i1", "2")
    shown = opened(qtbot, Desk("r", session))
    assert shown.web.kind == first
    assert [button.isVisible() for button in shown.web.buttons] == [both, both]


def test_two_areas_make_no_spider_even_where_it_is_declared(qtbot: QtBot) -> None:
    session = session_of(scored("spider a of=areas"))
    session.set("/data/all/i1", "2")
    shown = opened(qtbot, Desk("r", session))
    assert shown.web.kind == "indicators"


def test_a_form_without_charts_has_no_place_for_them(qtbot: QtBot) -> None:
    shown = opened(qtbot, desk_of(SMALL))
    assert not shown.declared.isVisible()


def test_the_schedule_too(qtbot: QtBot) -> None:
    shown = opened(qtbot, Desk("r", planned()))
    (card,) = shown.declared.cards
    assert card.chart is not None
    assert card.model.columnCount() == 5


def test_every_colour_of_a_declared_chart_has_one_on_dark() -> None:
    say = Wording.of("es")
    for chart in (*declared_charts_of(risky(), None, say), *declared_charts_of(planned(), None, say)):
        for element in etree.fromstring(chart_svg(chart, 528, "es")).iter():
            for key in ("fill", "stroke"):
                assert element.get(key, "none") in {"none", *ON_DARK}


@pytest.fixture
def window(open_window: Opener, qtbot: QtBot, data_dir: Path) -> MainWindow:
    with Workspace.open(data_dir, NOW) as workspace:
        response_id = begin_form(workspace, risks())
    found = open_window()
    found.open_response(response_id, "responder")
    arrive(qtbot, found, "responder")
    desk = found.keeper.desk
    assert desk is not None
    if not desk.session.repeat_count("/data/risks"):
        desk.add("/data/risks")
    for name, value in {"risk": "Granizo", "kind": "flood", "often": "4", "ratings/harm": "5"}.items():
        desk.answer(f"/data/risks[1]/{name}", value)
    found.go("resultado")
    return found


def test_it_is_kept_as_points_or_as_lines(window: MainWindow, qtbot: QtBot, recorder: Recorder, tmp_path: Path) -> None:
    card = page(window, ResultPage).declared.cards[1]
    assert card.save_button is not None
    for name, within in (("a.png", b"PNG"), ("b.svg", b"<svg")):
        recorder.will_answer(tmp_path / name)
        card.save_button.click()
        qtbot.waitUntil((tmp_path / name).exists, timeout=15_000)
        assert within in (tmp_path / name).read_bytes()[:400]
    assert "Granizo" in (tmp_path / "b.svg").read_text(encoding="utf-8")
    assert recorder.codes() == []


def test_the_report_has_them(window: MainWindow, qtbot: QtBot, recorder: Recorder, tmp_path: Path) -> None:
    recorder.will_answer(tmp_path / "r.pdf")
    page(window, ResultPage).pdf_button.click()
    qtbot.waitUntil((tmp_path / "r.pdf").exists, timeout=15_000)
    assert (tmp_path / "r.pdf").read_bytes().startswith(b"%PDF")


def test_it_follows_the_language(window: MainWindow) -> None:
    window._context.translators.set_language("en")
    try:
        QApplication.processEvents()
        window.go("resultado")
        assert page(window, ResultPage).declared.cards[0].model.table.title == "The worst"
    finally:
        window._context.translators.set_language("es")
