"""The marks of a page as SVG: what they ask of a canvas, written as elements. Fonts are named with what may replace
them, and each line says how wide it is, so that another font takes the same room."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from desktop_app.reports.charts import Chart
from desktop_app.reports.pdf.alone import alone_height, draw_alone
from desktop_app.reports.pdf.chart import PICTURE_WIDTH, picture_rows
from desktop_app.reports.pdf.marks import Row
from desktop_app.reports.pdf.style import BOLD, ITALIC, REGULAR, Style
from desktop_app.reports.pdf.text import clean, width

_FAMILY = "'Open Sans', 'Segoe UI', 'Noto Sans', Arial, sans-serif"
_LOOKS = {REGULAR: "", BOLD: ' font-weight="600"', ITALIC: ' font-style="italic"'}


def picture_svg(chart: Chart, title: str, language: str) -> bytes:
    """The chart with its legend as a document of its own, UTF-8; ``title`` is its name for whoever cannot see it."""
    return alone_svg(picture_rows(chart), PICTURE_WIDTH, title, language)


def alone_svg(rows: Sequence[Row], extent: float, title: str, language: str) -> bytes:
    """``rows`` as a picture ``extent`` points wide with its margins, UTF-8, named ``title``."""
    height = alone_height(rows)
    canvas = SvgCanvas(height)
    draw_alone(rows, canvas, height)
    size = f'width="{extent:g}pt" height="{height:.2f}pt" viewBox="0 0 {extent:g} {height:.2f}"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} xml:lang={quoteattr(language)} font-family="{_FAMILY}">'
    name = f"<title>{escape(clean(title))}</title>"
    ground = '<rect width="100%" height="100%" fill="#ffffff"/>'
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', head, name, ground, *canvas.elements, "</svg>", ""]
    return "\n".join(lines).encode("utf-8")


class SvgPath:
    """An outline being drawn."""

    def __init__(self, height: float) -> None:
        self.steps: list[str] = []
        self._height = height

    def moveTo(self, x: float, y: float) -> None:  # noqa: N802 (reportlab's name)
        self.steps.append(f"M{x:.2f} {self._height - y:.2f}")

    def lineTo(self, x: float, y: float) -> None:  # noqa: N802 (reportlab's name)
        self.steps.append(f"L{x:.2f} {self._height - y:.2f}")

    def close(self) -> None:
        self.steps.append("Z")


class SvgCanvas:
    """Takes the calls that marks make on a reportlab canvas ``height`` points high; ``elements`` are what they gave."""

    def __init__(self, height: float) -> None:
        self.elements: list[str] = []
        self._height = height
        self._fill, self._stroke = "#000000", "#000000"
        self._line, self._alpha = 1.0, 1.0
        self._dash: Sequence[float] = ()
        self._style = Style(REGULAR, 10, 14)

    # -- how -----------------------------------------------------------------------------------------------------------

    def setFont(self, font: str, size: float) -> None:  # noqa: N802
        self._style = Style(font, size, size)

    def setFillColorRGB(self, red: float, green: float, blue: float) -> None:  # noqa: N802
        self._fill = _color(red, green, blue)

    def setStrokeColorRGB(self, red: float, green: float, blue: float) -> None:  # noqa: N802
        self._stroke = _color(red, green, blue)

    def setLineWidth(self, line: float) -> None:  # noqa: N802
        self._line = line

    def setDash(self, dash: Sequence[float]) -> None:  # noqa: N802
        self._dash = dash

    def setFillAlpha(self, alpha: float) -> None:  # noqa: N802
        self._alpha = alpha

    # -- what ----------------------------------------------------------------------------------------------------------

    def drawString(self, x: float, y: float, text: str) -> None:  # noqa: N802
        text = clean(text)
        if not text.strip():
            return
        look = f'font-size="{self._style.size:g}"{_LOOKS[self._style.font]} fill="{self._fill}"'
        room = f'textLength="{width(text, self._style):.2f}" lengthAdjust="spacingAndGlyphs"'
        self.elements.append(f'<text x="{x:.2f}" y="{self._height - y:.2f}" {look} {room}>{escape(text)}</text>')

    def line(self, x1: float, y1: float, x2: float, y2: float) -> None:
        ends = f'x1="{x1:.2f}" y1="{self._height - y1:.2f}" x2="{x2:.2f}" y2="{self._height - y2:.2f}"'
        self._add("line", ends, 1, 0)

    def rect(self, x: float, y: float, width: float, height: float, stroke: int = 1, fill: int = 0) -> None:
        at = f'x="{x:.2f}" y="{self._height - y - height:.2f}" width="{width:.2f}" height="{height:.2f}"'
        self._add("rect", at, stroke, fill)

    def circle(self, x: float, y: float, radius: float, stroke: int = 1, fill: int = 0) -> None:
        self._add("circle", f'cx="{x:.2f}" cy="{self._height - y:.2f}" r="{radius:.2f}"', stroke, fill)

    def beginPath(self) -> SvgPath:  # noqa: N802
        return SvgPath(self._height)

    def drawPath(self, path: SvgPath, stroke: int = 1, fill: int = 0) -> None:  # noqa: N802
        self._add("path", f'd="{" ".join(path.steps)}"', stroke, fill)

    def _add(self, name: str, geometry: str, stroke: int, fill: int) -> None:
        look = f'fill="{self._fill}"' if fill else 'fill="none"'
        if fill and self._alpha < 1:
            look += f' fill-opacity="{self._alpha:g}"'
        if stroke:
            look += f' stroke="{self._stroke}" stroke-width="{self._line:g}"'
            if self._dash:
                look += f' stroke-dasharray="{" ".join(f"{part:g}" for part in self._dash)}"'
        self.elements.append(f"<{name} {geometry} {look}/>")


def _color(*parts: float) -> str:
    return "#" + "".join(f"{round(part * 255):02x}" for part in parts)
