"""Received responses are seen as they were answered; what is decided becomes receipts."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from desktop_app.errors import ReceptionError
from desktop_app.submission import authority as keys
from desktop_app.submission import receipts, trust
from desktop_app.submission.authority import Vault
from desktop_app.submission.kits import Initiative
from desktop_app.workflows import review
from desktop_app.workflows.entity import Entity, opened
from desktop_app.workflows.intake import receive_folder
from desktop_app.workflows.review import Received, Written
from desktop_app.workflows.wave_kit import KitContent, Opening, build
from tests.support.authorities import vault
from tests.support.packages import NOW
from tests.support.received import enrol, packaged, sample
from tests.support.reception import SOON, on_stick, told

LATER = SOON + timedelta(hours=1)
REF = "/data/gobernanza/team"
ASKED = ((REF, "¿La segunda persona ya se vinculó?"),)


@pytest.fixture
def entity(tmp_path: Path) -> Vault:
    made = vault(tmp_path / "entidad")
    for number in (1, 2):
        enrol(made, number)
    return made


@pytest.fixture
def folder(entity: Vault, tmp_path: Path) -> Path:
    found = tmp_path / "llegó"
    found.mkdir()
    on_stick(found, packaged(entity, 1), "uno.asice.age")
    on_stick(found, packaged(entity, 2), "dos.asice.age")
    return found


def of(entity: Entity, member: str) -> Received:
    (found,) = [each for each in review.received(entity) if each.member == member and each.current]
    return found


def read(entity: Vault, written: Written) -> receipts.VerifiedReceipt:
    assert written.path is not None
    return receipts.read(written.path.read_bytes(), (trust.pin(keys.load(entity.folder).root),), LATER)


def test_a_response_is_seen_as_it_was_answered(entity: Vault, folder: Path) -> None:
    form, _, notes = sample()
    with opened(entity) as found:
        receive_folder(found, folder, SOON)
        mine = of(found, "ic-001")
        assert (mine.initiative, mine.form_id, mine.wave, mine.status, mine.decision) == (
            "EJEMPLO: Cacao de Arauca", form.id, "2026", "", None,
        )  # fmt: skip
        assert (mine.macrosector, mine.level, mine.arrived) == ("agroindustria", "2", SOON)
        seen = review.open_received(found, mine.response_id, "es")
    assert seen.received == mine
    assert seen.differing == ()
    assert [each.ref for each in seen.warnings] == [each.ref for each in notes.warnings]
    assert all(each.reason for each in seen.warnings)
    assert seen.manager == "Gestora 1"
    assert len(seen.words) == 10
    diagnosis = seen.desk.diagnosis()
    assert diagnosis is not None
    assert diagnosis.total.value == pytest.approx(mine.total)
    assert seen.desk.notes.comments == {each.ref: each.text for each in notes.comments}
    assert seen.desk.session.value(REF) == "uno"


def test_scores_that_the_answers_do_not_give_are_told(entity: Vault, folder: Path) -> None:
    on_stick(
        folder, packaged(entity, 1, revision=2, replacing={"<a_a3>1.67</a_a3>": "<a_a3>3</a_a3>"}), "tres.asice.age"
    )
    with opened(entity) as found:
        receive_folder(found, folder, SOON)
        seen = review.open_received(found, of(found, "ic-001").response_id)
    assert [(each.ref, each.stated, each.computed) for each in seen.differing] == [("/data/a_a3", "3", "1.67")]


def test_what_is_decided_becomes_receipts(entity: Vault, folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "acuses"
    with opened(entity) as found:
        receive_folder(found, folder, SOON)
        assert review.waiting(found) == 2
        review.decide(found, of(found, "ic-001").response_id, "returned", ASKED, SOON, by="Analista")
        decision = of(found, "ic-001").decision
        assert decision is not None
        assert (decision.status, decision.observations, decision.by) == ("returned", ASKED, "Analista")
        steps: list[tuple[int, int]] = []
        done = review.write_receipts(found, out, SOON, tell=lambda *step: steps.append(step))
        assert {(each.file, each.status) for each in done} == {
            ("uno.asice.age", "returned"),
            ("dos.asice.age", "received"),
        }
        assert steps == [(1, 2), (2, 2)]
        assert review.waiting(found) == 0
        assert review.write_receipts(found, out, SOON) == ()
        assert (of(found, "ic-001").status, of(found, "ic-002").status) == ("returned", "received")
        review.decide(found, of(found, "ic-002").response_id, "accepted", (), LATER, by="Analista")
        (second,) = review.write_receipts(found, out, LATER)
        assert of(found, "ic-002").status == "accepted"
    returned = next(each for each in done if each.status == "returned")
    said = read(entity, returned).receipt
    assert [(each.ref, each.text) for each in said.observations] == list(ASKED)
    assert read(entity, second).receipt.status.value == "accepted"
    assert {path.name for path in out.iterdir()} == {
        "acuse-devuelta-uno.asice",
        "acuse-recibida-dos.asice",
        "acuse-aceptada-dos.asice",
        "acuses-cortos.txt",
    }
    assert second.short in (out / "acuses-cortos.txt").read_text(encoding="utf-8")


def test_a_decision_is_taken_back_and_changed_until_its_receipt_is_made(
    entity: Vault, folder: Path, tmp_path: Path
) -> None:
    with opened(entity) as found:
        receive_folder(found, folder, SOON)
        mine = of(found, "ic-001").response_id
        review.decide(found, mine, "accepted", (), SOON, by="Analista")
        review.decide(found, mine, "returned", ASKED, SOON, by="Otra")
        review.decide(found, mine, None, (), SOON, by="Otra")
        assert of(found, "ic-001").decision is None
        done = review.write_receipts(found, tmp_path / "acuses", SOON)
        assert {each.status for each in done} == {"received"}


@pytest.mark.parametrize(
    ("status", "asked", "code"), [("returned", (), "RCV-015"), ("accepted", ASKED, "RCV-015")], ids=["none", "some"]
)
def test_observations_and_status_belong_together(
    entity: Vault, folder: Path, status: str, asked: tuple[tuple[str, str], ...], code: str
) -> None:
    with opened(entity) as found:
        receive_folder(found, folder, SOON)
        with pytest.raises(ReceptionError) as error:
            review.decide(found, of(found, "ic-001").response_id, status, asked, SOON, by="")
    assert error.value.code == code


def test_an_observation_on_nothing_leaves_the_others_their_receipts(
    entity: Vault, folder: Path, tmp_path: Path
) -> None:
    with opened(entity) as found:
        receive_folder(found, folder, SOON)
        wrong = (("/data/no_está", "¿?"),)
        review.decide(found, of(found, "ic-001").response_id, "returned", wrong, SOON, by="")
        done = {each.file: each for each in review.write_receipts(found, tmp_path / "acuses", SOON)}
    refused = done["uno.asice.age"]
    assert refused.refused is not None
    assert (refused.path, refused.refused.code) == (None, "RCV-009")
    assert done["dos.asice.age"].path is not None


def test_what_was_replaced_is_read_and_not_decided_on(entity: Vault, folder: Path) -> None:
    with opened(entity) as found:
        receive_folder(found, folder, SOON)
        first = of(found, "ic-001").response_id
        on_stick(folder, packaged(entity, 1, revision=2), "tres.asice.age")
        receive_folder(found, folder, LATER)
        assert review.open_received(found, first).received.current is False
        with pytest.raises(ReceptionError) as error:
            review.decide(found, first, "accepted", (), LATER, by="")
        assert error.value.code == "RCV-025"
        with pytest.raises(ReceptionError) as error:
            review.decide(found, 999, "accepted", (), LATER, by="")
        assert error.value.code == "RCV-023"


def test_what_came_after_the_wave_is_admitted_by_a_person(entity: Vault, folder: Path, tmp_path: Path) -> None:
    form, _, _ = sample()
    listed = (Initiative("ic-001", "Clúster 1", "81", "81736"), Initiative("ic-002", "Clúster 2", "81", "81736"))
    closes = NOW.date() - timedelta(days=3)
    opening = Opening("2026", 1, date(2026, 10, 1), closes, "Ola.")
    build(entity, opening, KitContent((form,), listed), tmp_path / "ola.asice", NOW)
    with opened(entity) as found:
        tally = receive_folder(found, folder, SOON)
        assert (tally.quarantined, review.received(found)) == (2, ())
        review.admit(found, 1, LATER, by="Analista")
        assert [each.member for each in review.received(found)] == ["ic-002"]
    assert [row[10] for row in told(entity.folder)["arrivals"]] == ["Analista", ""]


def test_a_form_that_nobody_knows(entity: Vault, folder: Path) -> None:
    on_stick(folder, packaged(entity, 1, form_sha256="ab" * 32, wave="2025"), "otro.asice.age")
    with opened(entity) as found:
        receive_folder(found, folder, SOON)
        (other,) = review.received(found, wave="2025")
        with pytest.raises(ReceptionError) as error:
            review.open_received(found, other.response_id)
    assert error.value.code == "RCV-024"


def test_what_is_written_so_far_is_kept_whatever_is_decided(entity: Vault, folder: Path, tmp_path: Path) -> None:
    with opened(entity) as found:
        receive_folder(found, folder, SOON)
        mine = of(found, "ic-001")
        assert (mine.form_title, mine.told, mine.drafted) == (sample()[0].title, False, ())
        review.keep_draft(found, mine.response_id, (*ASKED, ("/data/a", "Otra")))
        review.keep_draft(found, mine.response_id, ASKED)
        assert of(found, "ic-001").drafted == ASKED
        assert of(found, "ic-002").drafted == ()
        review.decide(found, mine.response_id, "accepted", (), SOON, by="Analista")
        assert of(found, "ic-001").drafted == ASKED
        review.keep_draft(found, mine.response_id, ())
        assert of(found, "ic-001").drafted == ()
        with pytest.raises(ReceptionError) as error:
            review.keep_draft(found, 999, ASKED)
        assert error.value.code == "RCV-023"


def test_a_decision_is_told_once_its_receipt_is_made(entity: Vault, folder: Path, tmp_path: Path) -> None:
    with opened(entity) as found:
        receive_folder(found, folder, SOON)
        mine = of(found, "ic-001").response_id
        review.write_receipts(found, tmp_path / "acuses", SOON)
        assert not of(found, "ic-001").told
        review.decide(found, mine, "accepted", (), LATER, by="Analista")
        assert not of(found, "ic-001").told
        review.write_receipts(found, tmp_path / "acuses", LATER)
        assert of(found, "ic-001").told
        review.decide(found, mine, "returned", ASKED, LATER + timedelta(hours=1), by="Analista")
        assert not of(found, "ic-001").told


def test_a_decision_on_what_was_replaced_since_makes_no_receipt(entity: Vault, folder: Path, tmp_path: Path) -> None:
    with opened(entity) as found:
        receive_folder(found, folder, SOON)
        review.decide(found, of(found, "ic-001").response_id, "returned", ASKED, SOON, by="Analista")
        on_stick(folder, packaged(entity, 1, revision=2), "tres.asice.age")
        receive_folder(found, folder, LATER)
        done = review.write_receipts(found, tmp_path / "acuses", LATER)
        assert {(each.file, each.status, each.refused) for each in done} == {
            ("uno.asice.age", "received", None),
            ("dos.asice.age", "received", None),
            ("tres.asice.age", "received", None),
        }
        assert review.waiting(found) == 0
