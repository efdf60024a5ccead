"""A signer at hand: the words to compare by telephone and what follows, or how its standing is taken away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QLineEdit, QPushButton, QWidget

from desktop_app.ui import parts, theme, wording
from desktop_app.ui.survey.widgets.choices import ChoiceRow
from desktop_app.ui.survey.widgets.flow import PACKED, Flow, hinted
from desktop_app.ui.survey.widgets.signs import Check
from desktop_app.ui.theme import GRID

if TYPE_CHECKING:
    from desktop_app.workflows.authority import Signer
    from desktop_app.workflows.signers import WaitingSigner


class SignerPanel(QFrame):
    """Tells one signer; hidden without one.

    Signals:
        confirmed: the words agree; who decides it.
        differed: the words do not agree.
        revoked: a reason, and whether the key may be in other hands.
    """

    confirmed = Signal(str)
    differed = Signal()
    revoked = Signal(str, bool)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        theme.set_role(self, "card")
        self._column = parts.column(self, margin=2 * GRID, spacing=GRID)
        self.by: QLineEdit | None = None
        self.why: QLineEdit | None = None
        self.compromised: Check | None = None
        self.agree: QPushButton | None = None
        self.take_away: QPushButton | None = None
        self.hide()

    def show_nobody(self) -> None:
        """No signer is at hand."""
        self._begin()
        self.hide()

    def show_waiting(self, each: WaitingSigner, by: str) -> None:
        """A key that nobody has confirmed; ``by`` is who decided last."""
        self._begin()
        self._say(self.tr("¿Es de verdad {manager}?").format(manager=each.manager), "heading")
        self._say(self._about(each), "muted")
        if each.on_paper:
            text = self.tr("Lo que llegó vino en papel, que no trae la llave. Pida el archivo: con él se confirma.")
            self._say(text, "", self._frame("notice"))
            return
        if not each.listed:
            text = self.tr(
                "«{initiative}» no está en la lista de la ola {wave}. Compruebe primero el nombre: aunque confirme a "
                "quien firma, lo que envíe no cuenta mientras no esté en la lista."
            )
            said = text.format(initiative=each.initiative, wave=each.wave)
            self._say(said, "", self._frame("warning"))
        if each.before:
            text = self.tr(
                "Por esta iniciativa firma hoy {before}. Si confirma, esa llave deja de valer: pregunte por qué cambió."
            )
            self._say(text.format(before=each.before), "", self._frame("warning"))
        frame = self._frame("warning")
        text = self.tr(
            "Llame a un teléfono que ustedes ya conozcan y pida que lean las palabras que Telar muestra en Enviar. "
            "Deben ser estas, una por una:"
        )
        self._say(text, "", frame)
        words = self._say("\u00a0· ".join(each.words), "reference", frame)
        words.setAccessibleName(", ".join(each.words))
        self.by = self._field(self.tr("Quién lo decide"), by)
        self.by.textChanged.connect(self._check)
        self.agree = parts.button(self.tr("Coinciden: confirmar"), "primary", self)
        self.agree.clicked.connect(self._on_agreed)
        differ = parts.button(self.tr("No coinciden"), parent=self)
        differ.clicked.connect(self.differed)
        self._buttons(self.agree, differ)
        self._check()

    def show_confirmed(self, each: Signer) -> None:
        """A signer of the register that holds."""
        self._begin()
        self._say(f"{each.manager}: {each.initiative}", "heading")
        text = self.tr("Confirmado el {when} por {by}. Su certificado vence el {ends}.")
        by = each.by or self.tr("alguien sin nombre")
        self._say(text.format(when=wording.day(each.confirmed), by=by, ends=wording.day(each.ends)), "muted")
        text = self.tr("Si cambió de persona o de equipo, o perdió la llave, retírele la confianza.")
        self._say(text)
        self.why = self._field(self.tr("Por qué se le retira la confianza"), "")
        self.why.textChanged.connect(self._check)
        self.compromised = Check(self)
        text = self.tr("La llave pudo quedar en manos de otra persona")
        self._column.addWidget(ChoiceRow(text, text, self.compromised, self))
        self.take_away = parts.button(self.tr("Retirar la confianza…"), parent=self)
        self.take_away.clicked.connect(self._on_taken_away)
        self._buttons(self.take_away)
        self._check()

    def show_revoked(self, each: Signer) -> None:
        """A signer who lost its standing."""
        self._begin()
        self._say(f"{each.manager}: {each.initiative}", "heading")
        when = wording.day(each.revoked) if each.revoked is not None else ""
        self._say(self.tr("Se le retiró la confianza el {when}.").format(when=when), "muted")
        self._say(each.why)

    def release(self) -> None:
        """What was asked for was not done: what is typed stays."""
        self._check()

    def _about(self, each: WaitingSigner) -> str:
        told = [each.initiative, self.tr("ola {wave}").format(wave=each.wave), wording.day_and_clock(each.arrived)]
        told.append(self.tr("archivos que esperan: {count}").format(count=each.packages))
        if each.contact or each.phone:
            told.append(self.tr("registrado: {who}").format(who=f"{each.contact} {each.phone}".strip()))
        return " · ".join(told)

    def _begin(self) -> None:
        parts.clear(self._column)
        self.by = self.why = None
        self.compromised = None
        self.agree = self.take_away = None
        self.show()

    def _say(self, text: str, role: str = "", frame: QFrame | None = None) -> QWidget:
        label = parts.label(text, role, frame or self, selectable=role in ("", "reference"))
        (parts.inside(frame) if frame is not None else self._column).addWidget(label)
        return label

    def _frame(self, role: str) -> QFrame:
        frame = parts.frame(role, self)
        self._column.addWidget(frame)
        return frame

    def _field(self, name: str, text: str) -> QLineEdit:
        self._say(name, "strong")
        field = QLineEdit(text, self)
        field.setAccessibleName(name)
        self._column.addWidget(field)
        return field

    def _buttons(self, *buttons: QPushButton) -> None:
        line = Flow(PACKED, hinted, between=GRID)
        for each in buttons:
            line.addWidget(each)
        self._column.addLayout(line)

    @Slot()
    def _check(self) -> None:
        for button, field in ((self.agree, self.by), (self.take_away, self.why)):
            if button is not None and field is not None:
                button.setEnabled(bool(field.text().strip()))

    @Slot()
    def _on_agreed(self) -> None:
        if self.agree is not None and self.by is not None:
            self.agree.setEnabled(False)
            self.confirmed.emit(self.by.text().strip())

    @Slot()
    def _on_taken_away(self) -> None:
        if self.take_away is not None and self.why is not None:
            self.take_away.setEnabled(False)
            in_other_hands = self.compromised is not None and self.compromised.isChecked()
            self.revoked.emit(self.why.text().strip(), in_other_hands)
