"""The entity opens a wave: what the kit holds, who can bring it in, and which is refused."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from desktop_app.errors import AuthorityError, FileError, FormError, KitError, ReceptionError, TelarError, UsageError
from desktop_app.submission import authority as keys
from desktop_app.submission import kits, trust
from desktop_app.submission.authority import Part, Vault
from desktop_app.submission.kits import Initiative
from desktop_app.workflows import kits as bringing
from desktop_app.workflows.shipped import shipped_forms
from desktop_app.workflows.wave_kit import BuiltKit, KitContent, Opening, build, read_content
from desktop_app.workflows.workspace import Workspace
from desktop_app.xforms import Form
from desktop_app.xforms.compile_xlsform import compile_workbook
from desktop_app.xforms.sheets import parse_workbook
from tests.support.authorities import NAME, Keys, vault
from tests.support.packages import NOW
from tests.support.reception import column, told

SHEET = dedent("""
    | survey | | | |
    | | type | name | label |
    | | text | nombre | ¿Cómo se llama? |
    | settings | | |
    | | form_id | version |
    | | corto | 3 |
    """).strip()
FORM = Form.from_xform(compile_workbook(parse_workbook(SHEET.encode(), ".md", "corto")).xform)
LISTED = (Initiative("ic-017", "Clúster Café & Cacao de Nariño", "52", "52001"),)
OPENING = Opening("2026", 1, date(2026, 11, 1), date(2027, 1, 31), "La ola cierra el 31 de enero.")
CONTENT = KitContent((FORM,), LISTED)
CSV = "id,name,department,municipality\nic-017,Café,52,52001\n"
MEANS = {
    "format": "urn:telar:reference:1",
    "form": "corto",
    "wave": "2025",
    "national": {"count": 40, "means": {"TOTAL": 12.5}},
}


@pytest.fixture
def entity(tmp_path: Path) -> Vault:
    return vault(tmp_path / "entidad")


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "ola-2026.asice"


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    path = tmp_path / "iniciativas.csv"
    path.write_text(CSV, encoding="utf-8-sig")
    return path


def refused(error: type[TelarError], call: Any, *arguments: Any) -> str:
    with pytest.raises(error) as raised:
        call(*arguments)
    said = raised.value.explain()
    assert "{" not in said.cause + said.remedy
    return raised.value.code


def built(entity: Vault, out: Path, content: KitContent = CONTENT, **changes: Any) -> BuiltKit:
    return build(entity, replace(OPENING, **changes), content, out, NOW)


# -- what it holds -----------------------------------------------------------------------------------------------------


def test_a_kit_says_who_opens_which_wave(entity: Vault, out: Path) -> None:
    done = built(entity, out)
    register = keys.load(entity.folder)
    found = kits.read(out.read_bytes(), (trust.pin(register.root),), NOW)
    assert found.pinned
    assert found.obstacles == ()
    kit = found.kit
    assert (kit.wave, kit.number, kit.opens, kit.closes) == ("2026", 1, OPENING.opens, OPENING.closes)
    assert (kit.entity_id, kit.entity_name, kit.message) == ("confecamaras", NAME, OPENING.message)
    assert kit.recipients == register.recipients[0] == done.recipients
    assert found.initiatives == LISTED
    assert set(found.crls) == {register.crl, register.root_crl}
    assert found.signer.certificate == register.signer
    assert [(form.form_id, form.version, form.sha256) for form in kit.forms] == [("corto", "3", FORM.sha256)]
    assert (done.root_fingerprint, done.forms, done.initiatives) == (kit.root_sha256, (("corto", "3"),), 1)
    assert len(done.words) == 10


def test_a_manager_brings_it_in(entity: Vault, out: Path, workspace: Workspace) -> None:
    done = built(entity, out, replace(CONTENT, references={"corto": json.dumps(MEANS).encode()}))
    assert done.references == 1
    shown = bringing.preview(workspace, out.read_bytes(), NOW)
    assert (shown.entity, shown.fingerprint, shown.words) == (NAME, done.root_fingerprint, done.words)
    bringing.take(workspace, out.read_bytes(), NOW, confirmed=done.root_fingerprint)
    to = bringing.receiver(workspace, "2026")
    assert to is not None
    assert to.recipients == done.recipients
    assert workspace.forms.current("corto", "2026")[0].sha256 == FORM.sha256


def test_media_travel_with_their_form(entity: Vault, out: Path, workspace: Workspace) -> None:
    form = workspace.forms.shipped("autodiagnostico")[0]
    assert form.media
    built(entity, out, KitContent((form, FORM), LISTED))
    files = kits.read(out.read_bytes(), (), NOW).files
    for name, data in form.media.items():
        assert files[f"forms/autodiagnostico-media/{name}"] == data
    assert files["forms/autodiagnostico.xml"] == form.xform


def test_a_copy_stays_with_the_entity_and_is_counted(entity: Vault, out: Path) -> None:
    done = built(entity, out)
    assert column(entity.folder, "kits", "wave", "number", "sha256") == [("2026", 1, done.sha256)]
    assert (done.sha256, out.read_bytes()) in column(entity.folder, "files", "sha256", "content")
    assert column(entity.folder, "initiatives", "id") == [each.id for each in LISTED]
    assert column(entity.folder, "forms", "form_id") == [FORM.id]


def test_a_kit_that_cannot_be_written_is_not_counted(entity: Vault, tmp_path: Path) -> None:
    (tmp_path / "archivo").write_bytes(b"")
    with pytest.raises(FileError):
        built(entity, tmp_path / "archivo" / "ola.asice")
    assert told(entity.folder) == {}


def test_only_the_signers_passphrase_is_asked(entity: Vault, out: Path) -> None:
    asking = Keys()
    built(Vault(entity.folder, asking), out)
    assert asking.asked == [Part.SIGNER]


# -- which is refused --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("number", "allowed"), [(1, False), (2, False), (3, True)])
def test_a_number_is_given_once_and_upward(entity: Vault, out: Path, number: int, allowed: bool) -> None:
    built(entity, out, number=2)
    before = out.read_bytes()
    if allowed:
        built(entity, out, number=number)
        assert column(entity.folder, "kits", "number") == [2, 3]
        return
    with pytest.raises(ReceptionError) as error:
        built(entity, out, number=number)
    assert (error.value.code, error.value.params) == ("RCV-013", {"wave": "2026", "number": 2})
    assert out.read_bytes() == before
    built(entity, out, wave="2027", number=1)


def test_lists_that_have_ended(entity: Vault, out: Path) -> None:
    late = NOW + timedelta(days=121)
    assert refused(ReceptionError, build, entity, OPENING, CONTENT, out, late) == "RCV-012"
    assert not out.exists()
    keys.renew_crl(entity, late)
    closes = replace(OPENING, closes=date(2027, 12, 31))
    assert build(entity, closes, CONTENT, out, late).number == 1


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"closes": date(2026, 10, 1)}, "KIT-003"),
        ({"number": 0}, "KIT-002"),
        ({"message": " "}, "KIT-002"),
        ({"wave": ""}, "KIT-002"),
    ],
)
def test_what_would_be_refused_where_it_is_brought_in(
    entity: Vault, out: Path, changes: dict[str, Any], code: str
) -> None:
    with pytest.raises(KitError) as error:
        built(entity, out, **changes)
    assert error.value.code == code
    assert not out.exists()
    assert told(entity.folder) == {}


def test_means_of_a_form_that_is_not_in_the_kit(entity: Vault, out: Path) -> None:
    content = replace(CONTENT, references={"ssme": b"{}"})
    assert refused(KitError, build, entity, OPENING, content, out, NOW) == "KIT-012"


def test_a_wrong_passphrase(entity: Vault, out: Path) -> None:
    forgetful = Vault(entity.folder, Keys(forgotten=[Part.SIGNER]))
    assert refused(AuthorityError, build, forgetful, OPENING, CONTENT, out, NOW) == "AUT-004"
    assert not out.exists()


# -- the files of a kit ------------------------------------------------------------------------------------------------


def test_a_folder_of_forms(tmp_path: Path, listed: Path) -> None:
    folder = tmp_path / "formularios"
    folder.mkdir()
    (folder / "corto.md").write_text(SHEET, encoding="utf-8")
    (folder / "README.md").write_text("# Nada", encoding="utf-8")
    (folder / "notas.txt").write_text("nada", encoding="utf-8")
    (folder / "segundo.xml").write_bytes(FORM.xform.replace(b'id="corto"', b'id="segundo"'))
    found = read_content(folder, listed, ())
    assert [form.id for form in found.forms] == ["corto", "segundo"]
    assert [each.id for each in found.initiatives] == ["ic-017"]


def test_the_shipped_instruments(listed: Path) -> None:
    shipped = [each.id for each in shipped_forms() if each.instrument]
    assert [form.id for form in read_content(None, listed, ()).forms] == shipped


def test_a_folder_without_a_form(tmp_path: Path, listed: Path) -> None:
    assert refused(ReceptionError, read_content, listed.parent / "..", listed, ()) == "RCV-014"
    assert refused(FileError, read_content, tmp_path / "no está", listed, ()) == "FILE-001"
    assert refused(FileError, read_content, listed, listed, ()) == "FILE-008"


def test_a_form_with_a_fault(tmp_path: Path, listed: Path) -> None:
    folder = tmp_path / "formularios"
    folder.mkdir()
    (folder / "corto.md").write_text(SHEET.replace("| text |", "| nada |"), encoding="utf-8")
    with pytest.raises(FormError) as error:
        read_content(folder, listed, ())
    assert error.value.place.file == "corto.md"


def test_a_fault_in_the_list_is_told_with_file_and_row(listed: Path) -> None:
    listed.write_text(CSV + "ic-018,Lácteos,15,99999\n", encoding="utf-8")
    with pytest.raises(ReceptionError) as error:
        read_content(None, listed, ())
    place = error.value.place
    assert (error.value.code, place.file, place.row, place.column) == ("RCV-019", str(listed), 3, "municipality")


def test_means(tmp_path: Path, listed: Path) -> None:
    path, other = tmp_path / "medias.json", tmp_path / "otras.json"
    path.write_text(json.dumps(MEANS), encoding="utf-8")
    assert read_content(None, listed, (path,)).references == {"corto": path.read_bytes()}
    other.write_text(json.dumps({**MEANS, "wave": "2024"}), encoding="utf-8")
    assert refused(ReceptionError, read_content, None, listed, (path, other)) == "RCV-016"
    path.write_text("{}", encoding="utf-8")
    with pytest.raises(UsageError) as error:
        read_content(None, listed, (path,))
    assert (error.value.code, error.value.place.file) == ("USE-019", str(path))
