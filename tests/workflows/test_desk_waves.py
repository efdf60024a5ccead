"""The desk beside another wave: special answers, soft warnings, notes, what is to be confirmed, the plan."""

from __future__ import annotations

from desktop_app.diagnosis import spider_axes
from desktop_app.workflows.notes import Notes, NotesState
from tests.support.waves import ACTORS, NAME, PLAN, PLAN_STATE, PROJECT, SALES, SALES_NONE, SALES_WHY, YEAR, desk

MONEY, WHO = "/data/money", "/data/who"
FULL = {NAME: "Cacao", YEAR: "2026", SALES: "120", PLAN_STATE: "3"}


class TestSpecialAnswers:
    def test_no_figure_said_to_be_unknown_is_an_answer(self) -> None:
        at = desk({})
        before = at.section(MONEY).answered
        at.answer(SALES_NONE, "ns")
        assert at.section(MONEY).answered == before + 1
        assert at.session.problem(SALES) is None

    def test_a_figure_takes_its_place(self) -> None:
        at = desk({SALES_NONE: "ns"})
        at.answer(SALES, "12")
        assert not at.session.is_relevant(SALES_NONE)
        assert at.section(MONEY).answered == desk({SALES: "12"}).section(MONEY).answered

    def test_neither_is_missing(self) -> None:
        assert desk({}).session.problem(SALES) is not None


class TestSoftWarnings:
    def test_without_a_reason_nothing_is_ready(self) -> None:
        at = desk(FULL, before={SALES: "20"})
        assert at.section(MONEY).unexplained == 1
        assert not at.ready()
        at.answer(SALES_WHY, "Un comprador nuevo")
        assert at.section(MONEY).unexplained == 0
        assert at.ready()

    def test_the_question_is_pending_at_its_reason(self) -> None:
        at = desk(FULL, before={SALES: "20"})
        assert at.pending() == SALES_WHY

    def test_it_goes_with_what_it_is_about(self) -> None:
        at = desk(FULL, before={SALES: "20"})
        at.answer(SALES, "21")
        assert at.warnings() == ()
        assert at.section(MONEY).unexplained == 0

    def test_in_a_record_that_goes(self) -> None:
        at = desk({f"{PROJECT}[1]/spent": "2000", f"{PROJECT}[2]/spent": "2000"})
        assert at.section(PROJECT).unexplained == 2
        at.remove(f"{PROJECT}[1]")
        assert at.section(PROJECT).unexplained == 1


class TestToConfirm:
    def carried(self, *refs: str) -> Notes:
        return Notes(NotesState(carried=frozenset(refs)))

    def test_what_was_taken_over_holds_the_response_back(self) -> None:
        at = desk(FULL, notes=self.carried(NAME, PLAN_STATE))
        assert not at.ready()
        assert at.to_confirm() == (PLAN_STATE, NAME)
        assert at.to_confirm(WHO) == (NAME,)
        assert at.section(WHO).to_confirm == 1
        assert at.section(WHO).state == "started"

    def test_confirmed_it_counts(self) -> None:
        at = desk(FULL, notes=self.carried(NAME))
        assert at.notes.confirm(at.to_confirm(WHO)) == (NAME,)
        assert at.ready()
        assert at.section(WHO).state == "complete"
        assert at.note_step(NAME).notes.carried == {NAME: False}

    def test_an_answer_is_its_own_confirmation(self) -> None:
        at = desk(FULL, notes=self.carried(PLAN_STATE))
        step = at.step(PLAN_STATE, at.answer(PLAN_STATE, "1"))
        assert at.to_confirm() == ()
        assert step.notes.carried == {PLAN_STATE: False}
        assert step.ready

    def test_what_does_not_apply_needs_none(self) -> None:
        assert desk({**FULL, SALES_NONE: "ns"}, notes=self.carried(SALES_NONE)).ready()

    def test_it_is_pending(self) -> None:
        at = desk(FULL, notes=self.carried(ACTORS))
        assert at.pending() == ACTORS

    def test_of_a_record_that_is_not_there_nothing_is_asked(self) -> None:
        assert desk(FULL, notes=self.carried(f"{PROJECT}[7]/title")).ready()


class TestNotes:
    def test_a_comment_goes_to_the_disk_without_an_answer(self) -> None:
        at = desk(FULL)
        at.notes.comment(SALES, "Según contabilidad")
        step = at.note_step(SALES)
        assert step.values == {}
        assert step.notes.comments == {SALES: "Según contabilidad"}
        assert not at.note_step(SALES).notes

    def test_they_move_with_the_records(self) -> None:
        at = desk({f"{PROJECT}[{n}]/title": str(n) for n in (1, 2, 3)})
        for n in (1, 2, 3):
            at.notes.comment(f"{PROJECT}[{n}]/title", f"nota {n}")
        at.notes.take()
        kept = at.notes.below(PROJECT)
        step = at.step(PROJECT, at.remove(f"{PROJECT}[2]"))
        assert at.notes.comments == {f"{PROJECT}[1]/title": "nota 1", f"{PROJECT}[2]/title": "nota 3"}
        assert step.notes.within == (PROJECT,)
        assert step.notes.comments == at.notes.comments
        at.notes.put_back(PROJECT, kept)
        assert at.notes.comments[f"{PROJECT}[3]/title"] == "nota 3"


class TestBesideTheWaveBefore:
    def test_what_was_answered_then(self) -> None:
        at = desk(FULL, before={SALES: "100", f"{PROJECT}[1]/title": "Secadero"})
        assert at.before(SALES) == "100.0"
        assert at.before(PLAN_STATE) == ""
        assert at.before(f"{PROJECT}[1]/title") == ""
        assert at.before("/data/nowhere") == ""

    def test_without_one_there_is_nothing_beside(self) -> None:
        at = desk(FULL)
        assert at.before(SALES) == ""
        assert at.comparison() is None
        assert at.overlays(()) == ()

    def test_the_result_of_both(self) -> None:
        at = desk(FULL, before={PLAN_STATE: "1", SALES: "100"})
        found = at.comparison()
        assert found is not None
        assert [(each.code, each.by) for each in found.indicators] == [("I1", 2.0), ("I2", 0.0)]
        diagnosis = at.diagnosis()
        assert diagnosis is not None
        (overlay,) = at.overlays(spider_axes(diagnosis, "indicators"))
        assert (overlay.name, overlay.wave, overlay.values) == ("previous", "2025", (1.0, 3.0))


class TestPlan:
    def test_its_actions(self) -> None:
        at = desk({f"{PLAN}[1]/activity": "Escriba el plan"})
        assert [action.words["activity"] for action in at.actions()] == ["Escriba el plan"]
