"""Opening a wave: what its kit says and carries, and the file that it becomes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QButtonGroup, QLineEdit, QPlainTextEdit, QWidget

from desktop_app.ui import dialogs, instruments, messages, parts, wording
from desktop_app.ui.survey.dates import read_date
from desktop_app.ui.survey.widgets.choices import ChoiceRow
from desktop_app.ui.survey.widgets.signs import Check, Radio
from desktop_app.ui.survey.widgets.text import LinesField
from desktop_app.ui.telling_dialog import TellingDialog
from desktop_app.ui.theme import GRID, set_role
from desktop_app.workflows.shipped import shipped_forms

if TYPE_CHECKING:
    from desktop_app.errors import TelarError
    from desktop_app.ui.reception.entity_desk import EntityDesk
    from desktop_app.workflows.entity import Entity
    from desktop_app.workflows.wave_kit import BuiltKit, KitContent, Opening, SentWave

_LIST_HEIGHT = 4


class WaveDialog(TellingDialog):
    """Asks, builds the kit, and says where it is.

    Signals:
        built: a kit was signed, and the books know the wave.
    """

    built = Signal()

    def __init__(self, desk: EntityDesk, waves: Sequence[SentWave], parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Abrir una ola"), parent)
        self._desk = desk
        self._numbers = {wave.wave: wave.number or 0 for wave in waves}
        self._forms: Path | None = None
        self._initiatives: Path | None = None
        self._references: list[Path] = []
        self._path: Path | None = None
        self.begin(self.tr("El kit de la ola"))
        self._add_dates()
        self._add_content()
        self.close_button = parts.button(self.tr("Cancelar"), parent=self)
        self.close_button.clicked.connect(self.reject)
        self.build = parts.button(self.tr("Firmar el kit…"), "primary", self)
        self.build.clicked.connect(self._on_build)
        self.show_button = parts.button(self.tr("Mostrar en la carpeta"), parent=self)
        self.show_button.clicked.connect(self._on_show)
        self.show_button.hide()
        self.buttons.addWidget(self.show_button)
        self.buttons.addStretch(1)
        self.buttons.addWidget(self.close_button)
        self.buttons.addWidget(self.build)
        for field in self._fields():
            field.textChanged.connect(partial(self._on_typed, field))
        self.wave.setText(str(wording.this_year()))
        self._on_wave()
        self.end()
        self.wave.setFocus()

    # What is asked

    def _add_dates(self) -> None:
        self.wave = self._field(self.tr("Ola"))
        self.wave.textEdited.connect(self._on_wave)
        self.number = self._field(self.tr("Número del kit"))
        said = self.tr("Si corrige un kit que ya envió, use un número mayor: el nuevo toma el lugar del anterior.")
        self.say(said, "muted")
        self.opens = self._field(self.tr("Primer día (dd/mm/aaaa)"))
        self.closes = self._field(self.tr("Último día (dd/mm/aaaa)"))
        self._heading(self.tr("Mensaje para las iniciativas"))
        self.message: QPlainTextEdit = LinesField(self.sheet)
        self.message.setAccessibleName(self.tr("Mensaje para las iniciativas"))
        self.message.setFixedHeight(_LIST_HEIGHT * self.fontMetrics().lineSpacing() + 2 * GRID)
        self.body.addWidget(self.message)

    def _add_content(self) -> None:
        self._heading(self.tr("Instrumentos"))
        self.say(self.tr("Cada iniciativa de la lista tendrá por responder todos los que vayan en el kit."), "muted")
        group = QButtonGroup(self)
        self.shipped, self.own_forms = Radio(self.sheet), Radio(self.sheet)
        for button, text in (
            (self.shipped, self.tr("De los que trae Telar:")),
            (self.own_forms, self.tr("Los de una carpeta…")),
        ):
            group.addButton(button)
            self.body.addWidget(ChoiceRow(text, text, button, self.sheet))
            if button is self.shipped:
                self._add_shipped()
        self.shipped.setChecked(True)
        self.own_forms.clicked.connect(self._on_forms)
        self.shipped.clicked.connect(self._on_shipped)
        self.forms_label = self.say("", "muted")
        self.forms_label.hide()
        self._heading(self.tr("Lista de iniciativas de la ola"))
        self.initiatives_label = self._chosen(self.tr("Elegir la lista…"), self._on_initiatives)
        self._heading(self.tr("Promedios de referencia (opcional)"))
        self.references_label = self._chosen(self.tr("Agregar un archivo…"), self._on_reference)

    def _add_shipped(self) -> None:
        """The instruments that Telar ships, to be ticked; the main one is."""
        self.instruments: dict[str, Check] = {}
        for form_id in instruments.in_order(each.id for each in shipped_forms() if each.instrument):
            check = self.instruments[form_id] = Check(self.sheet)
            check.setChecked(form_id == instruments.MAIN)
            line = parts.row()
            line.addSpacing(4 * GRID)
            name = instruments.name(form_id)
            line.addWidget(ChoiceRow(name, name, check, self.sheet), 1)
            self.body.addLayout(line)

    def _heading(self, text: str) -> None:
        self.body.addSpacing(GRID)
        self.say(text, "strong")

    def _field(self, name: str) -> QLineEdit:
        self._heading(name)
        field = QLineEdit(self.sheet)
        field.setAccessibleName(name)
        self.body.addWidget(field)
        return field

    def _chosen(self, text: str, slot: Callable[[], None]) -> parts.ElidedLabel:
        """A button that chooses, and beside it what was chosen."""
        line = parts.row()
        button = parts.button(text, parent=self.sheet)
        button.clicked.connect(slot)
        label = parts.ElidedLabel(self.tr("Nada todavía"), self.sheet)
        line.addWidget(button)
        line.addWidget(label, 1)
        self.body.addLayout(line)
        return label

    @Slot()
    def _on_wave(self) -> None:
        self.number.setText(str(self._numbers.get(self.wave.text().strip(), 0) + 1))

    @Slot()
    def _on_forms(self) -> None:
        folder = messages.folder(self.tr("La carpeta con los formularios"), Path.home(), self)
        if folder is not None:
            self._forms = folder
        self._show_forms()

    @Slot()
    def _on_shipped(self) -> None:
        self._forms = None
        self._show_forms()

    def _show_forms(self) -> None:
        self.shipped.setChecked(self._forms is None)
        self.own_forms.setChecked(self._forms is not None)
        self.forms_label.setText(str(self._forms or ""))
        self.forms_label.setVisible(self._forms is not None)
        for check in self.instruments.values():
            check.setEnabled(self._forms is None)

    @Slot()
    def _on_initiatives(self) -> None:
        title = self.tr("La lista de iniciativas")
        kind = self.tr("Listas de iniciativas")
        pattern = f"{kind} (*.csv *.xlsx);;{dialogs.file_pattern('any')}"
        path = messages.open_file(title, Path.home(), pattern, self)
        if path is not None:
            self._initiatives = path
            self.initiatives_label.setText(path.name)
            self.initiatives_label.setToolTip(str(path))

    @Slot()
    def _on_reference(self) -> None:
        kind = self.tr("Promedios de referencia")
        pattern = f"{kind} (*.json);;{dialogs.file_pattern('any')}"
        path = messages.open_file(self.tr("Un archivo de promedios"), Path.home(), pattern, self)
        if path is not None and path not in self._references:
            self._references.append(path)
            self.references_label.setText("; ".join(each.name for each in self._references))

    # Building

    @Slot()
    def _on_build(self) -> None:
        opening = self._opening()
        if opening is None:
            return
        name = "".join(each if each.isalnum() else "-" for each in opening.wave)
        suggestion = Path.home() / f"kit-ola-{name}-{opening.number}.asice"
        pattern = dialogs.file_pattern("asice")
        out = messages.save_file(self.tr("Dónde guardar el kit"), suggestion, pattern, self)
        if out is None or self._initiatives is None:
            return
        from desktop_app.workflows import wave_kit

        self.build.setEnabled(False)
        self.build.setText(self.tr("Firmando…"))
        content = partial(
            wave_kit.read_content, self._forms, self._initiatives, tuple(self._references), shipped=self._ticked()
        )
        address, now = self._desk.address(), self._desk.now()
        self._desk.run(_build, opening, content, out, address, now, done=self._on_built, failed=self._on_failed)

    def _opening(self) -> Opening | None:
        """What is typed, where it makes sense; else what does not is said and marked."""
        from desktop_app.workflows.wave_kit import Opening

        wave, number = self.wave.text().strip(), self.number.text().strip()
        opens, closes = (read_date(field.text()) for field in (self.opens, self.closes))
        wrong: list[tuple[QWidget, str]] = []
        if not wave:
            wrong.append((self.wave, self.tr("Escriba el nombre de la ola, por ejemplo el año.")))
        if not (number.isascii() and number.isdigit() and 0 < int(number) < 1000):
            wrong.append((self.number, self.tr("El número del kit es un entero, desde 1.")))
        if opens is None:
            wrong.append((self.opens, self.tr("Escriba el primer día como 15/11/2026.")))
        if closes is None:
            wrong.append((self.closes, self.tr("Escriba el último día como 31/01/2027.")))
        elif opens is not None and closes < opens:
            wrong.append((self.closes, self.tr("El último día es anterior al primero.")))
        if not self.message.toPlainText().strip():
            wrong.append((self.message, self.tr("Escriba el mensaje que leerán las iniciativas.")))
        if self._forms is None and not self._ticked():
            wrong.append((self.shipped, self.tr("Marque al menos un instrumento.")))
        if self._initiatives is None:
            wrong.append((self.initiatives_label, self.tr("Elija la lista de iniciativas.")))
        for field in self._fields():
            set_role(field, "problem" if any(each is field for each, _ in wrong) else "")
        if wrong or opens is None or closes is None:
            messages.info(self.tr("Falta algo"), "\n".join(said for _, said in wrong), self)
            wrong[0][0].setFocus()
            return None
        said = self.message.toPlainText().strip()
        return Opening(wave, int(number), date.fromisoformat(opens), date.fromisoformat(closes), said)

    def _ticked(self) -> frozenset[str]:
        return frozenset(form_id for form_id, check in self.instruments.items() if check.isChecked())

    def _fields(self) -> tuple[QLineEdit | QPlainTextEdit, ...]:
        return self.wave, self.number, self.opens, self.closes, self.message

    def _on_typed(self, field: QWidget, _text: str = "") -> None:
        """What is being corrected is marked no longer."""
        set_role(field, "")

    def _on_failed(self, error: TelarError) -> None:
        self.build.setEnabled(True)
        self.build.setText(self.tr("Firmar el kit…"))
        self._desk.complain(error, self)

    def _on_built(self, made: BuiltKit) -> None:
        self._path = made.path
        self.built.emit()
        self.begin(self.tr("El kit quedó firmado"))
        self.say(str(made.path), "strong")
        self.say(wording.size(made.size), "muted")
        for said in (
            self.tr("Ola {wave}, kit {number}").format(wave=made.wave, number=made.number),
            self.tr("Formularios: {forms}").format(forms=", ".join(" ".join(each) for each in made.forms)),
            self.tr("Iniciativas en la lista: {count}").format(count=made.initiatives),
            self.tr("Promedios de referencia: {count}").format(count=made.references),
        ):
            self.say(f"•  {said}")
        frame = self.frame("notice")
        said = self.tr(
            "Envíe el archivo a las iniciativas. A quien reciba su primer kit dígale por teléfono estas palabras:"
        )
        self.say(said, inside=frame)
        words = self.say("\u00a0· ".join(made.words), "reference", frame)
        words.setAccessibleName(", ".join(made.words))
        self.build.hide()
        self.show_button.show()
        self.close_button.setText(self.tr("Cerrar"))
        self.close_button.setFocus()
        self.end()

    @Slot()
    def _on_show(self) -> None:
        if self._path is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._path.parent)))


# On the entity's thread


def _build(
    entity: Entity,
    opening: Opening,
    content: Callable[[], KitContent],
    out: Path,
    address: str | None,
    now: datetime,
) -> BuiltKit:
    from desktop_app.workflows import wave_kit

    return wave_kit.build(entity.vault, opening, content(), out, now, address=address)
