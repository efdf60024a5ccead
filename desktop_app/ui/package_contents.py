"""What a package holds, how large it is, and whether it goes through the usual ways."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QProgressBar, QWidget

from desktop_app.ui import parts, wording
from desktop_app.ui.survey.widgets.notes_fold import BY_CHAT, BY_MAIL
from desktop_app.ui.theme import GRID, set_role

if TYPE_CHECKING:
    from desktop_app.workflows.answer import Desk
    from desktop_app.workflows.export import PackagePreview

_RECIPIENTS: Final = {"confecamaras": "Confecámaras"}
_MOST_FILES: Final = 30


class WayOut(QWidget):
    """One way with what it takes: a bar and the same in words; never by colour alone."""

    def __init__(self, name: str, limit: int, size: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.fits = size <= limit
        column = parts.column(self, spacing=GRID // 2)
        percent = -(-100 * size // limit)
        known = {"name": name, "size": wording.size(size), "limit": f"{limit // 1_000_000}\u00a0MB", "percent": percent}
        words = (
            self.tr("{name}: cabe. {size} de {limit} ({percent} %)")
            if self.fits
            else self.tr("{name}: no cabe. {size} y el máximo es {limit}")
        )
        self.label = parts.label(words.format(**known), "" if self.fits else "attention", self)
        self.bar = QProgressBar(self)
        self.bar.setRange(0, 100)
        self.bar.setValue(min(100, percent))
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.label.text())
        set_role(self.bar, "" if self.fits else "attention")
        column.addWidget(self.label)
        column.addWidget(self.bar)


class PackageContents(QFrame):
    """Shows what ``preview`` found.

    Signals:
        kit_wanted: a wave kit is to be brought in.
    """

    kit_wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        set_role(self, "card")
        self._column = parts.column(self, margin=2 * GRID)
        self.ways: tuple[WayOut, ...] = ()

    def show_package(self, found: PackagePreview, desk: Desk, *, known: bool = True) -> None:
        """``known``: it is certain who receives it; until then nothing is said of who can open it."""
        layout = self._column
        parts.clear(layout)
        layout.addWidget(parts.label(self.tr("Qué va en el paquete"), "heading", self))
        layout.addLayout(self._entries(found, desk))
        self.ways = (
            WayOut(self.tr("WhatsApp"), BY_CHAT, found.size, self),
            WayOut(self.tr("Correo"), BY_MAIL, found.size, self),
        )
        layout.addSpacing(GRID)
        for way in self.ways:
            layout.addWidget(way)
        if not all(way.fits for way in self.ways):
            layout.addWidget(parts.label(self._advice(), "attention", self))
        if known:
            layout.addSpacing(GRID)
            layout.addWidget(self._whom(found))

    def _whom(self, found: PackagePreview) -> QFrame:
        """To whom it goes, and whether only they can open it."""
        recipient = entity_name(found.recipient)
        notice = parts.frame("notice" if found.encrypted else "warning", self)
        inside = parts.inside(notice)
        inside.addWidget(parts.label(self.tr("Va dirigido a {recipient}.").format(recipient=recipient), parent=notice))
        if found.encrypted:
            words = self.tr("Solo {recipient} puede abrirlo: el archivo sale cifrado.").format(recipient=recipient)
            inside.addWidget(parts.label(words, "strong", notice))
            return notice
        words = self.tr("Sale firmado, pero sin cifrar: quien tenga el archivo puede leerlo.")
        inside.addWidget(parts.label(words, "strong", notice))
        why = self.tr(
            "Todavía no ha llegado un kit de ola, que trae la llave para cifrar. Pídalo a {recipient} y tráigalo antes "
            "de exportar; si tiene prisa, puede exportar así."
        )
        inside.addWidget(parts.label(why.format(recipient=recipient), parent=notice))
        bring = parts.button(self.tr("Traer un kit de ola…"), "link", notice)
        bring.clicked.connect(self.kit_wanted)
        inside.addWidget(bring)
        return notice

    def _entries(self, found: PackagePreview, desk: Desk) -> QGridLayout:
        words = {
            "response.xml": self.tr("Sus respuestas"),
            "submission.xml": self.tr("De quién son, de qué instrumento y qué revisión"),
            "annotations.xml": self._beside(desk),
            "enrolment.p10": self.tr("Solicitud para que confirmen su llave"),
        }
        grid = QGridLayout()
        grid.setColumnStretch(0, 1)
        own = [entry for entry in found.entries if entry[0] in words]
        files = [entry for entry in found.entries if entry[0] not in words]
        row = 0
        for name, size in (*own, *files[:_MOST_FILES]):
            what = words.get(name, self.tr("Archivo adjunto"))
            grid.addWidget(parts.label(f"{what} ({name.rpartition('/')[2]})", parent=self), row, 0)
            grid.addWidget(_right(wording.size(size), self), row, 1)
            row += 1
        rest = files[_MOST_FILES:]
        if rest:
            more = self.tr("Otros archivos: {n}").format(n=len(rest))
            grid.addWidget(parts.label(more, parent=self), row, 0)
            grid.addWidget(_right(wording.size(sum(size for _, size in rest)), self), row, 1)
            row += 1
        grid.addWidget(parts.label(self.tr("El paquete firmado pesará cerca de"), "strong", self), row, 0)
        grid.addWidget(_right(wording.size(found.size), self, "strong"), row, 1)
        return grid

    def _beside(self, desk: Desk) -> str:
        """What is beside the answers, and how many of each."""
        from desktop_app.workflows.annotations import annotations_of

        said = annotations_of(desk)
        comments, files = len(said.comments), sum(len(each.files) for each in said.evidence)
        reasons = sum(1 for each in said.warnings if each.reason)
        found = [
            (comments, self.tr("1 comentario"), self.tr("{n} comentarios")),
            (files, self.tr("1 archivo de soporte"), self.tr("{n} archivos de soporte")),
            (reasons, self.tr("1 aviso con su motivo"), self.tr("{n} avisos con su motivo")),
        ]
        words = [(one if count == 1 else many).format(n=count) for count, one, many in found if count]
        named = ", ".join(words) or self.tr("lo que llama la atención")
        return self.tr("Junto a las respuestas: {what}").format(what=named)

    def _advice(self) -> str:
        if self.ways[1].fits:
            return self.tr("Envíelo por correo o entréguelo en una memoria USB, o quite archivos.")
        return self.tr("Entréguelo en una memoria USB, o quite archivos.")


def entity_name(recipient: str) -> str:
    """The entity as it is called: ``preview`` and kits give its name, and its id where no kit came."""
    return _RECIPIENTS.get(recipient, recipient)


def _right(text: str, parent: QWidget, role: str = "muted") -> QLabel:
    result = parts.label(text, role, parent)
    result.setWordWrap(False)
    result.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
    return result
