from __future__ import annotations

import itertools
import string

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel

from desktop_app.ui import theme
from desktop_app.ui.stylesheet import SHEET
from desktop_app.ui.theme import DARK, LIGHT, Theme, Tokens

_TEXT = ("text", "muted", "accent", "accent_strong", "attention_text", "error")
_GROUNDS = ("background", "surface", "sunken", "accent_soft", "attention_soft", "error_soft")


def _luminance(colour: str) -> float:
    """WCAG 2.1, relative luminance."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), list(itertools.product(_TEXT, _GROUNDS)))
def test_text_reaches_the_contrast_that_low_vision_needs(colours: Tokens, text: str, ground: str) -> None:
    assert contrast(getattr(colours, text), getattr(colours, ground)) >= 4.5


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_controls_and_marks_stand_out(colours: Tokens) -> None:
    assert contrast(colours.on_accent, colours.accent) >= 4.5
    assert contrast(colours.on_accent, colours.accent_strong) >= 4.5
    for ground in _GROUNDS:
        assert contrast(colours.control, getattr(colours, ground)) >= 3
        assert contrast(colours.attention, getattr(colours, ground)) >= 3


def test_the_sheet_names_only_what_there_is(qapp: QApplication) -> None:
    names = {found for _, found, _, _ in string.Template.pattern.findall(SHEET) if found}
    assert names - {"body", "small", "heading", "title", "indicator", "arrow", "arrow_size"} <= set(Tokens.__slots__)
    assert "$" not in theme.stylesheet(DARK, 150)


def test_body_is_eleven_points_and_follows_the_text_size(qapp: QApplication) -> None:
    assert theme.points(100) >= 11
    assert theme.points(200) == 2 * theme.points(100)


def test_the_scheme_of_the_system_changes_every_colour(qapp: QApplication, qtbot: object) -> None:
    looks = Theme(qapp)
    label = QLabel("x")
    label.ensurePolished()
    assert theme.tokens() is LIGHT
    changes = []
    looks.changed.connect(lambda: changes.append(theme.tokens()))
    qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert changes == [DARK]
    assert label.palette().windowText().color().name() == DARK.text
    looks.set_dark(False)
    assert theme.tokens() is LIGHT


def test_text_size_reaches_widgets_that_are_there_already(qapp: QApplication, qtbot: object) -> None:
    looks = Theme(qapp)
    label = QLabel("x")
    theme.set_role(label, "title")
    label.ensurePolished()
    before = label.fontInfo().pointSizeF()
    looks.set_percent(200)
    label.ensurePolished()
    assert label.fontInfo().pointSizeF() == pytest.approx(2 * before, abs=1)
    looks.set_percent(100)
