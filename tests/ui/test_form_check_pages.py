"""The check's page and the table of values by themselves: very many rows, long words, large type."""

from __future__ import annotations

from pathlib import Path
from time import perf_counter

import pytest
from PySide6.QtCore import QAbstractItemModel, QModelIndex, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.errors import Explanation
from desktop_app.ui.context import Context
from desktop_app.ui.forms.check_page import FormCheckPage
from desktop_app.ui.forms.findings import CAUSE, MOST_SHOWN, SEVERITY
from desktop_app.ui.forms.tables import wrapped_height
from desktop_app.ui.forms.try_page import TryPage
from desktop_app.ui.forms.values import ValuesPanel
from desktop_app.workflows.forms import ExplainedFinding, FormReport
from desktop_app.workflows.try_form import Examined, HeldFiles
from tests.support.recorder import Recorder
from tests.support.survey_desks import desk_of, long_form

WORDS = "La pregunta usa un nombre que no existe en el formulario, y así no se puede calcular."
LONG = "/data/" + "grupo_con_un_nombre_largo/" * 8 + "x"


def finding(number: int, severity: str = "error", place: str = "hoja survey, fila 7") -> ExplainedFinding:
    return ExplainedFinding(severity, Explanation(f"FORM-{number % 999:03}", place, WORDS, WORDS))


def examined(*findings: ExplainedFinding, opens: bool = False) -> Examined:
    report = FormReport("form.md", ok=opens, findings=findings)
    return Examined(Path("/tmp/formularios/form.md"), report, findings, opens, None)


@pytest.fixture
def check(qtbot: QtBot, qapp: QApplication, recorder: Recorder) -> FormCheckPage:
    page = FormCheckPage()
    qtbot.addWidget(page)
    page.resize(1024, 700)
    page.show()
    return page


def roles(model: QAbstractItemModel) -> None:
    """Holds the model to Qt's own contract."""
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)


def short_of_room(root: QWidget) -> list[str]:
    """What is written on labels and buttons that have less room than it needs."""
    QApplication.sendPostedEvents()
    labels = [
        one.text()
        for one in root.findChildren(QLabel)
        if one.isVisible() and one.text() and one.height() < one.heightForWidth(one.width())
    ]
    buttons = [
        one.text()
        for one in root.findChildren(QPushButton)
        if one.isVisible() and one.width() < one.minimumSizeHint().width()
    ]
    return labels + buttons


@pytest.mark.parametrize(
    ("errors", "warnings", "words"),
    [
        (0, 0, "Sin problemas"),
        (1, 0, "1 error"),
        (0, 1, "1 aviso"),
        (3, 2, "3 errores y 2 avisos"),
        (1, 12, "1 error y 12 avisos"),
    ],
)
def test_the_verdict_is_one_sentence(check: FormCheckPage, errors: int, warnings: int, words: str) -> None:
    findings = [finding(n) for n in range(errors)] + [finding(n, "warning") for n in range(warnings)]
    check.show_examined(examined(*findings, opens=not errors))
    assert check.verdict.text() == words


def test_of_very_many_findings_the_first_are_shown_and_all_are_counted(check: FormCheckPage) -> None:
    started = perf_counter()
    check.show_examined(examined(*(finding(number) for number in range(20_000))))
    assert perf_counter() - started < 2
    assert check.table.findings.rowCount() == MOST_SHOWN
    assert check.verdict.text() == "20000 errores"
    QApplication.sendPostedEvents()
    assert any("1000 de 20000" in label.text() for label in check.findChildren(QLabel) if label.isVisible())
    check.copy_all()
    assert QGuiApplication.clipboard().text().count("\n") == 20_003


def test_each_row_is_as_high_as_its_words(check: FormCheckPage) -> None:
    check.show_examined(examined(finding(1), finding(2, place=f"pregunta {LONG}")))
    table = check.table
    for row in (0, 1):
        for column in range(table.findings.columnCount()):
            needed = wrapped_height(table.findings.cell(row, column), table.columnWidth(column), table.fontMetrics())
            assert table.rowHeight(row) >= needed
    assert table.rowHeight(1) > table.rowHeight(0)
    assert sum(table.columnWidth(column) for column in range(5)) <= table.viewport().width()


def test_severity_is_a_word_and_a_sign_and_is_read_aloud_with_the_rest(check: FormCheckPage) -> None:
    check.show_examined(examined(finding(1), finding(2, "warning")))
    model = check.table.findings
    for row, word in enumerate(("Error", "Aviso")):
        index = model.index(row, SEVERITY)
        assert index.data() == word
        assert not index.data(Qt.ItemDataRole.DecorationRole).isNull()
        assert WORDS in index.data(Qt.ItemDataRole.AccessibleTextRole)
    assert not model.index(0, CAUSE).data(Qt.ItemDataRole.DecorationRole)
    assert model.rowCount(model.index(0, 0)) == 0
    assert model.columnCount(model.index(0, 0)) == 0
    assert model.headerData(0, Qt.Orientation.Vertical) is None


def test_the_models_keep_qt_s_contract(check: FormCheckPage, qtbot: QtBot) -> None:
    roles(check.table.findings)
    check.show_examined(examined(*(finding(number) for number in range(5))))
    check.show_examined(examined())
    panel = ValuesPanel(check)
    roles(panel.table.values)
    panel.show_desk(desk_of(long_form(5)))
    panel.search.setText("q3")
    assert panel.table.values.rowCount(QModelIndex()) == 1


def test_words_from_outside_are_shown_and_not_read_as_markup(check: FormCheckPage) -> None:
    check.show_examined(examined(finding(1, place="<b>hoja</b>")))
    assert check.table.findings.index(0, 2).data() == "<b>hoja</b>"
    for label in check.findChildren(QLabel):
        assert label.textFormat() == Qt.TextFormat.PlainText


@pytest.mark.parametrize(("width", "percent"), [(800, 100), (1024, 100), (1024, 200), (1366, 200)])
def test_nothing_is_cut_off(qapp: QApplication, qtbot: QtBot, data_dir: Path, width: int, percent: int) -> None:
    context = Context(qapp, data_dir, "es")
    context.theme.set_percent(percent)
    try:
        check = FormCheckPage()
        trial = TryPage(context, desk_of(long_form(3)), HeldFiles())
        for page in (check, trial):
            qtbot.addWidget(page)
            page.resize(width, 700)
            page.show()
        check.show_examined(examined(finding(1), finding(2, "warning")))
        check.table.arrange()
        assert check.width() == width
        assert short_of_room(check) == []
        trial.values_button.click()
        assert trial.width() == width
        banner = trial.note.parentWidget()
        assert banner is not None
        assert short_of_room(banner) == []
        trial.respond.review_requested.emit()
        assert short_of_room(banner) == []
    finally:
        context.tasks.close()
        context.theme.set_percent(100)


def test_the_values_of_a_huge_form_follow_an_answer_at_once(qapp: QApplication, qtbot: QtBot, data_dir: Path) -> None:
    above = QWidget()
    qtbot.addWidget(above)
    panel = ValuesPanel(above)
    above.show()
    panel.resize(900, 400)
    desk = desk_of(long_form(3_000))
    panel.show_desk(desk)
    started = perf_counter()
    for number in range(50):
        panel.show_changes(desk, desk.answer("/data/g/q7", str(number)))
        QApplication.sendPostedEvents()
    assert perf_counter() - started < 5
    assert panel.table.values.index(7, 1).data() == "49"
