"""What came in as it is listed: pages, counts, batches, and what may be decided about each."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import delete

from desktop_app.errors import ReceptionError
from desktop_app.reception.tables import files
from desktop_app.submission.authority import Vault
from desktop_app.workflows import arrivals, intake, signers
from desktop_app.workflows.arrivals import Batch
from desktop_app.workflows.entity import opened
from tests.support.authorities import vault
from tests.support.packages import sample_info
from tests.support.reception import LUIS, SECOND_ID, SOON, confirm, on_stick, packed

LATER = {"revision": 2, "response_id": SECOND_ID, "replaces": sample_info().response_id}


@pytest.fixture
def entity(tmp_path: Path) -> Vault:
    return vault(tmp_path / "entidad")


@pytest.fixture
def folder(tmp_path: Path, entity: Vault) -> Path:
    """A response, its correction, one of a stranger, and no package."""
    found = tmp_path / "llegó"
    found.mkdir()
    confirm(entity)
    on_stick(found, packed(entity), "1.age")
    on_stick(found, packed(entity, **LATER), "2.age")
    on_stick(found, packed(entity, LUIS, initiative_id="ic-099"), "3.age")
    on_stick(found, b"nada", "4.txt")
    return found


def never() -> bool:
    return False


def test_each_batch_tells_what_is_new_and_all_counts(
    entity: Vault, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "BATCH_FILES", 2)
    told: list[Batch] = []
    with opened(entity) as found:
        arrivals.receive(found, folder, None, SOON, "es", never, told.append)
        arrivals.receive(found, folder, None, SOON, "es", never, told.append)
    assert [(each.done, each.total) for each in told] == [(2, 4), (4, 4)] * 2
    assert [[one.file for one in each.new] for each in told] == [["2.age", "1.age"], ["4.txt", "3.age"], [], []]
    assert told[-1].counts == {"filed": 1, "replaced": 1, "quarantined": 1, "refused": 1}
    assert [one.outcome for one in told[0].new] == ["filed", "replaced"]


def test_only_the_files_that_are_named_come_in(entity: Vault, folder: Path) -> None:
    with opened(entity) as found:
        tally = arrivals.receive(found, folder, [folder / "4.txt"], SOON, "es", never, lambda _batch: None)
        assert tally.files == 1
        assert [each.file for each in arrivals.page(found)[0]] == ["4.txt"]


def test_pages_follow_one_another_and_may_be_of_one_outcome(entity: Vault, folder: Path) -> None:
    with opened(entity) as found:
        intake.receive_folder(found, folder, SOON)
        first, counts = arrivals.page(found, most=3)
        assert [each.file for each in first] == ["4.txt", "3.age", "2.age"]
        rest, _ = arrivals.page(found, before=first[-1].arrival_id, most=3)
        assert [each.file for each in rest] == ["1.age"]
        assert sum(counts.values()) == 4
        set_aside, _ = arrivals.page(found, "quarantined", language="en")
    (stranger,) = set_aside
    assert stranger.confirmable
    assert not stranger.late
    assert stranger.reason is not None
    assert "Nobody has confirmed" in stranger.reason.cause
    assert not any(each.confirmable for each in (*first[::2], *rest))


def test_what_is_gone_or_was_never_there_is_refused(entity: Vault, folder: Path) -> None:
    with opened(entity) as found:
        intake.receive_folder(found, folder, SOON)
        (stranger,) = arrivals.page(found, "quarantined")[0]
        assert arrivals.proposal(found, stranger.arrival_id, SOON).initiative_id == "ic-099"
        with pytest.raises(ReceptionError, match="RCV-023"):
            arrivals.proposal(found, 99, SOON)
        with found.books.write() as connection:
            connection.execute(delete(files))
        with pytest.raises(ReceptionError, match="RCV-011"):
            arrivals.proposal(found, stranger.arrival_id, SOON)


def test_confirming_lets_what_was_set_aside_count(entity: Vault, folder: Path) -> None:
    with opened(entity) as found:
        intake.receive_folder(found, folder, SOON)
        (stranger,) = arrivals.page(found, "quarantined")[0]
        done = signers.confirm(found, stranger.arrival_id, SOON, by="Coordinación")
        assert done.initiative == stranger.initiative
        assert arrivals.page(found, "quarantined")[0] == ()


def test_what_still_grows_has_another_stamp(folder: Path) -> None:
    before = intake.stamps(folder)
    assert {path.name for path, _, _ in before} == {"1.age", "2.age", "3.age", "4.txt"}
    (folder / "4.txt").write_bytes(b"algo mas")
    assert {path.name for path, _, _ in intake.stamps(folder) - before} == {"4.txt"}
