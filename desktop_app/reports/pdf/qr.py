"""The QR code of the answers, drawn as one shape so that no renderer leaves hairlines between its modules."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from desktop_app.reports.content import ReportContent
from desktop_app.reports.pdf.marks import Row, gap
from desktop_app.reports.pdf.parts import heading
from desktop_app.reports.pdf.sheet import Sheet
from desktop_app.reports.pdf.style import FRAME_WIDTH, READING, READING_BOLD
from desktop_app.reports.pdf.text import rows
from desktop_app.reports.wording import grouped_code

_MILLIMETRE = 72 / 25.4
LEAST_SIDE = 60 * _MILLIMETRE
"""Points, the white border included."""
LEAST_MODULE = 0.6 * _MILLIMETRE
"""Points: three and a half pixels at 150 dpi, which readers need."""


@dataclass(frozen=True, slots=True)
class Code:
    """Dark modules of ``module`` points each; ``x`` and ``y`` are the top left corner of the first one."""

    x: float
    y: float
    module: float
    modules: Sequence[Sequence[bool]]

    def draw(self, canvas: Any, left: float, top: float) -> None:
        canvas.setFillColorRGB(0, 0, 0)
        path = canvas.beginPath()
        for row, start, length in _runs(self.modules):
            lower = top - self.y - (row + 1) * self.module
            path.rect(left + self.x + start * self.module, lower, length * self.module, self.module)
        canvas.drawPath(path, stroke=0, fill=1)


def _runs(modules: Sequence[Sequence[bool]]) -> Iterator[tuple[int, int, int]]:
    """Row, first module and length of each run of dark modules."""
    for number, row in enumerate(modules):
        start = 0
        for dark, run in groupby(row):
            length = len(list(run))
            if dark:
                yield number, start, length
            start += length


def qr_code(sheet: Sheet, content: ReportContent) -> None:
    """The code with its white border, what it is above it and the verification code beneath, on one page."""
    from desktop_app.submission.qr import QUIET, matrix

    if content.qr is None:
        return
    say = content.texts
    modules = matrix(content.qr)
    across = len(modules) + 2 * QUIET
    module = max(LEAST_MODULE, LEAST_SIDE / across)
    heading(sheet, say["qr.title"])
    code = f"{say['cover.code']}: {grouped_code(content.facts.verification_code)}"
    sheet.add(
        [
            *rows(say["qr.intro"], READING, FRAME_WIDTH),
            gap(4),
            Row(across * module, (Code(QUIET * module, QUIET * module, module, modules),)),
            *rows(code, READING_BOLD, FRAME_WIDTH - QUIET * module, QUIET * module),
        ]
    )
