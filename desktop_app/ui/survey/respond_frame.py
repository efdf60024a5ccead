"""How Responder is put together: tasks at the left, the questions in the middle, the chart at the right or folded."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from desktop_app.ui import parts, theme
from desktop_app.ui.survey.find_bar import FindBar
from desktop_app.ui.survey.language_box import LanguageBox
from desktop_app.ui.survey.section_page import SectionPage
from desktop_app.ui.survey.sides import ChartFold
from desktop_app.ui.survey.spider_panel import SpiderPanel
from desktop_app.ui.survey.task_list import TaskList
from desktop_app.ui.survey.widgets.focus import follow
from desktop_app.ui.theme import GRID


class RespondFrame(QWidget):
    """The parts, and where they stand in the width that there is.

    ``tasks``, ``finder``, ``section``, ``languages``, ``fold`` and ``panel`` are the parts.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tight = False
        row = parts.row(spacing=0)
        self.setLayout(row)
        self.tasks = TaskList(self)
        row.addWidget(self.tasks)
        middle = parts.column(spacing=0)
        self.finder = FindBar(self)
        self.section = SectionPage(self)
        self._above = parts.row()
        self._above.setContentsMargins(3 * GRID, GRID, 3 * GRID, 0)
        self._above.addStretch(1)
        middle.addLayout(self._above)
        middle.addWidget(self.finder)
        middle.addWidget(self.section, 1)
        row.addLayout(middle, 1)
        self.languages = LanguageBox(self)
        self.section.set_corner(self.languages)
        self.fold = ChartFold(self)
        self.fold.pressed_by_user.connect(self.arrange)
        self.section.set_corner(self.fold)
        side = parts.row()
        side.setContentsMargins(0, GRID, GRID, GRID)
        self.panel = SpiderPanel(self)
        side.addWidget(self.panel)
        row.addLayout(side)
        self.panel.hide()
        follow(self.finder, self.languages)  # as they stand on the screen
        follow(self.languages, self.fold)

    def is_scored(self) -> bool:
        """Whether there is a chart to show."""
        return False

    def arrange(self) -> None:
        """Gives each part its place."""
        tight = self.fold.arrange(self, self.tasks, self.panel, scored=self.is_scored())
        if tight != self._tight:
            self._tight = tight
            if tight:  # beside a long word in large type there is no room for both
                self._above.addWidget(self.languages)
            else:
                self.section.set_corner(self.languages, before=self.fold)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.arrange()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if hasattr(self, "panel") and theme.is_restyle(event):
            self.arrange()
