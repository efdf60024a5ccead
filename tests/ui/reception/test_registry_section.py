"""Registro over a real entity: who answered, a list that comes in, reminders, and signers confirmed and revoked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.submission.authority import Vault
from desktop_app.submission.phone_words import phone_words
from desktop_app.ui.reception.registry_model import NAME, PLACE, REMINDED, SIGNER, STATE
from desktop_app.ui.reception.registry_section import RegistrySection
from desktop_app.ui.tasks import Job, Tasks
from desktop_app.ui.theme import Theme
from desktop_app.workflows import registry, signers, standing
from desktop_app.workflows.entity import Entity, opened
from desktop_app.workflows.intake import receive_folder
from tests.support.accessible import round_trip, stops
from tests.support.authorities import Keys, vault
from tests.support.folders import lasting
from tests.support.packages import sample_info, sample_key
from tests.support.reception import ANA, LUIS, SECOND_ID, SOON, column, confirm, on_stick, packed
from tests.support.recorder import Recorder
from tests.support.windows import clipped, press, said

SIZE = (860, 640)
MINE = sample_info().initiative_name
HEAD = "nombre;departamento;municipio;contacto;correo;teléfono\n"
LIST = (
    f"{HEAD}{MINE};Nariño;Pasto;Coordinación;cafe@ejemplo.org;300 111 2233\n"
    "Cacao de Arauca;Arauca;;;cacao@ejemplo.org;\nSalud;Antioquia;Medellín;;;\n"
)


class OpenEntity:
    """An ``EntitySource`` over a real entity."""

    def __init__(self, entity: Entity) -> None:
        self.entity = entity
        self.tasks = Tasks()
        self.by = "Analista"

    def run(self, fn: Callable[..., Any], *args: Any, **how: Any) -> Job:
        return self.tasks.run(fn, self.entity, *args, **how)

    def now(self) -> datetime:
        return SOON + timedelta(hours=1)

    @property
    def folder(self) -> Path:
        return self.entity.vault.folder


@cache
def _prepared() -> Path:
    """An entity with a list of three; one answered, and somebody else signed for it too."""
    folder = lasting("telar-registry-")
    made, came = vault(folder / "entidad"), folder / "llegó"
    came.mkdir()
    (folder / "lista.csv").write_text(LIST, encoding="utf-8")
    confirm(made)
    on_stick(came, packed(made), "a.age")
    on_stick(came, packed(made, LUIS, response_id=SECOND_ID, initiative_id="otro-equipo"), "b.age")
    with opened(made) as entity:
        registry.apply(entity, registry.preview(entity, folder / "lista.csv", "2026"))
        receive_folder(entity, came, SOON)
    return folder / "entidad"


@pytest.fixture
def source(tmp_path: Path, qapp: QApplication) -> Iterator[OpenEntity]:
    copytree(_prepared(), tmp_path / "entidad")
    with opened(Vault(tmp_path / "entidad", Keys())) as entity:
        found = OpenEntity(entity)
        yield found
        found.tasks.close()


@pytest.fixture
def section(source: OpenEntity, qtbot: QtBot, recorder: Recorder) -> Iterator[RegistrySection]:
    yield from begin(source, qtbot)


def begin(source: OpenEntity, qtbot: QtBot) -> Iterator[RegistrySection]:
    made = RegistrySection(source)
    qtbot.addWidget(made)
    made.resize(*SIZE)
    made.show()
    made.shown()
    settle(qtbot, source)
    yield made
    settle(qtbot, source)


def settle(qtbot: QtBot, source: OpenEntity) -> None:
    qtbot.waitUntil(source.tasks.is_idle, timeout=20_000)
    QApplication.processEvents()


def rows(section: RegistrySection) -> dict[str, tuple[str, str]]:
    """The state of each initiative that is shown, and of its signer."""
    model = section.list.model
    return {
        model.index(row, NAME).data(): (model.index(row, STATE).data(), model.index(row, SIGNER).data())
        for row in range(model.rowCount())
    }


def choose(section: RegistrySection, name: str) -> None:
    place = next(row for row, each in enumerate(section.list.model.rows) if each.member.name == name)
    section.list.table.choose(place)


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "nueva.csv"
    path.write_text(text, encoding="utf-8")
    return path


# Who has answered


def test_the_initiatives_of_the_wave_are_told_with_their_signers(section: RegistrySection) -> None:
    assert rows(section) == {
        "Cacao de Arauca": ("Sin responder", "Sin firmante"),
        MINE: ("Recibida", "Por confirmar"),
        "Salud": ("Sin responder", "Sin firmante"),
    }
    assert section.list.unanswered.text() == "Pendientes: 2"
    assert section.list.signers.text() == "Firmantes por confirmar: 1"
    assert "Respondieron todo: 1 de 3 en la lista." in said(section)
    model = section.list.model
    place = model.row_of(next(each.member.id for each in model.rows if each.member.name == MINE))
    assert model.index(place, PLACE).data() == "Pasto, Nariño"
    for shown in (STATE, SIGNER):
        assert not model.index(place, shown).data(Qt.ItemDataRole.DecorationRole).isNull()
    told = model.index(place, NAME).data(Qt.ItemDataRole.AccessibleTextRole)
    assert told == f"{MINE}, Pasto, Nariño, Recibida, Firmante: Por confirmar"
    assert clipped(section) == []


def test_the_one_at_hand_is_told_with_whom_to_call(section: RegistrySection) -> None:
    choose(section, MINE)
    text = said(section.list.panel)
    assert "Coordinación · cafe@ejemplo.org · 300 111 2233" in text
    assert "autodiagnostico: Recibida" in text
    assert f"Firma {LUIS}: Por confirmar" in text
    choose(section, "Salud")
    assert "Nadie ha firmado todavía por ella." in said(section.list.panel)


def test_a_word_and_the_toggle_narrow_the_list_down(section: RegistrySection) -> None:
    section.list.search.setText("ARAUCA cacao")
    assert set(rows(section)) == {"Cacao de Arauca"}
    section.list.search.setText("medellin")
    assert set(rows(section)) == {"Salud"}
    section.list.search.setText("nada de eso")
    assert rows(section) == {}
    assert "Ninguna iniciativa coincide" in said(section)
    section.list.search.clear()
    section.list.unanswered.click()
    assert set(rows(section)) == {"Cacao de Arauca", "Salud"}


def test_the_one_at_hand_stays_while_the_list_is_read_anew(
    qtbot: QtBot, section: RegistrySection, source: OpenEntity
) -> None:
    choose(section, "Salud")
    standing.reminders(source.entity, "2026", SOON)
    section.refresh()
    settle(qtbot, source)
    row = section.list.table.currentIndex().row()
    assert section.list.model.rows[row].member.name == "Salud"
    assert section.list.model.index(row, REMINDED).data() == f"{SOON.astimezone():%d/%m/%Y}"


def test_a_thousand_initiatives_are_there_at_once(
    qtbot: QtBot, section: RegistrySection, source: OpenEntity, tmp_path: Path
) -> None:
    text = HEAD + "".join(f"Clúster {number};Nariño;;;c{number}@ejemplo.org;\n" for number in range(1_000))
    seen = registry.preview(source.entity, written(tmp_path, text), "2026")
    registry.apply(source.entity, seen)
    section.refresh()
    settle(qtbot, source)
    assert section.list.model.rowCount() == 1_001  # and the one that answered, which the list no longer has
    assert f"{MINE} (no está en la lista)" in rows(section)
    section.list.search.setText("cluster 999")
    assert set(rows(section)) == {"Clúster 999"}


# The list


def test_a_list_changes_nothing_before_somebody_has_seen_what(
    qtbot: QtBot, section: RegistrySection, source: OpenEntity, recorder: Recorder, tmp_path: Path
) -> None:
    before = column(source.folder, "initiatives", "name", "email")
    text = LIST.replace("Salud;", "Moda;").replace("cacao@", "otro@")
    recorder.will_answer(written(tmp_path, text))
    press(section, "Traer lista…")
    settle(qtbot, source)
    assert section.currentWidget() is section.preview
    told = said(section.preview)
    assert "Nuevas: 1 · Cambian: 1 · Salen: 1 · Siguen igual: 1" in told
    assert "Salen de la lista: Salud" in told
    assert "Cambian: Cacao de Arauca" in told
    assert section.preview.findings.findings.rowCount() == 1
    assert clipped(section) == []
    assert column(source.folder, "initiatives", "name", "email") == before
    press(section.preview, "Cancelar")
    assert column(source.folder, "initiatives", "name", "email") == before
    recorder.will_answer(tmp_path / "nueva.csv")
    press(section, "Traer lista…")
    settle(qtbot, source)
    with qtbot.waitSignal(section.changed):
        press(section.preview, "Guardar la lista")
    settle(qtbot, source)
    assert section.currentWidget() is section.list
    assert set(rows(section)) == {"Cacao de Arauca", MINE, "Moda"}


def test_a_list_with_errors_cannot_be_taken(
    qtbot: QtBot, section: RegistrySection, source: OpenEntity, recorder: Recorder, tmp_path: Path
) -> None:
    recorder.will_answer(written(tmp_path, f"{HEAD}Una;Nariñoo;;;a@b.co;\n;Cauca;;;sin arroba;\n"))
    press(section, "Traer lista…")
    settle(qtbot, source)
    findings = section.preview.findings.findings
    told = [findings.row_text(row) for row in range(findings.rowCount())]
    assert len(told) == 3
    assert "lo más parecido es «Nariño»" in told[0]
    assert "«sin arroba» no es un correo" in "".join(told)
    assert not section.preview.take.isEnabled()
    assert "Hay 3 fallas por corregir" in said(section.preview)


def test_a_file_that_is_no_list_is_told(
    qtbot: QtBot, section: RegistrySection, source: OpenEntity, recorder: Recorder, tmp_path: Path
) -> None:
    recorder.will_answer(written(tmp_path, "correo\na@b.co\n"))
    press(section, "Traer lista…")
    settle(qtbot, source)
    assert recorder.codes() == ["RCV-041"]
    assert section.currentWidget() is section.list


def test_a_wave_without_a_list_says_how_to_begin(tmp_path: Path, qtbot: QtBot, recorder: Recorder) -> None:
    with opened(vault(tmp_path / "nueva")) as entity:
        source = OpenEntity(entity)
        for section in begin(source, qtbot):
            assert "Traiga la lista" in said(section)
            assert section.list.wave() == "2026"
            assert not section.list.remind.isEnabled()
            recorder.will_answer(written(tmp_path, LIST))
            press(section, "Traer lista…")
            settle(qtbot, source)
            press(section.preview, "Guardar la lista")
            settle(qtbot, source)
            assert len(rows(section)) == 3
        source.tasks.close()


# Reminders


def test_reminders_are_written_where_one_says(
    qtbot: QtBot, section: RegistrySection, source: OpenEntity, recorder: Recorder, tmp_path: Path
) -> None:
    out = tmp_path / "salida" / "recordatorios.xlsx"
    recorder.will_answer(out)
    press(section, "Recordatorios…")
    settle(qtbot, source)
    assert recorder.said[0] == ("save_file", "Guardar los recordatorios", "recordatorios-2026.xlsx")
    assert "Iniciativas por recordar: 2." in recorder.said[1][2]
    names = {row[0].value for row in load_workbook(out).active.iter_rows(min_row=5)}
    assert names == {"Cacao de Arauca", "Salud"}
    choose(section, "Salud")
    assert "Último recordatorio:" in said(section.list.panel)


# Whoever signs


def test_the_words_are_compared_and_the_signer_confirmed(
    qtbot: QtBot, section: RegistrySection, source: OpenEntity, recorder: Recorder
) -> None:
    choose(section, MINE)
    press(section.list.panel, "Comparar las palabras…")
    panel = section.signers.panel
    told = said(panel)
    assert "\u00a0· ".join(phone_words(sample_key(LUIS).fingerprint)) in told
    assert f"Por esta iniciativa firma hoy {ANA}." in told
    assert clipped(section) == []
    assert panel.by is not None
    assert panel.by.text() == "Analista"
    panel.by.clear()
    assert panel.agree is not None
    assert not panel.agree.isEnabled()
    panel.by.setText("Mesa de ayuda")
    with qtbot.waitSignal(section.changed, timeout=10_000):
        press(panel, "Coinciden: confirmar")
    settle(qtbot, source)
    found = signers.signers(source.entity)
    assert [(each.manager, each.by) for each in found.confirmed] == [(LUIS, "Mesa de ayuda")]
    assert [each.manager for each in found.revoked] == [ANA]
    assert "Nadie espera" in said(section.signers)
    press(section.signers, "Volver a las iniciativas")
    assert rows(section)[MINE][1] == "Confirmado"
    assert section.list.signers.text() == "Firmantes"


def test_words_that_differ_confirm_nobody(section: RegistrySection, source: OpenEntity, recorder: Recorder) -> None:
    press(section, "Firmantes por confirmar: 1")
    press(section.signers.panel, "No coinciden")
    assert recorder.said[0][:2] == ("info", "Las palabras no coinciden")
    assert len(signers.signers(source.entity).waiting) == 1


def test_a_standing_is_taken_away_with_a_reason_and_asked_twice(
    qtbot: QtBot, section: RegistrySection, source: OpenEntity, recorder: Recorder
) -> None:
    section.show_signers("")
    press(section.signers, "Confirmados: 1")
    panel = section.signers.panel
    assert panel.take_away is not None
    assert panel.why is not None
    assert panel.compromised is not None
    assert not panel.take_away.isEnabled()
    panel.why.setText("perdió el equipo")
    panel.compromised.setChecked(True)
    recorder.will_answer(False)
    panel.take_away.click()
    assert signers.signers(source.entity).revoked == ()
    assert panel.take_away.isEnabled()
    recorder.will_answer(True)
    with qtbot.waitSignal(section.changed, timeout=10_000):
        panel.take_away.click()
    settle(qtbot, source)
    (gone,) = signers.signers(source.entity).revoked
    assert (gone.why, gone.reason) == ("perdió el equipo", "keyCompromise")
    press(section.signers, "Retirados: 1")
    assert "perdió el equipo" in said(panel)


def test_a_fault_leaves_what_is_typed(
    qtbot: QtBot, section: RegistrySection, source: OpenEntity, recorder: Recorder
) -> None:
    section.show_signers("")
    section.signers.show_kind("confirmed")
    panel = section.signers.panel
    assert panel.why is not None
    assert panel.take_away is not None
    panel.why.setText("cambió de equipo")
    signers.revoke(source.entity, sample_key(ANA).fingerprint, SOON, why="antes")
    recorder.will_answer(True)
    panel.take_away.click()
    settle(qtbot, source)
    assert recorder.codes() == ["AUT-013"]
    assert panel.why.text() == "cambió de equipo"
    assert panel.take_away.isEnabled()


# Large type, keyboard and screen readers


@pytest.mark.parametrize("percent", [100, 150, 200])
@pytest.mark.parametrize("page", ["list", "preview", "signers"])
def test_nothing_goes_beyond_the_window(
    section: RegistrySection, source: OpenEntity, qapp: QApplication, tmp_path: Path, page: str, percent: int
) -> None:
    looks = Theme(qapp)
    try:
        looks.set_percent(percent)
        choose(section, MINE)
        text = f"{HEAD}Una;Nariñoo;;;a@b.co;\n;Cauca;;;sin arroba;\n"
        section.preview.show_preview(registry.preview(source.entity, written(tmp_path, text), "2026"))
        section.show_signers(sample_key(LUIS).fingerprint)
        shown = getattr(section, page)
        section.setCurrentWidget(shown)
        QApplication.processEvents()
        assert shown.horizontalScrollBar().maximum() == 0
        assert shown.widget().minimumSizeHint().width() <= shown.viewport().width()
        assert clipped(shown) == []
    finally:
        looks.set_percent(100)
        looks.deleteLater()


def test_everything_is_reached_with_the_keyboard_and_has_a_name(section: RegistrySection) -> None:
    section.activateWindow()
    section.list.focus_first()
    passed = round_trip(section)
    for wanted in (section.list.waves, section.list.bring, section.list.search, section.list.table):
        assert wanted in passed
    assert [each.words for each in stops(section) if not each.name or not each.fits] == []
    section.show_signers("")
    assert [each.words for each in stops(section) if not each.name or not each.fits] == []


def test_keys_lead_to_the_search_and_back(section: RegistrySection) -> None:
    section.activateWindow()
    section.list.focus_first()
    QTest.keyClick(section.list.table, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert section.list.search.hasFocus()
    section.show_signers("")
    QTest.keyClick(section.signers.table, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert section.currentWidget() is section.list
