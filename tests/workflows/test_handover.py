"""A package handed over: a copy that is read back and takes nobody's place, and the list of what left and came."""

from __future__ import annotations

import errno
import os
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.errors import FileError, PackageError, StoreError, TelarError
from desktop_app.fileio import sha256_hex
from desktop_app.store import Package
from desktop_app.submission.receipts import Status
from desktop_app.workflows import handover
from desktop_app.workflows.answer import commit
from desktop_app.workflows.export import Exported, export
from desktop_app.workflows.handover import Answered, copy_to, history, sending
from desktop_app.workflows.incoming import take_receipt
from desktop_app.workflows.responses import open_response
from desktop_app.workflows.trust import KeyStanding
from desktop_app.workflows.workspace import Workspace
from tests.support.desks import NAME, P03, keeper
from tests.support.trust_loop import LATER, receipt_for, send, take_kit

TOMORROW = LATER + timedelta(days=1)
FILE = "cacao-ssme-2026-r1.asice.age"
TAKEN = ("p.age", "p-2.age", "p-3.age")
DATA = bytes(range(256)) * 9_000


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "out" / FILE
    path.parent.mkdir()
    path.write_bytes(DATA)
    return path


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    path = tmp_path / "KINGSTON"
    path.mkdir()
    return path


def refused(source: Path, folder: Path, sha256: str = "") -> str:
    with pytest.raises(FileError) as raised:
        copy_to(source, folder, sha256 or sha256_hex(DATA))
    return raised.value.code


def names(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


# -- the copy ----------------------------------------------------------------------------------------------------------


def test_the_copy_is_the_same_and_nothing_else_is_left(source: Path, stick: Path) -> None:
    told: list[int] = []
    made = copy_to(source, stick, sha256_hex(DATA), told.append)
    assert (made, made.read_bytes()) == (stick / FILE, DATA)
    assert names(stick) == [FILE]
    assert told == sorted(told)
    assert len(told) > 2
    assert told[-1] == 100
    assert max(told[:-1]) < 100


def test_what_is_there_already_is_not_written_again(source: Path, stick: Path) -> None:
    copy_to(source, stick, sha256_hex(DATA))
    before = (stick / FILE).stat().st_mtime_ns
    assert copy_to(source, stick, sha256_hex(DATA)) == stick / FILE
    assert (stick / FILE).stat().st_mtime_ns == before
    assert names(stick) == [FILE]


@pytest.mark.parametrize("other", ["file", "folder", "longer than any package"])
def test_another_of_that_name_stays_and_the_copy_gets_a_number(source: Path, stick: Path, other: str) -> None:
    taken = stick / FILE
    if other == "folder":
        taken.mkdir()
    else:
        taken.write_bytes(b"de otra persona")
    if other.startswith("longer"):
        os.truncate(taken, 40_000_000)
    made = copy_to(source, stick, sha256_hex(DATA))
    assert made.name == "cacao-ssme-2026-r1-2.asice.age"
    assert made.read_bytes() == DATA
    if other == "file":
        assert taken.read_bytes() == b"de otra persona"
    assert copy_to(source, stick, sha256_hex(DATA)) == made


@settings(deadline=None, max_examples=40)
@given(data=st.binary(max_size=300), others=st.dictionaries(st.sampled_from(TAKEN), st.binary(max_size=4)))
def test_no_file_is_ever_lost(tmp_path_factory: pytest.TempPathFactory, data: bytes, others: dict[str, bytes]) -> None:
    folder = tmp_path_factory.mktemp("stick")
    source = folder / "here" / "p.age"
    source.parent.mkdir()
    source.write_bytes(data)
    target = folder / "there"
    target.mkdir()
    for name, content in others.items():
        (target / name).write_bytes(content)
    made = copy_to(source, target, sha256_hex(data))
    assert made.read_bytes() == data
    left = {path.name: path.read_bytes() for path in target.iterdir()}
    assert {name: left[name] for name in others} == others
    assert len(left) == len({*others, made.name})


def test_a_file_that_changed_since_it_was_exported_is_not_handed_over(source: Path, stick: Path) -> None:
    source.write_bytes(DATA[:-1] + b"?")
    assert refused(source, stick) == "FILE-011"
    assert names(stick) == []


def test_a_file_that_is_gone_and_a_stick_that_is_gone(source: Path, stick: Path) -> None:
    assert refused(source.with_name("otro.asice"), stick) == "FILE-001"
    stick.rmdir()
    assert refused(source, stick) == "FILE-001"
    stick.write_bytes(b"")
    assert refused(source, stick) == "FILE-008"


def test_a_full_stick_keeps_nothing_of_it(source: Path, stick: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "no room")

    monkeypatch.setattr(handover.os, "fsync", full)
    assert refused(source, stick) == "FILE-004"
    assert names(stick) == []


def test_a_stick_that_gives_back_something_else_is_told_and_the_copy_taken_away(
    source: Path, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def spoil(folder: Path) -> None:
        path = folder / FILE
        data = bytearray(path.read_bytes())
        data[1_500_000] ^= 1
        path.write_bytes(bytes(data))

    monkeypatch.setattr(handover, "sync_directory", spoil)
    assert refused(source, stick) == "FILE-010"
    assert names(stick) == []
    assert source.read_bytes() == DATA


def test_a_stick_that_cannot_be_read_back(source: Path, stick: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def pulled_out(folder: Path) -> None:
        (folder / FILE).unlink()

    monkeypatch.setattr(handover, "sync_directory", pulled_out)
    assert refused(source, stick) == "FILE-001"


# -- what left and came ------------------------------------------------------------------------------------------------


def test_packages_and_receipts_of_all_revisions_newest_first(
    sample_workspace: Workspace, sample_response: str, tmp_path: Path
) -> None:
    workspace, own = sample_workspace, keeper()
    plain = export(workspace, sample_response, tmp_path / "USB", own, LATER - timedelta(hours=1))
    take_kit(workspace)
    first, arrived = send(workspace, sample_response, tmp_path / "USB", own)
    take_receipt(workspace, receipt_for(arrived, Status.RETURNED, (P03, "¿Y el acta?"), at=LATER), LATER)
    desk = open_response(workspace, sample_response, TOMORROW)
    saved = commit(workspace, desk.step(NAME, desk.answer(NAME, "Cacao de Arauca, corregido")), TOMORROW)
    second, _ = send(workspace, saved.response_id, tmp_path / "USB", own, TOMORROW)
    found = history(workspace, saved.response_id)
    assert [(type(each), each.revision) for each in found] == [
        (Exported, 2), (Answered, 1), (Exported, 1), (Exported, 1),
    ]  # fmt: skip
    assert [each for each in found if isinstance(each, Exported)] == [second, first, plain]
    assert [each.encrypted for each in found if isinstance(each, Exported)] == [True, True, False]
    (answer,) = (each for each in found if isinstance(each, Answered))
    assert (answer.status, answer.entity, answer.issued) == ("returned", "Confecámaras", LATER)
    assert answer.receipt_id.startswith("3f0c5d2e")


def test_a_code_that_is_known_is_not_read_again(
    sent_workspace: Workspace, sample_response: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (left,) = history(sent_workspace, sample_response)
    assert isinstance(left, Exported)
    assert left.reference.count("-") == 2
    read: list[str] = []
    monkeypatch.setattr(type(sent_workspace.store.packages), "signed", lambda _self, digest: read.append(digest))
    assert history(sent_workspace, sample_response, {left.sha256: left.reference}) == (left,)
    assert read == []
    assert history(sent_workspace, sample_response)[0].reference == ""  # type: ignore[union-attr]
    assert read == [left.sha256]


@pytest.mark.parametrize("fault", [StoreError("STORE-002"), PackageError("PKG-002")])
def test_a_container_that_cannot_be_read_leaves_the_list(
    sent_workspace: Workspace, sample_response: str, monkeypatch: pytest.MonkeyPatch, fault: TelarError
) -> None:
    def fail(_self: object, _digest: str) -> bytes:
        raise fault

    monkeypatch.setattr(type(sent_workspace.store.packages), "signed", fail)
    (left,) = history(sent_workspace, sample_response)
    assert isinstance(left, Exported)
    assert (left.reference, left.revision) == ("", 1)


def test_old_packages_of_which_no_container_was_kept_have_no_code(
    sample_workspace: Workspace, sample_response: str
) -> None:
    old = Package(sample_response, 1, 1, "viejo.asice", "/usb/viejo.asice", "a" * 64, 3_000, LATER, "b" * 64)
    sample_workspace.store.packages.add(old)
    (found,) = history(sample_workspace, sample_response)
    assert isinstance(found, Exported)
    assert (found.file_name, found.reference, found.path) == ("viejo.asice", "", Path("/usb/viejo.asice"))


def test_what_enviar_tells_at_once(sample_workspace: Workspace, sample_response: str, tmp_path: Path) -> None:
    found = sending(sample_workspace, sample_response, "2026", LATER)
    assert (found.receiver, found.key.standing, found.passages) == (None, KeyStanding.NONE, ())
    take_kit(sample_workspace)
    done, _ = send(sample_workspace, sample_response, tmp_path, keeper())
    found = sending(sample_workspace, sample_response, "2026", LATER)
    assert found.receiver is not None
    assert (found.receiver.name, found.key.standing) == ("Confecámaras", KeyStanding.UNCONFIRMED)
    assert found.passages == (done,)
