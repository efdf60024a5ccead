"""Lists and tables as Qt's rich text, in the present colours. What comes from a form or an answer is always escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from desktop_app.ui import theme


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: plain text, or a link when it has a target. ``tone`` is the name of one of ``theme.Tokens``, ``anchor``
    a name by which the page can be scrolled to it, ``beneath`` what stands under it in the same cell."""

    text: str
    target: str = ""
    tone: str = ""
    strong: bool = False
    right: bool = False
    anchor: str = ""
    beneath: tuple[Cell, ...] = ()

    def html(self) -> str:
        text = escape(self.text).replace("\n", "<br>")
        if self.target:
            text = f'<a href="{escape(self.target)}">{text}</a>'
        if self.tone:
            text = f'<span style="color:{getattr(theme.tokens(), self.tone)}">{text}</span>'
        if self.strong:
            text = f"<b>{text}</b>"
        if self.anchor:
            text = f'<a name="{escape(self.anchor)}"></a>{text}'
        return "<br>".join((text, *(each.html() for each in self.beneath)))


def heading(text: str) -> str:
    return f'<h3 style="margin-top:16px; margin-bottom:6px">{escape(text)}</h3>'


def subheading(text: str, depth: int) -> str:
    """The title of something inside a section; the deeper, the further in."""
    indent = 12 * (min(depth, 6) - 1)
    return f'<p style="margin-top:12px; margin-bottom:4px; margin-left:{indent}px"><b>{escape(text)}</b></p>'


def paragraph(text: str, tone: str = "", *, strong: bool = False, link: str = "") -> str:
    """``link`` is a cell's markup, to follow the text."""
    return f"<p>{Cell(text, tone=tone, strong=strong).html()} {link}</p>"


def table(rows: Iterable[Sequence[Cell]], widths: Sequence[int], *, ground: str = "") -> str:
    """A table whose columns take ``widths`` per cent; each row stands on a hairline, or all on a ``ground``."""
    colours = theme.tokens()
    shade = f' bgcolor="{getattr(colours, ground)}"' if ground else ""
    line = "" if ground else f"border-bottom: 1px solid {colours.border};"
    lines = [
        "<tr>"
        + "".join(
            f'<td width="{width}%" align="{"right" if cell.right else "left"}" style="padding:6px 8px; {line}">'
            f"{cell.html()}</td>"
            for cell, width in zip(row, widths, strict=True)
        )
        + "</tr>"
        for row in rows
    ]
    return f'<table width="100%" cellspacing="0" cellpadding="0"{shade}>{"".join(lines)}</table>' if lines else ""
