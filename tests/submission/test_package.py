import re
import subprocess
import sys
import zipfile
from datetime import datetime, timedelta, timezone
from io import BytesIO
from pathlib import Path

import pytest

from desktop_app.errors import EncryptionError, PackageError
from desktop_app.submission import build, container, evidence_name, inspect, is_encrypted, lock, recipients_digest
from tests.support.packages import (
    NOW,
    OLDER_ID,
    RESPONSE_ID,
    age_key,
    parts,
    sample_info,
    sample_key,
    sample_package,
    sample_response,
)

FIRST_REVISION = sample_info()
JPEG = b"\xff\xd8\xff" + bytes(range(256))


def refused_code(**how: object) -> str:
    with pytest.raises(PackageError) as refused:
        sample_package(**how)  # type: ignore[arg-type]
    return refused.value.code


def test_a_package_holds_what_the_specification_lists_in_its_order() -> None:
    evidence = {"foto.jpg": JPEG, "acta.pdf": b"%PDF-1"}
    data = sample_package(evidence=evidence, report_pdf=b"%PDF-2", request=b"\x30\x00")
    with zipfile.ZipFile(BytesIO(data)) as archive:
        assert archive.namelist() == [
            "mimetype",
            "response.xml",
            "submission.xml",
            "evidence/acta.pdf",
            "evidence/foto.jpg",
            "report.pdf",
            "enrolment.p10",
            "META-INF/ASiCManifest.xml",
            "META-INF/signature.p7s",
        ]
        assert archive.read("response.xml") == sample_response()
        assert archive.read("evidence/foto.jpg") == JPEG
        assert archive.read("report.pdf") == b"%PDF-2"


def test_a_file_of_zeros_is_kept_as_it_is_and_accepted() -> None:
    zeros = bytes(500_000)
    data = sample_package(evidence={"ceros.csv": zeros})
    assert parts(data)["evidence/ceros.csv"] == zeros
    with zipfile.ZipFile(BytesIO(data)) as archive:
        assert archive.getinfo("evidence/ceros.csv").compress_type == zipfile.ZIP_STORED


def test_what_is_built_is_what_is_inspected() -> None:
    info = sample_info(replaces=OLDER_ID, revision=2, sequence=7)
    package = inspect(sample_package(replaces=OLDER_ID, revision=2, sequence=7), now=NOW)
    assert package.info == info
    assert package.response_xml == sample_response(info)
    assert package.claimed_at == NOW
    assert package.signer.fingerprint == sample_key().fingerprint
    assert package.signer.common_name == "Ana Gestora"
    assert package.warnings == ()


def test_a_package_of_150_answers_stays_small() -> None:
    assert len(sample_package()) < 3_300


def test_only_the_signature_differs_between_two_packages_of_the_same_answers() -> None:
    first, second = parts(sample_package()), parts(sample_package())
    differing = {name for name in first if first[name] != second[name]}
    assert differing == {"META-INF/signature.p7s"}


def test_the_time_of_signing_is_an_argument_in_any_zone() -> None:
    bogota = datetime(2026, 11, 20, 10, 30, 0, 999, tzinfo=timezone(timedelta(hours=-5)))
    assert inspect(sample_package(now=bogota)).claimed_at == NOW


def test_evidence_with_a_users_name_is_renamed_before() -> None:
    name = evidence_name("Foto de la reunión (1).JPG")
    package = inspect(sample_package(evidence={name: JPEG}))
    assert package.entries[-1].name == "evidence/foto-de-la-reunion-1.jpg"


@pytest.mark.parametrize("name", ["../x", "a b.jpg", "ñ.jpg", "", "x\0", ".x", "C:x"])
def test_an_unfit_evidence_name_is_refused_before_signing(name: str) -> None:
    assert refused_code(evidence={name: b"x"}) == "PKG-012"


def test_evidence_in_a_subfolder_is_refused() -> None:
    assert refused_code(evidence={"a/b.jpg": b"x"}) == "PKG-019"


def test_evidence_that_differs_by_case_only_is_refused() -> None:
    assert refused_code(evidence={"a.jpg": b"x", "A.jpg": b"y"}) == "PKG-014"


def test_too_much_evidence_is_refused() -> None:
    assert refused_code(evidence={f"{number}.txt": b"" for number in range(70)}) == "PKG-008"
    assert refused_code(evidence={"big.bin": bytes(17 * 1024 * 1024)}) == "PKG-009"


def test_a_request_of_more_than_4_kb_is_refused() -> None:
    assert refused_code(request=bytes(4097)) == "PKG-009"


@pytest.mark.parametrize(
    ("response", "field"),
    [
        (sample_response().replace(b"autodiagnostico", b"ssme"), "id"),
        (sample_response().replace(b' id="autodiagnostico"', b""), "id"),
        (sample_response().replace(b"2026110101", b"2026110102"), "version"),
        (sample_response().replace(b' version="2026110101"', b""), "version"),
        (sample_response().replace(RESPONSE_ID.encode(), OLDER_ID.encode()), "instanceID"),
        (re.sub(rb"<meta>.*</meta>", b"", sample_response()), "instanceID"),
        (sample_response(sample_info(replaces=OLDER_ID)), "deprecatedID"),
    ],
)
def test_a_response_that_is_not_the_one_announced_is_refused_before_it_leaves(response: bytes, field: str) -> None:
    with pytest.raises(PackageError) as refused:
        sample_package(response=response)
    assert (refused.value.code, refused.value.params["field"]) == ("PKG-026", field)


def test_a_correction_without_its_deprecated_id_is_refused() -> None:
    with pytest.raises(PackageError, match="PKG-026"):
        sample_package(response=sample_response(), replaces=OLDER_ID)


def test_the_meta_block_may_carry_the_openrosa_namespace() -> None:
    response = (
        '<data xmlns="http://example.org/form" xmlns:orx="http://openrosa.org/xforms" id="autodiagnostico" '
        f'version="2026110101"><orx:meta><orx:instanceID>{RESPONSE_ID}</orx:instanceID></orx:meta></data>'
    ).encode()
    assert inspect(sample_package(response=response)).response_xml == response


def test_the_meta_block_may_lie_in_the_forms_own_namespace() -> None:
    response = sample_response().replace(b"<data ", b'<data xmlns="http://example.org/form" ')
    assert inspect(sample_package(response=response)).response_xml == response


def test_a_form_without_a_version_has_an_empty_one() -> None:
    response = sample_response(sample_info(form_version="")).replace(b' version=""', b"")
    assert inspect(sample_package(response=response, form_version="")).info.form_version == ""


@pytest.mark.parametrize(
    ("response", "code"),
    [
        (b"hola", "PKG-022"),
        (b"<!DOCTYPE data>" + sample_response(), "PKG-023"),
        (sample_response().decode().encode("utf-16"), "PKG-023"),
        (b"<data>" + b"<x/>" * 600_000 + b"</data>", "PKG-009"),
        (sample_response().replace(b"</meta>", b"<instanceID>uuid:x</instanceID></meta>"), "PKG-025"),
        (sample_response().replace(b"</data>", b"<meta><instanceID>uuid:x</instanceID></meta></data>"), "PKG-025"),
    ],
)
def test_a_response_that_is_not_safe_xml_is_refused(response: bytes, code: str) -> None:
    assert refused_code(response=response) == code


def test_verifying_before_the_first_signature_of_a_process_does_not_spoil_it(tmp_path: Path) -> None:
    """pyHanko adds to a table that asn1crypto freezes at its first use."""
    path = tmp_path / "P.asice"
    path.write_bytes(sample_package())
    script = (
        "import sys; from pathlib import Path\n"
        "from desktop_app.submission import inspect\n"
        "from tests.support.packages import sample_package\n"
        "inspect(Path(sys.argv[1]).read_bytes()); assert 'pyhanko' not in sys.modules\n"
        "inspect(sample_package()); print('signed')\n"
    )
    run = subprocess.run([sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=False)
    assert (run.stdout, run.stderr) == ("signed\n", "")


def test_importing_the_room_loads_none_of_its_heavy_libraries() -> None:
    script = (
        "import sys, desktop_app.submission\n"
        "heavy = {'pyhanko', 'cryptography', 'asn1crypto', 'pyrage', 'keyring', 'lxml', 'asyncio'}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert run.stdout == "[]\n"


def test_build_needs_no_more_than_the_answers() -> None:
    assert inspect(build(FIRST_REVISION, sample_response(), sample_key(), now=NOW)).info == FIRST_REVISION


# -- locking ---------------------------------------------------------------------------------------------------------

RECIPIENTS = [age_key("operaciones").recipient, age_key("custodia").recipient]


def lock_code(data: bytes, recipients: list[str]) -> str:
    with pytest.raises((PackageError, EncryptionError)) as refused:
        lock(data, recipients)
    return refused.value.code


def test_a_package_is_locked_to_the_recipients_that_it_names_in_whatever_order() -> None:
    data = sample_package(recipients_sha256=recipients_digest(RECIPIENTS))
    for recipients in (RECIPIENTS, RECIPIENTS[::-1]):
        locked = lock(data, recipients)
        assert is_encrypted(locked)
        assert b"response.xml" not in locked


def test_a_package_is_locked_to_no_others() -> None:
    third = age_key("otra entidad").recipient
    data = sample_package(recipients_sha256=recipients_digest(RECIPIENTS))
    for recipients in ([], RECIPIENTS[:1], [*RECIPIENTS, third], [RECIPIENTS[0], third], [*RECIPIENTS, RECIPIENTS[0]]):
        assert lock_code(data, recipients) == "PKG-044"


def test_a_package_that_names_no_recipients_is_not_locked() -> None:
    assert lock_code(sample_package(), RECIPIENTS) == "PKG-044"
    assert lock_code(sample_package(), []) == "PKG-044"


@pytest.mark.parametrize("recipients", [[], ["hola"], [RECIPIENTS[0], RECIPIENTS[0]]])
def test_recipients_that_are_none_are_refused_even_if_named(recipients: list[str]) -> None:
    assert lock_code(sample_package(recipients_sha256=recipients_digest(recipients)), recipients) == "ENC-001"


def test_what_is_no_package_is_not_locked() -> None:
    assert lock_code(b"hola", RECIPIENTS) == "PKG-002"
    assert lock_code(container.write({"response.xml": b"<a/>"}), RECIPIENTS) == "PKG-017"
    assert lock_code(container.write({"submission.xml": b"<a/>"}), RECIPIENTS) == "PKG-024"
