"""The demonstration: the whole journey on the sample initiative, without a window."""

from __future__ import annotations

import secrets as random_secrets
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from desktop_app.fileio import read_limited, write_atomic
from desktop_app.submission import PassphraseSecrets
from desktop_app.workflows import report
from desktop_app.workflows.example import INSTRUMENT, create_example
from desktop_app.workflows.export import Exported, export
from desktop_app.workflows.responses import open_response
from desktop_app.workflows.scores import scores
from desktop_app.workflows.verify import PACKAGE_LIMIT, Verification, verify_file
from desktop_app.workflows.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Demonstration:
    """What the demonstration left, by path, and what it found."""

    report: Path
    blank_form: Path
    spider: Path
    package: Path
    exported: Exported
    scores: dict[str, Any]
    verification: Verification

    def files(self) -> tuple[Path, ...]:
        return (self.report, self.blank_form, self.spider, self.package)


def make(data_dir: Path, out: Path, now: datetime, language: str) -> Demonstration:
    """Fills the sample in ``data_dir`` and leaves the report, the blank form, the chart and the package in ``out``.

    What an earlier demonstration left in ``out`` is replaced. The key is sealed with a passphrase that nobody knows: a
    demonstration has no business in the user's keyring.
    """
    pdf, blank = out / f"{INSTRUMENT}.pdf", out / f"{INSTRUMENT}-en-blanco.pdf"
    spider = out / f"{INSTRUMENT}-spider.png"
    write_atomic(blank, report.blank_form_pdf(INSTRUMENT, now, language))  # first: a folder that refuses does so soon
    with Workspace.open(data_dir, now) as workspace:
        response_id = create_example(workspace, now, language)
        passphrase = random_secrets.token_urlsafe(24)
        made = export(
            workspace, response_id, data_dir / "package", PassphraseSecrets(lambda _new: passphrase), now, language
        )
        desk = open_response(workspace, response_id, now, language)
        content = report.report_content(desk, now, language)
        found = scores(desk.diagnosis())
    exported = replace(made, path=out / made.file_name)
    write_atomic(exported.path, read_limited(made.path, PACKAGE_LIMIT))
    write_atomic(pdf, report.report_pdf(content))
    write_atomic(spider, report.spider_png(content))
    return Demonstration(
        report=pdf,
        blank_form=blank,
        spider=spider,
        package=exported.path,
        exported=exported,
        scores=found,
        verification=verify_file(exported.path, now, language),
    )
