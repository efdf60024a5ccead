"""A received response as running text: what is odd about it, every answer as it was given, its files, who signed it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QFontMetrics, QResizeEvent, QTextCursor
from PySide6.QtWidgets import QFrame, QTextBrowser, QWidget

from desktop_app.diagnosis.rubric import TOTAL_CODE
from desktop_app.texts import spell_number
from desktop_app.ui import i18n, theme, wording
from desktop_app.ui.survey.desk_source import brief
from desktop_app.ui.survey.markup import Cell, heading, paragraph, subheading, table
from desktop_app.ui.survey.review_lines import Row, Section, Title, question_name, review_sections
from desktop_app.ui.theme import GRID

if TYPE_CHECKING:
    from desktop_app.ui.survey.review_lines import Line
    from desktop_app.workflows.desk import Desk
    from desktop_app.workflows.review import Opened, Received

_LEAST, _MOST = 10, 36
"""Of the width in per cent, for codes and for links."""
_PADDING: Final = 16


@dataclass(frozen=True, slots=True)
class Reading:
    """What is shown: the response, what was asked of an earlier revision, and what is written about this one.

    ``writable``: observations can be written.
    """

    opened: Opened
    before: Received | None = None
    observations: Mapping[str, str] = field(default_factory=dict)
    writable: bool = True


class AnswersView(QTextBrowser):
    """Shows a ``Reading``.

    Signals:
        observe_wanted: an observation is to be written at this reference.
        save_wanted: the evidence file of this name is to be saved.
    """

    observe_wanted = Signal(str)
    save_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._reading: Reading | None = None
        self._sections: tuple[tuple[str, Section], ...] = ()
        self._targets: list[tuple[str, str]] = []
        self._laid: tuple[int, ...] = ()
        self._resized = QTimer(self)
        self._resized.setSingleShot(True)
        self._resized.timeout.connect(self._on_resized)
        self.setOpenLinks(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)  # its coming would narrow the text
        self.setAccessibleName(self.tr("Respuestas"))
        self.document().setDocumentMargin(GRID)
        self.anchorClicked.connect(self._on_link)

    def read(self, desk: Desk) -> tuple[str, ...]:
        """Reads the answers that are to be shown; returns what can be asked about: sections and questions, in order."""
        refs = [section.ref if desk.is_group(section.ref) else "" for section in desk.sections()]
        self._sections = tuple(zip(refs, review_sections(desk), strict=True))
        found: list[str] = []
        for ref, section in self._sections:
            found += [ref] if ref else []
            found += [line.ref for line in section.lines if isinstance(line, Row)]
        return tuple(found)

    def show_reading(self, reading: Reading) -> None:
        """Shows ``reading``, whose response was ``read``; of the one before, the place in the text stays."""
        before, self._reading = self._reading, reading
        same = before is not None and before.opened is reading.opened
        if before != reading:
            self._write(0 if not same else self.verticalScrollBar().value())

    def go_to(self, ref: str) -> None:
        """Brings the question at ``ref`` into view; Tab goes on from its link."""
        self.scrollToAnchor(ref)
        if ("observe", ref) in self._targets:
            place = self._place_of(str(self._targets.index(("observe", ref))))
            cursor = QTextCursor(self.document())
            cursor.setPosition(place - 1)
            cursor.setPosition(place, QTextCursor.MoveMode.KeepAnchor)  # without one, Tab begins at the top
            self.setTextCursor(cursor)
            self.focusNextPrevChild(True)

    def links(self) -> tuple[tuple[str, str], ...]:
        """What the links do, in their order: ``observe`` with a reference, ``save`` with a name."""
        return tuple(self._targets)

    # The text

    def _write(self, scroll: int) -> None:
        reading = self._reading
        if reading is None:
            return
        self._targets = []
        self._laid = self._widths()
        opened = reading.opened
        parts = [
            self._flags(opened.received),
            self._asked_before(reading),
            self._differing(opened),
            self._warnings(opened),
        ]
        for ref, section in self._sections:
            parts.append(self._heading(ref, section.title))
            parts += self._section(section.lines)
        parts += [self._evidence(opened), self._signer(opened)]
        self.setHtml("".join(parts))
        self.verticalScrollBar().setValue(scroll)

    def _flags(self, received: Received) -> str:
        if not received.flags:
            return ""
        one, many = self.tr("1 alerta"), self.tr("{n} alertas").format(n=len(received.flags))
        title = one if len(received.flags) == 1 else many
        lines = [(Cell(f"⚠ {title}", tone="attention_text", strong=True),)]
        lines += [(Cell(f"{flag.cause} {flag.remedy}"),) for flag in received.flags]
        return table(lines, (100,), ground="attention_soft") + "<p></p>"

    def _asked_before(self, reading: Reading) -> str:
        """What was asked of an earlier revision, so that one can look whether it was attended to."""
        if reading.before is None or reading.before.decision is None:
            return ""
        title = self.tr("Observaciones a la revisión {revision}").format(revision=reading.before.revision)
        lines = [(Cell(title, strong=True),)]
        for ref, text in reading.before.decision.observations:
            lines += [(Cell(self._name(ref), tone="muted"),), (Cell(text),)]
        return table(lines, (100,), ground="accent_soft") + "<p></p>"

    def _differing(self, opened: Opened) -> str:
        if not opened.differing:
            return ""
        title = self.tr("Puntajes que no resultan de las respuestas")
        language = i18n.language()
        heads = ("", self.tr("Lo que dice el paquete"), self.tr("Lo que calcula el formulario"))
        lines = [tuple(Cell(head, tone="muted") for head in heads)]
        lines += [
            (
                Cell(self._score_name(opened.desk, each.ref)),
                Cell(spell_number(each.stated, language) or "–"),
                Cell(spell_number(each.computed, language) or "–"),
            )
            for each in opened.differing
        ]
        ground = "attention_soft"
        head = table([(Cell(f"⚠ {title}", tone="attention_text", strong=True),)], (100,), ground=ground)
        return head + table(lines, (40, 30, 30), ground=ground) + "<p></p>"

    def _score_name(self, desk: Desk, ref: str) -> str:
        """An area, a dimension or the total as the form calls it; an indicator is a question."""
        rubric = desk.rubric
        if rubric is None or desk.asks(ref):
            return self._name(ref)
        if ref == rubric.level_ref:
            return self.tr("Nivel")
        scored = {each.ref: each.code for each in rubric.indicators}
        scored |= {each.ref: each.code for each in rubric.dimensions}
        scored |= {each.ref: each.code for each in rubric.areas if each.ref is not None}
        scored |= {rubric.total.ref: rubric.total.code} if rubric.total is not None else {}
        code = scored.get(ref, "")
        name = rubric.names(code, desk.session.language) if code else self._name(ref)
        return f"{code} {name}" if code not in ("", TOTAL_CODE, name) else name

    def _warnings(self, opened: Opened) -> str:
        """The soft warnings that were shown, with their reasons."""
        if not opened.warnings:
            return ""
        one = self.tr("1 respuesta llama la atención")
        many = self.tr("{n} respuestas llaman la atención").format(n=len(opened.warnings))
        title = one if len(opened.warnings) == 1 else many
        lines = [(Cell(f"⚠ {title}", tone="attention_text", strong=True), Cell(""))]
        for each in opened.warnings:
            reason = self.tr("Motivo: {reason}").format(reason=each.reason) if each.reason else self.tr("Sin motivo")
            words = "\n".join((self._name(each.ref), each.message, reason))
            lines.append((Cell(words), self._link(each.ref)))
        return table(lines, self._two(), ground="attention_soft") + "<p></p>"

    def _heading(self, ref: str, title: str) -> str:
        link = self._link(ref)
        if not ref or not link.target:
            return heading(title)
        lines = [(Cell(title, strong=True, anchor=ref, beneath=self._observation(ref)), link)]
        return "<p></p>" + table(lines, self._two(), ground="sunken")

    def _section(self, lines: Sequence[Line]) -> Iterator[str]:
        """Runs of answers as tables, between the titles of what they belong to."""
        run: list[tuple[Cell, ...]] = []
        for line in lines:
            if isinstance(line, Row):
                run.append(self._cells(line))
                continue
            yield table(run, self._laid)
            run = []
            if isinstance(line, Title):
                yield subheading(f"{line.text} {line.number}".strip() if line.number else line.text, line.depth)
            else:
                yield paragraph(self._rest_words(line.count, records=line.records), "muted")
        yield table(run, self._laid)

    def _rest_words(self, count: int, *, records: bool) -> str:
        one, many = (
            (self.tr("Aquí no se muestra 1 registro más."), self.tr("Aquí no se muestran {n} registros más."))
            if records
            else (self.tr("Aquí no se muestra 1 pregunta más."), self.tr("Aquí no se muestran {n} preguntas más."))
        )
        return one if count == 1 else many.format(n=count)

    def _cells(self, row: Row) -> tuple[Cell, ...]:
        """The answer stands beneath its question: beside it neither has room in a small window."""
        answer = Cell(row.answer) if row.answer else Cell(self.tr("Sin respuesta"), tone="muted")
        if row.problem and not row.missing:
            answer = Cell(f"{row.answer}\n{row.problem}", tone="error")
        beside = []
        if row.comment:
            beside.append(Cell(self.tr("Comentario: {text}").format(text=row.comment), tone="muted"))
        if row.files:
            beside.append(Cell(self.tr("Archivos: {names}").format(names=", ".join(row.files)), tone="muted"))
        asked = Cell(row.label, tone="muted", beneath=(answer, *beside, *self._observation(row.ref)))
        name = Cell(row.name, tone="accent", strong=True, anchor=row.ref)
        return (name, asked, self._link(row.ref)) if self._is_writable() else (name, asked)

    def _observation(self, ref: str) -> tuple[Cell, ...]:
        """What is written at ``ref``, if anything is."""
        text = self._written(ref)
        words = self.tr("Observación: {text}").format(text=text)
        return (Cell(words, tone="attention_text", strong=True),) if text else ()

    def _is_writable(self) -> bool:
        return self._reading is not None and self._reading.writable

    def _written(self, ref: str) -> str:
        return self._reading.observations.get(ref, "").strip() if self._reading is not None else ""

    def _evidence(self, opened: Opened) -> str:
        if not opened.evidence:
            return ""
        save = self.tr("Guardar…")
        lines = [
            (Cell(each.name.rpartition("/")[2]), Cell(wording.size(each.size)), self._cell(save, "save", each.name))
            for each in opened.evidence
        ]
        link = self._percent(save)
        return heading(self.tr("Archivos de evidencia")) + table(lines, (76 - link, 24, link))

    def _signer(self, opened: Opened) -> str:
        received = opened.received
        lines = [
            (Cell(self.tr("Gestor"), tone="muted"), Cell(opened.manager)),
            (Cell(self.tr("Palabras de su llave"), tone="muted"), Cell(" ".join(opened.words))),
            (Cell(self.tr("Llegó"), tone="muted"), Cell(wording.day_and_clock(received.arrived))),
        ]
        return heading(self.tr("Quién firmó")) + table(lines, (30, 70))

    def _name(self, ref: str) -> str:
        assert self._reading is not None
        return brief(question_name(self._reading.opened.desk, ref))

    # Links

    def _link(self, ref: str) -> Cell:
        if not ref or not self._is_writable():
            return Cell("")
        return self._cell(self.tr("Cambiar") if self._written(ref) else self.tr("Observar"), "observe", ref)

    def _cell(self, text: str, kind: str, target: str) -> Cell:
        """Links carry a number: a reference need not be a valid address."""
        self._targets.append((kind, target))
        return Cell(text, target=str(len(self._targets) - 1), right=True)

    def _on_link(self, link: QUrl) -> None:
        kind, target = self._targets[int(link.toString())]
        (self.observe_wanted if kind == "observe" else self.save_wanted).emit(target)

    def _place_of(self, target: str) -> int:
        """Where in the text the link to ``target`` begins."""
        block = self.document().begin()
        while block.isValid():
            found = block.begin()
            while not found.atEnd():
                fragment = found.fragment()
                if fragment.charFormat().anchorHref() == target:
                    return int(fragment.position())
                found += 1
            block = block.next()
        return 1

    def _two(self) -> tuple[int, int]:
        """Words and a link, in per cent: the link stays in one piece, also in large type."""
        link = self._percent(self.tr("Observar")) if self._is_writable() else 1
        return 100 - link, link

    def _widths(self) -> tuple[int, ...]:
        """Codes, like links, stay in one piece."""
        codes = (line.name for _, section in self._sections for line in section.lines if isinstance(line, Row))
        name = self._percent(max(codes, key=len, default=""))
        if not self._is_writable():
            return name, 100 - name
        link = self._percent(self.tr("Observar"))
        return name, 100 - name - link, link

    def _percent(self, words: str) -> int:
        width = QFontMetrics(self.font()).horizontalAdvance(words) + 2 * _PADDING
        return min(_MOST, max(_LEAST, -(-100 * width // max(1, self.viewport().width()))))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._resized.start()

    def _on_resized(self) -> None:
        if self._widths() != self._laid:
            self._write(self.verticalScrollBar().value())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if theme.is_restyle(event) and hasattr(self, "_reading"):
            self._write(self.verticalScrollBar().value())
