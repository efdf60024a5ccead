"""The report's QR code from Resultado: the choice that is kept, the report with it, and why it goes without."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from PIL import Image

from desktop_app.submission import paper, qr
from desktop_app.ui.survey.result_page import ResultPage
from desktop_app.workflows import report
from desktop_app.workflows.report import page_count, render_page
from tests.support.desks import NAME
from tests.support.recorder import Recorder
from tests.support.sending import Stage, complete_sample, stage, sticks
from tests.support.windows import open_window, page, press, said

__all__ = ["complete_sample", "open_window", "stage", "sticks"]
PASSPHRASE = "cuatro palabras y otra"


@pytest.fixture
def keyed(stage: Stage, keyring_there: None, tmp_path: Path) -> Stage:
    stage.export(tmp_path / "out")
    stage.go("resultado")
    return stage


def result(stage: Stage) -> ResultPage:
    return page(stage.window, ResultPage)


def codes(pdf: bytes) -> list[str]:
    """What a reader of codes finds on the pages, at the resolution of an office scanner."""
    found: list[str] = []
    for number in range(page_count(pdf)):
        sheet = render_page(pdf, number, 150)
        picture = Image.frombytes("RGBA", (sheet.width, sheet.height), sheet.data).convert("L")
        found += [each.text for each in zxingcpp.read_barcodes(picture)]
    return found


def saved(stage: Stage, recorder: Recorder, path: Path) -> bytes:
    recorder.will_answer(path)
    press(result(stage), "Guardar PDF")
    stage.qtbot.waitUntil(path.exists, timeout=20_000)
    stage.settle()
    return path.read_bytes()


def test_without_a_key_it_cannot_be_wanted_and_why_is_said(stage: Stage, recorder: Recorder, tmp_path: Path) -> None:
    stage.go("resultado")
    choice = result(stage).paper_code
    assert (choice.check.isChecked(), choice.check.isEnabled()) == (False, False)
    assert "se crea la primera vez que exporte" in said(choice)
    assert codes(saved(stage, recorder, tmp_path / "informe.pdf")) == []
    assert recorder.codes() == []


def test_with_a_key_the_report_carries_the_answers(keyed: Stage, recorder: Recorder, tmp_path: Path) -> None:
    choice = result(keyed).paper_code
    assert (choice.check.isChecked(), choice.check.isEnabled()) == (True, True)
    assert "No va cifrado" in said(choice)
    assert choice.check.accessibleName() == "Poner en el informe el código QR con las respuestas"
    (text,) = codes(saved(keyed, recorder, tmp_path / "informe.pdf"))
    desk = keyed.window.keeper.desk
    assert desk is not None
    found = paper.read(text, lambda *_: desk.form, lambda _kid: None)
    assert found.facts.initiative_id == desk.facts.initiative_id
    assert found.session.value(NAME) == desk.session.value(NAME) == "EJEMPLO: Cacao de Arauca"
    assert found.exact
    assert [kind for kind, _, _ in recorder.said] == ["save_file"]


def test_what_was_chosen_stays_so(keyed: Stage, recorder: Recorder, tmp_path: Path) -> None:
    result(keyed).paper_code.check.click()
    keyed.settle()
    assert codes(saved(keyed, recorder, tmp_path / "informe.pdf")) == []
    keyed.window.go("inicio")
    keyed.go("resultado")
    assert not result(keyed).paper_code.check.isChecked()
    result(keyed).paper_code.check.click()
    keyed.settle()
    assert len(codes(saved(keyed, recorder, tmp_path / "otro.pdf"))) == 1
    assert len(recorder.said) == 2


def test_answers_that_do_not_fit_are_said_and_the_report_is_made(
    keyed: Stage, recorder: Recorder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(qr, "CAPACITY", 200)
    assert codes(saved(keyed, recorder, tmp_path / "informe.pdf")) == []
    kind, title, text = recorder.said[-1]
    assert (kind, title) == ("info", "El informe sale sin código QR")
    for words in ("no caben en un código QR", "Código QR-013", "quite la marca en Resultado"):
        assert words in text
    assert recorder.codes() == []


def test_a_key_under_a_passphrase_is_not_asked_for_and_why_is_said(
    stage: Stage, recorder: Recorder, tmp_path: Path, quick_scrypt: None
) -> None:
    recorder.will_answer(PASSPHRASE, PASSPHRASE)
    stage.export(tmp_path / "out")
    stage.go("resultado")
    assert codes(saved(stage, recorder, tmp_path / "informe.pdf")) == []
    assert "protegida con contraseña" in recorder.said[-1][2]
    assert [kind for kind, _, _ in recorder.said] == ["passphrase", "passphrase", "save_file", "info"]


def test_an_answer_that_is_not_on_the_disk_yet_is_not_contradicted_by_the_code(
    keyed: Stage, recorder: Recorder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    made = report.report_content

    def another(*arguments: Any) -> Any:
        content = made(*arguments)
        return replace(content, facts=replace(content.facts, verification_code="0000-0000-0000"))

    monkeypatch.setattr(report, "report_content", another)
    assert codes(saved(keyed, recorder, tmp_path / "informe.pdf")) == []
    assert "todavía no están guardadas" in recorder.said[-1][2]


def test_the_summary_and_the_picture_have_no_code(keyed: Stage, recorder: Recorder, tmp_path: Path) -> None:
    path = tmp_path / "diagrama.png"
    recorder.will_answer(path)
    press(result(keyed), "Guardar imagen")
    keyed.qtbot.waitUntil(path.exists, timeout=20_000)
    keyed.settle()
    assert path.read_bytes().startswith(b"\x89PNG")
    assert [kind for kind, _, _ in recorder.said] == ["save_file"]
