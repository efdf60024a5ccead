"""Whichever write fails while a kit, a package or a receipt is on its way: it is as before or as after, never between.

Each test lets the first write fail, then the second, until there is none left to fail.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest

from desktop_app.errors import StoreError, TelarError
from desktop_app.fileio import sha256_hex
from desktop_app.workflows.handover import copy_to
from tests.support.failing import Failing, failing
from tests.support.relay import After, Deed, Place, Rows, Step, after, deed_of, do, judge, prepare, settle_in
from tests.support.trust_loop import everything

FEWEST_WRITES = {Step.KIT: 1, Step.PACKAGE: 12, Step.RETURNED: 1, Step.REVISION: 6, Step.ACCEPTED: 1}


@dataclass
class Stand:
    """A computer on which a step is next; it can be put back to how it was."""

    place: Place
    deed: Deed
    before: Rows
    after: After
    kept: Path

    def put_back(self) -> None:
        shutil.rmtree(self.place.root)
        shutil.copytree(self.kept, self.place.root)

    def done(self) -> bool | None:
        """Whether the step was done; that nothing is wrong is asserted."""
        done, wrong = judge(self.place, self.deed, self.before, self.after)
        assert wrong == []
        return done

    def do_again(self) -> None:
        """It succeeds, and what was done is not done twice but for a package, which leaves again."""
        if not self.done() or not self.deed.step.sends:
            with self.place.open() as workspace:
                do(workspace, self.deed)
        assert self.done()


@pytest.fixture(scope="session")
def stands(tmp_path_factory: pytest.TempPathFactory) -> dict[Step, Stand]:
    """Each step of the loop on a computer of its own, on which those before it were done."""
    root = tmp_path_factory.mktemp("relay")
    response, kit = prepare(root / "prepared")
    found = {}
    for step in Step:
        place = settle_in(root, step.value, response)
        for earlier in Step:
            deed = deed_of(earlier, place, kit)
            if earlier is step:
                break
            with place.open() as workspace:
                do(workspace, deed)
        kept = root / f"kept-{step.value}"
        shutil.copytree(place.root, kept)
        with place.open() as workspace:
            before = everything(workspace)
            do(workspace, deed)
        found[step] = Stand(place, deed, before, after(place, deed), kept)
    return found


@pytest.mark.parametrize("lasting", [False, True], ids=["once", "from then on"])
@pytest.mark.parametrize("step", list(Step), ids=[step.value for step in Step])
def test_whichever_write_fails(stands: dict[Step, Stand], step: Step, lasting: bool) -> None:
    stand = stands[step]
    for number in count(1):
        stand.put_back()
        disk, refused = Failing(number, lasting), False
        with stand.place.open() as workspace, failing(disk, workspace.store):
            try:
                do(workspace, stand.deed)
            except TelarError:
                refused = True
        done = stand.done()
        assert done is not None
        assert done or refused
        stand.do_again()
        if not disk.reached:
            break
    assert not refused
    assert number > FEWEST_WRITES[step]


@pytest.mark.parametrize("step", [Step.KIT, Step.ACCEPTED], ids=["kit", "accepted"])
def test_the_database_has_no_room_for_all_of_it(stands: dict[Step, Stand], step: Step) -> None:
    stand = stands[step]
    said: list[str] = []
    for room in (0, 1, 4, 16, 64, 256):
        stand.put_back()
        with stand.place.open() as workspace:
            with workspace.store._database.transaction() as connection:
                pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
                connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + room}")
            try:
                do(workspace, stand.deed)
            except StoreError as error:
                said.append(error.code)
            else:
                said.append("")
        assert stand.done() is (said[-1] == "")
        stand.do_again()
    assert set(said[:-1]) >= {"STORE-004"}
    assert said[-1] == ""


@pytest.mark.parametrize("lasting", [False, True], ids=["once", "from then on"])
def test_whichever_write_to_a_stick_fails(tmp_path: Path, lasting: bool) -> None:
    data = bytes(range(256)) * 9_000
    source = tmp_path / "cacao.asice.age"
    source.write_bytes(data)
    for number in count(1):
        stick = tmp_path / f"stick {number}"
        stick.mkdir()
        disk, refused = Failing(number, lasting), False
        with failing(disk):
            try:
                copy_to(source, stick, sha256_hex(data))
            except TelarError:
                refused = True
        whole = {each.name: each.read_bytes() == data for each in stick.iterdir() if not each.name.startswith(".")}
        assert whole == ({} if refused else {source.name: True})
        assert copy_to(source, stick, sha256_hex(data)).read_bytes() == data
        assert [each.name for each in stick.iterdir()] == [source.name]
        if not disk.reached:
            break
    assert not refused
    assert number > 7
