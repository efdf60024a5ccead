"""A sheet that tells something line by line, and something else once more is known."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QLabel, QProgressBar

from desktop_app.ui import parts
from desktop_app.ui.sheet_dialog import SheetDialog
from desktop_app.ui.theme import GRID


class TellingDialog(SheetDialog):
    """Words that wrap and can be copied; nothing of them is ever read as markup."""

    def begin(self, heading: str) -> None:
        """Takes away what was said, and says ``heading``."""
        parts.clear(self.body)
        self.say(heading, "title")

    def say(self, text: str, role: str = "", inside: QFrame | None = None) -> QLabel:
        """One more paragraph, in the sheet or in a frame of it."""
        label = parts.label(text, role, inside or self.sheet, selectable=role in ("", "strong", "reference"))
        (parts.inside(inside) if inside is not None else self.body).addWidget(label)
        return label

    def frame(self, role: str) -> QFrame:
        """A frame in the sheet, to say something in."""
        frame = parts.frame(role, self.sheet, spacing=GRID)
        self.body.addWidget(frame)
        return frame

    def show_working(self, text: str) -> None:
        """Something is under way, of which nobody knows how long it takes."""
        self.begin(text)
        bar = QProgressBar(self.sheet)
        bar.setRange(0, 0)
        bar.setTextVisible(False)
        bar.setAccessibleName(text)
        self.body.addWidget(bar)
        self.end()

    def end(self) -> None:
        """Everything is said."""
        self.body.addStretch(1)
        self.fit_soon()

    def text(self) -> str:
        """What the dialog says now."""
        labels = [each for each in self.sheet.findChildren(QLabel) if each.isVisibleTo(self.sheet)]
        return "\n".join(each.text() for each in labels if each.text())
