"""The short receipt: pasted from a chat with whatever that puts in, and refused after any other change."""

from __future__ import annotations

from base64 import b64decode, b64encode
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.errors import PaperError
from desktop_app.submission import canonical_cbor, cose, short_receipt
from desktop_app.submission.short_receipt import PREFIX, ShortReceipt, Status
from tests.support.packages import NOW, sample_key

KEY = sample_key("Entidad receptora")
RECEIPT = ShortReceipt("0123456789abcdef" * 2, Status.ACCEPTED, NOW, 17)
TEXT = short_receipt.write(RECEIPT, KEY)
BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="
PUT_IN = "\n\r\t \u00a0\u2009\u200b\u200e\u200f\u2028\u2060\u202f\ufeff"


def trusted(kid: bytes) -> bytes | None:
    return KEY.certificate if kid == cose.kid_of(KEY.certificate) else None


def code(text: str) -> str:
    with pytest.raises(PaperError) as refused:
        short_receipt.read(text, trusted)
    return refused.value.code


def signed(*members: object) -> str:
    """A text soundly signed over these members, whatever they are."""
    return PREFIX + b64encode(cose.sign1(canonical_cbor.dump(list(members)), KEY)).decode()


@settings(max_examples=60)
@given(
    st.builds(
        ShortReceipt,
        st.binary(min_size=16, max_size=16).map(bytes.hex),
        st.sampled_from(Status),
        st.integers(86_400, 253_402_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC)),
        st.integers(1, 999_999),
    )
)
def test_a_receipt_comes_back(receipt: ShortReceipt) -> None:
    text = short_receipt.write(receipt, KEY)
    found = short_receipt.read(text, trusted)
    assert found == receipt
    assert found.signer == KEY.certificate
    assert len(text) <= 169


def test_what_it_says() -> None:
    assert TEXT.startswith("TELAR-A1:0oRNog")
    assert len(TEXT) == 157
    payload = cose.read_sign1(b64decode(TEXT.removeprefix(PREFIX)), 1000).payload
    assert canonical_cbor.load(payload, 10) == [1, bytes.fromhex(RECEIPT.package), 1, int(NOW.timestamp()), 17]


def test_no_character_means_anything_to_a_messenger() -> None:
    assert not set(TEXT) & set("*_~`<> ")


@settings(max_examples=200)
@given(st.lists(st.tuples(st.integers(0, len(TEXT)), st.text(PUT_IN, min_size=1, max_size=3)), max_size=12))
def test_what_a_messenger_puts_in_is_passed_over(pieces: list[tuple[int, str]]) -> None:
    text = TEXT
    for at, put_in in sorted(pieces, reverse=True):
        text = text[:at] + put_in + text[at:]
    assert short_receipt.read(text, trusted) == RECEIPT


@pytest.mark.parametrize("chunk", range(4))
def test_each_character_changed(chunk: int) -> None:
    for at in range(chunk, len(TEXT), 4):
        for character in BASE64[at % 3 :: 3] + ".-_*ñ":
            changed = TEXT[:at] + character + TEXT[at + 1 :]
            if changed != TEXT:
                assert code(changed) in {"QR-004", "QR-005", "QR-006", "QR-014", "QR-015"}


def test_each_piece_missing_or_doubled() -> None:
    for at in range(len(TEXT)):
        assert code(TEXT[:at]) in {"QR-004", "QR-014"}
        assert code(TEXT[:at] + TEXT[at + 1 :]).startswith("QR-")
        assert code(TEXT[: at + 1] + TEXT[at:]).startswith("QR-")


@settings(max_examples=300)
@given(st.text(max_size=300), st.text(BASE64, max_size=300))
def test_noise(text: str, body: str) -> None:
    assert code(text) == "QR-014"
    assert code(PREFIX + body) in {"QR-002", "QR-004", "QR-005", "QR-014"}


@pytest.mark.parametrize("around", ["Hola: {}", "{}.", "{}=", "«{}»", "{}A", "{0}{0}", "telar-a1:{}", "T{}"])
def test_nothing_else_may_be_pasted(around: str) -> None:
    assert code(around.format(TEXT)) == "QR-014"


def test_what_is_pasted_is_bounded() -> None:
    assert short_receipt.read(TEXT + " " * (short_receipt.MOST_CHARACTERS - len(TEXT)), trusted) == RECEIPT
    assert code(TEXT + " " * short_receipt.MOST_CHARACTERS) == "QR-002"
    assert code(PREFIX + "A" * 1_000_000) == "QR-002"
    assert code(PREFIX + b64encode(bytes(300)).decode()) == "QR-002"


def test_from_nobody_known() -> None:
    other = sample_key("Otra entidad")
    assert code(short_receipt.write(RECEIPT, other)) == "QR-015"
    # the same, under the name of the one that is trusted
    assert code(short_receipt.write(RECEIPT, replace(other, certificate=KEY.certificate))) == "QR-006"


WHEN = int(NOW.timestamp())
DIGEST = bytes(16)


@pytest.mark.parametrize(
    ("members", "field"),
    [
        ((2, DIGEST, 1, WHEN, 1), "format"), ((True, DIGEST, 1, WHEN, 1), "format"),
        ((1, DIGEST[1:], 1, WHEN, 1), "package"), ((1, "0" * 16, 1, WHEN, 1), "package"),
        ((1, DIGEST, 3, WHEN, 1), "status"), ((1, DIGEST, -1, WHEN, 1), "status"),
        ((1, DIGEST, None, WHEN, 1), "status"),
        ((1, DIGEST, 1, -1, 1), "arrived"), ((1, DIGEST, 1, 2**63, 1), "arrived"),
        ((1, DIGEST, 1, "hoy", 1), "arrived"),
        ((1, DIGEST, 1, WHEN, 0), "serial"), ((1, DIGEST, 1, WHEN, 10**6), "serial"),
        ((1, DIGEST, 1, WHEN), "CBOR"), ((1, DIGEST, 1, WHEN, 1, 1), "CBOR"), ((), "CBOR"),
    ],
)  # fmt: skip
def test_soundly_signed_and_not_understood(members: tuple[object, ...], field: str) -> None:
    with pytest.raises(PaperError) as refused:
        short_receipt.read(signed(*members), trusted)
    assert (refused.value.code, refused.value.params) == ("QR-016", {"field": field})


@pytest.mark.parametrize("payload", [b"", b"\x9f\x01\xff", b"\x85\x01", b"\xa0", b"\x01", b"\xc1\x01"])
def test_soundly_signed_and_no_receipt(payload: bytes) -> None:
    assert code(PREFIX + b64encode(cose.sign1(payload, KEY)).decode()) == "QR-016"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"package": "0" * 31}, "package"), ({"package": "0" * 64}, "package"), ({"package": "G" * 32}, "package"),
        ({"package": "A" * 32}, "package"), ({"serial": 0}, "serial"), ({"serial": 10**6}, "serial"),
        ({"arrived": datetime(1969, 12, 31, tzinfo=UTC)}, "arrived"), ({"status": 7}, "status"),
    ],
)  # fmt: skip
def test_what_would_be_refused_is_not_written(changes: dict[str, object], field: str) -> None:
    with pytest.raises(PaperError) as refused:
        short_receipt.write(replace(RECEIPT, **changes), KEY)  # type: ignore[arg-type]
    assert (refused.value.code, refused.value.params) == ("QR-016", {"field": field})


def test_times_are_kept_in_utc_to_the_second() -> None:
    local = NOW.astimezone(timezone(timedelta(hours=-5))).replace(microsecond=7)
    assert replace(RECEIPT, arrived=local).arrived == NOW
    with pytest.raises(ValueError, match="zone"):
        replace(RECEIPT, arrived=NOW.replace(tzinfo=None))
