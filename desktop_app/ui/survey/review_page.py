"""Revisar: what is wrong and what is missing first, then every answer with the way to change it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QUrl, Signal
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QFrame, QTextBrowser, QWidget

from desktop_app.ui import parts, theme
from desktop_app.ui.survey.markup import Cell, heading, table
from desktop_app.ui.survey.views import question_view, shown_value
from desktop_app.ui.theme import GRID
from desktop_app.xforms.model import ProblemKind

if TYPE_CHECKING:
    from desktop_app.workflows.answer import Desk

_WIDTHS = (10, 42, 34, 14)


@dataclass(frozen=True, slots=True)
class Row:
    """One answer of the review. ``problem`` is what is said beside the question; ``missing`` when there is none."""

    ref: str
    name: str
    label: str
    answer: str
    problem: str = ""
    missing: bool = False

    def in_the_way(self) -> str:
        """The question and, unless it only wants an answer, what is wrong with the one it has."""
        asked = f"{self.name} {self.label}".strip()
        return asked if self.missing else f"{asked.rstrip(' .:')}: {self.problem}"


@dataclass(frozen=True, slots=True)
class Section:
    """One section of the review."""

    title: str
    rows: tuple[Row, ...]


class ReviewPage(QWidget):
    """Shows the answers of the desk.

    Signals:
        change_requested: the answer at ref is to be changed.
        sign_requested: "Firmar y exportar" was pressed and nothing stands in the way of it.
    """

    change_requested = Signal(str)
    sign_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sections: tuple[Section, ...] = ()
        self._targets: list[str] = []
        column = parts.column(self, spacing=2 * GRID)
        column.setContentsMargins(3 * GRID, 2 * GRID, 3 * GRID, GRID)
        self._title = parts.label("", "title", self)
        column.addWidget(self._title)
        self.text = QTextBrowser(self)
        self.text.setOpenLinks(False)
        self.text.setFrameShape(QFrame.Shape.NoFrame)
        self.text.document().setDocumentMargin(GRID)
        self.text.anchorClicked.connect(self._on_link)
        column.addWidget(self.text, 1)
        foot = parts.row(spacing=2 * GRID)
        self.note = parts.label("", "attention", self)
        self.button = parts.button("", "primary", self)
        self.button.clicked.connect(self._on_sign)
        foot.addWidget(self.note, 1)
        foot.addWidget(self.button)
        column.addLayout(foot)
        self.retranslate()

    def show_desk(self, desk: Desk) -> None:
        """Shows the present answers."""
        self._sections = review_sections(desk)
        self._write()

    def retranslate(self) -> None:
        self._title.setText(self.tr("Revise sus respuestas antes de enviarlas"))
        self.button.setText(self.tr("Firmar y exportar"))
        self.text.setAccessibleName(self.tr("Respuestas"))

    def wrong(self) -> list[Row]:
        """Answers that do not stand."""
        return [row for section in self._sections for row in section.rows if row.problem and not row.missing]

    def missing(self) -> list[Row]:
        """Questions that want an answer and have none."""
        return [row for section in self._sections for row in section.rows if row.missing]

    def _write(self) -> None:
        self._targets = []
        wrong, missing = self.wrong(), self.missing()
        place = self.text.verticalScrollBar().value()
        html = [
            self._box(
                self._counted(wrong, self.tr("Hay 1 respuesta por revisar"), self.tr("Hay {n} respuestas por revisar")),
                wrong,
                "error",
            ),
            self._box(
                self._counted(missing, self.tr("Falta 1 respuesta"), self.tr("Faltan {n} respuestas")),
                missing,
                "attention",
            ),
        ]
        for section in self._sections:
            html += [heading(section.title), table(self._rows(section), _WIDTHS)]
        self.text.setHtml("".join(html))
        self.text.verticalScrollBar().setValue(place)
        self.note.setText(self._advice(len(wrong), len(missing)))

    def _counted(self, rows: list[Row], one: str, many: str) -> str:
        return one if len(rows) == 1 else many.format(n=len(rows))

    def _advice(self, wrong: int, missing: int) -> str:
        if wrong:
            return self.tr("Corrija lo que está por revisar, con los enlaces de arriba, antes de firmar.")
        if missing:
            return self.tr("Responda lo que falta antes de firmar. Mientras tanto el resultado es provisional.")
        return ""

    def _on_sign(self) -> None:
        """With something in the way, the list of it comes into view and Tab goes through it."""
        if not self.wrong() and not self.missing():
            self.sign_requested.emit()
            return
        self.text.moveCursor(QTextCursor.MoveOperation.Start)
        self.text.verticalScrollBar().setValue(0)
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def _box(self, title: str, rows: list[Row], tone: str) -> str:
        """Links to what needs attention; nothing when nothing does."""
        if not rows:
            return ""
        strong = "error" if tone == "error" else "attention_text"
        lines = [(Cell(title, tone=strong, strong=True),)]
        lines += [(Cell(row.in_the_way(), target=self._target(row.ref)),) for row in rows]
        return table(lines, (100,), ground=f"{tone}_soft") + "<p></p>"

    def _rows(self, section: Section) -> Iterator[tuple[Cell, ...]]:
        for row in section.rows:
            answer = Cell(row.answer) if row.answer else Cell(self.tr("Sin respuesta"), tone="muted")
            if row.problem and not row.missing:
                answer = Cell(f"{row.answer}\n{row.problem}", tone="error")
            yield (
                Cell(row.name, tone="accent", strong=True),
                Cell(row.label),
                answer,
                Cell(self.tr("Cambiar"), target=self._target(row.ref), right=True),
            )

    def _target(self, ref: str) -> str:
        """Links carry a number: a reference need not be a valid address."""
        self._targets.append(ref)
        return str(len(self._targets) - 1)

    def _on_link(self, link: QUrl) -> None:
        self.change_requested.emit(self._targets[int(link.toString())])

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if not hasattr(self, "button"):
            return
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
            self._write()
        elif theme.is_restyle(event):
            self._write()


def review_sections(desk: Desk) -> tuple[Section, ...]:
    """Every answer that applies, by section, companions beneath their question."""
    return tuple(
        Section(f"{section.code} {section.title}".strip(), tuple(_rows_of(desk, section.ref)))
        for section in desk.sections()
    )


def rows_in_the_way(desk: Desk) -> list[Row]:
    """The answers that are missing or do not stand: with one of them there is no signing."""
    return [row for section in review_sections(desk) for row in section.rows if row.problem]


def _rows_of(desk: Desk, section: str) -> Iterator[Row]:
    for question in desk.questions(section):
        extra = desk.companions(question.ref)
        yield _row(desk, question.ref, desk.code(question.ref) or desk.number(question.ref))
        for ref in (extra.comment, extra.planned):
            if ref is None or not desk.session.is_relevant(ref):
                continue
            if desk.session.value(ref) or desk.session.problem(ref) is not None:
                yield _row(desk, ref, "")


def _row(desk: Desk, ref: str, name: str) -> Row:
    view = question_view(desk.session, ref)
    problem = desk.session.problem(ref)
    return Row(
        ref,
        name,
        view.label,
        shown_value(view),
        problem.message if problem else "",
        missing=problem is not None and problem.kind is ProblemKind.REQUIRED,
    )
