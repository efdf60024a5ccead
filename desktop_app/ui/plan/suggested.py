"""De las oportunidades: what the form recommends and the plan does not have yet, the most urgent first."""

from __future__ import annotations

from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from desktop_app.diagnosis import Suggestion, suggestions
from desktop_app.ui import parts
from desktop_app.ui.plan.offers import Offered, Offers, offered
from desktop_app.ui.plan.words import language_of
from desktop_app.ui.survey.wording import reached_words, score_words
from desktop_app.ui.theme import GRID, set_role

if TYPE_CHECKING:
    from desktop_app.workflows.answer import Desk

FEW: Final = 3


class Suggested(QFrame):
    """Shows the first few while the plan is empty, none when it is not, and all when asked to.

    Signals:
        wanted: code and activity that are to become an action.
    """

    wanted = Signal(str, str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        set_role(self, "card")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._desk: Desk | None = None
        self._all = False
        column = parts.column(self, margin=2 * GRID)
        self._title = parts.label("", "heading", self)
        self.note = parts.label("", "muted", self)
        self.offers = Offers(self)
        self.offers.wanted.connect(self.wanted)
        self.more = parts.button("", "link", self)
        self.more.clicked.connect(self._on_more)
        for widget in (self._title, self.note, self.offers, self.more):
            column.addWidget(widget)

    def show_desk(self, desk: Desk) -> None:
        self._desk = desk
        diagnosis = desk.diagnosis()
        found = suggestions(diagnosis, desk.actions()) if diagnosis is not None else ()
        free = [each for each in found if not each.taken]
        self._title.setText(self.tr("De las oportunidades"))
        self.note.setText(self._words(len(free), any_answered=diagnosis is not None and diagnosis.answered > 0))
        first = FEW if all(action.blank() for action in desk.actions()) else 0
        shown = free if self._all else free[:first]
        self.offers.show_offers([self._offered(desk, list(group)) for _, group in groupby(shown, _code)])
        self.offers.setVisible(bool(shown))
        self.more.setVisible(len(free) > first)
        one, many = self.tr("Ver 1 sugerencia"), self.tr("Ver las {n} sugerencias").format(n=len(free))
        self.more.setText(self.tr("Ver menos") if self._all else one if len(free) == 1 else many)
        self.setVisible(diagnosis is not None)

    def _offered(self, desk: Desk, group: list[Suggestion]) -> Offered:
        indicator = group[0].indicator
        score = score_words(indicator.value, indicator.max, language_of(desk))
        whole = offered(indicator, frozenset(), f"{score} · {reached_words(indicator)}")
        free = tuple((each.activity, False) for each in group)
        return Offered(whole.code, whole.title, whole.note, free)

    def _words(self, count: int, *, any_answered: bool) -> str:
        if count:
            return self.tr("Actividades recomendadas según sus respuestas, las más urgentes primero.")
        if any_answered:
            return self.tr("No quedan sugerencias: todas están en el plan o no hay oportunidades de mejora.")
        return self.tr("Cuando responda las preguntas que dan puntos, aquí aparecen actividades recomendadas.")

    def _on_more(self) -> None:
        self._all = not self._all
        if self._desk is not None:
            self.show_desk(self._desk)


_code = attrgetter("indicator.code")
