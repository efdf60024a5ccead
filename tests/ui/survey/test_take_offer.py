"""Taking what is offered and taking it back, in any order: the records are those taken, and undoing leaves nothing."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from desktop_app.ui.survey.edits import Edits, take_offer
from desktop_app.workflows.desk import Desk, DeskFacts
from desktop_app.xforms import Session
from tests.diagnosis.test_offering import GAP, asking
from tests.support.forms import NOW
from tests.ui.survey.test_offered import OFFERS

STEPS = st.lists(st.one_of(st.integers(0, len(OFFERS) - 1), st.just(-1)), max_size=12)


@given(STEPS, st.booleans())
def test_the_records_are_what_was_taken_and_not_taken_back(steps: list[int], blank: bool) -> None:
    session = Session(asking(), now=NOW)
    if not blank:
        session.remove_repeat(f"{GAP}[1]")
    desk = Desk("r1", session, DeskFacts(offers=OFFERS))
    edits = Edits(desk)
    beginning = desk.draft(GAP)
    done: list[str] = []
    for step in steps:
        if step >= 0:
            _, deeds = take_offer(edits, GAP, OFFERS[step])
            assert deeds[-1].changes is not None
            done.append(OFFERS[step].values["code"])
        elif done:
            edits.undo()
            done.pop()
        there = [session.value(f"{GAP}[{place}]/code") for place in range(1, session.repeat_count(GAP) + 1)]
        assert [code for code in there if code] == done
        assert {offer.values["code"] for offer, taken in desk.offers(GAP) if taken} == set(done)
    while done:
        edits.undo()
        done.pop()
    assert desk.draft(GAP) == beginning
