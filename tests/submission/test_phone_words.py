"""A fingerprint read over the telephone: what is said is what stands there, however it is written down."""

import re
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app import paths
from desktop_app.submission.phone_words import MOST_WORDS, WORDS, phone_words, read_phone_words

LIST = paths.resource("phone_words.txt").read_text(encoding="utf-8")
ALL = LIST.split()
ORDERED = bytes(range(256))
ACCENTS = str.maketrans("aeiou", "áéíóú")

fingerprints = st.binary(min_size=32, max_size=32)


def distance(one: str, other: str) -> int:
    """The least number of letters to change, add or take away."""
    before = list(range(len(other) + 1))
    for row, letter in enumerate(one, start=1):
        now = [row]
        for column, against in enumerate(other, start=1):
            now.append(min(before[column] + 1, now[-1] + 1, before[column - 1] + (letter != against)))
        before = now
    return before[-1]


def as_said(word: str) -> str:
    """How a word sounds on a telephone in Colombia: b and v, s, c and z, ll and y are one, and h is silent."""
    kept = word.replace("ch", "4").replace("h", "").replace("4", "ch")
    for written, said in (("qu", "k"), ("ll", "y"), ("v", "b"), ("z", "s"), ("rr", "r"), ("x", "s")):
        kept = kept.replace(written, said)
    kept = re.sub("c(?=[ei])", "s", kept)
    return re.sub("g(?=[ei])", "j", kept)


def test_there_is_one_word_for_each_byte_and_one_line_for_each_word() -> None:
    assert len(ALL) == len(set(ALL)) == 256
    assert "\n".join(ALL) + "\n" == LIST
    assert sorted(ALL) == ALL


def test_each_word_is_short_and_plain() -> None:
    for word in ALL:
        assert re.fullmatch("[a-z]{3,9}", word), word


def test_no_two_words_are_alike() -> None:
    assert distance("mesa", "mesas") == distance("casa", "caza") == 1
    for one, other in combinations(ALL, 2):
        assert distance(one, other) >= 2, (one, other)


def test_no_two_words_sound_alike() -> None:
    assert as_said("vaca") == as_said("baca")
    assert as_said("huevo") == as_said("uebo")
    for one, other in combinations([as_said(word) for word in ALL], 2):
        assert distance(one, other) >= 2, (one, other)


def test_ten_words_are_eighty_bits() -> None:
    assert WORDS * 8 == 80
    assert len(phone_words("00" * 32)) == 10


def test_each_byte_has_its_word() -> None:
    for start in range(0, 256, 32):
        part = ORDERED[start : start + 32]
        assert list(phone_words(part.hex(), 32)) == ALL[start : start + 32]


@given(fingerprints, st.integers(1, MOST_WORDS))
def test_what_is_said_is_what_stands_there(fingerprint: bytes, count: int) -> None:
    words = phone_words(fingerprint.hex(), count)
    assert len(words) == count
    assert read_phone_words(" ".join(words)) == fingerprint[:count]


@given(fingerprints, fingerprints)
def test_other_fingerprints_have_other_words(one: bytes, other: bytes) -> None:
    assert (phone_words(one.hex()) == phone_words(other.hex())) == (one[:WORDS] == other[:WORDS])


@given(fingerprints, st.sampled_from([", ", "-", "\n", " . ", "\t/ ", " 1) "]))
def test_how_it_was_written_down_does_not_matter(fingerprint: bytes, between: str) -> None:
    words = phone_words(fingerprint.hex())
    written = [words[0].upper(), words[1].capitalize(), *(word.translate(ACCENTS) for word in words[2:])]
    assert read_phone_words(f"  {between.join(written)}.") == fingerprint[:WORDS]


@given(fingerprints)
def test_colons_and_capitals_of_a_fingerprint_do_not_matter(fingerprint: bytes) -> None:
    assert phone_words(fingerprint.hex(":").upper()) == phone_words(fingerprint.hex())


@given(fingerprints, st.integers(0, WORDS - 1), st.data())
def test_a_word_taken_for_another_is_another_fingerprint_or_none(
    fingerprint: bytes, at: int, data: st.DataObject
) -> None:
    words = list(phone_words(fingerprint.hex()))
    heard = data.draw(st.sampled_from([word for word in ALL if word != words[at]]))
    read = read_phone_words(" ".join([*words[:at], heard, *words[at + 1 :]]))
    assert read is not None
    assert read != fingerprint[:WORDS]
    letter = data.draw(st.sampled_from("abcdefghijklmnopqrstuvwxyz"))
    slipped = letter + words[at][1:]
    if slipped != words[at]:
        assert read_phone_words(" ".join([*words[:at], slipped, *words[at + 1 :]])) is None


@pytest.mark.parametrize("text", ["", " ,. ", "12 34", "aldea quizás", "al dea", "aldea " * 33, "aldea " * 500])
def test_what_is_no_list_of_words(text: str) -> None:
    assert read_phone_words(text) is None


@given(st.text())
def test_any_text_is_read_or_not(text: str) -> None:
    read = read_phone_words(text)
    assert read is None or 1 <= len(read) <= MOST_WORDS


@pytest.mark.parametrize(
    ("fingerprint", "count"), [("00" * 31, 6), ("zz" * 32, 6), ("", 1), ("00" * 32, 0), ("00" * 32, 33)]
)
def test_what_is_no_fingerprint(fingerprint: str, count: int) -> None:
    with pytest.raises(ValueError, match=r"words|hexadecimal"):
        phone_words(fingerprint, count)
