"""Enviar: what the package holds and how large it is, signing it into a folder, what to do with it, and the history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths, Qt, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QFrame, QGridLayout, QLabel, QWidget

from desktop_app.ui import messages, parts, wording
from desktop_app.ui.package_contents import PackageContents
from desktop_app.ui.signing import Signing
from desktop_app.ui.survey.review_lines import InTheWay, in_the_way
from desktop_app.ui.survey.widgets.focus import arrange
from desktop_app.ui.survey.widgets.link import Link

if TYPE_CHECKING:
    from desktop_app.store import Package
    from desktop_app.ui.context import Context
    from desktop_app.workflows.answer import Desk
    from desktop_app.workflows.export import Exported

_MOST_LINKS = 8


class SendPage(parts.Page):
    """Shows the open response's package and makes it.

    Signals:
        review_wanted: go to all that still stands in the way.
        change_wanted: the answer at ref is to be given or corrected.
        check_wanted: go and check a package (its path, or none).
        exported: the package is on the disk.
    """

    review_wanted = Signal()
    change_wanted = Signal(str)
    check_wanted = Signal(object)
    exported = Signal(object)

    def __init__(self, context: Context, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._desk = desk
        self._last: Exported | None = None
        self._sizes: Mapping[str, int] = {}
        self._signing = Signing(context, desk, self)
        self._signing.exported.connect(self._on_exported)
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
        self._contents = PackageContents(self.content)
        self._target = self._build_target()
        self._history = parts.frame("card", self.content)
        for part in (self._done, self._warning, self._contents, self._target, self._history):
            self.body.addWidget(part)
        verify = parts.button(self.tr("Comprobar un paquete"), "link", self.content)
        verify.clicked.connect(partial(self.check_wanted.emit, None))
        self.body.addWidget(verify)
        self.body.addStretch(1)
        self._history.hide()

    def refresh(self, sizes: Mapping[str, int] | None = None) -> None:
        """Shows the response as it stands now; ``sizes`` of its files in bytes, by name, when they may have changed."""
        from desktop_app.workflows.export import history, preview

        if sizes is not None:
            self._sizes = sizes
        found = preview(self._desk, self._sizes)
        self._show_problems(in_the_way(self._desk))
        self._contents.show_package(found, self._desk)
        self._context.on_database(history, self._desk.response_id, done=self.show_history)

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
        arrange(self.content)

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
        self._last = done
        self.show_exported(done)
        self.exported.emit(done)
        self.refresh()

    def show_exported(self, done: Exported) -> None:
        """The reference, where the file is, and what to do next."""
        layout = parts.inside(self._done)
        parts.clear(layout)
        self._done.show()
        card = parts.frame("notice", self._done, margin=24)
        inside = parts.inside(card)
        inside.addWidget(parts.label(self.tr("El paquete está listo"), "heading", card))
        inside.addWidget(parts.label(self.tr("Código de referencia"), "muted", card))
        inside.addWidget(parts.label(done.reference, "reference", card, selectable=True))
        inside.addWidget(parts.label(f"{done.file_name} · {wording.size(done.size)}", parent=card, selectable=True))
        inside.addWidget(parts.label(str(done.path.parent), "muted", card, selectable=True))
        buttons = parts.row()
        for text, slot in (
            (self.tr("Mostrar en la carpeta"), self._show_folder),
            (self.tr("Copiar el código"), self._copy_reference),
            (self.tr("Comprobar este paquete"), self._verify_last),
        ):
            button = parts.button(text, parent=card)
            button.clicked.connect(slot)
            buttons.addWidget(button)
        buttons.addStretch(1)
        inside.addLayout(buttons)
        inside.addSpacing(8)
        inside.addWidget(parts.label(self.tr("Qué hacer ahora"), "strong", card))
        for line in (
            self.tr("1. Envíe el archivo por correo o por WhatsApp como documento, o entréguelo en una memoria USB."),
            self.tr("2. Anote el código de referencia: con él se reconoce el paquete."),
            self.tr("3. Si cambia una respuesta, exporte otra vez: el paquete nuevo reemplaza a este."),
        ):
            inside.addWidget(parts.label(line, parent=card))
        layout.addWidget(card)
        arrange(self.content)
        self.verticalScrollBar().setValue(0)

    @Slot()
    def _show_folder(self) -> None:
        if self._last is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._last.path.parent)))

    @Slot()
    def _copy_reference(self) -> None:
        if self._last is not None:
            QApplication.clipboard().setText(self._last.reference)

    @Slot()
    def _verify_last(self) -> None:
        if self._last is not None:
            self.check_wanted.emit(self._last.path)

    # What left this computer before

    def show_history(self, packages: Sequence[Package]) -> None:
        layout = parts.inside(self._history)
        parts.clear(layout)
        self._history.setVisible(bool(packages))
        layout.addWidget(parts.label(self.tr("Paquetes entregados"), "heading", self._history))
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        grid.setColumnStretch(2, 1)
        for index, package in enumerate(packages):
            revision = self.tr("Revisión {revision}").format(revision=package.revision)
            for place, text in enumerate((wording.day_and_clock(package.created), revision)):
                caption = parts.label(text, parent=self._history)
                caption.setWordWrap(False)
                grid.addWidget(caption, index, place)
            name = parts.ElidedLabel(package.file_name, self._history)
            name.setToolTip(package.path)
            grid.addWidget(name, index, 2)
            grid.addWidget(_right(wording.size(package.size), self._history), index, 3)
        layout.addLayout(grid)


def _right(text: str, parent: QWidget, role: str = "muted") -> QLabel:
    result = parts.label(text, role, parent)
    result.setWordWrap(False)
    result.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
    return result
