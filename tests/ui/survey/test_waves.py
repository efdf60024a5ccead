"""Responder with a wave before: what was taken over is confirmed, what changed is said; notes, totals, undoing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.ui.survey.around import PlainSource
from desktop_app.ui.survey.blocks import PanelBlock
from desktop_app.ui.survey.desk_source import DeskSource
from desktop_app.ui.survey.edits import Edits
from desktop_app.ui.survey.task_list import Task
from desktop_app.ui.survey.views import FileView, QuestionView, question_view
from desktop_app.ui.survey.widgets.question import QuestionWidget
from desktop_app.workflows.answer import Desk
from tests.support.respondent import Opened
from tests.support.wave_desks import (
    ABROAD,
    BEFORE,
    COUNTRY,
    HOME,
    JOBS,
    MAIN,
    PROJECT,
    SHARES,
    STORY,
    TOTAL,
    TOTAL_SIN,
    W_TOTAL,
    wave_desk,
)

CTRL = Qt.KeyboardModifier.ControlModifier


def source(desk: Desk) -> DeskSource:
    return DeskSource(desk, Edits(desk), None, lambda name: FileView(name, 1_000) if name != "lost.pdf" else None)


class Page(Opened):
    """A page that also says of which notes it told."""

    def __init__(self, qtbot: QtBot, desk: Desk) -> None:
        super().__init__(qtbot, desk)
        self.noted: list[str] = []
        self.page.noted.connect(self.noted.append)
        self.page.set_file_source(lambda _ref: None, lambda name: FileView(name, 1_000))

    def shown(self, ref: str) -> QuestionWidget:
        card = self.page.section.card(ref)
        assert isinstance(card, QuestionWidget)
        return card

    def task(self, ref: str) -> Task:
        return next(task for task in self.page.tasks.tasks() if task.ref == ref)

    def give(self, ref: str, value: str) -> None:
        self.page.section.answered.emit(ref, value)


@pytest.fixture
def second(qtbot: QtBot) -> Page:
    """A second wave in which two answers are still to be confirmed."""
    return Page(qtbot, wave_desk({JOBS: "250", MAIN: "primary"}, before=BEFORE, carried=[JOBS, MAIN]))


@pytest.fixture
def first(qtbot: QtBot) -> Page:
    return Page(qtbot, wave_desk())


# Views


def test_the_wave_before_is_said_in_words() -> None:
    desk = wave_desk({TOTAL: "1300", JOBS: "250"}, before=BEFORE, carried=[JOBS])
    shown = source(desk)
    total, jobs, main = (shown.view(ref) for ref in (TOTAL, JOBS, MAIN))
    assert (total.unit, total.before, total.before_wave, total.changed) == (
        "millones de pesos", "1.100 millones de pesos", "2025", True,
    )  # fmt: skip
    assert (jobs.before, jobs.changed, jobs.carried) == ("250 empleos", False, True)
    assert (main.before, main.changed, main.carried) == ("Primario", False, False)


def test_the_wave_before_is_said_in_the_language_of_the_form() -> None:
    desk = wave_desk({}, before=BEFORE)
    shown = source(desk)
    assert shown.view(MAIN).before == "Primario"
    desk.session.set_language("English (en)")
    assert (shown.view(MAIN).before, shown.view(TOTAL).before) == ("Primary", "1,100 million pesos")


def test_what_stood_for_a_number_is_compared_too() -> None:
    desk = wave_desk({TOTAL_SIN: "ns"}, before={TOTAL_SIN: "ns"})
    shown = source(desk)
    assert (shown.view(TOTAL).before, shown.view(TOTAL).changed) == ("No sé", False)
    desk.answer(TOTAL_SIN, "na")
    assert shown.view(TOTAL).changed
    desk.answer(TOTAL_SIN, "")
    desk.answer(TOTAL, "5")
    assert shown.view(TOTAL).changed
    assert shown.view(TOTAL).special is None


def test_records_of_repeats_are_not_compared() -> None:
    desk = wave_desk({}, before={**BEFORE})
    desk.add(PROJECT)
    assert source(desk).view(f"{PROJECT}[1]/name").before == ""


def test_notes_are_offered_where_the_form_offers_none() -> None:
    desk = wave_desk()
    desk.notes.comment(MAIN, "Sí")
    desk.notes.set_files(MAIN, ["acta.pdf", "lost.pdf"])
    desk.notes.set_files(JOBS, ["acta.pdf"])
    shown = source(desk)
    main, story = shown.view(MAIN), shown.view(STORY)
    assert (main.notable, main.attachable, main.comment_text) == (True, True, "Sí")
    assert (main.files, main.files_size) == ((FileView("acta.pdf", 1_000), FileView("lost.pdf", 0)), 1_000)
    assert (story.notable, story.attachable) == (False, True)
    assert not DeskSource(desk, Edits(desk)).view(STORY).attachable


def test_a_card_of_the_initiative_has_none_of_it() -> None:
    desk = wave_desk({JOBS: "250"}, before=BEFORE, carried=[JOBS])
    plain: QuestionView = PlainSource(lambda ref: question_view(desk.session, ref)).view(JOBS)
    assert (plain.before, plain.carried, plain.notable, plain.attachable, plain.files) == ("", False, False, False, ())
    beside = source(desk).view(JOBS)
    assert plain == replace(
        beside, number="", before="", before_wave="", carried=False, notable=False, attachable=False
    )


# A number and what stands for it


def test_of_a_number_and_what_stands_for_it_the_last_stays(first: Page) -> None:
    first.give(TOTAL_SIN, "ns")
    assert first.shown(TOTAL).special is not None
    assert first.task("/data/sales").answered == 1
    first.give(TOTAL, "12")
    assert (first.desk.session.value(TOTAL_SIN), first.told[-2:]) == ("", [(TOTAL, "12"), (TOTAL_SIN, "")])
    first.give(TOTAL_SIN, "na")
    assert not first.desk.session.value(TOTAL)
    first.page.undo()
    assert (first.desk.session.value(TOTAL), first.desk.session.value(TOTAL_SIN)) == ("12.0", "")
    first.page.undo()
    assert (first.desk.session.value(TOTAL), first.desk.session.value(TOTAL_SIN)) == ("", "ns")
    first.page.undo()
    assert not first.desk.session.value(TOTAL_SIN)


def test_it_works_in_a_record_of_a_repeat(first: Page) -> None:
    first.desk.add(PROJECT)
    first.page.show_section(PROJECT)
    ref = f"{PROJECT}[1]/value"
    first.give(f"{ref}_sin", "ns")
    assert first.shown(ref).view.special is not None
    first.give(ref, "9000")
    assert not first.desk.session.value(f"{ref}_sin")
    assert first.shown(ref).warning(f"{PROJECT}[1]/w_value") is not None
    assert first.task(PROJECT).unexplained == 1


# Soft warnings


def test_what_may_be_warned_of_is_made_ahead_and_not_shown(first: Page, qtbot: QtBot) -> None:
    box = first.shown(TOTAL).warning(W_TOTAL)
    if box is None:
        qtbot.waitUntil(lambda: first.shown(TOTAL).warning(W_TOTAL) is not None)
    first.give(TOTAL, "9000")
    shown = first.shown(TOTAL).warning(W_TOTAL)
    assert shown is not None
    assert shown.isVisible()
    first.give(TOTAL, "12")
    assert not shown.isVisible()
    assert first.shown(TOTAL).warning(W_TOTAL) is shown


def test_a_warning_is_counted_until_it_is_explained_and_f8_goes_to_it(first: Page) -> None:
    first.page.section.focus_question(TOTAL)
    QTest.keyClicks(QApplication.focusWidget(), "9000")
    first.page.flush()
    box = first.shown(TOTAL).warning(W_TOTAL)
    assert box is not None
    assert box.isVisible()
    assert first.at() == "total"
    assert not box.isAncestorOf(QApplication.focusWidget())
    assert first.task("/data/sales").unexplained == 1
    first.page.next_pending()
    assert box.isAncestorOf(QApplication.focusWidget())
    first.page.next_pending()
    assert first.at() == "main"
    first.page.previous_pending()
    assert box.isAncestorOf(QApplication.focusWidget())
    QTest.keyClicks(QApplication.focusWidget(), "Hubo una feria")
    first.page.flush()
    assert first.told[-1] == (W_TOTAL, "Hubo una feria")
    assert first.task("/data/sales").unexplained == 0


# What was taken over


def test_the_bar_says_how_many_and_confirms_them_all(second: Page) -> None:
    bar = second.page.section.carried
    assert bar.isVisible()
    assert bar.text.text().startswith("2 respuestas vienen de la ola 2025.")
    assert second.task("/data/sales").to_confirm == 2
    assert second.shown(JOBS).view.carried
    bar.button.click()
    assert not bar.isVisible()
    assert second.task("/data/sales").to_confirm == 0
    assert not second.shown(JOBS).view.carried
    assert len(second.noted) == 1
    assert second.told == []
    second.press(Qt.Key.Key_Z, CTRL)
    assert bar.isVisible()
    assert second.desk.to_confirm() == tuple(sorted((JOBS, MAIN)))
    assert second.shown(MAIN).view.carried
    assert len(second.noted) == 2


def test_one_is_confirmed_by_itself(second: Page) -> None:
    past = second.shown(MAIN).past
    assert past is not None
    past.confirm.click()
    assert second.desk.to_confirm() == (JOBS,)
    assert second.page.section.carried.text.text().startswith("1 respuesta viene de la ola 2025.")


def test_an_answer_confirms_and_undoing_it_brings_the_mark_back(second: Page) -> None:
    second.give(JOBS, "300")
    assert second.desk.to_confirm() == (MAIN,)
    assert (second.shown(JOBS).view.changed, second.shown(JOBS).view.carried) == (True, False)
    second.page.undo()
    assert second.desk.to_confirm() == tuple(sorted((JOBS, MAIN)))
    assert second.shown(JOBS).view.carried
    assert second.desk.session.value(JOBS) == "250"


def test_f8_goes_to_what_is_to_be_confirmed(second: Page) -> None:
    second.page.go_to(TOTAL)
    for name in ("jobs", "main"):
        second.page.next_pending()
        assert second.at() == name


def test_the_task_list_says_it_in_words(second: Page) -> None:
    index = second.page.tasks.model().index(0, 0)
    assert "2 respuestas por confirmar" in index.data(Qt.ItemDataRole.AccessibleTextRole)
    second.give(TOTAL, "9000")
    assert "1 advertencia por explicar" in index.data(Qt.ItemDataRole.AccessibleTextRole)
    second.page.tasks.grab()


# Notes


def test_a_comment_is_noted_and_taken_back_as_one(first: Page) -> None:
    teller = first.page.section.teller
    teller.commented.emit(MAIN, "Hubo")
    teller.commented.emit(MAIN, "Hubo una feria")
    assert first.desk.notes.comments == {MAIN: "Hubo una feria"}
    assert first.noted == [MAIN, MAIN]
    assert first.shown(MAIN).view.comment_text == "Hubo una feria"
    first.page.undo()
    assert first.desk.notes.comments == {}
    assert first.shown(MAIN).view.comment_text == ""
    assert first.told == []


def test_files_come_and_go_and_are_brought_back(first: Page) -> None:
    first.page.give_evidence(MAIN, "acta.pdf")
    first.page.give_evidence(MAIN, "lista.xlsx")
    first.page.section.teller.evidence_removed.emit(MAIN, "acta.pdf")
    assert [file.name for file in first.shown(MAIN).view.files] == ["lista.xlsx"]
    first.page.undo()
    assert [file.name for file in first.shown(MAIN).view.files] == ["acta.pdf", "lista.xlsx"]
    assert first.noted == [MAIN] * 4


def test_the_notes_of_a_record_go_and_come_back_with_it(first: Page) -> None:
    desk, edits = first.desk, first.page._shown().edits
    for _ in range(3):
        edits.add(PROJECT)
    for n in (1, 2, 3):
        edits.comment(f"{PROJECT}[{n}]/name", f"Comentario {n}")
    edits.set_files(f"{PROJECT}[2]/value", ["acta.pdf"])
    before = desk.notes.state()
    edits.remove(f"{PROJECT}[2]")
    assert desk.notes.comments == {f"{PROJECT}[1]/name": "Comentario 1", f"{PROJECT}[2]/name": "Comentario 3"}
    edits.undo()
    assert desk.notes.state() == before


# Parts of a whole


@pytest.mark.parametrize(
    ("answers", "words", "fits"),
    [
        ({}, "Suma: 0\u00a0% de 100\u00a0%; faltan 100", None),
        ({HOME: "50", COUNTRY: "48"}, "Suma: 98\u00a0% de 100\u00a0%; faltan 2", False),
        ({HOME: "99"}, "Suma: 99\u00a0% de 100\u00a0%; falta 1", False),
        ({HOME: "60", COUNTRY: "43"}, "Suma: 103\u00a0% de 100\u00a0%; sobran 3", False),
        ({HOME: "100.5"}, "Suma: 100,5\u00a0% de 100\u00a0%; sobran 0,5", False),
        ({HOME: "33.3", COUNTRY: "33.3", ABROAD: "33.4"}, "✓ 100\u00a0%", True),
        ({HOME: "0.1", COUNTRY: "0.2", ABROAD: "99.7"}, "✓ 100\u00a0%", True),
    ],
)
def test_the_parts_add_up(answers: dict[str, str], words: str, fits: bool | None) -> None:
    total = source(wave_desk(answers)).total(SHARES)
    assert total is not None
    assert (total.words, total.fits) == (words, fits)
    assert source(wave_desk()).total("/data/markets") is None


def test_the_sum_follows_each_answer(first: Page) -> None:
    first.page.show_section("/data/markets")
    panel = first.page.section.findChild(PanelBlock)
    assert panel is not None
    first.give(HOME, "60")
    assert panel.total.isVisible()
    assert panel.total.text() == "Suma: 60\u00a0% de 100\u00a0%; faltan 40"
    assert panel.total.property("role") == "attention"
    first.give(COUNTRY, "40")
    assert panel.total.text() == "✓ 100\u00a0%"
    first.page.undo()
    assert panel.total.text().endswith("faltan 40")


def test_the_record_that_moves_up_shows_its_own_comment(first: Page) -> None:
    page, at = first.page, f"{PROJECT}[1]/name"
    for _ in range(2):
        page.section.teller.add_wanted.emit(PROJECT)
    page.section.teller.commented.emit(at, "Del primero")
    page.go_to(at)
    assert first.shown(at).view.comment_text == "Del primero"
    page.section.teller.remove_wanted.emit(f"{PROJECT}[1]")
    page.go_to(at)
    assert first.shown(at).view.comment_text == ""
    page.undo()
    assert first.shown(at).view.comment_text == "Del primero"
