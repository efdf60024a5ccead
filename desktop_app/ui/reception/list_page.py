"""The list of initiatives that is to come in: what it would change, and all that is wrong with it, by row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QScrollArea, QWidget

from desktop_app.ui import parts, theme
from desktop_app.ui.forms.findings import FindingsTable
from desktop_app.ui.theme import GRID

if TYPE_CHECKING:
    from desktop_app.workflows.registry import ListPreview

_MOST_NAMED: Final = 12
_ROWS_SEEN: Final = 5


class ListPage(QScrollArea):
    """Shows a ``ListPreview``.

    Signals:
        left: nothing is to change.
        taken: the list is to be the wave's.
    """

    left = Signal()
    taken = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.seen: ListPreview | None = None
        self._sheet = QWidget(self)
        theme.set_role(self._sheet, "page")
        outer = parts.column(self._sheet, margin=2 * GRID, spacing=GRID)
        self._told = QWidget(self._sheet)
        self._column = parts.column(self._told, spacing=GRID)
        outer.addWidget(self._told)
        self.findings = FindingsTable(self._sheet)
        outer.addWidget(self.findings, 1)
        self._rest = QWidget(self._sheet)
        outer.addWidget(self._rest, 1)
        line = parts.row()
        self.back = parts.button(self.tr("Cancelar"), parent=self._sheet)
        self.back.clicked.connect(self.left)
        self.take = parts.button(self.tr("Guardar la lista"), "primary", self._sheet)
        self.take.clicked.connect(self._on_take)
        line.addStretch(1)
        line.addWidget(self.back)
        line.addWidget(self.take)
        outer.addLayout(line)
        self.setWidget(self._sheet)

    def show_preview(self, seen: ListPreview) -> None:
        """Tells what the list would do."""
        from desktop_app.workflows.forms import ExplainedFinding

        self.seen = seen
        parts.clear(self._column)
        self._say(self.tr("Lista de la ola {wave}").format(wave=seen.wave), "title")
        self._say(seen.file, "muted")
        if seen.errors:
            frame = parts.frame("error", self._told)
            text = self.tr("Hay {count} fallas por corregir en el archivo. Mientras las haya, nada cambia.")
            parts.inside(frame).addWidget(parts.label(text.format(count=seen.errors), "", frame))
            self._column.addWidget(frame)
        else:
            self._tell_changes(seen)
        if seen.ignored:
            text = self.tr("Columnas que no se usan: {columns}").format(columns=", ".join(seen.ignored))
            self._say(text, "muted")
        ordered = sorted(seen.findings, key=lambda each: not each.stops)
        told = [ExplainedFinding("error" if each.stops else "warning", each.explanation) for each in ordered]
        self.findings.setVisible(bool(told))
        self._rest.setVisible(not told)
        self.findings.setMinimumHeight(_ROWS_SEEN * (self.fontMetrics().height() + 2 * GRID))
        self.findings.show_findings(told)
        self.take.setEnabled(not seen.errors and seen.changes)
        (self.take if self.take.isEnabled() else self.back).setFocus()

    def _tell_changes(self, seen: ListPreview) -> None:
        counts = self.tr("Nuevas: {new} · Cambian: {changed} · Salen: {gone} · Siguen igual: {same}").format(
            new=len(seen.new), changed=len(seen.changed), gone=len(seen.gone), same=seen.same
        )
        self._say(counts, "strong")
        if not seen.changes:
            self._say(self.tr("La lista dice lo mismo que lo registrado."))
        gone = [
            self.tr("{name} (ya envió; lo suyo se conserva)").format(name=each.name) if each.answered else each.name
            for each in seen.gone
        ]
        changed = [each.name for each in seen.changed]
        for heading, names in (
            (self.tr("Salen de la lista: {names}"), gone),
            (self.tr("Cambian: {names}"), changed),
            (self.tr("Nuevas: {names}"), list(seen.new)),
        ):
            if names:
                self._say(heading.format(names=_named(names, self.tr("{names} y {count} más"))))

    def _say(self, text: str, role: str = "") -> None:
        self._column.addWidget(parts.label(text, role, self._told, selectable=role == ""))

    @Slot()
    def _on_take(self) -> None:
        self.take.setEnabled(False)
        self.taken.emit()


def _named(names: list[str], more: str) -> str:
    """``names`` as far as a person reads them."""
    said = ", ".join(" ".join(name.split()) for name in names[:_MOST_NAMED])
    return said if len(names) <= _MOST_NAMED else more.format(names=said, count=len(names) - _MOST_NAMED)
