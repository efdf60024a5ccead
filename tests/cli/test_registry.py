"""``telar registry`` and the books beside it: the list comes in, who answered is told, paper is taken down."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PIL import Image

from desktop_app.workflows.entity import opened
from desktop_app.workflows.intake import receive_folder
from tests.support.authorities import vault
from tests.support.commands import Telar
from tests.support.every_type import answered, every_type
from tests.support.packages import NOW, sample_info, sample_key
from tests.support.papers import facts_of, picture
from tests.support.reception import ANA, SOON, column, confirm, on_stick, packed

NAME = sample_info().initiative_name
LIST = f"nombre;departamento;correo\n{NAME};Nariño;cafe@ejemplo.org\nCacao;Arauca;\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return vault(tmp_path / "entidad").folder


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    path = tmp_path / "lista.csv"
    path.write_text(LIST, encoding="cp1252")
    return path


def test_a_list_is_shown_and_then_taken(
    telar: Telar, folder: Path, listed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter(["no", "sí"])
    monkeypatch.setattr("builtins.input", lambda _question: next(answers))
    ran = telar("registry", "import", folder, listed, "--wave", "2026")
    assert (ran.code, ran.err) == (0, "")
    no_address = "En la fila 3 de la lista de iniciativas no hay correo al que escribirle un recordatorio."
    assert ran.out.splitlines() == [
        f"RCV-042 (fila 3, columna correo): {no_address}",
        "2 iniciativas: 2 nuevas, 0 cambian, 0 salen de la lista, 0 siguen igual.",
        "La lista de la ola 2026 queda como estaba.",
    ]
    assert column(folder, "initiatives", "name") == []
    ran = telar("registry", "import", folder, listed, "--wave", "2026")
    assert ran.out.splitlines()[-1] == "Lista de la ola 2026 guardada."
    assert sorted(column(folder, "initiatives", "name")) == sorted(["Cacao", NAME])
    listed.write_text(LIST.replace("Cacao;Arauca", "Moda;Nariño").replace("cafe@", "otro@"), encoding="utf-8")
    said = telar("registry", "import", folder, listed, "--wave", "2026", "--yes", "--language", "en").out
    assert "2 initiatives: 1 new, 1 change, 1 leave the list, 0 stay as they are." in said
    assert f"  “{NAME}” changes: e-mail\n  “Cacao” leaves\n" in said


def test_a_program_changes_nothing_without_saying_yes(telar: Telar, folder: Path, listed: Path) -> None:
    document = telar("registry", "import", folder, listed, "--wave", "2026", "--json").json
    assert (document["applied"], document["rows"], len(document["new"])) == (False, 2, 2)
    assert "members" not in document
    assert telar("registry", "import", folder, listed, "--wave", "2026", "--yes", "--json").json["applied"]


def test_all_that_is_wrong_is_told_and_nothing_taken(telar: Telar, folder: Path, listed: Path) -> None:
    listed.write_text("nombre;departamento;correo\n;Nariñoo;x\nDos;52;a@b.co\n", encoding="utf-8")
    ran = telar("registry", "import", folder, listed, "--wave", "2026", "--yes")
    assert ran.code == 1
    assert ran.out.count("RCV-019") == 3
    assert "RCV-044  La lista tiene 3 fallas por corregir" in ran.out
    document = telar("registry", "import", folder, listed, "--wave", "2026", "--yes", "--json").json
    assert [each["row"] for each in document["findings"]] == [2, 2, 2]
    assert column(folder, "initiatives", "name") == []
    ran = telar("registry", "import", folder, listed.with_suffix(".xls"), "--wave", "2026", "--json")
    assert ran.error["code"] == "FILE-001"


def test_who_answered_whom_to_remind_and_who_waits(telar: Telar, folder: Path, listed: Path, tmp_path: Path) -> None:
    telar("registry", "import", folder, listed, "--wave", "2026", "--yes")
    (tmp_path / "llegó").mkdir()
    own = vault(tmp_path / "otra")
    data = packed(own, encrypted=False)
    on_stick(tmp_path / "llegó", data)
    with opened(vault(tmp_path / "copia"), f"sqlite:///{folder / 'reception.sqlite3'}") as entity:
        receive_folder(entity, tmp_path / "llegó", SOON)
    said = telar("registry", "show", folder, "--wave", "2026").out.splitlines()
    assert said == [
        "Cacao: autodiagnostico: Sin responder; firmante: Sin firmante",
        f"{NAME}: autodiagnostico: Apartada; firmante: Por confirmar",
        "Ola 2026: 2 iniciativas en la lista, 2 con algo por responder.",
    ]
    assert len(telar("registry", "show", folder, "--wave", "2026", "--json").json["initiatives"]) == 2
    waiting = telar("registry", "signers", folder, "--json").json["waiting"]
    assert (waiting[0]["manager"], len(waiting[0]["words"])) == (ANA, 10)
    said = telar("registry", "signers", folder).out
    assert f"Por confirmar: «{NAME}», {ANA}: {' '.join(waiting[0]['words'])}\n" in said
    out = tmp_path / "recordatorios.xlsx"
    ran = telar("registry", "reminders", folder, "--wave", "2026", "--out", out)
    assert (ran.code, ran.out) == (0, f"Recordatorios de 2 iniciativas en {out}.\n")
    assert load_workbook(out).active.max_row == 6
    assert telar("registry", "reminders", folder, "--wave", "2030", "--out", out, "--json").error["code"] == "RCV-046"


# -- paper -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def forms(tmp_path: Path) -> Path:
    folder = tmp_path / "formularios"
    folder.mkdir()
    (folder / "todos.xml").write_bytes(every_type().xform)
    return folder


@pytest.fixture
def page(tmp_path: Path) -> Path:
    from desktop_app.submission import paper

    session = answered()
    text = paper.write(session, facts_of(session, initiative_id="ic-017"), sample_key(ANA))
    path = tmp_path / "a.png"
    sheet = picture(text, 4)
    Image.Image.save(sheet, path)
    return path


def test_what_is_scanned_goes_into_the_books(telar: Telar, folder: Path, forms: Path, page: Path) -> None:
    from desktop_app.reception import known_forms

    own = vault(folder.parent / "con firmante")
    confirm(own, now=NOW)
    with opened(own) as entity, entity.books.write() as connection:
        known_forms.add(connection, every_type())
    ran = telar("scan", page, "--authority", own.folder)
    assert (ran.code, ran.err) == (0, "")
    assert f"  Firma: {ANA} (comprobada)" in ran.out
    assert ran.out.splitlines()[-1] == "a.png: en firme, de papel"
    document = telar("scan", page, "--authority", own.folder, "--json").json
    assert [(each["known"], each["channel"]) for each in document["taken"]] == [(True, "paper")]
    plain = telar("scan", page, "--forms", forms, "--json").json
    assert "taken" not in plain
    assert json.dumps(plain["responses"][0]["answers"]) == json.dumps(document["responses"][0]["answers"])


def test_without_an_entity_no_books_are_made(telar: Telar, folder: Path, forms: Path, page: Path) -> None:
    assert telar("scan", page, "--forms", forms).code == 0
    assert not (folder / "reception.sqlite3").exists()
