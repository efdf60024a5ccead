"""The wave's list on the manager's side: who is on it, and what to do before a package leaves."""

from __future__ import annotations

import pytest

from desktop_app.errors import StoreError, UsageError
from desktop_app.submission.kits import Initiative, write_initiatives
from desktop_app.workflows import kits, listing
from desktop_app.workflows.handover import sending
from desktop_app.workflows.initiatives import card_of, rename
from desktop_app.workflows.workspace import Workspace
from tests.support.trust_loop import INSTRUMENT, LATER, kit_of, take_kit


def listed_as(*names: str) -> dict[str, bytes]:
    """A kit's list of initiatives of these names."""
    rows = (Initiative(f"ic-{place:03}", name, "81", "81736") for place, name in enumerate(names))
    return {"initiatives.csv": write_initiatives(rows)}


def kit(workspace: Workspace, *names: str, **changes: object) -> bytes:
    return kit_of(workspace.forms.shipped(INSTRUMENT)[0], files=listed_as(*names), **changes)


def test_without_a_kit_of_the_wave_nothing_is_said(sample_workspace: Workspace, sample_response: str) -> None:
    assert sending(sample_workspace, sample_response, "2026", LATER).unlisted is None
    take_kit(sample_workspace)
    assert sending(sample_workspace, sample_response, "2027", LATER).unlisted is None


def test_an_initiative_that_is_not_on_the_list_can_take_a_name_that_is(
    sample_workspace: Workspace, sample_response: str
) -> None:
    name = sample_workspace.store.initiatives.list()[0].card.name
    take_kit(sample_workspace, kit(sample_workspace, "Ñame", "Ñandú", "Cacao de Sardinata", "Áloe", "Moda", "MODA"))
    found = sending(sample_workspace, sample_response, "2026", LATER).unlisted
    assert found == listing.Unlisted(name, "2026", ("Áloe", "Cacao de Sardinata", "Ñame", "Ñandú"))
    one = sample_workspace.store.responses.get(sample_response).initiative_id
    before = card_of(sample_workspace, one)
    rename(sample_workspace, one, "Cacao de Sardinata", LATER)
    after = card_of(sample_workspace, one)
    assert after.name == "Cacao de Sardinata"
    assert (after.municipality, after.manager_name) == (before.municipality, before.manager_name)
    assert sending(sample_workspace, sample_response, "2026", LATER).unlisted is None


def test_the_latest_kit_of_the_wave_tells(sample_workspace: Workspace, sample_response: str) -> None:
    name = sample_workspace.store.initiatives.list()[0].card.name
    take_kit(sample_workspace, kit(sample_workspace))
    assert sending(sample_workspace, sample_response, "2026", LATER).unlisted == listing.Unlisted(name, "2026", ())
    take_kit(sample_workspace, kit(sample_workspace, f"  {name.upper()} ", number=3))
    assert sending(sample_workspace, sample_response, "2026", LATER).unlisted is None


def test_the_preview_of_a_kit_says_who_here_is_on_its_list(sample_workspace: Workspace) -> None:
    name = sample_workspace.store.initiatives.list()[0].card.name
    assert kits.preview(sample_workspace, kit(sample_workspace, "Otra"), LATER).own == ((name, False),)
    assert kits.preview(sample_workspace, kit(sample_workspace, "Otra", name), LATER).own == ((name, True),)


def test_a_kit_that_the_disk_changed_holds_nothing_back(
    sample_workspace: Workspace, sample_response: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: object) -> bytes:
        raise StoreError("STORE-002")

    take_kit(sample_workspace, kit(sample_workspace))
    monkeypatch.setattr(type(sample_workspace.store.kits), "content", fail)
    assert sending(sample_workspace, sample_response, "2026", LATER).unlisted is None


def test_nobody_who_is_not_there_is_renamed(workspace: Workspace) -> None:
    with pytest.raises(UsageError) as refused:
        rename(workspace, "nadie", "Otro", LATER)
    assert refused.value.code == "USE-007"
