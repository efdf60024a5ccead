"""The sample initiative's SSME: last year's wave, and this year's begun from it, with all that can go with answers."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from desktop_app.store import Means
from desktop_app.workflows import example_answers as sample
from desktop_app.workflows.answer import Desk, commit
from desktop_app.workflows.attachments import attach_evidence
from desktop_app.workflows.responses import made_up_for, open_response
from desktop_app.workflows.waves import begin_next
from desktop_app.workflows.workspace import Workspace
from desktop_app.xforms import Form
from desktop_app.xforms.model import Changes

INSTRUMENT: Final = "ssme"
PROJECTS, PLAN = "proyectos", "plan"
_REFERENCE: Final = {"es": "(referencia de ejemplo)", "en": "(sample reference)"}
"""The wave that the made-up means name. It comes before every year: a real file's means always take their place."""
_FIRST = "links"
_FILES_AT: Final = ("strategy", "action_kinds")
_FILES: Final = {
    "es": ("ejemplo-estrategia.pdf", "ejemplo-taller.jpg", "EJEMPLO"),
    "en": ("sample-strategy.pdf", "sample-workshop.jpg", "SAMPLE"),
}


def create_ssme(workspace: Workspace, initiative_id: str, now: datetime, language: str) -> str:
    """Both waves of the sample, the later one complete and confirmed; returns the later one's id."""
    now = now.astimezone()  # a form's own year is that of the place
    then = _a_year_before(now)
    earlier = begin_next(workspace, initiative_id, INSTRUMENT, str(then.year), None, then, language, carry=False)
    desk = open_response(workspace, earlier, then, language)
    activity = recommended(desk.form, desk.session.language)
    records = {PROJECTS: sample.projects_before(language), PLAN: sample.plan_before(then, language, activity)}
    _give(workspace, desk, sample.before(then.year, language), records, then)
    latest = begin_next(workspace, initiative_id, INSTRUMENT, str(now.year), earlier, now, language, carry=True)
    desk = open_response(workspace, latest, now, language)
    records = {PROJECTS: sample.projects_now(language), PLAN: sample.plan_now(now, then, language, activity)}
    _give(workspace, desk, sample.now(now.year, language), records, now)
    _note(workspace, desk, now, language)
    _compare(workspace, initiative_id, now, language)
    workspace.store.responses.set_place(latest, _by_name(desk.form)[_FIRST])
    return latest


def _a_year_before(now: datetime) -> datetime:
    day = 28 if (now.month, now.day) == (2, 29) else now.day
    return now.replace(year=now.year - 1, day=day)


def recommended(form: Form, language: str | None) -> Mapping[str, str]:
    """The first activity that the form recommends for each indicator at its lower scores."""
    found: dict[str, str] = {}
    for choice in form.choice_list("telar_actions", language):
        code, _, score = choice.name.partition("_")
        if score in ("0", "1"):
            found[code] = choice.label
    return found


def _by_name(form: Form) -> Mapping[str, str]:
    return {ref.rpartition("/")[2]: ref for ref in form.binds}


def _give(
    workspace: Workspace,
    desk: Desk,
    answers: sample.Answers,
    records: Mapping[str, Sequence[sample.Record]],
    now: datetime,
) -> None:
    """Answers all of it at the desk and puts it on the disk in one step; what was carried is thereby confirmed."""
    by_name = _by_name(desk.form)
    changed: dict[str, str] = {}

    def answer(ref: str, value: str) -> None:
        changed.update({ref: value, **desk.answer(ref, value).values})

    for name, value in answers.items():
        if name.endswith("_sin"):
            answer(by_name[name.removesuffix("_sin")], "")
        answer(by_name[name], value)
    for repeat, given in records.items():
        nodeset = next(each for each in desk.session.repeats() if each.endswith(f"/{repeat}"))
        for position, record in enumerate(given, start=1):
            if desk.session.repeat_count(nodeset) < position:
                changed.update(desk.add(nodeset).values)
            for name, value in record.items():
                answer(f"{nodeset}[{position}]/{name}", value)
    desk.notes.confirm(desk.to_confirm())
    first = by_name[_FIRST]
    commit(workspace, desk.step(first, Changes(values=changed)), now)


def _note(workspace: Workspace, desk: Desk, now: datetime, language: str) -> None:
    """Comments, and a document and a picture as evidence."""
    by_name = _by_name(desk.form)
    for name in sample.COMMENTS:
        desk.notes.comment(by_name[name], sample.comment(name, language))
    document, picture, mark = _FILES[language]
    contents = ((document, sample_pdf(mark)), (picture, sample_picture(mark)))
    with tempfile.TemporaryDirectory(prefix="telar-example-") as folder:
        for place, (name, content) in zip(_FILES_AT, contents, strict=True):
            path = Path(folder) / name
            path.write_bytes(content)
            kept = attach_evidence(workspace, desk.response_id, path, now)
            desk.notes.set_files(by_name[place], (kept.name,))
    commit(workspace, desk.note_step(by_name[_FIRST]), now)


def _compare(workspace: Workspace, initiative_id: str, now: datetime, language: str) -> None:
    """Made-up means to lay beside the sample's result, and beside no other; real ones come before them."""
    benchmarks, wave = workspace.store.benchmarks, _REFERENCE[language]
    nation, macrosector = sample.means()
    kept = [
        Means("national", "", wave, sample.COUNTS[0], nation),
        Means("macrosector", sample.MACROSECTOR, wave, sample.COUNTS[1], macrosector),
    ]
    benchmarks.replace(made_up_for(INSTRUMENT, initiative_id), wave, kept, at=now)


def sample_pdf(mark: str) -> bytes:
    """A page that says ``mark`` (plain letters) and nothing else."""
    drawn = f"BT /F1 48 Tf 72 640 Td ({mark}) Tj ET".encode("ascii")
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(drawn), drawn),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )
    body, places = bytearray(b"%PDF-1.4\n"), []
    for number, each in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count, start = len(objects) + 1, len(body)
    body += b"xref\n0 %d\n0000000000 65535 f \n%s" % (count, table)
    return bytes(body) + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (count, start)


def sample_picture(mark: str) -> bytes:
    """A small drawing that says ``mark``, as a JPEG."""
    from PIL import Image, ImageDraw, ImageFont

    image = Image.new("RGB", (320, 213), (250, 246, 238))
    pen = ImageDraw.Draw(image)
    for number, tone in enumerate(((120, 72, 40), (150, 92, 50), (96, 120, 60), (176, 128, 72))):
        pen.ellipse((26 + 70 * number, 40, 80 + 70 * number, 126), fill=tone)
    pen.text((26, 146), mark, fill=(60, 40, 25), font=ImageFont.load_default(38))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=70, optimize=True)
    return out.getvalue()
