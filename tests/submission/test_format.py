"""FORMAT.md says what the program does: its examples are read, and its limits and codes are the program's own."""

import re
import tomllib
from pathlib import Path

import pytest

from desktop_app import paths, submission
from desktop_app.submission import (
    annotations,
    cose,
    documents,
    encryption,
    kits,
    manifest,
    metadata,
    names,
    receipts,
    safexml,
    short_receipt,
    waves,
)
from desktop_app.submission.container import DEFAULT

TEXT = (Path(submission.__file__).parent / "FORMAT.md").read_text(encoding="utf-8")
EXAMPLES = {
    root: f"{start}{root}{rest}"
    for start, root, rest in re.findall(r"```xml\n(<\?[^>]*>\n<)([\w:]+)(.*?)```", TEXT, re.DOTALL)
}
MB = 1024 * 1024


def flat(block: str) -> bytes:
    """The example as the writer makes it: without the line breaks between elements."""
    return re.sub(r">\n(?=<)", ">", block.rstrip("\n")).replace("?>", "?>\n", 1).encode()


def test_the_example_of_a_submission_is_real() -> None:
    found = metadata.read(EXAMPLES["submission"].encode())
    assert metadata.write(found) == flat(EXAMPLES["submission"])
    assert found.recipients_sha256 is not None


def test_the_example_of_annotations_is_real() -> None:
    found = annotations.read(EXAMPLES["annotations"].encode())
    assert annotations.write(found) == flat(EXAMPLES["annotations"])


def test_the_example_of_a_receipt_is_real() -> None:
    found = receipts._read(EXAMPLES["receipt"].encode())
    assert receipts._write(found) == flat(EXAMPLES["receipt"])


def test_the_example_of_a_wave_is_real() -> None:
    found = waves.read(EXAMPLES["wave"].encode())
    assert waves.write(found) == flat(EXAMPLES["wave"])


def test_the_example_of_a_manifest_is_real() -> None:
    found = manifest.read(EXAMPLES["asic:ASiCManifest"].encode())
    assert [reference.name for reference in found] == [names.RESPONSE, names.ENROLMENT]


def test_no_example_is_left_unread() -> None:
    assert set(EXAMPLES) == {"submission", "annotations", "receipt", "wave", "asic:ASiCManifest"}
    for block in EXAMPLES.values():
        assert safexml.parse(block.encode(), "example", MB).tag


def test_the_example_of_initiatives_is_real() -> None:
    block = re.search(r"```csv\n(.*?)```", TEXT, re.DOTALL)
    assert block
    found = kits.read_initiatives(block[1].encode())
    assert kits.write_initiatives(found) == block[1].replace("\n", "\r\n").encode()


def test_the_example_of_the_recipients_digest_is_real() -> None:
    recipients = re.findall(r"\bage1[02-9ac-hj-np-z]{58}\b", TEXT.partition("sha256sum")[0])
    digest = re.search(r"^([0-9a-f]{64})  -$", TEXT, re.MULTILINE)
    assert digest
    assert encryption.recipients_digest(recipients) == digest[1]
    assert metadata.read(EXAMPLES["submission"].encode()).recipients_sha256 == digest[1]


def test_the_example_of_a_short_receipt_is_real() -> None:
    line = re.search(r"^TELAR-A1:\S+$", TEXT, re.MULTILINE)
    assert line
    signed = cose.read_sign1(short_receipt._decode(line[0]), 256)
    assert short_receipt._receipt(signed.payload, b"").status is short_receipt.Status.ACCEPTED


def row(label: str) -> list[str]:
    found = re.search(rf"^\| {label} \|(.*)\|$", TEXT, re.MULTILINE)
    assert found
    return [cell.strip() for cell in found[1].split("|")]


@pytest.mark.parametrize(
    ("label", "attribute", "unit"),
    [
        ("the file", "package", MB),
        ("one entry, as declared", "entry", MB),
        ("all entries, as declared", "total", MB),
        ("manifest", "document", MB),
        ("signature", "signature", 1024),
    ],
)
def test_the_limits_in_the_table_are_the_programs(label: str, attribute: str, unit: int) -> None:
    stated = [int(cell.split()[0]) * unit for cell in row(label)[:3]]
    assert stated == [getattr(limits, attribute) for limits in (DEFAULT, receipts.LIMITS, kits.LIMITS)]


def test_the_other_limits_are_the_programs() -> None:
    counted = row("entries, `mimetype`, manifest and signature counted")[:3]
    assert [int(cell) for cell in counted] == [DEFAULT.entries, receipts.LIMITS.entries, kits.LIMITS.entries]
    assert f"at most {receipts.MOST_OBSERVATIONS}; `ref`" in TEXT
    assert f"1 to {receipts.LONGEST_OBSERVATION:,} characters" in TEXT
    assert f"1 to {waves.LONGEST_MESSAGE:,} characters" in TEXT
    assert f"1 to {waves.MOST_FORMS} XForms" in TEXT
    assert f"at most {kits.MOST_INITIATIVES:,}" in TEXT
    assert f"1 to {documents.LONGEST_LINE} characters unless" in TEXT
    for namespace in (metadata.NAMESPACE, annotations.NAMESPACE, receipts.NAMESPACE, waves.NAMESPACE):
        assert f"`{namespace}`" in TEXT


@pytest.mark.parametrize("prefix", ["rcp", "kit"])
def test_every_code_of_receipts_and_kits_is_named(prefix: str) -> None:
    catalogue = paths.resource("texts") / f"errors_{prefix}.toml"
    for number in tomllib.loads(catalogue.read_text(encoding="utf-8")):
        part = TEXT.partition("## Receipt" if prefix == "rcp" else "## Wave kit")[2].partition("\n## ")[0]
        assert re.search(rf"\b{number}\b", part), f"{prefix}-{number}"
