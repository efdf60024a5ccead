"""What stands left and right of the questions: how wide it is, and the button that folds the chart away."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QToolButton, QWidget

from desktop_app.ui import icons, theme

WIDE: Final = 1200
"""Below this width in pixels (at 100 % text) the spider chart is folded away until asked for."""

_TASKS_WIDTH: Final = 264
_PANEL_WIDTH: Final = 336
_HEAD_WIDTH: Final = 700
"""What the line above the questions takes, at 100 % text, with a long word for a title and what stands beside it."""


class ChartFold(QToolButton):
    """Folds the chart away or shows it; until it is pressed the width decides.

    Signals:
        pressed_by_user: whether the chart is to be shown is another matter now.
    """

    pressed_by_user = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._chosen: bool | None = None
        self.setCheckable(True)
        self.clicked.connect(self._on_clicked)

    def retranslate(self) -> None:
        self.setText(self.tr("Diagrama"))
        self.setAccessibleName(self.text())

    def arrange(self, page: QWidget, tasks: QWidget, panel: QWidget, *, scored: bool) -> bool:
        """Gives the task list and the chart the widths that go with the page's and with the text's size.

        The chart is folded where it would leave the questions too little. Returns whether there is little room above
        the questions too.
        """
        scale = max(1.0, page.font().pointSizeF() / theme.BASE_POINTS)
        width = page.width()
        roomy = width >= WIDE * min(scale, 1.6)
        is_open = scored and (roomy if self._chosen is None else self._chosen)
        self.setChecked(is_open)
        panel.setVisible(is_open)
        sides = round(min(_TASKS_WIDTH * scale, width * 0.3)), round(min(_PANEL_WIDTH * scale, width * 0.34))
        tasks.setFixedWidth(sides[0])
        panel.setFixedWidth(sides[1])
        tight = width - sides[0] - (sides[1] if is_open else 0) < _HEAD_WIDTH * scale
        size = page.fontMetrics().height()
        self.setIcon(icons.icon("survey/open" if is_open else "survey/web", theme.tokens().accent, size))
        self.setIconSize(QSize(size, size))
        beside = Qt.ToolButtonStyle.ToolButtonTextBesideIcon
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly if tight else beside)
        self.setToolTip(self.tr("Ocultar el diagrama") if is_open else self.tr("Mostrar el diagrama"))
        return tight

    def _on_clicked(self) -> None:
        self._chosen = self.isChecked()
        self.pressed_by_user.emit()
