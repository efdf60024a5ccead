"""Resultados in a real window: what it shows, how it follows what is chosen, and the files that it leaves."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import TypeVar

import pytest
from lxml import etree
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QDesktopServices, QFontDatabase, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.diagnosis.published import Chart, Kind, Published, Table
from desktop_app.errors import ReportError
from desktop_app.reports.pdf.fills import FILLS, fill_color
from desktop_app.reports.results_figures import Say
from desktop_app.ui.charts.chart_looks import ON_DARK, on_screen
from desktop_app.ui.charts.chart_view import WIDTHS, ChartView, width_for
from desktop_app.ui.charts.results_table import ResultsModel, ResultsTable
from desktop_app.ui.reception.filter_box import FilterBox
from desktop_app.ui.reception.results_body import ResultsBody
from desktop_app.ui.reception.results_section import ResultsSection
from desktop_app.ui.theme import DARK, Theme
from desktop_app.workflows.result_pictures import chart_picture, chart_pictures
from tests.reports.published_sample import BARS, PUBLISHED, SPIDER, TABLES, table
from tests.support.accessible import from_the_top, out_of_order, round_trip, stops
from tests.support.recorder import Recorder
from tests.support.results_desks import CHAMBERS, DEPARTMENTS, SampleDesk, SampleSource
from tests.support.sight import turn_wheel, types, words_in


@dataclass
class Stage:
    """The section in a window as large as the smallest laptop's."""

    window: QWidget
    section: ResultsSection
    source: SampleSource
    desk: SampleDesk
    qtbot: QtBot

    def settle(self) -> None:
        self.qtbot.waitUntil(self.desk.tasks.is_idle, timeout=20_000)
        QApplication.processEvents()

    def shown(self) -> str:
        """What was asked for when that which is in view was worked out."""
        labels = [label for label in self.section.body.findChildren(QLabel) if label.isVisible()]
        return labels[0].text() if labels else ""

    def choose(self, box: FilterBox, text: str) -> None:
        row = box.box.findText(text)
        assert row >= 0
        box.box.setCurrentIndex(row)
        box.box.activated.emit(row)


W = TypeVar("W", bound=QWidget)
_windows: list[QWidget] = []


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    yield
    _windows.clear()


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    found = Theme(qapp)
    yield found
    found.set_percent(100)
    found.set_dark(False)
    found.deleteLater()


def framed(qtbot: QtBot, width: int, height: int, make: Callable[[QWidget], W]) -> W:
    """What ``make`` makes, alone in a window that lives as long as it."""
    window = QWidget()
    qtbot.addWidget(window)
    made = make(window)
    _windows.append(window)
    line = QVBoxLayout(window)
    line.setContentsMargins(0, 0, 0, 0)
    line.addWidget(made)
    window.resize(width, height)
    window.show()
    window.activateWindow()
    return made


def begun(qtbot: QtBot, *waves: str) -> Stage:
    window = QWidget()
    qtbot.addWidget(window)
    source = SampleSource(*waves)
    desk = SampleDesk(source, window)
    line = QVBoxLayout(window)
    line.setContentsMargins(0, 0, 0, 0)
    section = ResultsSection(desk, window)
    line.addWidget(section)
    window.resize(860, 700)  # of 1024 by 768, beside the list of sections
    window.show()
    window.activateWindow()
    return Stage(window, section, source, desk, qtbot)


@pytest.fixture
def stage(qtbot: QtBot, theme: Theme) -> Iterator[Stage]:
    made = begun(qtbot, "2026", "2024")
    made.section.shown()
    made.settle()
    yield made
    made.desk.tasks.close()


class TestWhatItShows:
    def test_the_latest_wave_of_the_first_instrument_whole(self, stage: Stage) -> None:
        assert stage.source.asked == [("ssme", "2026", {})]
        assert stage.shown() == "ssme|2026"
        assert stage.section.wave.box.currentText() == "2026"
        assert stage.section.form.box.currentText() == "Seguimiento"
        assert {box.box.currentText() for box in stage.section.filters.values()} == {"Todos"}
        assert stage.section.standing_text() == ""

    def test_figures_are_written_as_in_the_summary(self, stage: Stage) -> None:
        said = words_in(stage.section)
        for words in ("457.188", "64 %", "+10 pp", "Turismo", "De 98 iniciativas.", "Menos de 5: no se muestra"):
            assert words in [each.replace("\xa0", " ") for each in said]

    def test_every_table_stands_beneath_its_chart(self, stage: Stage) -> None:
        body = stage.section.body
        assert [each._model.table for each in body.tables] == list(TABLES)
        assert len(body.charts) == len([each for each in TABLES if each.chart is not Chart.NONE])
        for chart in body.charts:
            beneath = [each for each in body.tables if each.parentWidget() is chart.parentWidget()]
            assert beneath[0].y() >= chart.y() + chart.height()
            assert chart.height() > 50

    def test_a_wave_without_anything_says_so(self, qtbot: QtBot, theme: Theme) -> None:
        made = begun(qtbot)
        made.section.shown()
        made.settle()
        assert "Todavía no hay respuestas recibidas" in made.section.standing_text()
        assert not made.section.save_button.isEnabled()
        assert not made.section.body.isVisible()
        made.source.known = ("2026",)
        made.section.shown()
        made.settle()
        assert made.shown() == "ssme|2026"
        assert made.section.save_button.isEnabled()
        made.desk.tasks.close()

    def test_what_did_not_change_is_not_built_anew(self, stage: Stage) -> None:
        before = stage.section.body.tables[0]
        stage.section.shown()
        stage.settle()
        assert stage.section.body.tables[0] is before

    def test_what_comes_from_outside_is_no_markup(self, qtbot: QtBot) -> None:
        body = framed(qtbot, 800, 600, ResultsBody)
        hostile = table(Chart.BARS, ("<b>Uno</b>", 1.0), ("=1+1", 2.0))
        hostile = replace(hostile, title="<img src=x>", section="<h1>S</h1>", note="<a href=x>n</a>")
        published = replace(PUBLISHED, tables=(hostile,), statements=())
        body.show_results(published, chart_pictures(published, 480, "es"), "es")
        for label in body.findChildren(QLabel):
            assert label.textFormat() is Qt.TextFormat.PlainText
        assert body.tables[0].model().index(0, 0).data() == "<b>Uno</b>"


class TestChoosing:
    def test_a_filter_acts_at_once(self, stage: Stage) -> None:
        stage.choose(stage.section.filters["macrosector"], "Servicios")
        stage.settle()
        assert stage.source.asked[-1] == ("ssme", "2026", {"macrosector": "serv"})
        assert stage.shown() == "ssme|2026|serv"
        stage.choose(stage.section.filters["level"], "Consolidado")
        stage.settle()
        assert stage.source.asked[-1] == ("ssme", "2026", {"macrosector": "serv", "level": "2"})
        stage.choose(stage.section.filters["macrosector"], "Todos")
        stage.settle()
        assert stage.source.asked[-1] == ("ssme", "2026", {"level": "2"})

    def test_filters_are_taken_off_together(self, stage: Stage) -> None:
        assert not stage.section.clear_button.isEnabled()
        stage.choose(stage.section.filters["macrosector"], "Servicios")
        stage.choose(stage.section.filters["department"], "Arauca")
        stage.settle()
        stage.section.clear_button.click()
        stage.settle()
        assert stage.shown() == "ssme|2026"
        assert {box.box.currentText() for box in stage.section.filters.values()} == {"Todos"}

    def test_another_wave_has_its_own_instruments(self, stage: Stage) -> None:
        stage.choose(stage.section.form, "Autodiagnóstico")
        stage.settle()
        assert stage.shown() == "auto|2026"
        assert not stage.section.filters["level"].box.isEnabled()
        stage.choose(stage.section.wave, "2024")
        stage.settle()
        assert stage.shown() == "ssme|2024"
        assert stage.section.form.box.currentText() == "Seguimiento"

    def test_the_newest_wins_and_the_old_stays_until_then(self, stage: Stage) -> None:
        first, second = threading.Event(), threading.Event()
        stage.source.gates = [first, second]
        stage.choose(stage.section.filters["macrosector"], "Servicios")
        assert "lo que ve todavía es lo anterior" in stage.section.standing_text()
        assert stage.shown() == "ssme|2026"
        stage.qtbot.waitUntil(lambda: len(stage.source.asked) == 2)
        stage.choose(stage.section.filters["macrosector"], "Agroindustria")
        second.set()
        stage.qtbot.waitUntil(lambda: stage.shown() == "ssme|2026|agro")
        first.set()
        stage.settle()
        assert stage.shown() == "ssme|2026|agro"
        assert stage.section.filters["macrosector"].value() == "agro"
        assert stage.section.standing_text() == ""

    def test_what_cannot_be_worked_out_leaves_what_there_was(self, stage: Stage) -> None:
        stage.source.fault = ReportError("REP-003")
        stage.choose(stage.section.filters["macrosector"], "Servicios")
        stage.settle()
        assert "REP-003" in stage.section.standing_text()
        assert stage.shown() == "ssme|2026"
        assert stage.section.filters["macrosector"].value() == ""
        stage.source.fault = None
        stage.choose(stage.section.filters["macrosector"], "Servicios")
        stage.settle()
        assert stage.section.standing_text() == ""
        assert stage.shown() == "ssme|2026|serv"

    def test_where_one_reads_stays(self, stage: Stage) -> None:
        bar = stage.section.verticalScrollBar()
        bar.setValue(900)
        stage.choose(stage.section.filters["macrosector"], "Servicios")
        stage.settle()
        stage.qtbot.waitUntil(lambda: stage.section.body.minimumHeight() == 0)
        QApplication.processEvents()
        assert bar.value() == 900


class TestFilterBox:
    @pytest.fixture
    def box(self, qtbot: QtBot) -> FilterBox:
        box = framed(qtbot, 300, 200, partial(FilterBox, "Departamento", searchable=True))
        box.offer(DEPARTMENTS, "", "Todos")
        box.box.setFocus()
        return box

    def test_it_finds_what_is_typed_without_accents(self, box: FilterBox, qtbot: QtBot) -> None:
        box.box.lineEdit().selectAll()
        types("boyaca")
        with qtbot.waitSignal(box.chosen) as told:
            QTest.keyClick(box.box.lineEdit(), Qt.Key.Key_Return)
        assert told.args == ["15"]
        assert box.box.currentText() == "Boyacá"

    @pytest.mark.parametrize("typed", ["zzz", "a"])
    def test_what_is_none_or_several_goes_back(self, box: FilterBox, typed: str) -> None:
        box.offer(DEPARTMENTS, "81", "Todos")
        box.box.lineEdit().setText(typed)
        box.box.lineEdit().editingFinished.emit()
        assert box.value() == "81"
        assert box.box.currentText() == "Arauca"

    def test_nothing_typed_is_all(self, box: FilterBox, qtbot: QtBot) -> None:
        box.offer(DEPARTMENTS, "81", "Todos")
        box.box.lineEdit().clear()
        with qtbot.waitSignal(box.chosen) as told:
            box.box.lineEdit().editingFinished.emit()
        assert told.args == [""]
        assert box.box.currentText() == "Todos"

    def test_the_wheel_changes_nothing(self, qtbot: QtBot, box: FilterBox) -> None:
        plain = FilterBox("Nivel", box.window())
        box.window().layout().addWidget(plain)
        plain.offer((("1", "Uno"), ("2", "Dos")), "1", "Todos")
        for each in (plain, box):
            before = each.box.currentIndex()
            turn_wheel(each.box, -1)
            assert each.box.currentIndex() == before

    def test_a_short_list_opens_whole(self, qtbot: QtBot, box: FilterBox) -> None:
        plain = FilterBox("Nivel", box.window())
        box.window().layout().addWidget(plain)
        plain.offer((("1", "Uno"), ("2", "Dos"), ("3", "Tres")), "1", "Todos")
        plain.box.showPopup()
        qtbot.waitUntil(plain.box.view().isVisible)
        assert plain.box.view().verticalScrollBar().maximum() == 0
        plain.box.hidePopup()

    def test_a_long_name_gives_up_its_end(self, box: FilterBox) -> None:
        plain = FilterBox("Instrumento", box.window())
        box.window().layout().addWidget(plain)
        pictures = []
        for end in ("del país", "de otro"):
            name = f"Sistema de Seguimiento, Medición y Evaluación {end}"
            plain.offer((("1", name), ("2", "Otro")), "1")
            assert plain.box.currentText() == name
            plain.resize(160, plain.height())
            pictures.append(plain.box.grab().toImage())
        assert pictures[0] == pictures[1], "what has no room is drawn"

    def test_a_single_choice_is_none(self, box: FilterBox) -> None:
        box.offer((), "", "Todos")
        assert not box.box.isEnabled()
        box.offer(CHAMBERS, "c5", "Todos")
        assert box.box.isEnabled()
        assert box.box.currentText() == "Cámara de comercio 5"


class TestFiles:
    @pytest.mark.parametrize(("suffix", "begins"), [("png", b"\x89PNG"), ("svg", b"<?xml")])
    def test_a_chart_as_a_picture(
        self, stage: Stage, recorder: Recorder, tmp_path: Path, suffix: str, begins: bytes
    ) -> None:
        path = tmp_path / f"figura.{suffix}"
        recorder.will_answer(path)
        stage.section.body.picture_wanted.emit(BARS)
        stage.settle()
        assert path.read_bytes().startswith(begins)
        assert recorder.said == [
            ("save_file", "Guardar imagen", "Título-de-la-tabla-2026.png"),
            ("info", "Imagen guardada", f"Guardado en {path}"),
        ]
        assert str(path) in stage.section.said.text()
        assert stage.section.show_button.isVisible()

    def test_each_chart_has_its_button(self, stage: Stage, recorder: Recorder, tmp_path: Path) -> None:
        buttons = [each for each in stage.section.body.findChildren(QPushButton) if each.isVisible()]
        assert len(buttons) == len(stage.section.body.charts)
        for number, button in enumerate(buttons):
            recorder.will_answer(tmp_path / f"{number}.svg")
            button.click()
        stage.settle()
        assert len(list(tmp_path.glob("*.svg"))) == len(buttons)

    def test_who_withdraws_keeps_nothing(self, stage: Stage, recorder: Recorder, tmp_path: Path) -> None:
        recorder.will_answer(None, None)
        stage.section.body.picture_wanted.emit(BARS)
        stage.section.save_button.click()
        stage.settle()
        assert stage.source.written == []
        assert not list(tmp_path.iterdir())
        assert not stage.section.said.isVisible()

    def test_a_picture_that_cannot_be_written_is_told(self, stage: Stage, recorder: Recorder, tmp_path: Path) -> None:
        (tmp_path / "archivo").write_bytes(b"")
        recorder.will_answer(tmp_path / "archivo" / "x.svg")
        stage.section.body.picture_wanted.emit(BARS)
        stage.settle()
        assert len(recorder.codes()) == 1

    def test_all_of_it_with_what_is_chosen(
        self, stage: Stage, recorder: Recorder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        stage.choose(stage.section.form, "Autodiagnóstico")
        stage.settle()
        recorder.will_answer(tmp_path)
        stage.section.save_button.click()
        stage.settle()
        assert stage.source.written == ["auto-2026-1", "auto-2026-2", "auto-2026-3"]
        assert stage.section.bar.value() == stage.section.bar.maximum() == 3
        assert not stage.section.bar.isVisible()
        assert str(tmp_path / "2026") in stage.section.said.text()
        opened: list[str] = []
        monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
        (tmp_path / "2026").mkdir()
        stage.section.show_button.click()
        assert opened == [(tmp_path / "2026").as_posix()]

    def test_it_can_be_stopped(self, stage: Stage, recorder: Recorder, tmp_path: Path) -> None:
        stage.source.gate_of_files.clear()
        recorder.will_answer(tmp_path)
        stage.section.save_button.click()
        assert stage.section.stop_button.isVisible()
        assert not stage.section.save_button.isEnabled()
        stage.section.stop_button.click()
        stage.source.gate_of_files.set()
        stage.settle()
        assert stage.source.written == []
        assert "Se detuvo antes de terminar" in stage.section.said.text()
        assert stage.section.save_button.isEnabled()

    def test_a_fault_is_told_and_one_can_begin_anew(self, stage: Stage, recorder: Recorder, tmp_path: Path) -> None:
        stage.source.fault = ReportError("REP-003")
        recorder.will_answer(tmp_path)
        stage.section.save_button.click()
        stage.settle()
        assert recorder.codes() == ["REP-003"]
        assert stage.section.save_button.isEnabled()
        assert not stage.section.stop_button.isVisible()

    def test_another_look_while_it_is_written_lets_nobody_write_twice(
        self, stage: Stage, recorder: Recorder, tmp_path: Path
    ) -> None:
        stage.source.gate_of_files.clear()
        recorder.will_answer(tmp_path)
        stage.section.save_button.click()
        stage.choose(stage.section.filters["macrosector"], "Servicios")
        stage.qtbot.waitUntil(lambda: stage.shown() == "ssme|2026|serv")
        assert not stage.section.save_button.isEnabled()
        stage.source.gate_of_files.set()
        stage.settle()
        assert stage.section.save_button.isEnabled()


class TestTable:
    @pytest.fixture
    def view(self, qtbot: QtBot, theme: Theme) -> ResultsTable:
        return self.of(qtbot, table(Chart.BARS, ("Uno", 1.5, 20), ("Dos", None, 3), kinds=(Kind.SCORE, Kind.COUNT)))

    def of(self, qtbot: QtBot, of: Table, width: int = 600) -> ResultsTable:
        return framed(qtbot, width, 500, lambda window: ResultsTable(ResultsModel(of, Say.of("es"), window), window))

    def test_figures_stand_at_the_right_and_hidden_ones_say_so(self, view: ResultsTable) -> None:
        model = view.model()
        assert [[model.index(row, column).data() for column in range(3)] for row in range(2)] == [
            ["Uno", "1,50", "20"],
            ["Dos", "menos de 5", "3"],
        ]
        sides = [model.index(0, column).data(Qt.ItemDataRole.TextAlignmentRole) for column in range(3)]
        assert [bool(side & Qt.AlignmentFlag.AlignRight) for side in sides] == [False, True, True]
        assert model.index(0, 1).data(Qt.ItemDataRole.AccessibleTextRole) == "Serie 1: 1,50"

    def test_it_is_copied_as_lines_with_tabs(self, view: ResultsTable) -> None:
        view.selectAll()
        QTest.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
        assert QGuiApplication.clipboard().text() == "Uno\t1,50\t20\nDos\tmenos de 5\t3"

    def test_it_cannot_be_written_in(self, view: ResultsTable) -> None:
        assert not view.model().flags(view.model().index(0, 0)) & Qt.ItemFlag.ItemIsEditable

    def test_it_is_as_high_as_its_rows(self, qtbot: QtBot, view: ResultsTable) -> None:
        rows = [(f"Un nombre largo que no cabe en un solo renglón de esta tabla {n}", 1.0) for n in range(30)]
        long = self.of(qtbot, table(Chart.BARS, *rows), 300)
        for each in (view, long):
            assert each.verticalScrollBar().maximum() == 0
        assert long.rowHeight(0) > view.rowHeight(0)

    def test_many_columns_scroll_in_the_table(self, qtbot: QtBot, theme: Theme) -> None:
        wide = self.of(qtbot, table(Chart.NONE, ("Uno", *[1_000_000] * 14), kinds=(Kind.MONEY,) * 14), 400)
        assert wide.horizontalScrollBar().maximum() > 0
        assert wide.verticalScrollBar().maximum() == 0

    def test_a_table_of_thousands_scrolls(self, qtbot: QtBot, theme: Theme) -> None:
        long = self.of(qtbot, table(Chart.BARS, *[(str(n), 1.0) for n in range(300)]))
        assert long.verticalScrollBar().maximum() > 0


class TestChart:
    def view(self, qtbot: QtBot, of: Table, width: int) -> ChartView:
        picture = chart_picture(of, 480, "es")
        assert picture is not None
        draw = partial(chart_picture, of, language="es")
        return framed(qtbot, width, 900, partial(ChartView, of.title, picture, draw))

    def test_it_is_drawn_anew_for_another_width(self, qtbot: QtBot, theme: Theme) -> None:
        view = self.view(qtbot, BARS, 900)
        assert view._renderer.viewBoxF().width() == WIDTHS[-1]
        view.window().resize(430, 900)
        assert view._renderer.viewBoxF().width() == WIDTHS[0]

    def test_its_height_follows_its_width(self, qtbot: QtBot, theme: Theme) -> None:
        view = self.view(qtbot, SPIDER, 700)
        box = view._renderer.viewBoxF()
        assert view.heightForWidth(600) == pytest.approx(600 * box.height() / box.width(), abs=1)

    @pytest.mark.parametrize(("pixels", "expected"), [(10, 320), (430, 320), (640, 480), (853, 560), (2_000, 640)])
    def test_widths(self, pixels: int, expected: float) -> None:
        assert width_for(pixels, 96 / 72) == expected

    def test_its_fonts_are_those_that_it_was_measured_with(self, qtbot: QtBot, theme: Theme) -> None:
        self.view(qtbot, BARS, 700)
        assert "Open Sans" in QFontDatabase.families()
        assert {"Regular", "Semibold"} <= set(QFontDatabase.styles("Open Sans"))
        picture = chart_picture(BARS, 480, "es")
        assert picture is not None
        assert etree.fromstring(on_screen(picture, dark=False)).get("font-family") == "Open Sans"

    def test_it_follows_the_scheme(self, qtbot: QtBot, theme: Theme) -> None:
        view = self.view(qtbot, BARS, 700)
        corner = view.grab().toImage().pixelColor(2, 2).lightness()
        theme.set_dark(True)
        assert view.grab().toImage().pixelColor(2, 2).lightness() < 60 < corner

    def test_whoever_cannot_see_it_is_led_to_the_table(self, qtbot: QtBot, theme: Theme) -> None:
        view = self.view(qtbot, BARS, 700)
        assert view.accessibleName() == "Gráfico: Título de la tabla"
        assert "tabla" in view.accessibleDescription()


class TestOnDark:
    def test_only_colours_change(self) -> None:
        for of in TABLES:
            picture = chart_picture(replace(of, rows=(('fill="#1f2422"', *of.rows[0][1:]), *of.rows[1:])), 480, "es")
            if picture is None:
                continue
            dark = on_screen(picture, dark=True)
            here, there = (list(etree.fromstring(each).iter()) for each in (picture, dark))
            for one, other in zip(here, there, strict=True):
                assert (one.tag, one.text) == (other.tag, other.text)
                changed = {key for key in one.attrib if one.get(key) != other.get(key)}
                assert changed <= {"fill", "stroke", "font-family"}

    def test_every_colour_of_a_chart_has_one(self) -> None:
        for of in TABLES:
            picture = chart_picture(of, 480, "es")
            for element in etree.fromstring(picture).iter() if picture else ():
                for key in ("fill", "stroke"):
                    assert element.get(key, "none") in {"none", *ON_DARK}
        for number in range(FILLS):
            assert "#" + "".join(f"{round(part * 255):02x}" for part in fill_color(number)) in ON_DARK

    @pytest.mark.parametrize("colour", ["#1f2422", "#5a625e", "#a86400"])
    def test_texts_reach_their_contrast(self, colour: str) -> None:
        assert _contrast(ON_DARK[colour], DARK.surface) >= 4.5

    def test_neighbours_differ_in_lightness(self) -> None:
        inks = ["#" + "".join(f"{round(part * 255):02x}" for part in fill_color(number)) for number in range(FILLS)]
        for one, other in pairwise(inks):
            assert _contrast(ON_DARK[one], ON_DARK[other]) >= 2


def _contrast(one: str, other: str) -> float:
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = (QColor(colour).redF(), QColor(colour).greenF(), QColor(colour).blueF())
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


class TestReach:
    def test_the_keyboard_goes_through_all_of_it_in_order(self, stage: Stage) -> None:
        passed = from_the_top(stage.window, round_trip(stage.window))
        assert set(passed) == {each.widget for each in stops(stage.window)}
        assert out_of_order(passed) == []
        back = round_trip(stage.window, back=True)
        assert set(back) == set(passed)

    def test_everything_has_a_name(self, stage: Stage) -> None:
        for each in stops(stage.window):
            assert each.name, each.words
            assert each.fits, each.words

    @pytest.mark.parametrize("percent", [100, 150, 200])
    def test_nothing_goes_beyond_the_window(self, stage: Stage, theme: Theme, percent: int) -> None:
        theme.set_percent(percent)
        QApplication.processEvents()
        assert stage.section.horizontalScrollBar().maximum() == 0
        assert stage.section.widget().minimumSizeHint().width() <= stage.section.viewport().width()
        for label in stage.section.findChildren(QLabel):
            if label.isVisible() and label.wordWrap():
                assert label.height() >= label.heightForWidth(label.width()) - 1, label.text()
        for chart in stage.section.body.charts:
            assert chart.height() == pytest.approx(chart.heightForWidth(chart.width()), abs=2)


def test_a_published_wave_of_many_tables_is_shown(qtbot: QtBot, theme: Theme) -> None:
    body = framed(qtbot, 800, 600, ResultsBody)
    tables = tuple(replace(each, key=f"t{n}") for n, each in enumerate(TABLES * 5))
    published: Published = replace(PUBLISHED, tables=tables)
    body.show_results(published, chart_pictures(published, 480, "es"), "es")
    assert len(body.tables) == 30
    body.show_results(replace(PUBLISHED, tables=()), {}, "es")
    assert body.tables == []
