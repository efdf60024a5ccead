"""What the demonstration leaves can be opened and audited with tools that are not ours, by the README's own lines."""

from __future__ import annotations

import base64
import json
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from desktop_app.submission import inspect, is_encrypted, receipts, trust
from desktop_app.workflows import demo
from desktop_app.workflows.demo import Demonstration
from desktop_app.workflows.demo_entity import CORRECTED, CORRECTION, Entity, passing_secrets
from tests.support.commands import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
LINES = re.search(r"```\n(age -d .*?)```", README, re.DOTALL)
NOW = datetime.now(UTC)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Demonstration, Path]:
    """The demonstration, and the data folder that it was played in."""
    data, out = tmp_path_factory.mktemp("datos"), tmp_path_factory.mktemp("salida")
    return demo.make(data, out, NOW, "es"), data


def audited(folder: Path, package: Path, made: Demonstration, lines: str) -> subprocess.CompletedProcess[bytes]:
    """The README's lines on ``package``, in an empty folder."""
    folder.mkdir(exist_ok=True)
    for source, name in (
        (package, "package.asice" + package.suffix.replace(".asice", "")),
        (made.trust.root, "ca.pem"),
        (made.trust.identity, "authority.agekey"),
    ):
        (folder / name).write_bytes(source.read_bytes())
    return subprocess.run(
        ["bash", "-euo", "pipefail", "-c", lines],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"},
        capture_output=True,
        check=False,
    )


def readme_lines(*, encrypted: bool = True) -> str:
    assert LINES is not None
    return LINES[1] if encrypted else LINES[1].partition("\n")[2]


def test_the_correction_is_opened_and_audited_with_stock_tools(
    made: tuple[Demonstration, Path], tmp_path: Path
) -> None:
    found, _ = made
    run = audited(tmp_path / "first", found.ssme.package, found, readme_lines())
    assert run.returncode == 0, run.stderr
    run = audited(tmp_path, found.trust.corrected, found, readme_lines())
    assert run.returncode == 0, run.stderr
    assert b"CAdES Verification successful" in run.stderr
    assert b"Signature status: ok" in run.stderr
    digest = run.stdout.decode().split()[-1]
    assert len(base64.b64decode(digest)) == 32
    assert digest in (tmp_path / "d/META-INF/ASiCManifest.xml").read_text(encoding="utf-8")
    assert f"<{CORRECTED}>{CORRECTION}</{CORRECTED}>" in (tmp_path / "d/response.xml").read_text(encoding="utf-8")


@pytest.mark.parametrize("which", [0, 1, 2, "kit"])
def test_receipts_and_kit_are_audited_likewise(made: tuple[Demonstration, Path], tmp_path: Path, which: object) -> None:
    found, _ = made
    path = found.trust.kit if which == "kit" else found.trust.receipts[int(str(which))]
    lines = [
        line for line in readme_lines(encrypted=False).replace("\\\n", " ").splitlines() if "response.xml" not in line
    ]
    run = audited(tmp_path, path, found, "\n".join(lines))
    assert run.returncode == 0, run.stderr
    assert b"CAdES Verification successful" in run.stderr


def test_the_first_package_stands_under_nobody_and_is_checked_against_itself(
    made: tuple[Demonstration, Path], tmp_path: Path
) -> None:
    found, _ = made
    run = audited(tmp_path, found.package, found, readme_lines(encrypted=False))
    assert run.returncode != 0
    assert (tmp_path / "d/enrolment.p10").is_file()
    own = "openssl pkcs7 -inform DER -in d/META-INF/signature.p7s -print_certs -out ca.pem\n"
    again = readme_lines().partition("\n")[2].partition("\n")[2].partition("certtool")[0]
    run = audited_again(tmp_path, own + again)
    assert run.returncode == 0, run.stderr
    assert b"CAdES Verification successful" in run.stderr


def audited_again(folder: Path, lines: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(["bash", "-euc", lines], cwd=folder, capture_output=True, check=False)


def test_a_changed_answer_is_found(made: tuple[Demonstration, Path], tmp_path: Path) -> None:
    found, _ = made
    run = audited(tmp_path, found.trust.corrected, found, readme_lines())
    before = run.stdout.decode().split()[-1]
    response = tmp_path / "d/response.xml"
    response.write_bytes(response.read_bytes().replace(CORRECTION.encode(), b"999"))
    run = audited_again(tmp_path, readme_lines().splitlines()[-1])
    assert run.stdout.decode().split()[-1] != before


def test_only_the_entity_opens_what_is_encrypted(made: tuple[Demonstration, Path], tmp_path: Path) -> None:
    found, data = made
    for path in (found.ssme.package, found.trust.corrected):
        assert is_encrypted(path.read_bytes())
    assert not is_encrypted(found.package.read_bytes())
    signed = inspect(found.opened(data).read_bytes(), now=NOW)
    assert signed.info.form_id == "ssme"
    assert signed.request is None
    assert signed.signer.chain
    identity = found.trust.identity.read_text(encoding="utf-8").splitlines()
    assert identity[-1].startswith("AGE-SECRET-KEY-1")
    assert found.trust.identity.stat().st_mode & 0o077 == 0


def test_the_receipts_say_what_happened(made: tuple[Demonstration, Path]) -> None:
    found, _ = made
    anchors = (trust.pin(found.trust.root.read_bytes()),)
    read = [receipts.read(path.read_bytes(), anchors, datetime.now(UTC)) for path in found.trust.receipts]
    assert [each.receipt.status.value for each in read] == list(found.trust.statuses)
    first, second, third = (each.receipt for each in read)
    assert all(each.certificate for each in read)
    assert [each.supersedes for each in (first, second, third)] == [None, None, None]
    assert [each.ref.rpartition("/")[2] for each in second.observations] == ["team", CORRECTED]
    assert (first.revision, third.revision) == (1, 2)
    assert first.package_sha256 == found.exported.sha256
    assert second.package_sha256 == found.ssme.exported.sha256
    assert third.package_sha256 == found.trust.exported.sha256
    assert third.signer_sha256 == found.trust.exported.signer_fingerprint != first.signer_sha256


def test_the_neighbours_answers_are_whole_and_differ(made: tuple[Demonstration, Path]) -> None:
    found, _ = made
    figures = json.loads(found.wave.results.read_text(encoding="utf-8"))
    assert found.wave.responding == figures["responding"] == 12
    assert len(set(figures["area_mean"].values())) > 4
    assert all(mean is not None for mean in figures["indicator_mean"].values())
    assert sum(figures["level_pct"].values()) == pytest.approx(100, abs=0.02)
    assert len({path.read_bytes() for path in found.wave.received}) == len(found.wave.received) - 1


def test_nothing_of_the_entitys_secrets_is_left_in_the_clear(made: tuple[Demonstration, Path]) -> None:
    found, data = made
    for path in found.files():
        assert (b"AGE-SECRET-KEY" in path.read_bytes()) == (path == found.trust.identity)
    for name in ("root.key.age", "issuer.key.age", "signer.key.age", "operations.identity.age", "escrow.identity.age"):
        assert is_encrypted((data / "entity" / name).read_bytes())


def test_the_secret_is_kept_nowhere() -> None:
    sealed = passing_secrets().seal(b"secreto")
    with pytest.raises(Exception, match="KEY-004"):
        passing_secrets().open(sealed)


Break = Callable[[Demonstration], None]


def lost_kit(made: Demonstration) -> None:
    made.trust.kit.unlink()


def cut_package(made: Demonstration) -> None:
    made.trust.corrected.write_bytes(b"")


@pytest.mark.parametrize("harm", [lost_kit, cut_package])
def test_the_projects_check_of_the_demonstration_finds_what_is_missing(
    made: tuple[Demonstration, Path], tmp_path: Path, harm: Break
) -> None:
    import shutil
    from dataclasses import replace

    from desktop_app.cli.output import as_json, plain

    found, _ = made
    out = tmp_path / "salida"
    shutil.copytree(found.report.parent, out)
    screens = [out / f"{number}.png" for number in range(10)]
    for path in screens:
        path.write_bytes(b"\x89PNG\r\n")
    moved = as_json({**plain(found), "screens": [str(path) for path in screens]}).replace(
        str(found.report.parent), str(out)
    )
    (out / "demo.json").write_text(moved, encoding="utf-8")
    check = [sys.executable, str(ROOT / "packaging" / "check_demo.py"), str(out)]
    assert subprocess.run(check, capture_output=True, check=False).returncode == 0
    harm(
        replace(
            found,
            trust=replace(found.trust, kit=out / found.trust.kit.name, corrected=out / found.trust.corrected.name),
        )
    )
    assert subprocess.run(check, capture_output=True, check=False).returncode == 1


def test_the_entity_speaks_english_too(tmp_path: Path) -> None:
    entity = Entity(tmp_path / "entity", NOW, "en")
    assert entity.overview.name == "SAMPLE: receiving entity"
    assert (tmp_path / "entity" / "register.json").is_file()


def test_the_containers_are_plain_zip_files(made: tuple[Demonstration, Path]) -> None:
    found, _ = made
    for path in (found.package, found.trust.kit, *found.trust.receipts):
        with zipfile.ZipFile(path) as archive:
            assert archive.testzip() is None
