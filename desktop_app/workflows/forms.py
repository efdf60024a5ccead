"""The shipped forms listed, any form checked, and the shipped ones written as .xlsx for authors."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from desktop_app.errors import Explanation, Place, explained
from desktop_app.fileio import read_limited, write_atomic
from desktop_app.workflows.shipped import shipped_forms, title
from desktop_app.xforms import Form

_MEDIA_LIMIT = 10_000_000


@dataclass(frozen=True, slots=True)
class ListedForm:
    """One shipped form. ``instrument`` is false for the initiative's card."""

    id: str
    version: str
    title: str
    instrument: bool
    languages: tuple[str, ...]
    questions: int
    sha256: str


@dataclass(frozen=True, slots=True)
class ExplainedFinding:
    """One finding in words; ``severity`` is ``error`` or ``warning``."""

    severity: str
    explanation: Explanation


@dataclass(frozen=True, slots=True)
class FormReport:
    """What ``check_form`` found; ``ok`` when no finding is an error."""

    file: str
    ok: bool
    findings: tuple[ExplainedFinding, ...]

    def counts(self) -> dict[str, int]:
        errors = sum(1 for finding in self.findings if finding.severity == "error")
        return {"errors": errors, "warnings": len(self.findings) - errors}


def list_forms(language: str) -> tuple[ListedForm, ...]:
    listed = []
    for shipped in shipped_forms():
        form = Form.load(shipped.path)
        listed.append(
            ListedForm(
                form.id,
                form.version,
                title(form, language),
                shipped.instrument,
                form.languages,
                sum(1 for _ in form.questions()),
                form.sha256,
            )
        )
    return tuple(listed)


def check_form(path: Path, language: str) -> FormReport:
    """Everything that would hurt later, in one go: the form's language first, then its rubric."""
    from desktop_app.diagnosis import check_rubric
    from desktop_app.xforms import check

    findings = check(path, check_rubric)
    found = tuple(
        ExplainedFinding(
            str(finding.severity),
            explained(
                finding.code,
                finding.place if isinstance(finding.place, Place) else None,
                language,
                finding.params,
            ),
        )
        for finding in findings
    )
    return FormReport(str(path), not any(finding.severity == "error" for finding in found), found)


def export_forms(out: Path) -> tuple[Path, ...]:
    """Writes each shipped form as .xlsx and the lists they need beside them; returns the files written."""
    from desktop_app.xforms import xlsform_to_xlsx

    written = []
    attachments: dict[str, Path] = {}
    for shipped in shipped_forms():
        target = out / f"{shipped.id}.xlsx"
        xlsform_to_xlsx(shipped.path, target)
        written.append(target)
        attachments.update({name: shipped.path.parent / "media" / name for name in Form.load(shipped.path).media})
    for name, source in sorted(attachments.items()):
        target = out / "media" / name
        write_atomic(target, read_limited(source, _MEDIA_LIMIT))
        written.append(target)
    return tuple(written)
