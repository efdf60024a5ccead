"""A response to text and back: exact, signed, bounded, and refused after any change."""

from __future__ import annotations

import time
import zlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from random import Random
from typing import Any

import base45
import pytest
from cbor2 import undefined
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.diagnosis import Rubric, diagnose
from desktop_app.errors import PaperError
from desktop_app.submission import SigningKey, canonical_cbor, cose, paper, qr
from desktop_app.submission.paper import PREFIX, PaperResponse
from desktop_app.xforms import Form, Session
from tests.support import ssme_answers
from tests.support.every_type import answered, every_type
from tests.support.forms import NOW, form
from tests.support.packages import OLDER_ID, RESPONSE_ID, sample_key
from tests.support.papers import ALPHABET, INITIATIVE, facts_of

KEY = sample_key()
ZONE = NOW.tzinfo


def known(kid: bytes) -> bytes | None:
    return KEY.certificate if kid == cose.kid_of(KEY.certificate) else None


def unknown(_kid: bytes) -> None:
    return None


def read(text: str, of: Form, certificates: paper.FindCertificate = known) -> PaperResponse:
    return paper.read(text, lambda *_: of, certificates, ZONE or UTC)


def code(text: str, of: Form | None = None, certificates: paper.FindCertificate = known) -> str:
    with pytest.raises(PaperError) as refused:
        paper.read(text, lambda *_: of or short(), certificates)
    return refused.value.code


def text_of(payload: bytes, key: SigningKey = KEY) -> str:
    """A text soundly signed over ``payload``, whatever it is."""
    return paper.encode(cose.sign1(payload, key))


def sealed(document: object, level: int = 9) -> str:
    return text_of(zlib.compress(canonical_cbor.dump(document), level))


@lru_cache(maxsize=1)
def short() -> Form:
    return form(
        """
        | survey |
        | | type | name | label |
        | | integer | a | A |
        | | text | b | B |
        | | select_one yn | c | C |
        | choices |
        | | list_name | name | label |
        | | yn | si | Sí |
        | | yn | no | No |
        """
    )


def short_session(**answers: str) -> Session:
    session = Session(short(), now=NOW)
    assert session.restore({f"/{short().root.strip('/')}/{name}": value for name, value in answers.items()}) == []
    return session


SESSION = short_session(a="7", b="dos palabras", c="no")
FACTS = facts_of(SESSION)
TEXT = paper.write(SESSION, FACTS, KEY)


def document(**changes: object) -> list[object]:
    """The members of the short form's document, some of them changed by their number."""
    members: list[object] = [
        1, FACTS.form_id, FACTS.form_version, bytes.fromhex(FACTS.form_digest),
        bytes.fromhex(INITIATIVE.replace("-", "")),
        "2026", bytes.fromhex(RESPONSE_ID[5:].replace("-", "")), 1, None, int(NOW.timestamp()),
        bytes.fromhex(FACTS.reference), [7, "dos palabras", 1],
    ]  # fmt: skip
    for place, value in changes.items():
        members[int(place.removeprefix("m"))] = value
    return members


# -- there and back ----------------------------------------------------------------------------------------------------


def test_what_the_text_is() -> None:
    data = base45.b45decode(TEXT.removeprefix(PREFIX))
    assert data[-4:] == zlib.crc32(data[:-4]).to_bytes(4, "big")
    payload = cose.verify1(data[:-4], KEY.certificate)
    assert canonical_cbor.load(zlib.decompress(payload), 100) == document()
    assert read(sealed(document()), short()) == read(TEXT, short())
    assert set(TEXT) <= set(ALPHABET)


@pytest.mark.parametrize("replaces", [None, OLDER_ID])
def test_every_type_comes_back(replaces: str | None) -> None:
    session = answered()
    facts = facts_of(session, replaces=replaces, revision=3)
    found = read(paper.write(session, facts, KEY), every_type())
    assert found.facts == facts
    assert found.instance == session.instance_xml(instance_id=RESPONSE_ID, deprecated_id=replaces)
    assert (found.exact, found.left_out, found.signer) == (True, (), KEY.certificate)
    assert found.kid.hex() == KEY.fingerprint[:16]
    assert (
        found.session.values().items() >= {ref: v for ref, v in session.values().items() if "meta" not in ref}.items()
    )
    again = Session(every_type(), now=NOW)
    assert again.restore(found.answers) == []
    assert again.value("/data/project[2]/stage[1]/what") == "Techar"


@pytest.mark.parametrize("seed", range(6))
def test_scores_of_the_long_instrument_always_travel(seed: int) -> None:
    session = ssme_answers.filled(ssme_answers.random_filling(Random(seed)))
    found = read(paper.write(session, facts_of(session), KEY), session.form)
    rubric = Rubric.read(session.form)
    assert rubric is not None
    assert diagnose(found.session, rubric) == diagnose(session, rubric)
    assert found.exact == (not found.left_out)


def test_the_complete_long_instrument_in_one_code() -> None:
    session = ssme_answers.filled(ssme_answers.changed({}))
    text = paper.write(session, facts_of(session), KEY)
    found = read(text, session.form)
    assert (found.exact, found.left_out) == (True, ())
    assert len(text) <= qr.CAPACITY
    assert (len(qr.matrix(text)) - 17) // 4 <= qr.VERSION


def test_an_empty_response() -> None:
    session = Session(short(), now=NOW)
    found = read(paper.write(session, facts_of(session), KEY), short())
    assert set(found.answers.values()) == {""}
    assert found.exact


def test_answers_that_do_not_fit_their_question_come_back_as_typed() -> None:
    session = short_session(a="muchos", c="quizá")
    found = read(paper.write(session, facts_of(session), KEY), short())
    assert found.session.draft() | {"x": ""} == session.draft() | {"x": ""} | {
        ref: value for ref, value in found.session.draft().items() if "meta" in ref
    }
    assert found.session.value(f"{short().root}/a") == "muchos"
    assert found.exact


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=60).map(str.strip)


@settings(max_examples=60)
@given(
    a=st.integers(-(2**31), 2**31 - 1).map(str),
    b=TEXTS,
    c=st.sampled_from(["", "si", "no"]),
    wave=st.text("0123456789-ABCñ", max_size=30),
    revision=st.integers(1, 999_999),
    initiative=st.one_of(st.uuids().map(str), st.text("abcXYZ-09", min_size=1, max_size=40)),
    claimed=st.integers(86_400, 253_402_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC)),
)
def test_any_response_comes_back(
    a: str, b: str, c: str, wave: str, revision: int, initiative: str, claimed: datetime
) -> None:
    session = short_session(a=a, b=b, c=c)
    facts = facts_of(session, wave=wave, revision=revision, initiative_id=initiative, claimed_at=claimed)
    found = paper.read(paper.write(session, facts, KEY), lambda *_: short(), known, UTC)
    assert found.facts == facts
    assert [found.answers[f"{short().root}/{name}"] for name in "abc"] == [a, b, c]
    assert found.exact


def test_times_are_kept_in_utc_to_the_second() -> None:
    assert FACTS.claimed_at == NOW.astimezone(UTC)
    assert replace(FACTS, claimed_at=NOW + timedelta(microseconds=9)) == FACTS
    with pytest.raises(ValueError, match="zone"):
        replace(FACTS, claimed_at=NOW.replace(tzinfo=None))


def test_days_begin_where_the_response_was_filled() -> None:
    made = form(
        "| survey |\n| | type | name | label | calculation |\n| | text | a | A | |\n"
        "| | calculate | day | | format-date(today(), '%Y-%m-%d') |\n"
    )
    late = datetime(2026, 11, 20, 23, 30, tzinfo=ZONE)
    session = Session(made, now=late)
    text = paper.write(session, facts_of(session, claimed_at=late), KEY)
    assert read(text, made).exact
    elsewhere = paper.read(text, lambda *_: made, known, UTC)
    assert (elsewhere.exact, elsewhere.session.value(f"{made.root}/day")) == (False, "2026-11-21")


# -- what does not fit -------------------------------------------------------------------------------------------------


def noise(seed: int, length: int) -> str:
    random = Random(seed)
    return "".join(random.choice("abcdefghijklmnopqrstuvwxyzáéíóúñ ,.") for _ in range(length)).strip()


def test_texts_are_left_out_longest_first_and_figures_stay() -> None:
    session = answered()
    session.set("/data/loose", noise(1, 900))
    session.set("/data/views/secret", noise(2, 400))
    session.set("/data/project[1]/title", noise(3, 150))
    found = read(paper.write(session, facts_of(session), KEY), every_type())
    assert found.left_out == ("/data/loose",)
    assert not found.exact
    session.set("/data/views/secret", noise(4, 1_200))
    found = read(paper.write(session, facts_of(session), KEY), every_type())
    assert found.left_out == ("/data/loose", "/data/views/secret")
    assert found.answers["/data/views/score"] == "7"
    assert found.answers["/data/project[1]/title"] == noise(3, 150)
    assert found.session.value("/data/loose") == ""


def test_a_text_that_packs_well_and_is_huge_is_left_out() -> None:
    session = short_session(a="7", b="a" * 900_000, c="si")
    found = read(paper.write(session, facts_of(session), KEY), short())
    assert found.left_out == (f"{short().root}/b",)
    session = short_session(a="7", b="a" * 30_000, c="si")
    assert read(paper.write(session, facts_of(session), KEY), short()).exact


def test_figures_that_do_not_fit() -> None:
    made = form(
        "| survey |\n| | type | name | label |\n| | begin_repeat | r | R |\n| | geopoint | g | G |\n"
        "| | text | t | T |\n| | end_repeat | | |\n"
    )
    random, root = Random(5), made.root
    answers = {f"{root}/r": "60"}
    for number in range(1, 61):
        answers[f"{root}/r[{number}]/g"] = f"{random.uniform(-90, 90):.9f} {random.uniform(-180, 180):.9f}"
        answers[f"{root}/r[{number}]/t"] = noise(number, 20)
    session = Session(made, now=NOW)
    assert session.restore(answers) == []
    with pytest.raises(PaperError) as refused:
        paper.write(session, facts_of(session), KEY)
    assert (refused.value.code, refused.value.params) == ("QR-013", {"limit": qr.CAPACITY})


# -- changes -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("certificates", [known, unknown])
@pytest.mark.parametrize("chunk", range(2))
def test_each_character_changed_to_each_other(chunk: int, certificates: paper.FindCertificate) -> None:
    for at in range(chunk, len(TEXT), 2):
        for character in ALPHABET + "añ\n":
            if character != TEXT[at]:
                changed = TEXT[:at] + character + TEXT[at + 1 :]
                assert code(changed, certificates=certificates) == ("QR-003" if at >= len(PREFIX) else "QR-001")


SIGNED = paper.decode(TEXT)
MASKS = (0x01, 0x10, 0x80, 0xFF)


@pytest.mark.parametrize("mask", MASKS)
def test_each_byte_flipped_and_the_checksum_written_anew(mask: int) -> None:
    """Here only the signature stands in the way."""
    changed = bytearray(SIGNED)
    for at in range(len(SIGNED)):
        changed[at] ^= mask
        text = paper.encode(bytes(changed))
        assert code(text, certificates=lambda _: KEY.certificate) in {"QR-004", "QR-005", "QR-006"}
        changed[at] ^= mask


@pytest.mark.parametrize("mask", MASKS)
def test_a_flipped_byte_where_the_signer_is_not_known(mask: int) -> None:
    """Without the certificate nobody can tell who signed; zlib's checksum still holds the content together."""
    good = read(TEXT, short(), unknown)
    assert good.signer is None
    changed, passed = bytearray(SIGNED), 0
    for at in range(len(SIGNED)):
        changed[at] ^= mask
        try:
            found = read(paper.encode(bytes(changed)), short(), unknown)
        except PaperError:
            found = good
        passed += found is not good
        assert replace(found, kid=good.kid) == good
        changed[at] ^= mask
    # The signature, the name of the signer, and the padding of the deflate stream's last byte.
    assert 64 + 8 <= passed <= 64 + 8 + 1


def test_each_piece_missing_added_or_doubled() -> None:
    for at in range(len(TEXT)):
        for changed in (
            TEXT[:at],
            TEXT[:at] + TEXT[at + 1 :],
            TEXT[: at + 1] + TEXT[at:],
            TEXT[:at] + "\n" + TEXT[at:],
        ):
            assert code(changed).startswith("QR-00")
    for extra in ("A", "AA", "AAA", "000", " ", "\n", ":"):
        assert code(TEXT + extra).startswith("QR-00")


@settings(max_examples=200)
@given(st.text(max_size=100), st.text(ALPHABET, max_size=300), st.binary(max_size=200))
def test_noise_is_refused(text: str, body: str, data: bytes) -> None:
    assert code(text) == "QR-001"
    assert code(PREFIX + text) == "QR-003"
    assert code(PREFIX + body) == "QR-003"
    assert code(PREFIX + base45.b45encode(data).decode()) == "QR-003"
    assert code(paper.encode(data)) in {"QR-004", "QR-005"}
    assert code(text_of(data)) in {"QR-002", "QR-008"}
    assert code(text_of(zlib.compress(data, 9))) == "QR-009"


JSONISH = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-(2**64), 2**64 - 1), st.text(max_size=10), st.binary(max_size=17)),
    lambda inner: st.lists(inner, max_size=4),
    max_leaves=8,
)


@settings(max_examples=200)
@given(st.dictionaries(st.sampled_from([f"m{place}" for place in range(12)]), JSONISH, min_size=1, max_size=3))
def test_what_is_soundly_signed_is_refused_or_means_what_it_says(changes: dict[str, object]) -> None:
    """Whoever owns a key can sign anything: the reader takes only what the writer would have written."""
    try:
        found = read(sealed(document(**changes)), short())
    except PaperError as error:
        assert error.code in {"QR-009", "QR-010", "QR-011"}  # noqa: PT017
        return
    assert read(paper.write(found.session, replace(found.facts), KEY), short()) == found


# -- each refusal ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["", "TELAR1", "telar1:" + TEXT[7:], " " + TEXT, "HC1:" + TEXT[7:], "TELAR-A1:AAAA"])
def test_no_code_of_ours(text: str) -> None:
    assert code(text) == "QR-001"


def test_a_text_longer_than_a_code_holds() -> None:
    assert code(PREFIX + "A" * (qr.CAPACITY - len(PREFIX) + 1)) == "QR-002"
    assert code(PREFIX + "A" * 10_000_000) == "QR-002"


@pytest.mark.parametrize("body", ["A", "AAAA", ":::", "::", "AB:::", "abc", "ÑÑÑ", "AAA\n"])
def test_no_base45(body: str) -> None:
    assert code(PREFIX + body) == "QR-003"


def test_signed_by_another() -> None:
    other = sample_key("Otra persona")
    text = paper.write(SESSION, FACTS, other)
    assert read(text, short()).signer is None
    assert read(text, short(), lambda _: other.certificate).signer == other.certificate
    forged = text_of(zlib.compress(canonical_cbor.dump(document()), 9), replace(other, certificate=KEY.certificate))
    assert code(forged) == "QR-006"
    assert code(TEXT, certificates=lambda _: other.certificate) == "QR-006"
    assert code(TEXT, certificates=lambda _: b"no certificate") == "QR-007"


PLAIN = canonical_cbor.dump(document())
PACKED = zlib.compress(PLAIN, 9)


@pytest.mark.parametrize(
    "payload",
    [
        b"", PACKED[:-1], PACKED[:-4], PACKED[:40], PACKED + b"\x00", PACKED + PACKED, PACKED[2:-4], PLAIN,
        zlib.compress(PLAIN, 1), zlib.compress(PLAIN, 6), zlib.compress(PLAIN, 9, 9), PACKED[:-1] + b"\xff",
    ],
)  # fmt: skip
def test_another_stream_than_one_whole_zlib(payload: bytes) -> None:
    assert code(text_of(payload)) == "QR-008"


@pytest.mark.parametrize("size", [paper.MOST_INFLATED + 1, 900_000])
def test_a_bomb_is_not_inflated(size: int) -> None:
    text = text_of(zlib.compress(b"\x00" * size, 9))
    began = time.process_time()
    assert code(text) == "QR-002"
    assert time.process_time() - began < 0.01


@pytest.mark.parametrize("data", [b"\x81" * 30_000, b"\x80" * 30_000, b"\x99\x75\x30" + b"\xf6" * 30_000, b"\xc2" * 9])
def test_a_hostile_document_costs_little(data: bytes) -> None:
    text = text_of(zlib.compress(data, 9))
    code(text)
    began = time.process_time()
    assert code(text) == "QR-009"
    assert time.process_time() - began < 0.01


@pytest.mark.parametrize(
    ("place", "value", "field"),
    [
        (0, 2, "format"), (0, True, "format"), (0, "1", "format"), (1, "", "form_id"), (1, 5, "form_id"),
        (1, "x" * 301, "form_id"), (1, "a\nb", "form_id"), (2, None, "form_version"), (2, "\x00", "form_version"),
        (3, bytes(7), "form_digest"), (3, "0" * 8, "form_digest"), (4, bytes(15), "initiative_id"),
        (4, INITIATIVE, "initiative_id"), (4, "", "initiative_id"), (4, None, "initiative_id"), (5, 2026, "wave"),
        (5, "a\u2028b", "wave"), (6, bytes(17), "response_id"), (6, None, "response_id"), (7, 0, "revision"),
        (7, -1, "revision"), (7, 10**6, "revision"), (7, True, "revision"), (8, b"", "replaces"), (8, "x", "replaces"),
        (9, -1, "claimed_at"), (9, 10**12, "claimed_at"), (9, "hoy", "claimed_at"), (10, bytes(9), "reference"),
        (10, None, "reference"), (11, None, "CBOR"), (11, "x", "CBOR"),
    ],
)  # fmt: skip
def test_a_fact_that_is_not_understood(place: int, value: object, field: str) -> None:
    with pytest.raises(PaperError) as refused:
        read(sealed(document(**{f"m{place}": value})), short())
    assert (refused.value.code, refused.value.params) == ("QR-009", {"field": field})


@pytest.mark.parametrize("members", [[], [1], document()[:-1], [*document(), None], {}, None, 1, "x"])
def test_no_document(members: object) -> None:
    assert code(sealed(members)) == "QR-009"


def test_without_its_form_nothing_is_understood() -> None:
    asked = []

    def none(form_id: str, version: str, digest: bytes) -> None:
        asked.append((form_id, version, digest.hex()))

    with pytest.raises(PaperError) as refused:
        paper.read(TEXT, none, known)
    assert refused.value.code == "QR-010"
    assert refused.value.params == {"form": FACTS.form_id, "version": FACTS.form_version}
    assert asked == [(FACTS.form_id, FACTS.form_version, FACTS.form_digest)]
    assert code(TEXT, every_type()) == "QR-010"
    assert code(sealed(document(m3=bytes(8)))) == "QR-010"


@pytest.mark.parametrize(
    "values",
    [
        [], [7, "x"], [7, "x", 1, None], ["7", "x", 1], [7, "x", "no"], [7, "x", 2], [7, "x", True], [7, 5, 1],
        [undefined, "x", 1], [7, "x", undefined], [7, "", 1], [[7], "x", 1], [7, "a\x0bb", 1], [2**40, "x", "\ufffe"],
    ],
)  # fmt: skip
def test_answers_that_the_writer_would_not_write(values: list[object]) -> None:
    assert code(sealed(document(m11=values))) == "QR-011"


def test_a_text_that_was_left_out_says_so() -> None:
    found = read(sealed(document(m11=[7, undefined, 1])), short())
    assert found.left_out == (f"{short().root}/b",)
    assert not found.exact


def test_more_instances_than_the_form_itself_counts() -> None:
    session = answered()
    facts = facts_of(session)
    signed = paper.decode(paper.write(session, facts, KEY))
    members: Any = canonical_cbor.load(zlib.decompress(cose.verify1(signed, KEY.certificate)), 1_000)
    members[-1][-1][0][-1].append(["Una etapa más"])
    assert code(sealed(members), every_type()) == "QR-011"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"form_id": "otro"}, "form"), ({"form_version": "9"}, "form"), ({"form_digest": "0" * 16}, "form"),
        ({"initiative_id": ""}, "initiative_id"), ({"wave": "a\nb"}, "wave"), ({"wave": "x" * 301}, "wave"),
        ({"revision": 0}, "revision"), ({"response_id": RESPONSE_ID[5:]}, "response_id, replaces"),
        ({"response_id": RESPONSE_ID.upper()}, "response_id, replaces"),
        ({"replaces": "uuid:x"}, "response_id, replaces"),
        ({"reference": "0" * 14}, "reference"), ({"reference": "no"}, "form_digest, reference"),
        ({"reference": "AB" * 8}, "facts"), ({"claimed_at": datetime(1960, 1, 1, tzinfo=UTC)}, "claimed_at"),
    ],
)  # fmt: skip
def test_facts_that_would_be_refused_are_not_written(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(PaperError) as refused:
        paper.write(SESSION, replace(FACTS, **changes), KEY)
    assert (refused.value.code, refused.value.params) == ("QR-012", {"field": field})


def test_a_refusal_says_nothing_of_answers() -> None:
    for values in ([7, "palabra secreta", "no"], [["palabra secreta"], "x", 1], [7, "palabra secreta\x0b", 1]):
        with pytest.raises(PaperError) as refused:
            read(sealed(document(m11=values)), short())
        assert "secreta" not in str(refused.value)
        assert "secreta" not in repr(refused.value.__cause__)
    assert "palabras" not in repr(read(TEXT, short()))
