"""``OUTCOMES.md`` says what happens when something is wrong: each of its lines is a test, and none of them is invented.

What has no test of its own elsewhere, a manager's key that is lost in one way or another, is tested here.
"""

from __future__ import annotations

import ast
import re
from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest

from desktop_app.errors import SigningKeyError, explain
from desktop_app.submission import KeyringSecrets, authority, trust
from desktop_app.submission.authority import Vault
from desktop_app.workflows import kits, receiving
from desktop_app.workflows.export import export, keys_dir, replace_key
from desktop_app.workflows.incoming import take_receipt
from desktop_app.workflows.trust import KeyStanding, key_facts
from desktop_app.workflows.wave_kit import KitContent, Opening, build
from desktop_app.workflows.workspace import Workspace
from tests.support.authorities import vault
from tests.support.commands import ROOT
from tests.support.desks import keeper
from tests.support.keyrings import LockedKeyring, MemoryKeyring
from tests.support.packages import NOW
from tests.support.trust_loop import LATER

TABLE = (ROOT / "desktop_app" / "submission" / "OUTCOMES.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| ([^|]+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \| `(tests/[^`]+)` \|$", TABLE, re.MULTILINE)
CODE = re.compile(r"\[?([A-Z]{2,5}-(?:\d{3}|W\d{2}))\]?")


@cache
def functions_of(file: str) -> dict[str, str]:
    """The test functions of a file, and what stands in each."""
    text = (ROOT / file).read_text(encoding="utf-8")
    found = [each for each in ast.parse(text).body if isinstance(each, ast.FunctionDef)]
    return {each.name: _with_marks(text, each) for each in found if each.name.startswith("test_")}


def _with_marks(text: str, function: ast.FunctionDef) -> str:
    first = min([function.lineno, *(mark.lineno for mark in function.decorator_list)])
    return "\n".join(text.splitlines()[first - 1 : function.end_lineno])


def test_the_table_is_found_whole() -> None:
    lines = [line for line in TABLE.splitlines() if "`tests/" in line]
    assert len(lines) == len(ROWS) > 40


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_a_line_names_a_test_that_is_there_and_a_code_that_it_shows(row: tuple[str, str, str, str, str]) -> None:
    _, happens, code, remedy, test = row
    file, _, name = test.partition("::")
    source = functions_of(file)[name]
    assert happens.strip()
    assert remedy.strip()
    if code == "–":
        return
    found = CODE.fullmatch(code)
    assert found is not None
    assert explain(found[1]).remedy
    assert found[1] in source


@pytest.mark.parametrize("number", range(1, 9))
def test_every_reason_of_the_verdict_is_in_the_table(number: int) -> None:
    assert f"RCV-{number:03d}" in [row[2] for row in ROWS]


# -- a manager's key ---------------------------------------------------------------------------------------------------


@pytest.fixture
def entity(tmp_path: Path, sample_workspace: Workspace) -> Vault:
    """An entity whose kit was brought in."""
    from tests.workflows.test_wave_kit import FORM, LISTED

    made = vault(tmp_path / "entidad")
    initiative = sample_workspace.store.initiatives.list()[0]
    from desktop_app.submission.kits import Initiative

    listed = (*LISTED, Initiative(initiative.id, initiative.card.name, "81", "81736"))
    opening = Opening("2026", 1, NOW.date(), NOW.date() + timedelta(days=2000), "Ola 2026.")
    built = build(made, opening, KitContent((FORM,), listed), tmp_path / "ola.asice", NOW)
    kits.take(sample_workspace, built.path.read_bytes(), LATER, confirmed=built.root_fingerprint)
    return made


def test_a_lost_keyring_costs_a_confirmation_and_no_answer(
    sample_workspace: Workspace, sample_response: str, tmp_path: Path
) -> None:
    answers = sample_workspace.store.responses.answers(sample_response)
    first = export(sample_workspace, sample_response, tmp_path / "USB", keeper(), LATER)
    empty = KeyringSecrets(MemoryKeyring())  # type: ignore[arg-type]
    with pytest.raises(SigningKeyError) as error:
        export(sample_workspace, sample_response, tmp_path / "USB", empty, LATER)
    assert error.value.code == "KEY-004"
    assert sample_workspace.store.responses.answers(sample_response) == answers
    made = replace_key(sample_workspace, "Ana", empty, LATER)
    second = export(sample_workspace, sample_response, tmp_path / "USB", empty, LATER)
    assert second.signer_fingerprint == made != first.signer_fingerprint
    assert key_facts(sample_workspace, LATER).standing is KeyStanding.UNCONFIRMED


def test_a_locked_keyring_signs_nothing_and_loses_nothing(
    sample_workspace: Workspace, sample_response: str, tmp_path: Path
) -> None:
    own = MemoryKeyring()
    export(sample_workspace, sample_response, tmp_path / "USB", KeyringSecrets(own), LATER)  # type: ignore[arg-type]
    locked = LockedKeyring()
    locked.kept = own.kept
    with pytest.raises(SigningKeyError) as error:
        export(sample_workspace, sample_response, tmp_path / "USB", KeyringSecrets(locked), LATER)  # type: ignore[arg-type]
    assert error.value.code == "KEY-003"
    again = export(sample_workspace, sample_response, tmp_path / "USB", KeyringSecrets(own), LATER)  # type: ignore[arg-type]
    assert again.sequence == 2


def test_a_damaged_key_is_moved_aside_and_nothing_deleted(
    sample_workspace: Workspace, sample_response: str, tmp_path: Path
) -> None:
    secrets = keeper()
    export(sample_workspace, sample_response, tmp_path / "USB", secrets, LATER)
    folder = keys_dir(sample_workspace.data_dir)
    sealed = folder / "signing.key.age"
    sealed.write_bytes(sealed.read_bytes()[:-1])
    with pytest.raises(SigningKeyError) as error:
        export(sample_workspace, sample_response, tmp_path / "USB", secrets, LATER)
    assert error.value.code == "KEY-001"
    replace_key(sample_workspace, "Ana", secrets, LATER)
    assert export(sample_workspace, sample_response, tmp_path / "USB", secrets, LATER).sequence == 2
    assert len([path for path in folder.iterdir() if path.suffix == ".old"]) == 2


def test_an_ended_certificate_is_set_aside_and_the_next_package_asks_for_another(
    entity: Vault, sample_workspace: Workspace, sample_response: str, tmp_path: Path
) -> None:
    """And the entity, which knows the key, confirms it without another call."""
    from desktop_app.workflows.authority import confirm, propose

    secrets = keeper()
    first = export(sample_workspace, sample_response, tmp_path / "USB", secrets, LATER)
    confirm(entity, propose(entity, first.path, LATER), LATER, by="Mesa", replace=False)
    receipt = receiving.receive(entity, first.path, "received", LATER)
    assert take_receipt(sample_workspace, receipt.receipt.read_bytes(), LATER).confirmed
    late = LATER + timedelta(days=900)
    assert key_facts(sample_workspace, late).standing is KeyStanding.EXPIRED
    second = export(sample_workspace, sample_response, tmp_path / "USB", secrets, late)
    proposal = propose(entity, second.path, late)
    assert proposal.known
    signer = confirm(entity, proposal, late, by="Mesa", replace=False)
    assert signer.ends > late
    authority.renew_crl(entity, late, root=True)
    again = receiving.receive(entity, second.path, "received", late)
    assert (again.outcome, again.certified) == ("filed", True)
    assert trust.read_certificate(authority.load(entity.folder).signers[0].certificate).not_after == signer.ends


def test_the_whole_table_is_in_one_place() -> None:
    assert TABLE.count("| situation | what happens | code | what to do | test |") == 3
