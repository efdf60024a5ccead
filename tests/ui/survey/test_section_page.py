"""The questions of a section."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from desktop_app.ui.survey.column import KEPT, QuestionColumn
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


def seen(page: SectionPage) -> list[str]:
    """The questions in sight, from above."""
    cards = [card for card in page.cards().values() if not card.visibleRegion().isEmpty()]
    return [card.ref for card in sorted(cards, key=lambda card: card.mapTo(page, card.rect().topLeft()).y())]


def settled(page: SectionPage, qtbot: QtBot) -> None:
    """Until everything is built that is to be."""
    column = page.findChild(QuestionColumn)
    assert column is not None
    qtbot.waitUntil(lambda: not column.building(), timeout=20_000)


def test_a_usual_section_opens_with_a_few_cards_and_gets_the_rest_in_idle_time(page: SectionPage, qtbot: QtBot) -> None:
    book = Book(100)
    page.show_section(SectionHeader("Usual"), list(book.views), book)
    assert book.asked < 10
    settled(page, qtbot)
    assert book.asked == 100
    tops = [page.cards()[ref].mapTo(page, QPoint()).y() for ref in book.views]
    assert tops == sorted(tops)


def test_what_an_answer_brings_comes_after_the_answer_is_drawn(page: SectionPage, qtbot: QtBot) -> None:
    book = Book(6)
    refs = list(book.views)
    page.show_section(SectionHeader("Usual"), [refs[0], refs[5]], book)
    settled(page, qtbot)
    first = page.cards()[refs[0]]
    page.set_refs(refs)
    assert book.asked == 2
    settled(page, qtbot)
    assert list(page.cards()) == refs
    assert page.cards()[refs[0]] is first
    tops = [page.cards()[ref].mapTo(page, QPoint()).y() for ref in refs]
    assert tops == sorted(tops)
    page.set_refs([refs[0], refs[5]])
    assert list(page.cards()) == [refs[0], refs[5]]  # what went is gone at once


def test_of_ten_thousand_questions_only_those_about_the_view_are_built(page: SectionPage, qtbot: QtBot) -> None:
    book = Book(10_000)
    began = time.perf_counter()
    page.show_section(SectionHeader("Enorme"), list(book.views), book)
    assert time.perf_counter() - began < 2
    settled(page, qtbot)
    assert seen(page)[0] == "/d/q0"
    assert len(page.cards()) < 2 * KEPT
    bar = page.area.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    qtbot.waitUntil(lambda: bool(seen(page)))
    settled(page, qtbot)
    middle = int(seen(page)[0].removeprefix("/d/q"))
    assert 4_000 < middle < 6_000
    assert len(page.cards()) < 2 * KEPT
    bar.setValue(bar.maximum())
    qtbot.waitUntil(lambda: "/d/q9999" in seen(page))


def test_what_is_built_above_does_not_move_what_is_read(page: SectionPage, qtbot: QtBot) -> None:
    book = Book(2_000)
    for number in range(900, 1_000):
        book.change(f"/d/q{number}", hint="Una ayuda que ocupa lugar. " * 20)
    page.show_section(SectionHeader("Larga"), list(book.views), book)
    settled(page, qtbot)
    page.focus_question("/d/q1000")
    card = page.card("/d/q1000")
    assert card is not None
    QApplication.processEvents()
    before = card.mapTo(page, QPoint()).y()
    settled(page, qtbot)
    assert "/d/q980" in page.cards()
    assert abs(card.mapTo(page, QPoint()).y() - before) <= 2


def test_tab_goes_on_into_what_was_not_built_yet(page: SectionPage, qtbot: QtBot) -> None:
    book = Book(1_000)
    page.show_section(SectionHeader("Larga"), list(book.views), book)
    page.focus_question("/d/q500")
    for number in range(501, 530):
        settled(page, qtbot)
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        card = page.card(f"/d/q{number}")
        assert card is not None
        assert card.control.target().hasFocus()
    page.focus_question("/d/q300")
    for number in range(299, 280, -1):
        settled(page, qtbot)
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Backtab)
        card = page.card(f"/d/q{number}")
        assert card is not None
        assert card.control.target().hasFocus()


def test_what_is_typed_is_handed_on_before_its_card_is_let_go(page: SectionPage, qtbot: QtBot) -> None:
    book = Book(2_000)
    page.show_section(SectionHeader("Larga"), list(book.views), book)
    told: list[tuple[str, str]] = []
    page.answered.connect(lambda ref, value: told.append((ref, value)))
    page.focus_question("/d/q200")
    QTest.keyClicks(QApplication.focusWidget(), "hola")
    bar = page.area.verticalScrollBar()
    bar.setValue(bar.maximum())
    settled(page, qtbot)
    assert "/d/q200" in page.cards()  # the focus is in it
    page.focus_question("/d/q1990")
    settled(page, qtbot)
    assert "/d/q200" not in page.cards()
    assert told == [("/d/q200", "hola")]


@pytest.mark.parametrize("going", [[2, 3], [2], [0, 1, 2, 3]])
def test_what_is_typed_in_a_card_that_goes_may_itself_bring_and_take_cards(
    page: SectionPage, qtbot: QtBot, going: list[int]
) -> None:
    book = Book(8)
    refs = list(book.views)
    page.show_section(SectionHeader("x"), refs[:6], book)
    settled(page, qtbot)
    page.focus_question("/d/q2")
    QTest.keyClicks(QApplication.focusWidget(), "hola")
    told: list[tuple[str, str]] = []
    later = [ref for ref in refs if ref not in (refs[1], refs[2], refs[3])]

    def on_answered(ref: str, value: str) -> None:
        told.append((ref, value))
        page.set_refs(later)

    page.answered.connect(on_answered)
    page.set_refs([ref for place, ref in enumerate(refs[:6]) if place not in going])
    settled(page, qtbot)
    assert told == [("/d/q2", "hola")]
    assert list(page.cards()) == later
    tops = [page.cards()[ref].mapTo(page, QPoint()).y() for ref in later]
    assert tops == sorted(tops)


def test_questions_come_and_go_in_a_long_section(page: SectionPage, qtbot: QtBot) -> None:
    book = Book(1_000)
    refs = list(book.views)
    page.show_section(SectionHeader("Larga"), refs[::2], book)
    settled(page, qtbot)
    kept = page.card("/d/q10")
    page.set_refs(refs)
    assert page.card("/d/q10") is kept
    page.focus_question("/d/q999")
    settled(page, qtbot)
    page.set_refs(refs[1::2])
    assert page.card("/d/q10") is None
    page.focus_question("/d/q1")
    settled(page, qtbot)
    assert seen(page)[:3] == ["/d/q1", "/d/q3", "/d/q5"]
    page.set_refs([])
    assert page.cards() == {}
    page.set_refs(refs[:2])
    assert list(page.cards()) == refs[:2]


def test_a_question_far_down_is_there_when_asked_for(page: SectionPage) -> None:
    book = Book(60)
    page.show_section(SectionHeader("Larga"), list(book.views), book)
    page.focus_question("/d/q50")
    card = page.card("/d/q50")
    assert card is not None
    assert card.control.target().hasFocus()
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
    assert card.control.target().hasFocus()


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
    assert passed == [page.cards()[ref].control.target() for ref in book.views]
    assert QApplication.focusWidget() is page.button


def test_tab_goes_on_from_the_end_of_a_card_in_which_something_came_late(page: SectionPage) -> None:
    book = Book(2)
    book.change("/d/q0", notable=True)
    page.show_section(SectionHeader("x"), ["/d/q0"], book)
    book.change("/d/q0", warnings=(QuestionView("/d/w", Kind.TEXT, "Es mucho."),))
    page.refresh(frozenset({"/d/q0"}))
    page.set_refs(list(book.views))
    page.focus_question("/d/q1")
    page.focus_question("/d/q0")
    first = page.cards()["/d/q0"]
    box = first.warning("/d/w")
    assert box is not None
    assert first.notes is not None
    passed = []
    for _ in range(4):
        passed.append(QApplication.focusWidget())
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    second = page.cards()["/d/q1"].control.target()
    assert passed == [first.control.target(), box.control.target(), first.notes.button, second]


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
    assert QApplication.focusWidget() is page.cards()["/d/q2"].control.target()
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
