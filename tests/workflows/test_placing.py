"""A package that was cut short between its record and its place in the user's folder."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from desktop_app.fileio import part_of, sha256_hex
from desktop_app.store import Package
from desktop_app.workflows import placing
from desktop_app.workflows.export import export
from desktop_app.workflows.handover import history
from desktop_app.workflows.placing import settle
from desktop_app.workflows.workspace import Workspace
from tests.support.desks import NOW, keeper

KEEPER = keeper()


class Cut(BaseException):
    """The power went."""


@contextmanager
def cut() -> Iterator[None]:
    """Everything ends where the package was recorded and would be put in place."""

    def end(*_arguments: object) -> None:
        raise Cut

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(placing, "_in_place", end)
        with pytest.raises(Cut):
            yield


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "Para enviar"


def names(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


def noted(workspace: Workspace) -> list[str]:
    return [key for key in workspace.store.settings.all() if key.startswith("placing.")]


def reopened(workspace: Workspace) -> Workspace:
    workspace.close()
    return Workspace.open(workspace.data_dir, NOW)


def test_opening_the_folder_puts_it_in_place(sample_workspace: Workspace, sample_response: str, out: Path) -> None:
    with cut():
        export(sample_workspace, sample_response, out, KEEPER, NOW)
    assert [name[0] for name in names(out)] == ["."]
    with reopened(sample_workspace) as workspace:
        (left,) = history(workspace, sample_response)
        assert names(out) == [left.path.name]  # type: ignore[union-attr]
        assert sha256_hex(left.path.read_bytes()) == left.sha256  # type: ignore[union-attr]
        assert noted(workspace) == []


def test_opening_the_folder_removes_what_was_not_recorded(
    sample_workspace: Workspace, sample_response: str, out: Path
) -> None:
    out.mkdir()
    part = part_of(out / "cacao.asice", "ab" * 32)
    part.write_bytes(b"half")
    sample_workspace.store.settings.set("placing." + "ab" * 32, os.fsencode(part).hex())
    with reopened(sample_workspace) as workspace:
        assert names(out) == []
        assert noted(workspace) == []
        assert history(workspace, sample_response) == ()


def test_a_stick_that_is_not_there_is_looked_at_another_time(
    sample_workspace: Workspace, sample_response: str, out: Path
) -> None:
    with cut():
        export(sample_workspace, sample_response, out, KEEPER, NOW)
    away = out.rename(out.with_name("in a pocket"))
    settle(sample_workspace.store)
    assert len(noted(sample_workspace)) == 1
    away.rename(out)
    settle(sample_workspace.store)
    assert noted(sample_workspace) == []
    assert [name[0] == "." for name in names(out)] == [False]


def test_a_later_package_stays_where_it_is(sample_workspace: Workspace, sample_response: str, out: Path) -> None:
    with cut():
        export(sample_workspace, sample_response, out, KEEPER, NOW)
    away = out.rename(out.with_name("in a pocket"))
    second = export(sample_workspace, sample_response, out, KEEPER, NOW + timedelta(minutes=1))
    (part,) = away.iterdir()
    part.rename(out / part.name)
    settle(sample_workspace.store)
    assert names(out) == [second.path.name]
    assert sha256_hex(second.path.read_bytes()) == second.sha256


@pytest.mark.parametrize("content", [b"half of i", b""])
def test_half_of_it_is_never_put_in_place(
    sample_workspace: Workspace, sample_response: str, out: Path, content: bytes
) -> None:
    with cut():
        export(sample_workspace, sample_response, out, KEEPER, NOW)
    (part,) = out.iterdir()
    part.write_bytes(content)
    settle(sample_workspace.store)
    assert names(out) == []


@pytest.mark.parametrize("where", ["informe.pdf", ".informe.part", "not hexadecimal"])
def test_a_database_from_elsewhere_names_no_other_file(
    sample_workspace: Workspace, sample_response: str, out: Path, where: str
) -> None:
    out.mkdir()
    (out / "informe.pdf").write_bytes(b"keep")
    (out / ".informe.part").write_bytes(b"keep")
    before = names(out)
    sha256 = sha256_hex(b"keep")
    sample_workspace.store.packages.add(
        Package(sample_response, 1, 1, "otro.asice", str(out / "otro.asice"), sha256, 4, NOW, "b" * 64)
    )
    said = where if where.startswith("not") else os.fsencode(out / where).hex()
    sample_workspace.store.settings.set(f"placing.{sha256}", said)
    settle(sample_workspace.store)
    assert names(out) == before
