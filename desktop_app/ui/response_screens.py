"""The screens of the response on the desk: made when first wanted, and what they ask for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from desktop_app.errors import TelarError
from desktop_app.ui.file_shelf import FileShelf
from desktop_app.ui.plan.page import PlanPage
from desktop_app.ui.plan.steps import take
from desktop_app.ui.report_maker import ReportMaker
from desktop_app.ui.send_page import SendPage
from desktop_app.ui.survey.edits import Edits
from desktop_app.ui.survey.respond_page import RespondPage
from desktop_app.ui.survey.result_page import ResultPage
from desktop_app.ui.survey.review_page import ReviewPage

if TYPE_CHECKING:
    from datetime import datetime

    from desktop_app.ui.context import Context
    from desktop_app.ui.desk_keeper import DeskKeeper
    from desktop_app.workflows.answer import Desk, Saved
    from desktop_app.workflows.paper_code import CodeChoice
    from desktop_app.workflows.workspace import Workspace
    from desktop_app.xforms.model import Changes


class ResponseScreens(QObject):
    """One for each response that is opened.

    Signals:
        go: a screen to go to.
        check_wanted: a package's path, or none to choose one.
        incoming_wanted: a wave kit or a receipt is to be brought in.
        working: what is being prepared, empty when it is done.
        state_changed: the response's state is another.
        renamed: the initiative's name is another.
    """

    go = Signal(str)
    check_wanted = Signal(object)
    incoming_wanted = Signal()
    working = Signal(str)
    state_changed = Signal()
    renamed = Signal()

    def __init__(self, context: Context, keeper: DeskKeeper, desk: Desk, window: QWidget) -> None:
        super().__init__(window)
        self._context = context
        self._keeper = keeper
        self._desk = desk
        self._window = window
        self._edits = Edits(desk)
        self._respond: RespondPage | None = None
        self._is_behind = False
        self._observations = desk.facts.observations
        self._pages: dict[str, QWidget] = {}
        self._shelf = FileShelf(context, desk, window)
        self._shelf.given.connect(self._on_file)
        self._shelf.evidence_given.connect(self._on_evidence)
        self._shelf.changed.connect(self._on_file_known)
        self._shelf.working.connect(self.working)
        self._reports = ReportMaker(context, desk, self._shelf, window)
        self._reports.begins.connect(self.flush)
        self._reports.working.connect(self.working)
        keeper.saved.connect(self._on_saved)

    def page(self, screen: str) -> QWidget:
        """The page for ``screen``, showing the response as it stands now."""
        self.flush()
        page = self._pages.get(screen)
        if page is None:
            page = self._pages[screen] = self._make(screen)
        self._show_observations()
        if isinstance(page, ReviewPage | ResultPage):
            page.show_desk(self._desk)
            if isinstance(page, ResultPage):
                self._context.on_database(_code_choice, done=self._on_code_choice, failed=_unimportant)
        elif isinstance(page, SendPage):
            page.refresh(self._shelf.sizes())
        elif isinstance(page, PlanPage):
            page.show_plan()
        elif self._is_behind and isinstance(page, RespondPage):
            page.show_desk(self._desk, self._edits)
        self._is_behind = self._is_behind and screen != "responder"
        return page

    def arrived(self, screen: str) -> None:
        """The page for ``screen`` is in view: the cursor goes to the question at hand."""
        page = self._pages.get(screen)
        if isinstance(page, PlanPage):
            page.focus_first()
        if screen != "responder" or self._respond is None:
            return
        questions = self._desk.questions(self._respond.section_ref) if self._respond.section_ref else ()
        if self._desk.section_of(self._desk.current_ref):
            self._respond.go_to(self._desk.current_ref)
        elif questions:
            self._respond.go_to(questions[0].ref)

    def retranslate(self) -> list[QWidget]:
        """Shows the form's words in the language now in use; returns pages that are to be let go and made anew."""
        if self._respond is not None:
            self._respond.show_desk(self._desk)
        gone = [self._pages.pop(screen, None) for screen in ("plan", "enviar")]
        return [page for page in gone if page is not None]

    def flush(self) -> None:
        """Puts on its way to the disk what is being typed."""
        if self._respond is not None:
            self._respond.flush()
        plan = self._pages.get("plan")
        if isinstance(plan, PlanPage):
            plan.flush()

    def close(self) -> list[QWidget]:
        """Ends with this response; returns its pages, to be let go."""
        self.flush()
        self._keeper.saved.disconnect(self._on_saved)
        self._shelf.close()
        self._shelf.deleteLater()
        self._reports.deleteLater()
        self._respond = None
        pages = list(self._pages.values())
        self._pages.clear()
        return pages

    def _make(self, screen: str) -> QWidget:
        makers: dict[str, Callable[[], QWidget]] = {
            "responder": self._make_respond,
            "revisar": self._make_review,
            "resultado": self._make_result,
            "plan": self._make_plan,
            "enviar": self._make_send,
        }
        return makers[screen]()

    def _make_respond(self) -> RespondPage:
        page = RespondPage(self._window)
        page.set_file_source(self._shelf.file_of, self._shelf.file_named)
        page.show_desk(self._desk, self._edits)
        page.answered.connect(self._on_answered)
        page.file_wanted.connect(self._shelf.choose)
        page.file_opened.connect(self._shelf.open)
        page.file_dropped.connect(self._on_dropped)
        page.noted.connect(self._keeper.note)
        page.evidence_wanted.connect(self._shelf.choose_evidence)
        page.evidence_dropped.connect(self._on_evidence_dropped)
        page.evidence_opened.connect(self._shelf.open_named)
        page.language_chosen.connect(self._on_language)
        page.attended.connect(self._on_attended)
        page.current_changed.connect(self._on_current)
        page.review_requested.connect(partial(self.go.emit, "revisar"))
        if self._desk.facts.saved_at is not None:
            page.saved(self._desk.facts.saved_at)
        self._respond = page
        return page

    def _make_review(self) -> ReviewPage:
        page = ReviewPage(self._window)
        page.change_requested.connect(self._on_change)
        page.attended.connect(self._on_attended)
        page.sign_requested.connect(partial(self.go.emit, "enviar"))
        return page

    def _make_result(self) -> ResultPage:
        page = ResultPage(self._window)
        page.print_requested.connect(self._reports.print_report)
        page.pdf_requested.connect(self._reports.save_pdf)
        page.image_requested.connect(self._reports.save_image)
        page.summary_requested.connect(self._reports.show_summary)
        page.picture_requested.connect(self._reports.save_chart)
        page.paper_code.chosen.connect(self._on_code_chosen)
        page.pending_requested.connect(self._on_pending)
        page.plan_requested.connect(self._on_plan_wanted)
        return page

    def _make_plan(self) -> PlanPage:
        page = PlanPage(self._edits, self._window, self._shelf.file_of, self._shelf.file_named)
        page.answered.connect(self._on_planned)
        page.noted.connect(self._on_plan_noted)
        page.attended.connect(self._on_attended)
        page.file_wanted.connect(self._shelf.choose)
        page.file_opened.connect(self._shelf.open)
        page.file_dropped.connect(self._on_dropped)
        page.evidence_wanted.connect(self._shelf.choose_evidence)
        page.evidence_dropped.connect(self._on_evidence_dropped)
        page.evidence_opened.connect(self._shelf.open_named)
        page.sheet_requested.connect(partial(self._reports.save_plan, "xlsx"))
        page.calendar_requested.connect(partial(self._reports.save_plan, "ics"))
        return page

    def _make_send(self) -> SendPage:
        page = SendPage(self._context, self._desk, self._window)
        page.review_wanted.connect(partial(self.go.emit, "revisar"))
        page.change_wanted.connect(self._on_change)
        page.check_wanted.connect(self.check_wanted)
        page.incoming_wanted.connect(self.incoming_wanted)
        page.renamed.connect(self._on_renamed)
        page.exported.connect(self._on_exported)
        return page

    # What the pages ask for

    @Slot(str, str, object)
    def _on_answered(self, ref: str, _value: str, changes: Changes) -> None:
        self._keeper.commit(ref, changes)

    @Slot(str, str, object)
    def _on_planned(self, ref: str, _value: str, changes: Changes) -> None:
        """A step of the plan: Responder shows the same answers, once it is gone to."""
        self._is_behind = True
        self._keeper.commit(ref, changes)

    @Slot(str)
    def _on_plan_noted(self, ref: str) -> None:
        self._is_behind = True
        self._keeper.note(ref)

    @Slot(str, str)
    def _on_plan_wanted(self, code: str, activity: str) -> None:
        """Resultado gives an activity to the plan. Responder stays at the question where it was."""
        at = self._desk.current_ref
        _, deeds = take(self._edits, code, activity)
        self._desk.current_ref = at
        for deed in deeds:
            if deed.changes is not None:
                self._on_planned(deed.ref, deed.value, deed.changes)
        page = self._pages.get("resultado")
        if isinstance(page, ResultPage):
            page.show_desk(self._desk)

    @Slot(str, str)
    def _on_dropped(self, ref: str, path: str) -> None:
        self._shelf.attach(ref, Path(path))

    @Slot(str, str)
    def _on_file(self, ref: str, name: str) -> None:
        """The file is on the disk: its name is the answer."""
        plan = self._plan_page(ref)
        if plan is not None:
            plan.give(ref, name)
        elif self._respond is not None:
            self._respond.give(ref, name)

    @Slot(str, str)
    def _on_evidence_dropped(self, ref: str, path: str) -> None:
        self._shelf.attach_evidence(ref, Path(path))

    @Slot(str, str)
    def _on_evidence(self, ref: str, name: str) -> None:
        """The file is on the disk: it is noted beside the answer."""
        plan = self._plan_page(ref)
        if plan is not None:
            plan.notes.give_file(ref, name)
        elif self._respond is not None:
            self._respond.give_evidence(ref, name)

    def _plan_page(self, ref: str) -> PlanPage | None:
        """The plan's page, where ``ref`` is in the plan and the page is in view."""
        page = self._pages.get("plan")
        inside = isinstance(page, PlanPage) and ref.startswith(f"{page.plan.nodeset}[") and page.isVisible()
        return page if inside and isinstance(page, PlanPage) else None

    @Slot(str)
    def _on_file_known(self, ref: str) -> None:
        if self._respond is not None:
            self._respond.section.refresh(frozenset({ref}) if ref else None)
        plan = self._pages.get("plan")
        if isinstance(plan, PlanPage):
            plan.editor.questions.refresh(frozenset({ref}) if ref else None)
        sent = self._pages.get("enviar")
        if not ref and isinstance(sent, SendPage):
            sent.refresh(self._shelf.sizes())

    @Slot(str)
    def _on_language(self, language: str) -> None:
        """The page shows the form in another of its languages; that is how it is to open the next time."""
        self._context.on_database(_keep_language, self._desk.response_id, language, failed=_unimportant)

    @Slot(str)
    def _on_current(self, ref: str) -> None:
        self._desk.current_ref = ref

    @Slot(object)
    def _on_saved(self, saved: Saved) -> None:
        if self._respond is not None:
            self._respond.saved(saved.at)

    @Slot(str)
    def _on_change(self, ref: str) -> None:
        self.go.emit("responder")
        if self._respond is not None:
            self._respond.go_to(ref)

    @Slot()
    def _on_pending(self) -> None:
        ref = self._desk.pending()
        if ref is not None:
            self._on_change(ref)

    @Slot(object)
    def _on_exported(self, _exported: object) -> None:
        self._keeper.mark_exported()
        self.state_changed.emit()

    @Slot(str)
    def _on_renamed(self, name: str) -> None:
        self._desk.facts = replace(self._desk.facts, initiative_name=name)
        self.renamed.emit()

    # What the receiving entity asks

    @Slot(str, int)
    def _on_attended(self, receipt: str, position: int) -> None:
        """The disk says it first: what is asked must not come back."""
        done = partial(self._on_marked, receipt, position)
        self._context.on_database(_mark_attended, receipt, position, self._context.now(), done=done)

    def _on_marked(self, receipt: str, position: int, _nothing: None) -> None:
        facts = self._desk.facts
        left = tuple(each for each in facts.observations if (each.receipt, each.position) != (receipt, position))
        self._desk.facts = replace(facts, observations=left)
        self._show_observations()

    def _show_observations(self) -> None:
        """The pages that there are say what is still asked."""
        if self._observations == self._desk.facts.observations:
            return
        self._observations = self._desk.facts.observations
        for page in self._pages.values():
            if isinstance(page, RespondPage):
                page.show_observations()
            elif isinstance(page, ReviewPage):
                page.show_desk(self._desk)
            elif isinstance(page, PlanPage):
                page.show_plan()

    # The report

    @Slot()
    def print_report(self) -> None:
        """Shows the report's pages before they are printed."""
        self._reports.print_report()

    @Slot()
    def save_pdf(self) -> None:
        self._reports.save_pdf()

    @Slot(bool)
    def _on_code_chosen(self, wanted: bool) -> None:  # noqa: FBT001 - a slot
        """Whether the report is to carry the answers in a QR code; that is how it stays."""
        self._context.on_database(_choose_code, wanted)

    def _on_code_choice(self, choice: CodeChoice) -> None:
        page = self._pages.get("resultado")
        if isinstance(page, ResultPage):
            page.paper_code.show_choice(choice)


def _keep_language(workspace: Workspace, response_id: str, language: str) -> None:
    workspace.store.responses.set_language(response_id, language)


def _mark_attended(workspace: Workspace, receipt: str, position: int, now: datetime) -> None:
    from desktop_app.workflows.observations import mark_attended

    mark_attended(workspace, receipt, position, now)


def _code_choice(workspace: Workspace) -> CodeChoice:
    from desktop_app.workflows.paper_code import code_choice

    return code_choice(workspace)


def _choose_code(workspace: Workspace, wanted: bool) -> None:  # noqa: FBT001 - what the check box says
    from desktop_app.workflows.paper_code import choose_code

    choose_code(workspace, wanted)


def _unimportant(_error: TelarError) -> None:
    """Not knowing the next time in which language one read is no reason to interrupt."""
