"""The demonstration: the whole journey on the sample initiative, without a window."""

from __future__ import annotations

import secrets as random_secrets
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from desktop_app.fileio import read_limited, write_atomic
from desktop_app.reports import ReportContent
from desktop_app.submission import PassphraseSecrets, SecretKeeper
from desktop_app.workflows import report
from desktop_app.workflows.attachments import attachments_of
from desktop_app.workflows.example import INSTRUMENT, create_both
from desktop_app.workflows.export import Exported, export
from desktop_app.workflows.plan import PlanContent, plan_content, plan_ics, plan_xlsx
from desktop_app.workflows.responses import open_response
from desktop_app.workflows.scores import scores
from desktop_app.workflows.verify import PACKAGE_LIMIT, Verification, verify_file
from desktop_app.workflows.workspace import Workspace

SSME = "ssme"


@dataclass(frozen=True, slots=True)
class SsmeDemonstration:
    """What the demonstration left of the SSME: files by path, and what it found."""

    report: Path
    summary: Path
    spider: Path
    spider_svg: Path
    plan_sheet: Path
    plan_calendar: Path
    package: Path
    exported: Exported
    scores: dict[str, Any]
    verification: Verification

    def files(self) -> tuple[Path, ...]:
        pictures = (self.spider, self.spider_svg)
        return (self.report, self.summary, *pictures, self.plan_sheet, self.plan_calendar, self.package)


@dataclass(frozen=True, slots=True)
class Demonstration:
    """What it left of the self-diagnosis, by path, and what it found; ``ssme`` is the same of the other instrument."""

    report: Path
    blank_form: Path
    spider: Path
    package: Path
    exported: Exported
    scores: dict[str, Any]
    verification: Verification
    ssme: SsmeDemonstration

    def files(self) -> tuple[Path, ...]:
        return (self.report, self.blank_form, self.spider, self.package, *self.ssme.files())

    def intact(self) -> bool:
        return self.verification.intact and self.ssme.verification.intact


@dataclass(frozen=True, slots=True)
class _Handed:
    """A response that was signed, and what its report, its plan and its result say."""

    exported: Exported
    content: ReportContent
    plan: PlanContent
    scores: dict[str, Any]


def make(data_dir: Path, out: Path, now: datetime, language: str) -> Demonstration:
    """Fills both instruments of the sample in ``data_dir`` and leaves in ``out`` all that comes of them.

    What an earlier demonstration left in ``out`` is replaced. The key is sealed with a passphrase that nobody knows: a
    demonstration has no business in the user's keyring.
    """
    blank = out / f"{INSTRUMENT}-en-blanco.pdf"
    write_atomic(blank, report.blank_form_pdf(INSTRUMENT, now, language))  # first: a folder that refuses does so soon
    passphrase = random_secrets.token_urlsafe(24)
    keeper = PassphraseSecrets(lambda _new: passphrase)
    with Workspace.open(data_dir, now) as workspace:
        made = create_both(workspace, now, language)
        first = _hand_over(workspace, made.self_diagnosis, keeper, now, language)
        second = _hand_over(workspace, made.ssme, keeper, now, language)
    ssme = _leave_ssme(second, out, now, language)
    exported = _moved(first.exported, out)
    return Demonstration(
        report=_left(out / f"{INSTRUMENT}.pdf", report.report_pdf(first.content)),
        blank_form=blank,
        spider=_left(out / f"{INSTRUMENT}-spider.png", report.spider_png(first.content)),
        package=exported.path,
        exported=exported,
        scores=first.scores,
        verification=verify_file(exported.path, now, language),
        ssme=ssme,
    )


def _hand_over(workspace: Workspace, response_id: str, keeper: SecretKeeper, now: datetime, language: str) -> _Handed:
    made = export(workspace, response_id, workspace.data_dir / "package", keeper, now, language)
    desk = open_response(workspace, response_id, now, language)
    kept = attachments_of(workspace, response_id)
    sizes, digests = {each.name: each.size for each in kept}, {each.name: each.sha256 for each in kept}
    content = report.report_content(desk, now, language, sizes, digests)
    return _Handed(made, content, plan_content(desk, now, language), scores(desk.diagnosis()))


def _leave_ssme(handed: _Handed, out: Path, now: datetime, language: str) -> SsmeDemonstration:
    exported = _moved(handed.exported, out)
    return SsmeDemonstration(
        report=_left(out / f"{SSME}.pdf", report.report_pdf(handed.content)),
        summary=_left(out / f"{SSME}-resumen.pdf", report.summary_pdf(handed.content)),
        spider=_left(out / f"{SSME}-spider.png", report.spider_png(handed.content)),
        spider_svg=_left(out / f"{SSME}-spider.svg", report.spider_svg(handed.content)),
        plan_sheet=_left(out / f"{SSME}-plan.xlsx", plan_xlsx(handed.plan)),
        plan_calendar=_left(out / f"{SSME}-plan.ics", plan_ics(handed.plan)),
        package=exported.path,
        exported=exported,
        scores=handed.scores,
        verification=verify_file(exported.path, now, language),
    )


def _moved(exported: Exported, out: Path) -> Exported:
    path = _left(out / exported.file_name, read_limited(exported.path, PACKAGE_LIMIT))
    return replace(exported, path=path)


def _left(path: Path, content: bytes) -> Path:
    write_atomic(path, content)
    return path
