"""What other instruments found, above the records that may begin from it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop_app.diagnosis import Offer
from desktop_app.ui.survey.offered import FEW, OfferedRecords
from desktop_app.workflows.desk import Desk, DeskFacts
from desktop_app.xforms import Session
from tests.diagnosis.test_offering import GAP, asking
from tests.support.forms import NOW
from tests.support.respondent import Opened
from tests.support.windows import clipped, said

CTRL = Qt.KeyboardModifier.ControlModifier


def offer(number: int, form_id: str = "seguimiento", wave: str = "2026") -> Offer:
    return Offer(
        form_id,
        {
            "title": f"A{number} Oportunidad {number}",
            "code": f"A{number}",
            "instrument": form_id.capitalize(),
            "wave": wave,
            "score": "1",
            "max": "3",
            "reached": "En conversación",
            "activity": "Haga esto\nY esto",
        },
    )


OFFERS = (*(offer(number) for number in range(6)), offer(7, "otro", "2025"))


def opened(qtbot: QtBot, *offers: Offer) -> Opened:
    session = Session(asking(), now=NOW)
    session.remove_repeat(f"{GAP}[1]")
    desk = Desk("r1", session, DeskFacts(offers=offers))
    desk.current_ref = GAP
    return Opened(qtbot, desk)


def shown(page: Opened) -> OfferedRecords:
    found = page.block(GAP).offered
    assert found is not None
    return found


def titles(page: Opened) -> list[str]:
    return [row.title.text() for row in shown(page).rows]


def test_the_first_of_each_instrument_are_shown_and_all_when_asked_for(qtbot: QtBot) -> None:
    page = opened(qtbot, *OFFERS)
    assert titles(page) == [each.values["title"] for each in (*OFFERS[:FEW], OFFERS[6])]
    words = said(shown(page))
    for each in ("Seguimiento, ola 2026", "Otro, ola 2025", "1 de 3 · En conversación", "Agregue las oportunidades"):
        assert each in words
    assert shown(page).more.text() == "Ver las 7 oportunidades"
    shown(page).more.click()
    assert titles(page) == [each.values["title"] for each in OFFERS]
    assert shown(page).more.text() == "Ver menos"
    assert clipped(shown(page)) == []
    shown(page).more.click()
    assert len(titles(page)) == FEW + 1


def test_what_is_chosen_becomes_a_record_and_can_be_taken_back(qtbot: QtBot) -> None:
    page = opened(qtbot, *OFFERS)
    session = page.desk.session
    shown(page).rows[1].button.click()
    assert session.repeat_count(GAP) == 1
    assert [session.value(f"{GAP}[1]/{name}") for name in ("what", "code", "origin", "todo")] == [
        "A1 Oportunidad 1",
        "A1",
        "Seguimiento",
        "Haga esto\nY esto",
    ]
    assert [row.there.isVisible() for row in shown(page).rows] == [False, True, False, False, False]
    assert page.told[0][0] == GAP
    assert (f"{GAP}[1]/code", "A1") in page.told
    shown(page).rows[4].button.click()
    assert session.value(f"{GAP}[2]/origin") == "Otro"
    page.page.undo()
    assert session.repeat_count(GAP) == 1
    assert [row.button.isVisible() for row in shown(page).rows] == [True, False, True, True, True]


def test_a_record_of_which_nothing_is_said_is_used_first(qtbot: QtBot) -> None:
    page = opened(qtbot, *OFFERS)
    page.page.section.teller.add_wanted.emit(GAP)
    shown(page).rows[0].button.click()
    assert page.desk.session.repeat_count(GAP) == 1
    assert page.desk.session.value(f"{GAP}[1]/code") == "A0"
    page.page.undo()
    assert page.desk.session.repeat_count(GAP) == 1
    assert page.desk.session.value(f"{GAP}[1]/code") == ""


def test_a_record_that_is_changed_or_goes_can_be_taken_again(qtbot: QtBot) -> None:
    page = opened(qtbot, *OFFERS)
    shown(page).rows[0].button.click()
    page.page.section.answered.emit(f"{GAP}[1]/code", "Z")
    assert shown(page).rows[0].button.isVisible()
    page.page.section.answered.emit(f"{GAP}[1]/code", "A0")
    assert not shown(page).rows[0].button.isVisible()
    page.page.section.teller.remove_wanted.emit(f"{GAP}[1]")
    assert shown(page).rows[0].button.isVisible()


def test_without_responses_it_says_when_there_will_be_something(qtbot: QtBot) -> None:
    page = opened(qtbot)
    assert "Cuando haya respondido otros instrumentos" in said(shown(page))
    assert not shown(page).more.isVisible()
    assert titles(page) == []


def test_the_buttons_say_to_what_they_belong(qtbot: QtBot) -> None:
    page = opened(qtbot, OFFERS[0])
    row = shown(page).rows[0]
    assert row.button.accessibleName() == "Agregar: A0 Oportunidad 0"
    assert row.button.focusPolicy() & Qt.FocusPolicy.TabFocus


@pytest.mark.parametrize("missing", ["score", "reached", "title"])
def test_what_an_offer_does_not_say_is_left_out(qtbot: QtBot, missing: str) -> None:
    poor = replace(OFFERS[0], values={**OFFERS[0].values, missing: ""})
    page = opened(qtbot, poor)
    row = shown(page).rows[0]
    assert "  " not in row.note.text()
    assert not row.note.text().startswith("·")


def test_words_of_a_form_are_text_and_never_markup(qtbot: QtBot) -> None:
    odd = replace(OFFERS[0], values={**OFFERS[0].values, "title": "<b>Uno</b>", "reached": "<i>dos</i>"})
    page = opened(qtbot, odd)
    row = shown(page).rows[0]
    assert row.title.textFormat() == row.note.textFormat() == Qt.TextFormat.PlainText
