"""The findings about a form as a table: errors first, each with where it is, what is the matter and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QModelIndex, QObject, Qt, QTimer, Slot
from PySide6.QtGui import QIcon, QResizeEvent
from PySide6.QtWidgets import QWidget

from desktop_app.ui import icons, theme
from desktop_app.ui.forms.tables import Index, RowsModel, RowsTable, wrapped_height

if TYPE_CHECKING:
    from desktop_app.errors import Explanation
    from desktop_app.workflows.forms import ExplainedFinding

MOST_SHOWN: Final = 1_000
"""Rows: nobody reads more, and each has its height worked out."""

SEVERITY, CODE, WHERE, CAUSE, REMEDY = range(5)
_NARROW = 100
"""Characters across below which what is said of a finding goes into one cell."""
_CELL_LIMIT = 2_000


class FindingsModel(RowsModel):
    """The first ``MOST_SHOWN`` findings."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._findings: Sequence[ExplainedFinding] = ()
        self._together = False
        self._signs = {error: _sign(error=error) for error in (True, False)}

    def show_findings(self, findings: Sequence[ExplainedFinding]) -> None:
        self.beginResetModel()
        self._findings = findings[:MOST_SHOWN]
        self.endResetModel()

    def set_together(self, *, together: bool) -> None:
        """Whether code, place, cause and remedy share the column ``CAUSE``."""
        self._together = together

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._findings)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else REMEDY + 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        finding = self._findings[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self.cell(index.row(), index.column())
        if role == Qt.ItemDataRole.DecorationRole and index.column() == SEVERITY:
            return self._signs[_is_error(finding)]
        if role == Qt.ItemDataRole.AccessibleTextRole and index.column() == SEVERITY:
            return self.row_text(index.row())
        return None

    def cell(self, row: int, column: int) -> str:
        finding = self._findings[row]
        why = finding.explanation
        if column == CAUSE and self._together:
            head = " · ".join(part for part in (why.code, why.place) if part)
            return f"{head}\n{why.cause}\n{why.remedy}"[:_CELL_LIMIT]
        return (self._severity(finding), why.code, why.place, why.cause, why.remedy)[column][:_CELL_LIMIT]

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role != Qt.ItemDataRole.DisplayRole or orientation != Qt.Orientation.Horizontal:
            return None
        names = (self.tr("Gravedad"), self.tr("Código"), self.tr("Dónde"), self.tr("Qué pasa"), self.tr("Qué hacer"))
        return names[section]

    def row_text(self, row: int) -> str:
        return self.line(self._findings[row])

    def line(self, finding: ExplainedFinding) -> str:
        """A finding in one line."""
        why: Explanation = finding.explanation
        return f"{self._severity(finding)}  {why.text()}"

    def _severity(self, finding: ExplainedFinding) -> str:
        return self.tr("Error") if _is_error(finding) else self.tr("Aviso")


class FindingsTable(RowsTable):
    """Shows findings; in a narrow window or in large type, in two columns."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.findings = FindingsModel(self)
        self.setModel(self.findings)
        self.setAccessibleName(self.tr("Hallazgos"))
        # Working out a thousand heights at each step of a window's resizing would make it stutter.
        self._arranging = QTimer(self)
        self._arranging.setSingleShot(True)
        self._arranging.setInterval(30)
        self._arranging.timeout.connect(self.arrange)

    def show_findings(self, findings: Sequence[ExplainedFinding]) -> None:
        self.findings.show_findings(findings)
        self.arrange()
        if findings:
            self.selectRow(0)
        self.scrollToTop()

    @Slot()
    def arrange(self) -> None:
        """Gives columns and rows their sizes."""
        metrics = self.fontMetrics()
        width = self.viewport().width()
        together = width < _NARROW * metrics.averageCharWidth()
        self.findings.set_together(together=together)
        for column in (CODE, WHERE, REMEDY):
            self.setColumnHidden(column, together)
        words = (self.findings.headerData(SEVERITY, Qt.Orientation.Horizontal), self.tr("Aviso"), self.tr("Error"))
        sign = max(metrics.horizontalAdvance(f"{word}MMM") for word in words)
        self.setColumnWidth(SEVERITY, sign)
        if together:
            self.setColumnWidth(CAUSE, width - sign)
        else:
            code = metrics.horizontalAdvance("FORM-000MM")
            where = max(metrics.horizontalAdvance("columna constraint_m"), (width - sign - code) // 5)
            cause = (width - sign - code - where) // 2
            for column, size in ((CODE, code), (WHERE, where), (CAUSE, cause)):
                self.setColumnWidth(column, size)
            self.setColumnWidth(REMEDY, width - sign - code - where - cause)
        self._fit_rows((CAUSE,) if together else (WHERE, CAUSE, REMEDY))
        self.viewport().update()

    def _fit_rows(self, columns: Sequence[int]) -> None:
        metrics = self.fontMetrics()
        rows = self.verticalHeader()
        for row in range(self.findings.rowCount()):
            heights = (
                wrapped_height(self.findings.cell(row, column), self.columnWidth(column), metrics) for column in columns
            )
            rows.resizeSection(row, max(heights))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arranging.start()


def _sign(*, error: bool) -> QIcon:
    """Drawn in the colour of its severity and, in a chosen row, in that of the row's words."""
    colours = theme.tokens()
    name, colour = ("refused", colours.error) if error else ("warning", colours.attention)
    sign = icons.icon(name, colour)
    sign.addPixmap(icons.pixmap(name, 24, colours.on_accent), QIcon.Mode.Selected)
    return sign


def _is_error(finding: ExplainedFinding) -> bool:
    return finding.severity == "error"
