"""Questions answered by choosing: one of a few, several, one of many, and the acknowledgement."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QLabel, QLayout, QSizePolicy, QWidget

from desktop_app.ui import parts
from desktop_app.ui.survey.views import TRIGGER_VALUE, QuestionView, about, truth, truth_words
from desktop_app.ui.survey.widgets.control import Control
from desktop_app.ui.survey.widgets.focus import follow
from desktop_app.ui.survey.widgets.signs import Check, Radio
from desktop_app.xforms.model import Choice

_TEXT_MARGIN = 5


class ChoiceRow(QWidget):
    """A radio button or check box with a label that wraps, which Qt's own do not; the whole row is clickable."""

    def __init__(self, name: str, text: str, button: QAbstractButton, parent: QWidget) -> None:
        super().__init__(parent)
        self.name = name
        self.button = button
        button.setParent(self)
        button.setAccessibleName(text)
        button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.label = parts.label(text, "choice", self)
        self.label.setContentsMargins(0, _TEXT_MARGIN, 0, _TEXT_MARGIN)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.label, 1, Qt.AlignmentFlag.AlignVCenter)

    def single_line(self) -> int:
        """How wide the row is when its label does not wrap."""
        spacing = 4
        self.label.ensurePolished()  # the type's size may still be another one
        self.button.ensurePolished()
        text = self.label.fontMetrics().horizontalAdvance(self.label.text())
        return self.button.sizeHint().width() + spacing + text + spacing

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        inside = self.rect().contains(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and inside and self.button.isEnabled():
            self.button.setFocus(Qt.FocusReason.MouseFocusReason)
            self.button.click()
        super().mouseReleaseEvent(event)


def single_line(widget: QWidget) -> int:
    """How wide a choice's row is when its label does not wrap."""
    return widget.single_line() if isinstance(widget, ChoiceRow) else widget.sizeHint().width()


class RowsControl(Control):
    """Choice rows, one beneath the other unless ``rows`` lays them out, and what was answered but is not offered."""

    def __init__(self, parent: QWidget | None = None, rows: QLayout | None = None) -> None:
        super().__init__(parent)
        self.rows: list[ChoiceRow] = []
        self._rows = rows or parts.column(spacing=0)
        self.column.addLayout(self._rows)
        self._stray: QLabel | None = None

    def row(self, name: str) -> ChoiceRow:
        return next(row for row in self.rows if row.name == name)

    def _set_choices(self, view: QuestionView) -> None:
        focused = next((row.name for row in self.rows if row.button.hasFocus()), None)
        before, self.rows = self.rows, [self._make_row(choice) for choice in self._choices(view)]
        last: QWidget | None = before[-1] if before else None
        for row in self.rows:
            self._rows.addWidget(row)
            row.show()
            if last is not None:
                follow(last, row)
            last = row
            if row.name == focused:
                row.button.setFocus()
        for row in before:
            self._rows.removeWidget(row)
            row.hide()
            row.deleteLater()
        if self.rows:
            self._aim(self.rows[0].button)
        self._describe(view)
        self.set_read_only(read_only=view.read_only)

    def _choices(self, _view: QuestionView) -> tuple[Choice, ...]:
        return _view.choices

    def _make_row(self, choice: Choice) -> ChoiceRow:
        raise NotImplementedError

    def _name(self, view: QuestionView) -> None:
        self.setAccessibleName(view.label)
        self.setAccessibleDescription(about(view))
        self._describe(view)

    def _describe(self, view: QuestionView) -> None:
        """Each choice says of which question it is: many questions have a "No sé"."""
        asked = " ".join(part for part in (view.within, view.label, view.problem) if part)
        for row in self.rows:
            row.button.setAccessibleDescription(asked)

    def set_read_only(self, *, read_only: bool) -> None:
        for row in self.rows:
            row.setEnabled(not read_only)

    def _show_stray(self, names: list[str]) -> None:
        if names and self._stray is None:
            self._stray = parts.label("", "attention", self)
            self.column.addWidget(self._stray)
        if self._stray is not None:
            text = self.tr("Respondido antes y ya no está en la lista: {names}")
            self._stray.setText(text.format(names=", ".join(names)))
            self._stray.setVisible(bool(names))


class SelectOneControl(RowsControl):
    """One of a few choices, as radio buttons; an answer can be taken back, by the link or with Delete.

    The group is one stop for Tab, and the link none: Tab goes from question to question.
    """

    def __init__(self, parent: QWidget | None = None, rows: QLayout | None = None) -> None:
        super().__init__(parent, rows)
        self._group = QButtonGroup(self)
        self._group.buttonClicked.connect(self._on_clicked)
        self._clear = parts.button("", "link", self)
        self._clear.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._clear.clicked.connect(self._on_clear)
        self._clear.hide()
        self.column.addWidget(self._clear, 0, Qt.AlignmentFlag.AlignLeft)
        self.retranslate()

    def retranslate(self) -> None:
        self._clear.setText(self.tr("Quitar la respuesta"))
        self._clear.setToolTip(self.tr("También con la tecla Suprimir"))
        self._clear.setAccessibleDescription(self._clear.toolTip())
        if self._view is not None:
            self._name(self._view)

    def _name(self, view: QuestionView) -> None:
        super()._name(view)
        how = self.tr("La tecla Suprimir quita la respuesta.")
        self.setAccessibleDescription(f"{about(view)} {how}".strip())

    def set_read_only(self, *, read_only: bool) -> None:
        super().set_read_only(read_only=read_only)
        self._clear.setVisible(bool(self._value) and not read_only)

    def focus_answer(self) -> None:
        chosen = self._group.checkedButton()
        if chosen is not None:
            chosen.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            super().focus_answer()

    def _make_row(self, choice: Choice) -> ChoiceRow:
        button = Radio(self)
        button.taken_back.connect(self._on_clear)
        self._group.addButton(button)
        return ChoiceRow(choice.name, choice.label, button, self)

    def _show_value(self, value: str) -> None:
        chosen = self._chosen(value)
        known = False
        self._group.setExclusive(False)
        for row in self.rows:
            row.button.setChecked(row.name == chosen)
            known = known or row.name == chosen
        self._group.setExclusive(True)
        self._set_stop()
        self._show_stray([] if known or not value else [value])
        self._clear.setVisible(bool(value) and bool(self._view and not self._view.read_only))

    def _chosen(self, value: str) -> str:
        """The name of the choice that ``value`` is."""
        return value

    def _on_clicked(self, button: QAbstractButton) -> None:
        name = next(row.name for row in self.rows if row.button is button)
        self._clear.show()
        self._show_stray([])
        self._give(name)

    def _on_clear(self) -> None:
        """Takes the answer back; the focus stays in the group."""
        if not self._value:
            return
        if self.rows and not any(row.button.hasFocus() for row in self.rows):
            self.rows[0].button.setFocus(Qt.FocusReason.OtherFocusReason)
        self._show_value("")
        self._give("")

    def _set_stop(self) -> None:
        """Tab stops at the chosen button, or at the first; Qt sees to it only once the user has chosen."""
        buttons = [row.button for row in self.rows]
        chosen = next((button for button in buttons if button.isChecked()), buttons[0] if buttons else None)
        for button in buttons:
            stop = Qt.FocusPolicy.StrongFocus if button is chosen else Qt.FocusPolicy.ClickFocus
            button.setFocusPolicy(stop)


class BooleanControl(SelectOneControl):
    """Yes or no, of which an engine may say ``true`` and ``false`` or ``1`` and ``0``."""

    def _choices(self, view: QuestionView) -> tuple[Choice, ...]:
        return _yes_and_no(view.language)

    def _set_language(self, language: str) -> None:
        for row, choice in zip(self.rows, _yes_and_no(language), strict=True):
            row.label.setText(choice.label)
            row.button.setAccessibleName(choice.label)

    def _chosen(self, value: str) -> str:
        said = truth(value)
        return value if said is None else str(said).lower()

    def _same(self, before: str, after: str) -> bool:
        return self._chosen(before) == self._chosen(after)


def _yes_and_no(language: str) -> tuple[Choice, ...]:
    yes, no = truth_words(language)
    return (Choice("true", yes), Choice("false", no))


class SelectMultipleControl(RowsControl):
    """Any number of choices, as check boxes. The value keeps the list's order."""

    def _make_row(self, choice: Choice) -> ChoiceRow:
        button = Check(self)
        button.clicked.connect(self._on_clicked)
        return ChoiceRow(choice.name, choice.label, button, self)

    def _show_value(self, value: str) -> None:
        names = value.split()
        for row in self.rows:
            row.button.setChecked(row.name in names)
        self._show_stray(self._strays())

    def _on_clicked(self) -> None:
        chosen = [row.name for row in self.rows if row.button.isChecked()]
        self._give(" ".join([*chosen, *self._strays()]))

    def _strays(self) -> list[str]:
        offered = set(self._names())
        return [name for name in self._value.split() if name not in offered]

    def _names(self) -> Iterator[str]:
        return (row.name for row in self.rows)


class AcknowledgeControl(SelectMultipleControl):
    """A single box that says: read and understood."""

    def retranslate(self) -> None:
        for row in self.rows:
            row.label.setText(self._words())
            row.button.setAccessibleName(self._words())

    def _choices(self, _view: QuestionView) -> tuple[Choice, ...]:
        return (Choice(TRIGGER_VALUE, self._words()),)

    def _words(self) -> str:
        return self.tr("Leído y entendido")
