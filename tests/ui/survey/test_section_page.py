"""The questions of a section."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from desktop_app.ui.survey.section_page import SectionHeader, SectionPage
from desktop_app.ui.survey.views import Kind, QuestionView
from desktop_app.ui.survey.widgets.link import Link


class Book:
    """Views by reference, as a presenter would give them, counting how many were asked for."""

    def __init__(self, count: int) -> None:
        self.views = {f"/d/q{n}": QuestionView(f"/d/q{n}", Kind.TEXT, f"Pregunta {n}", str(n)) for n in range(count)}
        self.asked = 0

    def __call__(self, ref: str) -> QuestionView:
        self.asked += 1
        return self.views[ref]

    def change(self, ref: str, **more: object) -> None:
        self.views[ref] = replace(self.views[ref], **more)


@pytest.fixture
def page(qtbot: QtBot) -> SectionPage:
    page = SectionPage()
    qtbot.addWidget(page)
    page.resize(700, 500)
    with qtbot.waitActive(page):
        page.show()
    return page


def all_made(page: SectionPage, book: Book) -> bool:
    return len(page.cards()) == len(book.views)


def test_a_long_section_opens_with_a_few_cards_and_gets_the_rest_in_idle_time(page: SectionPage, qtbot: QtBot) -> None:
    book = Book(300)
    page.show_section(SectionHeader("Larga"), list(book.views), book)
    assert book.asked < 10
    qtbot.waitUntil(lambda: all_made(page, book), timeout=20_000)
    assert book.asked == 300
    tops = [page.cards()[ref].y() for ref in book.views]
    assert tops == sorted(tops)


def test_a_question_far_down_is_there_when_asked_for(page: SectionPage) -> None:
    book = Book(60)
    page.show_section(SectionHeader("Larga"), list(book.views), book)
    page.focus_question("/d/q50")
    card = page.card("/d/q50")
    assert card is not None
    assert card.control.focusProxy().hasFocus()
    QApplication.processEvents()
    assert not card.visibleRegion().isEmpty()
    assert page.card("/d/none") is None
    page.focus_question("/d/none")


def test_a_question_asked_for_before_the_page_is_shown_is_in_sight_then(qtbot: QtBot) -> None:
    book = Book(30)
    page = SectionPage()
    qtbot.addWidget(page)
    page.show_section(SectionHeader("Larga"), list(book.views), book)
    page.focus_question("/d/q20")
    page.resize(700, 500)
    with qtbot.waitActive(page):
        page.show()
    card = page.card("/d/q20")
    assert card is not None
    qtbot.waitUntil(lambda: not card.visibleRegion().isEmpty(), timeout=3000)
    assert card.control.focusProxy().hasFocus()


def test_header(page: SectionPage) -> None:
    page.show_section(SectionHeader("Conocimiento", "B2", "2 de 3"), [], Book(0))
    words = [label.text() for label in page.findChildren(QLabel) if label.isVisible()]
    assert {"Conocimiento", "B2", "2 de 3"} <= set(words)


def test_answers_carry_the_reference(page: SectionPage, qtbot: QtBot) -> None:
    book = Book(2)
    page.show_section(SectionHeader("x"), list(book.views), book)
    page.focus_question("/d/q1")
    with qtbot.waitSignal(page.answered) as caught:
        QTest.keyClicks(QApplication.focusWidget(), "hola")
        page.flush()
    assert caught.args == ["/d/q1", "hola"]


def test_refresh_touches_only_what_changed(page: SectionPage) -> None:
    book = Book(3)
    page.show_section(SectionHeader("x"), list(book.views), book)
    asked = book.asked
    book.change("/d/q1", problem="Revise.")
    page.refresh(frozenset({"/d/q1"}))
    assert book.asked == asked + 1
    card = page.card("/d/q1")
    assert card is not None
    assert card.problem.isVisible()
    page.refresh()
    assert book.asked == asked + 4


def test_questions_come_and_go_and_the_others_stay(page: SectionPage) -> None:
    book = Book(4)
    page.show_section(SectionHeader("x"), ["/d/q0", "/d/q2", "/d/q3"], book)
    kept = page.card("/d/q2")
    page.set_refs(["/d/q0", "/d/q1", "/d/q2"])
    assert page.card("/d/q2") is kept
    assert page.card("/d/q3") is None
    QApplication.processEvents()
    tops = [page.cards()[ref].y() for ref in ("/d/q0", "/d/q1", "/d/q2")]
    assert tops == sorted(set(tops))


def test_tab_follows_the_order_even_of_questions_that_came_late(page: SectionPage) -> None:
    book = Book(4)
    page.show_section(SectionHeader("x"), ["/d/q0", "/d/q3"], book)
    page.set_refs(list(book.views))
    page.focus_question("/d/q0")
    passed = []
    for _ in range(4):
        passed.append(QApplication.focusWidget())
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert passed == [page.cards()[ref].control.focusProxy() for ref in book.views]
    assert QApplication.focusWidget() is page.button


def test_the_problems_are_links(page: SectionPage, qtbot: QtBot) -> None:
    book = Book(3)
    page.show_section(SectionHeader("x"), list(book.views), book)
    page.show_problems(
        [("/d/q0", "Pregunta 0", "Falta."), ("/d/q2", "Pregunta <b>2</b>.", "Es larga.")], "Puede seguir."
    )
    QApplication.processEvents()
    links = page.findChildren(Link)
    assert [link.accessibleName() for link in links] == ["Pregunta 0: Falta.", "Pregunta <b>2</b>: Es larga."]
    assert "Hay 2 problemas" in [label.text() for label in page.findChildren(QLabel) if label.isVisible()]
    assert page.problems_focused()
    links[1].linkActivated.emit("/d/q2")
    assert QApplication.focusWidget() is page.cards()["/d/q2"].control.focusProxy()
    page.show_problems([])
    assert "Hay 2 problemas" not in [label.text() for label in page.findChildren(QLabel) if label.isVisible()]


def test_one_problem_is_said_in_the_singular(page: SectionPage) -> None:
    book = Book(1)
    page.show_section(SectionHeader("x"), list(book.views), book)
    page.show_problems([("/d/q0", "Pregunta 0", "Falta.")])
    QApplication.processEvents()
    assert "Hay un problema" in [label.text() for label in page.findChildren(QLabel) if label.isVisible()]


def test_entering_a_question_is_told(page: SectionPage, qtbot: QtBot) -> None:
    book = Book(2)
    page.show_section(SectionHeader("x"), list(book.views), book)
    with qtbot.waitSignal(page.entered) as caught:
        page.focus_question("/d/q1")
    assert caught.args == ["/d/q1"]


def test_another_section_flushes_the_one_before(page: SectionPage, qtbot: QtBot) -> None:
    book = Book(2)
    page.show_section(SectionHeader("x"), ["/d/q0"], book)
    page.focus_question("/d/q0")
    QTest.keyClicks(QApplication.focusWidget(), "hola")
    with qtbot.waitSignal(page.answered) as caught:
        page.show_section(SectionHeader("y"), ["/d/q1"], book)
    assert caught.args == ["/d/q0", "hola"]
    assert set(page.cards()) == {"/d/q1"}


@pytest.mark.parametrize("width", [420, 560, 900])
def test_never_scrolls_sideways(page: SectionPage, width: int) -> None:
    book = Book(3)
    book.change("/d/q0", label="Una pregunta con palabras " * 12, hint="Una ayuda muy larga " * 20)
    book.change("/d/q1", kind=Kind.DECIMAL, value="1.234?")
    page.resize(width, 500)
    page.show_section(
        SectionHeader("Un título de sección bastante largo para caber", "B2", "2 de 3"), list(book.views), book
    )
    QApplication.processEvents()
    assert page.area.widget().width() <= page.area.viewport().width()


def test_the_button_may_say_something_else(page: SectionPage) -> None:
    assert page.button.text() == "Continuar ›"
    page.set_continue_text("Guardar la ficha")
    assert page.button.text() == "Guardar la ficha"
