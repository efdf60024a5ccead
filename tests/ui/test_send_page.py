"""Enviar: what the package holds, what lets it through, and all that stands in the way of signing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from desktop_app.submission import unlock
from desktop_app.ui.context import Context
from desktop_app.ui.drives import Drive
from desktop_app.ui.package_contents import PackageContents
from desktop_app.ui.send_page import SendPage
from desktop_app.ui.survey.widgets.link import Link
from desktop_app.ui.unlisted_notice import UnlistedNotice
from desktop_app.workflows.desk import Desk
from desktop_app.workflows.export import PackagePreview
from desktop_app.workflows.listing import Unlisted
from tests.support.accessible import round_trip, stops, told
from tests.support.plan_desks import PLAN, SALES, SALES_WHY, plan_desk
from tests.support.recorder import Recorder
from tests.support.sending import Stage, complete_sample, stage, sticks
from tests.support.trust_loop import LATER, identities, recipients
from tests.support.windows import clipped, open_window, press, said

__all__ = ["complete_sample", "open_window", "stage", "sticks"]

Q1 = "/data/a/q1"
Open = Callable[..., SendPage]


@pytest.fixture
def opened(qapp: QApplication, qtbot: QtBot, data_dir: Path) -> Iterator[Open]:
    contexts = []

    def made(desk: Desk, sizes: dict[str, int] | None = None, width: int = 1024) -> SendPage:
        context = Context(qapp, data_dir)
        contexts.append(context)
        page = SendPage(context, desk)
        qtbot.addWidget(page)
        page.refresh(sizes)
        page.resize(width, 700)
        with qtbot.waitExposed(page):
            page.show()
        return page

    yield made
    for context in contexts:
        context.deleteLater()


@pytest.fixture
def desk() -> Desk:
    """Complete: the sales are explained."""
    desk = plan_desk()
    desk.answer(SALES, "500")
    desk.answer(SALES_WHY, "Entró una exportadora")
    return desk


def links(page: SendPage) -> list[str]:
    return [link.text() for link in page.findChildren(Link) if link.isVisible()]


def test_what_is_beside_the_answers_is_named(opened: Open, desk: Desk) -> None:
    desk.notes.comment(Q1, "Lo vio la junta")
    desk.notes.set_files(Q1, ["acta.pdf", "foto.jpg"])
    page = opened(desk, {"acta.pdf": 2_000_000, "foto.jpg": 500_000})
    text = said(page)
    assert "1 comentario, 2 archivos de soporte, 1 aviso con su motivo" in text
    for name in ("acta.pdf", "foto.jpg", "annotations.xml", "response.xml"):
        assert name in text
    assert not links(page)


def test_nothing_beside_the_answers_is_not_named(opened: Open) -> None:
    desk = plan_desk()
    desk.answer(SALES, "100")
    assert "annotations.xml" not in said(opened(desk))


@pytest.mark.parametrize(
    ("size", "whatsapp", "mail"),
    [(1_000_000, True, True), (16_000_000, True, True), (16_000_001, False, True), (20_000_001, False, False)],
)
def test_what_lets_it_through(qtbot: QtBot, desk: Desk, size: int, whatsapp: bool, mail: bool) -> None:
    contents = PackageContents(None)  # type: ignore[arg-type]
    qtbot.addWidget(contents)
    contents.show_package(PackagePreview((("response.xml", 100),), size, "confecamaras", 0, "X"), desk)
    assert [way.fits for way in contents.ways] == [whatsapp, mail]
    words = [way.label.text() for way in contents.ways]
    assert words[0].startswith("WhatsApp: cabe." if whatsapp else "WhatsApp: no cabe.")
    assert words[1].startswith("Correo: cabe." if mail else "Correo: no cabe.")
    assert all(way.bar.value() <= 100 for way in contents.ways)
    contents.show()
    text = said(contents)
    assert ("memoria USB" in text) is not (whatsapp and mail)


def test_many_files_are_counted(qtbot: QtBot, desk: Desk) -> None:
    contents = PackageContents(None)  # type: ignore[arg-type]
    qtbot.addWidget(contents)
    entries = (("response.xml", 100), *((f"evidence/{number}.pdf", 1_000) for number in range(45)))
    contents.show_package(PackagePreview(entries, 50_000, "otra", 0, "X"), desk)
    contents.show()
    text = said(contents)
    assert "29.pdf" in text
    assert "30.pdf" not in text
    assert "Otros archivos: 15" in text


def test_a_reason_that_is_missing_stands_in_the_way(opened: Open, qtbot: QtBot) -> None:
    desk = plan_desk()
    desk.answer(SALES, "500")
    page = opened(desk)
    assert "Falta el motivo de 1 respuesta que llama la atención." in said(page)
    assert any("Las ventas cambiaron" in link for link in links(page))
    with qtbot.assertNotEmitted(page.exported):
        page.start_export()
    assert page.export_button.isEnabled()
    focus = QApplication.focusWidget()
    assert focus is None or isinstance(focus, Link)


def test_what_is_to_be_confirmed_stands_in_the_way_by_section(opened: Open, qtbot: QtBot) -> None:
    carried = frozenset({Q1, "/data/a/q2", f"{PLAN}[1]/activity"})
    desk = plan_desk(actions=({"activity": "Contrate el estudio"},), carried=carried)
    desk.answer(SALES, "100")
    page = opened(desk)
    text = said(page)
    assert "Falta confirmar 3 respuestas que vienen de la ola anterior." in text
    assert any("A1 Enfoque (2)" in link for link in links(page))
    assert any("PL Plan de mejoramiento (1)" in link for link in links(page))
    asked: list[str] = []
    page.change_wanted.connect(asked.append)
    found = next(link for link in page.findChildren(Link) if "A1 Enfoque" in link.text())
    found.linkActivated.emit(Q1)
    assert asked == [Q1]
    desk.notes.confirm(desk.to_confirm())
    page.refresh()
    assert not links(page)


# -- to whom, and who can open it --------------------------------------------------------------------------------------


def test_nothing_is_said_of_who_can_open_it_before_it_is_known(opened: Open, desk: Desk) -> None:
    text = said(opened(desk))
    assert "El paquete firmado pesará cerca de" in text
    assert "cifrado" not in text
    assert "cifrar" not in text


def test_without_a_kit_it_goes_unencrypted_and_one_can_be_brought_in(stage: Stage, recorder: Recorder) -> None:
    text = said(stage.page)
    for words in ("Va dirigido a Confecámaras.", "sin cifrar: quien tenga el archivo puede leerlo", "Pídalo a"):
        assert words in text
    recorder.will_answer(None)
    with stage.qtbot.waitSignal(stage.page.incoming_wanted):
        press(stage.page, "Traer un kit de ola…")
    stage.qtbot.waitUntil(lambda: not recorder.answers)
    assert [kind for kind, _, _ in recorder.said] == ["open_file"]


def test_with_a_kit_only_the_entity_can_open_it(stage: Stage, keyring_there: None, tmp_path: Path) -> None:
    stage.bring_kit()
    stage.page.refresh()
    stage.settle()
    text = said(stage.page)
    assert "Solo Confecámaras puede abrirlo: el archivo sale cifrado." in text
    assert "sin cifrar" not in text
    assert "Traer un kit de ola…" not in [button.text() for button in stage.page.findChildren(QPushButton)]
    done = stage.export(tmp_path)
    assert (done.encrypted, done.path.suffix) == (True, ".age")


def test_the_entity_is_called_as_its_kit_does_and_never_read_as_markup(qtbot: QtBot, desk: Desk) -> None:
    contents = PackageContents(None)  # type: ignore[arg-type]
    qtbot.addWidget(contents)
    found = PackagePreview((("response.xml", 100),), 4_000, "<b>Otra</b> entidad", 0, "X", encrypted=True)
    contents.show_package(found, desk)
    contents.show()
    assert "Solo <b>Otra</b> entidad puede abrirlo" in said(contents)
    assert all(label.textFormat().name == "PlainText" for label in contents.findChildren(QLabel))


# -- the wave's list ---------------------------------------------------------------------------------------------------


def test_an_initiative_that_is_not_on_the_list_takes_the_name_that_is(
    stage: Stage, recorder: Recorder, keyring_there: None, tmp_path: Path
) -> None:
    assert "no está en la lista" not in said(stage.page)
    stage.bring_kit()
    stage.page.refresh()
    stage.settle()
    text = said(stage.page)
    before = stage.page._desk.facts.initiative_name
    for words in (f"«{before}» no está en la lista de iniciativas de la ola 2026.", "escriba a Confecámaras"):
        assert words in text
    assert clipped(stage.page) == []
    recorder.will_answer(None)
    press(stage.page, "Elegir el nombre de la lista…")
    assert stage.page._desk.facts.initiative_name == before
    recorder.will_answer(0)
    press(stage.page, "Elegir el nombre de la lista…")
    stage.settle()
    kind, _, words = recorder.said[-1]
    assert kind == "pick"
    assert 'Clúster "Lácteos", Boyacá | Clúster Café & Cacao de Nariño' in words
    assert "no está en la lista" not in said(stage.page)
    assert stage.page._desk.facts.initiative_name == 'Clúster "Lácteos", Boyacá'
    assert stage.window.bar.initiative() == 'Clúster "Lácteos", Boyacá'
    done = stage.export(tmp_path)
    file = done.path.read_bytes()
    assert unlock(file, identities(), recipients(), now=LATER).info.initiative_name == 'Clúster "Lácteos", Boyacá'
    assert recorder.codes() == []


def test_where_the_list_has_nobody_one_can_only_write(qtbot: QtBot) -> None:
    notice = UnlistedNotice(None)  # type: ignore[arg-type]
    qtbot.addWidget(notice)
    notice.show_listing(Unlisted("<b>Cacao</b>", "2026", ()), "Confecámaras")
    assert "«<b>Cacao</b>» no está en la lista" in said(notice)
    assert "escriba a Confecámaras para que la ponga" in said(notice)
    assert not notice.findChildren(QPushButton)
    assert all(label.textFormat().name == "PlainText" for label in notice.findChildren(QLabel))
    notice.show_listing(None, "Confecámaras")
    assert not notice.isVisible()


def test_the_page_can_be_gone_through_with_the_keyboard_after_an_export(
    stage: Stage, keyring_there: None, tmp_path: Path, sticks: list[Drive]
) -> None:
    sticks.append(Drive("KINGSTON (E:)", tmp_path / "k", 1_000_000))
    stage.window.resize(1366, 768)
    stage.export(tmp_path / "out")
    stage.page.key.more.set_open(is_open=True)
    stage.window.activateWindow()
    passed = round_trip(stage.window)
    names = [told(each).name for each in passed]
    wanted = ("Copiar el texto para el correo", "Copiar a KINGSTON (E:)", "Firmar y exportar", "Copiar la huella")
    assert [names.index(each) for each in wanted] == sorted(names.index(each) for each in wanted)
    assert {each.widget for each in stops(stage.window)} <= set(passed)
    assert len(set(names)) == len(names)
