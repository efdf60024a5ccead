"""From a file on the disk to the verified package, and back to a program that shows it."""

from __future__ import annotations

import base64
import io
import os
import stat
import subprocess
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from lxml import etree
from PIL import Image

from desktop_app.errors import FileError, StoreError
from desktop_app.fileio import sha256_hex
from desktop_app.store import Card
from desktop_app.store.attachments import MOST_BYTES
from desktop_app.workflows.answer import Desk, commit
from desktop_app.workflows.attachments import (
    attach,
    attach_evidence,
    attachments_of,
    clear_copies,
    content_of,
    copy_of,
    evidence,
    extensions,
    named_files,
)
from desktop_app.workflows.export import export, preview
from desktop_app.workflows.report import report_content
from desktop_app.workflows.responses import open_response
from desktop_app.workflows.verify import verify_file
from desktop_app.workflows.workspace import Workspace
from tests.support.desks import NOW, keeper
from tests.support.forms import form

FORM = """
| survey |
| | type | name | label | relevant | required |
| | select_one yn | has | ¿Tiene acta? | | yes |
| | file | minutes | Acta | ${has} = 'yes' | yes |
| | image | photo | Foto | | |
| | begin_repeat | trip | Viaje | | |
| | image | view | Vista | | |
| | end_repeat | | | | |
| choices |
| | list_name | name | label |
| | yn | yes | Sí |
| | yn | no | No |
"""
HAS, MINUTES, PHOTO = "/data/has", "/data/minutes", "/data/photo"
PDF = b"%PDF-1.7\nacta\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256))
REFERENCE = "{http://uri.etsi.org/02918/v1.2.1#}DataObjectReference"
DIGEST = "{http://www.w3.org/2000/09/xmldsig#}DigestValue"


@pytest.fixture
def response(workspace: Workspace) -> str:
    """A response to a form with file questions, of which one is in a repeat."""
    made = form(FORM)
    number = workspace.store.instruments.add(form_id=made.id, version="1", title="Actas", xform=made.xform).id
    initiative = workspace.store.initiatives.add(Card(name="Clúster"), at=NOW)
    return workspace.store.responses.start(initiative.id, number, wave="2026", at=NOW, total=4).id


@pytest.fixture
def disk(tmp_path: Path) -> Path:
    """A folder with files to choose from."""
    folder = tmp_path / "Mis documentos"
    folder.mkdir()
    (folder / "Acta de reunión Nº 1.PDF").write_bytes(PDF)
    (folder / "foto.png").write_bytes(PNG)
    return folder


def given(workspace: Workspace, desk: Desk, ref: str, value: str) -> None:
    """An answer, on disk."""
    changes = desk.answer(ref, value)
    commit(workspace, desk.step(ref, changes), NOW)


def chosen(workspace: Workspace, desk: Desk, ref: str, path: Path) -> str:
    """A file as an answer; its name."""
    name = attach(workspace, desk.response_id, path, NOW, ref).name
    given(workspace, desk, ref, name)
    return name


def complete(workspace: Workspace, response: str, disk: Path) -> Desk:
    desk = open_response(workspace, response, NOW)
    given(workspace, desk, HAS, "yes")
    chosen(workspace, desk, MINUTES, disk / "Acta de reunión Nº 1.PDF")
    chosen(workspace, desk, PHOTO, disk / "foto.png")
    return desk


# -- choosing --------------------------------------------------------------------------------------------------------


def test_a_file_gets_a_name_that_every_system_takes(workspace: Workspace, response: str, disk: Path) -> None:
    kept = attach(workspace, response, disk / "Acta de reunión Nº 1.PDF", NOW, MINUTES)
    assert (kept.name, kept.size) == ("acta-de-reunion-no-1.pdf", len(PDF))
    assert content_of(workspace, response, kept.name) == PDF
    (listed,) = attachments_of(workspace, response)
    assert (listed.sha256, listed.media_type, listed.added) == (sha256_hex(PDF), "application/pdf", NOW)


@pytest.mark.parametrize(
    ("on_disk", "kept"),
    [
        ("../acta.pdf", "acta.pdf"),
        ("con.pdf", "file-con.pdf"),
        ("中文.pdf", "file.pdf"),
        (".pdf", "pdf.pdf"),
        ("a\tb\u202e.pdf", "a-b.pdf"),
        ("foto.jpg", "foto.pdf"),
        ("sin extensión", "sin-extension.pdf"),
        ("x" * 200 + ".pdf", "x" * 40 + ".pdf"),
    ],
)
def test_names_from_outside(workspace: Workspace, response: str, disk: Path, on_disk: str, kept: str) -> None:
    path = disk / Path(on_disk).name
    path.write_bytes(PDF)
    assert attach(workspace, response, path, NOW, MINUTES).name == kept


def test_a_question_takes_what_it_asks_for(workspace: Workspace, response: str, disk: Path) -> None:
    desk = open_response(workspace, response, NOW)
    assert extensions(desk.form.question(PHOTO)) == ("png", "jpg", "jpeg")
    assert "pdf" in extensions(desk.form.question(MINUTES))
    with pytest.raises(StoreError, match="STORE-034"):
        attach(workspace, response, disk / "Acta de reunión Nº 1.PDF", NOW, PHOTO)
    assert attach(workspace, response, disk / "foto.png", NOW, "/data/trip[3]/view").name == "foto.png"


def test_what_cannot_be_read_or_kept_leaves_nothing(workspace: Workspace, response: str, disk: Path) -> None:
    (disk / "vacio.pdf").write_bytes(b"")
    (disk / "programa.pdf").write_bytes(b"MZ\x90\0\x03")
    os.mkfifo(disk / "tubo.pdf")
    with (disk / "enorme.pdf").open("wb") as file:
        file.write(PDF)
        file.truncate(MOST_BYTES + 1)
    expected = {"vacio": "STORE-031", "programa": "STORE-037", "enorme": "STORE-032", "tubo": "FILE-006"}
    for name, code in {**expected, "nada": "FILE-001"}.items():
        with pytest.raises((StoreError, FileError)) as caught:
            attach(workspace, response, disk / f"{name}.pdf", NOW, MINUTES)
        assert caught.value.code == code
        assert f"{name}.pdf" in caught.value.explain().place
    with pytest.raises(FileError, match="FILE-006"):
        attach(workspace, response, disk, NOW, MINUTES)
    assert attachments_of(workspace, response) == ()


def test_the_answer_that_is_replaced_does_not_count(workspace: Workspace, response: str, disk: Path) -> None:
    desk = open_response(workspace, response, NOW)
    for number in range(2):
        path = disk / f"grande{number}.pdf"
        path.write_bytes(PDF + bytes([number]) * (MOST_BYTES - len(PDF)))
        assert chosen(workspace, desk, MINUTES, path) == f"grande{number}.pdf"
    with pytest.raises(StoreError, match="STORE-033"):
        attach(workspace, response, _bigger(disk), NOW, PHOTO)


def _bigger(disk: Path) -> Path:
    path = disk / "foto-grande.png"
    path.write_bytes(PNG + bytes(5_000_000))
    return path


# -- what the answers name -------------------------------------------------------------------------------------------


def test_only_answers_that_count_name_files(workspace: Workspace, response: str, disk: Path) -> None:
    desk = complete(workspace, response, disk)
    view = "/data/trip[1]/view"
    given(workspace, desk, view, "foto.png")
    assert named_files(desk.session) == {"acta-de-reunion-no-1.pdf": MINUTES, "foto.png": PHOTO}
    given(workspace, desk, HAS, "no")
    given(workspace, desk, PHOTO, "")
    assert named_files(desk.session) == {"foto.png": view}
    assert evidence(workspace, desk) == {"foto.png": PNG}


def test_an_answer_taken_back_finds_its_file(workspace: Workspace, response: str, disk: Path) -> None:
    desk = complete(workspace, response, disk)
    given(workspace, desk, PHOTO, "")
    given(workspace, desk, PHOTO, "foto.png")
    assert evidence(workspace, desk)["foto.png"] == PNG


def test_a_form_without_files_names_none(sample_workspace: Workspace, sample_response: str) -> None:
    desk = open_response(sample_workspace, sample_response, NOW)
    assert named_files(desk.session) == {}
    assert evidence(sample_workspace, desk) == {}


# -- from start to verified package ----------------------------------------------------------------------------------


def test_from_the_disk_to_a_package_that_openssl_recomputes(
    workspace: Workspace, response: str, disk: Path, tmp_path: Path
) -> None:
    desk = complete(workspace, response, disk)
    sizes = {each.name: each.size for each in attachments_of(workspace, response)}
    shown = preview(desk, sizes)
    assert dict(shown.entries)["evidence/foto.png"] == len(PNG)
    done = export(workspace, response, tmp_path / "out", keeper(), NOW)
    found = verify_file(done.path, NOW)
    assert found.intact
    assert [entry.name for entry in found.documents()] == ["response.xml", "submission.xml", "enrolment.p10"]
    assert [(file.name, file.size, file.sha256) for file in found.files()] == [
        ("acta-de-reunion-no-1.pdf", len(PDF), sha256_hex(PDF)),
        ("foto.png", len(PNG), sha256_hex(PNG)),
    ]
    with zipfile.ZipFile(done.path) as archive:
        answers = etree.fromstring(archive.read("response.xml"))
        named = {answers.findtext("{*}minutes"), answers.findtext("{*}photo")}
        assert {f"evidence/{name}" for name in named} == {n for n in archive.namelist() if n.startswith("evidence/")}
        manifest = etree.fromstring(archive.read("META-INF/ASiCManifest.xml"))
        for reference in manifest.iter(REFERENCE):
            content = archive.read(str(reference.get("URI")))
            run = subprocess.run(
                ["openssl", "dgst", "-sha256", "-binary"], input=content, capture_output=True, check=True
            )
            assert base64.b64encode(run.stdout).decode() == reference.findtext(DIGEST)


def test_a_changed_file_in_the_package_is_refused(
    workspace: Workspace, response: str, disk: Path, tmp_path: Path
) -> None:
    complete(workspace, response, disk)
    done = export(workspace, response, tmp_path / "out", keeper(), NOW)
    data = done.path.read_bytes()
    at = data.index(PNG[100:140])
    done.path.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
    found = verify_file(done.path, NOW)
    assert not found.intact
    assert (found.files(), found.documents()) == ((), ())


def test_a_correction_hands_over_the_same_files(
    workspace: Workspace, response: str, disk: Path, tmp_path: Path
) -> None:
    keys = keeper()
    desk = complete(workspace, response, disk)
    export(workspace, response, tmp_path / "out", keys, NOW)
    (disk / "foto.png").write_bytes(PNG + b"another")
    name = attach(workspace, response, disk / "foto.png", NOW, PHOTO).name
    assert name == "foto-2.png"
    saved = commit(workspace, desk.step(PHOTO, desk.answer(PHOTO, name)), NOW)
    assert saved.revision == 2
    done = export(workspace, response, tmp_path / "out", keys, NOW + timedelta(minutes=1))
    assert {file.name: file.size for file in verify_file(done.path, NOW).files()} == {
        "acta-de-reunion-no-1.pdf": len(PDF),
        "foto-2.png": len(PNG) + 7,
    }
    assert evidence(workspace, open_response(workspace, response, NOW))["foto-2.png"] == PNG + b"another"


def test_a_sheet_of_zeros_is_no_bomb(workspace: Workspace, response: str, disk: Path, tmp_path: Path) -> None:
    desk = complete(workspace, response, disk)
    (disk / "ceros.csv").write_bytes(b"0;0;0\r\n" * 200_000)
    chosen(workspace, desk, MINUTES, disk / "ceros.csv")
    done = export(workspace, response, tmp_path / "out", keeper(), NOW)
    assert verify_file(done.path, NOW).intact


def test_a_file_that_is_not_there_holds_the_package_back(
    workspace: Workspace, response: str, disk: Path, tmp_path: Path
) -> None:
    desk = complete(workspace, response, disk)
    given(workspace, desk, PHOTO, "de-un-telefono.jpg")
    with pytest.raises(StoreError) as caught:
        export(workspace, response, tmp_path / "out", keeper(), NOW)
    assert caught.value.code == "STORE-036"
    assert "de-un-telefono.jpg" in caught.value.explain().cause
    assert caught.value.place.ref == PHOTO
    assert not (tmp_path / "out").exists()


def test_files_come_back_after_the_program_starts_again(
    workspace: Workspace, response: str, disk: Path, tmp_path: Path
) -> None:
    complete(workspace, response, disk)
    attach(workspace, response, _bigger(disk), NOW, PHOTO)
    workspace.close()
    with Workspace.open(workspace.data_dir, NOW) as again:
        assert [each.name for each in attachments_of(again, response)] == ["acta-de-reunion-no-1.pdf", "foto.png"]
        done = export(again, response, tmp_path / "out", keeper(), NOW)
    assert len(verify_file(done.path, NOW).files()) == 2


def test_the_report_names_the_files_with_their_size(workspace: Workspace, response: str, disk: Path) -> None:
    desk = complete(workspace, response, disk)
    content = report_content(desk, NOW, "es", {"foto.png": 1_260_000})
    answers = {entry.label: entry.answer for section in content.annex for entry in section.entries}
    assert answers["Foto"] == "foto.png (1,3\u00a0MB)"
    assert answers["Acta"] == "acta-de-reunion-no-1.pdf"


# -- beside any answer ------------------------------------------------------------------------------------------------


def beside(workspace: Workspace, desk: Desk, ref: str, *paths: Path) -> list[str]:
    """Files as evidence at ``ref``, on disk; their names."""
    names = [attach_evidence(workspace, desk.response_id, path, NOW).name for path in paths]
    desk.notes.set_files(ref, names)
    commit(workspace, desk.note_step(ref), NOW)
    return names


def test_any_question_may_have_files_beside_it(workspace: Workspace, response: str, disk: Path, tmp_path: Path) -> None:
    desk = open_response(workspace, response, NOW)
    given(workspace, desk, HAS, "no")
    (disk / "lista.csv").write_bytes(b"a;b\r\n1;2\r\n")
    names = beside(workspace, desk, HAS, disk / "Acta de reunión Nº 1.PDF", disk / "lista.csv")
    assert names == ["acta-de-reunion-no-1.pdf", "lista.csv"]
    assert named_files(desk.session) == {}
    assert named_files(desk.session, desk.notes) == dict.fromkeys(names, HAS)
    assert [entry for entry, _ in preview(desk, dict.fromkeys(names, 5)).entries][-2:] == [
        f"evidence/{name}" for name in names
    ]
    done = export(workspace, response, tmp_path / "out", keeper(), NOW)
    assert [entry.size for entry in verify_file(done.path, NOW).files()] == [len(PDF), 10]


def test_files_beside_what_does_not_count_stay_here(workspace: Workspace, response: str, disk: Path) -> None:
    desk = open_response(workspace, response, NOW)
    given(workspace, desk, HAS, "no")
    beside(workspace, desk, MINUTES, disk / "foto.png")  # it applies only where there are minutes
    beside(workspace, desk, "/data/trip[9]/view", disk / "foto.png")
    assert evidence(workspace, desk) == {}
    given(workspace, desk, HAS, "yes")
    assert list(evidence(workspace, desk)) == ["foto.png"]


def test_evidence_that_is_not_there_is_told_with_its_question(workspace: Workspace, response: str) -> None:
    desk = open_response(workspace, response, NOW)
    desk.notes.set_files(HAS, ["nada.pdf"])
    with pytest.raises(StoreError) as caught:
        evidence(workspace, desk)
    assert (caught.value.code, caught.value.place.ref) == ("STORE-036", HAS)


def test_evidence_outlives_a_start_and_goes_when_nothing_names_it(
    workspace: Workspace, response: str, disk: Path
) -> None:
    desk = open_response(workspace, response, NOW)
    (name,) = beside(workspace, desk, HAS, disk / "foto.png")
    folder = workspace.data_dir
    workspace.close()
    with Workspace.open(folder, NOW) as again:
        assert content_of(again, response, name) == PNG
        desk = open_response(again, response, NOW)
        assert desk.notes.evidence == {HAS: (name,)}
        desk.notes.set_files(HAS, [])
        commit(again, desk.note_step(HAS), NOW)
        assert content_of(again, response, name) == PNG  # it may be had back until the program starts again
    with Workspace.open(folder, NOW) as last:
        assert attachments_of(last, response) == ()


def test_evidence_counts_against_the_limits(
    workspace: Workspace, response: str, disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop_app.store.attachments.MOST_FILES", 2)
    desk = open_response(workspace, response, NOW)
    beside(workspace, desk, HAS, disk / "foto.png", disk / "Acta de reunión Nº 1.PDF")
    (disk / "otra.pdf").write_bytes(PDF + b"otra")
    for more in (
        lambda: attach_evidence(workspace, response, disk / "otra.pdf", NOW),
        lambda: attach(workspace, response, disk / "otra.pdf", NOW, MINUTES),
    ):
        with pytest.raises(StoreError) as caught:
            more()
        assert (caught.value.code, caught.value.place.file) == ("STORE-035", "otra.pdf")


def test_a_large_picture_is_kept_smaller(workspace: Workspace, response: str, disk: Path) -> None:
    picture = Image.effect_noise((2400, 1800), 60)
    picture.save(disk / "grande.jpg", quality=95)
    kept = attach_evidence(workspace, response, disk / "grande.jpg", NOW)
    assert kept.size < (disk / "grande.jpg").stat().st_size / 2
    with Image.open(io.BytesIO(content_of(workspace, response, kept.name))) as smaller:
        assert max(smaller.size) < 2400


def test_evidence_of_no_kind_that_is_kept(workspace: Workspace, response: str, disk: Path) -> None:
    (disk / "programa.exe").write_bytes(b"MZ\x90\0" + bytes(60))
    with pytest.raises(StoreError) as caught:
        attach_evidence(workspace, response, disk / "programa.exe", NOW)
    assert caught.value.place.file == "programa.exe"
    assert attachments_of(workspace, response) == ()


# -- opening ---------------------------------------------------------------------------------------------------------


def test_a_copy_to_look_at_is_read_only_and_goes_away(
    workspace: Workspace, response: str, disk: Path, tmp_path: Path
) -> None:
    complete(workspace, response, disk)
    folder = tmp_path / "opened"
    path = copy_of(workspace, response, "foto.png", folder)
    assert (path.name, path.read_bytes()) == ("foto.png", PNG)
    assert not path.stat().st_mode & stat.S_IWUSR
    assert copy_of(workspace, response, "foto.png", folder) == path
    clear_copies(folder)
    assert not folder.exists()
    clear_copies(folder)


def test_what_a_foreign_database_calls_a_picture_is_not_opened(
    workspace: Workspace, response: str, disk: Path, tmp_path: Path
) -> None:
    program = b"MZ\x90\0" + bytes(40)
    workspace.store.attachments.add(
        response, name="foto.exe", content=program, media_type="image/png", at=NOW, others=()
    )
    with pytest.raises(StoreError, match="STORE-037"):
        copy_of(workspace, response, "foto.exe", tmp_path / "opened")
    with pytest.raises(StoreError, match="STORE-036"):
        copy_of(workspace, response, "../../telar.sqlite3", tmp_path / "opened")
    assert not (tmp_path / "opened").exists()


def test_a_document_of_another_program_keeps_its_kind(workspace: Workspace, response: str, disk: Path) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
    (disk / "Informe final.odt").write_bytes(target.getvalue())
    assert attach(workspace, response, disk / "Informe final.odt", NOW, MINUTES).name == "informe-final.odt"
