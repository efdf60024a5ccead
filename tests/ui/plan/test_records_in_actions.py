"""Records within an action, in Plan: added, answered, removed and taken back, and the action's sums with them."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from desktop_app.ui.survey.repeat_block import RepeatBlock
from desktop_app.workflows.desk import Desk
from tests.ui.plan.test_plan_page import Opened
from tests.workflows.test_plan_shares import TWO, P, answered

SHARE = f"{P}[1]/money/share"


@pytest.fixture
def page(qtbot: QtBot) -> Opened:
    return Opened(qtbot, Desk("r1", answered(*TWO)))


def block(page: Opened) -> RepeatBlock:
    (found,) = [each for each in page.page.findChildren(RepeatBlock) if each.isVisible()]
    return found


def amounts(page: Opened) -> list[str]:
    session = page.desk.session
    return [session.value(f"{SHARE}[{place}]/amount") for place in range(1, session.repeat_count(SHARE) + 1)]


def test_the_records_of_the_action_at_hand_are_there(page: Opened) -> None:
    assert block(page).title.text() == "Quién paga"
    assert block(page).count.text() == "3 registros"
    assert page.column("budget") == ["154,5", "10", "900", "–"]


def test_a_record_is_added_at_the_end_and_is_the_one_at_hand(page: Opened) -> None:
    block(page).add.click()
    assert page.desk.session.repeat_count(SHARE) == 4
    assert block(page).instance() == f"{SHARE}[4]"
    assert page.told == [(SHARE, "")]
    page.page.teller.answered.emit(f"{SHARE}[4]/amount", "100")
    assert page.column("budget")[0] == "254,5"
    assert page.page.current() == f"{P}[1]"


def test_what_is_removed_can_be_brought_back(page: Opened) -> None:
    before = amounts(page)
    block(page).remove.click()
    assert len(amounts(page)) == 2
    assert page.column("budget")[0] == "34,5"
    page.page.undo()
    assert amounts(page) == before
    assert page.column("budget")[0] == "154,5"
    assert page.page.current() == f"{P}[1]"


def test_an_added_record_is_taken_back(page: Opened) -> None:
    block(page).add.click()
    page.page.undo()
    assert page.desk.session.repeat_count(SHARE) == 3
    assert page.stored() == ["Sello", "Feria", "Bodega", "Mesa"]
