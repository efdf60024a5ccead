"""Inicio: the initiatives on this laptop with their responses, or a first page that says what this is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QFrame, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from desktop_app.texts import fold
from desktop_app.ui import parts, wording

if TYPE_CHECKING:
    from desktop_app.workflows.overview import InitiativeOverview, ResponseOverview

# Rows are built as the list is scrolled: a laptop with hundreds of responses opens as quickly as one with three.
_BATCH = 12
_FILTER_FROM = 6


class HomePage(parts.Page):
    """Shows an overview; says what the user chose.

    Signals:
        new_initiative, open_example: the two ways to begin.
        verify_package, check_form, blank_form: what needs no initiative: checking a package or a form's file, the form
            to fill by hand.
        off_list: the initiatives that were taken off the list are asked for.
        take_off: an initiative's id and name; it is to leave the list.
        edit_card, new_response: an initiative's id.
        response_chosen: a response's id and the screen to show it on (``responder``, ``resultado`` or ``enviar``).
    """

    new_initiative = Signal()
    open_example = Signal()
    verify_package = Signal()
    check_form = Signal()
    blank_form = Signal()
    off_list = Signal()
    take_off = Signal(str, str)
    edit_card = Signal(str)
    new_response = Signal(str)
    response_chosen = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._overview: Sequence[InitiativeOverview] = ()
        self._now: datetime | None = None
        self._steps: Iterator[None] = iter(())
        self._show_skeleton()
        bar = self.verticalScrollBar()
        bar.valueChanged.connect(self._on_scrolled)
        bar.rangeChanged.connect(self._on_scrolled)

    def show_overview(self, overview: Sequence[InitiativeOverview], now: datetime) -> None:
        """Shows ``overview`` as it stands at ``now``."""
        if self._now is not None and now.date() == self._now.date() and overview == self._overview:
            return
        self._overview = overview
        self._now = now
        parts.clear(self.body)
        if not overview:
            self._show_first_start()
            return
        self._add_head()
        self._list = QWidget(self.content)
        self._rows = parts.column(self._list, spacing=16)
        self.body.addWidget(self._list)
        self._fill("")
        self._add_foot()

    def row_count(self) -> int:
        """How many responses have a row so far."""
        return len(self.findChildren(ResponseRow))

    # What there is before the data is there, and when there is none

    def _show_skeleton(self) -> None:
        for height in (32, 96, 96):
            block = parts.frame("well", self.content)
            block.setFixedHeight(height)
            self.body.addWidget(block)

    def _show_first_start(self) -> None:
        card = parts.frame("card", self.content, margin=24, spacing=12)
        inside = parts.inside(card)
        inside.addWidget(parts.label(self.tr("Bienvenido a Telar"), "title", card))
        inside.addWidget(
            parts.label(
                self.tr(
                    "Con Telar usted evalúa su iniciativa clúster, ve el diagrama de araña mientras responde, imprime "
                    "el informe y entrega a Confecámaras un solo archivo firmado. Funciona sin conexión a internet."
                ),
                parent=card,
            )
        )
        inside.addWidget(parts.label(self.tr("Tenga a la mano"), "heading", card))
        for line in (
            self.tr("Los datos de la iniciativa: año de creación, municipio, entidad que la gestiona y contacto."),
            self.tr("La estrategia y el plan de acción, si los hay, y los estudios del sector y del clúster."),
            self.tr("Quiénes forman el equipo, las mesas de trabajo y las reglas con que se deciden las cosas."),
            self.tr("Cómo se mide el avance y con qué recursos se sostiene la iniciativa."),
        ):
            inside.addWidget(parts.label(f"•  {line}", parent=card))
        inside.addWidget(parts.label(self.tr("Cuánto tarda"), "heading", card))
        inside.addWidget(
            parts.label(
                self.tr(
                    "El autodiagnóstico tiene 13 preguntas y toma entre 20 y 40 minutos. Cada respuesta se guarda al "
                    "darla: puede parar cuando quiera y seguir otro día en el mismo punto."
                ),
                parent=card,
            )
        )
        buttons = parts.row(spacing=12)
        begin = parts.button(self.tr("Nueva iniciativa"), "primary", card)
        begin.clicked.connect(self.new_initiative)
        example = parts.button(self.tr("Abrir un ejemplo"), parent=card)
        example.clicked.connect(self.open_example)
        buttons.addWidget(begin)
        buttons.addWidget(example)
        buttons.addStretch(1)
        inside.addSpacing(8)
        inside.addLayout(buttons)
        self.body.addWidget(card)
        self._add_foot()
        begin.setFocus()

    # The list

    def _add_head(self) -> None:
        head = parts.row()
        title = parts.label(self.tr("Sus iniciativas"), "title", self.content)
        begin = parts.button(self.tr("Nueva iniciativa"), parent=self.content)
        begin.clicked.connect(self.new_initiative)
        head.addWidget(title, 1)
        head.addWidget(begin)
        self.body.addLayout(head)
        if len(self._overview) > _FILTER_FROM:
            search = QLineEdit(self.content)
            search.setPlaceholderText(self.tr("Buscar por nombre o municipio"))
            search.setAccessibleName(self.tr("Buscar una iniciativa"))
            search.setClearButtonEnabled(True)
            search.textChanged.connect(self._fill)
            self.body.addWidget(search)

    def _add_foot(self) -> None:
        verify = parts.button(self.tr("Comprobar un paquete recibido o entregado"), "link", self.content)
        verify.clicked.connect(self.verify_package)
        self.body.addWidget(verify)
        check = parts.button(self.tr("Revisar un formulario…"), "link", self.content)
        check.clicked.connect(self.check_form)
        self.body.addWidget(check)
        blank = parts.button(self.tr("Imprimir un formulario en blanco"), "link", self.content)
        blank.clicked.connect(self.blank_form)
        self.body.addWidget(blank)
        off_list = parts.button(self.tr("Iniciativas quitadas de la lista"), "link", self.content)
        off_list.clicked.connect(self.off_list)
        self.body.addWidget(off_list)

    @Slot(str)
    def _fill(self, text: str) -> None:
        parts.clear(self._rows)
        wanted = fold(text)
        found = [one for one in self._overview if wanted in fold(f"{one.name} {one.place}")]
        if not found:
            self._rows.addWidget(parts.label(self.tr("Ninguna iniciativa coincide."), "muted", self._list))
        self._steps = self._build(found)
        self._advance()

    def _build(self, initiatives: list[InitiativeOverview]) -> Iterator[None]:
        """Builds one row a step."""
        for initiative in initiatives:
            card = InitiativeCard(initiative, self._list)
            card.edit_card.connect(self.edit_card)
            card.new_response.connect(self.new_response)
            card.take_off.connect(self.take_off)
            self._rows.addWidget(card)
            yield
            for response in initiative.responses:
                row = ResponseRow(initiative.name, response, self._now, card)
                row.chosen.connect(self.response_chosen)
                card.rows.addWidget(row)
                yield

    def _advance(self) -> None:
        for _ in range(_BATCH):
            if next(self._steps, self._steps) is not None:
                return

    @Slot()
    def _on_scrolled(self) -> None:
        bar = self.verticalScrollBar()
        if bar.maximum() - bar.value() < self.height():
            # Not at once: this runs inside the layout that the new rows are about to change.
            QTimer.singleShot(0, self, self._advance)


class InitiativeCard(QFrame):
    """An initiative's name and place, and its responses beneath."""

    edit_card = Signal(str)
    new_response = Signal(str)
    take_off = Signal(str, str)

    def __init__(self, initiative: InitiativeOverview, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        inside = parts.column(self, margin=16, spacing=8)
        head = parts.row()
        words = parts.column(spacing=0)
        words.addWidget(parts.label(initiative.name, "heading", self))
        if initiative.place:
            words.addWidget(parts.label(initiative.place, "muted", self))
        head.addLayout(words, 1)
        edit = parts.button(self.tr("Editar ficha"), "link", self)
        edit.setAccessibleName(self.tr("Editar la ficha de {name}").format(name=initiative.name))
        edit.clicked.connect(partial(self.edit_card.emit, initiative.id))
        add = parts.button(self.tr("Nuevo diagnóstico"), "link", self)
        add.setAccessibleName(self.tr("Nuevo diagnóstico de {name}").format(name=initiative.name))
        add.clicked.connect(partial(self.new_response.emit, initiative.id))
        head.addWidget(edit, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(add, 0, Qt.AlignmentFlag.AlignTop)
        take_off = parts.button(self.tr("Quitar de la lista"), "link", self)
        take_off.setAccessibleName(self.tr("Quitar de la lista {name}").format(name=initiative.name))
        take_off.clicked.connect(partial(self.take_off.emit, initiative.id, initiative.name))
        head.addWidget(take_off, 0, Qt.AlignmentFlag.AlignTop)
        inside.addLayout(head)
        self.rows: QVBoxLayout = parts.column(spacing=0)
        inside.addLayout(self.rows)
        if not initiative.responses:
            inside.addWidget(parts.label(self.tr("Todavía no hay respuestas."), "muted", self))


class ResponseRow(QWidget):
    """One response: instrument, wave, state, how far, when saved, and its main action."""

    chosen = Signal(str, str)

    def __init__(self, initiative: str, response: ResponseOverview, now: datetime | None, parent: QWidget) -> None:
        super().__init__(parent)
        self.response_id = response.id
        outside = parts.column(self, spacing=0)
        line = parts.frame("line", self, margin=0)
        outside.addWidget(line)
        inside = parts.row(spacing=12)
        inside.setContentsMargins(0, 10, 0, 6)
        title = f"{response.instrument_title} · {response.wave}"
        words = parts.column(spacing=2)
        words.addWidget(parts.label(title, "strong", self))
        words.addWidget(parts.label(self._facts(response, now), "muted", self))
        inside.addLayout(words, 1)
        badge = parts.label(wording.state(response.state), "badge", self)
        badge.setWordWrap(False)
        badge.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Maximum)
        inside.addWidget(badge, 0, Qt.AlignmentFlag.AlignVCenter)
        text, screen = self._main_action(response)
        action = parts.button(text, "primary" if screen != "resultado" else "", self)
        action.setAccessibleName(f"{text}: {title}, {initiative}")
        action.clicked.connect(partial(self.chosen.emit, response.id, screen))
        inside.addWidget(action)
        outside.addLayout(inside)

    def _facts(self, response: ResponseOverview, now: datetime | None) -> str:
        counts = self.tr("{answered} de {total} respondidas").format(answered=response.answered, total=response.total)
        if now is None:
            return counts
        saved = self.tr("guardado {when}").format(when=wording.since(response.updated, now))
        return f"{counts} · {saved}"

    def _main_action(self, response: ResponseOverview) -> tuple[str, str]:
        if response.state == "ready":
            return self.tr("Enviar"), "enviar"
        if response.state in ("draft", "returned"):
            begun = response.answered > 0
            return (self.tr("Continuar") if begun else self.tr("Comenzar")), "responder"
        return self.tr("Ver resultado"), "resultado"
