"""Resultado: the spider chart large, the points, the table, strengths, and opportunities with their next activity."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QLabel, QWidget

from desktop_app.diagnosis import Diagnosis, IndicatorResult
from desktop_app.texts import language_code
from desktop_app.ui import parts, theme
from desktop_app.ui.survey.markup import Cell, heading, paragraph, table
from desktop_app.ui.survey.web import Web
from desktop_app.ui.survey.wording import provisional_words, reached_words, score_words, total_words
from desktop_app.ui.theme import GRID

if TYPE_CHECKING:
    from desktop_app.workflows.answer import Desk

_READING_WIDTH = 960
_CHART_HEIGHT = 480
_MOST_GROWTH = 1.6
_TABLE = (9, 37, 14, 40)


class ResultPage(QWidget):
    """Shows the diagnosis of the desk.

    Signals:
        print_requested, pdf_requested, image_requested: the button of that name was pressed.
        pending_requested: the way to the first unanswered question was chosen.
    """

    print_requested = Signal()
    pdf_requested = Signal()
    image_requested = Signal()
    pending_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._diagnosis: Diagnosis | None = None
        self._language = "es"
        column = parts.column(self, spacing=0)
        self.page = parts.Page(self, width=_READING_WIDTH)
        column.addWidget(self.page)
        self._build_head()
        self._build_chart()
        self.table = self._document()
        self.strengths = self._document()
        self.opportunities = self._document()
        self.page.body.addStretch(1)
        self.retranslate()

    def _build_head(self) -> None:
        body = self.page.body
        self._title = parts.label("", "title", self.page.content)
        body.addWidget(self._title)
        self._nothing = parts.frame("notice", self.page.content)
        self._nothing_text = parts.label("", "", self._nothing)
        parts.inside(self._nothing).addWidget(self._nothing_text)
        body.addWidget(self._nothing)
        self.total = parts.label("", "reference", self.page.content)
        self.level = parts.label("", "strong", self.page.content)
        self.note = parts.label("", "attention", self.page.content)
        self._pending = parts.button("", "link", self.page.content)
        self._pending.clicked.connect(self.pending_requested)
        for widget in (self.total, self.level, self.note, self._pending):
            body.addWidget(widget)
        self.print_button = parts.button("", "primary", self.page.content)
        self.pdf_button = parts.button("", "", self.page.content)
        self.image_button = parts.button("", "", self.page.content)
        self.print_button.clicked.connect(self.print_requested)
        self.pdf_button.clicked.connect(self.pdf_requested)
        self.image_button.clicked.connect(self.image_requested)
        self._buttons = (self.print_button, self.pdf_button, self.image_button)
        row = parts.row(spacing=GRID)
        for button in self._buttons:
            row.addWidget(button)
        row.addStretch(1)
        body.addLayout(row)

    def _build_chart(self) -> None:
        self._chart = parts.frame("card", self.page.content)
        self.web = Web(self._chart)
        self.detail = parts.label("", "muted", self._chart)
        self.detail.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.web.detail.connect(self._on_detail)
        parts.inside(self._chart).addWidget(self.web, 1)
        parts.inside(self._chart).addWidget(self.detail)
        self.page.body.addWidget(self._chart)
        self._cards: list[QWidget] = [self._chart]

    def _document(self) -> QLabel:
        """A card of running text and tables."""
        card = parts.frame("card", self.page.content)
        label = QLabel("", card)
        label.setTextFormat(Qt.TextFormat.RichText)
        label.setWordWrap(True)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        parts.inside(card).addWidget(label)
        self.page.body.addWidget(card)
        self._cards.append(card)
        return label

    def show_desk(self, desk: Desk) -> None:
        """Shows the present result; a form that scores nothing has none."""
        self._diagnosis = desk.diagnosis()
        self._language = language_code(desk.session.language) or "es"
        if self._diagnosis is not None:
            self.web.show_diagnosis(self._diagnosis, self._language)
        self._write()

    def retranslate(self) -> None:
        self._title.setText(self.tr("Resultado"))
        self.print_button.setText(self.tr("Imprimir"))
        self.pdf_button.setText(self.tr("Guardar PDF"))
        self.image_button.setText(self.tr("Guardar imagen"))
        self._pending.setText(self.tr("Ir a la primera pregunta sin responder"))
        self._on_detail("")

    def _write(self) -> None:
        scale = min(_MOST_GROWTH, max(1.0, self.font().pointSizeF() / theme.BASE_POINTS))
        self.web.setMinimumHeight(round(_CHART_HEIGHT * scale))
        diagnosis = self._diagnosis
        scored = diagnosis is not None and diagnosis.answered > 0
        self._nothing_text.setText(
            self.tr("El resultado aparece aquí en cuanto responda la primera práctica.")
            if diagnosis is not None
            else self.tr("Este instrumento no calcula un resultado.")
        )
        self._nothing.setVisible(not scored)
        for card in self._cards:
            card.setVisible(scored)
        self.image_button.setVisible(diagnosis is not None)
        if diagnosis is None:
            for label in (self.total, self.level, self.note, self._pending):
                label.hide()
            return
        self.total.setText(total_words(diagnosis, self._language))
        self.level.setText(diagnosis.level.label if diagnosis.level else "")
        self.level.setVisible(diagnosis.level is not None)
        self.note.setText(provisional_words(diagnosis))
        self.note.setVisible(diagnosis.provisional)
        self._pending.setVisible(diagnosis.provisional)
        self.table.setText(self._table_html(diagnosis))
        self.strengths.setText(self._strengths_html(diagnosis))
        self.opportunities.setText(self._opportunities_html(diagnosis))

    def _table_html(self, diagnosis: Diagnosis) -> str:
        return heading(self.tr("Bloques y prácticas")) + table(self._table_rows(diagnosis), _TABLE)

    def _table_rows(self, diagnosis: Diagnosis) -> Iterator[tuple[Cell, ...]]:
        titles = (self.tr("Código"), self.tr("Práctica"), self.tr("Puntos"), self.tr("Respuesta"))
        yield tuple(Cell(title, tone="muted") for title in titles)
        inside: set[str] = set()
        for area in diagnosis.areas:
            score = score_words(area.value, area.max, self._language)
            yield (
                Cell(area.code, tone="accent", strong=True),
                Cell(area.name, strong=True),
                Cell(score, strong=True),
                Cell(""),
            )
            for indicator in area.indicators:
                inside.add(indicator.code)
                yield self._indicator_row(indicator)
        for indicator in diagnosis.indicators:
            if indicator.code not in inside:
                yield self._indicator_row(indicator)

    def _indicator_row(self, indicator: IndicatorResult) -> tuple[Cell, ...]:
        tone = "muted" if indicator.value is None else ""
        return (
            Cell(indicator.code, tone="accent"),
            Cell(indicator.name),
            Cell(score_words(indicator.value, indicator.max, self._language)),
            Cell(reached_words(indicator), tone=tone),
        )

    def _strengths_html(self, diagnosis: Diagnosis) -> str:
        title = heading(self.tr("Fortalezas"))
        if not diagnosis.strengths:
            return title + paragraph(self.tr("Todavía no hay prácticas ejecutadas en forma completa."), "muted")
        rows = [(Cell(i.code, tone="accent", strong=True), Cell(i.name)) for i in diagnosis.strengths]
        return title + table(rows, (9, 91))

    def _opportunities_html(self, diagnosis: Diagnosis) -> str:
        """By phase, each with its recommended next activity."""
        title = heading(self.tr("Oportunidades y próximas actividades"))
        if not diagnosis.opportunities:
            return title + paragraph(self.tr("No hay oportunidades de mejora en lo que se ha respondido."), "muted")
        html = [title]
        for phase, found in groupby(diagnosis.opportunities, key=_phase_label):
            if phase:
                html.append(paragraph(phase, "attention_text", strong=True))
            rows = [
                (
                    Cell(i.code, tone="accent", strong=True),
                    Cell(f"{i.name}\n{score_words(i.value, i.max, self._language)}"),
                    Cell(i.next_step or ""),
                )
                for i in found
            ]
            html.append(table(rows, (9, 27, 64)))
        return "".join(html)

    def _on_detail(self, text: str) -> None:
        self.detail.setText(text or self.tr("Pase por un eje, o use las flechas, para ver su detalle."))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if not hasattr(self, "opportunities"):
            return
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
            self._write()
        elif theme.is_restyle(event):
            self._write()


def _phase_label(indicator: IndicatorResult) -> str:
    return indicator.phase.label if indicator.phase else ""
