"""Responses copied, archived, deleted and brought back; what was handed over is never lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from desktop_app.errors import UsageError
from desktop_app.store import ResponseState
from desktop_app.workflows.answer import commit
from desktop_app.workflows.export import export
from desktop_app.workflows.keeping import PutAway, archive, delete, duplicate, put_away, unarchive, undelete
from desktop_app.workflows.overview import glimpse
from desktop_app.workflows.responses import open_response, start
from desktop_app.workflows.workspace import Workspace
from tests.support.desks import CARD, INSTRUMENT, NOW, P01, P03, answer, begin, complete, keeper

LATER = NOW + timedelta(hours=1)
MONTH = timedelta(days=30)
FILE = b"%PDF-1.7\nacta\n%%EOF\n"


def shown(workspace: Workspace) -> list[str]:
    """The responses on Inicio, as the first look and the open workspace both have them."""
    overview = workspace.overview()
    first = glimpse(workspace.data_dir, "es")
    assert first is not None
    assert first.overview == overview
    return [response.id for initiative in overview for response in initiative.responses]


def with_notes(workspace: Workspace, response_id: str) -> None:
    """A comment and a file beside the answer to P01."""
    desk = open_response(workspace, response_id, NOW)
    workspace.store.attachments.add(
        desk.response_id, name="acta.pdf", content=FILE, media_type="application/pdf", at=NOW, others=()
    )
    desk.notes.comment(P01, "Según el acta")
    desk.notes.set_files(P01, ["acta.pdf"])
    commit(workspace, desk.note_step(P01), NOW)


def test_a_copy_has_everything_and_is_its_own(workspace: Workspace) -> None:
    source = begin(workspace)
    answer(workspace, open_response(workspace, source, NOW), {P01: "2"})
    with_notes(workspace, source)
    copy = duplicate(workspace, source, LATER)
    desk, before = (open_response(workspace, each, NOW) for each in (copy, source))
    stored = workspace.store.responses
    assert stored.answers(copy) == stored.answers(source)
    assert desk.notes.state() == before.notes.state()
    assert workspace.store.attachments.content(copy, "acta.pdf") == FILE
    assert (desk.facts.revision, desk.facts.replaces, desk.facts.state) == (1, None, "draft")
    assert (stored.get(copy).started, stored.get(copy).updated, stored.get(copy).answered) == (LATER, LATER, 15)
    assert set(shown(workspace)) == {source, copy}
    answer(workspace, desk, {P01: "0"})
    assert stored.answers(source)[P01] == "2"
    delete(workspace, source, NOW)
    workspace.close()
    with Workspace.open(workspace.data_dir, NOW + MONTH) as again:
        assert again.store.attachments.content(copy, "acta.pdf") == FILE


def test_a_copy_of_what_was_handed_over_is_of_its_latest_revision(
    sent_workspace: Workspace, sample_response: str
) -> None:
    workspace = sent_workspace
    with_notes(workspace, sample_response)
    copy = duplicate(workspace, sample_response, LATER)
    assert open_response(workspace, copy, NOW).notes.comments == {P01: "Según el acta"}
    assert workspace.store.attachments.content(copy, "acta.pdf") == FILE
    record = workspace.store.responses.get(copy)
    assert (record.state, record.revision, record.replaces) == (ResponseState.READY, 1, None)
    assert workspace.store.packages.list(copy) == ()


def test_an_archived_response_is_off_inicio_with_all_its_revisions(
    sent_workspace: Workspace, sample_response: str
) -> None:
    workspace = sent_workspace
    desk = open_response(workspace, sample_response, NOW)
    second = answer(workspace, desk, {P03: "2"}).response_id
    archive(workspace, sample_response, LATER)
    assert shown(workspace) == []
    (entry,) = put_away(workspace, "en")
    assert entry == PutAway(
        second, desk.facts.initiative_name, "Self-diagnosis of good practices", desk.facts.wave, deleted=False, at=LATER
    )
    assert open_response(workspace, sample_response, NOW).response_id == second
    unarchive(workspace, second)
    assert shown(workspace) == [second]
    assert put_away(workspace, "es") == ()


def test_the_next_revision_of_an_archived_response_is_archived_too(
    sent_workspace: Workspace, sample_response: str
) -> None:
    archive(sent_workspace, sample_response, LATER)
    desk = open_response(sent_workspace, sample_response, NOW)
    second = answer(sent_workspace, desk, {P03: "2"}).response_id
    assert shown(sent_workspace) == []
    assert [each.id for each in put_away(sent_workspace, "es")] == [second]


def test_a_deleted_response_is_not_there_until_it_is_had_back(workspace: Workspace) -> None:
    first = begin(workspace)
    other = start(workspace, workspace.store.responses.get(first).initiative_id, INSTRUMENT, "2027", NOW)
    answer(workspace, open_response(workspace, first, NOW), {P01: "2"})
    archive(workspace, first, NOW)
    delete(workspace, first, LATER)
    assert shown(workspace) == [other]
    with pytest.raises(UsageError, match="USE-002"):
        open_response(workspace, first, NOW)
    (entry,) = put_away(workspace, "es")
    assert (entry.id, entry.initiative, entry.deleted, entry.at) == (first, CARD.name, True, LATER)
    undelete(workspace, first)
    assert [(each.deleted, each.at) for each in put_away(workspace, "es")] == [(False, NOW)]
    assert open_response(workspace, first, NOW).session.value(P01) == "2"


def test_what_was_put_away_last_comes_first(workspace: Workspace) -> None:
    made = [begin(workspace, wave=str(number)) for number in range(3)]
    for number, response in enumerate(made):
        (archive if number % 2 else delete)(workspace, response, NOW + timedelta(minutes=number))
    assert [each.wave for each in put_away(workspace, "es")] == ["2", "1", "0"]


def test_what_was_handed_over_is_not_deleted(sent_workspace: Workspace, sample_response: str) -> None:
    workspace = sent_workspace
    second = answer(workspace, open_response(workspace, sample_response, NOW), {P03: "2"}).response_id
    for response in (sample_response, second):
        with pytest.raises(UsageError) as caught:
            delete(workspace, response, LATER)
        assert caught.value.code == "USE-018"
    assert shown(workspace) == [second]


def test_what_was_deleted_goes_for_good_a_month_later(workspace: Workspace) -> None:
    gone, following = begin(workspace), ""
    with_notes(workspace, gone)
    initiative = workspace.store.responses.get(gone).initiative_id
    instrument = workspace.store.responses.get(gone).instrument_id
    following = workspace.store.responses.start(initiative, instrument, wave="2027", at=NOW, total=1, previous=gone).id
    delete(workspace, gone, NOW)
    folder = workspace.data_dir
    workspace.close()
    with Workspace.open(folder, NOW + MONTH - timedelta(seconds=1)) as early:
        assert len(put_away(early, "es")) == 1
        assert early.store.responses.get(following).previous == gone
    with Workspace.open(folder, NOW + MONTH) as late:
        assert put_away(late, "es") == ()
        assert late.store.responses.get(following).previous is None
        with pytest.raises(UsageError, match="USE-002"):
            undelete(late, gone)
        with late.store._database.transaction() as connection:
            for table in ("contents", "attachments", "comments", "evidence"):
                assert connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one() == 0
        late.store.check(thorough=True)


def test_all_revisions_go_together_and_what_packages_name_stays(workspace: Workspace, tmp_path: Path) -> None:
    loose, handed = begin(workspace), begin(workspace)
    stored = workspace.store.responses
    stored.set_state(loose, ResponseState.RETURNED, at=NOW)  # as a response without a package never is, but for a fault
    second = answer(workspace, open_response(workspace, loose, NOW), {P01: "1"}).response_id
    assert second != loose
    delete(workspace, loose, NOW)
    complete(workspace, handed)
    delete(workspace, handed, NOW)
    undelete(workspace, handed)
    export(workspace, handed, tmp_path, keeper(), NOW)
    with workspace.store._database.transaction() as connection:
        connection.exec_driver_sql("UPDATE responses SET deleted_at = 0 WHERE state = 'exported'")
    workspace.close()
    with Workspace.open(workspace.data_dir, NOW + MONTH) as again:
        assert [each.id for each in put_away(again, "es")] == [handed]


@pytest.mark.parametrize(
    "act",
    [
        lambda workspace, response: duplicate(workspace, response, NOW),
        lambda workspace, response: archive(workspace, response, NOW),
        unarchive,
        lambda workspace, response: delete(workspace, response, NOW),
        undelete,
    ],
)
def test_a_response_that_is_not_there(workspace: Workspace, act: Callable[[Workspace, str], object]) -> None:
    with pytest.raises(UsageError, match="USE-002"):
        act(workspace, "nobody")
