"""Every format that was ever released still opens, with what was in it."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from desktop_app.store import NotesState, Package, ResponseState, Store
from desktop_app.store.backup_file import inspect
from desktop_app.store.migration import HEAD, stored_revision
from tests.support.stores import (
    ANSWERS,
    CARD,
    FILE,
    FILE_NAME,
    FILE_REF,
    FIXTURES,
    KEPT_NOTES,
    KEY_FINGERPRINT,
    KIT,
    MEANS,
    MEDIA,
    NOW,
    PREFILLED,
    REMARKS,
    SIGNED,
    XFORM,
    authority_of,
    certificate_of,
    encrypted,
    kit_of,
    open_store,
    package_of,
    receipt_of,
    revocation_list_of,
)

DATABASES = sorted(FIXTURES.glob("*.sqlite3"))


def test_the_current_format_is_among_them() -> None:
    assert HEAD in {path.stem for path in DATABASES}


@pytest.mark.parametrize("fixture", DATABASES, ids=lambda path: path.stem)
def test_a_database_of_every_format_opens_with_what_was_in_it(fixture: Path, data_dir: Path) -> None:
    data_dir.mkdir()
    path = data_dir / "telar.sqlite3"
    shutil.copyfile(fixture, path)
    assert stored_revision(path) == fixture.stem
    with open_store(data_dir) as store:
        store.check(thorough=True)
        (initiative,) = store.initiatives.list()
        assert initiative.card == (CARD if fixture.stem >= "0003" else replace(CARD, ciiu=""))
        (archived,) = store.initiatives.list(archived=True)
        assert archived.card.name == "Archivada"
        second, first = sorted(store.responses.list_by_initiative(initiative.id), key=lambda each: -each.revision)
        fourth_format = fixture.stem >= "0004"
        handed_over = ResponseState.RETURNED if fourth_format else ResponseState.EXPORTED
        assert (first.state, second.state) == (handed_over, ResponseState.READY)
        assert (first.reference_year, first.language, second.replaces) == (2025, "Español (es)", first.id)
        assert store.responses.answers(first.id) == {**PREFILLED, **ANSWERS}
        with_file = {FILE_REF: FILE_NAME} if fixture.stem >= "0002" else {}
        assert store.responses.answers(second.id) == {**PREFILLED, **ANSWERS, **with_file}
        assert store.attachments.list(first.id) == ()
        assert [each.name for each in store.attachments.list(second.id)] == list(with_file.values())
        assert all(store.attachments.content(second.id, name) == FILE for name in with_file.values())
        changes = store.responses.history(first.id, "/data/b1/p01")
        assert [(each.old, each.new) for each in changes] == [(None, "1"), ("1", "2")]
        (package,) = store.packages.list(first.id)
        assert (package.sequence, package.size) == (1, 3280)
        assert package == (encrypted(package_of(first.id)) if fourth_format else package_of(first.id))
        assert store.packages.signed(package.sha256) == (SIGNED if fourth_format else None)
        assert_trust(store, package, kept=fourth_format)
        source = store.instruments.source(first.instrument_id)
        assert (source.xform, source.media) == (XFORM, MEDIA)
        assert store.settings.get("language") == "es"
        third_format = fixture.stem >= "0003"
        assert store.responses.notes(first.id) == NotesState()
        assert store.responses.notes(second.id) == (KEPT_NOTES if third_format else NotesState())
        assert store.benchmarks.latest("autodiagnostico", "agroindustria") == (MEANS if third_format else ())
        assert sorted(each.deleted for each in store.keeping.put_away()) == ([False, True] if third_format else [])
        waves = store.responses.list_by_initiative(archived.id)
        assert {each.previous for each in waves} == ({second.id, None} if third_format else set())
        # A copy of what was upgraded is to the letter what this program's revisions build.
        store.backup_to(data_dir / "copia.telar", made=NOW)
    copy = inspect(data_dir / "copia.telar")
    assert (copy.made, copy.initiatives) == (NOW, 2)
    assert stored_revision(path) == HEAD
    assert (data_dir / "backups").exists() == (fixture.stem != HEAD)


def assert_trust(store: Store, package: Package, *, kept: bool) -> None:
    """What came from the authority, in a format that keeps it; else nothing of it."""
    if not kept:
        assert (store.trust.pinned(), store.trust.revocation_lists(), store.kits.list()) == ((), (), ())
        assert store.trust.certificate_for(KEY_FINGERPRINT) is None
        assert store.receipts.of(package.response_id) == ()
        return
    authority = authority_of()
    assert store.trust.pinned() == (authority,)
    assert store.trust.revocation_lists() == (revocation_list_of(authority),)
    assert store.trust.certificate_for(KEY_FINGERPRINT) == certificate_of()
    assert store.kits.current("2026") == kit_of(authority, 1)
    assert store.kits.content(kit_of(authority, 1).sha256) == KIT
    later = NOW + timedelta(days=4)
    returned = receipt_of(package, "returned", number=2, issued=later)
    assert store.receipts.of(package.response_id) == (returned, receipt_of(package))
    found = store.receipts.observations(returned.sha256)
    assert [(each.ref, each.text) for each in found] == list(REMARKS)
    assert [each.seen for each in found] == [NOW + timedelta(days=5), None]
