"""What a receipt says, in plain words, and the way from each observation to its question; also of a short one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from desktop_app.ui import parts, wording
from desktop_app.ui.survey.widgets.link import Link
from desktop_app.ui.telling_dialog import TellingDialog
from desktop_app.ui.theme import GRID

if TYPE_CHECKING:
    from datetime import datetime

    from desktop_app.workflows.incoming import PastedReceipt, ReceiptTaken
    from desktop_app.workflows.observations import Named

_LINES = 6
"""Of the field that a short receipt is pasted into."""


@dataclass(frozen=True, slots=True)
class ShownReceipt:
    """A receipt that was brought in, of which response, by whom, and until when it confirms the key, if it does."""

    taken: ReceiptTaken
    named: Named
    entity: str
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class ShownShort:
    """The same of a short one, which changes nothing."""

    pasted: PastedReceipt
    named: Named
    entity: str


class ReceiptDialog(TellingDialog):
    """Tells of one receipt.

    Signals:
        question_wanted: a response's id and the reference of a question in it; the dialog is closed by then.
    """

    question_wanted = Signal(str, str)

    def __init__(self, shown: ShownReceipt, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Acuse de recibo"), parent)
        self.links: list[Link] = []
        taken = shown.taken
        self.begin(self._status(taken.status))
        self.say(_title(shown.named), "strong")
        self.say(self._meaning(taken.status).format(entity=shown.entity))
        facts = self.tr("Llegó el {when} · revisión {revision}").format(
            when=wording.day_and_clock(taken.arrived), revision=taken.revision
        )
        self.say(facts, "muted")
        if taken.known:
            self.say(self.tr("Este acuse ya estaba en este equipo: no cambió nada."), "muted")
        elif taken.state != taken.status:
            said = self.tr("Hay un acuse posterior a este: la respuesta sigue en el estado «{state}».")
            self.say(said.format(state=wording.state(taken.state)), "muted")
        if taken.confirmed:
            self._say_confirmed(shown)
        self._add_observations(shown)
        close = parts.button(self.tr("Cerrar"), "primary", self)
        close.clicked.connect(self.accept)
        self.buttons.addStretch(1)
        self.buttons.addWidget(close)
        close.setFocus()
        self.end()

    def _status(self, status: str) -> str:
        return {
            "accepted": self.tr("Aceptada"),
            "returned": self.tr("Devuelta con observaciones"),
        }.get(status, self.tr("Recibida"))

    def _meaning(self, status: str) -> str:
        return {
            "accepted": self.tr("{entity} revisó la respuesta y la aceptó. No hay nada más que hacer."),
            "returned": self.tr(
                "{entity} revisó la respuesta y pregunta lo que sigue. Corrija o complete, y exporte otra vez: el "
                "paquete nuevo lleva la revisión siguiente."
            ),
        }.get(status, self.tr("{entity} tiene el paquete. Todavía no dice si está todo en orden."))

    def _say_confirmed(self, shown: ShownReceipt) -> None:
        frame = self.frame("notice")
        said = self.tr("La llave de este equipo quedó confirmada.")
        if shown.until is not None:
            said = self.tr("La llave de este equipo quedó confirmada hasta el {date}.").format(
                date=wording.day(shown.until)
            )
        self.say(said, inside=frame)

    def _add_observations(self, shown: ShownReceipt) -> None:
        if not shown.taken.observations:
            return
        self.say(self.tr("Observaciones de {entity}").format(entity=shown.entity), "heading")
        if shown.named.latest_id:
            self.say(self.tr("Pulse una pregunta para ir a ella."), "muted")
        for ref, text in shown.taken.observations:
            frame = self.frame("warning")
            asked = shown.named.labels.get(ref, "")
            if asked and shown.named.latest_id:
                link = Link(asked, ref, frame)
                link.linkActivated.connect(partial(self._on_link, shown.named.latest_id))
                self.links.append(link)
                parts.inside(frame).addWidget(link)
            elif asked:
                self.say(asked, "strong", frame)
            else:
                self.say(self.tr("De una pregunta que ya no se hace"), "muted", frame)
            self.say(text, inside=frame)

    def _on_link(self, response_id: str, ref: str) -> None:
        self.accept()
        self.question_wanted.emit(response_id, ref)


class PasteDialog(TellingDialog):
    """Takes a short receipt as it came in a message; whoever made the dialog reads it.

    Signals:
        pasted: the text.
    """

    pasted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Pegar un acuse corto"), parent)
        self.begin(self.tr("Pegue aquí el mensaje con el acuse"))
        self.say(self.tr("El acuse corto empieza por «TELAR-A1:» y llega por WhatsApp o por correo."), "muted")
        self.field = QPlainTextEdit(self.sheet)
        self.field.setAccessibleName(self.tr("Mensaje con el acuse corto"))
        self.field.setTabChangesFocus(True)
        self.field.ensurePolished()
        self.field.setFixedHeight(_LINES * self.field.fontMetrics().lineSpacing() + 3 * GRID)
        self.field.textChanged.connect(self._on_changed)
        self.body.addWidget(self.field)
        self._found = self.frame("notice")
        self._found.hide()
        self.read = parts.button(self.tr("Leer el acuse"), "primary", self)
        self.read.clicked.connect(self._on_read)
        self.read.setEnabled(False)
        close = parts.button(self.tr("Cerrar"), parent=self)
        close.clicked.connect(self.reject)
        self.buttons.addStretch(1)
        self.buttons.addWidget(close)
        self.buttons.addWidget(self.read)
        self.field.setFocus()
        self.end()

    def show_found(self, shown: ShownShort) -> None:
        """Says what the receipt says."""
        pasted, frame = shown.pasted, self._found
        parts.clear(parts.inside(frame))
        said = {
            "accepted": self.tr("{entity} aceptó el paquete «{file}»."),
            "returned": self.tr("{entity} devolvió el paquete «{file}» con observaciones."),
        }.get(pasted.status, self.tr("{entity} recibió el paquete «{file}»."))
        self.say(said.format(entity=shown.entity, file=pasted.file_name), "strong", frame)
        self.say(_title(shown.named), inside=frame)
        arrived = self.tr("Llegó el {when}").format(when=wording.day_and_clock(pasted.arrived))
        self.say(arrived, "muted", frame)
        self.say(
            self.tr(
                "Un acuse corto solo informa. Para que Inicio muestre el estado y usted vea las observaciones, traiga "
                "el archivo del acuse."
            ),
            "muted",
            frame,
        )
        frame.show()
        self.fit_soon()

    @Slot()
    def _on_changed(self) -> None:
        """What was read before was another text's."""
        self.read.setEnabled(bool(self.field.toPlainText().strip()))
        self._found.hide()

    @Slot()
    def _on_read(self) -> None:
        self.pasted.emit(self.field.toPlainText())


def _title(named: Named) -> str:
    return f"{named.initiative}: {named.form_title} · {named.wave}"
