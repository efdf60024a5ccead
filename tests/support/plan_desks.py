"""A response with areas of their own, an improvement plan, soft warnings and a wave before, for the tests of Resultado,
Plan, Revisar and Enviar."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from desktop_app.diagnosis import Benchmark
from desktop_app.workflows.desk import Desk, DeskFacts
from desktop_app.workflows.earlier import earlier
from desktop_app.workflows.notes import Notes, NotesState
from desktop_app.xforms import Form, Session
from tests.support.rubrics import ENGLISH, SPANISH, form_of

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=ZoneInfo("America/Bogota"))
SAMPLE = (Path(__file__).parent / "plan_sample.md").read_text(encoding="utf-8")
PLAN = "/data/plan"
SALES, SALES_NONE, SALES_WHY = (f"/data/money/{name}" for name in ("sales", "sales_none", "sales_why"))
BEFORE = {"q1": "1", "q2": "2", "q3": "0", "q4": "1", "q5": "3", "q6": "2"}
NOW_ANSWERS = {"q1": "2", "q2": "2", "q3": "1", "q4": "3", "q5": "2", "q6": "2"}
BENCHMARKS = (
    Benchmark("national", "", "2025", 100, {"TOTAL": 1.65, "A1": 1.8, "A2": 1.2, "A3": 2.1}),
    Benchmark("macrosector", "agroindustria", "2025", 30, {"TOTAL": 1.5, "A1": 1.5, "A2": 1.0, "A3": 1.9}),
)
ACTIONS = (
    {"opportunity": "A1.1", "activity": "Invite a las universidades", "owner": "Dirección técnica",
     "due": "2027-03-31", "budget": "120", "state": "planned"},
    {"opportunity": "A2.1", "activity": "Contrate el estudio", "owner": "Gerencia", "due": "2026-12-15",
     "budget": "80.5", "state": "underway"},
    {"opportunity": "A3.1", "activity": "Revise el reglamento", "owner": "Junta", "due": "2027-01-31", "state": "done"},
)  # fmt: skip


def plan_sample() -> Form:
    return form_of(SAMPLE)


def _session(scores: Mapping[str, str], language: str, last: str | None = None) -> Session:
    session = Session(plan_sample(), now=NOW, language=language, last_saved=last)
    for name, value in scores.items():
        session.set(f"/data/{'abc'[(int(name[1:]) - 1) // 2]}/{name}", value)
    return session


def plan_desk(
    *,
    previous: bool = True,
    benchmarks: bool = True,
    scores: Mapping[str, str] = NOW_ANSWERS,
    actions: tuple[Mapping[str, str], ...] = (),
    carried: frozenset[str] = frozenset(),
    language: str = "es",
) -> Desk:
    """A desk with ``scores``; beside the wave of 2025 and the means of others unless told; with ``actions``."""
    spoken = ENGLISH if language == "en" else SPANISH
    last = None
    if previous:
        last = _session(BEFORE, spoken)
        last.set(SALES, "100")
    session = _session(scores, spoken, last.instance_xml() if last is not None else None)
    for position, action in enumerate(actions, start=1):
        if session.repeat_count(PLAN) < position:
            session.add_repeat(PLAN)
        for name, value in action.items():
            session.set(f"{PLAN}[{position}]/{name}", value)
    facts = DeskFacts(
        initiative_name="Cacao de Arauca",
        form_title="Seguimiento",
        wave="2026",
        previous=earlier("r0", "2025", last) if last is not None else None,
        benchmarks=BENCHMARKS if benchmarks else (),
    )
    return Desk("r1", session, facts, Notes(NotesState(carried=carried)))
