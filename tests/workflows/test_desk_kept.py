"""What the desk keeps between steps says what it would say if it were worked out anew."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.diagnosis import diagnose
from desktop_app.workflows.desk import Desk
from desktop_app.workflows.notes import Notes, NotesState
from tests.support.waves import ACTORS, NAME, PLAN_STATE, PROJECT, SALES, SALES_NONE, YEAR, desk

TITLES = [f"{PROJECT}[{n}]/title" for n in (1, 2, 3)]
ANSWERS = {
    NAME: ("Cacao", ""),
    YEAR: ("2026", "2025", ""),
    ACTORS: ("3", "50", ""),
    SALES: ("120", "7", ""),
    SALES_NONE: ("ns", "na", ""),
    PLAN_STATE: ("1", "3", ""),
    TITLES[0]: ("uno", ""),
}
CARRIED = [*ANSWERS, *TITLES[1:]]

answers = st.sampled_from(sorted(ANSWERS)).flatmap(
    lambda ref: st.tuples(st.just("answer"), st.just(ref), st.sampled_from(ANSWERS[ref]))
)
marks = st.tuples(st.sampled_from(["confirm", "doubt"]), st.sampled_from(CARRIED), st.just(""))
records = st.tuples(st.sampled_from(["add", "remove", "back"]), st.just(PROJECT), st.just(""))


def take(at: Desk, step: tuple[str, str, str]) -> None:
    """One step; one that is not possible now is left out."""
    what, ref, value = step
    count = at.session.repeat_count(PROJECT)
    if what == "answer" and (not ref.startswith(PROJECT) or count):
        at.answer(ref, value)
    elif what == "confirm":
        at.notes.confirm((ref,))
    elif what == "doubt":
        at.notes.doubt((ref,))
    elif what == "add" and count < 3:
        at.add(PROJECT)
    elif what == "remove" and count:
        at.remove(f"{PROJECT}[1]")
    elif what == "back":
        kept, notes = at.draft(PROJECT), at.notes.below(PROJECT)
        at.replace(PROJECT, kept)
        at.notes.put_back(PROJECT, notes)


def waiting(at: Desk) -> list[str]:
    """What is to be confirmed, found without anything that was kept."""
    there = {f"{PROJECT}[{n}]" for n in range(1, at.session.repeat_count(PROJECT) + 1)}
    present = [ref for ref in sorted(at.notes.carried) if "[" not in ref or ref.partition("]")[0] + "]" in there]
    return [ref for ref in present if at.session.is_relevant(ref)]


@settings(max_examples=60, deadline=None)
@given(
    st.frozensets(st.sampled_from(CARRIED)),
    st.lists(st.one_of(answers, marks, records), max_size=12),
)
def test_marks_and_diagnosis_follow_every_step(carried: frozenset[str], steps: list[tuple[str, str, str]]) -> None:
    at = desk({TITLES[1]: "dos"}, before={SALES: "20"}, notes=Notes(NotesState(carried=carried)))
    for step in steps:
        take(at, step)
        assert list(at.to_confirm()) == waiting(at)
        by_section = [ref for section in at.sections() for ref in at.to_confirm(section.ref)]
        assert sorted(by_section) == waiting(at)
        assert sum(section.to_confirm for section in at.sections()) == len(waiting(at))
        assert at.rubric is not None
        assert at.diagnosis() == diagnose(at.session, at.rubric)
    if waiting(at):
        assert not at.ready()


def test_a_diagnosis_that_nothing_touched_is_the_same_one() -> None:
    at = desk({PLAN_STATE: "1"})
    before = at.diagnosis()
    at.answer(NAME, "Café")
    assert at.diagnosis() is before
    at.answer(PLAN_STATE, "3")
    assert at.diagnosis() != before
    at.session.set_language("English (en)")
    assert at.diagnosis() == diagnose(at.session, at.rubric)  # type: ignore[arg-type]
