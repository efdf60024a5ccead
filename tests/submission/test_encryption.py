import hashlib
import itertools
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pyrage
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.errors import EncryptionError
from desktop_app.submission import decrypt, encrypt, is_encrypted, recipients_digest
from desktop_app.submission.encryption import HEADER_LIMIT, MOST_RECIPIENTS
from tests.support.packages import age_key, sample_package

OPERATIONS, ESCROW, OTHER = age_key("operaciones"), age_key("custodia"), age_key("otra entidad")
RECIPIENTS = (OPERATIONS.recipient, ESCROW.recipient)
PLAIN = b"<data>respuesta</data>" * 3
GOOD = encrypt(PLAIN, RECIPIENTS)
KB = 1024

VERSION = b"age-encryption.org/v1\n"
MAC = b"--- " + b"M" * 42 + b"A\n"
X25519 = b"-> X25519 " + b"S" * 42 + b"A\n" + b"B" * 42 + b"A\n"
GREASE = b"-> K]-grease 9 |x{\n" + b"G" * 64 + b"\n" + b"G" * 20 + b"\n"
PAYLOAD = bytes(16) + bytes(40)


def refusal(data: bytes, identities: Sequence[str] = (OPERATIONS.identity,), **how: int) -> EncryptionError:
    with pytest.raises(EncryptionError) as refused:
        decrypt(data, identities, **how)
    shown = f"{refused.value} {refused.value.detail} {refused.value.params}"
    assert "SECRET" not in shown
    assert "respuesta" not in shown
    return refused.value


def code_of(data: bytes, identities: Sequence[str] = (OPERATIONS.identity,), **how: int) -> str:
    return refusal(data, identities, **how).code


@settings(deadline=None)
@given(st.binary(max_size=3000))
def test_what_is_encrypted_is_decrypted_by_each_recipient(data: bytes) -> None:
    encrypted = encrypt(data, RECIPIENTS)
    assert is_encrypted(encrypted)
    for key in (OPERATIONS, ESCROW):
        assert decrypt(encrypted, [key.identity]) == data


def test_any_one_of_several_identities_opens() -> None:
    assert decrypt(GOOD, [OTHER.identity, ESCROW.identity]) == PLAIN


@pytest.mark.parametrize("size", [0, 1, 64 * KB - 1, 64 * KB, 64 * KB + 1, 128 * KB, 200_000])
def test_the_limit_is_the_plaintexts_exact_size(size: int) -> None:
    """age's payload comes in chunks of 64 KB: the size is known to the byte before anything is decrypted."""
    encrypted = encrypt(bytes(size), RECIPIENTS)
    assert decrypt(encrypted, [OPERATIONS.identity], limit=size) == bytes(size)
    if size:
        assert code_of(encrypted, limit=size - 1) == "ENC-007"


def test_too_much_is_refused_before_anything_is_decrypted() -> None:
    """The payload is no ciphertext at all, and no identity is given: only its length speaks."""
    error = refusal(VERSION + X25519 + MAC + bytes(2 * 1024 * KB), (), limit=1024 * KB)
    assert (error.code, error.params) == ("ENC-007", {"limit": 1024})


def test_a_package_is_encrypted_by_default_limits() -> None:
    package = sample_package()
    assert decrypt(encrypt(package, RECIPIENTS), [OPERATIONS.identity]) == package


def test_nothing_of_the_content_shows() -> None:
    assert b"respuesta" not in GOOD
    assert encrypt(PLAIN, RECIPIENTS) != GOOD


# -- recipients ------------------------------------------------------------------------------------------------------

PQ = "age1pq1" + "q" * 60


@pytest.mark.parametrize(
    "recipients",
    [
        [],
        [""],
        ["age1"],
        ["hola"],
        [OPERATIONS.identity],
        [OPERATIONS.recipient.upper()],
        [OPERATIONS.recipient[:-1]],
        [OPERATIONS.recipient + " "],
        [OPERATIONS.recipient, "age1ñ"],
        [OPERATIONS.recipient, OPERATIONS.recipient],
        ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHsKLqeplhpW+uObz5dvMgjz1OxfM/XXUB+VHtZ6isGN"],
        [PQ],
    ],
    ids=itertools.count(),  # type: ignore[arg-type]  # keys differ from run to run
)
def test_without_fit_recipients_nothing_is_encrypted(recipients: list[str]) -> None:
    with pytest.raises(EncryptionError) as refused:
        encrypt(PLAIN, recipients)
    assert refused.value.code == "ENC-001"
    assert "SECRET" not in f"{refused.value} {refused.value.detail}"


def test_at_most_sixteen_recipients() -> None:
    many = [age_key(str(number)) for number in range(MOST_RECIPIENTS + 1)]
    encrypted = encrypt(PLAIN, [key.recipient for key in many[:MOST_RECIPIENTS]])
    assert decrypt(encrypted, [many[MOST_RECIPIENTS - 1].identity]) == PLAIN
    with pytest.raises(EncryptionError) as refused:
        encrypt(PLAIN, [key.recipient for key in many])
    assert refused.value.code == "ENC-001"
    by_age = pyrage.encrypt(PLAIN, [pyrage.x25519.Recipient.from_str(key.recipient) for key in many])
    assert code_of(by_age, [many[0].identity]) == "ENC-003"


def test_the_digest_is_of_the_sorted_recipients_whatever_their_order() -> None:
    assert recipients_digest(["age1b", "age1a"]) == hashlib.sha256(b"age1a\nage1b").hexdigest()
    assert recipients_digest({"age1b", "age1a"}) == recipients_digest(("age1a", "age1b"))


@given(st.sets(st.text("abc", max_size=3), max_size=4), st.sets(st.text("abc", max_size=3), max_size=4))
def test_other_recipients_have_another_digest(first: set[str], second: set[str]) -> None:
    joined = [sorted(first), sorted(second)]
    assert (recipients_digest(first) == recipients_digest(second)) == ("\n".join(joined[0]) == "\n".join(joined[1]))


# -- identities ------------------------------------------------------------------------------------------------------


def test_a_file_for_others_does_not_open() -> None:
    assert code_of(GOOD, [OTHER.identity]) == "ENC-005"


@pytest.mark.parametrize(
    "identities",
    [[], [""], ["AGE-SECRET-KEY-1SECRET"], [OPERATIONS.recipient], [OPERATIONS.identity, "AGE-SECRET-KEY-1"]],
    ids=["none", "empty", "no key", "a recipient", "one of two"],
)
def test_an_identity_that_is_none_is_refused_and_not_quoted(identities: list[str]) -> None:
    with pytest.raises(EncryptionError) as refused:
        decrypt(GOOD, identities)
    assert refused.value.code == "ENC-008"
    assert "SECRET" not in f"{refused.value} {refused.value.detail}"
    assert refused.value.__cause__ is None


# -- what is not an encrypted file -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "ENC-002"),
        (b"PK\3\4", "ENC-002"),
        (b"-----BEGIN AGE ENCRYPTED FILE-----\n", "ENC-002"),
        (b"\n" + VERSION + X25519 + MAC + PAYLOAD, "ENC-002"),
        (b"age-encryption.org/v2\n" + X25519 + MAC + PAYLOAD, "ENC-004"),
        (b"age-encryption.org/v1\r\n" + X25519 + MAC + PAYLOAD, "ENC-004"),
        (VERSION, "ENC-003"),
        (VERSION + MAC + PAYLOAD, "ENC-003"),
        (VERSION + GREASE + MAC + PAYLOAD, "ENC-003"),
        (VERSION + X25519 + PAYLOAD, "ENC-003"),
        (VERSION + X25519 + MAC[:-1], "ENC-003"),
        (VERSION + X25519 + b"--- \n" + PAYLOAD, "ENC-003"),
        (VERSION + X25519 + b"---\n" + PAYLOAD, "ENC-003"),
        (VERSION + X25519.replace(b"SA\n", b"SB\n") + MAC + PAYLOAD, "ENC-003"),
        (VERSION + X25519.replace(b"BA\n", b"BB\n") + MAC + PAYLOAD, "ENC-003"),
        (VERSION + X25519.replace(b"\nB", b"=\nB") + MAC + PAYLOAD, "ENC-003"),
        (VERSION + X25519.replace(b"SA\n", b"SA x\n") + MAC + PAYLOAD, "ENC-003"),
        (VERSION + X25519.replace(b" S", b"  S") + MAC + PAYLOAD, "ENC-003"),
        (VERSION + X25519 + b"\n" + MAC + PAYLOAD, "ENC-003"),
        (VERSION + X25519 + b"hola\n" + MAC + PAYLOAD, "ENC-003"),
        (VERSION + b"->\n" + X25519 + MAC + PAYLOAD, "ENC-003"),
        (VERSION + X25519 * (MOST_RECIPIENTS + 1) + MAC + PAYLOAD, "ENC-003"),
        (VERSION + X25519 + GREASE * 2 + MAC + PAYLOAD, "ENC-003"),
        (VERSION + b"-> \x1b-grease\n\n" + X25519 + MAC + PAYLOAD, "ENC-003"),
        (VERSION + b"-> a-grease\n" + b"G" * 65 + b"\n" + X25519 + MAC + PAYLOAD, "ENC-003"),
        (VERSION + X25519 + MAC, "ENC-006"),
        (VERSION + X25519 + MAC + bytes(31), "ENC-006"),
        (VERSION + X25519 + MAC + PAYLOAD, "ENC-005"),
        (VERSION + GREASE + X25519 + MAC + PAYLOAD, "ENC-005"),
    ],
    ids=itertools.count(),  # type: ignore[arg-type]
)
def test_a_header_that_is_not_as_it_should_be_is_refused(data: bytes, code: str) -> None:
    assert code_of(data) == code


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        (b"age-encryption.org/v2\n", "age-encryption.org/v2"),
        (b"age-encryption.org/v1 x\n", "age-encryption.org/v1"),
        (b"age-encryption.org/" + b"9" * 99, "age-encryption.org/" + "9" * 20),
        (b"age-encryption.org/\x1b[2J\n", "age"),
        (b"age-encryption.org/\n", "age"),
    ],
)
def test_another_version_of_the_format_is_refused_by_its_name(line: bytes, kind: str) -> None:
    error = refusal(line + X25519 + MAC + PAYLOAD)
    assert (error.code, error.params) == ("ENC-004", {"kind": kind})


STANZAS = {
    "scrypt": b"-> scrypt " + b"S" * 22 + b" 22\n" + b"B" * 42 + b"A\n",
    "ssh-ed25519": b"-> ssh-ed25519 xxxxxx " + b"S" * 42 + b"A\n" + b"B" * 42 + b"A\n",
    "mlkem768x25519": b"-> mlkem768x25519 " + b"S" * 60 + b"\n\n",
    "x25519": X25519.replace(b"X25519", b"x25519"),
    "yubikey": b"-> yubikey\n\n",
}


@pytest.mark.parametrize("kind", STANZAS)
@pytest.mark.parametrize("first", [True, False])
def test_a_kind_of_recipient_that_is_not_ours_is_refused_by_its_name(kind: str, first: bool) -> None:
    """A passphrase above all: its sender chooses how long a try takes, 2^22 rounds here."""
    header = STANZAS[kind] + X25519 if first else X25519 + STANZAS[kind]
    error = refusal(VERSION + header + MAC + PAYLOAD)
    assert (error.code, error.params) == ("ENC-004", {"kind": kind})


def test_a_passphrases_file_is_refused_without_being_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(pyrage, "decrypt")
    assert code_of(VERSION + STANZAS["scrypt"] + MAC + PAYLOAD) == "ENC-004"


def test_a_header_may_be_as_long_as_its_limit_and_no_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    line = b"A" * 64 + b"\n"
    fixed = VERSION + X25519 + b"-> a-grease\n" + MAC

    def header(length: int) -> bytes:
        """A header of ``length`` bytes, filled up in the stanza that every reader ignores."""
        lines, rest = divmod(length - len(fixed) - 1, len(line))
        assert rest < len(line) - 1
        return VERSION + X25519 + b"-> a-grease\n" + line * lines + b"A" * rest + b"\n" + MAC

    longest = header(HEADER_LIMIT)
    assert len(longest) == HEADER_LIMIT
    assert code_of(longest + PAYLOAD) == "ENC-005"
    monkeypatch.delattr(pyrage, "decrypt")
    for beyond in (header(HEADER_LIMIT + 1), header(40 * HEADER_LIMIT)):
        assert code_of(beyond + PAYLOAD) == "ENC-003"


@pytest.mark.parametrize(
    "header",
    [b"-> " + b"a" * 10_000_000, b"-> a-grease" + b" x" * 5_000_000, X25519 * 100_000, b"-" * 10_000_000],
    ids=["one argument", "many arguments", "many recipients", "one line"],
)
def test_a_hostile_header_costs_no_memory(header: bytes) -> None:
    import tracemalloc

    data = VERSION + header
    tracemalloc.start()
    try:
        assert code_of(data) in {"ENC-003", "ENC-004"}
        assert tracemalloc.get_traced_memory()[1] < 200_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("kind", [b"x" * 200, b"\x1b[2J"])
def test_a_hostile_kind_is_shown_short_and_printable_or_not_at_all(kind: bytes) -> None:
    error = refusal(VERSION + b"-> " + kind + b" a\n\n" + MAC)
    assert error.code == "ENC-003"
    assert error.explain().text().isprintable()


# -- every byte ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mask", [0x01, 0x02, 0x10, 0x20, 0x80, 0xFF])
def test_each_byte_flipped_is_refused(mask: int) -> None:
    changed = bytearray(GOOD)
    for at in range(len(GOOD)):
        changed[at] ^= mask
        assert code_of(bytes(changed)) in {"ENC-002", "ENC-003", "ENC-004", "ENC-005", "ENC-006"}
        changed[at] ^= mask
    assert decrypt(bytes(changed), [OPERATIONS.identity]) == PLAIN


def test_each_truncation_and_extension_is_refused() -> None:
    for length in range(len(GOOD)):
        assert code_of(GOOD[:length]).startswith("ENC-")
    for extra in (b"\0", bytes(16), bytes(64 * KB), GOOD):
        assert code_of(GOOD + extra) == "ENC-006"


@pytest.mark.parametrize(
    "pieces",
    [
        lambda a, b: a,
        lambda a, b: b,
        lambda a, b: b + a,
        lambda a, b: a + a + b,
        lambda a, b: a + b + b"",
    ],
    ids=["first only", "last only", "swapped", "first twice", "whole"],
)
def test_chunks_of_a_large_file_cannot_be_left_out_moved_or_repeated(pieces: object) -> None:
    data = b"a" * (64 * KB) + b"b" * 100
    encrypted = encrypt(data, RECIPIENTS)
    sealed = 64 * KB + 16 + 100 + 16
    start, body = encrypted[:-sealed], encrypted[-sealed:]
    changed = start + pieces(body[: 64 * KB + 16], body[64 * KB + 16 :])  # type: ignore[operator]
    if changed == encrypted:
        assert decrypt(changed, [OPERATIONS.identity]) == data
    else:
        assert code_of(changed) == "ENC-006"


def test_a_recipient_taken_out_or_put_in_breaks_the_header() -> None:
    start = GOOD.index(b"-> X25519", len(VERSION) + 1)
    first = GOOD[len(VERSION) : start]
    assert first.count(b"\n") == 2
    assert code_of(GOOD.replace(first, b""), [ESCROW.identity]) == "ENC-006"
    assert code_of(GOOD.replace(first, first + X25519)) == "ENC-006"


def test_the_header_of_one_file_does_not_open_the_payload_of_another() -> None:
    other = encrypt(PLAIN, RECIPIENTS)
    assert code_of(GOOD[: -len(PLAIN) - 32] + other[-len(PLAIN) - 32 :]) == "ENC-006"


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=300), st.sampled_from([b"", VERSION, VERSION + X25519, VERSION + X25519 + MAC]))
def test_noise_is_refused(noise: bytes, start: bytes) -> None:
    assert code_of(start + noise).startswith("ENC-")


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(GOOD) - 1), st.integers(0, 255)), min_size=1, max_size=5))
def test_several_bytes_changed_never_give_other_content(changes: list[tuple[int, int]]) -> None:
    changed = bytearray(GOOD)
    for at, value in changes:
        changed[at] = value
    try:
        assert decrypt(bytes(changed), [OPERATIONS.identity]) == PLAIN
    except EncryptionError:
        assert bytes(changed) != GOOD


@given(st.binary(max_size=40))
def test_is_encrypted_reads_the_first_line_only(rest: bytes) -> None:
    assert is_encrypted(VERSION + rest)
    assert not is_encrypted(b"PK" + rest)
    assert not is_encrypted(VERSION[:10])


# -- the age tool ----------------------------------------------------------------------------------------------------


def tool(*arguments: object) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(list(map(str, arguments)), capture_output=True, check=False)


def made_by_age(folder: Path) -> tuple[str, str]:
    """An identity that ``age-keygen`` made, and the recipient that it names."""
    run = tool("age-keygen", "-o", folder / "key.txt")
    assert run.returncode == 0, run.stderr
    identity = (folder / "key.txt").read_text().splitlines()[-1]
    recipient = tool("age-keygen", "-y", folder / "key.txt").stdout.decode().strip()
    return identity, recipient


def test_age_decrypts_what_we_encrypt(tmp_path: Path) -> None:
    _, recipient = made_by_age(tmp_path)
    package = sample_package()
    (tmp_path / "P.asice.age").write_bytes(encrypt(package, [ESCROW.recipient, recipient]))
    run = tool("age", "-d", "-i", tmp_path / "key.txt", tmp_path / "P.asice.age")
    assert run.returncode == 0, run.stderr
    assert run.stdout == package


def test_we_decrypt_what_age_encrypts(tmp_path: Path) -> None:
    identity, recipient = made_by_age(tmp_path)
    content = bytes(range(256)) * 400
    (tmp_path / "plain").write_bytes(content)
    run = tool("age", "-r", recipient, "-r", OPERATIONS.recipient, "-o", tmp_path / "x.age", tmp_path / "plain")
    assert run.returncode == 0, run.stderr
    encrypted = (tmp_path / "x.age").read_bytes()
    assert decrypt(encrypted, [identity]) == content
    assert decrypt(encrypted, [OPERATIONS.identity], limit=len(content)) == content
    assert code_of(encrypted, [identity], limit=len(content) - 1) == "ENC-007"


def test_age_refuses_a_file_of_ours_that_was_changed(tmp_path: Path) -> None:
    (tmp_path / "key.txt").write_text(OPERATIONS.identity + "\n")
    for name, data, sound in (("good", GOOD, True), ("bad", GOOD[:-1] + bytes([GOOD[-1] ^ 1]), False)):
        (tmp_path / name).write_bytes(data)
        run = tool("age", "-d", "-i", tmp_path / "key.txt", tmp_path / name)
        assert (run.returncode == 0) is sound
