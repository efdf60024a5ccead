"""Pages as pixels, and the chart as a picture."""

from __future__ import annotations

import io
import struct
import threading
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.pdfgen.canvas import Canvas

from desktop_app.diagnosis import Rubric, diagnose
from desktop_app.errors import ReportError
from desktop_app.reports import ReportContent, page_count, render_page, respondent_content, respondent_pdf, spider_png
from desktop_app.reports.picture import png
from tests.support.pdfs import facts
from tests.support.rubrics import answered


def content(answers: dict[str, str] | None = None) -> ReportContent:
    session = answered(answers if answers is not None else {"i1": "2", "i2": "1"})
    rubric = Rubric.read(session.form)
    assert rubric is not None
    return respondent_content(session, diagnose(session, rubric), facts(), "es")


def pixels(data: bytes) -> tuple[int, int, bytes]:
    """Width, height and RGB of a PNG whose lines are unfiltered."""
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    at, body, width, height = 8, b"", 0, 0
    while at < len(data):
        (length,) = struct.unpack(">I", data[at : at + 4])
        kind, chunk = data[at + 4 : at + 8], data[at + 8 : at + 8 + length]
        assert struct.unpack(">I", data[at + 8 + length : at + 12 + length])[0] == zlib.crc32(kind + chunk)
        if kind == b"IHDR":
            width, height, depth, colour = struct.unpack(">IIBB", chunk[:10])
            assert (depth, colour) == (8, 2)
        elif kind == b"IDAT":
            body += chunk
        at += 12 + length
    lines = zlib.decompress(body)
    extent = width * 3 + 1
    assert len(lines) == extent * height
    assert not any(lines[::extent])
    return width, height, b"".join(lines[row * extent + 1 : (row + 1) * extent] for row in range(height))


class TestPages:
    def test_counts(self) -> None:
        assert page_count(respondent_pdf(content())) >= 4

    @pytest.mark.parametrize(("dpi", "size"), [(72, (612, 792)), (96, (816, 1056)), (36, (306, 396))])
    def test_a_page_has_the_size_of_its_resolution(self, dpi: int, size: tuple[int, int]) -> None:
        page = render_page(respondent_pdf(content()), 0, dpi)
        assert (page.width, page.height) == size
        assert len(page.data) == size[0] * size[1] * 4

    def test_odd_widths_have_no_padding(self) -> None:
        page = render_page(respondent_pdf(content()), 0, 71)
        assert len(page.data) == page.width * page.height * 4

    def test_ink_on_white_and_opaque(self) -> None:
        page = render_page(respondent_pdf(content()), 0, 72)
        assert page.data[:4] == b"\xff\xff\xff\xff"
        assert set(page.data[3::4]) == {255}
        reds, greens, blues = page.data[0::4], page.data[1::4], page.data[2::4]
        assert any(r < 60 and g > 80 and b < 100 for r, g, b in zip(reds, greens, blues, strict=True))

    def test_a_page_reads_as_three_values(self) -> None:
        width, height, data = render_page(respondent_pdf(content()), 0, 36)
        assert width * height * 4 == len(data)

    @pytest.mark.parametrize("index", [-1, 99])
    def test_no_such_page(self, index: int) -> None:
        with pytest.raises(ReportError) as caught:
            render_page(respondent_pdf(content()), index)
        assert caught.value.code == "REP-004"
        assert "{" not in caught.value.explain("es").text()

    @pytest.mark.parametrize("dpi", [0, -5, 9, 601, 10**9])
    def test_an_impossible_resolution(self, dpi: int) -> None:
        with pytest.raises(ReportError) as caught:
            render_page(respondent_pdf(content()), 0, dpi)
        assert caught.value.code == "REP-005"

    def test_a_page_the_size_of_a_wall_is_not_rendered(self) -> None:
        target = io.BytesIO()
        canvas = Canvas(target, pagesize=(14_000, 14_000))
        canvas.showPage()
        canvas.save()
        with pytest.raises(ReportError) as caught:
            render_page(target.getvalue(), 0, 300)
        assert caught.value.code == "REP-005"
        assert render_page(target.getvalue(), 0, 10).width == 1945

    @given(st.binary(max_size=300))
    @settings(max_examples=30, deadline=None)
    def test_what_is_no_pdf_is_refused(self, data: bytes) -> None:
        for call in (page_count, lambda pdf: render_page(pdf, 0)):
            with pytest.raises(ReportError) as caught:
                call(data)
            assert caught.value.code == "REP-002"

    def test_a_cut_pdf_is_refused_or_shown_but_never_breaks(self) -> None:
        pdf = respondent_pdf(content())
        codes = set()
        for part in (10, len(pdf) // 2, len(pdf) - 200):
            try:
                render_page(pdf[:part], 0, 20)
            except ReportError as error:
                codes.add(error.code)
        assert codes <= {"REP-002", "REP-004"}

    def test_several_threads_at_once(self) -> None:
        pdf = respondent_pdf(content())
        expected, found = render_page(pdf, 1, 40), []
        threads = [threading.Thread(target=lambda: found.append(render_page(pdf, 1, 40))) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert found == [expected] * 4


class TestPicture:
    @pytest.mark.parametrize("asked", [100, 700, 1200])
    def test_is_as_wide_as_asked(self, asked: int) -> None:
        width, height, _ = pixels(spider_png(content(), asked))
        assert abs(width - asked) <= 1
        assert 0.5 * asked < height < 1.5 * asked

    def test_stands_on_white_with_the_programs_green(self) -> None:
        rgb = pixels(spider_png(content(), 300))[2]
        assert rgb[:3] == b"\xff\xff\xff"
        assert rgb[-3:] == b"\xff\xff\xff"
        found = {rgb[at : at + 3] for at in range(0, len(rgb), 3)}
        assert b"\x1b\x5e\x46" in found

    def test_an_empty_response_has_no_filled_shape(self) -> None:
        full, empty = pixels(spider_png(content(), 300))[2], pixels(spider_png(content({}), 300))[2]
        assert empty.count(b"\xff\xff\xff") > full.count(b"\xff\xff\xff")

    @pytest.mark.parametrize("width", [0, -1, 99, 4001, 10**9])
    def test_an_impossible_width(self, width: int) -> None:
        with pytest.raises(ReportError) as caught:
            spider_png(content(), width)
        assert caught.value.code == "REP-005"

    def test_a_report_without_a_chart_has_no_picture(self) -> None:
        with pytest.raises(ReportError) as caught:
            spider_png(respondent_content(answered({}), None, facts(), "es"), 300)
        assert caught.value.code == "REP-006"

    def test_a_rendered_page_as_png_keeps_its_pixels(self) -> None:
        page = render_page(respondent_pdf(content()), 1, 40)
        width, height, rgb = pixels(png(page))
        assert (width, height) == (page.width, page.height)
        assert rgb[0::3] == page.data[0::4]
        assert rgb[2::3] == page.data[2::4]

    def test_the_same_answers_give_the_same_picture(self) -> None:
        assert spider_png(content(), 300) == spider_png(content(), 300)
