"""Enviar: what the package holds and how large it is, signing it into a folder, what to do with it, and the history."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QStandardPaths, Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QWidget

from desktop_app.ui import messages, parts
from desktop_app.ui.handover import HandOver
from desktop_app.ui.key_panel import KeyPanel
from desktop_app.ui.package_contents import PackageContents, entity_name
from desktop_app.ui.package_history import PackageHistory
from desktop_app.ui.signing import Signing
from desktop_app.ui.survey.review_lines import InTheWay, in_the_way
from desktop_app.ui.survey.widgets.focus import arrange
from desktop_app.ui.survey.widgets.link import Link
from desktop_app.ui.unlisted_notice import UnlistedNotice

if TYPE_CHECKING:
    from datetime import datetime

    from desktop_app.ui.context import Context
    from desktop_app.workflows.answer import Desk
    from desktop_app.workflows.export import Exported
    from desktop_app.workflows.handover import Sending
    from desktop_app.workflows.kits import Receiver
    from desktop_app.workflows.workspace import Workspace

_MOST_LINKS: Final = 8
_RECIPIENT: Final = "confecamaras"
"""Who receives what is sent before any kit of a wave came."""


class SendPage(parts.Page):
    """Shows the open response's package and makes it.

    Signals:
        review_wanted: go to all that still stands in the way.
        change_wanted: the answer at ref is to be given or corrected.
        check_wanted: go and check a package (its path, or none).
        incoming_wanted: a wave kit is to be brought in.
        renamed: the initiative has this name from now on.
        exported: the package is on the disk.
    """

    review_wanted = Signal()
    change_wanted = Signal(str)
    check_wanted = Signal(object)
    incoming_wanted = Signal()
    renamed = Signal(str)
    exported = Signal(object)

    def __init__(self, context: Context, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._desk = desk
        self._sizes: Mapping[str, int] = {}
        self._receiver: Receiver | None = None
        self._is_known = False
        self._asks = False
        self._codes: Mapping[str, str] = {}
        self.handover: HandOver | None = None
        self._signing = Signing(context, desk, self)
        self._signing.done.connect(self._on_exported)
        self._signing.ended.connect(self._on_ended)
        self.folder = Path(
            QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation) or str(Path.home())
        )
        head = f"{desk.facts.form_title} · {desk.facts.wave}"
        self.body.addWidget(parts.label(self.tr("Enviar"), "title", self.content))
        self.body.addWidget(parts.label(head, "muted", self.content))
        self._done = QWidget(self.content)
        parts.column(self._done, spacing=16)
        self._done.hide()  # even an empty row has spaces around it
        self._warning = QWidget(self.content)
        parts.column(self._warning)
        self._unlisted = UnlistedNotice(self.content)
        self._unlisted.chosen.connect(self._rename)
        self._contents = PackageContents(self.content)
        self._contents.kit_wanted.connect(self.incoming_wanted)
        self._target = self._build_target()
        self.key = KeyPanel(context, desk.facts.manager_name or desk.facts.initiative_name, self.content)
        self.key.changed.connect(self._ask)
        self._history = PackageHistory(self.content)
        self._history.chosen.connect(self._on_chosen)
        shown = (self._done, self._warning, self._unlisted, self._contents, self._target, self.key, self._history)
        for part in shown:
            self.body.addWidget(part)
        verify = parts.button(self.tr("Comprobar un paquete"), "link", self.content)
        verify.clicked.connect(partial(self.check_wanted.emit, None))
        self.body.addWidget(verify)
        self.body.addStretch(1)

    def refresh(self, sizes: Mapping[str, int] | None = None) -> None:
        """Shows the response as it stands now; ``sizes`` of its files in bytes, by name, when they may have changed."""
        if sizes is not None:
            self._sizes = sizes
        self._show_problems(in_the_way(self._desk))
        self._show_contents()
        self._ask()

    @Slot()
    def _ask(self) -> None:
        """Asks the disk who receives it, how the key stands, and what left and came."""
        desk, now = self._desk, self._context.now()
        self._context.on_database(
            _sending, desk.response_id, desk.facts.wave, now, dict(self._codes), done=self.show_sending
        )

    def _show_contents(self) -> None:
        from desktop_app.workflows.export import preview

        found = preview(self._desk, self._sizes, self._receiver, asks=self._asks)
        self._contents.show_package(found, self._desk, known=self._is_known)
        self._arrange()

    def show_sending(self, found: Sending) -> None:
        """Who receives it, this computer's key, what left and came."""
        is_news = not self._is_known or (found.receiver, found.key.asks) != (self._receiver, self._asks)
        self._receiver, self._asks, self._is_known = found.receiver, found.key.asks, True
        if is_news:
            self._show_contents()
        self._unlisted.show_listing(found.unlisted, self._entity())
        self.key.show_key(found.key)
        self._history.show_passages(found.passages)
        self._codes = _codes(found)
        self._arrange()

    def _entity(self) -> str:
        """What the receiving entity is called."""
        return entity_name(self._receiver.name if self._receiver else _RECIPIENT)

    # The name on the wave's list

    @Slot(str)
    def _rename(self, name: str) -> None:
        self._context.on_database(
            _rename, self._desk.facts.initiative_id, name, self._context.now(), done=partial(self._on_renamed, name)
        )

    def _on_renamed(self, name: str, _nothing: None) -> None:
        self.renamed.emit(name)
        self.refresh()

    # What goes into the package, and where

    def _show_problems(self, found: InTheWay) -> None:
        layout = parts.inside(self._warning)
        parts.clear(layout)
        self._warning.setVisible(bool(found))
        if not found:
            return
        notice = parts.frame("warning", self._warning)
        count = found.wrong_count + found.missing_count
        if count:
            one, many = (
                self.tr("Antes de firmar hay 1 pregunta por responder o corregir."),
                self.tr("Antes de firmar hay {count} preguntas por responder o corregir."),
            )
            self._tell(notice, (one if count == 1 else many).format(count=count))
        for row in (*found.wrong, *found.missing)[:_MOST_LINKS]:
            self._link(notice, row.in_the_way(), row.ref)
        if found.unexplained:
            one, many = (
                self.tr("Falta el motivo de 1 respuesta que llama la atención."),
                self.tr("Falta el motivo de {count} respuestas que llaman la atención."),
            )
            self._tell(notice, (one if found.unexplained == 1 else many).format(count=found.unexplained))
        for each in [warned for warned in found.warned if not warned.reason][:_MOST_LINKS]:
            self._link(notice, f"{each.name} {each.label}: {each.message}".strip(), each.reason_ref)
        if found.doubtful:
            one, many = (
                self.tr("Falta confirmar 1 respuesta que viene de la ola anterior."),
                self.tr("Falta confirmar {count} respuestas que vienen de la ola anterior."),
            )
            self._tell(notice, (one if found.to_confirm == 1 else many).format(count=found.to_confirm))
        for section in found.doubtful[:_MOST_LINKS]:
            self._link(notice, f"{section.title} ({section.count})", section.ref)
        every = parts.button(self.tr("Ver qué falta"), "link", notice)
        every.clicked.connect(self.review_wanted)
        parts.inside(notice).addWidget(every)
        layout.addWidget(notice)
        self._arrange()

    def _tell(self, notice: QFrame, text: str) -> None:
        parts.inside(notice).addWidget(parts.label(text, "strong", notice))

    def _link(self, notice: QFrame, text: str, ref: str) -> None:
        link = Link(text, ref, notice)
        link.linkActivated.connect(self.change_wanted)
        parts.inside(notice).addWidget(link)

    def _build_target(self) -> QFrame:
        card = parts.frame("card", self.content)
        layout = parts.inside(card)
        layout.addWidget(parts.label(self.tr("Dónde se guarda"), "heading", card))
        line = parts.row()
        self._folder = parts.label(str(self.folder), parent=card, selectable=True)
        change = parts.button(self.tr("Cambiar la carpeta"), parent=card)
        change.clicked.connect(self._choose_folder)
        line.addWidget(self._folder, 1)
        line.addWidget(change)
        layout.addLayout(line)
        layout.addWidget(parts.label(self.tr("Puede ser una memoria USB. Nada sale por internet."), "muted", card))
        foot = parts.row()
        self.export_button = parts.button(self.tr("Firmar y exportar"), "primary", card)
        self.export_button.clicked.connect(self.start_export)
        foot.addWidget(self.export_button)
        foot.addStretch(1)
        layout.addLayout(foot)
        return card

    @Slot()
    def _choose_folder(self) -> None:
        folder = messages.folder(self.tr("Carpeta para el paquete"), self.folder, self)
        if folder is not None:
            self.folder = folder
            self._folder.setText(str(folder))

    # Signing

    @Slot()
    def start_export(self) -> None:
        """Signs and writes the package, off the window's thread; what stands in the way is shown instead."""
        first = self._warning.findChild(Link) if in_the_way(self._desk) else None
        if first is not None:
            self.verticalScrollBar().setValue(0)
            first.setFocus(Qt.FocusReason.TabFocusReason)
            return
        self.export_button.setEnabled(False)
        self._signing.start(self.folder)

    @Slot()
    def _on_ended(self) -> None:
        self.export_button.setEnabled(True)

    @Slot(object)
    def _on_exported(self, done: Exported) -> None:
        self.show_exported(done)
        self.exported.emit(done)
        self.refresh()

    def show_exported(self, done: Exported) -> None:
        """A package that is ready, just made or of before: its code, where it is, and what to do next."""
        layout = parts.inside(self._done)
        parts.clear(layout)
        self._done.show()
        card = self.handover = HandOver(self._context, self._desk.facts, done, self._entity(), self._done)
        card.check_wanted.connect(self.check_wanted)
        card.laid_out.connect(self._arrange)
        layout.addWidget(card)
        self._arrange()
        self.verticalScrollBar().setValue(0)

    @Slot()
    def _arrange(self) -> None:
        arrange(self.content)

    @Slot(object)
    def _on_chosen(self, package: Exported) -> None:
        self.show_exported(package)
        if self.handover is not None:
            self.handover.focus_first()


def _codes(found: Sending) -> Mapping[str, str]:
    """The reference codes of the packages, which take reading to know."""
    from desktop_app.workflows.export import Exported

    return {each.sha256: each.reference for each in found.passages if isinstance(each, Exported)}


# On the database's thread


def _sending(workspace: Workspace, response_id: str, wave: str, now: datetime, known: Mapping[str, str]) -> Sending:
    from desktop_app.workflows.handover import sending

    return sending(workspace, response_id, wave, now, known)


def _rename(workspace: Workspace, initiative_id: str, name: str, now: datetime) -> None:
    from desktop_app.workflows.initiatives import rename

    rename(workspace, initiative_id, name, now)
