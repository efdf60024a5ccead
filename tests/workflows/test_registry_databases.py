"""The registry and paper are the same in SQLite and in PostgreSQL."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop_app.submission.authority import Vault
from desktop_app.workflows import registry, review, signers, standing
from desktop_app.workflows.entity import opened
from desktop_app.workflows.intake import receive_folder
from tests.support.authorities import vault
from tests.support.both_databases import DATABASES, address, everything
from tests.support.packages import RESPONSE_ID
from tests.support.paper_arrivals import form, package, page, text
from tests.support.reception import SOON, confirm, on_stick

LIST = "nombre;departamento;correo\nClúster Café & Cacao de Nariño;Nariño;a@b.co\nCacao;Arauca;\n"


@pytest.fixture
def own(tmp_path: Path) -> Vault:
    found = vault(tmp_path / "entidad")
    confirm(found)
    return found


def test_a_wave_from_its_list_to_its_reminders(own: Vault, tmp_path: Path) -> None:
    came, found = tmp_path / "llegó", {}
    came.mkdir()
    (tmp_path / "lista.csv").write_text(LIST, encoding="utf-8")
    page(came / "1.png", text())
    on_stick(came, package(own, response_id=RESPONSE_ID), "2.age")
    page(came / "3.png", text("9", signer="Otra persona", initiative_id="ic-9", name="Cacao"))
    for database in DATABASES:
        where = address(database, tmp_path)
        with opened(own, where, (form(),)) as entity:
            receive_folder(entity, came, SOON)
            for _ in range(2):  # the second time nothing changes
                registry.apply(entity, registry.preview(entity, tmp_path / "lista.csv", "2026"))
            told = standing.standing(entity, "2026")
            assert [(each.member.name, each.answered, each.signer.state) for each in told.initiatives] == [
                ("Cacao", False, "waiting"),
                ("Clúster Café & Cacao de Nariño", True, "confirmed"),
            ]
            assert len(signers.signers(entity).waiting) == 1
            assert len(standing.reminders(entity, "2026", SOON)[1]) == 1
            assert [(each.channel, each.department) for each in review.received(entity) if each.current] == [
                ("file", "52")
            ]
        found[database] = everything(where)
    assert found["sqlite"] == found["postgresql"]
    assert len(found["sqlite"]["reminders"]) == 1
