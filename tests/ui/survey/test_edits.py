"""Whatever is done in Responder can be taken back, and the screen says what the desk says."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from desktop_app.ui.survey.edits import Edits
from desktop_app.ui.survey.history import Removed, with_instance
from desktop_app.workflows.answer import Desk
from tests.support.respondent import ORGANISATIONS, Opened
from tests.support.survey_desks import desk_of

R, Q = "/data/g/r", "/data/g/q"

STEPS = st.lists(st.tuples(st.sampled_from(("answer", "add", "remove", "count")), st.integers(0, 9)), max_size=14)


def do(desk: Desk, edits: Edits, deed: str, number: int) -> None:
    """One step of the respondent's, if it can be taken as things stand."""
    session = desk.session
    nodesets = sorted(nodeset for nodeset in session.repeats() if not nodeset.startswith(Q))
    if deed == "add":
        edits.add(nodesets[number % len(nodesets)])
    elif deed == "count":
        edits.answer("/data/g/n", str(number % 4), typed=bool(number % 2))
    elif deed == "remove":
        nodeset = nodesets[number % len(nodesets)]
        count = session.repeat_count(nodeset)
        if count:
            edits.remove(f"{nodeset}[{number % count + 1}]")
    else:
        questions = [question.ref for question in session.relevant_questions()]
        ref = questions[number * 7 % len(questions)]
        value = ("firm", "other")[number % 2] if ref.endswith("/k") else "" if ref.endswith("/n") else str(number)
        edits.answer(ref, value, typed=bool(number % 2))


@given(steps=STEPS)
@settings(max_examples=60, deadline=None)
def test_all_steps_taken_back_leave_what_was_there(steps: list[tuple[str, int]]) -> None:
    desk = desk_of(ORGANISATIONS)
    before = desk.session.draft()
    edits = Edits(desk)
    for deed, number in steps:
        do(desk, edits, deed, number)
    while len(edits.history):
        edits.undo()
    assert desk.session.draft() == before
    assert edits.undo() == ("", [])


@given(steps=STEPS)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_screen_says_what_the_desk_says(qtbot: QtBot, steps: list[tuple[str, int]]) -> None:
    opened = Opened(qtbot, desk_of(ORGANISATIONS))
    page, edits = opened.page, opened.page._shown().edits
    for deed, number in steps:
        before = len(edits.history)
        if number == 9 and before:
            page.undo()
            continue
        done = Recorder(edits, page)
        do(opened.desk, done, deed, number)  # type: ignore[arg-type]
    opened.settle()
    shown = page.section.cards()
    fresh = Opened(qtbot, opened.desk)
    fresh.page._shown().chosen = dict(page._shown().chosen)  # opening went to the record answered last
    fresh.page.show_section("/data/g")
    fresh.settle()
    assert list(shown) == list(fresh.page.section.cards())
    assert {ref: card.view for ref, card in shown.items()} == {ref: page._shown().view(ref) for ref in shown}
    page.close()
    fresh.page.close()


class Recorder:
    """Does through the page what ``do`` would do to the desk."""

    def __init__(self, edits: Edits, page: object) -> None:
        self._section = page.section  # type: ignore[attr-defined]
        self.desk = edits.desk

    def answer(self, ref: str, value: str, *, typed: bool) -> None:
        self._section.answered.emit(ref, value)

    def add(self, nodeset: str) -> None:
        self._section.teller.add_wanted.emit(nodeset)

    def remove(self, ref: str) -> None:
        self._section.teller.remove_wanted.emit(ref)


@pytest.mark.parametrize("place", [1, 2, 3])
def test_an_instance_goes_back_to_its_place(place: int) -> None:
    draft = {"/d/r": "2", "/d/r[1]/x": "a", "/d/r[2]/x": "b", "/d/r[2]/i[1]/y": "c", "/d/rest": "z"}
    whole = with_instance(draft, Removed(f"/d/r[{place}]", {f"/d/r[{place}]/x": "new"}))
    order = {1: "new a b", 2: "a new b", 3: "a b new"}[place]
    assert whole["/d/r"] == "3"
    assert " ".join(whole[f"/d/r[{n}]/x"] for n in (1, 2, 3)) == order
    assert whole[f"/d/r[{3 if place < 3 else 2}]/i[1]/y"] == "c"
    assert whole["/d/rest"] == "z"
