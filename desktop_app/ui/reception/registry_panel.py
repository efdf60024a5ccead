"""What is known of the initiative at hand: whom to call, what came of it, who signs for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QWidget

from desktop_app.ui import parts, theme, wording
from desktop_app.ui.reception import registry_words as words
from desktop_app.ui.theme import GRID

if TYPE_CHECKING:
    from desktop_app.workflows.standing import FormStanding, Standing


class RegistryPanel(QFrame):
    """Tells one initiative; hidden without one.

    Signals:
        signer_wanted: the fingerprint of the signer who is to be looked at.
    """

    signer_wanted = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        theme.set_role(self, "card")
        self._shown: Standing | None = None
        self._column = parts.column(self, margin=2 * GRID, spacing=GRID // 2)
        self.hide()

    def show_standing(self, each: Standing | None) -> None:
        """Tells ``each``, unless it is told already."""
        self.setVisible(each is not None)
        if each is None or each == self._shown:
            self._shown = each
            return
        self._shown = each
        parts.clear(self._column)
        self._say(each.member.name, "heading")
        facts = [each.place, each.member.contact, each.member.email, each.member.phone]
        told = " · ".join(" ".join(fact.split()) for fact in facts if fact)
        self._say(told or self.tr("No se registró a quién llamar."), "" if told else "muted")
        for form in each.forms:
            self._say(self._form(form))
            if form.reason is not None:
                self._say(form.reason.cause, "muted")
        if each.reminded is not None:
            self._say(self.tr("Último recordatorio: {day}").format(day=wording.day(each.reminded)), "muted")
        if each.signer.state == "none":
            self._say(self.tr("Nadie ha firmado todavía por ella."), "muted")
            return
        line = parts.row()
        said = self.tr("Firma {manager}: {state}").format(
            manager=each.signer.manager, state=words.signer(each.signer.state)
        )
        line.addWidget(parts.label(said, "", self, selectable=True), 1)
        waiting = each.signer.state == "waiting"
        text = self.tr("Comparar las palabras…") if waiting else self.tr("Ver firmante…")
        button = parts.button(text, "primary" if waiting else "", self)
        button.clicked.connect(self._on_signer)
        line.addWidget(button)
        self._column.addLayout(line)

    def _form(self, form: FormStanding) -> str:
        said = f"{form.title}: {words.state(form.state)}"
        if form.arrived is None:
            return said
        if form.channel == "paper":
            return self.tr("{form}, en papel, {when}").format(form=said, when=wording.day_and_clock(form.arrived))
        return self.tr("{form}, {when}").format(form=said, when=wording.day_and_clock(form.arrived))

    def _say(self, text: str, role: str = "") -> None:
        self._column.addWidget(parts.label(text, role, self, selectable=role == ""))

    @Slot()
    def _on_signer(self) -> None:
        if self._shown is not None:
            self.signer_wanted.emit(self._shown.signer.fingerprint)
