"""The registry of a wave: a list is previewed and taken; then who answered, whom to remind, whose words to compare."""

from __future__ import annotations

import io
from datetime import date, timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook

from desktop_app.errors import AuthorityError, ReceptionError
from desktop_app.submission.authority import Vault
from desktop_app.submission.kits import Initiative
from desktop_app.submission.phone_words import phone_words
from desktop_app.workflows import arrivals, registry, review, signers, standing
from desktop_app.workflows.entity import Entity, opened
from desktop_app.workflows.intake import receive_folder
from desktop_app.workflows.wave_kit import KitContent, Opening, build
from desktop_app.xforms import Form
from tests.support.authorities import vault
from tests.support.packages import NOW, sample_info, sample_key
from tests.support.reception import ANA, LUIS, SECOND_ID, SOON, column, confirm, on_stick, packed, told

NAME = sample_info().initiative_name
LIST = f"""nombre,departamento,municipio,contacto,correo,teléfono
{NAME},Nariño,Pasto,Coordinación,cafe@ejemplo.org,300 111 2233
Cacao de Arauca,Arauca,Arauca,,cacao@ejemplo.org,
=Moda,Antioquia,Medellín,@Coordinación,,
"""
SHEET = """
| survey | | | |
| | type | name | label |
| | integer | p001 | Una |
| settings | | |
| | form_id | version |
| | autodiagnostico | 1 |
"""


@pytest.fixture
def own(tmp_path: Path) -> Vault:
    return vault(tmp_path / "entidad")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    found = tmp_path / "llegó"
    found.mkdir()
    return found


def write(tmp_path: Path, text: str = LIST) -> Path:
    path = tmp_path / "lista.csv"
    path.write_text(text, encoding="utf-8")
    return path


def bring(entity: Entity, tmp_path: Path, text: str = LIST, wave: str = "2026") -> registry.ListPreview:
    seen = registry.preview(entity, write(tmp_path, text), wave)
    registry.apply(entity, seen)
    return seen


def of(found: standing.WaveStanding, name: str) -> standing.Standing:
    (one,) = [each for each in found.initiatives if each.member.name == name]
    return one


# -- the list ----------------------------------------------------------------------------------------------------------


def test_a_list_is_previewed_before_anything_changes(own: Vault, tmp_path: Path) -> None:
    with opened(own) as entity:
        seen = registry.preview(entity, write(tmp_path), "2026")
        assert told(own.folder) == {}
        assert (seen.rows, seen.errors, len(seen.new), seen.same, seen.gone) == (3, 0, 3, 0, ())
        (finding,) = seen.findings
        assert (finding.row, finding.column, finding.stops, finding.explanation.code) == (4, "correo", False, "RCV-042")
        registry.apply(entity, seen)
        assert standing.waves(entity) == ("2026",)
    assert sorted(column(own.folder, "initiatives", "name")) == sorted([NAME, "Cacao de Arauca", "=Moda"])


def test_what_changes_and_what_goes(own: Vault, tmp_path: Path) -> None:
    with opened(own) as entity:
        bring(entity, tmp_path)
        assert not registry.preview(entity, write(tmp_path), "2026").changes
        changed = LIST.replace("cacao@", "otra@").replace("=Moda,", "Salud,")
        seen = registry.preview(entity, write(tmp_path, changed), "2026")
        assert seen.new == ("Salud",)
        assert seen.changed == (registry.Changed("Cacao de Arauca", ("email",)),)
        assert seen.gone == (registry.Gone("=Moda", answered=False),)
        assert seen.same == 1
        registry.apply(entity, seen)
    assert "otra@ejemplo.org" in column(own.folder, "initiatives", "email")


def test_what_the_list_no_longer_says_stays_known(own: Vault, tmp_path: Path) -> None:
    with opened(own) as entity:
        bring(entity, tmp_path)
        bring(entity, tmp_path, f"nombre\n{NAME}\n")
    assert column(own.folder, "initiatives", "name", "email") == [(NAME, "cafe@ejemplo.org")]


def test_nothing_is_taken_of_a_list_with_an_error(own: Vault, tmp_path: Path) -> None:
    with opened(own) as entity:
        bring(entity, tmp_path)
        before = told(own.folder)
        seen = registry.preview(entity, write(tmp_path, LIST + "Otra,Nariñoo,,,x,\n"), "2026")
        assert (seen.errors, seen.gone) == (2, ())
        stops = [each for each in seen.findings if each.stops]
        assert {each.explanation.code for each in stops} == {"RCV-019"}
        assert any("lo más parecido es «Nariño»" in each.explanation.cause for each in stops)
        with pytest.raises(ReceptionError) as error:
            registry.apply(entity, seen)
    assert (error.value.code, error.value.params) == ("RCV-044", {"count": 2})
    assert told(own.folder) == before


def test_a_kits_list_is_read_by_the_same_reader_and_keeps_contacts_home(own: Vault, tmp_path: Path) -> None:
    path = write(tmp_path)
    members = registry.require(registry.read_members(path, places=True), path)
    content = KitContent((Form.from_xform(_form()),), members)
    out = tmp_path / "ola.asice"
    build(own, Opening("2026", 1, date(2026, 11, 1), date(2026, 12, 20), "Bienvenida."), content, out, NOW)
    assert b"ejemplo.org" not in out.read_bytes()
    assert sorted(column(own.folder, "initiatives", "email")) == ["", "cacao@ejemplo.org", "cafe@ejemplo.org"]


def test_all_faults_of_a_kits_list_in_one_sentence(tmp_path: Path) -> None:
    path = write(tmp_path, "nombre\nUno\nDos\n")
    with pytest.raises(registry.ListError) as error:
        registry.require(registry.read_members(path, places=True), path)
    for language, more in (("es", "y hay 3 fallas más"), ("en", "there are 3 more faults")):
        said = error.value.explain(language)
        assert said.code == "RCV-019"
        assert more in said.cause
        assert "{" not in said.cause


# -- who has answered --------------------------------------------------------------------------------------------------


def _form() -> bytes:
    from desktop_app.xforms.compile_xlsform import compile_workbook
    from desktop_app.xforms.sheets import parse_workbook

    return compile_workbook(parse_workbook(SHEET.strip().encode(), ".md", "autodiagnostico")).xform


def test_who_has_answered_which_form(own: Vault, tmp_path: Path, folder: Path) -> None:
    kit = KitContent((Form.from_xform(_form()),), (Initiative("ic-017", NAME, "52", "52001"),))
    opening = Opening("2026", 1, date(2026, 11, 1), date(2026, 12, 20), "Bienvenida.")
    build(own, opening, kit, tmp_path / "kit.asice", NOW)
    confirm(own)
    with opened(own) as entity:
        bring(entity, tmp_path)
        on_stick(folder, packed(own), "a.age")
        receive_folder(entity, folder, SOON)
        found = standing.standing(entity, "2026")
        assert (found.closes, found.forms) == (date(2026, 12, 20), ("autodiagnostico",))
        mine = of(found, NAME)
        assert [(each.state, each.arrived, each.channel) for each in mine.forms] == [("received", SOON, "file")]
        assert (mine.answered, mine.forms[0].arrived, mine.listed) == (True, SOON, True)
        assert (mine.signer.state, mine.signer.manager) == ("confirmed", "Ana Gestora")
        assert mine.place == "Pasto, Nariño"
        assert {each.member.name for each in found.unanswered} == {"Cacao de Arauca", "=Moda"}
        assert of(found, "=Moda").forms[0].state == "not_answered"
        (one,) = review.received(entity, "2026")
        review.decide(entity, one.response_id, "accepted", (), SOON, by="Revisión")
        assert of(standing.standing(entity, "2026"), NAME).forms[0].state == "accepted"


def test_a_signer_who_waits_is_told_with_the_words(own: Vault, tmp_path: Path, folder: Path) -> None:
    with opened(own) as entity:
        bring(entity, tmp_path)
        on_stick(folder, packed(own), "a.age")
        receive_folder(entity, folder, SOON)
        mine = of(standing.standing(entity, "2026"), NAME)
        assert mine.forms[0].state == "aside"
        assert mine.forms[0].reason is not None
        assert mine.forms[0].reason.code == "RCV-001"
        assert (mine.signer.state, mine.signer.words) == ("waiting", phone_words(sample_key(ANA).fingerprint))
        assert not mine.answered
        (waiting,) = signers.signers(entity).waiting
        assert (waiting.initiative, waiting.packages, waiting.before) == (NAME, 1, "")
        assert (waiting.contact, waiting.phone, waiting.on_paper) == ("Coordinación", "300 111 2233", False)
        done = signers.confirm(entity, waiting.arrival_id, SOON, by="Mesa de ayuda")
        assert (done.manager, done.by) == ("Ana Gestora", "Mesa de ayuda")
        after = of(standing.standing(entity, "2026"), NAME)
        assert (after.forms[0].state, after.signer.state) == ("received", "confirmed")
        listed = signers.signers(entity)
        assert (listed.waiting, len(listed.confirmed), listed.revoked) == ((), 1, ())
        assert signers.revoke(entity, done.fingerprint, SOON, why="cambió de equipo") == 1
        gone = signers.signers(entity)
        assert ([each.why for each in gone.revoked], gone.confirmed) == (["cambió de equipo"], ())
        assert of(standing.standing(entity, "2026"), NAME).signer.state == "revoked"


def test_another_who_signs_takes_the_place_only_when_asked_to(own: Vault, tmp_path: Path, folder: Path) -> None:
    confirm(own)
    with opened(own) as entity:
        bring(entity, tmp_path)
        other = packed(own, LUIS, initiative_id="otro-equipo", response_id=SECOND_ID)
        on_stick(folder, other, "b.age")
        receive_folder(entity, folder, SOON)
        (waiting,) = signers.signers(entity, "2026").waiting
        assert (waiting.manager, waiting.before) == (LUIS, "Ana Gestora")
        asked = arrivals.proposal(entity, waiting.arrival_id, SOON)
        assert (asked.before, asked.known, asked.words) == ("Ana Gestora", False, waiting.words)
        with pytest.raises(AuthorityError) as error:
            signers.confirm(entity, waiting.arrival_id, SOON, by="Mesa de ayuda")
        assert error.value.code == "AUT-010"
        signers.confirm(entity, waiting.arrival_id, SOON, by="Mesa de ayuda", replace=True)
        found = signers.signers(entity)
        assert [each.manager for each in found.confirmed] == [LUIS]
        assert [each.manager for each in found.revoked] == ["Ana Gestora"]


def test_a_signer_of_nothing_that_came(own: Vault) -> None:
    with opened(own) as entity, pytest.raises(ReceptionError) as error:
        signers.confirm(entity, 99, SOON, by="")
    assert error.value.code == "RCV-023"


def test_what_came_before_the_list_belongs_to_the_listed_one(own: Vault, tmp_path: Path, folder: Path) -> None:
    confirm(own)
    with opened(own) as entity:
        on_stick(folder, packed(own), "a.age")
        receive_folder(entity, folder, SOON)
        before = standing.standing(entity, "2026")
        assert [(each.listed, each.member.id) for each in before.initiatives] == [(False, "ic-017")]
        bring(entity, tmp_path)
        found = standing.standing(entity, "2026")
        assert all(each.listed for each in found.initiatives)
        mine = of(found, NAME)
        assert (mine.answered, mine.member.id != "ic-017") == (True, True)
        on_stick(folder, packed(own, revision=2, response_id=SECOND_ID, replaces=sample_info().response_id), "b.age")
        receive_folder(entity, folder, SOON)
        assert len([each for each in review.received(entity) if each.current]) == 1
        assert {each.department for each in review.received(entity)} == {"52"}
        assert (
            registry.Gone(NAME, answered=True) in registry.preview(entity, write(tmp_path, "nombre\nx\n"), "2026").gone
        )


# -- reminders ---------------------------------------------------------------------------------------------------------


def test_reminders_name_whom_to_write_to_and_what(own: Vault, tmp_path: Path) -> None:
    kit = KitContent((Form.from_xform(_form()),), (Initiative("ic-1", NAME, "52", "52001"),))
    build(own, Opening("2026", 1, date(2026, 11, 1), NOW.date() + timedelta(days=9), "Hola."), kit, tmp_path / "k", NOW)
    with opened(own) as entity:
        bring(entity, tmp_path)
        data, whom = standing.reminders(entity, "2026", NOW)
        assert len(whom) == 3
        again = standing.standing(entity, "2026")
        assert {each.reminded for each in again.initiatives} == {NOW.replace(microsecond=0)}
        standing.reminders(entity, "2026", SOON)
    sheet = load_workbook(io.BytesIO(data)).active
    rows = {row[0].value: row for row in sheet.iter_rows(min_row=5)}
    cacao, moda = rows["Cacao de Arauca"], rows["=Moda"]
    assert [cell.value for cell in cacao[1:5]] == ["Arauca", None, "cacao@ejemplo.org", None]
    assert cacao[6].value in {8, 9}
    assert "«Cacao de Arauca»" in cacao[9].value
    assert moda[0].data_type == moda[2].data_type == "s"
    assert moda[0].quotePrefix
    assert moda[2].value == "@Coordinación"
    assert "Cordial saludo, @Coordinación." in moda[9].value
    assert len(column(own.folder, "reminders", "made")) == 3
    assert set(column(own.folder, "reminders", "made")) == {SOON.strftime("%Y-%m-%dT%H:%M:%SZ")}


def test_reminders_of_a_wave_without_a_list(own: Vault) -> None:
    with opened(own) as entity, pytest.raises(ReceptionError) as error:
        standing.reminders(entity, "2026", NOW)
    assert error.value.code == "RCV-046"
