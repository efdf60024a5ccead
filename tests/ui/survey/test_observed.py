"""What the receiving entity asks: on the card, in the task list and in Revisar, until it is attended to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, Qt, QUrl
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from desktop_app.store import Observation
from desktop_app.ui.plan.page import PlanPage
from desktop_app.ui.survey.desk_source import DeskSource
from desktop_app.ui.survey.edits import Edits
from desktop_app.ui.survey.repeat_block import RepeatBlock
from desktop_app.ui.survey.review_page import ReviewPage
from desktop_app.ui.survey.table_block import TableBlock
from desktop_app.ui.survey.views import Kind
from desktop_app.ui.survey.widgets.observed import ObservedParts
from desktop_app.ui.survey.widgets.question import QuestionWidget
from desktop_app.workflows.answer import Desk
from desktop_app.workflows.observations import of_groups, of_repeat
from tests.support.cards import DEGREES, Make, focused, nothing_is_clipped, press, twice_as_large, view
from tests.support.plan_desks import ACTIONS, PLAN, plan_desk
from tests.support.respondent import Opened
from tests.support.survey_desks import desk_of
from tests.support.wave_desks import JOBS, MAIN, PROJECT, SHARES, STORY, STORY_COMMENT, TOTAL, wave_desk

FIRST = Observation("a" * 64, 1, "/d/q", "¿De dónde sale la cifra?\nFalta la fuente.")
SECOND = Observation("b" * 64, 2, "/d/q", "<b>¿Y esto?</b>")
GRID_FORM = """
    | survey |
    | | type | name | label | appearance |
    | | begin_group | g | Acuerdos | table-list |
    | | select_one yn | a | Uno | |
    | | select_one yn | b | Dos | |
    | | end_group | | | |
    | choices |
    | | list_name | name | label |
    | | yn | yes | Sí |
    | | yn | no | No |
"""


def asked(desk: Desk, *observations: tuple[str, str], entity: str = "Confecámaras") -> Desk:
    """The desk with these observations, each a reference and a text."""
    found = tuple(Observation("c" * 64, n, ref, text) for n, (ref, text) in enumerate(observations, start=1))
    desk.facts = replace(desk.facts, observations=found, entity=entity)
    return desk


def words(card: QuestionWidget) -> list[str]:
    assert card.observed is not None
    return [label.text() for label in card.observed.findChildren(QLabel) if label.isVisible() and label.text()]


# The card


def test_a_card_says_who_asks_what_and_tells_what_is_attended_to(make: Make) -> None:
    card = make(view(Kind.INTEGER, observations=(FIRST, SECOND), entity="Confecámaras"))
    assert words(card) == ["Confecámaras pregunta:", FIRST.text, "Confecámaras pregunta:", SECOND.text]
    assert card.observed is not None
    told: list[tuple[str, int]] = []
    card.attended.connect(lambda *what: told.append(what))
    one, other = card.observed.buttons()
    assert one.accessibleName() == "Ya lo atendí: ¿Pregunta de prueba?"
    assert FIRST.text in one.accessibleDescription()
    other.click()
    one.click()
    assert told == [("b" * 64, 2), ("a" * 64, 1)]
    assert card.observed.isVisible()
    card.show_question(view(Kind.INTEGER, observations=(SECOND,), entity="Confecámaras"))
    assert words(card) == ["Confecámaras pregunta:", SECOND.text]
    card.show_question(view(Kind.INTEGER))
    assert not card.observed.isVisible()
    card.show_question(view(Kind.INTEGER, observations=(FIRST,)))
    assert words(card) == ["La entidad pregunta:", FIRST.text]


@pytest.mark.parametrize("late", [False, True])
@pytest.mark.parametrize("kind", [Kind.TEXT, Kind.SELECT_ONE])
def test_the_notice_stands_above_the_answer_also_for_the_keyboard(make: Make, kind: Kind, late: bool) -> None:
    choices = DEGREES if kind is Kind.SELECT_ONE else ()
    shown = view(kind, choices=choices, observations=(FIRST, SECOND), entity="X")
    card = make(view(kind, choices=choices) if late else shown)
    card.show_question(shown)
    QApplication.processEvents()
    assert card.observed is not None
    assert card.observed.geometry().bottom() <= card.control.geometry().top()
    first, second = card.observed.buttons()
    first.setFocus()
    press(Qt.Key.Key_Tab)
    assert focused() is second
    press(Qt.Key.Key_Tab)
    assert card.control.isAncestorOf(focused())
    press(Qt.Key.Key_Backtab)
    assert focused() is second
    card.show_question(view(kind, choices=choices, observations=(FIRST,), entity="X"))
    assert focused() is not second
    assert card.isAncestorOf(focused())


def test_another_control_stays_beneath_the_notice(make: Make) -> None:
    card = make(view(Kind.TEXT, observations=(FIRST,), entity="X"))
    before = card.control
    card.show_question(view(Kind.SELECT_ONE, choices=DEGREES, observations=(FIRST,), entity="X"))
    QApplication.processEvents()
    assert card.control is not before
    assert card.observed is not None
    assert card.observed.geometry().bottom() <= card.control.geometry().top()


def test_it_is_readable_in_large_type(qtbot: QtBot) -> None:
    long = replace(FIRST, text="La cifra no coincide con el informe. " * 6)
    host = twice_as_large(qtbot, view(Kind.INTEGER, observations=(long, SECOND), entity="Entidad " * 8), 420)
    card = host.findChild(QuestionWidget)
    assert card is not None
    nothing_is_clipped(card)


def test_looks_and_language_follow(make: Make, large_type: Callable[[int], None]) -> None:
    card = make(view(Kind.TEXT, observations=(FIRST,), entity="X"))
    assert card.observed is not None
    sign = card.observed.findChildren(QLabel)[0]
    before = sign.pixmap().height()
    large_type(200)
    QApplication.processEvents()
    assert sign.pixmap().height() > before
    QApplication.sendEvent(card.observed, QEvent(QEvent.Type.LanguageChange))
    assert words(card) == ["X pregunta:", FIRST.text]


# The desk


def test_the_desk_counts_what_is_asked_where_it_is_asked() -> None:
    desk = asked(
        wave_desk({JOBS: "250"}),
        (JOBS, "1"), (MAIN, "2"), (f"{PROJECT}[2]/name", "3"), ("/data/nada", "4"), ("", "5"), (f"{PROJECT}[x", "6"),
    )  # fmt: skip
    counted = {section.ref: section.observed for section in desk.sections() if section.observed}
    assert counted == {"/data/sales": 2}
    assert [desk.asks(each.ref) for each in desk.facts.observations] == [True, True, False, False, False, False]
    while desk.session.repeat_count(PROJECT) < 2:
        desk.add(PROJECT)
    assert desk.section(PROJECT).observed == 1


def test_what_is_asked_about_a_group_or_a_repeat_counts_in_its_section() -> None:
    desk = asked(
        wave_desk({}), ("/data/sales", "1"), (SHARES, "2"), (PROJECT, "3"), (f"{PROJECT}[1]", "4"), ("/data", "5"),
    )  # fmt: skip
    desk.add(PROJECT)
    counted = {section.ref: section.observed for section in desk.sections() if section.observed}
    assert counted == {"/data/sales": 1, "/data/markets": 1, PROJECT: 2}
    assert [each.text for each in of_groups(desk, "/data/markets")] == ["2"]
    assert [each.text for each in of_repeat(desk, PROJECT)] == ["3", "4"]


def test_what_is_asked_about_a_comment_is_on_the_card_of_its_question() -> None:
    desk = asked(wave_desk({}), (STORY_COMMENT, "¿Quién lo dijo?"))
    source = DeskSource(desk, Edits(desk))
    assert [each.text for each in source.view(STORY).observations] == ["¿Quién lo dijo?"]
    assert source.view(STORY).entity == "Confecámaras"
    assert source.view(JOBS).observations == ()


def test_a_table_unfolds_into_cards_where_something_is_asked(qtbot: QtBot) -> None:
    desk = desk_of(GRID_FORM)
    opened = Opened(qtbot, desk)
    block = opened.page.section.findChild(TableBlock)
    assert block is not None
    assert not block.folded
    asked(desk, ("/data/g/b", "¿Seguro?"))
    opened.page.show_observations()
    assert block.folded
    card = opened.card("b")
    assert isinstance(card, QuestionWidget)
    assert card.observed is not None


# Responder


@pytest.fixture
def page(qtbot: QtBot) -> Opened:
    return Opened(
        qtbot, asked(wave_desk({TOTAL: "900", JOBS: "250"}), (JOBS, "¿Y los temporales?"), (MAIN, "¿Seguro?"))
    )


def test_answering_does_not_take_the_notice_away_and_attending_does(page: Opened) -> None:
    told: list[tuple[str, int]] = []
    page.page.attended.connect(lambda *what: told.append(what))
    page.page.section.answered.emit(JOBS, "300")
    card = page.card("jobs")
    assert isinstance(card, QuestionWidget)
    assert card.observed is not None
    assert card.observed.isVisible()
    card.observed.buttons()[0].click()
    assert told == [("c" * 64, 1)]
    page.desk.facts = replace(page.desk.facts, observations=page.desk.facts.observations[1:])
    page.page.show_observations()
    assert not card.observed.isVisible()
    index = page.page.tasks.model().index(0, 0)
    assert "1 observación por atender" in index.data(Qt.ItemDataRole.AccessibleTextRole)


def test_the_task_list_marks_the_section(page: Opened) -> None:
    task = page.page.tasks.tasks()[0]
    assert task.observed == 2
    assert ("survey/observed", 2) in task.marks
    index = page.page.tasks.model().index(0, 0)
    assert "2 observaciones por atender" in index.data(Qt.ItemDataRole.AccessibleTextRole)
    page.page.tasks.grab()


def heads(parts: ObservedParts) -> list[str]:
    """What the head of a section or a repeat says, line by line."""
    shown = [label for label in parts.findChildren(QLabel) if label.isVisible()] if parts.isVisible() else []
    return [label.text() for label in shown if label.text()]


def test_what_is_asked_about_a_group_stands_at_the_head_of_its_section(qtbot: QtBot) -> None:
    opened = Opened(qtbot, asked(wave_desk({JOBS: "250"}), ("/data/sales", "¿De qué año?"), (SHARES, "<b>¿Suman?</b>")))
    shown = opened.page.section.asked
    assert heads(shown) == ["Confecámaras pregunta por «Ventas»:", "¿De qué año?"]
    opened.page.show_section("/data/markets")
    QApplication.sendPostedEvents()
    assert heads(shown) == ["Confecámaras pregunta por «¿Dónde se vendió?»:", "<b>¿Suman?</b>"]
    (part,) = shown.parts()
    button = part.buttons()[0]
    assert button.accessibleName() == "Ya lo atendí: ¿Dónde se vendió?"
    card = opened.card("home")
    assert isinstance(card, QuestionWidget)
    assert card.observed is None
    button.setFocus()
    with qtbot.waitSignal(opened.page.attended) as told:
        button.click()
    assert told.args == ["c" * 64, 2]
    opened.desk.facts = replace(opened.desk.facts, observations=opened.desk.facts.observations[:1])
    opened.page.show_observations()
    assert not shown.isVisible()
    assert not button.hasFocus()
    opened.page.go_to("/data/sales")
    assert heads(shown) == ["Confecámaras pregunta por «Ventas»:", "¿De qué año?"]


def test_what_is_asked_about_a_repeat_and_its_records_stands_at_its_head(qtbot: QtBot) -> None:
    desk = wave_desk({})
    desk.add(PROJECT)
    opened = Opened(qtbot, asked(desk, (f"{PROJECT}[1]", "¿Sigue?"), (PROJECT, "Faltan dos"), (f"{PROJECT}[9]", "no")))
    opened.page.go_to(PROJECT)
    QApplication.sendPostedEvents()
    block = opened.page.section.findChild(RepeatBlock)
    assert block is not None
    assert heads(block.asked) == [
        "Confecámaras pregunta por «Proyectos, registro 1»:", "¿Sigue?",
        "Confecámaras pregunta por «Proyectos»:", "Faltan dos",
    ]  # fmt: skip
    assert not opened.page.section.asked.isVisible()
    first, second = (part.buttons()[0] for part in block.asked.parts())
    first.setFocus()
    press(Qt.Key.Key_Tab)
    assert focused() is second
    press(Qt.Key.Key_Tab)
    assert block.isAncestorOf(focused())
    with qtbot.waitSignal(opened.page.attended) as told:
        first.click()
    assert told.args == ["c" * 64, 1]
    asked(desk, (PROJECT, "Faltan dos"))
    opened.page.show_observations()
    assert heads(block.asked) == ["Confecámaras pregunta por «Proyectos»:", "Faltan dos"]


def test_going_to_the_question_brings_what_is_asked_into_sight(qtbot: QtBot, page: Opened) -> None:
    page.page.resize(800, 420)
    page.page.go_to(MAIN)
    card = page.card("main")
    assert isinstance(card, QuestionWidget)
    observed = card.observed
    assert observed is not None
    viewport = page.page.section.area.viewport()

    def in_sight() -> bool:
        top = observed.mapTo(viewport, observed.rect().topLeft()).y()
        return top >= 0 and top + observed.height() <= viewport.height()

    qtbot.waitUntil(in_sight)


def test_the_plan_says_it_too(qtbot: QtBot) -> None:
    owner = f"{PLAN}[1]/owner"
    page = PlanPage(Edits(asked(plan_desk(actions=ACTIONS), (owner, "¿Quién es?"))))
    qtbot.addWidget(page)
    with qtbot.waitExposed(page):
        page.show()
    card = page.editor.questions.card(owner)
    assert isinstance(card, QuestionWidget)
    assert words(card)[1] == "¿Quién es?"
    assert card.observed is not None
    with qtbot.waitSignal(page.attended) as told:
        card.observed.buttons()[0].click()
    assert told.args == ["c" * 64, 1]


# Revisar


@pytest.fixture
def review(qtbot: QtBot) -> ReviewPage:
    found = ReviewPage()
    qtbot.addWidget(found)
    found.resize(1024, 640)
    found.show_desk(asked(wave_desk({JOBS: "250"}), (JOBS, "¿<b>Y</b>\nlos temporales?"), ("/data/otra/cosa", "¿Y?")))
    with qtbot.waitActive(found):
        found.show()
    return found


def test_revisar_lists_it_first_with_links(review: ReviewPage) -> None:
    text = review.text.toPlainText()
    assert text.strip().startswith("Observaciones de Confecámaras")
    assert "¿<b>Y</b>" in text
    assert "cosa (ya no se pregunta)" in text
    wanted: list[str] = []
    done: list[tuple[str, int]] = []
    review.change_requested.connect(wanted.append)
    review.attended.connect(lambda *what: done.append(what))
    for number in range(3):
        review.text.anchorClicked.emit(QUrl(str(number)))
    assert wanted == [JOBS]
    assert done == [("c" * 64, 1), ("c" * 64, 2)]


def test_what_is_asked_keeps_nobody_from_signing(qtbot: QtBot, review: ReviewPage) -> None:
    desk = desk_of(GRID_FORM)
    review.show_desk(asked(desk, ("/data/g/b", "¿Seguro?"), entity=""))
    assert review.text.toPlainText().strip().startswith("Observaciones de la entidad")
    with qtbot.waitSignal(review.sign_requested):
        review.button.click()


def test_the_keyboard_reaches_both_links(review: ReviewPage) -> None:
    review.text.setFocus()
    done: list[tuple[str, int]] = []
    review.attended.connect(lambda *what: done.append(what))
    QTest.keyClick(review.text, Qt.Key.Key_Tab)
    QTest.keyClick(review.text, Qt.Key.Key_Tab)
    QTest.keyClick(review.text, Qt.Key.Key_Return)
    assert done == [("c" * 64, 1)]
