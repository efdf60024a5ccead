"""Responses that a real entity received: listed, opened, written about, decided on, and answered with receipts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.errors import ReceptionError
from desktop_app.submission import authority as keys
from desktop_app.submission import receipts, trust
from desktop_app.ui import wording
from desktop_app.ui.reception.review_rows import FLAGS, NAME, STATE
from desktop_app.ui.reception.review_section import ReviewSection
from desktop_app.workflows import review
from desktop_app.workflows.intake import receive_folder
from tests.support.accessible import from_the_top, out_of_order, round_trip, stops
from tests.support.received import EVIDENCE_REF, packaged
from tests.support.reception import on_stick
from tests.support.recorder import Recorder
from tests.support.review_source import ASKED, EVIDENCE, LATER, OpenEntity, open_entity
from tests.support.sight import types
from tests.support.windows import clipped

Key = Qt.Key
SIZE = (840, 640)


@pytest.fixture
def source(tmp_path: Path, qapp: QApplication) -> Iterator[OpenEntity]:
    with open_entity(tmp_path / "entidad") as found:
        yield found


@pytest.fixture
def section(source: OpenEntity, qtbot: QtBot, recorder: Recorder) -> Iterator[ReviewSection]:
    made = ReviewSection(source)
    qtbot.addWidget(made)
    made.resize(*SIZE)
    made.show()
    made.shown()
    settle(qtbot, source)
    made.list.focus_first()
    yield made
    settle(qtbot, source)


def settle(qtbot: QtBot, source: OpenEntity) -> None:
    qtbot.waitUntil(source.tasks.is_idle, timeout=20_000)
    QApplication.processEvents()


def show(qtbot: QtBot, source: OpenEntity, section: ReviewSection, member: str, revision: int = 1) -> None:
    section.open(source.of(member, revision).response_id)
    settle(qtbot, source)
    assert section.currentWidget() is section.page


def listed(section: ReviewSection) -> list[str]:
    return [f"{each.member} {each.revision}" for each in section.list.listed()]


def text(section: ReviewSection) -> str:
    return section.page.answers.toPlainText()


def write(section: ReviewSection, ref: str, said: str) -> None:
    """Writes an observation as one does: by the link, in the field, and back."""
    place = section.page.answers.links().index(("observe", ref))
    section.page.answers.anchorClicked.emit(QUrl(str(place)))
    field = section.page.observations.field
    assert field.hasFocus()
    field.selectAll()
    types(said)
    QTest.keyClick(field, Key.Key_Escape)


# The list


def test_what_was_received_is_listed_the_latest_first(section: ReviewSection) -> None:
    assert listed(section) == ["ic-003 1", "ic-001 2", "ic-002 1", "ic-001 1"]
    model = section.list.model
    assert model.index(0, NAME).data() == (
        "EJEMPLO: Cacao de Arauca\n2026 · revisión 1 · Sistema de Seguimiento, Medición y Evaluación (SSME)"
    )
    assert model.index(3, STATE).data() == "Reemplazada\nsolo para leer"
    assert "El reloj" in model.index(0, FLAGS).data()
    assert not model.index(0, FLAGS).data(Qt.ItemDataRole.DecorationRole).isNull()
    assert model.index(1, FLAGS).data() == "–"
    told = model.index(0, NAME).data(Qt.ItemDataRole.AccessibleTextRole)
    assert all(words in told for words in ("Cacao", "Por revisar", "1,96", "Nivel 2", "El reloj"))
    assert section.list.receipts.text() == "Producir acuses… (4)"


def test_a_name_is_never_read_as_markup(section: ReviewSection) -> None:
    hostile = replace(section.list.listed()[0], initiative="<b>Cacao</b> & Café" + "x" * 100_000)
    section.list.show_rows((hostile,))
    cell = section.list.model.index(0, NAME)
    assert cell.data().startswith("<b>Cacao</b> & Café")
    assert len(cell.data()) < 500
    assert cell.data(Qt.ItemDataRole.ToolTipRole).startswith("<qt>&lt;b&gt;Cacao&lt;/b&gt; &amp; Café")


def test_filters_and_the_search_narrow_the_list(section: ReviewSection) -> None:
    states = section.list.state
    states.setCurrentIndex(states.findData("replaced"))
    assert listed(section) == ["ic-001 1"]
    assert section.list.count.text() == "1 de 4 respuestas"
    states.setCurrentIndex(states.findData("accepted"))
    assert listed(section) == []
    assert section.list.nothing.text() == "Ninguna respuesta es como se busca."
    assert not section.list.table.isVisible()
    states.setCurrentIndex(0)
    QTest.keyClicks(section.list.search, "IC-002")
    assert listed(section) == ["ic-002 1"]
    QTest.keyClick(section.list.search, Key.Key_Return)
    assert section.list.table.hasFocus()


def test_a_heading_sorts_and_the_response_at_hand_stays(section: ReviewSection) -> None:
    section.list.choose(section.list.listed()[1].response_id)
    header = section.list.table.horizontalHeader()
    header.sectionClicked.emit(STATE)
    assert listed(section)[-1] == "ic-001 1"
    header.sectionClicked.emit(STATE)
    assert listed(section)[0] == "ic-001 1"
    row = section.list.table.currentIndex().row()
    assert listed(section)[row] == "ic-001 2"


def test_an_entity_without_responses_says_where_they_come_from(section: ReviewSection) -> None:
    section.list.show_rows(())
    assert "Entrada" in section.list.nothing.text()
    assert section.list.count.text() == ""


# A response


def test_enter_opens_a_response_as_it_was_answered(qtbot: QtBot, source: OpenEntity, section: ReviewSection) -> None:
    section.list.choose(source.of("ic-002").response_id)
    QTest.keyClick(section.list.table, Key.Key_Return)
    settle(qtbot, source)
    page, said = section.page, text(section)
    assert page.title.text() == "EJEMPLO: Cacao de Arauca"
    assert "¿Qué equipo gestiona la iniciativa?\nUna persona de tiempo completo\nComentario: " in said
    assert "Archivos: foto.png" in said
    assert "1 respuesta llama la atención" in said
    assert "Motivo: Entró un comprador" in said
    assert "Gestora 2" in said
    seen = review.open_received(source.entity, source.of("ic-002").response_id)
    assert " ".join(seen.words) in said
    assert page.result.total.text() == "1,96 de 3,0 puntos"
    assert page.result.level.text() == "Nivel 2 · Consolidado"
    qtbot.waitUntil(lambda: page.result.web.chart is not None)
    assert page.bar.said.text() == "Por revisar"


def test_what_deserves_attention_stands_first(qtbot: QtBot, source: OpenEntity, section: ReviewSection) -> None:
    show(qtbot, source, section, "ic-001", 2)
    said = text(section)
    heads = ["Observaciones a la revisión 1", "Puntajes que no resultan", "1 respuesta llama", "ID Identificación"]
    places = [said.index(head) for head in heads]
    assert places == sorted(places)
    assert ASKED[0][1] in said
    assert "A3 Gobernanza\n3\n1,67" in said
    show(qtbot, source, section, "ic-003")
    assert text(section).strip().startswith("⚠ 1 alerta")


def test_a_replaced_revision_opens_for_reading_only(qtbot: QtBot, source: OpenEntity, section: ReviewSection) -> None:
    show(qtbot, source, section, "ic-001", 1)
    page = section.page
    labels = [label.text() for label in page.findChildren(QLabel) if label.isVisible()]
    assert "Otra revisión reemplazó a esta: se abre solo para leer." in labels
    assert not page.writable()
    assert page.answers.links() == ()
    assert not any(each.isVisible() for each in (page.bar.accept, page.bar.give_back, page.bar.undo, page.bar.again))
    assert page.observations.texts() == dict(ASKED)
    page.other.click()
    settle(qtbot, source)
    assert page.response_id() == source.of("ic-001", 2).response_id
    assert page.writable()


def test_evidence_is_saved_where_one_says_and_never_opened(
    qtbot: QtBot,
    source: OpenEntity,
    section: ReviewSection,
    recorder: Recorder,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _url: pytest.fail("a file from outside was opened"))
    show(qtbot, source, section, "ic-002")
    assert f"foto.png\n{wording.size(len(EVIDENCE))}" in text(section)
    target = tmp_path / "mi foto.png"
    recorder.will_answer(None, target)
    place = section.page.answers.links().index(("save", "evidence/foto.png"))
    for _ in range(2):
        section.page.answers.anchorClicked.emit(QUrl(str(place)))
        settle(qtbot, source)
    assert target.read_bytes() == EVIDENCE
    assert [(kind, said) for kind, _, said in recorder.said] == [
        ("save_file", "foto.png"),
        ("save_file", "foto.png"),
        ("info", f"Quedó en {target}"),
    ]


def test_a_response_that_cannot_be_opened_is_explained(
    qtbot: QtBot, source: OpenEntity, section: ReviewSection, recorder: Recorder
) -> None:
    source.refusing = ReceptionError("RCV-024", form="ssme 1")
    section.open(1)
    settle(qtbot, source)
    assert recorder.codes() == ["RCV-024"]
    assert section.currentWidget() is section.list


# What is written and decided


def test_an_observation_is_kept_as_it_is_written_and_back_with_its_response(
    qtbot: QtBot, source: OpenEntity, section: ReviewSection
) -> None:
    show(qtbot, source, section, "ic-002")
    page = section.page
    assert not page.bar.give_back.isEnabled()
    write(section, EVIDENCE_REF, "Falta la fecha")
    assert page.answers.hasFocus()
    assert "Observación: Falta la fecha" in text(section)
    assert page.bar.give_back.text() == "Devolver con observaciones (1)"
    settle(qtbot, source)
    assert source.of("ic-002").drafted == ((EVIDENCE_REF, "Falta la fecha"),)
    show(qtbot, source, section, "ic-003")
    assert page.observations.texts() == {}
    show(qtbot, source, section, "ic-002")
    assert page.observations.texts() == {EVIDENCE_REF: "Falta la fecha"}
    section.show_list()
    settle(qtbot, source)
    row = section.list.model.row_of(source.of("ic-002").response_id)
    assert section.list.model.index(row, STATE).data() == "Por revisar\n1 observación escrita"


def test_what_is_being_written_is_kept_on_leaving(qtbot: QtBot, source: OpenEntity, section: ReviewSection) -> None:
    show(qtbot, source, section, "ic-002")
    section.page.answers.observe_wanted.emit(EVIDENCE_REF)
    QTest.keyClicks(section.page.observations.field, "A medio escri")
    section.hidden()
    settle(qtbot, source)
    assert source.of("ic-002").drafted == ((EVIDENCE_REF, "A medio escri"),)


def test_tab_goes_on_from_the_question_that_was_written_about(
    qtbot: QtBot, source: OpenEntity, section: ReviewSection
) -> None:
    show(qtbot, source, section, "ic-002")
    write(section, EVIDENCE_REF, "Falta la fecha")
    QTest.keyClick(section.page.answers, Key.Key_Return)
    assert section.page.observations.field.hasFocus()
    assert section.page.observations.field.toPlainText() == "Falta la fecha"


def test_an_observation_is_taken_away_and_the_order_is_the_form_s(
    qtbot: QtBot, source: OpenEntity, section: ReviewSection
) -> None:
    show(qtbot, source, section, "ic-002")
    write(section, EVIDENCE_REF, "Segunda")
    write(section, "/data/identificacion", "Primera")
    observations = section.page.observations
    assert list(observations.texts().values()) == ["Primera", "Segunda"]
    observations.write("/data/identificacion")
    observations.remove.click()
    assert list(observations.texts().values()) == ["Segunda"]
    settle(qtbot, source)
    assert source.of("ic-002").drafted == ((EVIDENCE_REF, "Segunda"),)


def test_what_a_receipt_cannot_carry_is_left_out_and_said(
    qtbot: QtBot, source: OpenEntity, section: ReviewSection
) -> None:
    show(qtbot, source, section, "ic-002")
    section.page.answers.observe_wanted.emit(EVIDENCE_REF)
    observations = section.page.observations
    observations.field.setPlainText("a\x07b" + "c" * 2_000)
    assert observations.left.text() == "Sobran 3 caracteres: no irán en el acuse."
    assert observations.texts() == {EVIDENCE_REF: "ab" + "c" * 1_997}


def test_accepted_taken_back_and_returned(
    qtbot: QtBot, source: OpenEntity, section: ReviewSection, recorder: Recorder
) -> None:
    show(qtbot, source, section, "ic-002")
    page = section.page
    write(section, EVIDENCE_REF, "Falta la fecha")
    recorder.will_answer(False, True)
    page.bar.accept.click()
    settle(qtbot, source)
    assert source.of("ic-002").decision is None
    with qtbot.waitSignal(section.changed):
        page.bar.accept.click()
    settle(qtbot, source)
    assert page.bar.said.text().startswith("Aceptada · acuse por producir\nAnalista, ")
    assert page.following.hasFocus()
    assert not page.writable()
    assert not page.bar.accept.isVisible()
    page.bar.undo.click()
    settle(qtbot, source)
    assert page.observations.texts() == {EVIDENCE_REF: "Falta la fecha"}
    page.bar.give_back.click()
    settle(qtbot, source)
    decision = source.of("ic-002").decision
    assert decision is not None
    assert (decision.status, decision.observations) == ("returned", ((EVIDENCE_REF, "Falta la fecha"),))
    assert page.answers.links() == (("save", "evidence/foto.png"),)


def test_a_decision_says_who_made_it(qtbot: QtBot, source: OpenEntity, section: ReviewSection) -> None:
    show(qtbot, source, section, "ic-002")
    bar = section.page.bar
    assert bar.by.text() == "Analista"
    bar.by.clear()
    bar.accept.click()
    settle(qtbot, source)
    assert source.of("ic-002").decision is None
    assert bar.by.hasFocus()
    assert bar.by.property("role") == "problem"
    types("Coordinación")
    bar.accept.click()
    settle(qtbot, source)
    decision = source.of("ic-002").decision
    assert decision is not None
    assert (decision.by, source.by) == ("Coordinación", "Coordinación")


def test_a_decision_that_has_its_receipt_is_followed_by_another(
    qtbot: QtBot, source: OpenEntity, section: ReviewSection, tmp_path: Path
) -> None:
    found = source.of("ic-002").response_id
    review.decide(source.entity, found, "returned", ASKED, source.now(), by="Analista")
    review.write_receipts(source.entity, tmp_path, source.now())
    show(qtbot, source, section, "ic-002")
    page = section.page
    assert page.bar.said.text().startswith("Devuelta · con acuse")
    assert not page.bar.undo.isVisible()
    page.bar.again.click()
    assert page.observations.texts() == dict(ASKED)
    write(section, EVIDENCE_REF, "Aún falta")
    page.bar.give_back.click()
    settle(qtbot, source)
    again = source.of("ic-002")
    assert again.decision is not None
    assert again.decision.observations == ((EVIDENCE_REF, "Aún falta"),)
    assert not again.told


def test_a_revision_that_comes_meanwhile_is_the_one_to_decide_on(
    qtbot: QtBot, source: OpenEntity, section: ReviewSection, recorder: Recorder, tmp_path: Path
) -> None:
    show(qtbot, source, section, "ic-002")
    came = tmp_path / "otra"
    came.mkdir()
    on_stick(came, packaged(source.entity.vault, 2, revision=2), "otra.asice.age")
    receive_folder(source.entity, came, LATER)
    section.page.bar.accept.click()
    settle(qtbot, source)
    assert recorder.codes() == ["RCV-025"]
    assert section.page.bar.said.text() == "Reemplazada · solo para leer"
    assert section.page.other.isVisible()


def test_what_could_not_be_kept_is_told_and_tried_again(
    qtbot: QtBot, source: OpenEntity, section: ReviewSection, recorder: Recorder
) -> None:
    show(qtbot, source, section, "ic-002")
    source.refusing = ReceptionError("RCV-021")
    write(section, EVIDENCE_REF, "Falta la fecha")
    settle(qtbot, source)
    assert recorder.codes() == ["RCV-021"]
    source.refusing = None
    write(section, "/data/identificacion", "Otra")
    settle(qtbot, source)
    assert dict(source.of("ic-002").drafted) == {"/data/identificacion": "Otra", EVIDENCE_REF: "Falta la fecha"}


def test_f8_goes_to_the_next_that_waits(
    qtbot: QtBot, source: OpenEntity, section: ReviewSection, recorder: Recorder
) -> None:
    passed = []
    for _ in range(4):
        QTest.keyClick(QApplication.focusWidget() or section, Key.Key_F8)
        settle(qtbot, source)
        passed.append(section.page.response_id())
    first = source.of("ic-003").response_id
    assert passed == [first, source.of("ic-001", 2).response_id, source.of("ic-002").response_id, first]
    for each in passed[:3]:
        review.decide(source.entity, each, "accepted", (), source.now(), by="Analista")
    section.refresh()
    settle(qtbot, source)
    section.page.following.click()
    assert recorder.said[-1][1] == "Nada más por revisar"
    QTest.keyClick(section.page.following, Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert section.currentWidget() is section.list
    assert section.list.table.hasFocus()


# Receipts


def test_receipts_are_made_named_ready_for_sending(
    qtbot: QtBot, source: OpenEntity, section: ReviewSection, recorder: Recorder, tmp_path: Path
) -> None:
    review.decide(source.entity, source.of("ic-002").response_id, "accepted", (), source.now(), by="Analista")
    out = tmp_path / "acuses"
    out.mkdir()
    recorder.will_answer(out)
    with qtbot.waitSignal(section.changed, timeout=20_000):
        section.list.receipts.click()
    settle(qtbot, source)
    page = section.receipts
    assert section.currentWidget() is page
    assert page.title.text() == "4 acuses listos para enviar"
    assert page.bar.value() == page.bar.maximum() == 4
    names = {each.path.name for each in page.model.written if each.path}
    assert names == {
        "acuse-recibida-cluster-1.asice",
        "acuse-recibida-cluster-1-otra.asice",
        "acuse-aceptada-cluster-2.asice",
        "acuse-recibida-cluster-3.asice",
    }
    pinned = (trust.pin(keys.load(source.entity.vault.folder).root),)
    made = receipts.read((out / "acuse-aceptada-cluster-2.asice").read_bytes(), pinned, source.now())
    assert made.receipt.status.value == "accepted"
    page.copy.click()
    assert QApplication.clipboard().text() == page.model.written[0].short
    assert page.told.text() != ""
    page.back.click()
    settle(qtbot, source)
    assert not section.list.receipts.isEnabled()
    section.make_receipts()
    settle(qtbot, source)
    assert recorder.said[-1][1] == "No hay acuses por producir"


def test_what_is_asked_of_questions_and_sections_goes_out_with_the_receipt(
    qtbot: QtBot, source: OpenEntity, section: ReviewSection, recorder: Recorder, tmp_path: Path
) -> None:
    show(qtbot, source, section, "ic-002")
    write(section, EVIDENCE_REF, "Falta la fecha")
    write(section, "/data/identificacion", "Revise la sección")
    section.page.bar.give_back.click()
    settle(qtbot, source)
    recorder.will_answer(tmp_path)
    section.make_receipts()
    qtbot.waitUntil(lambda: section.currentWidget() is section.receipts)
    settle(qtbot, source)
    pinned = (trust.pin(keys.load(source.entity.vault.folder).root),)
    made = receipts.read((tmp_path / "acuse-devuelta-cluster-2.asice").read_bytes(), pinned, source.now())
    assert [(each.ref, each.text) for each in made.receipt.observations] == [
        ("/data/identificacion", "Revise la sección"),
        (EVIDENCE_REF, "Falta la fecha"),
    ]
    show(qtbot, source, section, "ic-002")
    assert section.page.bar.said.text().startswith("Devuelta · con acuse")


def test_one_that_cannot_be_made_says_why_and_the_others_come_out(
    qtbot: QtBot,
    source: OpenEntity,
    section: ReviewSection,
    recorder: Recorder,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shown: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: shown.append(url.toLocalFile()))
    wrong = (("/data/no_está", "¿?"),)
    review.decide(source.entity, source.of("ic-002").response_id, "returned", wrong, source.now(), by="Analista")
    recorder.will_answer(tmp_path)
    section.make_receipts()
    qtbot.waitUntil(lambda: section.currentWidget() is section.receipts)
    settle(qtbot, source)
    page = section.receipts
    assert page.title.text() == "3 acuses listos para enviar · 1 no se pudo producir"
    refused = page.model.written[0]
    assert refused.refused is not None
    assert page.detail.text() == f"{refused.refused.cause} {refused.refused.remedy}"
    assert not page.copy.isEnabled()
    page.show_folder.click()
    assert shown == [str(tmp_path)]


def test_making_receipts_stops_and_goes_on_another_time(
    qtbot: QtBot, source: OpenEntity, section: ReviewSection, recorder: Recorder, tmp_path: Path
) -> None:
    recorder.will_answer(None, tmp_path, tmp_path)
    section.make_receipts()
    settle(qtbot, source)
    assert section.currentWidget() is section.list
    section.make_receipts()
    qtbot.waitUntil(lambda: section.currentWidget() is section.receipts)
    section.receipts.stop.click()
    settle(qtbot, source)
    done = len(section.receipts.model.written)
    assert review.waiting(source.entity) == 4 - done
    section.show_list()
    settle(qtbot, source)
    section.make_receipts()
    settle(qtbot, source)
    assert review.waiting(source.entity) == 0


def test_a_fault_of_the_entity_is_told_and_the_list_is_back(
    qtbot: QtBot, source: OpenEntity, section: ReviewSection, recorder: Recorder, tmp_path: Path
) -> None:
    recorder.will_answer(tmp_path / "no" / "existe")
    (tmp_path / "no").write_bytes(b"a file where a folder is to be")
    section.make_receipts()
    settle(qtbot, source)
    settle(qtbot, source)
    assert [code.partition("-")[0] for code in recorder.codes()] == ["FILE"]
    assert section.currentWidget() is section.list


# For everybody


@pytest.mark.parametrize("percent", [100, 200])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_nothing_is_cut_off_in_a_small_window(
    qtbot: QtBot, source: OpenEntity, section: ReviewSection, percent: int, dark: bool
) -> None:
    from desktop_app.ui.theme import Theme

    theme = Theme(QApplication.instance())  # type: ignore[arg-type]
    theme.set_percent(percent)
    theme.set_dark(dark)
    try:
        assert fits(section, section.list)
        show(qtbot, source, section, "ic-001", 2)
        qtbot.waitUntil(lambda: section.page.turn.isVisible() == (percent == 200))
        qtbot.waitUntil(lambda: section.page.answers.horizontalScrollBar().maximum() == 0)
        assert fits(section, section.page)
        section.page.answers.observe_wanted.emit(EVIDENCE_REF)
        assert section.page.observations.field.isVisible()
        assert fits(section, section.page)
    finally:
        theme.set_dark(False)
        theme.set_percent(100)
        theme.deleteLater()


def fits(section: ReviewSection, page: QWidget) -> bool:
    QApplication.processEvents()
    assert section.minimumSizeHint().width() <= SIZE[0]
    assert clipped(page) == []
    return True


def test_tab_goes_round_and_every_stop_has_a_name(qtbot: QtBot, source: OpenEntity, section: ReviewSection) -> None:
    for opened in (False, True):
        if opened:
            show(qtbot, source, section, "ic-002")
            write(section, EVIDENCE_REF, "Falta la fecha")
            section.page.observations.write(EVIDENCE_REF)
            qtbot.waitUntil(lambda: section.page.result.web.chart is not None)
        for stop in stops(section):
            assert stop.name, stop.words
            assert stop.fits, stop.words
        passed = round_trip(section)
        assert len(passed) >= 6
        assert set(passed) == {each.widget for each in stops(section)}
        assert out_of_order(from_the_top(section, passed)) == []
