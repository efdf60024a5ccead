"""Dates: typed day first; the calendar is an aid."""

from __future__ import annotations

from PySide6.QtCore import QDate, QEvent, QLocale, QPoint, QSize, Qt
from PySide6.QtGui import QFont, QIcon, QTextCharFormat
from PySide6.QtWidgets import QCalendarWidget, QFrame, QLineEdit, QToolButton, QWidget

from desktop_app.ui import icons, parts
from desktop_app.ui.survey.dates import edit_date, parse_iso, read_date, spell_date
from desktop_app.ui.survey.widgets.control import TypedControl
from desktop_app.ui.theme import Tokens, is_restyle, set_role, tokens

_MOST_CHARACTERS = 40
_FIELD_CHARACTERS = 14


class DateControl(TypedControl):
    """A date. What is no date of the calendar is kept as typed, and is the engine's to refuse."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._language = "es"
        self.field = QLineEdit(self)
        self.field.setMaxLength(_MOST_CHARACTERS)
        self.button = QToolButton(self)
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        row = parts.row()
        row.addWidget(self.field)
        row.addWidget(self.button)
        row.addStretch(1)
        self.column.addLayout(row)
        self.column.addWidget(self.echo)
        self.watch(self.field)
        self.field.textEdited.connect(self._on_edited)
        self.field.returnPressed.connect(self.settle)
        self.button.clicked.connect(self._open_calendar)
        self._popup: QFrame | None = None
        self._calendar: QCalendarWidget | None = None
        self._looks: tuple[Tokens, QFont] | None = None
        self.retranslate()
        self._restyle()

    def retranslate(self) -> None:
        self.field.setPlaceholderText(self.tr("dd/mm/aaaa"))
        self.button.setToolTip(self.tr("Elegir en un calendario"))
        self.button.setAccessibleName(self.button.toolTip())
        self._tell()

    def set_read_only(self, *, read_only: bool) -> None:
        self.field.setReadOnly(read_only)
        self.button.setEnabled(not read_only)

    def set_invalid(self, *, invalid: bool) -> None:
        set_role(self.field, "problem" if invalid else "")

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if is_restyle(event) and hasattr(self, "_calendar"):
            self._restyle()

    def _restyle(self) -> None:
        size = self.fontMetrics().height()
        self.button.setIcon(icons.icon("survey/calendar", size=size))
        self.button.setIconSize(QSize(size, size))
        self.field.setMinimumWidth(self.field.fontMetrics().averageCharWidth() * _FIELD_CHARACTERS + 24)

    def _set_language(self, language: str) -> None:
        self._language = language
        self._tell()

    def _show_value(self, value: str) -> None:
        self.field.setText(edit_date(value))
        self.field.setCursorPosition(0)
        self._tell()

    def _on_edited(self) -> None:
        self._tell()
        self._typed()

    def _read(self) -> str:
        typed = self.field.text().strip()
        return read_date(typed) or typed

    def _tell(self) -> None:
        value = read_date(self.field.text())
        self.set_echo(self.tr("Se lee: {date}").format(date=spell_date(value, self._language)) if value else "")

    def calendar(self) -> QCalendarWidget | None:
        """The calendar, once it has been asked for."""
        return self._calendar

    def _open_calendar(self) -> None:
        """A calendar costs tens of milliseconds: it is made when first asked for, and anew for other looks."""
        looks = (tokens(), self.font())
        if self._popup is not None and looks != self._looks:
            self._popup.deleteLater()
            self._popup = None
        if self._popup is None or self._calendar is None:
            self._looks = looks
            self._popup = QFrame(self, Qt.WindowType.Popup)
            set_role(self._popup, "card")
            self._calendar = QCalendarWidget(self._popup)
            self._calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
            parts.column(self._popup, margin=8).addWidget(self._calendar)
            self._dress(self._calendar)
            self._calendar.clicked.connect(self._on_picked)
            self._calendar.activated.connect(self._on_picked)
        spanish = QLocale(QLocale.Language.Spanish, QLocale.Country.Colombia)
        self._calendar.setLocale(QLocale(QLocale.Language.English) if self._language == "en" else spanish)
        self._calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        day = parse_iso(read_date(self.field.text()) or "")
        if day is not None:
            self._calendar.setSelectedDate(QDate(day.year, day.month, day.day))
        self._popup.move(self.field.mapToGlobal(QPoint(0, self.field.height())))
        self._popup.show()
        self._calendar.setFocus(Qt.FocusReason.PopupFocusReason)

    def _dress(self, calendar: QCalendarWidget) -> None:
        """Room for the days' names and all six weeks, arrows that can be seen, and no day in the red of faults."""
        metrics = self.fontMetrics()
        calendar.setMinimumSize(metrics.horizontalAdvance("MMMM") * 8, metrics.height() * 12)
        # Its own menu sign overlaps the month's name.
        calendar.setStyleSheet(
            "QToolButton::menu-indicator { image: none; }"
            f"QToolButton {{ color: {tokens().on_accent}; padding: 4px 8px; font-weight: 600; }}"
            f"QToolButton:hover, QToolButton:focus {{ color: {tokens().text}; }}"
        )
        plain = QTextCharFormat()
        plain.setForeground(self.palette().text())
        for day in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
            calendar.setWeekdayTextFormat(day, plain)
        for name, sign, words in (
            ("qt_calendar_prevmonth", "‹", self.tr("Mes anterior")),
            ("qt_calendar_nextmonth", "›", self.tr("Mes siguiente")),
        ):
            arrow = calendar.findChild(QToolButton, name)
            if arrow is not None:
                arrow.setIcon(QIcon())
                arrow.setText(sign)
                arrow.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
                arrow.setAccessibleName(words)

    def _on_picked(self, day: QDate) -> None:
        if self._popup is not None:
            self._popup.close()
        value = day.toString(Qt.DateFormat.ISODate)
        self._pause.stop()
        self._unsettled = False
        self._show_value(value)
        self._give(value)
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.settled.emit()
