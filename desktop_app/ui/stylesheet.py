"""The style sheet's text, with the names of ``theme.Tokens`` and of the type sizes in place of values."""

from __future__ import annotations

from typing import Final

_BASE = """
QWidget { font-size: $body; }
QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; }
QMainWindow, QDialog, QScrollArea, QStackedWidget { background: $background; }
QScrollArea { border: none; }
QScrollArea > QWidget > QWidget[role="page"] { background: $background; }
QToolTip { color: $text; background: $surface; border: 1px solid $control; padding: 4px; }

QFrame[role="card"] { background: $surface; border: 1px solid $border; border-radius: 8px; }
QFrame[role="well"] { background: $sunken; border: none; border-radius: 8px; }
QFrame[role="notice"] { background: $accent_soft; border: none; border-left: 4px solid $accent; border-radius: 4px; }
QFrame[role="warning"] { background: $attention_soft; border: none; border-left: 4px solid $attention;
    border-radius: 4px; }
QFrame[role="error"] { background: $error_soft; border: none; border-left: 4px solid $error; border-radius: 4px; }
QFrame[role="line"] { background: $border; border: none; max-height: 1px; min-height: 1px; }
QFrame[role="drop"] { background: $surface; border: 2px dashed $control; border-radius: 8px; }
QFrame[role="drop"][over="true"] { background: $accent_soft; border-color: $accent; }
"""

_TEXT = """
QLabel { background: transparent; }
QLabel[role="title"] { font-size: $title; font-weight: 600; }
QLabel[role="heading"] { font-size: $heading; font-weight: 600; }
QLabel[role="strong"] { font-weight: 600; }
QLabel[role="muted"], QLabel[role="hint"] { color: $muted; font-size: $small; }
QLabel[role="problem"] { color: $error; font-weight: 600; }
QLabel[role="attention"] { color: $attention_text; font-weight: 600; }
QLabel[role="code"] { color: $accent; font-weight: 600; }
QLabel[role="badge"] { color: $accent; background: $accent_soft; border-radius: 4px; padding: 2px 8px;
    font-size: $small; font-weight: 600; }
QLabel[role="reference"] { font-size: $title; font-weight: 600; color: $accent; }
"""

_BUTTONS = """
QPushButton { background: $surface; color: $text; border: 1px solid $control; border-radius: 6px; padding: 6px 16px; }
QPushButton:hover { background: $accent_soft; border-color: $accent; }
QPushButton:pressed { background: $sunken; }
QPushButton:focus { border: 2px solid $accent; padding: 5px 15px; }
QPushButton:disabled { color: $muted; border-color: $border; background: $background; }
QPushButton[role="primary"] { background: $accent; color: $on_accent; border: 1px solid $accent; font-weight: 600; }
QPushButton[role="primary"]:hover { background: $accent_strong; border-color: $accent_strong; }
QPushButton[role="primary"]:focus { border: 2px solid $text; padding: 5px 15px; }
QPushButton[role="primary"]:disabled { background: $sunken; color: $muted; border-color: $border; }
QPushButton[role="link"] { background: transparent; color: $accent; border: 2px solid transparent; padding: 2px 4px;
    text-decoration: underline; text-align: left; border-radius: 4px; }
QPushButton[role="link"]:hover { color: $accent_strong; background: $accent_soft; }
QPushButton[role="link"]:focus { border: 2px solid $accent; }
QPushButton[role="link"]:disabled { color: $muted; text-decoration: none; }
QPushButton[role="toggle"] { padding: 4px 12px; }
QPushButton[role="toggle"]:checked { background: $accent_soft; border-color: $accent; color: $text; }
QPushButton[role="toggle"]:focus { border: 2px solid $accent; padding: 3px 11px; }

QFrame[role="topbar"] { background: $surface; border: none; border-bottom: 1px solid $border; }
QLabel[role="brand"] { color: $accent; font-size: $heading; font-weight: 700; }
QPushButton[role="nav"] { background: transparent; border: none; border-bottom: 3px solid transparent;
    border-radius: 0; padding: 11px 12px 9px 12px; color: $text; }
QPushButton[role="nav"]:hover { background: $accent_soft; }
QPushButton[role="nav"]:checked { border-bottom: 3px solid $accent; color: $accent; }
QPushButton[role="nav"]:focus { background: $accent_soft; border-bottom: 3px solid $control; }
QPushButton[role="nav"]:checked:focus { border-bottom: 3px solid $accent; }
QFrame[role="topbar"][tight="true"] QPushButton[role="nav"] { padding-left: 6px; padding-right: 6px; }
QPushButton[role="nav"]:disabled { color: $muted; }
QToolButton { background: transparent; border: 2px solid transparent; border-radius: 6px; padding: 4px; }
QToolButton:hover { background: $accent_soft; }
QToolButton:focus { border-color: $accent; }
QToolButton:checked { background: $accent_soft; }
"""

_INPUTS = """
QLineEdit, QPlainTextEdit, QTextEdit { background: $surface; color: $text; placeholder-text-color: $muted;
    border: 1px solid $control;
    border-radius: 6px; padding: 6px 8px; selection-background-color: $accent; selection-color: $on_accent; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus { border: 2px solid $accent; padding: 5px 7px; }
QLineEdit:read-only, QPlainTextEdit:read-only { background: $sunken; }
QLineEdit[role="problem"], QPlainTextEdit[role="problem"] { border: 2px solid $error; padding: 5px 7px; }
QComboBox { background: $surface; color: $text; border: 1px solid $control; border-radius: 6px; padding: 6px 8px; }
QComboBox:focus, QComboBox:on { border: 2px solid $accent; padding: 5px 7px; }
QComboBox::drop-down { border: none; width: 28px; }
QComboBox::down-arrow { image: url("$arrow"); width: $arrow_size; height: $arrow_size; }
QComboBox QLineEdit, QComboBox QLineEdit:focus { border: none; padding: 0; background: transparent; }
QCheckBox, QRadioButton { spacing: 10px; padding: 4px; background: transparent; border: 2px solid transparent;
    border-radius: 6px; }
QCheckBox:focus, QRadioButton:focus { border: 2px solid $accent; }
QCheckBox::indicator, QRadioButton::indicator { width: $indicator; height: $indicator; }
QAbstractItemView { background: $surface; color: $text; border: 1px solid $border; outline: none;
    selection-background-color: $accent; selection-color: $on_accent; }
QListWidget[role="sections"] { border: none; border-right: 1px solid $border; }
QListWidget[role="sections"]::item { padding: 10px 12px; border-left: 4px solid transparent; color: $text; }
QListWidget[role="sections"]::item:hover { background: $sunken; }
QListWidget[role="sections"]::item:selected { background: $accent_soft; border-left: 4px solid $accent; }
QListWidget[role="sections"]:focus { border-right: 2px solid $accent; }
QTableView { gridline-color: $border; }
QHeaderView::section { background: $sunken; color: $text; border: none; border-bottom: 1px solid $border;
    padding: 6px 8px; font-weight: 600; }
QProgressBar { background: $sunken; border: none; border-radius: 4px; min-height: 8px; max-height: 8px; }
QProgressBar::chunk { background: $accent; border-radius: 4px; }
QProgressBar[role="attention"]::chunk { background: $attention; }
"""

_CHROME = """
QStatusBar { background: $surface; border-top: 1px solid $border; }
QStatusBar::item { border: none; }
QStatusBar QLabel { font-size: $small; padding: 4px 8px; }
QScrollBar:vertical { background: transparent; width: 14px; margin: 0; }
QScrollBar::handle:vertical { background: $control; border-radius: 4px; min-height: 32px; margin: 2px 3px; }
QScrollBar:horizontal { background: transparent; height: 14px; margin: 0; }
QScrollBar::handle:horizontal { background: $control; border-radius: 4px; min-width: 32px; margin: 3px 2px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QSplitter::handle { background: $border; }
QMenu { background: $surface; color: $text; border: 1px solid $border; padding: 4px; }
QMenu::item { padding: 6px 24px 6px 16px; border-radius: 4px; }
QMenu::item:selected { background: $accent_soft; }
"""

SHEET: Final = _BASE + _TEXT + _BUTTONS + _INPUTS + _CHROME
