"""Entidad: who this is, its keys and lists, the waves that it opened, and where its books are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QLabel, QWidget

from desktop_app.ui import messages, parts, wording
from desktop_app.ui.reception import words
from desktop_app.ui.survey.widgets.flow import PACKED, Flow, hinted
from desktop_app.ui.theme import GRID

if TYPE_CHECKING:
    from desktop_app.errors import TelarError
    from desktop_app.ui.reception.entity_desk import EntityDesk
    from desktop_app.workflows.authority import Overview, OwnKey
    from desktop_app.workflows.entity import Entity
    from desktop_app.workflows.wave_kit import SentWave

_SOON: Final = timedelta(days=30)
"""What ends within this is marked."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How the entity stands, with its waves, the latest first."""

    overview: Overview
    waves: tuple[SentWave, ...]


class EntitySection(parts.Page):
    """Reads anew each time it comes into view.

    Signals:
        changed: the books are others, or a wave was opened.
    """

    changed = Signal()

    def __init__(self, desk: EntityDesk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self._standing: Standing | None = None
        self._say_waiting()

    def shown(self) -> None:
        """Reads how things stand now."""
        self._desk.run(_standing, done=self.show_standing, failed=self._on_failed)

    def hidden(self) -> None:
        """Nothing is lost."""

    def show_standing(self, found: Standing) -> None:
        """Shows it, unless it is shown already."""
        if found == self._standing:
            return
        self._standing = found
        parts.clear(self.body)
        overview = found.overview
        self.body.addWidget(parts.label(overview.name, "title", self.content, selectable=True))
        self._add_words(overview)
        self._add_waves(found.waves)
        self._add_keys(overview)
        self._add_lists(overview)
        self._add_books(overview)
        self.body.addStretch(1)

    def _say_waiting(self) -> None:
        self.body.addWidget(parts.label(self.tr("Abriendo la entidad…"), "muted", self.content))

    def _card(self, heading: str) -> tuple[QWidget, QBoxLayout]:
        card = parts.frame("card", self.content)
        inside = parts.inside(card)
        inside.addWidget(parts.label(heading, "heading", card))
        self.body.addWidget(card)
        return card, inside

    def _add_words(self, overview: Overview) -> None:
        card, inside = self._card(self.tr("Las palabras de la entidad"))
        said = self.tr("Dígalas por teléfono a quien traiga su primer kit: así sabe que el kit es de ustedes.")
        inside.addWidget(parts.label(said, "muted", card))
        shown = parts.label("\u00a0· ".join(overview.words), "reference", card, selectable=True)
        shown.setAccessibleName(", ".join(overview.words))
        inside.addWidget(shown)
        print_ = self.tr("Huella de la raíz: {fingerprint}").format(
            fingerprint=wording.in_fours(overview.root_fingerprint)
        )
        inside.addWidget(parts.label(print_, "muted", card, selectable=True))

    # Waves

    def _add_waves(self, waves: tuple[SentWave, ...]) -> None:
        card, inside = self._card(self.tr("Olas"))
        if not waves:
            said = self.tr("Todavía no se ha abierto ninguna ola desde estos libros.")
            inside.addWidget(parts.label(said, "muted", card))
        today = self._desk.now().astimezone().date()
        for wave in waves:
            inside.addWidget(parts.label(self._wave(wave, today), parent=card, selectable=True))
        self.open_wave = parts.button(self.tr("Abrir una ola…"), "primary", card)
        self.open_wave.clicked.connect(self._on_open_wave)
        line = parts.row()
        line.addWidget(self.open_wave)
        line.addStretch(1)
        inside.addLayout(line)

    def _wave(self, wave: SentWave, today: date) -> str:
        facts = {"wave": wave.wave, "count": wave.initiatives}
        if wave.number is None or wave.opens is None or wave.closes is None:
            return self.tr("Ola {wave}: sin kit; iniciativas en la lista: {count}.").format(**facts)
        said = self.tr("Ola {wave} ({state}): del {opens} al {closes}, kit {number}; iniciativas en la lista: {count}.")
        state = self.tr("abierta")
        if today < wave.opens:
            state = self.tr("por abrir")
        elif today > wave.closes:
            state = self.tr("cerrada")
        dates = {"opens": f"{wave.opens:%d/%m/%Y}", "closes": f"{wave.closes:%d/%m/%Y}"}
        return said.format(**facts, **dates, number=wave.number, state=state)

    @Slot()
    def _on_open_wave(self) -> None:
        from desktop_app.ui.reception.wave_dialog import WaveDialog

        waves = self._standing.waves if self._standing is not None else ()
        dialog = WaveDialog(self._desk, waves, self.window())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.built.connect(self.changed)
        dialog.open()

    # Keys and lists

    def _add_keys(self, overview: Overview) -> None:
        card, inside = self._card(self.tr("Llaves"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(3 * GRID)
        grid.setColumnStretch(0, 1)
        for row, each in enumerate(overview.keys):
            grid.addWidget(parts.label(_sentence(words.key(each.file)), parent=card), row, 0)
            grid.addWidget(self._when(each, card), row, 1)
            here = self.tr("en la carpeta") if each.here else self.tr("guardada aparte")
            mark = parts.label(here, "muted", card)
            mark.setWordWrap(False)
            grid.addWidget(mark, row, 2)
        inside.addLayout(grid)
        risky = [words.key(each.file) for each in overview.keys if each.here and each.file in words.OFFLINE]
        if risky:
            said = self.tr(
                "Lleve a una memoria USB, y guarde bajo llave: {keys}. Aquí solo hacen falta para renovar o reemplazar."
            )
            frame = parts.frame("warning", card)
            parts.inside(frame).addWidget(parts.label(said.format(keys="; ".join(risky)), parent=frame))
            inside.addWidget(frame)
        show = parts.button(self.tr("Mostrar en la carpeta"), parent=card)
        show.clicked.connect(self._on_show_folder)
        lock = parts.button(self.tr("Olvidar las contraseñas"), parent=card)
        lock.setToolTip(self.tr("Las llaves se cierran; cada contraseña se vuelve a pedir cuando haga falta"))
        lock.clicked.connect(self._desk.forget_passphrases)
        self._buttons(inside, show, lock)

    def _when(self, each: OwnKey, card: QWidget) -> QLabel:
        if each.ends is None:
            return parts.label(self.tr("no vence"), parent=card)
        return self._until(self.tr("vence el {date}"), each.ends, card)

    def _until(self, said: str, moment: datetime, parent: QWidget) -> QLabel:
        now = self._desk.now()
        role = "problem" if moment <= now else "attention" if moment - now <= _SOON else ""
        said = said.format(date=wording.day(moment))
        if moment <= now:
            said = self.tr("{said}: ya pasó").format(said=said)
        return parts.label(said, role, parent)

    def _add_lists(self, overview: Overview) -> None:
        card, inside = self._card(self.tr("Listas de firmas revocadas"))
        said = self.tr("Van dentro de cada acuse y de cada kit; con una lista vencida no se firma ninguno.")
        inside.addWidget(parts.label(said, "muted", card))
        if overview.list_until is not None:
            inside.addWidget(
                self._until(self.tr("La de quienes firman vale hasta el {date}"), overview.list_until, card)
            )
        if overview.root_list_until is not None:
            inside.addWidget(self._until(self.tr("La de la raíz vale hasta el {date}"), overview.root_list_until, card))
        self.renew = parts.button(self.tr("Renovar la de quienes firman"), parent=card)
        self.renew.clicked.connect(self._on_renew)
        self.renew_root = parts.button(self.tr("Renovar la de la raíz…"), parent=card)
        self.renew_root.clicked.connect(self._on_renew_root)
        self._buttons(inside, self.renew, self.renew_root)

    @Slot()
    def _on_renew(self) -> None:
        self._renew(root=False)

    @Slot()
    def _on_renew_root(self) -> None:
        standing = self._standing
        if standing is not None and words.ROOT not in standing.overview.secrets:
            title = self.tr("¿Dónde está la raíz? Traiga la memoria USB")
            folder = messages.folder(title, Path.home(), self)
            if folder is None:
                return
            self._desk.offline(folder)
        self._renew(root=True)

    def _renew(self, *, root: bool) -> None:
        for each in (self.renew, self.renew_root):
            each.setEnabled(False)
        now = self._desk.now()
        self._desk.run(_renewed, now, root, done=self._on_renewed, failed=self._on_not_renewed)

    def _on_renewed(self, found: Standing) -> None:
        self._standing = None
        self.show_standing(found)

    def _on_not_renewed(self, error: TelarError) -> None:
        for each in (self.renew, self.renew_root):
            each.setEnabled(True)
        self._desk.complain(error, self)

    # Books

    def _add_books(self, overview: Overview) -> None:
        card, inside = self._card(self.tr("Libros de la recepción"))
        books = self._desk.books
        said = self.tr("Están en un archivo, junto a las llaves.")
        if books:
            said = self.tr("Están en {address}. La contraseña se pide al abrirlos y no se guarda.").format(
                address=books
            )
        inside.addWidget(parts.label(said, parent=card, selectable=True))
        inside.addWidget(parts.label(overview.folder, "muted", card, selectable=True))
        change = parts.button(self.tr("Usar otra base de datos…"), parent=card)
        change.clicked.connect(self._on_books)
        leave = parts.button(self.tr("Esta ya no es la entidad…"), parent=card)
        leave.clicked.connect(self._on_leave)
        self._buttons(inside, change, leave)

    @Slot()
    def _on_books(self) -> None:
        from desktop_app.ui.reception.books_dialog import BooksDialog

        dialog = BooksDialog(self._desk, self.window())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(self._on_other_books)
        dialog.open()

    @Slot()
    def _on_other_books(self) -> None:
        self._standing = None
        self.changed.emit()

    @Slot()
    def _on_leave(self) -> None:
        text = self.tr(
            "Telar deja de mostrar Recepción en este equipo. Las llaves y lo recibido quedan donde están, y se pueden "
            "volver a elegir en Ajustes."
        )
        if messages.confirm(self.tr("¿Quitar Recepción de este equipo?"), text, self.tr("Quitar Recepción"), self):
            self._desk.left.emit()

    def _buttons(self, inside: QBoxLayout, *buttons: QWidget) -> None:
        flow = Flow(PACKED, hinted, between=GRID)
        for each in buttons:
            flow.addWidget(each)
        inside.addLayout(flow)

    @Slot()
    def _on_show_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._desk.folder)))

    def _on_failed(self, error: TelarError) -> None:
        """The folder or the books are not to be had: what can be done about it is offered."""
        self._standing = None
        parts.clear(self.body)
        self.body.addWidget(parts.label(self.tr("La entidad no se pudo abrir"), "title", self.content))
        explanation = error.explain(self._desk.language)
        frame = parts.frame("error", self.content)
        parts.inside(frame).addWidget(parts.label(explanation.text(), parent=frame, selectable=True))
        parts.inside(frame).addWidget(parts.label(str(self._desk.folder), "muted", frame, selectable=True))
        self.body.addWidget(frame)
        again = parts.button(self.tr("Intentar de nuevo"), "primary", self.content)
        again.clicked.connect(self.shown)
        books = parts.button(self.tr("Usar otra base de datos…"), parent=self.content)
        books.clicked.connect(self._on_books)
        leave = parts.button(self.tr("Esta ya no es la entidad…"), parent=self.content)
        leave.clicked.connect(self._on_leave)
        self._buttons(self.body, again, books, leave)
        self.body.addStretch(1)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


# On the entity's thread


def _standing(entity: Entity) -> Standing:
    from desktop_app.workflows.authority import overview
    from desktop_app.workflows.wave_kit import sent_waves

    return Standing(overview(entity.vault.folder), sent_waves(entity))


def _renewed(entity: Entity, now: datetime, root: bool) -> Standing:  # noqa: FBT001 - what a task is given
    from desktop_app.workflows.authority import renew

    renew(entity.vault, now, root=root)
    return _standing(entity)
