"""A place on the map, as coordinates that are typed or pasted."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from desktop_app.ui import parts
from desktop_app.ui.survey.coordinates import (
    MOST_LATITUDE,
    MOST_LONGITUDE,
    Point,
    edit_degrees,
    parse_point,
    read_altitude,
    read_latitude,
    read_longitude,
    spell_point,
    split_pair,
)
from desktop_app.ui.survey.views import QuestionView, about
from desktop_app.ui.survey.widgets.control import TypedControl
from desktop_app.ui.theme import GRID, is_restyle, set_role

_MOST_CHARACTERS = 120
_FIELD_CHARACTERS = 22
_PARTED = "|"
"""Stands between the fields of an answer that cannot be read, so that each finds its text again."""

_CAPITAL = Point("4.5981", "-74.0758")


class PointControl(TypedControl):
    """Latitude, longitude and, if one likes, altitude. What cannot be read is kept as typed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._language = "es"
        self._accuracy = ""
        self.latitude, self.longitude, self.altitude = (QLineEdit(self) for _ in range(3))
        self._titles = [parts.label("", "", self) for _ in range(3)]
        self.advice = parts.label("", "hint", self)
        self.column.addLayout(self._grid())
        self.column.addWidget(self.advice)
        self.column.addWidget(self.echo)
        self.watch(*self.fields)
        for field in self.fields:
            field.setMaxLength(_MOST_CHARACTERS)
            field.textEdited.connect(self._on_edited)
            field.returnPressed.connect(self.settle)
        self._fit()
        self.retranslate()

    @property
    def fields(self) -> tuple[QLineEdit, QLineEdit, QLineEdit]:
        return self.latitude, self.longitude, self.altitude

    def _grid(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(GRID)
        grid.setVerticalSpacing(GRID // 2)
        grid.setColumnStretch(2, 1)
        for line, (title, field) in enumerate(zip(self._titles, self.fields, strict=True)):
            title.setBuddy(field)
            grid.addWidget(title, line, 0)
            grid.addWidget(field, line, 1)
        return grid

    def retranslate(self) -> None:
        words = (self.tr("Latitud"), self.tr("Longitud"), self.tr("Altitud (m, opcional)"))
        for title, text in zip(self._titles, words, strict=True):
            title.setText(text)
        self.advice.setText(
            self.tr(
                "En grados: la latitud entre -{latitude} y {latitude}, la longitud entre -{longitude} y {longitude} "
                "(en Colombia, negativa). También 4°35'56\"N, o las dos pegadas en la latitud."
            ).format(latitude=MOST_LATITUDE, longitude=MOST_LONGITUDE)
        )
        if self._view is not None:
            self._name(self._view)
        self._tell()

    def set_read_only(self, *, read_only: bool) -> None:
        for field in self.fields:
            field.setReadOnly(read_only)
        self.advice.setVisible(not read_only)

    def set_invalid(self, *, invalid: bool) -> None:
        """Marks what cannot be read; all of it where each part can."""
        readings = (read_latitude, read_longitude)
        wrong = [read(field.text()) is None for read, field in zip(readings, self.fields, strict=False)]
        wrong.append(bool(self.altitude.text().strip()) and read_altitude(self.altitude.text()) is None)
        for field, is_wrong in zip(self.fields, wrong, strict=True):
            set_role(field, "problem" if invalid and (is_wrong or not any(wrong)) else "")

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if is_restyle(event) and hasattr(self, "advice"):
            self._fit()

    def settle(self) -> None:
        self._part_pair()
        super().settle()

    def _fit(self) -> None:
        for field in self.fields:
            width = field.fontMetrics().averageCharWidth() * _FIELD_CHARACTERS + 24
            field.setMinimumWidth(width // 2)
            field.setMaximumWidth(width)

    def _name(self, view: QuestionView) -> None:
        self.setAccessibleName(view.label)
        self.setAccessibleDescription(about(view))
        for title, field in zip(self._titles, self.fields, strict=True):
            field.setAccessibleName(f"{view.label}: {title.text()}")

    def _set_language(self, language: str) -> None:
        self._language = language
        self.latitude.setPlaceholderText(edit_degrees(_CAPITAL.latitude, language))
        self.longitude.setPlaceholderText(edit_degrees(_CAPITAL.longitude, language))
        if not self._unsettled:
            self._show_value(self._value)

    def _same(self, before: str, after: str) -> bool:
        point = parse_point(before)
        return point is not None and point == parse_point(after)

    def _show_value(self, value: str) -> None:
        point = parse_point(value)
        self._accuracy = point.accuracy if point is not None else ""
        if point is not None:
            numbers = (point.latitude, point.longitude, point.altitude)
            texts = [edit_degrees(number, self._language) for number in numbers]
        else:
            texts = [*value.split(_PARTED, 2), "", ""][:3]
        for field, text in zip(self.fields, texts, strict=True):
            field.setText(text)
            field.setCursorPosition(0)
        self._tell()

    def _on_edited(self) -> None:
        self._accuracy = ""  # the measure's, not of what is typed over it
        self._tell()
        self._typed()

    def _part_pair(self) -> None:
        """Two coordinates that were pasted into the first field go where they belong."""
        if self._unsettled:
            for field, text in zip(self.fields, self._texts(), strict=False):
                if field.text().strip() != text:
                    field.setText(text)

    def _texts(self) -> tuple[str, str]:
        """What is typed as latitude and as longitude."""
        latitude, longitude = self.latitude.text().strip(), self.longitude.text().strip()
        return (None if longitude else split_pair(latitude)) or (latitude, longitude)

    def _point(self) -> Point | None:
        texts = self._texts()
        latitude, longitude = read_latitude(texts[0]), read_longitude(texts[1])
        typed = self.altitude.text().strip()
        altitude = read_altitude(typed) if typed else ""
        if latitude is None or longitude is None or altitude is None:
            return None
        return Point(latitude, longitude, altitude, self._accuracy)

    def _read(self) -> str:
        point = self._point()
        if point is not None:
            return point.text()
        texts = [field.text().strip() for field in self.fields]
        return _PARTED.join(texts) if any(texts) else ""

    def _tell(self) -> None:
        point = self._point()
        words = spell_point(point.text(), self._language) if point is not None else ""
        self.set_echo(self.tr("Se lee: {place}").format(place=words) if words else "")
