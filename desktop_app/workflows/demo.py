"""The demonstration: the whole journey on the sample initiative, without a window.

The self-diagnosis is handed over signed only, as before a wave kit came. Then a receiving entity that is made for it
opens the wave, and the SSME goes the whole way: encrypted, its signer enrolled, received with a certificate, returned
with observations, corrected, signed with the certificate, accepted. At the end made-up initiatives beside the sample
have answered too, and the entity publishes the wave's results.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from desktop_app.fileio import read_limited, write_atomic
from desktop_app.reports import ReportContent
from desktop_app.submission import ENCRYPTED, SecretKeeper
from desktop_app.workflows import demo_wave, report
from desktop_app.workflows.answer import commit
from desktop_app.workflows.attachments import attachments_of
from desktop_app.workflows.demo_entity import CORRECTED, CORRECTION, Answered, Entity, passing_secrets
from desktop_app.workflows.demo_wave import WaveDemonstration
from desktop_app.workflows.example import INSTRUMENT, create_both
from desktop_app.workflows.export import Exported, export, response_xml
from desktop_app.workflows.plan import PlanContent, plan_content, plan_ics, plan_xlsx
from desktop_app.workflows.responses import open_response
from desktop_app.workflows.scores import scores
from desktop_app.workflows.trust import KeyStanding, key_facts
from desktop_app.workflows.verify import PACKAGE_LIMIT, Verification, verify_file, verify_here
from desktop_app.workflows.workspace import Workspace

SSME = "ssme"
_OPENED = "opened"


@dataclass(frozen=True, slots=True)
class TrustDemonstration:
    """What passed between the sample and the receiving entity, by path.

    ``root`` is the entity's certificate, ``identity`` what opens its packages, in the clear. ``receipts`` say what
    ``statuses`` names, in this order; ``short_receipts`` the same as lines of text. ``corrected`` is the package of the
    second revision, signed with the certificate that the first receipt brought. ``standing`` is how the sample's key
    stands at the end, ``words`` are those of the root.
    """

    entity: str
    root_fingerprint: str
    words: tuple[str, ...]
    kit: Path
    root: Path
    identity: Path
    receipts: tuple[Path, ...]
    statuses: tuple[str, ...]
    short_receipts: tuple[str, ...]
    corrected: Path
    exported: Exported
    verification: Verification
    standing: str

    def files(self) -> tuple[Path, ...]:
        return (self.kit, self.root, self.identity, *self.receipts, self.corrected)


@dataclass(frozen=True, slots=True)
class SsmeDemonstration:
    """What the demonstration left of the SSME: files by path, and what it found. Its package is encrypted, and what was
    verified is what was signed in it."""

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
    trust: TrustDemonstration
    wave: WaveDemonstration

    def files(self) -> tuple[Path, ...]:
        own = (self.report, self.blank_form, self.spider, self.package)
        return (*own, *self.ssme.files(), *self.trust.files(), *self.wave.files())

    def intact(self) -> bool:
        """Whether every package holds, and the key was confirmed on the way."""
        checked = (self.verification, self.ssme.verification, self.trust.verification)
        return all(each.intact for each in checked) and self.trust.standing == KeyStanding.CONFIRMED.value

    def opened(self, data_dir: Path) -> Path:
        """Where ``make`` left what is in the SSME's encrypted package: in the data folder, and gone with it."""
        return data_dir / _OPENED / self.ssme.exported.file_name.removesuffix(ENCRYPTED)


@dataclass(frozen=True, slots=True)
class _Handed:
    """A response that was signed, and what its report, its plan and its result say."""

    exported: Exported
    content: ReportContent
    plan: PlanContent
    scores: dict[str, Any]


def entity_folder(data_dir: Path) -> Path:
    """Where the receiving entity has its keys and its books while the demonstration lasts."""
    return data_dir / "entity"


def make(data_dir: Path, out: Path, now: datetime, language: str) -> Demonstration:
    """Fills both instruments of the sample in ``data_dir`` and leaves in ``out`` all that comes of them.

    What an earlier demonstration left in ``out`` is replaced. All keys are sealed with secrets that nobody knows: a
    demonstration has no business in the user's keyring.
    """
    blank = out / f"{INSTRUMENT}-en-blanco.pdf"
    write_atomic(blank, report.blank_form_pdf(INSTRUMENT, now, language))  # first: a folder that refuses does so soon
    keeper = passing_secrets()
    with Workspace.open(data_dir, now) as workspace:
        made = create_both(workspace, now, language)
        first = _hand_over(workspace, made.self_diagnosis, keeper, now, language)
        entity = Entity(entity_folder(data_dir), now, language)
        kit = _open_wave(workspace, entity, made.initiative, out, now, language)
        confirmed = _confirmed(workspace, entity, first.exported, out, now)
        handed = now + timedelta(seconds=3)
        second = _hand_over(workspace, made.ssme, keeper, handed, language)
        ssme = _leave_ssme(workspace, second, out, handed, language)
        _leave_opened(workspace, ssme, data_dir)
        trust = _loop(workspace, entity, kit, confirmed, ssme, keeper, out, now, language)
        wave = _publish(workspace, entity, made.ssme, out, now, language)
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
        trust=trust,
        wave=wave,
    )


def _open_wave(workspace: Workspace, entity: Entity, initiative: str, out: Path, now: datetime, language: str) -> Path:
    wave = str(now.year)
    forms = tuple(workspace.forms.shipped(form_id)[0] for form_id in (INSTRUMENT, SSME))
    beside = demo_wave.listed(language)
    return entity.open_wave(workspace, initiative, beside, wave, forms, out / f"ola-{wave}.asice", now).path


def _publish(
    workspace: Workspace, entity: Entity, ssme: str, out: Path, now: datetime, language: str
) -> WaveDemonstration:
    """The neighbours answer, and everything that counts in the wave is published."""
    desk, wave = open_response(workspace, ssme, now, language), str(now.year)
    came, published = (now + timedelta(seconds=each) for each in (7, 8))
    folder = demo_wave.send(entity, desk.form, response_xml(desk), wave, out, came, language)
    return demo_wave.publish(entity, desk.form, wave, folder, out, published, language)


def _confirmed(workspace: Workspace, entity: Entity, first: Exported, out: Path, now: datetime) -> Answered:
    """The first package asks for a certificate, and its receipt brings one; each step a second after the one before."""
    enrolled, received = (now + timedelta(seconds=each) for each in (1, 2))
    entity.enrol(first.path, enrolled)
    return entity.answer(workspace, first.path, "received", out / "acuse-recibida.asice", received)


def _loop(
    workspace: Workspace,
    entity: Entity,
    kit: Path,
    first: Answered,
    ssme: SsmeDemonstration,
    keeper: SecretKeeper,
    out: Path,
    now: datetime,
    language: str,
) -> TrustDemonstration:
    """From the encrypted SSME, which comes back with observations, to the accepted correction."""
    returned, corrected, accepted = (now + timedelta(seconds=each) for each in range(4, 7))
    form = workspace.forms.shipped(SSME)[0]
    second = entity.answer(workspace, ssme.package, "returned", out / "acuse-devuelta.asice", returned, form)
    ref = next(each for each in form.binds if each.endswith(f"/{CORRECTED}"))
    desk = open_response(workspace, second.taken.response_id, corrected, language)
    saved = commit(workspace, desk.step(ref, desk.answer(ref, CORRECTION)), corrected)
    folder = workspace.data_dir / "package"
    exported = _moved(export(workspace, saved.response_id, folder, keeper, corrected, language), out)
    third = entity.answer(workspace, exported.path, "accepted", out / "acuse-aceptada.asice", accepted)
    root, identity = entity.leave_keys(out)
    handled = [each.handled for each in (first, second, third)]
    return TrustDemonstration(
        entity=entity.overview.name,
        root_fingerprint=entity.overview.root_fingerprint,
        words=entity.overview.words,
        kit=kit,
        root=root,
        identity=identity,
        receipts=tuple(each.receipt for each in handled),
        statuses=tuple(each.status for each in handled),
        short_receipts=tuple(each.short for each in handled),
        corrected=exported.path,
        exported=exported,
        verification=verify_here(workspace, exported.path, accepted, language),
        standing=key_facts(workspace, accepted).standing.value,
    )


def _hand_over(workspace: Workspace, response_id: str, keeper: SecretKeeper, now: datetime, language: str) -> _Handed:
    made = export(workspace, response_id, workspace.data_dir / "package", keeper, now, language)
    desk = open_response(workspace, response_id, now, language)
    kept = attachments_of(workspace, response_id)
    sizes, digests = {each.name: each.size for each in kept}, {each.name: each.sha256 for each in kept}
    content = report.report_content(desk, now, language, sizes, digests)
    return _Handed(made, content, plan_content(desk, now, language), scores(desk.diagnosis()))


def _leave_ssme(workspace: Workspace, handed: _Handed, out: Path, now: datetime, language: str) -> SsmeDemonstration:
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
        verification=verify_here(workspace, exported.path, now, language),
    )


def _leave_opened(workspace: Workspace, ssme: SsmeDemonstration, data_dir: Path) -> None:
    """What was signed, for whoever wants to look into it here: the file itself opens at the entity only."""
    signed = workspace.store.packages.signed(ssme.exported.sha256)
    if signed is not None:
        write_atomic(data_dir / _OPENED / ssme.exported.file_name.removesuffix(ENCRYPTED), signed)


def _moved(exported: Exported, out: Path) -> Exported:
    path = _left(out / exported.file_name, read_limited(exported.path, PACKAGE_LIMIT))
    return replace(exported, path=path)


def _left(path: Path, content: bytes) -> Path:
    write_atomic(path, content)
    return path
