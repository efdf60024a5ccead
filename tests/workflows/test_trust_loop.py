"""From the kit to the corrected revision: what leaves encrypted, what comes back, how key and response stand."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from desktop_app.errors import KitError, ReceiptError, TelarError, UsageError
from desktop_app.store import ResponseState
from desktop_app.submission import inspect, is_encrypted, short_receipt, trust
from desktop_app.submission.certificates import read_request
from desktop_app.submission.receipts import Status
from desktop_app.submission.trust import Standing
from desktop_app.workflows import kits
from desktop_app.workflows.answer import commit
from desktop_app.workflows.export import export, keys_dir, preview
from desktop_app.workflows.incoming import Kind, kind_of, look_into, read_pasted, take_receipt
from desktop_app.workflows.responses import open_response
from desktop_app.workflows.trust import KeyStanding, key_facts
from desktop_app.workflows.workspace import Workspace
from tests.support.desks import NAME, NOW, P01, P03, begin, keeper
from tests.support.packages import sample_key, sample_package
from tests.support.receiving_entity import entity
from tests.support.trust_loop import (
    INSTRUMENT,
    LATER,
    Arrived,
    everything,
    identities,
    kit_of,
    receipt_for,
    send,
    take_kit,
)

TOMORROW = LATER + timedelta(days=1)


def refused(error: type[TelarError], call: Any, *arguments: Any, **named: Any) -> str:
    with pytest.raises(error) as raised:
        call(*arguments, **named)
    return raised.value.code


# -- kits --------------------------------------------------------------------------------------------------------------


def test_a_first_kit_is_looked_at_compared_and_brought_in(workspace: Workspace) -> None:
    form = workspace.forms.shipped(INSTRUMENT)[0]
    data = kit_of(form)
    before = everything(workspace)
    shown = kits.preview(workspace, data, LATER)
    assert everything(workspace) == before
    assert (shown.entity, shown.wave, shown.number, shown.current) == ("Confecámaras", "2026", 2, 0)
    assert (shown.pinned, shown.known, shown.obstacle) == (False, False, None)
    assert shown.fingerprint == entity().root.fingerprint
    assert len(shown.words) >= 6
    assert [(each.form_id, each.known) for each in shown.forms] == [(INSTRUMENT, True)]
    assert refused(UsageError, kits.take, workspace, data, LATER) == "USE-022"
    assert refused(UsageError, kits.take, workspace, data, LATER, confirmed="0" * 64) == "USE-022"
    assert everything(workspace) == before
    take_kit(workspace, data)
    (pinned,) = workspace.store.trust.pinned()
    assert pinned.fingerprint == entity().root.fingerprint
    assert len(workspace.store.trust.revocation_lists()) == 2
    found = kits.receiver(workspace, "2026")
    assert found is not None
    assert (found.id, found.name) == ("confecamaras", "Confecámaras")
    again = kits.preview(workspace, data, LATER)
    assert (again.pinned, again.known, again.current) == (True, True, 2)
    after = everything(workspace)
    take_kit(workspace, data)
    assert everything(workspace) == after


def test_an_earlier_kit_than_the_one_that_holds_is_refused_and_a_later_one_taken(workspace: Workspace) -> None:
    form = workspace.forms.shipped(INSTRUMENT)[0]
    take_kit(workspace, kit_of(form, number=3))
    assert refused(UsageError, take_kit, workspace, kit_of(form, number=2)) == "USE-023"
    take_kit(workspace, kit_of(form, number=4))
    current = workspace.store.kits.current("2026")
    assert current is not None
    assert current.number == 4


def test_a_kit_of_another_entity_is_refused_once_one_is_trusted(workspace: Workspace) -> None:
    form = workspace.forms.shipped(INSTRUMENT)[0]
    take_kit(workspace)
    before = everything(workspace)
    assert refused(KitError, kits.preview, workspace, kit_of(form, by=entity("Otra entidad")), LATER) == "KIT-005"
    assert everything(workspace) == before


@pytest.mark.parametrize(
    ("changes", "days", "code"),
    [({}, 200, "KIT-020"), ({"minimum_version": "9.0"}, 0, "KIT-022")],
    ids=["over", "newer program"],
)
def test_why_a_sound_kit_is_not_brought_in(workspace: Workspace, changes: dict[str, Any], days: int, code: str) -> None:
    data = kit_of(workspace.forms.shipped(INSTRUMENT)[0], **changes)
    when = LATER + timedelta(days=days)
    shown = kits.preview(workspace, data, when)
    assert shown.obstacle is not None
    assert shown.obstacle.code == code
    assert refused(KitError, take_kit, workspace, data, when) == code
    assert workspace.store.trust.pinned() == ()


def test_means_of_an_earlier_wave_come_along(workspace: Workspace) -> None:
    means = (
        b'{"format": "urn:telar:reference:1", "form": "autodiagnostico", "wave": "2025",'
        b' "national": {"count": 40, "means": {"TOTAL": 12.5}}}'
    )
    data = kit_of(workspace.forms.shipped(INSTRUMENT)[0], files={"reference/autodiagnostico.json": means})
    assert kits.preview(workspace, data, LATER).references == 1
    take_kit(workspace, data)
    (found,) = workspace.store.benchmarks.latest(INSTRUMENT)
    assert (found.wave, found.count, dict(found.means)) == ("2025", 40, {"TOTAL": 12.5})


def test_drafts_of_the_wave_go_to_the_kits_form(workspace: Workspace) -> None:
    from desktop_app.xforms import Form

    shipped = workspace.forms.shipped(INSTRUMENT)[0]
    renewed = Form.from_xform(shipped.xform.replace(b'version="2026.1"', b'version="2026.2"'), shipped.media)
    draft, other = begin(workspace), begin(workspace, wave="2027")
    desk = open_response(workspace, draft, NOW)
    level = desk.session.choices(P01)[-1].name
    commit(workspace, desk.step(P01, desk.answer(P01, level)), NOW)
    data = kit_of(renewed)
    shown = kits.preview(workspace, data, LATER)
    (facts,) = shown.forms
    assert (facts.known, [each.response_id for each in facts.drafts]) == (False, [draft])
    assert facts.drafts[0].dropped == ()
    taken = take_kit(workspace, data)
    new = open_response(workspace, taken.moved[draft], LATER)
    assert (new.form.version, new.session.value(P01)) == ("2026.2", level)
    assert open_response(workspace, other, LATER).form.version == "2026.1"
    assert open_response(workspace, begin(workspace), LATER).form.version == "2026.2"


@pytest.mark.parametrize(
    "place",
    ["trust.pin", "trust.put_revocation_list", "settings.set", "instruments.add", "kits.add", "responses.start",
     "attachments.share", "keeping.archive"],
)  # fmt: skip
def test_a_kit_that_fails_midway_leaves_all_as_it_was(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    from desktop_app.xforms import Form

    shipped = workspace.forms.shipped(INSTRUMENT)[0]
    renewed = Form.from_xform(shipped.xform.replace(b'version="2026.1"', b'version="2026.2"'), shipped.media)
    begin(workspace)
    before = everything(workspace)
    name, method = place.split(".")
    repository = getattr(workspace.store, name)

    def fail(*_arguments: object, **_named: object) -> object:
        raise OSError(28, "no room")

    monkeypatch.setattr(type(repository), method, fail)
    with pytest.raises(OSError, match="no room"):
        take_kit(workspace, kit_of(renewed))
    monkeypatch.undo()
    assert everything(workspace) == before
    take_kit(workspace, kit_of(renewed))
    assert len(workspace.store.kits.list()) == 1


# -- what leaves -------------------------------------------------------------------------------------------------------


def test_without_a_kit_the_file_is_signed_only(
    sample_workspace: Workspace, sample_response: str, tmp_path: Path
) -> None:
    done = export(sample_workspace, sample_response, tmp_path, keeper(), LATER)
    data = done.path.read_bytes()
    assert (done.encrypted, is_encrypted(data), done.path.suffix) == (False, False, ".asice")
    assert inspect(data).info.recipients_sha256 is None
    assert sample_workspace.store.packages.signed(done.sha256) == data


def test_with_a_kit_only_the_entity_can_open_it_and_the_first_asks_for_a_certificate(
    sample_workspace: Workspace, sample_response: str, tmp_path: Path
) -> None:
    take_kit(sample_workspace)
    desk = open_response(sample_workspace, sample_response, LATER)
    shown = preview(desk, receiver=kits.receiver(sample_workspace, "2026"))
    assert (shown.recipient, shown.encrypted) == ("Confecámaras", True)
    done, arrived = send(sample_workspace, sample_response, tmp_path, keeper())
    assert done.encrypted
    assert done.path.name.endswith("-r1.asice.age")
    assert is_encrypted(arrived.file)
    assert abs(shown.size - done.size) < 900
    assert arrived.package.encrypted
    assert arrived.package.signer.self_signed
    assert arrived.package.request is not None
    asked = read_request(arrived.package.request)
    assert asked.key_fingerprint == trust.read_certificate(arrived.package.signer.certificate).key_fingerprint
    assert sample_workspace.store.packages.signed(done.sha256) == arrived.container
    facts = key_facts(sample_workspace, LATER)
    assert (facts.standing, facts.fingerprint) == (KeyStanding.UNCONFIRMED, arrived.package.signer.fingerprint)


# -- what comes back ---------------------------------------------------------------------------------------------------


@pytest.fixture
def sent(sample_workspace: Workspace, sample_response: str, tmp_path: Path) -> tuple[Workspace, Arrived]:
    take_kit(sample_workspace)
    _, arrived = send(sample_workspace, sample_response, tmp_path / "USB", KEEPER)
    return sample_workspace, arrived


KEEPER = keeper()


def own_key(workspace: Workspace) -> Any:
    from desktop_app.submission import KeyStore

    return KeyStore(keys_dir(workspace.data_dir), KEEPER).load()


def test_the_receipt_confirms_the_key_and_from_then_on_the_chain_goes_along(
    sent: tuple[Workspace, Arrived], sample_response: str, tmp_path: Path
) -> None:
    workspace, arrived = sent
    issued = entity().manager(own_key(workspace))
    data = receipt_for(arrived, Status.ACCEPTED, certificate=issued)
    taken = take_receipt(workspace, data, LATER)
    assert (taken.status, taken.state, taken.confirmed, taken.known) == ("accepted", "accepted", True, False)
    assert taken.response_id == sample_response
    facts = key_facts(workspace, LATER)
    assert facts.standing is KeyStanding.CONFIRMED
    assert facts.confirmed_by == "Confecámaras inscripciones"
    again = take_receipt(workspace, data, TOMORROW)
    assert again.known
    assert len(workspace.store.receipts.of(sample_response)) == 1
    _, second = send(workspace, sample_response, tmp_path / "USB", KEEPER, TOMORROW)
    signer = second.package.signer
    assert signer.fingerprint == issued.fingerprint
    assert signer.chain == issued.chain
    assert second.package.request is None
    standing = trust.judge(signer.certificate, signer.chain, (entity().anchor,), entity().crls, TOMORROW)
    assert standing is Standing.VALID


def test_what_is_returned_is_corrected_in_a_revision_that_names_it(
    sent: tuple[Workspace, Arrived], sample_response: str, tmp_path: Path
) -> None:
    workspace, arrived = sent
    text = "Falta el acta.\n¿Puede adjuntarla?"
    taken = take_receipt(workspace, receipt_for(arrived, Status.RETURNED, (P03, text)), LATER)
    assert (taken.state, taken.observations) == ("returned", ((P03, text),))
    assert workspace.store.responses.get(sample_response).state is ResponseState.RETURNED
    (waiting,) = workspace.store.receipts.open_observations(sample_response)
    assert (waiting.ref, waiting.text) == (P03, text)
    desk = open_response(workspace, sample_response, TOMORROW)
    saved = commit(workspace, desk.step(NAME, desk.answer(NAME, "Cacao de Arauca, corregido")), TOMORROW)
    assert (saved.revision, saved.response_id != sample_response) == (2, True)
    _, second = send(workspace, saved.response_id, tmp_path / "USB", KEEPER, TOMORROW)
    assert second.package.info.replaces == f"uuid:{sample_response}"
    assert workspace.store.receipts.open_observations(saved.response_id) == (waiting,)


def test_an_older_receipt_does_not_set_the_state_back(sent: tuple[Workspace, Arrived], sample_response: str) -> None:
    workspace, arrived = sent
    take_receipt(workspace, receipt_for(arrived, Status.ACCEPTED, number=2, at=TOMORROW), TOMORROW)
    taken = take_receipt(workspace, receipt_for(arrived, Status.RECEIVED, number=1), TOMORROW)
    assert (taken.status, taken.state) == ("received", "accepted")


def test_receipts_that_are_not_for_here(sent: tuple[Workspace, Arrived]) -> None:
    workspace, arrived = sent
    before = everything(workspace)
    elsewhere = receipt_for(arrived, response_id="uuid:0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d")
    assert refused(UsageError, take_receipt, workspace, elsewhere, LATER) == "USE-024"
    other = receipt_for(arrived, package_sha256="1" * 64, container_sha256="2" * 64)
    assert refused(UsageError, take_receipt, workspace, other, LATER) == "USE-025"
    foreign = receipt_for(arrived, key=entity("Otra entidad").signer)
    assert refused(ReceiptError, take_receipt, workspace, foreign, LATER) == "RCP-004"
    assert everything(workspace) == before


def test_a_clock_a_year_off_is_said_and_nothing_lost(sent: tuple[Workspace, Arrived]) -> None:
    workspace, arrived = sent
    data, before = receipt_for(arrived, Status.ACCEPTED), everything(workspace)
    assert refused(ReceiptError, take_receipt, workspace, data, LATER - timedelta(days=365)) == "RCP-007"
    assert refused(ReceiptError, take_receipt, workspace, data, LATER + timedelta(days=500)) == "RCP-008"
    assert everything(workspace) == before
    assert take_receipt(workspace, data, LATER).state == "accepted"


def test_a_certificate_for_a_key_that_was_lost_is_not_taken_for_the_new_one(
    sent: tuple[Workspace, Arrived], sample_response: str, tmp_path: Path
) -> None:
    workspace, arrived = sent
    issued = entity().manager(own_key(workspace))
    shutil.rmtree(keys_dir(workspace.data_dir))
    _, second = send(workspace, sample_response, tmp_path / "USB", keeper(), TOMORROW)
    assert second.package.request is not None
    assert second.package.signer.fingerprint != arrived.package.signer.fingerprint
    taken = take_receipt(workspace, receipt_for(arrived, Status.ACCEPTED, certificate=issued), TOMORROW)
    assert (taken.state, taken.confirmed) == ("accepted", False)
    assert key_facts(workspace, TOMORROW).standing is KeyStanding.UNCONFIRMED


def test_a_revoked_certificate_is_shown_and_the_next_package_asks_anew(
    sent: tuple[Workspace, Arrived], sample_response: str, tmp_path: Path
) -> None:
    from desktop_app.submission.certificates import Revoked, revocation_list

    workspace, arrived = sent
    issued = entity().manager(own_key(workspace))
    take_receipt(workspace, receipt_for(arrived, Status.ACCEPTED, certificate=issued), LATER)
    entry = Revoked(trust.read_certificate(issued.certificate).serial, LATER)
    listed = revocation_list(entity().issuer, [entry], TOMORROW, TOMORROW + timedelta(days=90), 9)
    kits.trust.put_lists(workspace, entity().root.fingerprint, (listed,))
    assert key_facts(workspace, TOMORROW).standing is KeyStanding.REVOKED
    _, second = send(workspace, sample_response, tmp_path / "USB", KEEPER, TOMORROW)
    assert second.package.signer.self_signed
    assert second.package.request is not None


@pytest.mark.parametrize(
    "place", ["trust.put_revocation_list", "settings.set", "trust.add_certificate", "receipts.add"]
)
def test_a_receipt_that_fails_midway_leaves_all_as_it_was(
    sent: tuple[Workspace, Arrived], monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    workspace, arrived = sent
    data = receipt_for(arrived, Status.ACCEPTED, certificate=entity().manager(own_key(workspace)))
    before = everything(workspace)
    name, method = place.split(".")

    def fail(*_arguments: object, **_named: object) -> object:
        raise OSError(28, "no room")

    monkeypatch.setattr(type(getattr(workspace.store, name)), method, fail)
    with pytest.raises(OSError, match="no room"):
        take_receipt(workspace, data, LATER)
    monkeypatch.undo()
    assert everything(workspace) == before
    assert take_receipt(workspace, data, LATER).confirmed


def test_a_short_receipt_is_understood_after_a_kit_or_receipt_of_its_signer(
    sent: tuple[Workspace, Arrived], sample_response: str
) -> None:
    workspace, arrived = sent
    import hashlib

    digits = hashlib.sha256(arrived.file).hexdigest()[:32]
    said = short_receipt.ShortReceipt(digits, short_receipt.Status.RECEIVED, LATER, 7)
    pasted = "Hola, llegó bien:\n" + short_receipt.write(said, entity().signer)
    found = read_pasted(workspace, pasted.partition("\n")[2], LATER)
    assert (found.response_id, found.status, found.entity) == (sample_response, "received", "Confecámaras acuses")
    other = short_receipt.ShortReceipt("0" * 32, short_receipt.Status.RECEIVED, LATER, 7)
    assert refused(UsageError, read_pasted, workspace, short_receipt.write(other, entity().signer), LATER) == "USE-025"
    stranger = short_receipt.write(said, entity("Otra entidad").signer)
    assert refused(TelarError, read_pasted, workspace, stranger, LATER) == "QR-015"


# -- telling apart -----------------------------------------------------------------------------------------------------


def test_files_are_told_apart_by_what_is_in_them(sent: tuple[Workspace, Arrived], tmp_path: Path) -> None:
    workspace, arrived = sent
    assert kind_of(arrived.file) is Kind.ENCRYPTED
    assert kind_of(arrived.container) is Kind.PACKAGE
    assert kind_of(receipt_for(arrived)) is Kind.RECEIPT
    assert kind_of(kit_of(workspace.forms.shipped(INSTRUMENT)[0])) is Kind.KIT
    path = tmp_path / "cualquier nombre.pdf"
    path.write_bytes(sample_package(key=sample_key()))
    assert look_into(path)[0] is Kind.PACKAGE
    path.write_bytes(b"%PDF-1.7")
    assert refused(TelarError, look_into, path) == "PKG-002"


def test_the_entity_opens_with_either_identity(sent: tuple[Workspace, Arrived]) -> None:
    from desktop_app.submission import decrypt

    _, arrived = sent
    assert all(decrypt(arrived.file, [each]) == arrived.container for each in identities())
