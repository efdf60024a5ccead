"""Inicio: the initiatives on this laptop with their responses, or a first page that says what this is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QFrame, QLineEdit, QPushButton, QWidget

from desktop_app.texts import fold
from desktop_app.ui import parts
from desktop_app.ui.home_foot import HomeFoot, backup_due
from desktop_app.ui.home_rows import InitiativeCard, ResponseRow

if TYPE_CHECKING:
    from desktop_app.workflows.overview import InitiativeOverview

__all__ = ["HomePage", "InitiativeCard", "ResponseRow"]

# Rows are built as the list is scrolled: a laptop with hundreds of responses opens as quickly as one with three.
_BATCH = 12
_FILTER_FROM = 6


class HomePage(parts.Page):
    """Shows an overview; says what the user chose.

    Signals:
        new_initiative, open_example: the two ways to begin.
        verify_package, check_form, blank_form, reference: what needs no initiative: checking a package or a form's
            file, the form to fill by hand, a reference to compare with.
        incoming, paste_receipt: what came back is to be brought in: a receipt or a wave kit, or a short receipt.
        off_list, put_away: the initiatives that were taken off the list are asked for; the responses put away.
        backup, bring_backup: a backup is to be made; one is to be brought back.
        take_off: an initiative's id and name; it is to leave the list.
        edit_card, new_response: an initiative's id.
        response_chosen: a response's id and the screen to show it on (``responder``, ``resultado`` or ``enviar``).
        more: what else is to be done with a response (``duplicate``, ``archive``, ``delete``), its id and its title.
        undo: what the notice speaks of is to be undone.
    """

    new_initiative = Signal()
    open_example = Signal()
    verify_package = Signal()
    check_form = Signal()
    blank_form = Signal()
    reference = Signal()
    incoming = Signal()
    paste_receipt = Signal()
    off_list = Signal()
    put_away = Signal()
    backup = Signal()
    bring_backup = Signal()
    take_off = Signal(str, str)
    edit_card = Signal(str)
    new_response = Signal(str)
    response_chosen = Signal(str, str)
    more = Signal(str, str, str)
    undo = Signal()

    def __init__(self, parent: QWidget | None = None, last_backup: datetime | None = None) -> None:
        super().__init__(parent)
        self._last_backup = last_backup
        self._notice = ("", False)
        self._notice_frame: QFrame | None = None
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
        self._show(now)

    def show_notice(self, text: str, *, undo: bool = False) -> None:
        """Says on top what has been done, until ``forget_notice``; with ``undo`` it can be taken back there."""
        self._notice = (text, undo)
        self._place_notice()

    def forget_notice(self) -> None:
        self.show_notice("")

    def notice(self) -> str:
        return self._notice[0]

    def show_backup(self, when: datetime, now: datetime) -> None:
        """A backup was made at ``when``."""
        self._last_backup = when
        if self._now is not None:
            self._now = now
            self._show(now)

    def _show(self, now: datetime) -> None:
        parts.clear(self.body)
        self._steps = iter(())
        self._notice_frame = None
        self._place_notice()
        if not self._overview:
            self._show_first_start()
            self._add_foot(now)
            return
        self._add_head()
        self._list = QWidget(self.content)
        self._rows = parts.column(self._list, spacing=16)
        self.body.addWidget(self._list)
        self._fill("")
        self._add_foot(now)

    def _place_notice(self) -> None:
        text, undo = self._notice
        if self._notice_frame is not None:
            self.body.removeWidget(self._notice_frame)
            self._notice_frame.hide()
            self._notice_frame.deleteLater()
            self._notice_frame = None
        if not text:
            return
        frame = self._notice_frame = parts.frame("notice", self.content, margin=0)
        line = parts.row(spacing=12)
        line.setContentsMargins(16, 10, 16, 10)
        line.addWidget(parts.label(text, "strong", frame, selectable=True), 1)
        if undo:
            button = parts.button(self.tr("Deshacer"), parent=frame)
            button.setAccessibleDescription(text)
            button.clicked.connect(self.undo)
            line.addWidget(button)
        parts.inside(frame).addLayout(line)
        self.body.insertWidget(0, frame)
        self.verticalScrollBar().setValue(0)
        if undo:
            frame.findChildren(QPushButton)[0].setFocus()

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
        inside.addWidget(parts.label(self.tr("Dos instrumentos"), "heading", card))
        for line in (
            self.tr(
                "SSME: la medición completa, con las cifras del año y el plan de mejora. Toma de 1 a 2 horas, y puede "
                "hacerse en varios días."
            ),
            self.tr("Autodiagnóstico: 13 prácticas para una primera mirada. Toma entre 20 y 40 minutos."),
        ):
            inside.addWidget(parts.label(f"•  {line}", parent=card))
        inside.addWidget(
            parts.label(
                self.tr("Cada respuesta se guarda al darla: puede parar cuando quiera y seguir otro día donde iba."),
                parent=card,
            )
        )
        inside.addWidget(parts.label(self.tr("Tenga a la mano"), "heading", card))
        for line in (
            self.tr("Los datos de la iniciativa: año de creación, municipio, entidad que la gestiona y contacto."),
            self.tr("La estrategia y el plan de acción, si los hay, y las reglas con que se deciden las cosas."),
            self.tr("Para el SSME: el listado de empresas y cuáles participan, con sus ventas y empleos del año."),
            self.tr("Para el SSME: las fuentes de financiación, los proyectos con su valor y los convenios."),
        ):
            inside.addWidget(parts.label(f"•  {line}", parent=card))
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

    def _add_foot(self, now: datetime) -> None:
        due = backup_due(self._overview, self._last_backup, now)
        foot = HomeFoot(self._last_backup, now, due=due, parent=self.content)
        foot.backup.connect(self.backup)
        foot.bring_backup.connect(self.bring_backup)
        foot.put_away.connect(self.put_away)
        foot.off_list.connect(self.off_list)
        foot.incoming.connect(self.incoming)
        foot.paste_receipt.connect(self.paste_receipt)
        foot.verify_package.connect(self.verify_package)
        foot.check_form.connect(self.check_form)
        foot.blank_form.connect(self.blank_form)
        foot.reference.connect(self.reference)
        self.body.addWidget(foot)

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
                row.more.connect(self.more)
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
