"""The plan in the real window: from Resultado to the plan, on disk, in Responder, and as files."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.ui.plan.page import PlanPage
from desktop_app.ui.preview import PreviewDialog
from desktop_app.ui.survey.respond_page import RespondPage
from desktop_app.ui.survey.result_page import ResultPage
from desktop_app.ui.window import MainWindow
from desktop_app.workflows.responses import open_response
from desktop_app.workflows.workspace import Workspace
from tests.support.plan_desks import NOW_ANSWERS, PLAN, SAMPLE
from tests.support.recorder import Recorder
from tests.support.repeat_desks import NOW, begin_form
from tests.support.windows import Opener, arrive, open_window, page

__all__ = ["open_window"]

ACTIVITY = "Haga lo que sigue de visión compartida (2)"
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def response_id(data_dir: Path) -> str:
    """A response to the form with a plan, on disk."""
    with Workspace.open(data_dir, NOW) as workspace:
        return begin_form(workspace, SAMPLE)


@pytest.fixture
def window(open_window: Opener, response_id: str, qtbot: QtBot) -> MainWindow:
    window = open_window()
    window.open_response(response_id, "responder")
    arrive(qtbot, window, "responder")
    respond = page(window, RespondPage)
    for name, value in NOW_ANSWERS.items():
        respond.section.answered.emit(f"/data/{'abc'[(int(name[1:]) - 1) // 2]}/{name}", value)
    return window


def result_to_plan(window: MainWindow) -> PlanPage:
    """Takes an activity in Resultado and goes to the plan."""
    window.go("resultado")
    page(window, ResultPage).opportunities.rows["A1.1", ACTIVITY].button.click()
    window.go("plan")
    return page(window, PlanPage)


def test_from_resultado_to_the_plan_to_the_disk_and_back(
    window: MainWindow, qtbot: QtBot, response_id: str, data_dir: Path
) -> None:
    shown = result_to_plan(window)
    assert window.bar.button("plan").isChecked()
    assert shown.table.hasFocus()
    shown.teller.answered.emit(f"{PLAN}[1]/owner", "Gerencia")
    window.go("responder")
    respond = page(window, RespondPage)
    respond.go_to(f"{PLAN}[1]/owner")
    card = respond.section.card(f"{PLAN}[1]/owner")
    assert card is not None
    assert card.view.value == "Gerencia"
    QTest.keyClick(respond, Qt.Key.Key_Z, CTRL)
    window.go("plan")
    assert page(window, PlanPage).desk.actions()[0].values["owner"] == ""
    window.go("resultado")
    assert page(window, ResultPage).opportunities.rows["A1.1", ACTIVITY].there.isVisible()
    window.close()
    with Workspace.open(data_dir, NOW) as workspace:
        action = open_response(workspace, response_id, NOW).actions()[0]
    assert (action.values["opportunity"], action.values["activity"], action.values["owner"]) == ("A1.1", ACTIVITY, "")


def test_the_plan_is_written_as_files(window: MainWindow, qtbot: QtBot, recorder: Recorder, tmp_path: Path) -> None:
    shown = result_to_plan(window)
    shown.teller.answered.emit(f"{PLAN}[1]/due", "2027-03-31")
    for kind, button, begins in (("xlsx", shown.card.sheet, b"PK"), ("ics", shown.card.calendar, b"BEGIN:VCALENDAR")):
        path = tmp_path / f"plan.{kind}"
        recorder.will_answer(path)
        button.click()
        qtbot.waitUntil(path.exists, timeout=15_000)
        assert path.read_bytes().startswith(begins)
    assert recorder.codes() == []


def test_the_image_is_of_points_or_of_lines(
    window: MainWindow, qtbot: QtBot, recorder: Recorder, tmp_path: Path
) -> None:
    window.go("resultado")
    for name, within in (("a.png", b"PNG"), ("b.svg", b"<svg")):
        recorder.will_answer(tmp_path / name)
        page(window, ResultPage).image_button.click()
        qtbot.waitUntil((tmp_path / name).exists, timeout=15_000)
        assert within in (tmp_path / name).read_bytes()[:400]


def test_the_page_for_the_wall_is_shown_before_it_is_printed(window: MainWindow, qtbot: QtBot) -> None:
    window.go("resultado")
    page(window, ResultPage).summary_button.click()
    qtbot.waitUntil(lambda: bool(window.findChildren(PreviewDialog)), timeout=15_000)
    dialog = window.findChildren(PreviewDialog)[0]
    qtbot.waitUntil(lambda: dialog.page_count() == 1, timeout=15_000)
    dialog.close()


def test_the_plan_follows_the_language(window: MainWindow) -> None:
    shown = result_to_plan(window)
    before = shown.card.model
    window._context.translators.set_language("en")
    try:
        after = page(window, PlanPage)
        assert after.card.model is not before
        assert after.table.order.index(0, 0).data() == "A1.1 Shared vision"
    finally:
        window._context.translators.set_language("es")


def test_a_form_without_a_plan_has_no_such_screen(open_window: Opener, qtbot: QtBot, data_dir: Path) -> None:
    with Workspace.open(data_dir, NOW) as workspace:
        visits = begin_form(workspace)
    window = open_window()
    window.open_response(visits, "responder")
    arrive(qtbot, window, "responder")
    assert window.bar.button("enviar").isEnabled()
    assert not window.bar.button("plan").isEnabled()
    window.go("plan")
    assert window.screen_name() == "resultado"


def test_a_file_beside_an_answer_of_the_plan_shows_there_and_in_responder(
    window: MainWindow, qtbot: QtBot, recorder: Recorder, tmp_path: Path
) -> None:
    shown = result_to_plan(window)
    file = tmp_path / "cotización.txt"
    file.write_text("tres cotizaciones", encoding="utf-8")
    ref = f"{PLAN}[1]/activity"
    shown.teller.evidence_dropped.emit(ref, str(file))
    qtbot.waitUntil(lambda: bool(shown.desk.notes.evidence.get(ref)), timeout=15_000)
    card = shown.editor.questions.card(ref)
    assert card is not None
    names = [each.name for each in card.view.files]
    assert names == list(shown.desk.notes.evidence[ref])
    window.go("responder")
    respond = page(window, RespondPage)
    respond.go_to(ref)
    there = respond.section.card(ref)
    assert there is not None
    assert [each.name for each in there.view.files] == names
    assert recorder.codes() == []


@pytest.mark.parametrize("percent", [100, 200])
def test_all_screens_names_can_be_read_on_a_small_window(window: MainWindow, percent: int) -> None:
    window._context.theme.set_percent(percent)
    try:
        window.resize(1024, 768)
        window.go("plan")
        QApplication.processEvents()
        for screen in ("inicio", "responder", "resultado", "plan", "enviar"):
            button = window.bar.button(screen)
            assert button.width() >= button.sizeHint().width(), screen
    finally:
        window._context.theme.set_percent(100)
