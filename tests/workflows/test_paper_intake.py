"""Responses on paper go into the same books, under the same verdict, and nobody is counted twice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image

from desktop_app.errors import AuthorityError, PaperError, ReceptionError
from desktop_app.submission import paper as codes
from desktop_app.submission.authority import Vault
from desktop_app.workflows import paper, review, signers, standing
from desktop_app.workflows.entity import Entity, opened
from desktop_app.workflows.intake import Tally, Told, receive_folder
from desktop_app.xforms import Session
from tests.support.authorities import vault
from tests.support.packages import NOW, RESPONSE_ID, sample_key
from tests.support.paper_arrivals import form, package, page, text
from tests.support.papers import facts_of
from tests.support.reception import ANA, LUIS, SECOND_ID, SOON, certified, column, confirm, on_stick, told


@pytest.fixture
def own(tmp_path: Path) -> Vault:
    return vault(tmp_path / "entidad")


@pytest.fixture
def entity(own: Vault) -> Iterator[Entity]:
    with opened(own, forms=(form(),)) as found:
        yield found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    found = tmp_path / "llegó"
    found.mkdir()
    return found


def take(entity: Entity, folder: Path) -> tuple[Tally, dict[str, Told]]:
    lines: dict[str, Told] = {}
    tally = receive_folder(entity, folder, SOON, tell=lambda progress: lines.update({t.file: t for t in progress.told}))
    return tally, lines


def current(entity: Entity) -> list[tuple[str, str, int]]:
    found = [each for each in review.received(entity) if each.current]
    return [(each.initiative, each.channel, each.revision) for each in found]


def test_a_photograph_in_the_folder_is_a_response(own: Vault, entity: Entity, folder: Path) -> None:
    confirm(own)
    page(folder / "foto.PNG", text())
    tally, lines = take(entity, folder)
    assert (tally.filed, lines["foto.PNG"].channel, lines["foto.PNG"].outcome) == (1, "paper", "filed")
    assert current(entity) == [("Clúster Café & Cacao de Nariño", "paper", 1)]
    paths = dict(column(own.folder, "nodes", "id", "path"))
    values = {paths[node]: said for node, said in ((row[0], row[3]) for row in told(own.folder)["answers"])}
    assert values["/data/p001"] == "7"
    assert column(own.folder, "arrivals", "signer", "channel") == [(sample_key(ANA).fingerprint, "paper")]
    assert take(entity, folder)[0].known == 1


def test_it_is_seen_as_it_was_answered_and_decided_on(own: Vault, entity: Entity, folder: Path) -> None:
    confirm(own)
    page(folder / "foto.png", text())
    take(entity, folder)
    (one,) = review.received(entity)
    seen = review.open_received(entity, one.response_id)
    assert seen.desk.session.value("/data/p001") == "7"
    assert (seen.manager, seen.evidence, seen.warnings) == (ANA, (), ())
    review.decide(entity, one.response_id, "accepted", (), SOON, by="Revisión")
    assert review.received(entity)[0].decision is not None
    assert review.waiting(entity) == 0
    with pytest.raises(ReceptionError):
        review.evidence_file(entity, one.response_id, "evidence/a.png")


def test_the_issued_certificate_signs_paper_too(own: Vault, entity: Entity, folder: Path) -> None:
    confirm(own)
    page(folder / "a.png", text(key=certified(own)))
    assert take(entity, folder)[0].filed == 1


@pytest.mark.parametrize("paper_first", [True, False])
def test_paper_and_its_package_are_one_response(own: Vault, entity: Entity, folder: Path, paper_first: bool) -> None:
    confirm(own)
    names = ("1.png", "2.age") if paper_first else ("2.png", "1.age")
    page(folder / names[0], text())
    on_stick(folder, package(own, response_id=RESPONSE_ID), names[1])
    _, lines = take(entity, folder)
    assert [(channel, revision) for _, channel, revision in current(entity)] == [("file", 1)]
    outcomes = dict(column(own.folder, "arrivals", "name", "outcome"))
    assert outcomes[names[1]] == "filed"
    assert outcomes[names[0]] == ("replaced" if paper_first else "duplicate")
    assert lines[names[0]].outcome == ("filed" if paper_first else "duplicate")
    assert column(own.folder, "arrivals", "flags") == ["[]", "[]"]


def test_the_same_page_twice_is_one(own: Vault, entity: Entity, folder: Path) -> None:
    confirm(own)
    page(folder / "a.png", text())
    Image.open(folder / "a.png").resize((900, 900)).save(folder / "b.jpg", quality=90)
    page(folder / "c.pdf", text())
    tally, _ = take(entity, folder)
    assert (tally.filed, tally.duplicate, tally.refused) == (1, 2, 0)
    assert len(current(entity)) == 1


def test_a_later_revision_on_paper_counts_and_an_older_one_does_not(own: Vault, entity: Entity, folder: Path) -> None:
    confirm(own)
    on_stick(folder, package(own), "1.age")
    page(folder / "2.png", text("9", revision=3, response_id=SECOND_ID, replaces=RESPONSE_ID))
    page(folder / "3.png", text("8", revision=2, response_id="uuid:11111111-1e2f-4d9d-8a60-3a2d8e4f5b71"))
    _, lines = take(entity, folder)
    assert [each[1:] for each in current(entity)] == [("paper", 3)]
    reason = lines["3.png"].reason
    assert reason is not None
    assert (lines["3.png"].outcome, reason.code) == ("replaced", "RCV-008")


def test_paper_of_a_stranger_waits_until_its_signer_is_confirmed(own: Vault, entity: Entity, folder: Path) -> None:
    page(folder / "a.png", text())
    _, lines = take(entity, folder)
    reason = lines["a.png"].reason
    assert reason is not None
    assert (lines["a.png"].outcome, reason.code) == ("quarantined", "RCV-001")
    (waiting,) = signers.signers(entity).waiting
    assert (waiting.on_paper, waiting.words) == (True, ())
    with pytest.raises(AuthorityError) as error:
        signers.confirm(entity, waiting.arrival_id, SOON, by="Mesa de ayuda")
    assert error.value.code == "AUT-014"
    assert standing.standing(entity, "2026").initiatives[0].signer.state == "waiting"
    confirm(own)
    tally, _ = take(entity, folder)
    assert [(each.outcome, each.channel) for each in tally.settled] == [("filed", "paper")]
    assert len(current(entity)) == 1


def test_a_signature_that_is_not_the_signers_is_refused(own: Vault, entity: Entity, folder: Path) -> None:
    confirm(own)
    other, mine = sample_key(LUIS), sample_key(ANA)
    forged = type(mine)(mine.certificate, mine.fingerprint, mine.subject, other.pkcs8)
    session = Session(form(), now=NOW)
    session.set("/data/p001", "1")
    genuine = codes.read
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(codes, "read", lambda *_: None)  # whoever forges does not read it back
        written = codes.write(session, facts_of(session, initiative_id="ic-017"), forged)
    assert codes.read is genuine
    page(folder / "a.png", written)
    _, lines = take(entity, folder)
    reason = lines["a.png"].reason
    assert reason is not None
    assert (lines["a.png"].outcome, reason.code) == ("refused", "QR-006")
    assert current(entity) == []


def test_several_codes_in_one_file_are_each_a_line(own: Vault, entity: Entity, folder: Path) -> None:
    confirm(own)
    good, other = text(), text("9", wave="2027", response_id=SECOND_ID)
    page(folder / "hojas.png", good, other, good[:-4] + "0000")
    tally, lines = take(entity, folder)
    assert (tally.filed, tally.refused) == (2, 1)
    assert set(lines) == {"hojas.png", "hojas.png (2)", "hojas.png (3)"}
    again, _ = take(entity, folder)
    assert (again.filed, again.refused, again.known) == (0, 0, 1)


def test_without_its_form_it_is_tried_again(own: Vault, folder: Path) -> None:
    confirm(own)
    page(folder / "a.png", text())
    with opened(own) as without:
        tally, lines = take(without, folder)
        reason = lines["a.png"].reason
        assert reason is not None
        assert (tally.refused, reason.code) == (1, "QR-010")
    assert column(own.folder, "arrivals", "id") == []
    with opened(own, forms=(form(),)) as entity:
        assert take(entity, folder)[0].filed == 1


def test_a_picture_without_a_code_is_told(entity: Entity, folder: Path) -> None:
    Image.new("L", (200, 200), 255).save(folder / "foto.png")
    on_stick(folder, b"%PDF-1.7 nada", "informe.pdf")
    _, lines = take(entity, folder)
    found = {name: each.reason.code for name, each in lines.items() if each.reason is not None}
    assert found == {"foto.png": "QR-020", "informe.pdf": "QR-018"}


def test_one_picture_is_taken_by_itself(own: Vault, entity: Entity, tmp_path: Path) -> None:
    confirm(own)
    path = page(tmp_path / "a.png", text())
    (line,) = paper.take(entity, path, SOON)
    assert (line.outcome, line.channel, line.known) == ("filed", "paper", False)
    (line,) = paper.take(entity, path, SOON + timedelta(days=1))
    assert line.known
    Image.new("L", (200, 200), 255).save(tmp_path / "b.png")
    with pytest.raises(PaperError) as error:
        paper.take(entity, tmp_path / "b.png", SOON)
    assert (error.value.code, error.value.place.file) == ("QR-020", str(tmp_path / "b.png"))
    assert len(column(own.folder, "arrivals", "id")) == 1
