"""What all answer controls have in common."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QHideEvent
from PySide6.QtWidgets import QApplication, QSizePolicy, QWidget

from desktop_app.ui import parts
from desktop_app.ui.survey.views import QuestionView, about
from desktop_app.ui.survey.widgets.steady import SteadyColumn

TYPING_PAUSE_MS = 600
"""What is typed is handed on after this pause, so that a power cut costs a few words at most."""


class Control(QWidget):
    """The part of a question in which its answer is given. It knows values as XForms text and nothing of sessions.

    Signals:
        answered: the respondent has given this value; never emitted for what the program sets.
        settled: the respondent has finished with the control for now; format problems may be shown.
    """

    answered = Signal(str)
    settled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._value = ""
        self._view: QuestionView | None = None
        self._target: QWidget | None = None
        self.column = SteadyColumn(self, spacing=4)
        # Not Fixed: Qt would let it grow no higher than its hint, which knows nothing of narrow windows and large type.
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    def show_view(self, view: QuestionView) -> None:
        """Shows all of ``view``; what is the same already is left alone, a half-typed answer among it."""
        before, self._view = self._view, view
        if before is None or (before.label, about(before)) != (view.label, about(view)):
            self._name(view)
        if before is None or before.choices != view.choices:
            self._set_choices(view)
            self._value = view.value
            self._show_value(view.value)
        else:
            self.set_value(view.value)
        if before is None or before.language != view.language:
            self._set_language(view.language)
        if before is None or before.read_only != view.read_only:
            self.set_read_only(read_only=view.read_only)
        if before is None or before.problem != view.problem:
            self.set_invalid(invalid=view.problem is not None)

    def value(self) -> str:
        """The value as last set or given."""
        return self._value

    def set_value(self, value: str) -> None:
        """Shows ``value``; nothing happens, and nothing is emitted, when it is the present one, or says the same."""
        if value != self._value:
            before, self._value = self._value, value
            if not self._same(before, value):
                self._show_value(value)

    def set_read_only(self, *, read_only: bool) -> None:
        """Lets the answer be read but not given."""

    def set_invalid(self, *, invalid: bool) -> None:
        """Marks the field of an answer that does not stand."""

    def flush(self) -> None:
        """Hands on at once what is being typed."""

    def is_typing(self) -> bool:
        """Whether the respondent is in the middle of an answer, so that nagging would be early."""
        return False

    def retranslate(self) -> None:
        """Puts the control's own words into the present language."""

    def focus_answer(self) -> None:
        """Puts the focus where the answer is given."""
        self.target().setFocus(Qt.FocusReason.OtherFocusReason)

    def target(self) -> QWidget:
        """What takes the focus where the answer is given."""
        return self._target or self

    def _aim(self, target: QWidget) -> None:
        """Takes ``target`` as that. A focus proxy would be a stop of its own wherever Tab comes by: it went round in
        circles past what stands before the questions."""
        self._target = target

    def _same(self, before: str, after: str) -> bool:
        """Whether two different texts are one answer, as ``12`` and ``12.0`` are: what is typed stays as typed then."""
        return before == after

    def _give(self, value: str) -> None:
        if value != self._value:
            self._value = value
            self.answered.emit(value)

    def _set_choices(self, view: QuestionView) -> None:
        """Offers ``view.choices``; the value is shown afterwards."""

    def _set_language(self, language: str) -> None:
        """Shows numbers and dates in ``language``."""

    def _show_value(self, value: str) -> None:
        raise NotImplementedError

    def _name(self, view: QuestionView) -> None:
        """Tells screen readers what the control is for."""
        if self._target is not None:
            self._target.setAccessibleName(view.label)
            self._target.setAccessibleDescription(about(view))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()


class TypedControl(Control):
    """A control whose answer is typed: handed on after a pause, on leaving, and when hidden."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(TYPING_PAUSE_MS)
        self._pause.timeout.connect(self.flush)
        self._unsettled = False
        self._fields: tuple[QWidget, ...] = ()
        self.echo = parts.label("", "hint", self)
        self.echo.hide()

    def watch(self, field: QWidget, *more: QWidget) -> None:
        """Takes ``field``, and with it ``more``, as what is typed into: to go from one to the other is not to leave."""
        self._aim(field)
        self._fields = (field, *more)
        for each in self._fields:
            each.installEventFilter(self)

    def is_typing(self) -> bool:
        return self._unsettled

    def flush(self) -> None:
        if self._pause.isActive() or self._unsettled:
            self._pause.stop()
            self._give(self._read())

    def settle(self) -> None:
        """Takes the answer as finished."""
        self.flush()
        if self._unsettled:
            self._unsettled = False
            self.settled.emit()

    def set_value(self, value: str) -> None:
        if value != self._value and not self._same(self._value, value):
            self._pause.stop()
            self._unsettled = False
        super().set_value(value)

    def set_echo(self, text: str) -> None:
        """Says beneath the field how it was read."""
        self.echo.setText(text)
        self.echo.setVisible(bool(text))

    def _typed(self) -> None:
        self._unsettled = True
        self._pause.start()

    def _read(self) -> str:
        """The value that is typed now, unreadable text as it stands."""
        raise NotImplementedError

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            isinstance(event, QFocusEvent)
            and event.type() == QEvent.Type.FocusOut
            and event.reason() not in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.MenuBarFocusReason)
            and QApplication.focusWidget() not in self._fields
        ):
            self.settle()
        return super().eventFilter(watched, event)

    def hideEvent(self, event: QHideEvent) -> None:
        self.settle()
        super().hideEvent(event)
