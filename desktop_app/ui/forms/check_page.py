"""Revisar un formulario: the verdict on a form's file, everything that is wrong with it, and the way to try it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QHideEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QPushButton, QWidget

from desktop_app import fileio
from desktop_app.errors import TelarError
from desktop_app.ui import dialogs, i18n, icons, messages, parts, theme
from desktop_app.ui.forms.findings import MOST_SHOWN, FindingsTable
from desktop_app.ui.forms.watch import FileWatch
from desktop_app.ui.theme import GRID, set_role

if TYPE_CHECKING:
    from desktop_app.workflows.try_form import Examined


class FormCheckPage(QWidget):
    """Shows what was found about one file; whoever made it does the checking.

    Signals:
        check_wanted: the same file is to be checked again.
        stop_wanted: what is under way is to be given up.
        try_wanted: the form is to be answered, for a trial.
        close_wanted: back to where one came from.
    """

    check_wanted = Signal()
    stop_wanted = Signal()
    try_wanted = Signal()
    close_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.examined: Examined | None = None
        self._build()
        self._watch = FileWatch(self)
        self._watch.changed.connect(self._on_changed)
        refresh = QShortcut(QKeySequence("F5"), self)
        refresh.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        refresh.activated.connect(self.check_wanted)

    def _build(self) -> None:
        column = parts.column(self, margin=2 * GRID, spacing=GRID)
        column.setContentsMargins(3 * GRID, 2 * GRID, 3 * GRID, GRID)
        column.addWidget(parts.label(self.tr("Revisar un formulario"), "title", self))
        self.file = parts.ElidedLabel("", self)
        column.addWidget(self.file)
        self._progress = self._build_progress()
        self._verdict = self._build_verdict()
        self._stale = self._build_stale()
        for part in (self._progress, self._verdict, self._stale):
            column.addWidget(part)
            part.hide()
        column.addLayout(self._build_buttons())
        self.table = FindingsTable(self)
        column.addWidget(self.table, 1)
        self._foot = QWidget(self)
        foot = parts.row(spacing=2 * GRID)
        self._foot.setLayout(foot)
        self.copy_button = self._link(self.tr("Copiar todo"), self.copy_all)
        self.save_button = self._link(self.tr("Guardar como texto…"), self.save_text)
        self._count = parts.label("", "muted", self._foot)
        for widget in (self.copy_button, self.save_button):
            foot.addWidget(widget)
        foot.addWidget(self._count, 1)
        column.addWidget(self._foot)
        self._empty = QWidget(self)
        column.addWidget(self._empty, 1)
        self._show_rows(any_rows=False)

    def _build_progress(self) -> QFrame:
        card = parts.frame("card", self)
        line = parts.row(spacing=2 * GRID)
        self.doing = parts.label("", parent=card)
        self.stop_button = parts.button(self.tr("Detener"), parent=card)
        self.stop_button.clicked.connect(self.stop_wanted)
        line.addWidget(self.doing, 1)
        line.addWidget(self.stop_button)
        parts.inside(card).addLayout(line)
        bar = QProgressBar(card)
        bar.setRange(0, 0)
        bar.setTextVisible(False)
        bar.setAccessibleName(self.tr("Trabajo en curso"))
        parts.inside(card).addWidget(bar)
        return card

    def _build_verdict(self) -> QFrame:
        card = parts.frame("notice", self)
        line = parts.row(spacing=12)
        self._mark = parts.label("", parent=card)
        self.verdict = parts.label("", "heading", card, selectable=True)
        line.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self.verdict, 1)
        parts.inside(card).addLayout(line)
        self._advice = parts.label("", parent=card, selectable=True)
        parts.inside(card).addWidget(self._advice)
        return card

    def _build_stale(self) -> QFrame:
        card = parts.frame("warning", self, margin=GRID)
        words = self.tr("El archivo se guardó de nuevo después de esta revisión: vuelva a revisarlo (F5).")
        parts.inside(card).addWidget(parts.label(words, "strong", card))
        return card

    def _build_buttons(self) -> QHBoxLayout:
        line = parts.row(spacing=12)
        self.try_button = parts.button(self.tr("Probar el formulario"), "primary", self)
        self.try_button.clicked.connect(self.try_wanted)
        self.again_button = parts.button(self.tr("Volver a revisar"), parent=self)
        self.again_button.setToolTip(self.tr("El mismo archivo, como está ahora en el disco (F5)"))
        self.again_button.clicked.connect(self.check_wanted)
        close = parts.button(self.tr("Cerrar"), parent=self)
        close.clicked.connect(self.close_wanted)
        line.addWidget(self.try_button)
        line.addWidget(self.again_button)
        line.addStretch(1)
        line.addWidget(close)
        return line

    def _link(self, text: str, slot: object) -> QPushButton:
        link = parts.button(text, "link", self)
        link.clicked.connect(slot)
        return link

    # What is shown

    def forget(self) -> None:
        """What was found is no longer shown: another look is taken."""
        self.examined = None
        self._show_rows(any_rows=False)

    def show_working(self, path: Path, doing: str) -> None:
        """Says what is under way with the form at ``path``."""
        self.file.setText(str(path))
        self.doing.setText(doing)
        self._verdict.setVisible(False)
        self._stale.hide()
        self._progress.show()
        self.try_button.setEnabled(False)
        self.again_button.setEnabled(False)
        self._watch.stop()
        self.stop_button.setFocus()

    def show_examined(self, examined: Examined) -> None:
        """Shows the outcome of a check."""
        self.examined = examined
        self._end_work()
        self.file.setText(str(examined.path))
        counts = examined.report.counts()
        role, sign = ("notice", "intact")
        if counts["errors"]:
            role, sign = "error", "refused"
        elif counts["warnings"]:
            role, sign = "warning", "warning"
        advice = (
            "" if examined.opens else self.tr("El formulario no se puede probar hasta que se corrijan los errores.")
        )
        self._show_verdict(role, sign, self._words(counts), advice)
        self._show_rows(any_rows=bool(examined.findings))
        self.table.show_findings(examined.findings)
        total = len(examined.findings)
        more = self.tr("Se muestran {shown} de {total}; «Copiar todo» y «Guardar como texto…» los llevan todos.")
        self._count.setText(more.format(shown=MOST_SHOWN, total=total) if total > MOST_SHOWN else "")
        (self.table if examined.findings else self.try_button).setFocus()
        self._watch_if_seen()

    def show_refused(self, error: TelarError) -> None:
        """The file could not be checked at all."""
        self.forget()
        self._end_work()
        why = error.explain(i18n.language())
        code = self.tr("Código {code}").format(code=why.code)
        self._show_verdict(
            "error", "refused", why.cause, "\n".join(part for part in (why.remedy, why.place, code) if part)
        )
        self.again_button.setFocus()

    def show_stopped(self) -> None:
        """What was under way was given up: what was known before is still known."""
        self._end_work()
        if self.examined is None:
            self._show_verdict("warning", "warning", self.tr("La revisión se detuvo."), "")
        else:
            self._verdict.show()
            self._watch_if_seen()
        self.again_button.setFocus()

    def report_text(self) -> str:
        """The file, the verdict and every finding, as text."""
        if self.examined is None:
            return ""
        model = self.table.findings
        lines = [str(self.examined.path), self.verdict.text(), ""]
        return "\n".join(lines + [model.line(finding) for finding in self.examined.findings]) + "\n"

    def _end_work(self) -> None:
        self._progress.hide()
        self._stale.hide()
        self.again_button.setEnabled(True)
        self.try_button.setEnabled(self.examined is not None and self.examined.opens)

    def _show_verdict(self, role: str, sign: str, words: str, advice: str) -> None:
        colours = theme.tokens()
        colour = {"error": colours.error, "warning": colours.attention}.get(role, colours.accent)
        set_role(self._verdict, role)
        self._mark.setPixmap(icons.pixmap(sign, round(self.fontMetrics().height() * 1.5), colour))
        self.verdict.setText(words)
        self._advice.setText(advice)
        self._advice.setVisible(bool(advice))
        self._verdict.show()

    def _show_rows(self, *, any_rows: bool) -> None:
        self.table.setVisible(any_rows)
        self._foot.setVisible(any_rows)
        self._empty.setVisible(not any_rows)

    def _words(self, counts: dict[str, int]) -> str:
        errors, warnings = counts["errors"], counts["warnings"]
        said = []
        if errors:
            said.append(self.tr("1 error") if errors == 1 else self.tr("{count} errores").format(count=errors))
        if warnings:
            said.append(self.tr("1 aviso") if warnings == 1 else self.tr("{count} avisos").format(count=warnings))
        return self.tr(" y ").join(said) if said else self.tr("Sin problemas")

    # Text that leaves

    @Slot()
    def copy_all(self) -> None:
        QGuiApplication.clipboard().setText(self.report_text())

    @Slot()
    def save_text(self) -> None:
        """Writes the report as UTF-8 text where the author says."""
        if self.examined is None:
            return
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        name = self.tr("{name}-revision.txt").format(name=self.examined.path.stem)
        suggestion = Path(folder or Path.home()) / name
        kind = self.tr("Texto (*.txt)")
        pattern = f"{kind};;{dialogs.file_pattern('any')}"
        path = messages.save_file(self.tr("Guardar como texto"), suggestion, pattern, self)
        if path is None:
            return
        try:
            fileio.write_atomic(path, self.report_text().encode("utf-8", "replace"))
        except TelarError as error:
            messages.error(error, self)

    # The file on the disk

    @Slot()
    def _on_changed(self) -> None:
        self._stale.show()

    def _watch_if_seen(self) -> None:
        """Only while the page is in view: a watched folder cannot be taken away, nor its USB stick."""
        if self.examined is not None and self.isVisible() and not self._progress.isVisible():
            self._watch.watch(self.examined.path, self.examined.stamp)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._watch_if_seen()

    def hideEvent(self, event: QHideEvent) -> None:
        self._watch.stop()
        super().hideEvent(event)
