from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.errors import ReceptionError
from desktop_app.reception import ledger as ledgers
from desktop_app.reception.ledger import Entry, GivenReceipt, Ledger, SentKit, read, write
from tests.support.packages import NOW
from tests.support.reception import received


def given_receipt(**changes: Any) -> GivenReceipt:
    values: dict[str, Any] = {
        "receipt_id": "3f0c5d2e-7a41-4b9d-8e26-91c4d7f05a13",
        "status": "received",
        "issued": NOW,
        "sha256": "a" * 64,
        "said": "b" * 64,
        "certificate": "",
        "short": "TELAR-A1:0oRNog==",
        "serial": 1,
    }
    return GivenReceipt(**{**values, **changes})


KIT = SentKit("2026", 1, NOW, "d" * 64)
FULL = Ledger(
    (
        Entry(received(), (given_receipt(), given_receipt(status="returned", serial=2, certificate="c" * 64))),
        Entry(received(container_sha256="3" * 64, filed=False)),
    ),
    (KIT, SentKit("2026", 3, NOW, "e" * 64), SentKit("2025", 7, NOW, "f" * 64)),
)


def document() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(write(FULL))
    return found


def refused(data: bytes) -> str:
    with pytest.raises(ReceptionError) as error:
        read(data)
    return error.value.code


def test_what_is_written_is_read() -> None:
    assert read(write(FULL)) == FULL
    assert read(write(Ledger())) == Ledger()


def test_what_is_known_of_a_package_and_of_a_wave() -> None:
    assert FULL.entry("2" * 64) == FULL.entries[0]
    assert FULL.entry("9" * 64) is None
    assert FULL.received() == tuple(each.received for each in FULL.entries)
    assert [FULL.kit(wave) for wave in ("2026", "2025", "2024")] == [FULL.kits[1], FULL.kits[2], None]


def test_an_entry_takes_the_place_of_what_was_known_or_comes_last() -> None:
    newer = Entry(FULL.entries[0].received, (given_receipt(),))
    assert FULL.with_entry(newer).entries == (newer, FULL.entries[1])
    other = Entry(received(container_sha256="7" * 64))
    assert FULL.with_entry(other).entries == (*FULL.entries, other)


def test_receipts_are_counted_by_the_day_in_colombia() -> None:
    assert Ledger().next_serial(NOW) == 1
    assert FULL.next_serial(NOW) == 3
    midnight = datetime(2026, 11, 21, 5, tzinfo=UTC)
    assert FULL.next_serial(midnight - timedelta(seconds=1)) == 3
    assert FULL.next_serial(midnight) == 1


@pytest.mark.parametrize(
    ("part", "name", "value"),
    [
        ("packages", "file_sha256", "A" * 64),
        ("packages", "container_sha256", "1" * 63),
        ("packages", "signer", ""),
        ("packages", "response_id", "x" * 301),
        ("packages", "revision", -1),
        ("packages", "revision", True),
        ("packages", "revision", 1.0),
        ("packages", "sequence", 1_000_000),
        ("packages", "filed", 1),
        ("packages", "arrived", "2026-11-20"),
        ("packages", "arrived", None),
        ("packages", "arrived", "26-11-20T15:30:00Z"),
        ("packages", "initiative_id", "\ud800"),
        ("packages", "wave", 2026),
        ("packages", "receipts", {}),
        ("packages", "more", ""),
        ("kits", "number", "1"),
        ("kits", "sha256", "z" * 64),
        ("kits", "issued", "2026-13-20T15:30:00Z"),
        ("kits", "more", ""),
    ],
)
def test_a_member_that_is_unfit(part: str, name: str, value: object) -> None:
    found = document()
    found[part][0][name] = value
    assert refused(json.dumps(found).encode()) == "RCV-010"


@pytest.mark.parametrize(
    ("name", "value"),
    [("status", "lost"), ("certificate", "x"), ("short", "TELAR-A1:ñ"), ("short", ""), ("said", ""), ("serial", None)],
)
def test_a_receipts_member_that_is_unfit(name: str, value: object) -> None:
    found = document()
    found["packages"][0]["receipts"][0][name] = value
    assert refused(json.dumps(found).encode()) == "RCV-010"


@pytest.mark.parametrize("part", ["packages", "kits"])
def test_a_member_that_is_missing(part: str) -> None:
    names = list(document()[part][0])
    for name in names:
        found = document()
        del found[part][0][name]
        assert refused(json.dumps(found).encode()) == "RCV-010"


def test_a_document_that_is_another() -> None:
    for change in ({"format": "urn:telar:reception:2"}, {"more": 1}, {"packages": {}}, {"kits": None}):
        assert refused(json.dumps({**document(), **change}).encode()) == "RCV-010"
    for data in (b"", b"[]", b"null", b"\xff", b"{", b"[" * 100_000, b'{"format": 1}'):
        assert refused(data) == "RCV-010"


@pytest.mark.parametrize("name", ["MOST_PACKAGES", "MOST_RECEIPTS", "MOST_KITS", "LIMIT"])
def test_limits(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    data = write(FULL)
    assert read(data) == FULL
    monkeypatch.setattr(ledgers, name, 1)
    assert refused(data) == "RCV-010"


def test_a_package_twice() -> None:
    found = document()
    found["packages"] *= 2
    assert refused(json.dumps(found).encode()) == "RCV-010"


def readable(data: bytes) -> Ledger | None:
    """What ``data`` holds, ``None`` where it is refused as it should be."""
    try:
        return read(data)
    except ReceptionError:
        return None


@given(st.binary(max_size=200))
def test_noise_is_refused_with_its_code(data: bytes) -> None:
    assert refused(data) == "RCV-010"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(st.sampled_from(["format", "packages", "kits"]), JSON)
def test_any_json_in_the_place_of_a_part(part: str, value: object) -> None:
    data = json.dumps({**document(), part: value}).encode()
    found = readable(data)
    assert found is None or value == [] or found == FULL


@given(st.integers(0, len(write(FULL)) - 1), st.integers(0, 255))
def test_a_changed_byte_is_refused_or_read_as_something_that_can_be_written(at: int, byte: int) -> None:
    data = bytearray(write(FULL))
    data[at] = byte
    found = readable(bytes(data))
    assert found is None or read(write(found)) == found


def test_what_could_not_be_read_is_not_written() -> None:
    with pytest.raises(ReceptionError, match="RCV-010"):
        write(Ledger((Entry(received(revision=10**9)),)))
    with pytest.raises(ReceptionError, match="RCV-010"):
        write(Ledger((Entry(received(wave="\ud800" * 3)),)))


def test_an_early_year_is_written_so_that_it_is_read() -> None:
    early = Ledger((), (SentKit("2026", 1, datetime(26, 1, 2, tzinfo=UTC), "d" * 64),))
    assert read(write(early)) == early
