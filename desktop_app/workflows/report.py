"""The respondent's report, the blank form and the chart as files.

``report_content`` reads the open desk and is quick: call it where the desk lives. What draws takes only the content and
may run on any thread.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Literal

from desktop_app import __version__
from desktop_app.diagnosis import Diagnosis, Overlay, spider_axes
from desktop_app.diagnosis.comparison import MACROSECTOR
from desktop_app.errors import AnswersError
from desktop_app.fileio import sha256_hex
from desktop_app.reports import Beside, RenderedPage, ReportContent, ReportFacts, respondent_content
from desktop_app.submission import SigningKey
from desktop_app.texts import Texts
from desktop_app.workflows.answer import Desk
from desktop_app.workflows.export import response_xml
from desktop_app.workflows.initiatives import year_ref
from desktop_app.workflows.reference import reference
from desktop_app.workflows.shipped import shipped_form, title
from desktop_app.xforms import Form
from desktop_app.xforms.model import Choice

SPIDER_WIDTH = 1200


def report_content(
    desk: Desk,
    now: datetime,
    language: str,
    files: Mapping[str, int] | None = None,
    digests: Mapping[str, str] | None = None,
    qr: str | None = None,
) -> ReportContent:
    """What the report of the open response says at ``now``; its code is that of the answers as they would be signed.

    ``files`` are the sizes in bytes of its chosen files, ``digests`` their SHA-256 in hexadecimal; both by name.
    ``qr`` is what ``paper_text`` made of the same answers, for a report that is to carry them on paper.
    """
    facts, diagnosis = desk.facts, desk.diagnosis()
    return respondent_content(
        desk.session,
        diagnosis,
        ReportFacts(
            initiative=facts.initiative_name,
            place=facts.place,
            instrument=title(desk.form, language),
            wave=facts.wave,
            reference_year=_reference_year(desk),
            response_id=desk.response_id,
            revision=facts.revision,
            verification_code=reference(response_xml(desk)),
            created=now.astimezone(),
            software=f"Telar {__version__}",
            state=Texts.load("states", language)["draft"] if facts.state == "draft" else "",
        ),
        language,
        files,
        _beside(desk, diagnosis, digests or {}),
        qr,
    )


def paper_text(desk: Desk, key: SigningKey, now: datetime) -> str:
    """The text of the QR code that carries the open response's answers on paper, signed with ``key`` at ``now``.

    Raises:
        PaperError: QR-007, QR-012 or QR-013: the response goes as a file only.
        SigningKeyError: KEY-007.
    """
    from desktop_app.submission import paper

    facts, form = desk.facts, desk.form
    said = paper.PaperFacts(
        form_id=form.id,
        form_version=form.version,
        form_digest=form.sha256[: 2 * paper.DIGEST_BYTES],
        initiative_id=facts.initiative_id,
        wave=facts.wave,
        response_id=f"uuid:{desk.response_id}",
        revision=facts.revision,
        replaces=f"uuid:{facts.replaces}" if facts.replaces else None,
        claimed_at=now,
        reference=sha256_hex(response_xml(desk))[: 2 * paper.DIGEST_BYTES],
    )
    return paper.write(desk.session, said, key)


def _beside(desk: Desk, diagnosis: Diagnosis | None, digests: Mapping[str, str]) -> Beside:
    """What the desk knows and is no answer."""

    def laid_over(kind: Literal["areas", "indicators"]) -> tuple[Overlay, ...]:
        found = desk.overlays(spider_axes(diagnosis, kind)) if diagnosis else ()
        return tuple(replace(each, group=group_name(desk, each.group)) for each in found)

    return Beside(
        desk.comparison() if desk.facts.previous else None,
        {"areas": laid_over("areas"), "indicators": laid_over("indicators")},
        dict(desk.notes.comments),
        dict(desk.notes.evidence),
        frozenset(desk.to_confirm()),
        desk.before,
        partial(_offered_before, desk),
        digests,
    )


def _offered_before(desk: Desk, ref: str) -> tuple[Choice, ...]:
    """The choices of the wave before, in its own language; none where its form has no such question."""
    previous = desk.facts.previous
    if previous is None or previous.session.language != desk.session.language:
        return ()
    try:
        return previous.session.choices(ref)
    except AnswersError:
        return ()


def group_name(desk: Desk, group: str) -> str:
    """A macrosector as the form's choice calls it."""
    ref = next((ref for ref in desk.form.binds if ref.endswith(f"/{MACROSECTOR}")), "")
    labels = {choice.name: choice.label for choice in desk.session.choices(ref)} if ref and group else {}
    return labels.get(group, group)


def summary_pdf(content: ReportContent) -> bytes:
    """One page for the wall."""
    from desktop_app.reports import summary_pdf as draw

    return draw(content)


def report_pdf(content: ReportContent) -> bytes:
    from desktop_app.reports import respondent_pdf

    return respondent_pdf(content)


def blank_form_pdf(form_id: str, now: datetime, language: str) -> bytes:
    """The shipped form to fill by hand, with the numbers and codes of the window."""
    from desktop_app.reports import blank_form_pdf as draw

    form = Form.load(shipped_form(form_id).path)
    return draw(form, language, title(form, language), now.astimezone(), f"Telar {__version__}")


def spider_png(content: ReportContent, width: int = SPIDER_WIDTH) -> bytes:
    """The first spider chart of the report as a PNG of ``width`` pixels on white."""
    from desktop_app.reports import spider_png as draw

    return draw(content, width)


def spider_svg(content: ReportContent) -> bytes:
    """The same chart as an SVG."""
    from desktop_app.reports import spider_svg as draw

    return draw(content)


def page_count(pdf: bytes) -> int:
    from desktop_app.reports import page_count as count

    return count(pdf)


def render_page(pdf: bytes, index: int, dpi: float) -> RenderedPage:
    """One page of a PDF as an image, for preview and printing."""
    from desktop_app.reports import render_page as render

    return render(pdf, index, dpi)


def _reference_year(desk: Desk) -> str:
    ref = year_ref(desk.form)
    return desk.session.value(ref) if ref else ""
