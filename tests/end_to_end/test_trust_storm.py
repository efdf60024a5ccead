"""Killed while a kit, a package or a receipt is on its way, the program is as before or as after (``make kill``)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.end_to_end.trust_storm import storm
from tests.support.relay import Deed, Place, Step, after, deed_of, do, judge, prepare, settle_in
from tests.support.trust_loop import everything

KILLS = 8


def test_it_is_as_before_or_as_after() -> None:
    tally = storm(KILLS)
    assert tally.problems == []
    assert tally.kills >= KILLS
    assert tally.before.total() + tally.after.total() == tally.kills


def _half(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:2_000])


def _hidden(path: Path) -> None:
    path.with_name(f".{path.name}.part").write_bytes(b"")


@pytest.mark.parametrize(
    ("spoil", "found"),
    [(_half, "half a file is visible"), (Path.unlink, "in the folder []"), (_hidden, "in the folder ['.")],
    ids=["half", "gone", "hidden"],
)
def test_the_judge_sees_what_is_wrong(tmp_path: Path, spoil: Callable[[Path], None], found: str) -> None:
    place, deed = _sent(tmp_path)
    with place.open() as workspace:
        rows = everything(workspace)
    assert judge(place, deed, rows, after(place, deed)) == (False, [])
    with place.open() as workspace:
        workspace.store.settings.set("a", "b")
    done, wrong = judge(place, deed, rows, after(settle_in(tmp_path, "other", place.response), deed))
    assert done is None
    assert "neither before nor after" in wrong[0]
    spoil(next(place.out.iterdir()))
    _, wrong = judge(place, deed, rows, after(place, deed))
    assert found in wrong[0]


def _sent(folder: Path) -> tuple[Place, Deed]:
    response, kit = prepare(folder / "prepared")
    place = settle_in(folder, "place", response)
    for step in (Step.KIT, Step.PACKAGE):
        deed = deed_of(step, place, kit)
        with place.open() as workspace:
            do(workspace, deed)
    return place, deed
