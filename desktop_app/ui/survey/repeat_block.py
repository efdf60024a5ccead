"""A repeat: a table of its records, and beneath it the questions of the record at hand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_app.ui import parts
from desktop_app.ui.survey.around import Around, Block
from desktop_app.ui.survey.column import QuestionColumn
from desktop_app.ui.survey.offered import OfferedRecords
from desktop_app.ui.survey.records import RecordModel, RecordTable
from desktop_app.ui.survey.views import shown_value
from desktop_app.ui.survey.widgets.link import Link
from desktop_app.ui.survey.widgets.observed import ObservedParts
from desktop_app.ui.survey.widgets.steady import SteadyColumn
from desktop_app.ui.theme import GRID, set_role

if TYPE_CHECKING:
    from desktop_app.diagnosis import Offer
    from desktop_app.ui.survey.around import Card
    from desktop_app.workflows.outline import Entry

_ADDS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


class RepeatBlock(Block):
    """Shows the repeat at the entry's nodeset. It adds and removes nothing itself: it tells."""

    def __init__(self, entry: Entry, around: Around, parent: QWidget) -> None:
        super().__init__(entry, around, parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        set_role(self, "card")
        self._view = around.source.repeat(entry.ref)
        self._shown = ""
        self._frame = SteadyColumn(self, margin=2 * GRID, spacing=GRID)
        self._make_table()
        self._make_buttons()
        self._make_editor()
        self._titled = ""
        self._retranslate()
        self._show()

    def _make_table(self) -> None:
        head = parts.row()
        self.title = parts.label("", "heading", self)
        self.count = parts.label("", "muted", self)
        self.count.setWordWrap(False)
        head.addWidget(self.title, 1)
        head.addWidget(self.count)
        self._frame.addLayout(head)
        self.why_fixed = parts.label("", "muted", self)
        self._frame.addWidget(self.why_fixed)
        self.asked = ObservedParts(self)
        self.asked.attended.connect(self.around.teller.attended)
        self._frame.addWidget(self.asked)
        self.offered: OfferedRecords | None = None
        if self.around.source.offers(self.entry.ref) is not None:
            self.offered = OfferedRecords(self)
            self.offered.wanted.connect(self._on_offer)
            self._frame.addWidget(self.offered)
        self.notice = parts.frame("notice", self, margin=GRID)
        self.notice_text = parts.label("", "", self.notice)
        self.undo = Link("", "undo", self.notice)
        self.undo.linkActivated.connect(self.around.teller.undo_wanted)
        parts.inside(self.notice).addWidget(self.notice_text)
        parts.inside(self.notice).addWidget(self.undo)
        self._frame.addWidget(self.notice)
        self.empty = parts.label("", "", self)
        self._frame.addWidget(self.empty)
        self.model = RecordModel(self._view, self._words, self)
        self.table = RecordTable(self.model, self)
        self.table.chosen.connect(self._on_chosen)
        self.table.remove_wanted.connect(self._on_remove)
        self.table.add_wanted.connect(self._on_add)
        self._frame.addWidget(self.table)

    def _make_buttons(self) -> None:
        row = parts.row()
        self.add = parts.button("", "", self)
        self.add.clicked.connect(self._on_add)
        self.remove = parts.button("", "", self)
        self.remove.clicked.connect(self._on_remove)
        self.add.setMinimumWidth(1)  # a title must not make the page wider than the window
        row.addWidget(self.add)
        row.addWidget(self.remove)
        row.addStretch(1)
        self._frame.addLayout(row)

    def _make_editor(self) -> None:
        self.editor = parts.frame("well", self, margin=2 * GRID, spacing=GRID)
        head = parts.row()
        self.editor_title = parts.label("", "strong", self.editor)
        self.previous = parts.button("‹", "", self.editor)
        self.previous.clicked.connect(self._on_previous)
        self.following = parts.button("›", "", self.editor)
        self.following.clicked.connect(self._on_following)
        head.addWidget(self.editor_title, 1)
        head.addWidget(self.previous)
        head.addWidget(self.following)
        self.column = QuestionColumn(self.around, self.editor)
        self.column.after = self.following
        parts.inside(self.editor).addLayout(head)
        parts.inside(self.editor).addWidget(self.column)
        self._frame.addWidget(self.editor)

    # What is shown

    def show_entry(self, entry: Entry) -> None:
        super().show_entry(entry)
        self.refresh(None)

    def refresh(self, changed: frozenset[str] | None) -> None:
        """Shows the repeat anew if ``changed`` touches it: its count, or anything inside."""
        nodeset = self.entry.ref
        inside = f"{nodeset}["
        if changed is None or nodeset in changed or any(ref.startswith(inside) for ref in changed):
            self._view = self.around.source.repeat(nodeset)
            self._show()
            self.column.refresh(changed)

    def instance(self) -> str:
        """The record at hand; empty when there is none."""
        place = self._place()
        return self._view.rows[place].ref if place >= 0 else ""

    def card(self, ref: str) -> Card | None:
        """The card that shows ``ref``, its record chosen first."""
        if not ref.startswith(f"{self.entry.ref}["):
            return None
        position = _position(ref[len(self.entry.ref) :])
        place = self._row_of(position)
        if place < 0 or _position(self._view.rows[place].ref[len(self.entry.ref) :]) != position:
            return None
        if place != self._place():
            self._choose(place)
        return self.column.card(ref)

    def cards(self) -> Iterator[Card]:
        return self.column.cards()

    def flush(self) -> None:
        self.column.flush()

    def _show(self) -> None:
        view, rows = self._view, len(self._view.rows)
        place = self._place()
        if view.title != self._titled:
            self._retranslate()
        self.count.setText(self.tr("1 registro") if rows == 1 else self.tr("{n} registros").format(n=rows))
        self.asked.show_parts(self.around.source.asked(self.entry.ref))
        if self.offered is not None:
            self.offered.show_offers(self.around.source.offers(self.entry.ref) or ())
        self._say_notice()
        self.model.show_repeat(view)
        self.table.fit()
        self.table.choose(place)
        for widget in (self.table, self.editor):
            widget.setVisible(rows > 0)
        self.empty.setVisible(not rows)
        self.why_fixed.setVisible(view.fixed)
        self.add.setVisible(not view.fixed)
        self.remove.setVisible(rows > 0 and not view.fixed)
        self._show_record(place)

    def _show_record(self, place: int) -> None:
        ref = self.instance()
        words = self.tr("Registro {n} de {total}").format(n=place + 1, total=len(self._view.rows))
        self.editor_title.setText(words)
        self.editor.setAccessibleName(words)
        self.previous.setEnabled(place > 0)
        self.following.setEnabled(place < len(self._view.rows) - 1)
        self.remove.setAccessibleDescription(words)
        entries = self.around.source.instance(ref) if ref else ()
        if ref == self._shown:
            self.column.set_entries(entries)
        else:
            self._shown = ref
            self.column.show_entries(entries)

    def _say_notice(self) -> None:
        text = self.around.source.notice(self.entry.ref)
        self.notice_text.setText(text)
        self.notice.setVisible(bool(text))

    def _place(self) -> int:
        """The row of the record at hand, -1 for none."""
        place = self._row_of(self.around.source.chosen.get(self.entry.ref, 1))
        return 0 if place < 0 and self._view.rows else place

    def _row_of(self, position: int) -> int:
        """The row of the instance at ``position``, or of the last one before it that applies; -1 for none."""
        rows, start = self._view.rows, len(self.entry.ref)
        place = min(position, len(rows)) - 1
        while place >= 0 and _position(rows[place].ref[start:]) > position:
            place -= 1
        return place

    def _words(self, ref: str) -> str:
        return shown_value(self.around.source.view(ref))

    # What the respondent does

    def _choose(self, place: int) -> None:
        self.flush()
        self.around.source.chosen[self.entry.ref] = _position(self._view.rows[place].ref[len(self.entry.ref) :])
        self.table.choose(place)
        self._show_record(place)

    def _on_chosen(self, place: int) -> None:
        if place != self._place():
            self._choose(place)

    def _on_previous(self) -> None:
        self._choose(max(0, self._place() - 1))

    def _on_following(self) -> None:
        self._choose(min(len(self._view.rows) - 1, self._place() + 1))

    def _on_add(self) -> None:
        if not self._view.fixed:
            self.flush()
            self.around.teller.add_wanted.emit(self.entry.ref)

    def _on_offer(self, offer: Offer) -> None:
        self.flush()
        self.around.teller.offer_wanted.emit(self.entry.ref, offer)

    def _on_remove(self) -> None:
        if self.instance() and not self._view.fixed:
            self.flush()
            self.around.teller.remove_wanted.emit(self.instance())
            if not self._view.rows:
                self.add.setFocus(Qt.FocusReason.OtherFocusReason)

    def _retranslate(self) -> None:
        self._titled = title = self._view.title
        self.title.setText(title)
        self.setAccessibleName(title)
        self.add.setText(self.tr("Agregar registro"))
        self.add.setAccessibleName(self.tr("Agregar registro: {title}").format(title=title))
        self.add.setToolTip(self.tr("También con Ctrl+Insertar en la tabla, o Ctrl+Mayús+N"))
        self.remove.setText(self.tr("Quitar"))
        self.remove.setToolTip(self.tr("También con Suprimir en la tabla; se puede deshacer"))
        self.previous.setAccessibleName(self.tr("Registro anterior"))
        self.previous.setToolTip(self.previous.accessibleName())
        self.following.setAccessibleName(self.tr("Registro siguiente"))
        self.following.setToolTip(self.following.accessibleName())
        undo = self.tr("Deshacer")
        self.undo.setText(f'<a href="undo">{undo}</a>')
        self.undo.setAccessibleName(undo)
        self.why_fixed.setText(self.tr("La cantidad sale de otra respuesta."))
        self.empty.setText(self.tr("Todavía no hay registros."))
        self.table.setAccessibleName(self.tr("Registros de {title}").format(title=title))
        self.model.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, self.model.columnCount() - 1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """From anywhere inside; the innermost repeat takes it."""
        adds = event.modifiers() == _ADDS and event.key() == Qt.Key.Key_N
        inserts = event.modifiers() == Qt.KeyboardModifier.ControlModifier and event.key() == Qt.Key.Key_Insert
        if (adds or inserts) and not self._view.fixed:
            self._on_add()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if hasattr(self, "editor") and event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
            self._show()


def _position(step: str) -> int:
    """The number in the brackets with which ``step`` begins; 0 when it does not."""
    number = step[1:].partition("]")[0] if step.startswith("[") else ""
    return int(number) if number.isdigit() else 0
