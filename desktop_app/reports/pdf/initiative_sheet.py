"""One page for an initiative: where it stands in its wave, and nobody else's figures."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from desktop_app import __version__
from desktop_app.diagnosis import SpiderAxis
from desktop_app.diagnosis.comparison import MACROSECTOR, NATIONAL
from desktop_app.diagnosis.published import LEAST, AreaStanding, Kind, Rank, Standing
from desktop_app.diagnosis.spider import LABEL_RADIUS
from desktop_app.reports.charts import LEAST_AXES, Chart, ChartSeries
from desktop_app.reports.pdf.chart import legend_rows, spider_row
from desktop_app.reports.pdf.marks import Box, Line, Row, beside, gap, stacked
from desktop_app.reports.pdf.parts import bar
from desktop_app.reports.pdf.sheet import Bookmark, Metadata, Placed, Running, Sheet, write_pdf
from desktop_app.reports.pdf.style import (
    BODY,
    BODY_BOLD,
    BODY_GREEN,
    BODY_GREY,
    BOLD,
    CHART_BOLD,
    FRAME_WIDTH,
    GREEN,
    READING,
    READING_BOLD,
    RULE,
    SMALL,
    SMALL_BOLD,
    SUBHEADING,
    TITLE,
    Style,
)
from desktop_app.reports.pdf.text import cut_rows, right_row, right_rows, width
from desktop_app.reports.results_figures import Say

_TOTAL = Style(BOLD, 44, 50, GREEN)
_LEFT, _GUTTER = 160.0, 14.0
_RIGHT = FRAME_WIDTH - _LEFT - _GUTTER
_LARGEST, _SMALLEST, _MOST_AXES = 96.0, 84.0, 20
_MOST_NAMED = 10  # more names would stand on each other
_CODE, _FIGURE, _PLACE = 34.0, 66.0, 76.0
_NAME = FRAME_WIDTH - _CODE - 3 * _FIGURE - _PLACE


def initiative_sheet_pdf(standing: Standing, now: datetime, language: str = "es") -> bytes:
    """The sheet on one Letter page; ``now`` is aware and dates it. The same bytes for the same arguments."""
    page, running, card = initiative_sheet_page(standing, now, language)
    return write_pdf([page], running, card)


def initiative_sheet_page(standing: Standing, now: datetime, language: str) -> tuple[list[Placed], Running, Metadata]:
    """The page laid out, before it is written."""
    say = Say.of(language)
    standing = _discreet(standing)
    sheet = Sheet()
    _head(sheet, standing, say)
    sheet.add([_figures(standing, say)], 14)
    _areas(sheet, standing, say)
    sheet.add(cut_rows(say.texts["sheet.note"], SMALL, FRAME_WIDTH, 3), 6)
    title = f"{say.texts['sheet.title']}: {standing.initiative}"
    software = f"Telar {__version__}"
    wave = say.texts["cover.wave"].format(wave=standing.wave)
    foot = "  ·  ".join(part for part in (standing.member, say.numbers.local_date(now)) if part)
    running = Running(standing.initiative, wave, foot, say.numbers.texts["page_of"])
    card = Metadata(title, software, f"{title}, {wave}", say.numbers.texts["language_tag"], software, now)
    return sheet.pages[0], running, card


def _discreet(standing: Standing) -> Standing:
    """Without what is said of a group so small that one's own figures and the mean give away the others'."""
    alone = _is_small(standing.rank)
    lonely = alone or _is_small(standing.peer_rank)
    areas = tuple(
        replace(
            area,
            mean=None if alone else area.mean,
            peers=None if lonely or _is_small(area.rank) else area.peers,
            rank=None if lonely or _is_small(area.rank) else area.rank,
        )
        for area in standing.areas
    )
    return replace(
        standing,
        rank=None if alone else standing.rank,
        peer_rank=None if lonely else standing.peer_rank,
        areas=areas,
    )


def _is_small(rank: Rank | None) -> bool:
    return rank is not None and rank.of < LEAST


def _head(sheet: Sheet, standing: Standing, say: Say) -> None:
    sheet.add([Row(0.01, (Bookmark(standing.initiative),)), Row(8, (Box(0, 0, 64, 4, GREEN),))])
    over = f"{say.texts['sheet.title']}  ·  {say.texts['cover.wave'].format(wave=standing.wave)}"
    sheet.add(cut_rows(over, BODY_GREY, FRAME_WIDTH, 1), 2)
    sheet.add(cut_rows(standing.initiative, TITLE, FRAME_WIDTH, 2))
    under = "  ·  ".join(part for part in (standing.title, standing.macrosector, standing.department) if part)
    sheet.add(cut_rows(under, READING, FRAME_WIDTH, 2))


def _figures(standing: Standing, say: Say) -> Row:
    """Total, level and places at the left; the spider beside them."""
    left = stacked(_said(standing, say))
    chart = _spider(standing, say)
    if chart is None:
        return left
    right = stacked([_drawn(chart), gap(2), *legend_rows(chart, _RIGHT)], _LEFT + _GUTTER)
    return Row(max(left.height, right.height), (*left.marks, *right.marks))


def _said(standing: Standing, say: Say) -> list[Row]:
    texts = say.texts
    if standing.total is None:
        block = cut_rows(texts["sheet.no_total"], READING_BOLD, _LEFT, 3)
    else:
        share = standing.total / standing.top if standing.top > 0 else 0.0
        scale = texts["sheet.scale"].format(top=say.figure(standing.top, Kind.NUMBER))
        block = [
            *cut_rows(say.figure(standing.total, Kind.SCORE), _TOTAL, _LEFT, 1),
            *cut_rows(scale, BODY_GREY, _LEFT, 1),
            Row(16, bar(0, 4, _LEFT - 20, 8, max(0.0, share), 0)),
        ]
    block += cut_rows(standing.level, READING_BOLD, _LEFT, 2)
    for key, rank in (("sheet.rank", standing.rank), ("sheet.peer_rank", standing.peer_rank)):
        block += [gap(6), *cut_rows(_placed(key, rank, standing, say), BODY, _LEFT, 5)]
    return block


def _placed(key: str, rank: Rank | None, standing: Standing, say: Say) -> str:
    if rank is None:
        return say.texts[f"{key}_hidden"]
    return say.texts[key].format(place=rank.place, of=rank.of, macrosector=standing.macrosector)


def _spider(standing: Standing, say: Say) -> Chart | None:
    areas = standing.areas
    if not LEAST_AXES <= len(areas) <= _MOST_AXES or standing.top <= 0:
        return None
    texts = say.texts
    overlays = (
        ChartSeries(NATIONAL, texts["sheet.mean"], tuple(area.mean for area in areas)),
        ChartSeries(MACROSECTOR, texts["sheet.peers"], tuple(area.peers for area in areas)),
    )
    named = len(areas) <= _MOST_NAMED
    return Chart(
        "",
        "",
        tuple(SpiderAxis(area.code, area.label if named else area.code, area.own, standing.top) for area in areas),
        tuple(_score(area.own, say) for area in areas),
        texts["sheet.own"],
        texts["sheet.no_own"],
        tuple(each for each in overlays if any(value is not None for value in each.values)),
        "areas",
    )


def _drawn(chart: Chart) -> Row:
    """As large as its labels' longest word leaves room for."""
    words = (width(word, CHART_BOLD) for axis in chart.axes for word in f"{axis.code} {axis.label}".split())
    radius = max(_SMALLEST, min(_LARGEST, (_RIGHT / 2 - max(words, default=0.0)) / LABEL_RADIUS))
    return spider_row(chart, radius, _RIGHT)


def _score(value: float | None, say: Say) -> str:
    return say.texts["none"] if value is None else say.figure(value, Kind.SCORE)


def _areas(sheet: Sheet, standing: Standing, say: Say) -> None:
    """As many areas as the page has room for; how many are left out is told."""
    if not standing.areas:
        return
    texts = say.texts
    sheet.add(cut_rows(texts["sheet.areas"], SUBHEADING, FRAME_WIDTH, 1), 12)
    heads = (texts["sheet.own"], texts["sheet.mean"], texts["sheet.peers"], texts["sheet.place"])
    head = beside(
        cut_rows(texts["sheet.area"], SMALL_BOLD, _CODE + _NAME - 8, 2),
        *(right_rows(text, SMALL_BOLD, _right(place), _room(place), 3) for place, text in enumerate(heads)),
    )
    sheet.add([*head, Row(4, (Line(0, 2, FRAME_WIDTH, 2, GREEN, 1.0),))], 2)
    note = [gap(6), *cut_rows(texts["sheet.note"], SMALL, FRAME_WIDTH, 3), gap(SMALL.leading)]
    for position, area in enumerate(standing.areas):
        line = _area(area, say)
        if not sheet.fits([*line, *note]):
            sheet.add(cut_rows(say.count("sheet.left", len(standing.areas) - position), SMALL, FRAME_WIDTH, 1))
            return
        sheet.add(line)


def _right(place: int) -> float:
    return FRAME_WIDTH if place == 3 else _CODE + _NAME + _FIGURE * (place + 1)


def _room(place: int) -> float:
    return (_PLACE if place == 3 else _FIGURE) - 8


def _area(area: AreaStanding, say: Say) -> list[Row]:
    rank = area.rank
    place = say.texts["none"] if rank is None else say.texts["sheet.of"].format(place=rank.place, of=rank.of)
    figures = (*(_score(value, say) for value in (area.own, area.mean, area.peers)), place)
    line = beside(
        cut_rows(area.code, BODY_GREEN, _CODE - 4, 1),
        cut_rows(area.label, BODY, _NAME - 8, 2, _CODE),
        *([right_row(text, BODY if at else BODY_BOLD, _right(at))] for at, text in enumerate(figures)),
    )
    return [gap(2), *line, Row(3, (Line(0, 2.5, FRAME_WIDTH, 2.5, RULE),))]
