"""The chart as an SVG of its own: read by any XML reader, with the same geometry as in the report."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from PySide6.QtCore import QByteArray
from PySide6.QtSvg import QSvgRenderer

from desktop_app.diagnosis import SpiderAxis
from desktop_app.errors import ReportError
from desktop_app.reports import respondent_content, spider_svg
from desktop_app.reports.charts import Chart, ChartSeries
from desktop_app.reports.pdf.chart import PICTURE_WIDTH, legend_rows, spider_row
from desktop_app.reports.pdf.marks import Text
from desktop_app.reports.pdf.svg import SvgCanvas, picture_svg
from tests.reports.specimen import BENCHMARKS, SCORES, report
from tests.support.pdfs import facts
from tests.support.rubrics import answered

SVG = "{http://www.w3.org/2000/svg}"


def chart(*names: str, series: tuple[ChartSeries, ...] = ()) -> Chart:
    axes = tuple(SpiderAxis(f"A{n}", name, 1.0, 3.0) for n, name in enumerate(names, start=1))
    return Chart("", "", axes, ("1 de 3",) * len(axes), "Propia", "Falta", series)


def texts(svg: bytes) -> list[str]:
    return [element.text or "" for element in etree.fromstring(svg).iter(f"{SVG}text")]


class TestDocument:
    def test_it_stands_alone(self) -> None:
        svg = spider_svg(report(SCORES, SCORES, benchmarks=BENCHMARKS))
        root = etree.fromstring(svg)
        assert root.tag == f"{SVG}svg"
        assert re.fullmatch(r"0 0 520 \d+\.\d\d", root.get("viewBox", ""))
        assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "es-CO"
        assert root.get("font-family", "").endswith("sans-serif")
        assert root.findtext(f"{SVG}title") == "Las áreas: Clúster de cacao de Arauca: 2026"
        assert not [element for element in root.iter() if "href" in str(element.attrib)]
        assert {"polygon", "image", "style", "script"}.isdisjoint(etree.QName(element).localname for element in root)

    def test_qt_draws_it(self) -> None:
        renderer = QSvgRenderer(QByteArray(spider_svg(report(SCORES))))
        assert renderer.isValid()
        assert renderer.viewBox().width() == PICTURE_WIDTH

    def test_it_says_what_the_report_says(self) -> None:
        content = report(SCORES, SCORES, benchmarks=BENCHMARKS)
        room = PICTURE_WIDTH - 24
        rows = [spider_row(content.charts[0], 150, room), *legend_rows(content.charts[0], room)]
        drawn = [mark.text for row in rows for mark in row.marks if isinstance(mark, Text)]
        assert texts(spider_svg(content)) == drawn
        assert "Promedio nacional · 2025 · 100 iniciativas" in drawn

    def test_the_same_content_gives_the_same_bytes(self) -> None:
        assert spider_svg(report(SCORES)) == spider_svg(report(SCORES))

    def test_a_report_without_a_chart(self) -> None:
        with pytest.raises(ReportError) as caught:
            spider_svg(respondent_content(answered({}), None, facts(), "es"))
        assert caught.value.code == "REP-006"

    def test_english(self) -> None:
        svg = spider_svg(report(SCORES, language="en"))
        assert etree.fromstring(svg).get("{http://www.w3.org/XML/1998/namespace}lang") == "en"
        assert "1.5 of 3" in texts(svg)


class TestText:
    def test_markup_is_text(self) -> None:
        svg = picture_svg(chart("A <b> & 'c' \"d\"", "]]>", "--"), 'Título & <b> "x"', 'es" onload="x')
        assert any("<b> &" in text for text in texts(svg))
        assert etree.fromstring(svg).findtext(f"{SVG}title") == 'Título & <b> "x"'
        assert "onload" not in etree.fromstring(svg).attrib

    @given(st.lists(st.text(max_size=60), min_size=3, max_size=8), st.text(max_size=60))
    @settings(max_examples=40, deadline=None)
    def test_any_name_gives_a_document_that_can_be_read(self, names: list[str], title: str) -> None:
        assert etree.fromstring(picture_svg(chart(*names), title, "es")).tag == f"{SVG}svg"

    def test_each_line_says_how_wide_it_is(self) -> None:
        lines = list(etree.fromstring(picture_svg(chart("Uno", "Dos", "Tres"), "", "es")).iter(f"{SVG}text"))
        assert all(float(line.get("textLength", "0")) > 0 for line in lines)


class TestCanvas:
    def test_what_is_drawn_upward_goes_down(self) -> None:
        canvas = SvgCanvas(100)
        canvas.line(0, 90, 10, 80)
        canvas.rect(5, 20, 10, 30, stroke=0, fill=1)
        assert 'y1="10.00"' in canvas.elements[0]
        assert 'y="50.00"' in canvas.elements[1]
        assert "stroke" not in canvas.elements[1]

    def test_dashes_and_opacity_end_where_they_are_taken_back(self) -> None:
        canvas = SvgCanvas(100)
        canvas.setDash((4, 2.5))
        canvas.setFillAlpha(0.25)
        canvas.circle(1, 1, 1, stroke=1, fill=1)
        canvas.setDash(())
        canvas.setFillAlpha(1)
        canvas.circle(1, 1, 1, stroke=1, fill=1)
        assert 'stroke-dasharray="4 2.5"' in canvas.elements[0]
        assert 'fill-opacity="0.25"' in canvas.elements[0]
        assert "dash" not in canvas.elements[1]
        assert "opacity" not in canvas.elements[1]

    def test_blank_text_is_none(self) -> None:
        canvas = SvgCanvas(100)
        canvas.drawString(0, 0, " \x00 ")
        assert canvas.elements == []


def test_overlays_are_dashed() -> None:
    series = (ChartSeries("previous", "Antes", (1.0, 2.0, None)), ChartSeries("national", "Media", (1.0, 2.0, 3.0)))
    svg = picture_svg(replace(chart("Uno", "Dos", "Tres"), series=series), "", "es").decode()
    assert 'stroke-dasharray="5 2.5"' in svg
    assert 'stroke-dasharray="1.2 2.2"' in svg
