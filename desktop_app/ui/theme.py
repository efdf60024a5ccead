"""Colours, sizes and the style sheet made from them: one place, light and dark, at any text size.

Widgets say what they are with the dynamic property ``role`` (``card``, ``heading``, ``primary``...); the style sheet
says how that looks. What paints by hand asks ``tokens()``.
"""

from __future__ import annotations

from dataclasses import dataclass
from string import Template
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from desktop_app import paths
from desktop_app.ui.stylesheet import SHEET

GRID: Final = 8
TEXT_SIZES: Final = (100, 125, 150, 200)
BASE_POINTS: Final = 11.0


@dataclass(frozen=True, slots=True)
class Tokens:
    """The colours by what they are for, as ``#rrggbb``. Text colours reach 4.5:1 on every ground they are used on."""

    background: str
    surface: str
    sunken: str
    text: str
    muted: str
    border: str
    control: str
    accent: str
    accent_strong: str
    on_accent: str
    accent_soft: str
    attention: str
    attention_text: str
    attention_soft: str
    error: str
    error_soft: str


LIGHT: Final = Tokens(
    background="#f3f5f4",
    surface="#ffffff",
    sunken="#e9edeb",
    text="#1d2521",
    muted="#55605a",
    border="#d2d9d5",
    control="#7b8880",
    accent="#1b5e46",
    accent_strong="#134534",
    on_accent="#ffffff",
    accent_soft="#e2efe9",
    attention="#a05f00",
    attention_text="#8a5200",
    attention_soft="#fdf1dd",
    error="#b3261e",
    error_soft="#fbe9e7",
)

DARK: Final = Tokens(
    background="#151917",
    surface="#1e2421",
    sunken="#29302c",
    text="#e6ebe8",
    muted="#a8b3ad",
    border="#39433d",
    control="#8a968f",
    accent="#7fc8a9",
    accent_strong="#a5dcc4",
    on_accent="#0c1f17",
    accent_soft="#22382f",
    attention="#e3a44f",
    attention_text="#e9b36b",
    attention_soft="#3a2d17",
    error="#f4a09a",
    error_soft="#40221f",
)


def tokens() -> Tokens:
    """The colours now in use; the application's palette is their one record."""
    return DARK if QGuiApplication.palette().color(QPalette.ColorRole.Window).lightness() < 128 else LIGHT


def points(percent: int) -> float:
    """The body's size in points at a text size; a system that asks for larger type than ours is followed."""
    system = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).pointSizeF()
    return max(BASE_POINTS, system) * percent / 100


def stylesheet(colours: Tokens, percent: int = 100) -> str:
    """The application's style sheet. Type is in points and follows ``percent``; spaces stay on the 8-px grid."""
    body = points(percent)
    sizes = {
        "body": f"{body:.1f}pt",
        "small": f"{body * 0.92:.1f}pt",
        "heading": f"{body * 1.2:.1f}pt",
        "title": f"{body * 1.55:.1f}pt",
        "indicator": f"{round(14 + 6 * (percent - 100) / 50)}px",
        "arrow_size": f"{round(16 * percent / 100)}px",
        "arrow": paths.resource("icons", f"arrow-{'dark' if colours is DARK else 'light'}.svg").as_posix(),
    }
    values = {name: getattr(colours, name) for name in Tokens.__slots__}
    return Template(SHEET).substitute(values | sizes)


def palette(colours: Tokens) -> QPalette:
    """What Fusion draws by itself (selection, tool tips, combo boxes), in our colours."""
    result = QPalette()
    role = QPalette.ColorRole
    for which, colour in {
        role.Window: colours.background,
        role.WindowText: colours.text,
        role.Base: colours.surface,
        role.AlternateBase: colours.sunken,
        role.Text: colours.text,
        role.Button: colours.surface,
        role.ButtonText: colours.text,
        role.BrightText: colours.error,
        role.Highlight: colours.accent,
        role.HighlightedText: colours.on_accent,
        role.Accent: colours.accent,
        role.ToolTipBase: colours.surface,
        role.ToolTipText: colours.text,
        role.PlaceholderText: colours.muted,
        role.Link: colours.accent,
        role.LinkVisited: colours.accent,
        role.Light: colours.surface,
        role.Midlight: colours.sunken,
        role.Mid: colours.border,
        role.Dark: colours.control,
        role.Shadow: colours.border,
    }.items():
        result.setColor(which, QColor(colour))
    for which in (role.WindowText, role.Text, role.ButtonText):
        result.setColor(QPalette.ColorGroup.Disabled, which, QColor(colours.muted))
    return result


def set_role(widget: QWidget, role: str) -> None:
    """Gives ``widget`` its role; one that has its looks already gets them anew."""
    if widget.property("role") == role:
        return
    widget.setProperty("role", role)
    if not widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
        return  # it is polished once, when it is first shown or measured
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)


class Theme(QObject):
    """Keeps the application in the system's light or dark scheme and at the chosen text size.

    Signals:
        changed: colours or sizes are others now; what caches pixels paints anew.
    """

    changed = Signal()

    def __init__(self, app: QApplication, percent: int = 100) -> None:
        super().__init__(app)
        self._app = app
        self._percent = percent
        self._dark = app.styleHints().colorScheme() == Qt.ColorScheme.Dark
        if not app.styleSheet():
            app.setStyle("Fusion")
        self._apply()
        app.styleHints().colorSchemeChanged.connect(self._on_scheme)

    @property
    def percent(self) -> int:
        return self._percent

    @property
    def dark(self) -> bool:
        return self._dark

    def set_percent(self, percent: int) -> None:
        if percent != self._percent:
            self._percent = percent
            self._apply()
            self.changed.emit()

    def set_dark(self, dark: bool) -> None:  # noqa: FBT001 - a slot
        if dark != self._dark:
            self._dark = dark
            self._apply()
            self.changed.emit()

    def _on_scheme(self, scheme: Qt.ColorScheme) -> None:
        self.set_dark(scheme == Qt.ColorScheme.Dark)

    def _apply(self) -> None:
        colours = DARK if self._dark else LIGHT
        look = stylesheet(colours, self._percent)
        if look == self._app.styleSheet():
            return  # all that there is would be measured anew
        font = QFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont))
        font.setPointSizeF(points(self._percent))
        self._app.setFont(font)
        self._app.setPalette(palette(colours))
        self._app.setStyleSheet(look)


def is_restyle(event: QEvent) -> bool:
    """Whether ``event`` tells a widget that colours or sizes have changed."""
    return event.type() in (QEvent.Type.StyleChange, QEvent.Type.PaletteChange, QEvent.Type.FontChange)
