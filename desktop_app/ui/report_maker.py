"""The report, its pictures and the plan as files and on paper, drawn off the window's thread."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject, QStandardPaths, Signal, Slot
from PySide6.QtWidgets import QWidget

from desktop_app import fileio
from desktop_app.errors import TelarError
from desktop_app.ui import dialogs, i18n, messages
from desktop_app.ui.preview import PreviewDialog
from desktop_app.workflows import report

if TYPE_CHECKING:
    from datetime import datetime

    from desktop_app.reports import ReportContent
    from desktop_app.reports.declared_charts import DeclaredChart
    from desktop_app.ui.context import Context
    from desktop_app.ui.file_shelf import FileShelf
    from desktop_app.workflows.answer import Desk
    from desktop_app.workflows.paper_code import PaperCode
    from desktop_app.workflows.workspace import Workspace

_NOT_TOLD: Final = "KEY-005"


class ReportMaker(QObject):
    """One for each response that is opened.

    Signals:
        begins: what is being typed is to be put on its way to the disk now.
        working: what is being prepared, empty when it is done.
    """

    begins = Signal()
    working = Signal(str)

    def __init__(self, context: Context, desk: Desk, shelf: FileShelf, window: QWidget) -> None:
        super().__init__(window)
        self._context = context
        self._desk = desk
        self._shelf = shelf
        self._window = window

    @Slot()
    def print_report(self) -> None:
        """Shows the report's pages before they are printed."""
        self._draw_with_code(report.report_pdf, self._on_pdf)

    @Slot()
    def save_pdf(self) -> None:
        path = self._ask(self.tr("Guardar PDF"), "pdf")
        if path is not None:
            self._draw_with_code(partial(_write, report.report_pdf, path), self._on_written)

    @Slot()
    def save_image(self) -> None:
        """As a picture of points, or of lines where the file's name says so."""
        path = self._ask(self.tr("Guardar imagen"), "png", "svg")
        if path is not None:
            draw = report.spider_svg if path.suffix.lower() == ".svg" else report.spider_png
            self._draw(partial(_write, draw, path), self._on_written, self._content())

    @Slot(object)
    def save_chart(self, chart: DeclaredChart) -> None:
        """Writes one of the form's own charts, as a picture of points or of lines."""
        from desktop_app.workflows.declared_charts import write_chart

        path = self._ask(self.tr("Guardar imagen"), "png", "svg", part=chart.key)
        if path is not None:
            self.working.emit(self.tr("Preparando la imagen…"))
            self._context.tasks.run(
                write_chart, chart, path, self._context.language, done=self._on_written, failed=self._on_not_drawn
            )

    @Slot()
    def show_summary(self) -> None:
        """Shows the page for the wall before it is printed."""
        self._draw(report.summary_pdf, self._on_summary, self._content())

    def save_plan(self, kind: str) -> None:
        """Writes the plan as a spreadsheet (``xlsx``) or as a calendar (``ics``)."""
        from desktop_app.workflows import plan

        title = self.tr("Guardar en calendario") if kind == "ics" else self.tr("Guardar en Excel")
        path = self._ask(title, kind)
        if path is None:
            return
        self.begins.emit()
        self.working.emit(self.tr("Preparando el plan…"))
        content = plan.plan_content(self._desk, self._context.now(), self._context.language)
        draw = plan.plan_ics if kind == "ics" else plan.plan_xlsx
        self._context.tasks.run(_write, draw, path, content, done=self._on_written, failed=self._on_not_drawn)

    # How it is drawn

    def _ask(self, title: str, *suffixes: str, part: str = "") -> Path | None:
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        name = "-".join(each for each in (self._stem(), part) if each)
        suggestion = Path(folder or Path.home()) / f"{name}.{suffixes[0]}"
        return messages.save_file(title, suggestion, dialogs.file_pattern(*suffixes), self._window)

    def _stem(self) -> str:
        """A file name that every file system takes."""
        facts = self._desk.facts
        return re.sub(r"[^\w.-]+", "-", f"{facts.initiative_name}-{facts.form_title}-{facts.wave}").strip("-.")[:100]

    def _content(self) -> ReportContent:
        self.begins.emit()
        self.working.emit(self.tr("Preparando el informe…"))
        shelf, now = self._shelf, self._context.now()
        return report.report_content(self._desk, now, self._context.language, shelf.sizes(), shelf.digests())

    def _draw(self, draw: Callable[[ReportContent], Any], done: Callable[[Any], None], content: ReportContent) -> None:
        self._context.tasks.run(draw, content, done=done, failed=self._on_not_drawn)

    def _draw_with_code(self, draw: Callable[[ReportContent], Any], done: Callable[[Any], None]) -> None:
        """The report, with the answers in a QR code where that is wanted and can be: made from what is on the disk."""
        content = self._content()
        self._context.on_database(
            _paper_code,
            self._desk.response_id,
            self._context.now(),
            self._context.language,
            done=partial(self._on_code, draw, done, content),
            failed=partial(self._on_no_code, draw, done, content),
        )

    def _on_code(
        self,
        draw: Callable[[ReportContent], Any],
        done: Callable[[Any], None],
        content: ReportContent,
        code: PaperCode | None,
    ) -> None:
        if code is not None and code.reference != content.facts.verification_code:
            self._say_without(self.tr("Hay respuestas que todavía no están guardadas en el disco."))
        elif code is not None:
            content = replace(content, qr=code.text)
        self._draw(draw, done, content)

    def _on_no_code(
        self,
        draw: Callable[[ReportContent], Any],
        done: Callable[[Any], None],
        content: ReportContent,
        error: TelarError,
    ) -> None:
        """The report goes without the code; why is said."""
        if error.code == _NOT_TOLD:
            self._say_without(
                self.tr("La llave de firma está protegida con contraseña, y no se pide para cada impresión.")
            )
        else:
            why = error.explain(i18n.language())
            code = self.tr("Código {code}").format(code=why.code)
            self._say_without("\n\n".join(part for part in (why.cause, why.remedy, code) if part))
        self._draw(draw, done, content)

    def _say_without(self, why: str) -> None:
        said = self.tr("Lo demás del informe está completo. Si no quiere el código QR, quite la marca en Resultado.")
        messages.info(self.tr("El informe sale sin código QR"), f"{why}\n\n{said}", self._window)

    def _on_pdf(self, pdf: bytes) -> None:
        self.working.emit("")
        PreviewDialog.show_over(self._window, self._context, pdf, f"{self._stem()}.pdf")

    def _on_summary(self, pdf: bytes) -> None:
        self.working.emit("")
        name = self.tr("resumen")
        PreviewDialog.show_over(self._window, self._context, pdf, f"{self._stem()}-{name}.pdf")

    def _on_written(self, path: Path) -> None:
        self.working.emit(self.tr("Guardado en {path}").format(path=path))

    def _on_not_drawn(self, error: TelarError) -> None:
        self.working.emit("")
        messages.error(error, self._window)


def _write(draw: Callable[[Any], bytes], path: Path, content: Any) -> Path:
    fileio.write_atomic(path, draw(content))
    return path


# On the database's thread


def _paper_code(workspace: Workspace, response_id: str, now: datetime, language: str) -> PaperCode | None:
    from desktop_app.workflows.export import secrets
    from desktop_app.workflows.paper_code import paper_code

    return paper_code(workspace, response_id, secrets(_unasked), now, language)


def _unasked(_new: bool) -> str:  # noqa: FBT001 - the shape that the keeper calls
    """Printing asks for no passphrase."""
    return ""
