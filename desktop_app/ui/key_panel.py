"""This computer's key on Enviar: whose it is, the words to read out, how it stands, and what can be done about it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QApplication, QFrame, QWidget

from desktop_app.errors import TelarError
from desktop_app.ui import dialogs, messages, parts, wording
from desktop_app.ui.key_errand import KeyErrand
from desktop_app.ui.survey.widgets.companion import Fold
from desktop_app.ui.theme import GRID, set_role

if TYPE_CHECKING:
    from datetime import datetime

    from desktop_app.submission import SecretKeeper
    from desktop_app.ui.context import Context
    from desktop_app.ui.key_errand import Action
    from desktop_app.workflows.trust import KeyFacts
    from desktop_app.workflows.workspace import Workspace

_NOT_OPENED: Final = "CRT-004"


class KeyChange(KeyErrand):
    """Another key in the place of the one that is here; ``done`` carries its fingerprint."""

    def __init__(self, context: Context, window: QWidget) -> None:
        super().__init__(context, window)
        self._path = Path()

    def start_anew(self, name: str) -> None:
        """Asks, then makes a new key for ``name``."""
        agreed = messages.confirm(
            self.tr("Empezar de nuevo con otra llave"),
            self.tr(
                "Sus respuestas no se tocan, y lo que ya entregó sigue siendo válido.\n\n"
                "La llave de ahora se conserva aparte. La entidad tendrá que confirmar la nueva: "
                "usted le leerá otras palabras por teléfono."
            ),
            self.tr("Crear otra llave"),
            self._window,
        )
        if agreed:
            self.run(partial(_renew, name))

    def use_certificate(self) -> None:
        """Asks for the file with a chamber's own certificate, and for its password."""
        kind = self.tr("Certificado con su llave (*.p12 *.pfx)")
        pattern = f"{kind};;{dialogs.file_pattern('any')}"
        path = messages.open_file(self.tr("Usar el certificado de la cámara"), Path.home(), pattern, self._window)
        if path is not None:
            self._path = path
            self._ask_and_adopt()

    def _ask_and_adopt(self) -> None:
        text = self.tr(
            "Escriba la contraseña del archivo {name}.\n\n"
            "La llave de ahora se conserva aparte y sus respuestas no se tocan. "
            "La entidad tendrá que confirmar este certificado."
        ).format(name=self._path.name)
        password = messages.passphrase(self.tr("Contraseña del certificado"), text, self._window)
        if password is not None:
            self.run(partial(_adopt, self._path, password))

    def _instead(self, action: Action, error: TelarError) -> Callable[[], None] | None:
        """A wrong password can be typed again."""
        del action
        return self._ask_and_adopt if error.code == _NOT_OPENED else None


class KeyPanel(QFrame):
    """Shows what ``trust.key_facts`` found.

    Signals:
        changed: there is another key now.
    """

    changed = Signal()

    def __init__(self, context: Context, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        set_role(self, "card")
        self._name = name
        self._fingerprint = ""
        self._change = KeyChange(context, self)
        self._change.done.connect(self._on_changed)
        column = parts.column(self, margin=2 * GRID)
        column.addWidget(parts.label(self.tr("Su llave de firma"), "heading", self))
        self.owner = parts.label("", "strong", self)
        self.issuer = parts.label("", "muted", self)
        self.state = parts.label("", "", self)
        self.words = parts.label("", "reference", self, selectable=True)
        self.more = Fold(self.tr("Más sobre la llave"), self)
        for widget in (self.owner, self.issuer, self.state, self.words, self.more):
            column.addWidget(widget)
        self._build_more()
        self.hide()

    def _build_more(self) -> None:
        body, inside = self.more.body, self.more.inside
        self.fingerprint = parts.label("", "muted", body, selectable=True)
        inside.addWidget(self.fingerprint)
        self.copy_button = parts.button(self.tr("Copiar la huella"), parent=body)
        self.copy_button.clicked.connect(self._copy)
        self.renew_button = parts.button(self.tr("Empezar de nuevo con otra llave…"), parent=body)
        self.renew_button.clicked.connect(self._renew)
        self.certificate_button = parts.button(self.tr("Usar el certificado de la cámara…"), parent=body)
        self.certificate_button.clicked.connect(self._change.use_certificate)
        for button in (self.copy_button, self.renew_button, self.certificate_button):
            inside.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        note = self.tr("El certificado de firma digital de la cámara viene en un archivo .p12 o .pfx. Es opcional.")
        inside.addWidget(parts.label(note, "muted", body))

    def show_key(self, facts: KeyFacts) -> None:
        from desktop_app.workflows.trust import KeyStanding

        made = facts.standing is not KeyStanding.NONE
        self._fingerprint = facts.fingerprint
        self.owner.setText(self.tr("A nombre de {name}").format(name=facts.name))
        self.issuer.setText(self._issuer(facts))
        self.state.setText(self._state(facts))
        uneasy = facts.standing in (KeyStanding.ENDING, KeyStanding.EXPIRED, KeyStanding.REVOKED)
        set_role(self.state, "attention" if uneasy else "")
        asked = facts.standing is KeyStanding.UNCONFIRMED
        words = ", ".join(facts.words)
        self.words.setText(words if asked else self.tr("Palabras de la huella: {words}").format(words=words))
        set_role(self.words, "reference" if asked else "muted")
        self.fingerprint.setText(self.tr("Huella: {digits}").format(digits=wording.in_fours(facts.fingerprint)))
        for widget in (self.owner, self.words, self.fingerprint, self.copy_button, self.renew_button):
            widget.setVisible(made)
        self.issuer.setVisible(bool(facts.issuer))
        self.show()

    def _issuer(self, facts: KeyFacts) -> str:
        if not facts.issuer:
            return ""
        return self.tr("Es un certificado que emitió {issuer}.").format(issuer=facts.issuer)

    def _state(self, facts: KeyFacts) -> str:
        from desktop_app.workflows.trust import KeyStanding

        until = wording.day(facts.until) if facts.until else ""
        words = {
            KeyStanding.NONE: self.tr(
                "Este equipo todavía no tiene llave: se crea sola la primera vez que firme y exporte."
            ),
            KeyStanding.UNCONFIRMED: self.tr(
                "Sin confirmar. Puede enviar desde ya; cuando le llame la entidad, léale estas palabras:"
            ),
            KeyStanding.CONFIRMED: self.tr("Confirmada por {by} hasta el {date}."),
            KeyStanding.ENDING: self.tr(
                "! Confirmada por {by}, y vence el {date}. El próximo paquete que exporte pide la renovación."
            ),
            KeyStanding.EXPIRED: self.tr(
                "! Venció el {date}. El próximo paquete que exporte pide que la confirmen otra vez."
            ),
            KeyStanding.REVOKED: self.tr(
                "! La entidad la revocó. Llámela para saber por qué; si otra persona pudo usarla, empiece de nuevo "
                "con otra llave."
            ),
        }
        return words[facts.standing].format(by=facts.confirmed_by, date=until)

    @Slot()
    def _copy(self) -> None:
        QApplication.clipboard().setText(self._fingerprint)

    @Slot()
    def _renew(self) -> None:
        self._change.start_anew(self._name)

    @Slot(object)
    def _on_changed(self, _fingerprint: object) -> None:
        self.changed.emit()


# On the database's thread


def _renew(name: str, workspace: Workspace, secrets: SecretKeeper, now: datetime) -> str:
    from desktop_app.workflows.export import replace_key

    return replace_key(workspace, name, secrets, now)


def _adopt(path: Path, password: str, workspace: Workspace, secrets: SecretKeeper, now: datetime) -> str:
    from desktop_app.fileio import read_limited
    from desktop_app.submission.pkcs12 import FILE_LIMIT
    from desktop_app.workflows.export import use_certificate

    return use_certificate(workspace, read_limited(path, FILE_LIMIT), password, secrets, now)
