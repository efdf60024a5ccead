from __future__ import annotations

import zipfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from lxml import etree

from desktop_app.errors import FileError, SigningKeyError, StoreError, UsageError
from desktop_app.fileio import sha256_hex
from desktop_app.store import ResponseState
from desktop_app.submission import PassphraseSecrets, inspect
from desktop_app.workflows import export as workflow
from desktop_app.workflows import placing
from desktop_app.workflows.answer import commit
from desktop_app.workflows.example import create_self_diagnosis
from desktop_app.workflows.export import export, history, preview, replace_key, response_xml
from desktop_app.workflows.initiatives import card_fields
from desktop_app.workflows.reference import reference
from desktop_app.workflows.report import report_content
from desktop_app.workflows.responses import open_response
from desktop_app.workflows.verify import verify_file
from desktop_app.workflows.workspace import Workspace
from desktop_app.xforms import Session
from tests.support.desks import ITEMS, NOW, P01, P03, begin, keeper

NAME = "ejemplo-cacao-de-arauca-autodiagnostico-2026-r1.asice"
SUBMISSION = "{urn:telar:submission:1}"


def names(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir()) if folder.is_dir() else []


def entry(path: Path, name: str) -> bytes:
    with zipfile.ZipFile(path) as archive:
        return archive.read(name)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "Memoria USB"


# -- what leaves -----------------------------------------------------------------------------------------------------


def test_a_package_is_written_and_holds(sample_workspace: Workspace, sample_response: str, out: Path) -> None:
    done = export(sample_workspace, sample_response, out, keeper(), NOW)
    assert names(out) == [NAME]
    assert (done.path, done.file_name) == (out / NAME, NAME)
    data = done.path.read_bytes()
    assert (done.size, done.sha256) == (len(data), sha256_hex(data))
    package = inspect(data, now=NOW)
    assert package.info.response_id == f"uuid:{sample_response}"
    assert (package.info.revision, package.info.sequence, package.info.replaces) == (1, 1, None)
    assert package.info.initiative_name == "EJEMPLO: Cacao de Arauca"
    assert (package.info.form_id, package.info.form_version, package.info.wave) == ("autodiagnostico", "2026.1", "2026")
    assert (package.info.claimed_at, package.claimed_at) == (NOW, NOW)
    assert package.signer.fingerprint == done.signer_fingerprint
    assert package.warnings == ()


def test_the_store_has_its_row_and_the_response_is_exported(
    sample_workspace: Workspace, sample_response: str, out: Path
) -> None:
    done = export(sample_workspace, sample_response, out, keeper(), NOW)
    (row,) = history(sample_workspace, sample_response)
    assert (row.response_id, row.revision, row.sequence) == (sample_response, 1, 1)
    assert (row.file_name, row.path, row.sha256, row.size) == (NAME, str(out / NAME), done.sha256, done.size)
    assert (row.created, row.signer_fingerprint) == (NOW, done.signer_fingerprint)
    assert sample_workspace.store.responses.get(sample_response).state is ResponseState.EXPORTED


def test_the_answers_inside_open_again_as_they_were(
    sample_workspace: Workspace, sample_response: str, out: Path
) -> None:
    desk = open_response(sample_workspace, sample_response, NOW)
    done = export(sample_workspace, sample_response, out, keeper(), NOW)
    session = Session(desk.form, instance_xml=entry(done.path, "response.xml"), now=NOW)
    expected = {ref: value for ref, value in desk.session.values().items() if desk.session.is_relevant(ref)}
    expected["/data/meta/instanceID"] = f"uuid:{sample_response}"
    assert expected.items() <= session.values().items()
    assert session.unknown == []


def test_one_reference_on_paper_in_the_window_and_in_the_package(
    sample_workspace: Workspace, sample_response: str, out: Path
) -> None:
    desk = open_response(sample_workspace, sample_response, NOW)
    shown = preview(desk).reference
    content = report_content(desk, NOW, "es")
    done = export(sample_workspace, sample_response, out, keeper(), NOW)
    assert done.reference == shown == reference(entry(done.path, "response.xml"))
    assert verify_file(done.path, NOW).reference == done.reference
    assert any(done.reference in value for _, value in content.cover.lines)


def test_the_reference_changes_with_an_answer_and_not_with_the_language(
    sample_workspace: Workspace, sample_response: str
) -> None:
    desk = open_response(sample_workspace, sample_response, NOW, "es")
    before = preview(desk).reference
    assert preview(open_response(sample_workspace, sample_response, NOW, "en")).reference == before
    desk.answer(P01, "0")
    assert preview(desk).reference != before


def test_the_preview_says_what_the_package_would_hold(
    sample_workspace: Workspace, sample_response: str, out: Path
) -> None:
    desk = open_response(sample_workspace, sample_response, NOW)
    shown = preview(desk)
    done = export(sample_workspace, sample_response, out, keeper(), NOW)
    assert shown.problems == 0
    assert shown.recipient == inspect(done.path.read_bytes()).info.recipient
    assert dict(shown.entries)["response.xml"] == len(entry(done.path, "response.xml")) == len(response_xml(desk))
    assert {name for name, _ in shown.entries} == {"response.xml", "submission.xml"}
    assert abs(shown.size - done.size) < 0.35 * done.size


# -- again -----------------------------------------------------------------------------------------------------------


def test_the_same_revision_again_replaces_its_file_and_counts_on(
    sample_workspace: Workspace, sample_response: str, out: Path
) -> None:
    keys = keeper()
    first = export(sample_workspace, sample_response, out, keys, NOW)
    second = export(sample_workspace, sample_response, out, keys, NOW + timedelta(minutes=1))
    assert names(out) == [NAME]
    assert (first.sequence, second.sequence) == (1, 2)
    assert (first.revision, second.revision) == (1, 1)
    assert (first.reference, first.signer_fingerprint) == (second.reference, second.signer_fingerprint)
    assert first.sha256 != second.sha256
    assert [row.sequence for row in history(sample_workspace, sample_response)] == [2, 1]
    assert inspect((out / NAME).read_bytes()).info.sequence == 2


def test_a_file_of_that_name_that_is_another_stays(
    sample_workspace: Workspace, sample_response: str, out: Path
) -> None:
    other = create_self_diagnosis(sample_workspace, NOW)
    keys = keeper()
    first = export(sample_workspace, sample_response, out, keys, NOW)
    second = export(sample_workspace, other, out, keys, NOW)
    assert names(out) == [NAME.replace("r1", "r1-2"), NAME]
    assert inspect(first.path.read_bytes()).info.response_id == f"uuid:{sample_response}"
    assert inspect(second.path.read_bytes()).info.response_id == f"uuid:{other}"
    assert history(sample_workspace, other)[0].path == str(second.path)
    (out / NAME.replace("r1", "r1-2")).rename(out / NAME.replace("r1", "r1-3"))
    assert export(sample_workspace, other, out, keys, NOW).file_name == NAME.replace("r1", "r1-2")


def test_a_folder_said_from_where_one_is_is_the_same_folder(
    sample_workspace: Workspace, sample_response: str, out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    keys = keeper()
    first = export(sample_workspace, sample_response, out, keys, NOW)
    second = export(sample_workspace, sample_response, Path(out.name), keys, NOW)
    assert first.path == second.path == out / NAME
    assert names(out) == [NAME]


def test_revision_two_names_what_it_replaces(sent_workspace: Workspace, sample_response: str, out: Path) -> None:
    desk = open_response(sent_workspace, sample_response, NOW)
    changes = desk.answer(P03, "2")
    saved = commit(sent_workspace, desk.step(P03, changes), NOW)
    done = export(sent_workspace, sample_response, out, keeper(), NOW)
    assert done.file_name == NAME.replace("r1", "r2")
    assert (done.revision, done.sequence) == (2, 1)
    response = etree.fromstring(entry(done.path, "submission.xml")).find(f"{SUBMISSION}response")
    assert response is not None
    assert dict(response.attrib) == {
        "id": f"uuid:{saved.response_id}",
        "replaces": f"uuid:{sample_response}",
        "revision": "2",
        "sequence": "1",
    }
    answers = entry(done.path, "response.xml")
    assert f"uuid:{saved.response_id}".encode() in answers
    assert f"uuid:{sample_response}".encode() in answers
    assert [row.revision for row in history(sent_workspace, sample_response)] == [1]
    assert [row.revision for row in history(sent_workspace, saved.response_id)] == [2]
    assert verify_file(done.path, NOW).intact


# -- refusals --------------------------------------------------------------------------------------------------------


def test_a_response_that_is_not_there(sample_workspace: Workspace, out: Path) -> None:
    with pytest.raises(UsageError, match="USE-002"):
        export(sample_workspace, "nobody", out, keeper(), NOW)
    assert names(out) == []
    assert not workflow.keys_dir(sample_workspace.data_dir).exists()


def test_a_response_with_something_pending(workspace: Workspace, out: Path) -> None:
    response = begin(workspace)
    with pytest.raises(UsageError) as caught:
        export(workspace, response, out, keeper(), NOW)
    assert caught.value.code == "USE-003"
    assert f"{ITEMS}" in caught.value.explain().cause
    assert names(out) == []
    assert not workflow.keys_dir(workspace.data_dir).exists()
    assert workspace.store.responses.get(response).state is ResponseState.DRAFT


def test_a_wrong_companion_holds_it_back(sample_workspace: Workspace, sample_response: str, out: Path) -> None:
    desk = open_response(sample_workspace, sample_response, NOW)
    ref = desk.companions(P03).planned
    assert ref is not None
    changes = desk.answer(ref, "pronto")
    commit(sample_workspace, desk.step(ref, changes), NOW)
    with pytest.raises(UsageError, match="USE-003"):
        export(sample_workspace, sample_response, out, keeper(), NOW)
    assert desk.pending() == ref


@pytest.mark.parametrize("blocked", ["file", "file/below", "/proc/telar"])
def test_a_folder_that_takes_no_files_leaves_no_record(
    sample_workspace: Workspace, sample_response: str, tmp_path: Path, blocked: str
) -> None:
    (tmp_path / "file").write_bytes(b"keep")
    with pytest.raises(FileError):
        export(sample_workspace, sample_response, tmp_path / blocked, keeper(), NOW)
    assert history(sample_workspace, sample_response) == ()
    assert sample_workspace.store.responses.get(sample_response).state is ResponseState.READY
    assert (tmp_path / "file").read_bytes() == b"keep"


def test_a_package_that_cannot_be_recorded_is_not_left(
    sample_workspace: Workspace, sample_response: str, out: Path
) -> None:
    with sample_workspace.store._database.transaction() as connection:
        connection.exec_driver_sql("CREATE TRIGGER full BEFORE INSERT ON packages BEGIN SELECT RAISE(ABORT, 'no'); END")
    with pytest.raises(StoreError):
        export(sample_workspace, sample_response, out, keeper(), NOW)
    assert names(out) == []
    assert sample_workspace.store.responses.get(sample_response).state is ResponseState.READY


def test_what_was_handed_over_before_stays_when_the_next_is_not_recorded(
    sample_workspace: Workspace, sample_response: str, out: Path
) -> None:
    keys = keeper()
    export(sample_workspace, sample_response, out, keys, NOW)
    with sample_workspace.store._database.transaction() as connection:
        connection.exec_driver_sql("CREATE TRIGGER full BEFORE INSERT ON packages BEGIN SELECT RAISE(ABORT, 'no'); END")
    with pytest.raises(StoreError):
        export(sample_workspace, sample_response, out, keys, NOW)
    assert names(out) == [NAME]
    assert len(history(sample_workspace, sample_response)) == 1


def test_a_path_that_is_not_utf8_is_recorded_all_the_same(
    sample_workspace: Workspace, sample_response: str, tmp_path: Path
) -> None:
    folder = tmp_path / "se\udcf1al"
    done = export(sample_workspace, sample_response, folder, keeper(), NOW)
    assert done.path.is_file()
    assert history(sample_workspace, sample_response)[0].path == f"{tmp_path}/se\ufffdal/{NAME}"


# -- the key ---------------------------------------------------------------------------------------------------------


def test_without_a_passphrase_nothing_is_signed(sample_workspace: Workspace, sample_response: str, out: Path) -> None:
    asked = []

    def ask(new: bool) -> str:
        asked.append(new)
        return ""

    with pytest.raises(SigningKeyError, match="KEY-005"):
        export(sample_workspace, sample_response, out, PassphraseSecrets(ask), NOW)
    assert asked == [True]
    assert names(out) == []
    assert history(sample_workspace, sample_response) == ()


def test_a_lost_key_is_replaced_and_the_old_one_kept_aside(
    sample_workspace: Workspace, sample_response: str, out: Path
) -> None:
    first = export(sample_workspace, sample_response, out, keeper(), NOW)
    other = keeper()
    with pytest.raises(SigningKeyError, match="KEY-004"):
        export(sample_workspace, sample_response, out, other, NOW)
    fingerprint = replace_key(sample_workspace, "Quien gestiona", other, NOW)
    second = export(sample_workspace, sample_response, out, other, NOW)
    assert second.signer_fingerprint == fingerprint != first.signer_fingerprint
    assert sum(".old" in name for name in names(workflow.keys_dir(sample_workspace.data_dir))) == 2


def test_the_key_is_in_the_managers_name_else_in_the_initiatives(
    sample_workspace: Workspace, sample_response: str, out: Path
) -> None:
    initiative = open_response(sample_workspace, sample_response, NOW).facts.initiative_id
    card = sample_workspace.store.initiatives.get(initiative).card
    sample_workspace.store.initiatives.update(
        initiative, replace(card, name="Clúster sin gestor", manager_name=""), at=NOW
    )
    done = export(sample_workspace, sample_response, out, keeper(), NOW)
    assert inspect(done.path.read_bytes()).signer.common_name == "Clúster sin gestor"
    assert done.file_name.startswith("cluster-sin-gestor-")


def test_what_the_form_leaves_out_is_not_in_the_package(
    sample_workspace: Workspace, sample_response: str, out: Path
) -> None:
    desk = open_response(sample_workspace, sample_response, NOW)
    ref = card_fields(desk.form)["sector_other"]
    changes = desk.answer(ref, "Esto ya no aplica")
    commit(sample_workspace, desk.step(ref, changes), NOW)
    done = export(sample_workspace, sample_response, out, keeper(), NOW)
    assert b"Esto ya no aplica" not in entry(done.path, "response.xml")
    assert sample_workspace.store.responses.answers(sample_response)[ref] == "Esto ya no aplica"


# -- cut short -------------------------------------------------------------------------------------------------------


class Cut(BaseException):
    """The power went."""


def test_cut_before_the_record_nothing_left(
    sample_workspace: Workspace, sample_response: str, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut(*_arguments: object) -> None:
        raise Cut

    monkeypatch.setattr(type(sample_workspace.store.packages), "add", cut)
    with pytest.raises(Cut):
        export(sample_workspace, sample_response, out, keeper(), NOW)
    assert names(out) == []
    assert history(sample_workspace, sample_response) == ()


def test_cut_after_the_record_the_file_is_put_in_place_later(
    sample_workspace: Workspace, sample_response: str, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut(*_arguments: object) -> None:
        raise Cut

    kept = keeper()
    monkeypatch.setattr(placing, "_in_place", cut)
    with pytest.raises(Cut):
        export(sample_workspace, sample_response, out, kept, NOW)
    assert not (out / NAME).exists()
    monkeypatch.undo()
    (package,) = history(sample_workspace, sample_response)
    assert names(out) == [NAME]
    assert sha256_hex((out / NAME).read_bytes()) == package.sha256
    again = export(sample_workspace, sample_response, out, kept, NOW)
    assert again.sequence == 2


def test_a_package_that_somebody_has_open_stays_and_the_new_one_gets_a_number(
    sample_workspace: Workspace, sample_response: str, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = keeper()
    first = export(sample_workspace, sample_response, out, kept, NOW)
    genuine = Path.replace

    def replace_unless_open(self: Path, target: Path) -> Path:
        if target == first.path and target.exists():
            raise PermissionError(13, "in use")
        return genuine(self, target)

    monkeypatch.setattr(Path, "replace", replace_unless_open)
    second = export(sample_workspace, sample_response, out, kept, NOW)
    assert second.path.name == NAME.replace("-r1.", "-r1-2.")
    assert names(out) == sorted([NAME, second.path.name])
    assert [Path(each.path) for each in history(sample_workspace, sample_response)] == [second.path, first.path]
    assert sha256_hex(first.path.read_bytes()) == first.sha256
