"""The entity answers what comes in: which receipt, when the same again, and what is kept."""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from desktop_app.errors import AuthorityError, EncryptionError, FileError, PackageError, ReceptionError, TelarError
from desktop_app.reception.books import Books
from desktop_app.submission import authority as keys
from desktop_app.submission import encrypt, receipts, short_receipt, trust
from desktop_app.submission.authority import Part, Vault
from desktop_app.submission.receipts import Status, VerifiedReceipt
from desktop_app.workflows.entity import own_address
from desktop_app.workflows.receiving import Handled, receive
from desktop_app.workflows.wave_kit import KitContent, Opening, build
from tests.support.authorities import Keys, vault
from tests.support.packages import NOW, age_key, sample_info, sample_package
from tests.support.reception import ANA, LUIS, REF, SECOND_ID, SOON, certified, column, confirm, on_stick, packed, told

TOMORROW = NOW + timedelta(days=1)
ASKED = ((REF, "¿Cuál acta?\nFalta la página 2."),)


@pytest.fixture
def entity(tmp_path: Path) -> Vault:
    return vault(tmp_path / "entidad")


@pytest.fixture
def path(entity: Vault, tmp_path: Path) -> Path:
    """Ana's first package, of a signer whom nobody confirmed yet."""
    return on_stick(tmp_path, packed(entity))


@pytest.fixture
def known(entity: Vault, path: Path) -> Path:
    """The same, once she is confirmed."""
    confirm(entity)
    return path


def refused(error: type[TelarError], *arguments: Any, **named: Any) -> str:
    with pytest.raises(error) as raised:
        receive(*arguments, **named)
    said = raised.value.explain()
    assert "{" not in said.cause + said.remedy
    return raised.value.code


def read(entity: Vault, handled: Handled, at: Any = SOON) -> VerifiedReceipt:
    """The receipt as the manager's program reads it."""
    return receipts.read(handled.receipt.read_bytes(), (trust.pin(keys.load(entity.folder).root),), at)


def state(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != ".lock" and not path.name.startswith("reception.sqlite3")
    }
    return found | told(folder)


# -- which receipt -----------------------------------------------------------------------------------------------------


def test_a_confirmed_signers_package_is_accepted_and_the_certificate_goes_along(entity: Vault, known: Path) -> None:
    done = receive(entity, known, "accepted", SOON)
    assert (done.outcome, done.reason, done.flags, done.status) == ("filed", None, (), "accepted")
    assert (done.again, done.certified, done.manager, done.initiative_id) == (False, True, ANA, "ic-017")
    found = read(entity, done)
    data = known.read_bytes()
    assert found.receipt.package_sha256 == hashlib.sha256(data).hexdigest()
    assert found.receipt.container_sha256 != found.receipt.package_sha256
    assert (found.receipt.status, found.receipt.arrived, found.receipt.issued) == (Status.ACCEPTED, SOON, SOON)
    assert found.receipt.response_id == sample_info().response_id
    register = keys.load(entity.folder)
    assert found.certificate == register.signers[0].certificate
    assert found.chain == (register.issuer,)
    assert found.certificate_standing is trust.Standing.VALID
    assert set(found.crls) == {register.crl, register.root_crl}
    assert (done.size, done.sha256) == (len(done.receipt.read_bytes()), done.receipt.stem)


def test_a_stranger_is_told_that_the_file_arrived_and_nothing_more(entity: Vault, path: Path) -> None:
    before = state(entity.folder)
    assert refused(ReceptionError, entity, path, "accepted", SOON) == "RCV-001"
    assert refused(ReceptionError, entity, path, "returned", SOON, observations=ASKED) == "RCV-001"
    assert state(entity.folder) == before
    done = receive(entity, path, "received", SOON, language="en")
    assert (done.outcome, done.status, done.certified) == ("quarantined", "received", False)
    assert done.reason is not None
    assert (done.reason.code, ANA in done.reason.cause) == ("RCV-001", True)
    assert read(entity, done).certificate is None
    assert column(entity.folder, "arrivals", "outcome") == ["quarantined"]


def test_after_enrolment_the_same_package_brings_the_certificate(entity: Vault, path: Path) -> None:
    first = receive(entity, path, "received", SOON)
    confirm(entity)
    second = receive(entity, path, "received", TOMORROW)
    assert (second.outcome, second.again, second.certified) == ("filed", False, True)
    found = read(entity, second, TOMORROW).receipt
    assert (found.supersedes, found.arrived, found.issued) == (first.receipt_id, SOON, TOMORROW)
    assert column(entity.folder, "arrivals", "outcome") == ["filed"]
    assert column(entity.folder, "receipts", "status") == ["received", "received"]


def test_another_signer_for_the_same_initiative_is_set_aside(entity: Vault, known: Path, tmp_path: Path) -> None:
    receive(entity, known, "accepted", SOON)
    other = on_stick(tmp_path, packed(entity, LUIS), "otro.age")
    assert refused(ReceptionError, entity, other, "accepted", SOON) == "RCV-002"
    done = receive(entity, other, "received", SOON)
    assert (done.outcome, done.certified) == ("quarantined", False)
    assert done.reason is not None
    assert done.reason.code == "RCV-002"
    assert column(entity.folder, "arrivals", "outcome") == ["filed", "quarantined"]


def test_a_revoked_signer_is_set_aside(entity: Vault, known: Path) -> None:
    keys.revoke(entity, keys.load(entity.folder).signers[0].fingerprint, SOON, why="Equipo robado")
    assert refused(ReceptionError, entity, known, "accepted", TOMORROW) == "RCV-003"
    done = receive(entity, known, "received", TOMORROW)
    assert (done.outcome, done.certified) == ("quarantined", False)


def test_what_arrived_before_the_revocation_is_answered_as_it_was(entity: Vault, known: Path) -> None:
    first = receive(entity, known, "received", SOON)
    keys.revoke(entity, keys.load(entity.folder).signers[0].fingerprint, TOMORROW, why="Equipo robado")
    assert receive(entity, known, "received", TOMORROW + timedelta(hours=1)).receipt_id == first.receipt_id
    again = receive(entity, known, "accepted", TOMORROW + timedelta(hours=1))
    assert (again.outcome, again.status, again.certified) == ("duplicate", "accepted", False)
    assert read(entity, again, TOMORROW + timedelta(hours=1)).receipt.supersedes == first.receipt_id


def test_an_ended_certificate_is_set_aside(entity: Vault, known: Path, tmp_path: Path) -> None:
    late = NOW + timedelta(days=801)
    issued = on_stick(tmp_path, packed(entity, certified(entity), now=late), "con certificado.age")
    keys.renew_crl(entity, late)
    keys.renew_crl(entity, late, root=True)
    assert refused(ReceptionError, entity, issued, "accepted", late) == "RCV-004"
    assert receive(entity, issued, "received", late).outcome == "quarantined"
    own = on_stick(tmp_path, packed(entity, now=late), "propio.age")
    assert receive(entity, own, "accepted", late).outcome == "filed"


def test_the_issued_certificate_is_the_same_signer(entity: Vault, known: Path, tmp_path: Path) -> None:
    second = packed(entity, certified(entity), revision=2, response_id=SECOND_ID, replaces=sample_info().response_id)
    receive(entity, known, "accepted", SOON)
    done = receive(entity, on_stick(tmp_path, second, "segunda.age"), "accepted", TOMORROW)
    assert (done.outcome, done.revision, done.certified) == ("filed", 2, True)


def test_after_the_issuer_was_replaced_packages_are_recognised_as_before(
    entity: Vault, known: Path, tmp_path: Path
) -> None:
    issued = on_stick(tmp_path, packed(entity, certified(entity)), "con certificado.age")
    keys.replace_key(entity, Part.ISSUER, SOON)
    done = receive(entity, issued, "accepted", TOMORROW)
    assert (done.outcome, done.certified) == ("filed", False)
    confirm(entity, now=TOMORROW)
    later = receive(entity, issued, "accepted", TOMORROW)
    assert (later.again, later.certified) == (False, True)


@pytest.mark.parametrize("days", [-365, 365])
def test_a_clock_a_year_off_is_said_and_nothing_refused(entity: Vault, known: Path, tmp_path: Path, days: int) -> None:
    off = on_stick(tmp_path, packed(entity, now=NOW + timedelta(days=days)), "otro año.age")
    done = receive(entity, off, "accepted", SOON)
    assert (done.outcome, [each.code for each in done.flags]) == ("filed", ["RCV-W01"])
    assert read(entity, done).receipt.arrived == SOON


def test_a_package_for_another_entity_gets_no_receipt(entity: Vault, known: Path, tmp_path: Path) -> None:
    theirs = on_stick(tmp_path, packed(entity, recipient="otra-entidad"), "ajeno.age")
    before = state(entity.folder)
    for status in ("received", "accepted"):
        assert refused(ReceptionError, entity, theirs, status, SOON) == "RCV-006"
    assert state(entity.folder) == before


def test_a_package_that_was_encrypted_anew_gets_no_receipt(entity: Vault, known: Path, tmp_path: Path) -> None:
    """Made for somebody else's keys, who encrypts it to the entity's as if it had been sent here."""
    others = [age_key("otra").recipient, age_key("custodia de otra").recipient]
    from desktop_app.submission import recipients_digest

    container = sample_package(recipients_sha256=recipients_digest(others))
    data = encrypt(container, keys.load(entity.folder).recipients[0])
    before = state(entity.folder)
    for status in ("received", "accepted"):
        assert refused(ReceptionError, entity, on_stick(tmp_path, data), status, SOON) == "RCV-007"
    assert state(entity.folder) == before


def test_a_package_for_the_keys_of_before_is_taken(entity: Vault, known: Path) -> None:
    keys.replace_recipient(entity, Part.ESCROW)
    assert receive(entity, known, "accepted", SOON).outcome == "filed"


def test_a_package_that_was_opened_with_the_escrow_is_taken(entity: Vault, known: Path, tmp_path: Path) -> None:
    from desktop_app.submission import decrypt

    keys.replace_recipient(entity, Part.OPERATIONS)
    assert refused(EncryptionError, entity, known, "received", SOON) == "ENC-005"
    opened = decrypt(known.read_bytes(), keys.identities(entity, escrow=True))
    done = receive(entity, on_stick(tmp_path, opened, "abierto.asice"), "accepted", SOON)
    assert (done.outcome, done.status) == ("filed", "accepted")


def test_a_package_in_the_clear_asks_for_no_identity(entity: Vault, tmp_path: Path) -> None:
    confirm(entity)
    asking = Keys()
    done = receive(Vault(entity.folder, asking), on_stick(tmp_path, packed(entity, encrypted=False)), "accepted", SOON)
    assert done.outcome == "filed"
    assert asking.asked == [Part.SIGNER]


# -- replays -----------------------------------------------------------------------------------------------------------


def test_an_older_revision_after_a_newer_one_takes_nobodys_place(entity: Vault, known: Path, tmp_path: Path) -> None:
    second = packed(entity, revision=2, response_id=SECOND_ID, replaces=sample_info().response_id)
    receive(entity, on_stick(tmp_path, second, "segunda.age"), "accepted", SOON)
    assert refused(ReceptionError, entity, known, "accepted", TOMORROW) == "RCV-008"
    done = receive(entity, known, "received", TOMORROW)
    assert (done.outcome, done.status) == ("replay", "received")
    assert done.reason is not None
    assert done.reason.code == "RCV-008"


def test_an_older_file_of_the_same_revision_is_a_replay(entity: Vault, known: Path, tmp_path: Path) -> None:
    receive(entity, on_stick(tmp_path, packed(entity, sequence=2), "después.age"), "received", SOON)
    assert refused(ReceptionError, entity, known, "accepted", TOMORROW) == "RCV-008"
    assert receive(entity, known, "received", TOMORROW).outcome == "replay"


def test_a_replay_of_what_was_accepted_and_then_corrected_gets_its_own_receipt_again(
    entity: Vault, known: Path, tmp_path: Path
) -> None:
    first = receive(entity, known, "returned", SOON, observations=ASKED)
    second = packed(entity, revision=2, response_id=SECOND_ID, replaces=sample_info().response_id)
    receive(entity, on_stick(tmp_path, second, "segunda.age"), "accepted", TOMORROW)
    again = receive(entity, known, "received", TOMORROW)
    assert (again.outcome, again.again, again.receipt_id, again.status) == (
        "duplicate",
        True,
        first.receipt_id,
        "returned",
    )
    assert refused(ReceptionError, entity, known, "accepted", TOMORROW) == "RCV-008"


def test_a_number_that_was_given_twice_is_said(entity: Vault, known: Path, tmp_path: Path) -> None:
    receive(entity, known, "received", SOON)
    later = NOW + timedelta(minutes=1)
    twin = on_stick(tmp_path, packed(entity, initiative_name="Otro nombre", now=later), "copia restaurada.age")
    done = receive(entity, twin, "received", SOON)
    assert (done.outcome, [each.code for each in done.flags]) == ("filed", ["RCV-W02"])


# -- the same again ----------------------------------------------------------------------------------------------------


def test_the_same_package_gets_the_same_receipt(entity: Vault, known: Path, tmp_path: Path) -> None:
    first = receive(entity, known, "accepted", SOON)
    before = told(entity.folder)["receipts"]
    copy = on_stick(tmp_path, known.read_bytes(), "otro nombre.age")
    asking = Keys()
    again = receive(Vault(entity.folder, asking), copy, "accepted", TOMORROW, out=tmp_path / "acuse.asice")
    assert (again.outcome, again.again, again.short) == ("duplicate", True, first.short)
    assert (tmp_path / "acuse.asice").read_bytes() == first.receipt.read_bytes()
    assert again.receipt == tmp_path / "acuse.asice"
    assert asking.asked == [Part.OPERATIONS]
    assert told(entity.folder)["receipts"] == before
    assert column(entity.folder, "arrivals", "name", "outcome") == [
        ("paquete.asice.age", "filed"),
        ("otro nombre.age", "duplicate"),
    ]


def test_what_was_accepted_is_not_set_back_to_received(entity: Vault, known: Path) -> None:
    first = receive(entity, known, "accepted", SOON)
    again = receive(entity, known, "received", TOMORROW)
    assert (again.again, again.status, again.receipt_id) == (True, "accepted", first.receipt_id)


def test_each_step_names_the_receipt_whose_place_it_takes(entity: Vault, known: Path) -> None:
    steps: list[tuple[str, tuple[tuple[str, str], ...]]] = [
        ("received", ()),
        ("returned", ASKED),
        ("returned", ((REF, "Otra cosa."), ("/data/p002", "Y esto."))),
        ("accepted", ()),
    ]
    done = [
        receive(entity, known, status, NOW + timedelta(hours=hour), observations=asked)
        for hour, (status, asked) in enumerate(steps, start=1)
    ]
    found = [read(entity, each, TOMORROW).receipt for each in done]
    assert [each.supersedes for each in found] == [None, *(each.receipt_id for each in found[:-1])]
    assert [[(o.ref, o.text) for o in each.observations] for each in found] == [list(asked) for _, asked in steps]
    assert {each.arrived for each in found} == {NOW + timedelta(hours=1)}
    given = [("received", 1), ("returned", 2), ("returned", 3), ("accepted", 4)]
    assert column(entity.folder, "receipts", "status", "serial") == given
    assert column(entity.folder, "responses", "status") == ["accepted"]


def test_the_short_receipt_says_the_same(entity: Vault, known: Path) -> None:
    done = receive(entity, known, "accepted", SOON)
    signer = keys.load(entity.folder).signer
    said = short_receipt.read(done.short, lambda _kid: signer)
    assert known.read_bytes()
    assert said.package == hashlib.sha256(known.read_bytes()).hexdigest()[:32]
    assert (said.status, said.arrived, said.serial) == (short_receipt.Status.ACCEPTED, SOON, 1)


# -- observations ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "ref",
    [
        "/data/p021",
        "/data/p001[2]",
        "/otra/p001",
        "/data/p001/x",
        "p001",
        "",
        "/",
        "//",
        "/data/p001[x]",
        "/data/p001[",
    ],
)
def test_an_observation_on_a_question_that_is_not_there(entity: Vault, known: Path, ref: str) -> None:
    before = state(entity.folder)
    asked = (*ASKED, (ref, "¿Y esto?"))
    assert refused(ReceptionError, entity, known, "returned", SOON, observations=asked) == "RCV-009"
    assert state(entity.folder) == before


@pytest.mark.parametrize(
    ("status", "asked"), [("returned", ()), ("accepted", ASKED), ("received", ASKED)], ids=["none", "some", "some too"]
)
def test_observations_and_status_belong_together(
    entity: Vault, known: Path, status: str, asked: tuple[tuple[str, str], ...]
) -> None:
    assert refused(ReceptionError, entity, known, status, SOON, observations=asked) == "RCV-015"


def test_an_observation_that_cannot_be_carried(entity: Vault, known: Path) -> None:
    before = state(entity.folder)
    asked = ((REF, "x" * 2_001),)
    assert refused(TelarError, entity, known, "returned", SOON, observations=asked) == "RCP-002"
    assert state(entity.folder) == before


# -- the wave's list ---------------------------------------------------------------------------------------------------


def opened_wave(entity: Vault, *initiatives: tuple[str, str], number: int = 1) -> Path:
    from desktop_app.submission.kits import Initiative
    from tests.workflows.test_wave_kit import FORM

    listed = tuple(Initiative(each, name, "52", "52001") for each, name in initiatives)
    out = entity.folder.parent / f"ola-{number}.asice"
    opening = Opening("2026", number, date(2026, 11, 1), date(2027, 1, 31), "Ola 2026.")
    return build(entity, opening, KitContent((FORM,), listed), out, NOW).path


def test_an_initiative_that_is_not_on_the_list_waits(entity: Vault, known: Path) -> None:
    opened_wave(entity, ("ic-099", "Otra iniciativa"))
    assert refused(ReceptionError, entity, known, "accepted", SOON) == "RCV-005"
    done = receive(entity, known, "received", SOON)
    assert done.reason is not None
    assert (done.outcome, done.reason.code, done.certified) == ("quarantined", "RCV-005", False)
    opened_wave(entity, ("ic-099", "Otra iniciativa"), ("ic-017", "Café"), number=2)
    assert receive(entity, known, "accepted", SOON).outcome == "filed"


def test_a_list_of_another_wave_says_nothing(entity: Vault, known: Path, tmp_path: Path) -> None:
    opened_wave(entity, ("ic-099", "Otra iniciativa"))
    other = on_stick(tmp_path, packed(entity, wave="2025"), "2025.age")
    assert receive(entity, other, "accepted", SOON).outcome == "filed"


# -- the entity's own state --------------------------------------------------------------------------------------------


def test_a_wrong_passphrase_changes_nothing(entity: Vault, known: Path) -> None:
    before = state(entity.folder)
    for part in (Part.OPERATIONS, Part.SIGNER):
        forgetful = Vault(entity.folder, Keys(forgotten=[part]))
        assert refused(AuthorityError, forgetful, known, "accepted", SOON) == "AUT-004"
    assert state(entity.folder) == before


def test_lists_that_have_ended_are_renewed_before_anything_is_signed(entity: Vault, known: Path) -> None:
    late = NOW + timedelta(days=121)
    assert refused(ReceptionError, entity, known, "accepted", late) == "RCV-012"
    keys.renew_crl(entity, late)
    assert receive(entity, known, "accepted", late).outcome == "filed"
    later = NOW + timedelta(days=451)
    keys.renew_crl(entity, later)
    assert refused(ReceptionError, entity, known, "returned", later, observations=ASKED) == "RCV-012"


def test_a_folder_that_is_none(tmp_path: Path, entity: Vault, known: Path) -> None:
    assert refused(AuthorityError, Vault(tmp_path, Keys()), known, "received", SOON) == "AUT-002"


def test_damaged_books_are_not_written_over(entity: Vault, known: Path) -> None:
    books = entity.folder / "reception.sqlite3"
    books.write_bytes(b"no es una base de datos, y nadie lo arregla" * 100)
    before = books.read_bytes()
    assert refused(ReceptionError, entity, known, "accepted", SOON) == "RCV-021"
    assert books.read_bytes() == before


def change(entity: Vault, statement: str) -> None:
    with closing(sqlite3.connect(entity.folder / "reception.sqlite3")) as connection:
        connection.execute(statement)
        connection.commit()


def test_a_kept_receipt_that_is_another_or_gone(entity: Vault, known: Path) -> None:
    done = receive(entity, known, "accepted", SOON)
    done.receipt.write_bytes(b"otra cosa")
    again = receive(entity, known, "accepted", SOON)
    assert again.receipt.read_bytes() != b"otra cosa"
    change(entity, f"UPDATE files SET content = x'00' WHERE sha256 = '{done.sha256}'")
    assert refused(ReceptionError, entity, known, "accepted", SOON) == "RCV-011"
    change(entity, f"DELETE FROM files WHERE sha256 = '{done.sha256}'")
    assert refused(ReceptionError, entity, known, "accepted", SOON) == "RCV-011"


@pytest.mark.parametrize("table", ["arrivals", "files", "responses", "receipts"])
def test_whatever_is_cut_short_the_next_try_ends_it(entity: Vault, known: Path, table: str) -> None:
    with Books.open(own_address(entity.folder)):
        pass
    full = f"CREATE TRIGGER full BEFORE INSERT ON {table} BEGIN SELECT RAISE(ABORT, 'no room'); END"
    change(entity, full)
    assert refused(ReceptionError, entity, known, "accepted", SOON) == "RCV-021"
    assert told(entity.folder) == {}
    change(entity, "DROP TRIGGER full")
    done = receive(entity, known, "accepted", SOON)
    assert (done.again, read(entity, done).receipt.supersedes) == (False, None)
    assert receive(entity, known, "accepted", SOON).receipt_id == done.receipt_id


def test_a_damaged_package_and_one_that_is_none(entity: Vault, known: Path, tmp_path: Path) -> None:
    data = bytearray(known.read_bytes())
    data[-20] ^= 1
    assert (
        refused(EncryptionError, entity, on_stick(tmp_path, bytes(data), "dañado.age"), "received", SOON) == "ENC-006"
    )
    assert refused(PackageError, entity, on_stick(tmp_path, b"%PDF-1.7", "no es.pdf"), "received", SOON) == "PKG-002"
    assert refused(FileError, entity, tmp_path / "no está", "received", SOON) == "FILE-001"
    assert told(entity.folder) == {}


def test_books_elsewhere(entity: Vault, known: Path, tmp_path: Path) -> None:
    place = tmp_path / "aparte" / "libros.sqlite3"
    place.parent.mkdir()
    done = receive(entity, known, "accepted", SOON, address=f"sqlite:///{place}")
    assert (done.outcome, told(entity.folder), place.exists()) == ("filed", {}, True)
    assert receive(entity, known, "accepted", SOON, address=f"sqlite:///{place}").again


@pytest.mark.parametrize("address", ["mysql://x/y", "sqlite://", "sqlite:///:memory:", "¿qué?"])
def test_what_is_no_address(entity: Vault, known: Path, address: str) -> None:
    assert refused(ReceptionError, entity, known, "accepted", SOON, address=address) == "RCV-020"
