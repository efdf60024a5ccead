"""This computer's key on Enviar: how it stands in words, another one, and a chamber's own certificate."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import pkcs12
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.submission import SigningKey
from desktop_app.submission.receipts import Status
from desktop_app.ui.context import Context
from desktop_app.ui.key_panel import KeyPanel
from desktop_app.workflows.trust import KeyFacts, KeyStanding, key_facts, keys_dir
from tests.support.certificates import END, SIGNS, crafted, ladder, load, private_of
from tests.support.recorder import Recorder
from tests.support.sending import Stage, complete_sample, stage, sticks
from tests.support.windows import open_window, press, said

__all__ = ["complete_sample", "open_window", "stage", "sticks"]

PASSWORD = "Contraseña de la cámara"
PASSPHRASE = "cuatro palabras y otra"
FACTS = KeyFacts(
    KeyStanding.UNCONFIRMED,
    "Ana <b>Gestora</b>",
    "0123456789abcdef" * 4,
    ("peine", "golfo", "fuego"),
    "Confecámaras",
    datetime(2027, 3, 1, 12, tzinfo=UTC),
)


def told(qtbot: QtBot, facts: KeyFacts) -> KeyPanel:
    context = Context(QApplication.instance(), Path("/no/hay"))  # type: ignore[arg-type]
    panel = KeyPanel(context, "Ana", None)  # type: ignore[arg-type]
    qtbot.addWidget(panel, before_close_func=lambda _: context.deleteLater())
    panel.show_key(facts)
    return panel


@pytest.mark.parametrize(
    ("standing", "words", "role"),
    [
        (KeyStanding.NONE, "se crea sola la primera vez que firme y exporte", ""),
        (KeyStanding.UNCONFIRMED, "Sin confirmar. Puede enviar desde ya", ""),
        (KeyStanding.CONFIRMED, "Confirmada por Confecámaras hasta el 01/03/2027.", ""),
        (KeyStanding.ENDING, "! Confirmada por Confecámaras, y vence el 01/03/2027.", "attention"),
        (KeyStanding.EXPIRED, "! Venció el 01/03/2027.", "attention"),
        (KeyStanding.REVOKED, "! La entidad la revocó.", "attention"),
    ],
)
def test_how_it_stands_in_words(qtbot: QtBot, standing: KeyStanding, words: str, role: str) -> None:
    panel = told(qtbot, replace(FACTS, standing=standing))
    assert words in panel.state.text()
    assert (panel.state.property("role") or "") == role
    made = standing is not KeyStanding.NONE
    panel.more.set_open(is_open=True)
    for widget in (panel.owner, panel.words, panel.copy_button, panel.renew_button):
        assert widget.isVisible() is made
    assert panel.certificate_button.isVisible()
    assert panel.words.property("role") == ("reference" if standing is KeyStanding.UNCONFIRMED else "muted")
    assert panel.words.text().endswith("peine, golfo, fuego")


def test_the_state_may_change_back_and_forth(qtbot: QtBot) -> None:
    panel = told(qtbot, replace(FACTS, standing=KeyStanding.REVOKED))
    panel.show_key(FACTS)
    assert panel.state.property("role") == ""
    panel.show_key(replace(FACTS, standing=KeyStanding.NONE))
    assert not panel.words.isVisible()


def test_name_issuer_and_fingerprint(qtbot: QtBot) -> None:
    panel = told(qtbot, FACTS)
    assert panel.owner.text() == "A nombre de Ana <b>Gestora</b>"
    assert panel.owner.textFormat().name == "PlainText"
    assert not panel.issuer.isVisible()
    panel.more.set_open(is_open=True)
    assert "0123 4567 89ab cdef 0123" in panel.fingerprint.text()
    panel.copy_button.click()
    assert QApplication.clipboard().text() == FACTS.fingerprint
    panel.show_key(replace(FACTS, issuer="Autoridad de certificación"))
    assert panel.issuer.isVisible()
    assert "que emitió Autoridad de certificación" in panel.issuer.text()


# -- in the window -----------------------------------------------------------------------------------------------------


@pytest.fixture
def keyed(stage: Stage, keyring_there: None, tmp_path: Path) -> Stage:
    """With a key."""
    stage.bring_kit()
    stage.page.refresh()
    stage.export(tmp_path / "out")
    stage.page.key.more.set_open(is_open=True)
    return stage


def fingerprint(stage: Stage) -> str:
    from tests.support.trust_loop import LATER

    facts = stage.on_database(key_facts, LATER)
    assert isinstance(facts, KeyFacts)
    return facts.fingerprint


@cache
def chamber() -> SigningKey:
    return crafted(ladder().issuer, name="Cámara de prueba", basic=END, key_usage=SIGNS)


@pytest.fixture
def own_file(tmp_path: Path) -> Path:
    path = tmp_path / "camara.p12"
    encryption = serialization.PrivateFormat.PKCS12.encryption_builder().kdf_rounds(100).build(PASSWORD.encode())
    path.write_bytes(
        pkcs12.serialize_key_and_certificates(
            b"", private_of(chamber()), load(chamber().certificate), [load(ladder().issuer.certificate)], encryption
        )
    )
    return path


def test_without_a_key_nothing_stands_in_the_way(stage: Stage) -> None:
    assert "se crea sola" in said(stage.page.key)
    assert stage.page.export_button.isEnabled()


def test_the_words_of_the_new_key_are_shown_and_the_receipt_confirms_it(keyed: Stage) -> None:
    panel = keyed.page.key
    assert "cuando le llame la entidad, léale estas palabras" in said(panel)
    assert panel.words.text().count(", ") == 9
    words = panel.words.text()
    assert keyed.page.handover is not None
    keyed.answer(keyed.page.handover.package, Status.ACCEPTED, certify=True)
    assert "Confirmada por Confecámaras inscripciones hasta el 20/11/2027." in said(panel)
    assert panel.words.text().endswith(words)


def test_starting_anew_asks_first_and_leaves_the_answers(keyed: Stage, recorder: Recorder) -> None:
    before, desk = fingerprint(keyed), keyed.window.keeper.desk
    assert desk is not None
    answers = desk.session.draft()
    recorder.will_answer(False)
    press(keyed.page.key, "Empezar de nuevo con otra llave…")
    keyed.settle()
    assert fingerprint(keyed) == before
    recorder.will_answer(True)
    with keyed.qtbot.waitSignal(keyed.page.key.changed, timeout=10_000):
        press(keyed.page.key, "Empezar de nuevo con otra llave…")
    keyed.settle()
    for words in ("Sus respuestas no se tocan", "tendrá que confirmar la nueva", "[Crear otra llave]"):
        assert words in recorder.said[-1][2]
    assert fingerprint(keyed) != before
    assert fingerprint(keyed)[:4] in keyed.page.key.fingerprint.text()
    assert desk.session.draft() == answers
    assert recorder.codes() == []


def test_a_chambers_certificate_takes_the_keys_place(
    keyed: Stage, own_file: Path, recorder: Recorder, tmp_path: Path
) -> None:
    recorder.will_answer(own_file, "no es", PASSWORD)
    with keyed.qtbot.waitSignal(keyed.page.key.changed, timeout=10_000):
        press(keyed.page.key, "Usar el certificado de la cámara…")
    keyed.settle()
    assert recorder.codes() == ["CRT-004"]
    assert [kind for kind, _, _ in recorder.said] == ["open_file", "passphrase", "error", "passphrase"]
    assert "camara.p12" in recorder.said[1][2]
    assert fingerprint(keyed) == chamber().fingerprint
    text = said(keyed.page.key)
    assert "A nombre de Cámara de prueba" in text
    assert "que emitió Entidad de prueba Emisora" in text
    done = keyed.export(tmp_path / "out")
    assert done.signer_fingerprint == chamber().fingerprint


def test_withdrawing_or_a_file_that_is_none_changes_nothing(
    keyed: Stage, own_file: Path, recorder: Recorder, tmp_path: Path
) -> None:
    before = fingerprint(keyed)
    wrong, large = tmp_path / "foto.p12", tmp_path / "grande.p12"
    wrong.write_bytes(b"\xff\xd8\xff" * 100)
    large.write_bytes(bytes(200_000))
    for answers in ([None], [own_file, None], [own_file, "no es", None], [wrong, PASSWORD], [large, PASSWORD]):
        recorder.will_answer(*answers)
        press(keyed.page.key, "Usar el certificado de la cámara…")
        keyed.settle()
        assert not recorder.answers
    assert recorder.codes() == ["CRT-004", "CRT-005", "FILE-007"]
    assert fingerprint(keyed) == before


def test_where_no_keyring_keeps_it_a_passphrase_is_asked_for(
    stage: Stage, own_file: Path, recorder: Recorder, quick_scrypt: None
) -> None:
    stage.page.key.more.set_open(is_open=True)
    recorder.will_answer(own_file, PASSWORD, PASSPHRASE, "otra cosa distinta")
    press(stage.page.key, "Usar el certificado de la cámara…")
    stage.qtbot.waitUntil(lambda: not recorder.answers, timeout=10_000)
    stage.settle()
    assert not keys_dir(stage.window._context.data_dir).exists()
    recorder.will_answer(own_file, PASSWORD, PASSPHRASE, PASSPHRASE)
    with stage.qtbot.waitSignal(stage.page.key.changed, timeout=10_000):
        press(stage.page.key, "Usar el certificado de la cámara…")
    assert fingerprint(stage) == chamber().fingerprint
    assert recorder.codes() == []
