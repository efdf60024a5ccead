"""Every row of the XLSForm specification in Responder and Revisar: shown without a remark of Qt's, and answered."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from desktop_app.ui.survey.review_page import ReviewPage
from desktop_app.workflows.answer import Desk
from desktop_app.xforms import Session
from desktop_app.xforms.tree import generic
from tests.support.respondent import Opened
from tests.support.specification import FORMS, fitting, load
from tests.support.survey_desks import NOW


@pytest.mark.parametrize("name", FORMS)
def test_each_form_is_shown_and_answered(qtbot: QtBot, name: str) -> None:
    desk = Desk("r1", Session(load(name), now=NOW))
    opened = Opened(qtbot, desk)
    _add_a_record_to_each(opened)
    given: dict[str, str] = {}
    for _ in range(3):  # answers bring questions
        for question in list(desk.session.relevant_questions()):
            ref = question.ref
            bind = desk.form.binds.get(generic(ref))
            heads_a_table = "label" in question.appearance.split()
            if ref in given or heads_a_table or (bind and bind.calculate) or desk.session.is_readonly(ref):
                continue
            opened.page.go_to(ref)
            opened.page.section.answered.emit(ref, fitting(desk.session, question))
            given[ref] = desk.session.value(ref)
            opened.settle()
    assert all(desk.session.value(ref) == value for ref, value in given.items() if value)
    shown = {ref for ref in given if opened.page.section.card(ref) is not None}
    assert shown == {ref for ref in given if desk.section_of(ref) == opened.page.section_ref}
    _review(qtbot, desk)


def _add_a_record_to_each(opened: Opened) -> None:
    desk = opened.desk
    for nodeset in desk.session.repeats():
        if not desk.repeat(nodeset).fixed and desk.session.is_relevant(nodeset):
            opened.page.section.teller.add_wanted.emit(nodeset)


def _review(qtbot: QtBot, desk: Desk) -> None:
    page = ReviewPage()
    qtbot.addWidget(page)
    page.resize(1024, 640)
    page.show_desk(desk)
    with qtbot.waitActive(page):
        page.show()
