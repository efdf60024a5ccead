"""The calendar beside a date: an aid to who would rather point than type."""

from __future__ import annotations

from PySide6.QtCore import QDate, QEvent, QLocale, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QFont, QIcon, QTextCharFormat
from PySide6.QtWidgets import QCalendarWidget, QFrame, QLineEdit, QToolButton, QWidget

from desktop_app.ui import icons, parts
from desktop_app.ui.survey.dates import parse_iso, read_date
from desktop_app.ui.theme import Tokens, is_restyle, set_role, tokens


class CalendarButton(QToolButton):
    """Opens a calendar beneath ``field`` at the day that is typed there.

    Signals:
        picked: this day (ISO 8601) was chosen.
    """

    picked = Signal(str)

    def __init__(self, field: QLineEdit, parent: QWidget) -> None:
        super().__init__(parent)
        self._field = field
        self._language = "es"
        self._popup: QFrame | None = None
        self._calendar: QCalendarWidget | None = None
        self._looks: tuple[Tokens, QFont] | None = None
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.clicked.connect(self._open)
        self.retranslate()
        self._restyle()

    def set_language(self, language: str) -> None:
        """Names months and days in a form's language."""
        self._language = language

    def retranslate(self) -> None:
        self.setToolTip(self.tr("Elegir en un calendario"))
        self.setAccessibleName(self.toolTip())

    def set_question(self, asked: str) -> None:
        """Says of which question the date is."""
        self.setAccessibleDescription(asked)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if is_restyle(event) and hasattr(self, "_looks"):
            self._restyle()
        elif event.type() == QEvent.Type.LanguageChange:
            self.retranslate()

    def _restyle(self) -> None:
        size = self.fontMetrics().height()
        self.setIcon(icons.icon("survey/calendar", size=size))
        self.setIconSize(QSize(size, size))

    def calendar(self) -> QCalendarWidget | None:
        """The calendar, once it has been asked for."""
        return self._calendar

    def _open(self) -> None:
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
        day = parse_iso(read_date(self._field.text()) or "")
        if day is not None:
            self._calendar.setSelectedDate(QDate(day.year, day.month, day.day))
        self._popup.move(self._field.mapToGlobal(QPoint(0, self._field.height())))
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
        self._field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.picked.emit(day.toString(Qt.DateFormat.ISODate))
