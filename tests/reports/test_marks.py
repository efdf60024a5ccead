"""Each kind of mark, drawn and read back: where it stands, its colour, and that nothing leaks to the next."""

from __future__ import annotations

import io
from itertools import pairwise

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from reportlab.pdfgen.canvas import Canvas

from desktop_app.reports.pdf.marks import Box, Circle, Line, Mark, Polygon, Row, Text, beside, gap, height_of
from desktop_app.reports.pdf.style import (
    AMBER,
    BODY,
    BODY_GREEN,
    FONT_FILES,
    GREEN,
    GREY,
    INK,
    PALE,
    RULE,
    WHITE,
    Style,
)
from desktop_app.reports.pdf.text import load_fonts

Bounds = tuple[float, float, float, float]


def drawn(*marks: Mark) -> list[tuple[int, Bounds]]:
    """The objects of a page that ``marks`` draw from the corner (100, 500): their kind and box in points."""
    load_fonts()
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=(612, 792), initialFontName=next(iter(FONT_FILES)))
    for mark in marks:
        mark.draw(canvas, 100, 500)
    canvas.showPage()
    canvas.save()
    document = pypdfium2.PdfDocument(target.getvalue())
    try:
        return [(item.type, item.get_bounds()) for item in document[0].get_objects()]
    finally:
        document.close()


def rendered(*marks: Mark) -> set[tuple[int, int, int]]:
    """The colours on a page that ``marks`` draw, without smoothing's in-betweens that occur rarely."""
    load_fonts()
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=(300, 600))
    for mark in marks:
        mark.draw(canvas, 20, 580)
    canvas.showPage()
    canvas.save()
    document = pypdfium2.PdfDocument(target.getvalue())
    try:
        data = bytes(document[0].render(scale=1, rev_byteorder=True, prefer_bgrx=True).buffer)
    finally:
        document.close()
    pixels = [(data[at], data[at + 1], data[at + 2]) for at in range(0, len(data), 4)]
    return {colour for colour in set(pixels) if pixels.count(colour) > 50}


def rgb(colour: tuple[float, float, float]) -> tuple[int, int, int]:
    red, green, blue = (round(part * 255) for part in colour)
    return red, green, blue


class TestPlaces:
    def test_a_box_hangs_from_its_top_left_corner(self) -> None:
        ((kind, bounds),) = drawn(Box(10, 20, 30, 40, GREEN))
        assert kind == pdfium.FPDF_PAGEOBJ_PATH
        assert bounds == pytest.approx((110, 440, 140, 480))

    def test_a_rounded_box_takes_the_same_room(self) -> None:
        ((_, bounds),) = drawn(Box(10, 20, 30, 40, GREEN, radius=4))
        assert bounds == pytest.approx((110, 440, 140, 480))

    def test_a_circle_stands_around_its_centre(self) -> None:
        ((_, bounds),) = drawn(Circle(50, 50, 5, GREEN))
        assert bounds == pytest.approx((145, 445, 155, 455), abs=0.1)

    def test_a_line_goes_down_as_y_grows(self) -> None:
        ((_, (left, bottom, right, top)),) = drawn(Line(0, 10, 40, 30, width=1))
        assert (left, right) == pytest.approx((100, 140), abs=2)
        assert (bottom, top) == pytest.approx((470, 490), abs=2)

    def test_a_polygon_is_closed_through_its_points(self) -> None:
        ((_, bounds),) = drawn(Polygon(((0, 0), (20, 0), (20, 10)), GREEN))
        assert bounds == pytest.approx((100, 490, 120, 500))

    def test_text_stands_on_its_baseline(self) -> None:
        ((kind, (left, bottom, _, top)),) = drawn(Text(10, 30, "Hola", BODY))
        assert kind == pdfium.FPDF_PAGEOBJ_TEXT
        assert left == pytest.approx(110, abs=1.5)
        assert bottom == pytest.approx(470, abs=0.5)
        assert 476 < top < 480


class TestColours:
    def test_fill_and_stroke_are_their_own(self) -> None:
        found = rendered(Box(0, 0, 60, 60, PALE, AMBER, 4))
        assert {rgb(PALE), rgb(AMBER)} <= found

    def test_an_outline_leaves_the_paper_white(self) -> None:
        assert rgb(GREEN) not in rendered(Box(0, 0, 60, 60, None, GREY, 1))

    def test_a_see_through_fill_lets_what_is_below_show(self) -> None:
        square = ((0, 0), (60, 0), (60, 60), (0, 60))
        (colour,) = rendered(Polygon(square, GREEN, alpha=0.25)) - {(255, 255, 255)}
        assert colour == pytest.approx(tuple(255 - (255 - part) * 0.25 for part in rgb(GREEN)), abs=2)

    def test_opacity_does_not_leak_to_the_next_mark(self) -> None:
        square = ((0, 0), (60, 0), (60, 60), (0, 60))
        assert rgb(GREEN) in rendered(Polygon(square, AMBER, alpha=0.25), Box(0, 100, 60, 60, GREEN))

    def test_a_white_disc_hides_what_is_below(self) -> None:
        found = rendered(Box(0, 0, 20, 20, GREEN), Circle(10, 10, 30, WHITE))
        assert rgb(GREEN) not in found

    def test_text_has_its_styles_colour(self) -> None:
        found = rendered(Text(0, 60, "■I", Style(BODY_GREEN.font, 90, 100, BODY_GREEN.color)))
        assert rgb(GREEN) in found

    @pytest.mark.parametrize("colour", [INK, GREEN, GREY, AMBER])
    def test_every_colour_of_text_is_legible_on_white(self, colour: tuple[float, float, float]) -> None:
        assert contrast(colour) >= 4.5

    def test_colours_differ_in_grey_too(self) -> None:
        lights = sorted(luminance(colour) for colour in (GREEN, RULE, PALE))
        assert all(later - earlier > 0.2 for earlier, later in pairwise(lights))


def luminance(colour: tuple[float, float, float]) -> float:
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(colour: tuple[float, float, float]) -> float:
    """Against white, as WCAG 2 measures it."""
    return 1.05 / (luminance(colour) + 0.05)


class TestRows:
    def test_heights_add_up(self) -> None:
        assert height_of([gap(4), Row(10), gap(2.5)]) == 16.5

    def test_nothing_beside_nothing(self) -> None:
        assert beside([], []) == []

    def test_a_line_is_as_tall_as_its_tallest_cell(self) -> None:
        assert [row.height for row in beside([Row(10), Row(10)], [Row(14)])] == [14, 10]

    def test_cells_keep_their_marks_in_order(self) -> None:
        one, other = Text(0, 8, "a", BODY), Text(50, 8, "b", BODY)
        assert beside([Row(10, (one,))], [Row(10, (other,))])[0].marks == (one, other)
