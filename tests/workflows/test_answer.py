"""The desk: what the screens ask about an open response. Nothing here is on disk; ``test_commit`` is about that."""

from __future__ import annotations

from datetime import date

import pytest

from desktop_app.workflows.answer import Desk, DeskFacts
from desktop_app.workflows.example import example_answers
from desktop_app.workflows.responses import open_response
from desktop_app.workflows.workspace import Workspace
from desktop_app.xforms import Session
from tests.support.desks import (
    ITEMS,
    NAME,
    NOW,
    P01,
    P02,
    P03,
    P03_COMMENT,
    P03_PLANNED,
    YEAR,
    begin,
)
from tests.support.rubrics import form_of

SECTIONS = ["identificacion", "origen", "conocimiento", "estrategia", "organizacion", "sostenibilidad"]
KNOWLEDGE = "/data/conocimiento"
LAST = "/data/sostenibilidad/p13"


@pytest.fixture
def desk(workspace: Workspace) -> Desk:
    return open_response(workspace, begin(workspace), NOW)


@pytest.fixture
def full(desk: Desk) -> Desk:
    for ref, value in example_answers(desk.form, NOW).items():
        desk.answer(ref, value)
    return desk


# -- sections --------------------------------------------------------------------------------------------------------


def test_the_sections_in_order_with_their_codes(desk: Desk) -> None:
    assert [view.ref for view in desk.sections()] == [f"/data/{name}" for name in SECTIONS]
    assert [view.code for view in desk.sections()] == ["ID", "B1", "B2", "B3", "B4", "B5"]
    assert [view.title for view in desk.sections()][1:3] == ["Origen", "Conocimiento"]
    assert sum(view.total for view in desk.sections()[1:]) == ITEMS


def test_a_section_goes_from_none_to_complete(desk: Desk) -> None:
    states = [desk.section(KNOWLEDGE).state]
    for ref in (P02, P03, "/data/conocimiento/p04"):
        desk.answer(ref, "1")
        states.append(desk.section(KNOWLEDGE).state)
    assert states == ["none", "started", "started", "complete"]
    desk.answer(P03, "")
    assert desk.section(KNOWLEDGE).state == "started"


def test_a_section_with_a_wrong_value_is_to_be_reviewed(desk: Desk) -> None:
    desk.answer(P03, "7")
    view = desk.section(KNOWLEDGE)
    assert (view.state, view.problems, view.answered) == ("review", 1, 1)
    desk.answer(P03, "2")
    assert desk.section(KNOWLEDGE).problems == 0


def test_a_companion_with_a_wrong_value_is_to_be_reviewed_too(full: Desk) -> None:
    assert full.ready()
    full.answer(P03_PLANNED, "mañana")
    view = full.section(KNOWLEDGE)
    assert (view.state, view.problems, view.answered, view.total) == ("review", 1, 3, 3)
    assert full.progress()[2] == 1
    assert full.pending() == P03_PLANNED
    assert not full.ready()


def test_a_companion_that_does_not_apply_is_no_problem(full: Desk) -> None:
    full.answer(P03_PLANNED, "mañana")
    full.answer(P03, "2")
    assert full.section(KNOWLEDGE).state == "complete"
    assert full.pending() is None
    assert full.ready()


def test_companions_are_shown_with_their_question_and_not_counted(desk: Desk) -> None:
    refs = [question.ref for question in desk.questions(KNOWLEDGE)]
    assert refs == [P02, P03, "/data/conocimiento/p04"]
    assert (desk.companions(P03).comment, desk.companions(P03).planned) == (P03_COMMENT, P03_PLANNED)
    assert desk.companions(P03).evidence is None
    assert desk.companions(YEAR).comment is None
    desk.answer(P03_COMMENT, "solo un comentario")
    assert desk.section(KNOWLEDGE).state == "none"


def test_the_section_that_shows_a_reference(desk: Desk) -> None:
    assert desk.section_of(P03) == desk.section_of(P03_COMMENT) == desk.section_of(P03_PLANNED) == KNOWLEDGE
    assert desk.section_of(YEAR) == "/data/identificacion"
    assert desk.section_of("/data/total") == desk.section_of("/data/nada") == desk.section_of("") == ""


def test_what_does_not_apply_is_not_in_its_section(desk: Desk) -> None:
    identification = "/data/identificacion"
    before = desk.section(identification)
    desk.answer("/data/identificacion/sector", "otro")
    assert desk.section(identification).total == before.total + 1
    desk.answer("/data/identificacion/entity_kind", "gremio")
    assert desk.section(identification).total == before.total


def test_the_language_of_the_sections_is_the_sessions(desk: Desk) -> None:
    desk.session.set_language("en")
    assert [view.title for view in desk.sections()][1:3] == ["Origin", "Knowledge"]


NOTES = """
| survey |
| | type | name | label | relevant | bind::telar:code |
| | begin_group | a | Solo avisos | | A |
| | note | n | Lea esto | | |
| | end_group | | | | |
| | begin_group | b | A veces | ${go} = 'yes' | B |
| | text | c | Uno | | |
| | end_group | | | | |
| | begin_group | d | Siempre | | D |
| | select_one yn | go | ¿Sigue? | | D1 |
| | end_group | | | | |
| choices |
| | list_name | name | label |
| | yn | yes | Sí |
| | yn | no | No |
| settings |
| | form_id | namespaces |
| | notes | telar="urn:telar:rubric:1" |
"""


def test_a_section_is_listed_when_there_is_something_to_read_or_to_answer() -> None:
    desk = Desk("id", Session(form_of(NOTES), now=NOW))
    assert [(view.code, view.total) for view in desk.sections()] == [("A", 0), ("D", 1)]
    desk.answer("/data/d/go", "yes")
    assert [view.code for view in desk.sections()] == ["A", "B", "D"]
    assert desk.questions("/data/a") == ()
    assert desk.section("/data/d").state == "complete"
    assert desk.section("/data/b").state == "none"


def test_a_form_that_scores_nothing_has_no_diagnosis() -> None:
    desk = Desk("id", Session(form_of(NOTES), now=NOW))
    assert desk.rubric is None
    assert desk.diagnosis() is None
    assert desk.facts == DeskFacts()


# -- numbers and codes -----------------------------------------------------------------------------------------------


def test_a_question_has_a_number_and_a_code(desk: Desk) -> None:
    assert (desk.number(P03), desk.code(P03)) == ("3", "P03")
    assert (desk.number(LAST), desk.code(LAST)) == ("13", "P13")
    assert desk.code(YEAR) == "ID15"


def test_what_is_no_question_has_neither(desk: Desk) -> None:
    for ref in (P03_COMMENT, "/data/total", "/data/nada", ""):
        assert (desk.number(ref), desk.code(ref)) == ("", "")


# -- progress, answers, diagnosis ------------------------------------------------------------------------------------


def test_progress_counts_what_is_answered_of_how_many_and_to_review(desk: Desk) -> None:
    answered, total, review = desk.progress()
    assert (answered, review) == (14, 0)
    desk.answer(P01, "2")
    desk.answer(P02, "9")
    assert desk.progress() == (answered + 2, total, 1)


def test_an_answer_says_what_it_changed_and_where_one_is(desk: Desk) -> None:
    changes = desk.answer(P03, "1")
    assert changes.relevant == {P03_PLANNED: True}
    assert changes.problems == {P03: None}
    assert changes.values["/data/total"] == "1"
    assert desk.current_ref == P03


def test_ready_when_nothing_stands_in_the_way(full: Desk) -> None:
    assert full.ready()
    assert full.progress()[2] == 0
    assert {view.state for view in full.sections()} == {"complete"}
    full.answer(P01, "")
    assert not full.ready()


def test_a_step_carries_what_the_disk_must_know(desk: Desk) -> None:
    step = desk.step(P01, desk.answer(P01, "2"))
    assert (step.response_id, step.ref, step.ready) == (desk.response_id, P01, False)
    assert (step.values, step.within) == ({P01: "2"}, ())
    assert (step.answered, step.total) == desk.progress()[:2]


def test_a_step_stays_as_it_was_when_the_desk_goes_on(desk: Desk) -> None:
    step = desk.step(P01, desk.answer(P01, "2"))
    changes = desk.answer(P01, "0")
    assert step.values == {P01: "2"}
    assert desk.step(P01, changes).values == {P01: "0"}


def test_the_diagnosis_follows_the_answers(desk: Desk) -> None:
    empty = desk.diagnosis()
    assert empty is not None
    assert (empty.total.value, empty.answered, empty.of, empty.provisional) == (None, 0, ITEMS, True)
    for item, ref in enumerate(ref for ref in desk.form.binds if ref.rpartition("/")[2] in {"p01", "p02", "p13"}):
        desk.answer(ref, str(item))
    diagnosis = desk.diagnosis()
    assert diagnosis is not None
    assert (diagnosis.total.value, diagnosis.answered) == (3.0, 3)


# -- what is pending -------------------------------------------------------------------------------------------------


def test_pending_goes_round_and_back_the_same_way(desk: Desk) -> None:
    forward, ref = [], desk.pending()
    while ref not in forward:
        assert ref is not None
        forward.append(ref)
        ref = desk.pending(ref)
    assert len(forward) == len(desk.session.problems()) == ITEMS
    assert ref == forward[0]
    backward, ref = [], desk.previous_pending()
    while ref not in backward:
        assert ref is not None
        backward.append(ref)
        ref = desk.previous_pending(ref)
    assert backward == forward[::-1]


def test_pending_starts_after_where_one_is(desk: Desk) -> None:
    assert desk.pending(NAME) == P01
    assert desk.pending(YEAR) == P01
    assert desk.pending(LAST) == P01
    assert desk.previous_pending(P02) == P01
    assert desk.previous_pending(YEAR) == LAST
    assert desk.pending("/data/nada") == desk.pending()


def test_pending_starts_from_a_companion_too(desk: Desk) -> None:
    desk.answer(P03, "1")
    assert desk.pending(P03_COMMENT) == "/data/conocimiento/p04"
    assert desk.previous_pending(P03_PLANNED) == P02


def test_the_one_that_is_pending_is_found_from_itself(full: Desk) -> None:
    full.answer(P03, "")
    assert full.pending(P03) == full.previous_pending(P03) == P03


def test_nothing_is_pending_when_all_is_answered(full: Desk) -> None:
    assert full.pending() is None
    assert full.pending(P01) is None
    assert full.previous_pending(P01) is None


# -- search ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["conocío", "CLUSTER PROPIO", "clúster propio", "  clu\u0301ster propio ", "P03", "p03"]
)
def test_search_ignores_accents_and_case(desk: Desk, text: str) -> None:
    found = [ref for ref, _ in desk.search(text)]
    assert found == ([] if text == "conocío" else [P03])


def test_search_reads_labels_hints_codes_and_numbers(desk: Desk) -> None:
    assert ("/data/conocimiento/p04") in dict(desk.search("benchmarking"))
    assert dict(desk.search("ID15")) == {YEAR: "Año al que se refieren las respuestas"}
    assert LAST in dict(desk.search("13"))


def test_search_leaves_out_what_does_not_apply(desk: Desk) -> None:
    other = "/data/identificacion/sector_other"
    assert other not in dict(desk.search("cuál otro sector"))
    desk.answer("/data/identificacion/sector", "otro")
    assert other in dict(desk.search("cuál otro sector"))


@pytest.mark.parametrize("text", ["", "   ", "\t\n", "\u0301", "zzzz", "%", "P99"])
def test_search_for_nothing_or_for_what_is_not_there(desk: Desk, text: str) -> None:
    assert desk.search(text) == []


def test_search_is_in_the_language_shown(desk: Desk) -> None:
    desk.session.set_language("en")
    assert dict(desk.search("the cluster itself")) == {P03: "The cluster itself has been studied."}
    assert desk.search("clúster propio") == []


def test_a_planned_date_is_asked_for_only_where_something_lacks(full: Desk) -> None:
    answers = full.session.values()
    for item in range(1, ITEMS + 1):
        name = next(ref for ref in answers if ref.endswith(f"/p{item:02d}_planned"))
        lacking = answers[name.removesuffix("_planned")] != "2"
        assert full.session.is_relevant(name) == lacking
        assert (date.fromisoformat(answers[name]) > NOW.date()) if lacking else answers[name] == ""
