"""A form with all that goes with a rubric in waves: figures, special answers, soft warnings, wholes, a plan."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from desktop_app.workflows.desk import Desk, DeskFacts
from desktop_app.workflows.earlier import earlier
from desktop_app.workflows.notes import Notes
from desktop_app.xforms import Form, Session
from tests.support.rubrics import SPANISH, form_of

NOW = datetime(2026, 11, 20, 15, 4, tzinfo=UTC)
SAMPLE = (Path(__file__).parent / "wave_sample.md").read_text(encoding="utf-8")

NAME, YEAR, ACTORS = (f"/data/who/{name}" for name in ("name", "year", "actors"))
SALES, SALES_NONE, SALES_WHY, PLAN_STATE = (
    f"/data/money/{name}" for name in ("sales", "sales_none", "sales_why", "plan_state")
)
MARKET, LOCAL, EXPORT = "/data/money/market", "/data/money/market/local", "/data/money/market/export"
PROJECT, PLAN = "/data/project", "/data/plan"


def wave_form() -> Form:
    return form_of(SAMPLE)


def answered(answers: Mapping[str, str], *, before: Session | None = None, language: str = SPANISH) -> Session:
    """A session with ``answers`` by reference; instances are made as their references need them."""
    last = before.instance_xml() if before is not None else None
    session = Session(wave_form(), now=NOW, language=language, last_saved=last)
    give(session, answers)
    return session


def give(session: Session, answers: Mapping[str, str]) -> None:
    for ref, value in answers.items():
        nodeset, _, rest = ref.partition("[")
        while rest and session.repeat_count(nodeset) < int(rest.partition("]")[0]):
            session.add_repeat(nodeset)
        session.set(ref, value)


def desk(answers: Mapping[str, str], *, before: Mapping[str, str] | None = None, notes: Notes | None = None) -> Desk:
    """A desk with ``answers``, beside the wave of 2025 if there was one."""
    last = answered(before) if before is not None else None
    facts = DeskFacts(wave="2026", previous=earlier("r0", "2025", last) if last is not None else None)
    return Desk("r1", answered(answers, before=last), facts, notes)
