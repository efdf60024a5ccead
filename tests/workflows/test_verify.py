from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from desktop_app.submission import certificates, encrypt, trust
from desktop_app.texts import Texts
from desktop_app.workflows import trust as kept
from desktop_app.workflows.verify import (
    PACKAGE_LIMIT,
    KnownHere,
    PackageNotes,
    PackageWarning,
    look_here,
    verify_file,
    verify_here,
)
from desktop_app.workflows.workspace import Workspace
from tests.support.desks import NOW, keeper
from tests.support.packages import sample_annotations, sample_key, sample_package, sample_response
from tests.support.receiving_entity import entity
from tests.support.trust_loop import LATER, recipients, send, take_kit


@pytest.fixture
def package(sent: tuple[Path, str], tmp_path: Path) -> Path:
    """A sound package, as it lies on a USB stick."""
    (source,) = (sent[0] / "out").glob("*.asice")
    target = tmp_path / "paquete.asice"
    target.write_bytes(source.read_bytes())
    return target


def test_a_sound_package(package: Path, sent: tuple[Path, str]) -> None:
    found = verify_file(package, NOW)
    assert found.intact
    assert found.explanation is None
    assert found.file == str(package)
    assert found.claimed_at == NOW
    assert found.warnings == ()
    assert found.signer is not None
    assert (found.signer.name, found.signer.known) == ("EJEMPLO: Cacao de Arauca", False)
    assert len(found.signer.fingerprint) == 64
    assert found.info is not None
    assert (found.info.initiative, found.info.wave, found.info.revision) == ("EJEMPLO: Cacao de Arauca", "2026", 1)
    assert (found.info.form_id, found.info.response_id) == ("autodiagnostico", f"uuid:{sent[1]}")
    assert found.info.software.startswith("Telar ")
    assert [entry.name for entry in found.entries] == ["response.xml", "submission.xml", "enrolment.p10"]
    assert found.reference == found.entries[0].sha256[:12].upper()[:4] + "-" + "-".join(
        found.entries[0].sha256[start : start + 4].upper() for start in (4, 8)
    )


@pytest.mark.parametrize("language", ["es", "en"])
def test_what_a_person_reads_about_it(package: Path, language: str) -> None:
    found = verify_file(package, NOW, language)
    lines = found.lines(language)
    texts = Texts.load("cli", language)
    labels = [
        texts[f"verify.{key}"] for key in ("reference", "signer", "fingerprint", "known", "claimed", "initiative")
    ]
    assert [label for label, _ in lines][:6] == labels
    assert lines[0] == (texts["verify.reference"], found.reference)
    values = dict(lines)
    assert values[texts["verify.known"]] == texts["verify.no"]
    assert values[texts["verify.claimed"]] == "2026-11-20T15:04:00+00:00"
    assert values[texts["verify.form"]] == "autodiagnostico 2026.1"
    assert [value for label, value in lines if label == texts["verify.entry"]] == [
        f"{entry.name} ({entry.size} bytes)" for entry in found.entries
    ]


@pytest.fixture
def annotated(tmp_path: Path) -> Path:
    """A package with a comment, two files at a question and two soft warnings, one of them unexplained."""
    notes = sample_annotations()
    (warned,) = notes.warnings
    silent = replace(warned, reason_ref="/data/p005", reason="", message="Parece\npoco.")
    response = sample_response().replace(b"<p005>2</p005>", b"<p005/>")
    path = tmp_path / "anotado.asice"
    path.write_bytes(
        sample_package(
            annotations=replace(notes, warnings=(warned, silent)),
            evidence={"acta.pdf": b"%PDF", "foto.jpg": b"\xff\xd8"},
            response=response,
        )
    )
    return path


def test_what_goes_with_the_answers(annotated: Path, package: Path) -> None:
    found = verify_file(annotated, NOW)
    first, second = found.notes.warnings
    assert (found.notes.comments, found.notes.files) == (1, 2)
    assert first == PackageWarning("/data/p003", "Es mucho más que en la ola anterior.", ". > 1.5 * 2", "1")
    assert (second.ref, second.reason) == ("/data/p003", "")
    assert [entry.name for entry in found.documents()] == ["response.xml", "submission.xml", "annotations.xml"]
    assert verify_file(package, NOW).notes == PackageNotes()


@pytest.mark.parametrize("language", ["es", "en"])
def test_what_a_person_reads_of_it(annotated: Path, package: Path, language: str) -> None:
    texts = Texts.load("cli", language)
    keys = ("comments", "files", "soft_warning", "soft_warning")
    lines = verify_file(annotated, NOW, language).lines(language)[-4:]
    assert [label for label, _ in lines] == [texts[f"verify.{key}"] for key in keys]
    assert [value for _, value in lines] == [
        "1",
        "2",
        texts["verify.explained"].format(message="Es mucho más que en la ola anterior.", reason="1"),
        texts["verify.unexplained"].format(message="Parece poco."),
    ]
    assert texts["verify.comments"] not in dict(verify_file(package, NOW, language).lines(language))


def test_a_package_from_another_time_is_intact_with_a_warning(package: Path) -> None:
    found = verify_file(package, NOW + timedelta(days=400), "en")
    assert found.intact
    assert [warning.code for warning in found.warnings] == ["PKG-W02"]
    assert any("PKG-W02" in value for label, value in found.lines("en") if label == "Warning")


@pytest.mark.parametrize("place", [0, 50, 700, 1500, -400, -20, -1])
def test_a_flipped_bit_is_refused(package: Path, place: int) -> None:
    data = bytearray(package.read_bytes())
    data[place] ^= 1
    package.write_bytes(data)
    found = verify_file(package, NOW)
    assert not found.intact
    assert found.explanation is not None
    assert found.explanation.code.startswith("PKG-")
    assert found.explanation.remedy
    assert (found.signer, found.info, found.entries, found.reference, found.lines("es")) == (None, None, (), "", [])


@pytest.mark.parametrize(
    "content",
    [b"", b"x", b"PK\x05\x06" + bytes(18), b"%PDF-1.7\n", "á".encode() * 1000, bytes(22), b"PK\x03\x04" * 500],
    ids=["empty", "one byte", "empty zip", "pdf", "text", "zeros", "headers"],
)
def test_what_is_no_package(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.asice").write_bytes(content)
    found = verify_file(tmp_path / "x.asice", NOW)
    assert not found.intact
    assert found.explanation is not None
    assert found.explanation.code.startswith("PKG-")


def test_a_package_cut_short_or_with_more_behind_it(package: Path) -> None:
    data = package.read_bytes()
    for changed in (data[:-1], data[: len(data) // 2], data + b"\0", data + data):
        package.write_bytes(changed)
        assert not verify_file(package, NOW).intact


@pytest.mark.parametrize(
    ("name", "code"), [("missing.asice", "FILE-001"), ("folder", "FILE-006"), ("x.asice/deeper", "FILE-008")]
)
def test_a_file_that_cannot_be_read_is_explained_without_raising(tmp_path: Path, name: str, code: str) -> None:
    (tmp_path / "x.asice").write_bytes(b"")
    (tmp_path / "folder").mkdir()
    found = verify_file(tmp_path / name, NOW)
    assert found.explanation is not None
    assert (found.intact, found.explanation.code) == (False, code)
    assert str(tmp_path / name) in found.explanation.place


def test_a_huge_file_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "huge.asice").open("wb") as file:
        file.truncate(PACKAGE_LIMIT + 1)
    found = verify_file(tmp_path / "huge.asice", NOW)
    assert found.explanation is not None
    assert found.explanation.code == "FILE-007"


def test_the_explanation_is_in_the_language_asked_for(tmp_path: Path) -> None:
    spanish, english = (verify_file(tmp_path / "missing", NOW, language).explanation for language in ("es", "en"))
    assert spanish is not None
    assert english is not None
    assert spanish.place.startswith("archivo ")
    assert english.place.startswith("file ")


# -- encrypted, and what this computer knows ---------------------------------------------------------------------------


def test_an_encrypted_file_is_recognised_and_explained(tmp_path: Path) -> None:
    path = tmp_path / "otro-nombre.zip"
    path.write_bytes(encrypt(sample_package(), recipients()))
    found = verify_file(path, NOW)
    assert (found.intact, found.encrypted, found.lines("es")) == (False, True, [])
    assert found.explanation is not None
    assert found.explanation.code == "PKG-046"
    assert "solo la entidad" in found.explanation.cause


def test_a_package_that_left_here_encrypted_is_checked_by_what_was_signed(
    sample_workspace: Workspace, sample_response: str, tmp_path: Path
) -> None:
    take_kit(sample_workspace)
    done, _ = send(sample_workspace, sample_response, tmp_path, keeper())
    found, known = look_here(sample_workspace, done.path, LATER)
    assert (found.intact, found.encrypted, found.reference) == (True, True, done.reference)
    assert found == verify_here(sample_workspace, done.path, LATER)
    assert known.left == LATER
    assert known.signer is not None
    assert (known.signer.standing, known.signer.issuer) == ("own", "")
    assert verify_file(done.path, LATER).intact is False
    foreign = tmp_path / "ajeno.asice.age"
    foreign.write_bytes(encrypt(sample_package(), recipients()))
    found, known = look_here(sample_workspace, foreign, LATER)
    assert (found.intact, found.encrypted, known) == (False, True, KnownHere())
    found, known = look_here(sample_workspace, tmp_path / "no está", LATER)
    assert found.explanation is not None
    assert (found.explanation.code, found.encrypted, known) == ("FILE-001", False, KnownHere())


@pytest.mark.parametrize(
    ("kit", "days", "revoked", "standing"),
    [
        (True, 0, False, "valid"),
        (False, 0, False, "unknown_issuer"),
        (True, 380, False, "expired"),
        (True, 0, True, "revoked"),
    ],
)
def test_how_the_signer_stands_here(
    workspace: Workspace, tmp_path: Path, kit: bool, days: int, revoked: bool, standing: str
) -> None:
    manager = entity().manager()
    path = tmp_path / "paquete.asice"
    path.write_bytes(sample_package(key=manager))
    if kit:
        take_kit(workspace)
    if revoked:
        entry = certificates.Revoked(trust.read_certificate(manager.certificate).serial, NOW)
        newer = certificates.revocation_list(entity().issuer, [entry], LATER, LATER + timedelta(days=90), 9)
        kept.put_lists(workspace, entity().root.fingerprint, (newer,))
    found, known = look_here(workspace, path, LATER + timedelta(days=days))
    assert found.intact
    assert known.left is None
    assert known.signer is not None
    assert (known.signer.standing, known.signer.issuer) == (standing, "Confecámaras inscripciones")
    assert known.signer.until == trust.read_certificate(manager.certificate).not_after


def test_a_signer_that_nobody_confirmed(workspace: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "paquete.asice"
    path.write_bytes(sample_package(key=sample_key("Otra persona")))
    _, known = look_here(workspace, path, LATER)
    assert known.signer is not None
    assert (known.signer.standing, known.signer.issuer) == ("self_signed", "")
