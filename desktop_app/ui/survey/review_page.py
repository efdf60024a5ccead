"""Revisar: what is asked, wrong, missing, unusual or to be confirmed first, then every answer and the way to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QUrl, Signal
from PySide6.QtGui import QFontMetrics, QTextCursor
from PySide6.QtWidgets import QFrame, QTextBrowser, QWidget

from desktop_app.ui import parts, theme
from desktop_app.ui.survey.markup import Cell, heading, paragraph, subheading, table
from desktop_app.ui.survey.review_lines import (
    Asked,
    InTheWay,
    Line,
    Rest,
    Row,
    Section,
    Title,
    Warned,
    in_the_way,
    observed,
    review_sections,
    rows_in_the_way,
)
from desktop_app.ui.theme import GRID

if TYPE_CHECKING:
    from desktop_app.workflows.answer import Desk

__all__ = ["ReviewPage", "rows_in_the_way"]

_NAME, _LINK = 10, 14
_PADDING = 24


class ReviewPage(QWidget):
    """Shows the answers of the desk.

    Signals:
        change_requested: the answer at ref is to be changed.
        attended: an observation needs no more attention: its receipt's SHA-256 and its position there.
        sign_requested: "Firmar y exportar" was pressed and nothing stands in the way of it.
    """

    change_requested = Signal(str)
    attended = Signal(str, int)
    sign_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sections: tuple[Section, ...] = ()
        self._in_the_way = InTheWay()
        self._observed: tuple[Asked, ...] = ()
        self._entity = ""
        self._targets: list[str | Asked] = []
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
        self._in_the_way = in_the_way(desk)
        self._observed, self._entity = observed(desk), desk.facts.entity
        self._write()

    def retranslate(self) -> None:
        self._title.setText(self.tr("Revise sus respuestas antes de enviarlas"))
        self.button.setText(self.tr("Firmar y exportar"))
        self.text.setAccessibleName(self.tr("Respuestas"))

    def wrong(self) -> Sequence[Row]:
        """Answers that do not stand, the first of them."""
        return self._in_the_way.wrong

    def missing(self) -> Sequence[Row]:
        """Questions that want an answer and have none, the first of them."""
        return self._in_the_way.missing

    def in_the_way(self) -> InTheWay:
        """All that keeps the response from being signed, and the soft warnings that are explained."""
        return self._in_the_way

    def links(self) -> int:
        """How many links the page has."""
        return len(self._targets)

    def _write(self) -> None:
        self._targets = []
        found = self._in_the_way
        place = self.text.verticalScrollBar().value()
        html = [
            self._asked(),
            self._box(
                self.tr("Hay 1 respuesta por revisar")
                if found.wrong_count == 1
                else self.tr("Hay {n} respuestas por revisar").format(n=found.wrong_count),
                found.wrong,
                found.wrong_count,
                "error",
            ),
            self._box(
                self.tr("Falta 1 respuesta")
                if found.missing_count == 1
                else self.tr("Faltan {n} respuestas").format(n=found.missing_count),
                found.missing,
                found.missing_count,
                "",
            ),
            self._warnings(found.warned, found.unexplained),
            self._doubtful(found),
        ]
        for section in self._sections:
            html.append(heading(section.title))
            html += self._section(section)
        self.text.setHtml("".join(html))
        self.text.verticalScrollBar().setValue(place)
        self.note.setText(self._advice(found))

    def _advice(self, found: InTheWay) -> str:
        if found.wrong_count:
            return self.tr("Corrija lo que está por revisar, con los enlaces de arriba, antes de firmar.")
        if not found.missing_count and found.unexplained:
            return self.tr("Diga el motivo de lo que llama la atención antes de firmar.")
        if not found.missing_count and found.doubtful:
            return self.tr("Confirme las respuestas que vienen de la ola anterior antes de firmar.")
        if found.missing_count:
            return self.tr("Responda lo que falta antes de firmar. Mientras tanto el resultado es provisional.")
        return ""

    def _on_sign(self) -> None:
        """With something in the way, the list of it comes into view and Tab goes through it."""
        if not self._in_the_way:
            self.sign_requested.emit()
            return
        self.text.moveCursor(QTextCursor.MoveOperation.Start)
        self.text.verticalScrollBar().setValue(0)
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def _box(self, title: str, rows: Sequence[Row], count: int, tone: str) -> str:
        """Links to what needs attention; nothing when nothing does."""
        if not rows:
            return ""
        lines = [(Cell(title, tone="error" if tone == "error" else "", strong=True),)]
        lines += [(Cell(row.in_the_way(), target=self._target(row.ref)),) for row in rows]
        if count > len(rows):
            lines.append((Cell(self.tr("Y {n} más.").format(n=count - len(rows)), tone="muted"),))
        return table(lines, (100,), ground=f"{tone}_soft" if tone else "sunken") + "<p></p>"

    def _asked(self) -> str:
        """What the receiving entity asks, each with the way to its question, until one says that it is attended to."""
        if not self._observed:
            return ""
        title = self.tr("Observaciones de {entity}").format(entity=self._entity or self.tr("la entidad"))
        done = self.tr("Ya lo atendí")
        lines = [(Cell(title, tone="attention_text", strong=True), Cell(""))]
        for each in self._observed:
            gone = self.tr("{question} (ya no se pregunta)").format(question=each.name)
            asked = Cell(each.name, target=self._target(each.ref)) if each.shown else Cell(gone, tone="muted")
            lines.append((asked, Cell(done, target=self._target(each), right=True)))
            lines.append((Cell(each.text), Cell("")))
        return table(lines, self._two(link_words=done), ground="attention_soft") + "<p></p>"

    def _warnings(self, warned: Sequence[Warned], unexplained: int) -> str:
        """What looks unusual, apart: each with its reason, or that it wants one."""
        if not warned:
            return ""
        title = (
            self.tr("1 respuesta llama la atención")
            if len(warned) == 1
            else self.tr("{n} respuestas llaman la atención").format(n=len(warned))
        )
        if unexplained:
            title += " · " + (
                self.tr("falta 1 motivo") if unexplained == 1 else self.tr("faltan {n} motivos").format(n=unexplained)
            )
        lines = [(Cell(f"⚠ {title}", tone="attention_text", strong=True), Cell(""))]
        for each in warned:
            asked = f"{each.name} {each.label}".strip()
            said = self.tr("Motivo: {reason}").format(reason=each.reason) if each.reason else ""
            link = self.tr("Cambiar el motivo") if each.reason else self.tr("Falta el motivo")
            words = "\n".join(filter(None, (asked, each.message, said)))
            lines.append((Cell(words), Cell(link, target=self._target(each.reason_ref), right=True)))
        return table(lines, self._two(link_words=self.tr("Cambiar el motivo")), ground="attention_soft") + "<p></p>"

    def _doubtful(self, found: InTheWay) -> str:
        """Sections with answers of the wave before, each with the way to the first of them."""
        if not found.doubtful:
            return ""
        lines = [(Cell(self.tr("Por confirmar"), strong=True), Cell(""))]
        for each in found.doubtful:
            count = (
                self.tr("1 respuesta viene de la ola anterior")
                if each.count == 1
                else self.tr("{n} respuestas vienen de la ola anterior").format(n=each.count)
            )
            link = Cell(self.tr("Ir a confirmar"), target=self._target(each.ref), right=True)
            lines.append((Cell(f"{each.title}: {count}"), link))
        return table(lines, self._two(link_words=self.tr("Ir a confirmar")), ground="accent_soft") + "<p></p>"

    def _two(self, *, link_words: str) -> tuple[int, int]:
        """Words and a link, in per cent: the link stays in one piece, also in large type."""
        link = self._percent(link_words)
        return 100 - link, link

    def _percent(self, words: str) -> int:
        width = QFontMetrics(self.text.font()).horizontalAdvance(words) + 2 * _PADDING
        return min(40, max(_LINK, -(-100 * width // max(1, self.width()))))

    def _section(self, section: Section) -> Iterator[str]:
        """Runs of answers as tables, between the titles of what they belong to."""
        for is_row, lines in groupby(section.lines, _is_row):
            if is_row:
                yield table((self._cells(line) for line in lines if isinstance(line, Row)), self._widths())
            else:
                yield from map(self._between, lines)

    def _widths(self) -> tuple[int, int, int, int]:
        """The columns in per cent: the link stays in one piece, also in large type."""
        link = self._percent(self.tr("Cambiar"))
        label = (100 - _NAME - link) * 55 // 100
        return _NAME, label, 100 - _NAME - link - label, link

    def _between(self, line: Line) -> str:
        if isinstance(line, Title):
            return subheading(f"{line.text} {line.number}".strip() if line.number else line.text, line.depth)
        assert isinstance(line, Rest)
        one, many = (
            (self.tr("Aquí no se muestra 1 registro más."), self.tr("Aquí no se muestran {n} registros más."))
            if line.records
            else (self.tr("Aquí no se muestra 1 pregunta más."), self.tr("Aquí no se muestran {n} preguntas más."))
        )
        text = one if line.count == 1 else many
        link = Cell(self.tr("Ver en Responder"), target=self._target(line.ref)).html()
        return paragraph(text.format(n=line.count), "muted", link=link)

    def _cells(self, row: Row) -> tuple[Cell, ...]:
        answer = Cell(row.answer) if row.answer else Cell(self.tr("Sin respuesta"), tone="muted")
        if row.problem and not row.missing:
            answer = Cell(f"{row.answer}\n{row.problem}", tone="error")
        elif row.carried:
            to_confirm = self.tr("Por confirmar")
            answer = Cell(f"{answer.text}\n{to_confirm}", tone="attention_text")
        label = row.label
        if row.comment:
            label += "\n" + self.tr("Comentario: {text}").format(text=row.comment)
        if row.files:
            label += "\n" + self.tr("Archivos: {names}").format(names=", ".join(row.files))
        return (
            Cell(row.name, tone="accent", strong=True),
            Cell(label),
            answer,
            Cell(self.tr("Cambiar"), target=self._target(row.ref), right=True),
        )

    def _target(self, ref: str | Asked) -> str:
        """Links carry a number: a reference need not be a valid address."""
        self._targets.append(ref)
        return str(len(self._targets) - 1)

    def _on_link(self, link: QUrl) -> None:
        target = self._targets[int(link.toString())]
        if isinstance(target, Asked):
            self.attended.emit(target.receipt, target.position)
        else:
            self.change_requested.emit(target)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if not hasattr(self, "button"):
            return
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
            self._write()
        elif theme.is_restyle(event):
            self._write()


def _is_row(line: Line) -> bool:
    return isinstance(line, Row)
