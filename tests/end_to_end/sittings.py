"""Respondents made up by chance, at the real window: whatever they do, what is shown, stored and exported are one.

Each sitting begins in the middle of a second wave of the SSME. It answers, clears, confirms, comments, adds and removes
records, takes back, changes languages, reviews, closes, is killed and comes back; after each thing done all three are
compared. ``python -m tests.end_to_end.sittings --times 1000`` runs as many as one likes.
"""

from __future__ import annotations

import argparse
import gc
import os
import shutil
import sqlite3
import sys
import weakref
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from time import monotonic
from types import TracebackType
from typing import Any, Final

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop
from PySide6.QtWidgets import QApplication

from desktop_app.store import Card
from desktop_app.ui import messages
from desktop_app.ui.app import application
from desktop_app.ui.context import Context
from desktop_app.ui.survey.respond_page import RespondPage
from desktop_app.ui.survey.review_page import ReviewPage
from desktop_app.ui.survey.widgets.question import QuestionWidget
from desktop_app.ui.window import MainWindow
from desktop_app.workflows.answer import Desk, commit
from desktop_app.workflows.export import response_xml
from desktop_app.workflows.responses import open_response, start
from desktop_app.workflows.shipped import FormCatalogue
from desktop_app.workflows.waves import begin_next
from desktop_app.workflows.workspace import Workspace
from desktop_app.xforms import Form, Session
from desktop_app.xforms.model import Control, DataType, Question
from tests.support.folders import lasting
from tests.support.recorder import Recorder

INSTRUMENT: Final = "ssme"
ROSTER: Final = "/data/acciones/proyectos"
_PATIENCE: Final = 60.0
_LANGUAGES: Final = ("Español (es)", "English (en)")
_OPEN: dict[int, Form] = {}
_TEXT: Final = st.text(st.characters(max_codepoint=0x17F, exclude_categories=("Cc",)), max_size=12)  # what fonts have


@cache
def beginning() -> Path:
    """A data folder in the middle of the second wave, made once and copied for each sitting."""
    folder = lasting("telar-sittings-")
    now = datetime(2026, 11, 20, 15, 4, tzinfo=UTC)
    card = Card(name="Clúster de cacao", department="81", municipality="81736", macrosector="agroindustria")
    with Workspace.open(folder, now) as workspace:
        initiative = workspace.store.initiatives.add(card, at=now)
        before = start(workspace, initiative.id, INSTRUMENT, "2025", now)
        desk = open_response(workspace, before, now)
        for name, value in _EARLIER.items():
            ref = next(ref for ref in desk.form.binds if ref.endswith(f"/{name}"))
            commit(workspace, desk.step(ref, desk.answer(ref, value)), now)
        response = begin_next(workspace, initiative.id, INSTRUMENT, "2026", before, now, carry=True)
        workspace.store.settings.set("last_page", "responder")
        workspace.store.settings.set("last_response", response)
        _OPEN.update(workspace.forms._open)
    return folder


_EARLIER: Final[Mapping[str, str]] = {
    "reference_year": "2025",
    "links": "primario secundario",
    "strategy": "actualizada",
    "rules": "escritas",
    "sales_this": "100",
    "jobs_this": "40",
    "firms_participating": "30",
    "firms_active": "12",
}


_MAKE: Final = FormCatalogue.__init__


def _with_shared_forms(self: FormCatalogue, store: Any) -> None:
    """Forms never change: each window of a sitting need not compile them anew."""
    _MAKE(self, store)
    self._open = _OPEN


class Sitting(RuleBasedStateMachine):
    """One respondent, from coming to going."""

    def __init__(self) -> None:
        super().__init__()
        self.app = application()
        self.root = lasting("telar-sitting-")
        self.folder = self.root / "0"
        self.kills = 0
        self.faults: list[BaseException] = []
        self.hook, sys.excepthook = sys.excepthook, self._on_fault
        self.recorder = Recorder()
        messages.install(self.recorder)
        FormCatalogue.__init__ = _with_shared_forms  # type: ignore[method-assign]
        self.window: MainWindow | None = None
        self.windows: list[weakref.ref[MainWindow]] = []

    # -- coming and going --------------------------------------------------------------------------------------------

    @initialize()
    def come(self) -> None:
        shutil.copytree(beginning(), self.folder)
        self._open()

    @rule(killed=st.booleans())
    def leave_and_come_back(self, killed: bool) -> None:
        """By closing the window, or killed: then what the disk holds at this moment is all that is left."""
        before = self._picture()
        if killed:
            self.kills += 1
            copy = self.root / str(self.kills)
            shutil.copytree(self.folder, copy, ignore=shutil.ignore_patterns("*.lock"))
            self.folder = copy
            self._window().keeper.saved.disconnect()
        self._window().close()
        self._let_go()
        self._open()
        assert self._picture() == before

    # -- what a respondent does --------------------------------------------------------------------------------------

    @rule(data=st.data())
    def answer(self, data: st.DataObject) -> None:
        page, question = self._question(data)
        page.section.teller.answered.emit(question.ref, data.draw(self._value(question), label="value"))

    @rule(data=st.data(), count=st.integers(2, 5))
    def answer_one_after_the_other(self, data: st.DataObject, count: int) -> None:
        """In the section in view, faster than the disk."""
        page = self._page()
        for _ in range(count):
            asked = self._desk().questions(page.section_ref)
            if asked:
                question = data.draw(st.sampled_from(asked), label="question")
                page.section.teller.answered.emit(question.ref, data.draw(self._value(question), label="value"))

    @rule(data=st.data())
    def clear(self, data: st.DataObject) -> None:
        page, question = self._question(data)
        page.section.teller.answered.emit(question.ref, "")

    @rule(data=st.data())
    def comment(self, data: st.DataObject) -> None:
        page, question = self._question(data)
        page.section.teller.commented.emit(question.ref, data.draw(_TEXT, label="comment"))

    @rule(data=st.data())
    def answer_what_goes_with_a_question(self, data: st.DataObject) -> None:
        """Special answers, reasons of soft warnings."""
        page, question = self._question(data)
        desk = self._desk()
        extra = [ref for ref in desk.companions(question.ref).refs() if desk.session.is_relevant(ref)]
        if extra:
            ref = data.draw(st.sampled_from(extra), label="companion")
            page.section.teller.answered.emit(ref, data.draw(self._value(desk.form.question(ref), ref), label="value"))

    @rule()
    def confirm_the_section(self) -> None:
        self._page().section.carried.confirmed.emit()

    @precondition(lambda self: self._repeats())
    @rule(data=st.data())
    def add_a_record(self, data: st.DataObject) -> None:
        nodeset = data.draw(st.sampled_from(self._repeats()), label="repeat")
        self._page().go_to(nodeset)
        self._page().section.teller.add_wanted.emit(nodeset)

    @precondition(lambda self: self._repeats())
    @rule(data=st.data())
    def remove_a_record(self, data: st.DataObject) -> None:
        nodeset = data.draw(st.sampled_from(self._repeats()), label="repeat")
        count = self._desk().session.repeat_count(nodeset)
        if count:
            self._page().go_to(nodeset)
            position = data.draw(st.integers(1, count), label="position")
            self._page().section.teller.remove_wanted.emit(f"{nodeset}[{position}]")

    @rule()
    def undo(self) -> None:
        self._page().undo()

    @rule(language=st.sampled_from(_LANGUAGES))
    def read_the_form_in(self, language: str) -> None:
        self._page().languages.picked.emit(language)

    @rule()
    def go_on(self) -> None:
        self._page().next_section()
        self._page()

    @rule()
    def go_to_the_next_pending(self) -> None:
        self._page().next_pending()

    @rule(screen=st.sampled_from(("revisar", "resultado", "enviar", "inicio")))
    def look_at(self, screen: str) -> None:
        window = self._window()
        window.go(screen)
        self._until(lambda: window.screen_name() == screen)
        self._settle()
        page = window.page()
        if isinstance(page, ReviewPage):
            assert self._desk().ready() == (not page.wrong() and not page.missing() and not self._desk().to_confirm())

    # -- shown, stored, exported -------------------------------------------------------------------------------------

    @invariant()
    def all_three_are_one(self) -> None:
        if self.window is None:
            return
        page = self._page()
        page.flush()
        self._settle()
        assert not self.faults, self.faults
        assert not self.recorder.said, self.recorder.said
        assert self._window().keeper.unsaved == 0
        self._shown_is_the_desk(page)
        self._stored_is_the_desk()

    def _shown_is_the_desk(self, page: RespondPage) -> None:
        desk = self._desk()
        shown = page._shown()
        for card in page.section.cards().values():
            if isinstance(card, QuestionWidget):
                assert card.view == shown.view(card.ref)
                assert card.control.value() == desk.session.value(card.ref)
        assert [task.ref for task in page.tasks.tasks() if task.ref] == [section.ref for section in desk.sections()]
        for task, section in zip(page.tasks.tasks(), desk.sections(), strict=False):
            assert (task.answered, task.total) == (section.answered, section.total)
        answered, total, _ = desk.progress()
        fresh = Desk(desk.response_id, desk.session, desk.facts, desk.notes)
        assert fresh.progress()[:2] == (answered, total)

    def _stored_is_the_desk(self) -> None:
        desk = self._desk()
        stored = self._stored(desk.response_id)
        again = Session(desk.form, now=desk.session.now, language=desk.session.language, last_saved=self._last_wave())
        assert not again.restore(stored)
        copy = Desk(desk.response_id, again, desk.facts)
        assert response_xml(copy) == response_xml(desk)
        assert [problem.ref for problem in again.problems()] == [problem.ref for problem in desk.session.problems()]
        with self._database() as connection:
            rows = connection.execute("SELECT ref, text FROM comments WHERE response_id = ?", (desk.response_id,))
            assert dict(rows) == desk.notes.comments
            rows = connection.execute("SELECT ref FROM carried WHERE response_id = ?", (desk.response_id,))
            assert {ref for (ref,) in rows} == desk.notes.carried

    def _last_wave(self) -> bytes | None:
        previous = self._desk().facts.previous
        return previous.session.instance_xml(instance_id=f"uuid:{previous.response_id}") if previous else None

    def _stored(self, response_id: str) -> dict[str, str]:
        with self._database() as connection:
            return dict(connection.execute("SELECT ref, value FROM answers WHERE response_id = ?", (response_id,)))

    def _database(self) -> sqlite3.Connection:
        (path,) = self.folder.glob("*.sqlite3")
        return sqlite3.connect(f"file:{path}?mode=ro", uri=True)

    def _picture(self) -> tuple[object, ...]:
        """What a respondent would find again."""
        desk = self._desk()
        draft = {ref: value for ref, value in desk.session.draft().items() if not ref.endswith("/instanceID")}
        return response_xml(desk), draft, desk.notes.state(), desk.session.language

    # -- the machinery -----------------------------------------------------------------------------------------------

    def _question(self, data: st.DataObject) -> tuple[RespondPage, Question]:
        page, desk = self._page(), self._desk()
        section = data.draw(st.sampled_from([section.ref for section in desk.sections()]), label="section")
        asked = desk.questions(section)
        if not asked:
            asked = desk.questions(desk.sections()[0].ref)
        question = data.draw(st.sampled_from(asked), label="question")
        page.go_to(question.ref)
        return page, question

    def _value(self, question: Question, ref: str = "") -> st.SearchStrategy[str]:
        names = [choice.name for choice in self._desk().session.choices(ref or question.ref)]
        if question.control is Control.SELECT1:
            return st.sampled_from(names or [""])
        if question.control is Control.SELECT:
            return st.lists(st.sampled_from(names), unique=True, max_size=4).map(" ".join) if names else st.just("")
        if question.type is DataType.INT:
            return st.one_of(st.integers(0, 400).map(str), st.sampled_from(["1.234?", "-3", "doce"]))
        if question.type is DataType.DECIMAL:
            return st.one_of(st.integers(0, 40).map(lambda n: str(n * 5)), st.sampled_from(["12.5", "1.234?", "x"]))
        if question.type is DataType.DATE:
            return st.dates(min_value=datetime(2020, 1, 1).date(), max_value=datetime(2030, 1, 1).date()).map(str)  # noqa: DTZ001
        return _TEXT.map(str.strip)

    def _repeats(self) -> list[str]:
        return [ref for ref in self._desk().session.repeats() if self._desk().session.is_relevant(ref)]

    def _desk(self) -> Desk:
        desk = self._window().keeper.desk
        assert desk is not None
        return desk

    def _page(self) -> RespondPage:
        """The page on which one answers; whoever is elsewhere comes back."""
        window = self._window()
        if window.screen_name() != "responder":
            window.go("responder")
            self._until(lambda: window.screen_name() == "responder")
        page = window.page()
        assert isinstance(page, RespondPage)
        return page

    def _window(self) -> MainWindow:
        assert self.window is not None
        return self.window

    def _open(self) -> None:
        self.window = window = MainWindow(Context(self.app, self.folder))
        self.windows.append(weakref.ref(window))
        usable: list[bool] = []
        window.usable.connect(lambda: usable.append(True))
        window.resize(1366, 768)
        window.show()
        self._until(lambda: bool(usable) and window.keeper.desk is not None)
        self._settle()

    def _settle(self) -> None:
        """Lets the window do what is under way, until the disk has everything."""
        self._until(lambda: self._window()._context.tasks.is_idle() and not self._window().keeper.unsaved)

    def _until(self, reached: Callable[[], bool]) -> None:
        deadline = monotonic() + _PATIENCE
        for _ in range(3):
            self.app.processEvents()
        while not reached():
            assert not self.faults, self.faults
            assert monotonic() < deadline, "the window has not come so far"
            self.app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)

    def _on_fault(self, _kind: type[BaseException], fault: BaseException, _trace: TracebackType | None) -> None:
        self.faults.append(fault)

    def _let_go(self) -> None:
        window, self.window = self._window(), None
        window._context.deleteLater()
        window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def teardown(self) -> None:
        if self.window is not None:
            self.window.close()
            self._let_go()
        gc.collect()
        self.app.processEvents()
        gc.collect()
        left = [each() for each in self.windows if each() is not None]
        messages.remove(self.recorder)
        FormCatalogue.__init__ = _MAKE  # type: ignore[method-assign]
        sys.excepthook = self.hook
        shutil.rmtree(self.root, ignore_errors=True)
        assert not self.faults, self.faults
        assert left == [], "windows that were closed are still there"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.end_to_end.sittings", description=__doc__)
    parser.add_argument("--times", type=int, default=1000)
    parser.add_argument("--steps", type=int, default=20)
    arguments = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    gc.disable()  # as in the program, where the collector runs between events only
    QApplication.instance() or application()
    chosen = settings(max_examples=arguments.times, stateful_step_count=arguments.steps, deadline=None, database=None)
    run_state_machine_as_test(Sitting, settings=chosen)
    print(f"{arguments.times} sittings: what is shown, stored and exported are one.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
