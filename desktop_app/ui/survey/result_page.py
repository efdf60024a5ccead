"""Resultado: the spider chart large, the form's own charts, the points, what changed, the tables, what to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QLabel, QWidget

from desktop_app.diagnosis import Comparison, Diagnosis, IndicatorResult, suggestions
from desktop_app.texts import language_code
from desktop_app.ui import parts, theme
from desktop_app.ui.paper_choice import PaperChoice
from desktop_app.ui.plan.offers import Offered, Offers, offered
from desktop_app.ui.survey.declared_charts import DeclaredCharts
from desktop_app.ui.survey.result_tables import changes_html, dimensions_html, scores_html, strengths_html
from desktop_app.ui.survey.web import Web
from desktop_app.ui.survey.widgets.flow import PACKED, Flow, hinted
from desktop_app.ui.survey.wording import level_words, provisional_words, reached_words, score_words, total_words
from desktop_app.ui.theme import GRID
from desktop_app.workflows.declared_charts import declared_charts, declares_charts

if TYPE_CHECKING:
    from desktop_app.workflows.answer import Desk

_READING_WIDTH = 960
_CHART_HEIGHT = 480
_MOST_GROWTH = 1.6


class ResultPage(QWidget):
    """Shows the diagnosis of the desk.

    Signals:
        print_requested, pdf_requested, image_requested, summary_requested: the button of that name was pressed.
        pending_requested: the way to the first unanswered question was chosen.
        picture_requested: the ``DeclaredChart`` that is to be kept as a picture.
        plan_requested: code and activity of an opportunity that are to become an action of the plan.
    """

    print_requested = Signal()
    pdf_requested = Signal()
    image_requested = Signal()
    summary_requested = Signal()
    pending_requested = Signal()
    picture_requested = Signal(object)
    plan_requested = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk: Desk | None = None
        self._diagnosis: Diagnosis | None = None
        self._comparison: Comparison | None = None
        self._language = "es"
        self._draws = False
        column = parts.column(self, spacing=0)
        self.page = parts.Page(self, width=_READING_WIDTH)
        column.addWidget(self.page)
        self._build_head()
        self._build_chart()
        self.declared = DeclaredCharts(self.page.content)
        self.declared.picture_wanted.connect(self.picture_requested)
        self.page.body.addWidget(self.declared)
        self.changes = self._document()
        self.dimensions = self._document()
        self.table = self._document()
        self.strengths = self._document()
        self._build_opportunities()
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
        self.meaning = parts.label("", "", self.page.content)
        self.note = parts.label("", "attention", self.page.content)
        self._pending = parts.button("", "link", self.page.content)
        self._pending.clicked.connect(self.pending_requested)
        for widget in (self.total, self.level, self.meaning, self.note, self._pending):
            body.addWidget(widget)
        self._buttons = QWidget(self.page.content)
        flow = Flow(PACKED, hinted, between=GRID)
        self._buttons.setLayout(flow)
        self.print_button = parts.button("", "primary", self._buttons)
        self.pdf_button = parts.button("", "", self._buttons)
        self.image_button = parts.button("", "", self._buttons)
        self.summary_button = parts.button("", "", self._buttons)
        for button, signal in (
            (self.print_button, self.print_requested),
            (self.pdf_button, self.pdf_requested),
            (self.image_button, self.image_requested),
            (self.summary_button, self.summary_requested),
        ):
            button.clicked.connect(signal)
            flow.addWidget(button)
        body.addWidget(self._buttons)
        self.paper_code = PaperChoice(self.page.content)
        body.addWidget(self.paper_code)

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

    def _build_opportunities(self) -> None:
        card = parts.frame("card", self.page.content)
        self._opportunities_title = parts.label("", "heading", card)
        self._none = parts.label("", "muted", card)
        self.opportunities = Offers(card)
        self.opportunities.wanted.connect(self.plan_requested)
        for widget in (self._opportunities_title, self._none, self.opportunities):
            parts.inside(card).addWidget(widget)
        self.page.body.addWidget(card)
        self._cards.append(card)

    def show_desk(self, desk: Desk) -> None:
        """Shows the present result; a form that neither scores nor draws anything has none."""
        self._desk = desk
        self._diagnosis = desk.diagnosis()
        self._comparison = desk.comparison()
        self._language = language_code(desk.session.language) or "es"
        if self._diagnosis is not None:
            self.web.show_desk(desk, self._diagnosis)
        self._show_declared(desk)
        self._write()

    def _show_declared(self, desk: Desk) -> None:
        self._draws = declares_charts(desk.form)
        self.declared.setVisible(self._draws)
        if self._draws:
            self.declared.show_charts(declared_charts(desk, self._language), self._language)

    def retranslate(self) -> None:
        self._title.setText(self.tr("Resultado"))
        self.print_button.setText(self.tr("Imprimir"))
        self.pdf_button.setText(self.tr("Guardar PDF"))
        self.image_button.setText(self.tr("Guardar imagen"))
        self.summary_button.setText(self.tr("Resumen de una página"))
        self.paper_code.retranslate()
        self._opportunities_title.setText(self.tr("Oportunidades y próximas actividades"))
        self._none.setText(self.tr("No hay oportunidades de mejora en lo que se ha respondido."))
        self._pending.setText(self.tr("Ir a la primera pregunta sin responder"))
        self._on_detail("")

    def _write(self) -> None:
        scale = min(_MOST_GROWTH, max(1.0, self.font().pointSizeF() / theme.BASE_POINTS))
        self.web.setMinimumHeight(round(_CHART_HEIGHT * scale))
        diagnosis = self._diagnosis
        scored = diagnosis is not None and diagnosis.answered > 0
        self._nothing_text.setText(
            self.tr("El resultado aparece aquí en cuanto responda la primera pregunta que da puntos.")
            if diagnosis is not None
            else self.tr("Este instrumento no calcula un resultado.")
        )
        self._nothing.setVisible(not scored and (diagnosis is not None or not self._draws))
        for card in self._cards:
            card.setVisible(scored)
        for button in (self.image_button, self.summary_button):
            button.setVisible(diagnosis is not None)
        for label in (self.total, self.level, self.meaning, self.note, self._pending):
            label.setVisible(diagnosis is not None)
        if diagnosis is not None:
            self._write_head(diagnosis)
            self._write_cards(diagnosis, scored=scored)

    def _write_head(self, diagnosis: Diagnosis) -> None:
        self.total.setText(total_words(diagnosis, self._language))
        level = diagnosis.level
        said = (level_words(level), level.meaning) if level else ("", "")
        for label, text in zip((self.level, self.meaning), said, strict=True):
            label.setText(text)
            label.setVisible(bool(text))
        self.note.setText(provisional_words(diagnosis))
        self.note.setVisible(diagnosis.provisional)
        self._pending.setVisible(diagnosis.provisional)

    def _write_cards(self, diagnosis: Diagnosis, *, scored: bool) -> None:
        comparison, language = self._comparison, self._language
        self.table.setText(scores_html(diagnosis, comparison, language))
        self.strengths.setText(strengths_html(diagnosis))
        self.changes.setText(changes_html(comparison, language) if comparison else "")
        self._card_of(self.changes).setVisible(scored and comparison is not None)
        self.dimensions.setText(dimensions_html(diagnosis.dimensions, comparison, language))
        self._card_of(self.dimensions).setVisible(scored and len(diagnosis.dimensions) > 0)
        self._none.setVisible(not diagnosis.opportunities)
        self.opportunities.show_offers(self._offers(diagnosis))

    def _card_of(self, document: QLabel) -> QWidget:
        return next(card for card in self._cards if card.isAncestorOf(document))

    def _offers(self, diagnosis: Diagnosis) -> list[Offered]:
        """By priority, each with its recommended activities; the first of a phase under the phase's name."""
        assert self._desk is not None
        is_open = self._desk.plan_form is not None
        said = suggestions(diagnosis, self._desk.actions()) if is_open else ()
        in_plan = {(each.indicator.code, each.activity) for each in said if each.taken}
        found, phase = [], ""
        for indicator in diagnosis.opportunities:
            label = _phase_label(indicator)
            note = f"{score_words(indicator.value, indicator.max, self._language)} · {reached_words(indicator)}"
            found.append(offered(indicator, in_plan, note, label if label != phase else "", is_open=is_open))
            phase = label
        return found

    def _on_detail(self, text: str) -> None:
        self.detail.setText(text or self.tr("Pase por un eje, o use las flechas, para ver su detalle."))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if not hasattr(self, "opportunities") or self._desk is None:
            return
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
            self._write()
        elif theme.is_restyle(event):
            self._write()


def _phase_label(indicator: IndicatorResult) -> str:
    return indicator.phase.label if indicator.phase else ""
