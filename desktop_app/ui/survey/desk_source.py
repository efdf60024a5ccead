"""What the page of a section shows, read from the desk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication

from desktop_app.diagnosis import companions
from desktop_app.ui.survey.around import Total
from desktop_app.ui.survey.beside import Beside, FileNamed
from desktop_app.ui.survey.edits import Edits
from desktop_app.ui.survey.task_list import Task
from desktop_app.ui.survey.views import FileOf, QuestionView, question_view
from desktop_app.ui.survey.widgets.observed import PartAsked
from desktop_app.workflows.observations import of_groups, of_repeat
from desktop_app.workflows.outline import Entry, EntryKind
from desktop_app.xforms.tree import generic

if TYPE_CHECKING:
    from desktop_app.diagnosis import Offer
    from desktop_app.store import Observation
    from desktop_app.workflows.answer import Desk, SectionView
    from desktop_app.workflows.outline import RepeatView

_MOST_CHARACTERS: Final = 500


class DeskSource:
    """The source of a response. ``checked`` are the sections in which a missing answer is said to be a problem."""

    def __init__(
        self, desk: Desk, edits: Edits, file_of: FileOf | None = None, file_named: FileNamed | None = None
    ) -> None:
        self.desk = desk
        self.edits = edits
        self.checked: set[str] = set()
        self.chosen: dict[str, int] = {}
        self.file_of = file_of
        self.beside = Beside(desk, file_named)
        self._owners = {ref: owner for owner, extra in companions(desk.form).items() for ref in extra.refs()}

    def view(self, ref: str) -> QuestionView:
        desk = self.desk
        extra = desk.companions(ref)
        view = question_view(
            desk.session,
            ref,
            number=desk.number(ref),
            code=desk.code(ref),
            completeness=desk.section_of(ref) in self.checked,
            comment=extra.comment,
            planned=extra.planned,
            evidence=extra.evidence,
            special=extra.special,
            warnings=extra.warnings,
            file_of=self.file_of,
        )
        return self.beside.added(view, extra)

    def warnings(self, ref: str) -> tuple[QuestionView, ...]:
        return tuple(question_view(self.desk.session, each) for each in self.desk.companions(ref).warnings)

    def total(self, ref: str) -> Total | None:
        return self.beside.total(ref)

    def title(self, ref: str) -> str:
        return brief(self.desk.session.label(ref))

    def owner(self, ref: str) -> str:
        owner = self._owners.get(generic(ref))
        return ref if owner is None else f"{ref.rpartition('/')[0]}/{owner.rpartition('/')[2]}"

    def repeat(self, ref: str) -> RepeatView:
        view = self.desk.repeat(ref)
        return replace(view, title=brief(view.title), columns=tuple(map(brief, view.columns)))

    def instance(self, ref: str) -> tuple[Entry, ...]:
        return self.desk.instance(ref)

    def offers(self, ref: str) -> tuple[tuple[Offer, bool], ...] | None:
        return self.desk.offers(ref) if ref in self.desk.offer_forms else None

    def notice(self, ref: str) -> str:
        loss = next((loss for loss in self.edits.losses if loss.nodeset == ref), None)
        if loss is None:
            return ""
        if len(loss.positions) == 1:
            said = QCoreApplication.translate("DeskSource", "Se quitó el registro {n} de {title}").format(
                n=loss.positions[0], title=self.repeat(ref).title
            )
        else:
            said = QCoreApplication.translate("DeskSource", "Se quitaron {n} registros de {title}").format(
                n=len(loss.positions), title=self.repeat(ref).title
            )
        if not loss.answers:
            return f"{said}."
        one = QCoreApplication.translate("DeskSource", "(con 1 respuesta).")
        many = QCoreApplication.translate("DeskSource", "(con {n} respuestas).").format(n=loss.answers)
        return f"{said} {one if loss.answers == 1 else many}"

    def asked(self, ref: str) -> tuple[PartAsked, ...]:
        return self._asked(of_repeat(self.desk, ref), self.repeat(ref).title)

    def asked_of_section(self, ref: str) -> tuple[PartAsked, ...]:
        """What the receiving entity asks about the section and its groups."""
        return self._asked(of_groups(self.desk, ref), self.desk.section(ref).title)

    def _asked(self, observations: Sequence[Observation], title: str) -> tuple[PartAsked, ...]:
        """By the part that they are about; ``title`` names the one that has no label of its own."""
        by_ref: dict[str, list[Observation]] = {}
        for each in observations:
            by_ref.setdefault(each.ref, []).append(each)
        entity = self.desk.facts.entity
        return tuple(PartAsked(ref, self._part(ref, title), tuple(found), entity) for ref, found in by_ref.items())

    def _part(self, ref: str, title: str) -> str:
        if not ref.endswith("]"):
            return placed(self.desk, ref, self.desk.session.label(ref)) or brief(title)
        number = ref.rpartition("[")[2][:-1]
        return QCoreApplication.translate("DeskSource", "{title}, registro {n}").format(title=brief(title), n=number)

    # For the page

    def first_of(self, nodeset: str) -> str:
        """The first question of a repeat; empty where there is none, and for what is no repeat."""
        rows = self.desk.repeat(nodeset).rows if nodeset in self.desk.session.repeats() else ()
        return first_question(self.desk.instance(rows[0].ref)) if rows else ""

    def problems(self, section: str) -> list[tuple[str, str, str]]:
        """Reference, question and problem of what is wrong or missing in a section."""
        desk = self.desk
        found = []
        for question in desk.questions(section):
            problem = desk.session.problem(question.ref)
            if problem is not None:
                name = desk.code(question.ref) or desk.number(question.ref)
                asked = f"{name} {placed(desk, question.ref, desk.session.label(question.ref))}".strip()
                found.append((question.ref, asked, problem.message))
        return found

    def search(self, text: str) -> list[tuple[str, str]]:
        desk = self.desk
        return [(ref, f"{desk.code(ref)} {placed(desk, ref, label)}".strip()) for ref, label in desk.search(text)]


def placed(desk: Desk, ref: str, label: str) -> str:
    """A question's label, and in which records of which repeats it is asked."""
    steps, above = [], ""
    for step in ref.split("/")[1:]:
        above = f"{above}/{step}"
        if step.endswith("]"):
            title = brief(desk.repeat(above.rpartition("[")[0]).title)
            steps.append(f"{title} {step.rpartition('[')[2][:-1]}".strip())
    return f"{brief(label)} ({', '.join(steps)})" if steps else brief(label)


def brief(text: str) -> str:
    """A title, as far as anybody would read it: laying out a megabyte of text stops the window."""
    return text if len(text) <= _MOST_CHARACTERS else f"{text[:_MOST_CHARACTERS]}…"


def first_question(entries: Sequence[Entry]) -> str:
    """The reference of the first question of ``entries``; empty when there is none outside repeats."""
    for entry in entries:
        found = entry.ref if entry.kind is EntryKind.QUESTION else first_question(entry.entries)
        if found:
            return found
    return ""


def tasks_of(sections: Sequence[SectionView]) -> list[Task]:
    """The rows of the task list."""
    return [
        Task(s.ref, brief(s.title), s.code, s.answered, s.total, s.state, s.unexplained, s.to_confirm, s.observed)
        for s in sections
    ]
