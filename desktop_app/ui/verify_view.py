"""Comprobar un paquete: drop a file, read who signed it and when they claim so, what is inside, whether it holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QWidget

from desktop_app.ui import dialogs, icons, messages, parts, theme, wording

if TYPE_CHECKING:
    from datetime import datetime

    from desktop_app.errors import TelarError
    from desktop_app.ui.context import Context
    from desktop_app.workflows.verify import KnownHere, PackageEntry, PackageSigner, SignerHere, Verification


class DropArea(QFrame):
    """Where a file may be dropped.

    Signals:
        dropped: the file's path.
    """

    dropped = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAcceptDrops(True)
        self.setProperty("role", "drop")

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls() and event.mimeData().urls()[0].isLocalFile():
            event.acceptProposedAction()
            self._highlight(over=True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        super().dragLeaveEvent(event)
        self._highlight(over=False)

    def dropEvent(self, event: QDropEvent) -> None:
        self._highlight(over=False)
        event.acceptProposedAction()
        self.dropped.emit(Path(event.mimeData().urls()[0].toLocalFile()))

    def _highlight(self, *, over: bool) -> None:
        self.setProperty("over", "true" if over else "false")
        self.style().unpolish(self)
        self.style().polish(self)


class VerifyView(parts.Page):
    """Checks one file at a time, off the window's thread.

    Signals:
        settled: the outcome that is now shown.
        came_in: the path of a receipt or a kit, which is to be brought in.
    """

    settled = Signal(object)
    came_in = Signal(object)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.body.addWidget(parts.label(self.tr("Comprobar un paquete"), "title", self.content))
        self.body.addWidget(
            parts.label(
                self.tr("Telar lee el archivo sin cambiarlo y dice si está intacto, quién lo firmó y qué contiene."),
                "muted",
                self.content,
            )
        )
        self._drop = DropArea(self.content)
        inside = parts.column(self._drop, margin=24, spacing=12)
        picture = parts.label("", parent=self._drop)
        picture.setPixmap(icons.pixmap("drop", round(self.fontMetrics().height() * 2.2), theme.tokens().accent))
        inside.addWidget(picture, 0, Qt.AlignmentFlag.AlignHCenter)
        prompt = parts.label(self.tr("Arrastre aquí un paquete (.asice o .asice.age)"), parent=self._drop)
        prompt.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        inside.addWidget(prompt)
        self.choose_button = parts.button(self.tr("Elegir un archivo"), "primary", self._drop)
        self.choose_button.clicked.connect(self.choose)
        inside.addWidget(self.choose_button, 0, Qt.AlignmentFlag.AlignHCenter)
        self.body.addWidget(self._drop)
        self._drop.dropped.connect(self.take)
        self._result = QWidget(self.content)
        self._rows = parts.column(self._result, spacing=16)
        self.body.addWidget(self._result)
        self.body.addStretch(1)

    @Slot()
    def choose(self) -> None:
        pattern = dialogs.file_pattern("asice", "any")
        path = messages.open_file(self.tr("Elegir un paquete"), Path.home(), pattern, self)
        if path is not None:
            self.take(path)

    @Slot(object)
    def take(self, path: Path) -> None:
        """Checks the file at ``path`` unless it is a receipt or a kit: those come in here as they do everywhere."""
        done, failed = partial(self._on_kind, path), partial(self._on_no_kind, path)
        self._context.tasks.run(_is_for_here, path, done=done, failed=failed)

    def _on_kind(self, path: Path, is_for_here: bool) -> None:  # noqa: FBT001 - what a task brings back
        if is_for_here:
            self.came_in.emit(path)
        else:
            self.check(path)

    def _on_no_kind(self, path: Path, _error: TelarError) -> None:
        """It is nothing of ours: the check says so."""
        self.check(path)

    @Slot(object)
    def check(self, path: Path) -> None:
        """Checks the file at ``path`` and shows what it found."""
        from desktop_app.workflows.verify import look_here, verify_file

        parts.clear(self._rows)
        self._rows.addWidget(parts.label(self.tr("Comprobando {name}…").format(name=path.name), "muted", self._result))
        now, language = self._context.now(), self._context.language
        if self._context.workspace is None:
            self._context.tasks.run(verify_file, path, now, language, done=self.show_result)
        else:
            failed = partial(self._on_failed, path)
            self._context.on_database(look_here, path, now, language, done=self._on_checked, failed=failed)

    def _on_failed(self, path: Path, error: TelarError) -> None:
        """What this computer knows could not be read: the file is checked without it."""
        from desktop_app.workflows.verify import verify_file

        messages.error(error, self)
        now, language = self._context.now(), self._context.language
        self._context.tasks.run(verify_file, path, now, language, done=self.show_result)

    def _on_checked(self, checked: tuple[Verification, KnownHere]) -> None:
        self.show_result(*checked)

    def show_result(self, found: Verification, known: KnownHere | None = None) -> None:
        """``known`` is what this computer knows of it."""
        parts.clear(self._rows)
        self._add_verdict(found, known.left if known else None)
        for warning in found.warnings:
            notice = parts.frame("warning", self._result)
            text = f"{warning.cause} {warning.remedy}"
            parts.inside(notice).addWidget(parts.label(text, parent=notice, selectable=True))
            self._rows.addWidget(notice)
        if found.intact:
            self._add_facts(found, known.signer if known else None)
            self._add_entries(found)
            self._add_soft_warnings(found)
        self.settled.emit(found)

    def result_text(self) -> str:
        """All that the last check says."""
        return "\n".join(label.text() for label in self._result.findChildren(QLabel) if not label.isHidden())

    def _add_verdict(self, found: Verification, left: datetime | None) -> None:
        sealed = found.encrypted and not found.intact
        role = "notice" if found.intact else "warning" if sealed else "error"
        card = parts.frame(role, self._result, margin=16)
        inside = parts.inside(card)
        line = parts.row(spacing=12)
        mark = parts.label("", parent=card)
        colours = theme.tokens()
        looks = {"notice": ("intact", colours.accent), "warning": ("warning", colours.attention_text)}
        name, colour = looks.get(role, ("refused", colours.error))
        mark.setPixmap(icons.pixmap(name, round(self.fontMetrics().height() * 1.8), colour))
        verdicts = {"notice": self.tr("El paquete está intacto"), "warning": self.tr("El archivo está cifrado")}
        verdict = verdicts.get(role, self.tr("El paquete no se acepta"))
        line.addWidget(mark)
        line.addWidget(parts.label(verdict, "heading", card), 1)
        inside.addLayout(line)
        inside.addWidget(parts.label(Path(found.file).name, "muted", card, selectable=True))
        if left is not None:
            inside.addWidget(parts.label(self._left(found, left), parent=card))
        if found.reference:
            inside.addWidget(parts.label(self.tr("Código de referencia"), "muted", card))
            inside.addWidget(parts.label(found.reference, "reference", card, selectable=True))
        if found.explanation is not None:
            why = found.explanation
            inside.addWidget(parts.label(why.cause, parent=card, selectable=True))
            inside.addWidget(parts.label(why.remedy, "strong", card, selectable=True))
            if why.place:
                where = self.tr("Dónde: {place}").format(place=why.place)
                inside.addWidget(parts.label(where, parent=card, selectable=True))
            code = self.tr("Código {code}").format(code=why.code)
            inside.addWidget(parts.label(code, parent=card, selectable=True))
        self._rows.addWidget(card)

    def _left(self, found: Verification, left: datetime) -> str:
        words = self.tr("Este archivo salió de este equipo el {when}.").format(when=wording.day_and_clock(left))
        if not found.intact or not found.encrypted:
            return words
        return f"{words} " + self.tr(
            "Va cifrado y solo la entidad puede abrirlo: aquí se ve lo que se firmó antes de cifrarlo."
        )

    def _standing(self, signer: PackageSigner, here: SignerHere | None) -> str:
        """How the signer stands, in words."""
        if here is None:
            return self.tr("sí") if signer.known else self.tr("no: confirme la huella por teléfono")
        words = {
            "own": self.tr("sí: es la llave de este equipo"),
            "self_signed": self.tr("no: ninguna entidad confirmó su llave; confirme la huella por teléfono"),
            "valid": self.tr("sí: confirmado por {issuer} hasta el {date}"),
            "not_revocable": self.tr(
                "sí: confirmado por {issuer} hasta el {date}; no hay una lista reciente que diga si lo revocaron"
            ),
            "expired": self.tr("no: el certificado que emitió {issuer} venció el {date}"),
            "not_yet": self.tr("no: el certificado que emitió {issuer} todavía no está vigente"),
            "revoked": self.tr("no: {issuer} revocó su certificado"),
            "unknown_issuer": self.tr("no: su certificado es de {issuer}, que este equipo no conoce"),
        }
        unfit = self.tr("no: su certificado no sirve para firmar")
        return words.get(here.standing, unfit).format(issuer=here.issuer, date=wording.day(here.until))

    def _facts(self, found: Verification, here: SignerHere | None) -> Iterator[tuple[str, str]]:
        if found.signer is not None:
            yield self.tr("Firmado por"), found.signer.name
            yield self.tr("Huella del certificado"), wording.in_fours(found.signer.fingerprint)
            yield self.tr("Firmante conocido"), self._standing(found.signer, here)
        if found.claimed_at is not None:
            yield self.tr("Fecha declarada de la firma"), wording.day_and_clock(found.claimed_at)
        if found.info is not None:
            yield self.tr("Iniciativa"), found.info.initiative
            yield self.tr("Instrumento"), f"{found.info.form_id} {found.info.form_version}"
            yield self.tr("Ola"), found.info.wave
            yield self.tr("Revisión"), str(found.info.revision)
            yield self.tr("Respuesta"), found.info.response_id
            yield self.tr("Programa"), found.info.software
        if found.intact and found.notes.comments:
            yield self.tr("Comentarios"), str(found.notes.comments)

    def _add_facts(self, found: Verification, here: SignerHere | None) -> None:
        card = parts.frame("card", self._result, margin=16)
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        grid.setColumnStretch(1, 1)
        for index, (name, value) in enumerate(self._facts(found, here)):
            caption = parts.label(name, "muted", card)
            caption.setWordWrap(False)
            grid.addWidget(caption, index, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(parts.label(value, parent=card, selectable=True), index, 1)
        parts.inside(card).addLayout(grid)
        self._rows.addWidget(card)

    def _add_entries(self, found: Verification) -> None:
        self._add_list(self.tr("Qué hay dentro"), found.documents())
        if found.files():
            self._add_list(self.tr("Archivos adjuntos"), found.files())

    def _add_list(self, title: str, entries: Sequence[PackageEntry]) -> None:
        """Names with sizes; an entry of a package that is accepted holds what its signed digest says."""
        card = parts.frame("card", self._result, margin=16)
        parts.inside(card).addWidget(parts.label(title, "heading", card))
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        grid.setColumnStretch(0, 1)
        for index, entry in enumerate(entries):
            name = parts.label(entry.name, parent=card, selectable=True)
            name.setToolTip(f"SHA-256: {wording.in_fours(entry.sha256)}")
            grid.addWidget(name, index, 0)
            size = parts.label(wording.size(entry.size), "muted", card)
            size.setWordWrap(False)
            grid.addWidget(size, index, 1, Qt.AlignmentFlag.AlignRight)
            state = parts.label(self.tr("intacto"), "muted", card)
            state.setWordWrap(False)
            grid.addWidget(state, index, 2)
        parts.inside(card).addLayout(grid)
        self._rows.addWidget(card)

    def _add_soft_warnings(self, found: Verification) -> None:
        """What looked unusual to the form, and what the respondent said of it."""
        if not found.notes.warnings:
            return
        card = parts.frame("card", self._result, margin=16)
        inside = parts.inside(card)
        inside.addWidget(parts.label(self.tr("Advertencias y sus motivos"), "heading", card))
        for each in found.notes.warnings:
            inside.addWidget(parts.label(each.message, "strong", card, selectable=True))
            reason = each.reason or self.tr("Sin motivo")
            inside.addWidget(parts.label(reason, "" if each.reason else "muted", card, selectable=True))
        self._rows.addWidget(card)


# Off the window's thread


def _is_for_here(path: Path) -> bool:
    """Whether the file is one that the entity sends, and no package."""
    from desktop_app.workflows.incoming import Kind, look_into

    return look_into(path)[0] in (Kind.RECEIPT, Kind.KIT)
