"""What a person decides about what was set aside: who signed, compared by telephone, or that a late package counts."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Signal, Slot
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop_app.ui import parts, wording
from desktop_app.ui.survey.widgets.choices import ChoiceRow
from desktop_app.ui.survey.widgets.signs import Check
from desktop_app.ui.telling_dialog import TellingDialog
from desktop_app.ui.theme import GRID

if TYPE_CHECKING:
    from desktop_app.errors import TelarError
    from desktop_app.ui.reception.entity_desk import EntityDesk
    from desktop_app.workflows.arrivals import Arrival
    from desktop_app.workflows.authority import Proposal
    from desktop_app.workflows.entity import Entity


class DecidingDialog(TellingDialog):
    """Asks who decides; a subclass says what, and does it.

    Signals:
        decided: the books are no longer what they were.
    """

    decided = Signal()

    def __init__(self, title: str, action: str, desk: EntityDesk, arrival: Arrival, parent: QWidget | None) -> None:
        super().__init__(title, parent)
        self._desk = desk
        self._arrival = arrival
        self.by: QLineEdit | None = None
        self.close_button = parts.button(self.tr("Cancelar"), parent=self)
        self.close_button.clicked.connect(self.reject)
        self.agree = parts.button(action, "primary", self)
        self.agree.clicked.connect(self._on_agreed)
        self.agree.setEnabled(False)
        self.buttons.addStretch(1)
        self.buttons.addWidget(self.close_button)
        self.buttons.addWidget(self.agree)

    def ask_who(self) -> None:
        """The field for who decides, as it was last typed."""
        self.body.addSpacing(GRID)
        name = self.tr("Quién lo decide")
        self.say(name, "strong")
        self.by = QLineEdit(self._desk.by, self.sheet)
        self.by.setAccessibleName(name)
        self.by.textChanged.connect(self.check)
        self.body.addWidget(self.by)

    def is_ready(self) -> bool:
        """Whether all is said that must be said."""
        return self.by is not None and bool(self.by.text().strip())

    def decide(self, by: str) -> None:
        """Does it."""
        raise NotImplementedError

    @Slot()
    def check(self) -> None:
        self.agree.setEnabled(self.is_ready())

    @Slot()
    def _on_agreed(self) -> None:
        assert self.by is not None
        self._desk.by = self.by.text().strip()
        self.agree.setEnabled(False)
        self.decide(self._desk.by)

    def on_failed(self, error: TelarError) -> None:
        """It was not done: what is typed stays."""
        self._desk.complain(error, self)
        self.check()

    def on_decided(self) -> None:
        self.decided.emit()
        self.accept()


class AdmitDialog(DecidingDialog):
    """A package that came after the wave's end is to count."""

    def __init__(self, desk: EntityDesk, arrival: Arrival, parent: QWidget | None = None) -> None:
        title = QCoreApplication.translate("AdmitDialog", "Admitir un paquete tardío")
        super().__init__(title, QCoreApplication.translate("AdmitDialog", "Admitir"), desk, arrival, parent)
        self.begin(title)
        self.say(arrival.initiative, "strong")
        self.say(arrival.file, "muted")
        if arrival.reason is not None:
            self.say(arrival.reason.cause)
        self.say(self.tr("Si lo admite, cuenta como los demás, y queda escrito quién lo decidió."))
        self.ask_who()
        self.check()
        self.end()
        if self.by is not None:
            self.by.setFocus()

    def decide(self, by: str) -> None:
        args = self._arrival.arrival_id, self._desk.now(), by, self._desk.language
        self._desk.run(_admit, *args, done=self._on_done, failed=self.on_failed)

    def _on_done(self, _nothing: None) -> None:
        self.on_decided()


class ConfirmDialog(DecidingDialog):
    """The words of who signed are compared with the initiative by telephone."""

    def __init__(self, desk: EntityDesk, arrival: Arrival, parent: QWidget | None = None) -> None:
        title = QCoreApplication.translate("ConfirmDialog", "Confirmar a quien firma")
        super().__init__(title, QCoreApplication.translate("ConfirmDialog", "Confirmar"), desk, arrival, parent)
        self._asked: Proposal | None = None
        self.agrees: Check | None = None
        self.show_working(self.tr("Leyendo el paquete…"))
        from desktop_app.workflows.arrivals import proposal

        args = arrival.arrival_id, desk.now()
        desk.run(proposal, *args, done=self.show_proposal, failed=self._on_no_proposal)

    def show_proposal(self, asked: Proposal) -> None:
        """Who asks to be confirmed, and the words."""
        self._asked = asked
        self.begin(self.tr("¿Es de verdad {manager}?").format(manager=asked.manager))
        self.say(asked.initiative, "strong")
        said = self.tr("Dice que firmó el {when}.").format(when=wording.day_and_clock(asked.claimed_at))
        self.say(said, "muted")
        if asked.unlisted:
            said = self.tr(
                "No está en la lista de la ola {wave}. Compruebe primero el nombre: aunque confirme a quien firma, lo "
                "que envíe no cuenta mientras no esté en la lista."
            )
            self.say(said.format(wave=asked.unlisted), inside=self.frame("warning"))
        if asked.known:
            self.say(self.tr("Esta llave ya estaba confirmada para la iniciativa."), inside=self.frame("notice"))
        elif asked.before is not None:
            said = self.tr(
                "Por esta iniciativa firma hoy {before}. Si confirma, esa llave deja de valer: pregunte por qué cambió."
            )
            self.say(said.format(before=asked.before), inside=self.frame("warning"))
        frame = self.frame("warning")
        said = self.tr(
            "Llame a la iniciativa, a un teléfono que ustedes ya conozcan, y pida que lean las palabras que Telar "
            "muestra en Enviar. Deben ser estas, una por una:"
        )
        self.say(said, inside=frame)
        words = self.say("\u00a0· ".join(asked.words), "reference", frame)
        words.setAccessibleName(", ".join(asked.words))
        self.agrees = Check(frame)
        text = self.tr("Las palabras coinciden")
        parts.inside(frame).addWidget(ChoiceRow(text, text, self.agrees, frame))
        self.agrees.toggled.connect(self.check)
        self.ask_who()
        self.check()
        self.end()
        self.agrees.setFocus()

    def is_ready(self) -> bool:
        return self.agrees is not None and self.agrees.isChecked() and super().is_ready()

    def decide(self, by: str) -> None:
        taken_over = self._asked is not None and self._asked.before is not None
        args = self._arrival.arrival_id, self._desk.now(), by, taken_over
        self._desk.run(_confirm, *args, done=self._on_done, failed=self.on_failed)

    def _on_done(self, _nothing: None) -> None:
        self.on_decided()

    def _on_no_proposal(self, error: TelarError) -> None:
        self._desk.complain(error, self)
        self.reject()


# On the entity's thread


def _confirm(entity: Entity, arrival_id: int, now: datetime, by: str, taken_over: bool) -> None:  # noqa: FBT001 - run
    from desktop_app.workflows import signers

    signers.confirm(entity, arrival_id, now, by=by, replace=taken_over)


def _admit(entity: Entity, arrival_id: int, now: datetime, by: str, language: str) -> None:
    from desktop_app.workflows.review import admit

    admit(entity, arrival_id, now, by=by, language=language)
