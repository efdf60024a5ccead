"""How lists look in which one moves about: a quiet bar on the current row, a ring around the one with the focus."""

from __future__ import annotations

from PySide6.QtWidgets import QListView

from desktop_app.ui.theme import tokens


def dress(view: QListView) -> None:
    """Gives ``view`` its looks in the present colours."""
    colours = tokens()
    view.setStyleSheet(
        f"QListView {{ border: 1px solid {colours.control}; border-radius: 6px; padding: 1px; }}"
        f"QListView:focus {{ border: 2px solid {colours.accent}; padding: 0; }}"
        "QListView::item { padding: 4px 6px; border-radius: 4px; }"
        f"QListView::item:selected {{ background: {colours.accent_soft}; color: {colours.text}; }}"
    )


def enter(view: QListView) -> None:
    """Lets the row be seen on which the keys act."""
    index = view.currentIndex()
    # Qt makes a row the current one without selecting it, and only what is selected is drawn so.
    view.setCurrentIndex(index if index.isValid() else view.model().index(0, 0))
