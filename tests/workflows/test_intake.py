"""A folder comes in: what becomes of each file, and that nothing is taken twice, lost or stopped by another."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from desktop_app.errors import AuthorityError, FileError, TelarError
from desktop_app.submission.authority import Part, Vault
from desktop_app.workflows import intake
from desktop_app.workflows.entity import Entity, opened
from desktop_app.workflows.intake import Progress, Tally, receive_folder
from desktop_app.workflows.receiving import receive
from tests.support.authorities import Keys, vault
from tests.support.packages import NOW, sample_info
from tests.support.received import enrol, packaged
from tests.support.reception import LATER, SOON, certified, column, confirm, mixed_folder, on_stick, packed, told


@pytest.fixture
def entity(tmp_path: Path) -> Vault:
    return vault(tmp_path / "entidad")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    found = tmp_path / "llegó"
    found.mkdir()
    return found


def take(entity: Vault, folder: Path, now: Any = SOON, **how: Any) -> Tally:
    with opened(entity) as found:
        return receive_folder(found, folder, now, **how)


def counts(tally: Tally) -> dict[str, int]:
    names = ("filed", "replaced", "duplicate", "quarantined", "refused", "known")
    return {name: getattr(tally, name) for name in names if getattr(tally, name)}


def outcomes(entity: Vault) -> dict[str, tuple[str, str]]:
    return {
        name: (outcome, code) for name, outcome, code in column(entity.folder, "arrivals", "name", "outcome", "code")
    }


def test_each_file_is_a_line_and_none_stops_the_rest(entity: Vault, folder: Path) -> None:
    expected = mixed_folder(entity, folder)
    seen: list[Progress] = []
    tally = take(entity, folder, tell=seen.append)
    found = outcomes(entity)
    assert found.keys() == expected.keys()
    assert {name: pair for name, pair in found.items() if pair != expected[name]} == {}
    assert counts(tally) == {"filed": 3, "duplicate": 1, "quarantined": 4, "refused": 4}
    told_ = [each for progress in seen for each in progress.told]
    assert [each.file for each in told_] == sorted(expected)
    assert (seen[-1].done, seen[-1].total) == (12, 12)
    for each in told_:
        assert each.reason is None or "{" not in each.reason.cause + each.reason.remedy
    assert {each.file for each in told_ if each.reason is None} == {
        "01 primera.asice.age",
        "02 copia.asice.age",
        "03 segunda.asice.age",
        "12 sin cifrar.asice",
    }


def test_the_same_folder_again_changes_nothing(entity: Vault, folder: Path) -> None:
    expected = mixed_folder(entity, folder)
    take(entity, folder)
    before = told(entity.folder)
    tally = take(entity, folder)
    assert counts(tally) == {"known": len(expected)}
    assert told(entity.folder) == before


def test_originals_are_kept_byte_for_byte(entity: Vault, folder: Path) -> None:
    mixed_folder(entity, folder)
    take(entity, folder)
    kept = dict(column(entity.folder, "files", "sha256", "content"))
    for name, sha256, size in column(entity.folder, "arrivals", "name", "file_sha256", "size"):
        data = (folder / name).read_bytes()
        assert (kept.get(sha256, b""), size) == (data, len(data))


def test_what_is_hidden_or_still_on_its_way_is_left_alone(entity: Vault, folder: Path, tmp_path: Path) -> None:
    confirm(entity)
    data = packed(entity)
    (folder / "Bogotá" / "marzo").mkdir(parents=True)
    (folder / ".oculta").mkdir()
    for name in ("Bogotá/marzo/ñandú.age", ".oculta/x.age", ".x.age", "y.age.part", "z.crdownload"):
        on_stick(folder, data, name)
    (folder / "enlace.age").symlink_to(folder / "Bogotá" / "marzo" / "ñandú.age")
    (folder / "otra").symlink_to(tmp_path)
    assert counts(take(entity, folder)) == {"filed": 1}
    assert list(outcomes(entity)) == ["Bogotá/marzo/ñandú.age"]


def test_a_file_that_cannot_be_read_is_told_and_tried_again(
    entity: Vault, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    confirm(entity)
    path = on_stick(folder, packed(entity))
    genuine = intake.read_limited

    def refused(where: Path, limit: int) -> bytes:
        raise FileError("FILE-002") if where == path else genuine(where, limit)

    monkeypatch.setattr(intake, "read_limited", refused)
    seen: list[Progress] = []
    assert counts(take(entity, folder, tell=seen.append)) == {"refused": 1}
    reason = seen[0].told[0].reason
    assert reason is not None
    assert (reason.code, told(entity.folder)) == ("FILE-002", {})
    monkeypatch.undo()
    assert counts(take(entity, folder)) == {"filed": 1}


def test_what_is_too_large_for_a_package_is_counted_and_not_kept(
    entity: Vault, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "PACKAGE_LIMIT", 1_000_000)
    on_stick(folder, b"x" * 1_000_001, "película.mp4")
    assert counts(take(entity, folder)) == {"refused": 1}
    assert outcomes(entity) == {"película.mp4": ("refused", "RCV-018")}
    assert "files" not in told(entity.folder)
    assert counts(take(entity, folder)) == {"known": 1}


def test_a_folder_that_is_not_there(entity: Vault, folder: Path) -> None:
    with pytest.raises(FileError) as error:
        take(entity, folder / "no está")
    assert error.value.code == "FILE-001"


def test_the_passphrase_is_asked_once(entity: Vault, folder: Path) -> None:
    mixed_folder(entity, folder)
    asking = Keys()
    take(Vault(entity.folder, asking), folder)
    assert asking.asked == [Part.OPERATIONS]
    with pytest.raises(AuthorityError) as error:
        take(Vault(entity.folder, Keys(forgotten=[Part.OPERATIONS])), folder)
    assert error.value.code == "AUT-004"


# -- in whatever order -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(4))
def test_the_latest_counts_in_whatever_order_files_come(entity: Vault, folder: Path, seed: int) -> None:
    confirm(entity)
    versions = [packed(entity), packed(entity, sequence=2), packed(entity, **LATER)]
    order = [0, 1, 2]
    random.Random(seed).shuffle(order)
    for place, version in enumerate(order):
        on_stick(folder, versions[version], f"{place}.age")
    take(entity, folder)
    found = outcomes(entity)
    assert {name: found[name][0] for name in found} == {
        f"{place}.age": "filed" if version == 2 else "replaced" for place, version in enumerate(order)
    }
    assert sum(column(entity.folder, "responses", "current")) == 1


# -- looked at again ---------------------------------------------------------------------------------------------------


def test_after_enrolment_what_was_set_aside_counts(entity: Vault, folder: Path) -> None:
    on_stick(folder, packed(entity), "a.age")
    on_stick(folder, packed(entity, **LATER), "b.age")
    assert counts(take(entity, folder)) == {"quarantined": 2}
    confirm(entity)
    tally = take(entity, folder)
    assert [(each.file, each.outcome) for each in tally.settled] == [("a.age", "filed"), ("b.age", "filed")]
    assert counts(tally) == {"known": 2}
    assert outcomes(entity) == {"a.age": ("replaced", ""), "b.age": ("filed", "")}
    before = told(entity.folder)
    assert take(entity, folder).settled == ()
    assert told(entity.folder) == before


def test_a_receipt_for_what_came_in_a_folder(entity: Vault, folder: Path) -> None:
    path = on_stick(folder, packed(entity))
    take(entity, folder, NOW)
    confirm(entity)
    done = receive(entity, path, "accepted", SOON)
    assert (done.outcome, done.arrived) == ("filed", NOW)
    assert column(entity.folder, "responses", "status") == ["accepted"]
    assert counts(take(entity, folder)) == {"known": 1}


def test_the_issued_certificate_is_the_same_signer(entity: Vault, folder: Path) -> None:
    confirm(entity)
    on_stick(folder, packed(entity, certified(entity)), "a.age")
    assert counts(take(entity, folder)) == {"filed": 1}


# -- stopped and gone on -----------------------------------------------------------------------------------------------


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "BATCH_FILES", 2)


def alike(rows: dict[str, list[tuple[object, ...]]]) -> dict[str, Any]:
    return {name: Counter(map(repr, found)) for name, found in rows.items()}


@pytest.mark.usefixtures("small_batches")
def test_stopped_at_any_file_and_gone_on(entity: Vault, folder: Path, tmp_path: Path) -> None:
    expected = mixed_folder(entity, folder)
    take(entity, folder)
    whole = told(entity.folder)
    for last in range(0, len(expected), 3):
        for path in entity.folder.glob("reception.sqlite3*"):
            path.unlink()
        asked = iter([False] * last + [True])
        tally = take(entity, folder, stop=lambda asked=asked: next(asked, False))  # type: ignore[misc]
        assert (tally.stopped, tally.files) == (True, last)
        rest = take(entity, folder)
        assert (rest.stopped, counts(rest).get("known", 0)) == (False, last)
        assert alike(told(entity.folder)) == alike(whole)


class PowerCutError(Exception):
    """The power went."""


@pytest.mark.usefixtures("small_batches")
@pytest.mark.parametrize("place", ["keep_files", "add_arrivals", "file", "add_answers", "settle"])
def test_cut_short_at_any_write_and_gone_on(
    entity: Vault, folder: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    from desktop_app.reception import records

    expected = mixed_folder(entity, folder)
    take(entity, folder)
    whole = told(entity.folder)
    genuine = getattr(records, place)
    for moment in range(1, 4):
        for path in entity.folder.glob("reception.sqlite3*"):
            path.unlink()
        called = iter(range(1, 1000))

        def cut(*arguments: Any, moment: int = moment, called: Iterator[int] = called) -> Any:
            result = genuine(*arguments)
            if next(called) == moment:
                raise PowerCutError
            return result

        monkeypatch.setattr(records, place, cut)
        with suppress(PowerCutError):
            take(entity, folder)
        monkeypatch.undo()
        monkeypatch.setattr(intake, "BATCH_FILES", 2)
        assert len(outcomes(entity)) % 2 == 0
        take(entity, folder)
        assert len(outcomes(entity)) == len(expected)
        assert alike(told(entity.folder)) == alike(whole)


# -- forms -------------------------------------------------------------------------------------------------------------


def test_answers_are_read_once_their_form_is_known(entity: Vault, folder: Path, tmp_path: Path) -> None:
    from desktop_app.reception import known_forms
    from desktop_app.xforms import Form

    form = tmp_path / "encuesta.md"
    form.write_text(FORM, encoding="utf-8")
    known = Form.load(form)
    confirm(entity)
    about = {"form_id": known.id, "form_version": known.version, "form_sha256": known.sha256}
    on_stick(folder, packed(entity, **about))
    take(entity, folder)
    assert column(entity.folder, "responses", "filled", "name") == [(0, sample_info().initiative_name)]
    assert "answers" not in told(entity.folder)
    with opened(entity) as found, found.books.write() as connection:
        assert known_forms.add(connection, known)
        assert not known_forms.add(connection, known)
    take(entity, folder)
    assert column(entity.folder, "responses", "filled") == [1]
    paths = dict(column(entity.folder, "nodes", "id", "path"))
    assert {paths[node] for node, *_ in told(entity.folder)["answers"]} == {"/data/p001", "/data/p002"}


def test_a_signer_who_answers_a_question_twice_stops_nobody(entity: Vault, folder: Path) -> None:
    for number in (1, 2):
        enrol(entity, number)
    twice = {"<strategy>actualizada</strategy>": "<strategy>definida</strategy><strategy>actualizada</strategy>"}
    on_stick(folder, packaged(entity, 1, replacing=twice), "a.asice.age")
    on_stick(folder, packaged(entity, 2), "b.asice.age")
    assert counts(take(entity, folder)) == {"filed": 2}
    found = column(entity.folder, "answers JOIN nodes ON nodes.id = node_id", "path", "response_id", "text")
    assert [(own, text) for path, own, text in found if path.endswith("/strategy")] == [
        (1, "definida"),
        (2, "actualizada"),
    ]


def test_forms_of_a_folder_are_kept_with_the_answers(entity: Vault, folder: Path, tmp_path: Path) -> None:
    from desktop_app.xforms import Form

    form = tmp_path / "encuesta.md"
    form.write_text(FORM, encoding="utf-8")
    known = Form.load(form)
    confirm(entity)
    on_stick(folder, packed(entity, form_id=known.id, form_version=known.version, form_sha256=known.sha256))
    with opened(entity, forms=(known,)) as found:
        receive_folder(found, folder, SOON)
    assert column(entity.folder, "forms", "form_id", "sha256") == [(known.id, known.sha256)]
    with opened(entity) as found, found.books.read() as connection:
        from desktop_app.reception import known_forms

        again = known_forms.latest(connection, known.id)
        assert again is not None
        assert (again.sha256, known_forms.latest(connection, "otro")) == (known.sha256, None)


FORM = """
| survey | | | |
| | type | name | label |
| | integer | p001 | Una |
| | integer | p002 | Dos |
| settings | | | |
| | form_title | form_id | version |
| | Encuesta | encuesta | 1 |
"""


def test_the_entity_is_what_it_says(entity: Vault) -> None:
    with opened(entity) as found:
        assert isinstance(found, Entity)
        assert found.identities() == found.identities()
    with pytest.raises(TelarError), opened(Vault(entity.folder / "no", Keys())):
        pass
