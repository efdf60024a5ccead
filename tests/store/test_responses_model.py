"""Whatever is answered, in whatever order, the program closed in between: the store says what a dictionary says."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule

from desktop_app.store import Change, NotesState, NotesStep, ResponseState
from desktop_app.store.records import is_below
from tests.support.stores import NOW, open_store, start_response

TEXT = st.text(st.characters(codec="utf-8"), max_size=30) | st.sampled_from(
    ["", "\0", "\0x", "'); --", "e\u0301", "\r\n"]
)
REF = st.sampled_from(
    ["/data/a", "/data/b", "/data/g/c", "/data/ñ", "/data/a[1]/x", "/data/a[2]/b[1]/y", "/data/a[21]/x"]
)
PLACE = st.sampled_from(["/data/a", "/data/a[2]", "/data/a[2]/b", "/data/g", "/data/ñ"])


def by_ref(changes: Sequence[Change]) -> dict[str, list[Change]]:
    """What one step takes away is written in no order of its own."""
    refs = {change.ref for change in changes}
    return {ref: [change for change in changes if change.ref == ref] for ref in refs}


class Answering(RuleBasedStateMachine):
    drafts = Bundle("drafts")

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.store = open_store(self.folder)
        self.clock = NOW
        self.answers: dict[str, dict[str, str]] = {}
        self.history: dict[str, list[Change]] = {}
        self.seen: dict[str, tuple[ResponseState, datetime, str | None]] = {}
        self.notes: dict[str, NotesState] = {}

    @rule(target=drafts)
    def start(self) -> str:
        response = start_response(self.store)
        self.answers[response], self.history[response] = {}, []
        self.seen[response] = (ResponseState.DRAFT, NOW, None)
        self.notes[response] = NotesState()
        return response

    @rule(
        response=drafts,
        comments=st.dictionaries(REF, st.sampled_from(["", "bien", "e\u0301 😀"]), max_size=2),
        evidence=st.dictionaries(
            REF, st.lists(st.sampled_from(["a.pdf", "b.pdf"]), unique=True).map(tuple), max_size=2
        ),
        carried=st.dictionaries(REF, st.booleans(), max_size=2),
        within=st.lists(PLACE, max_size=2).map(tuple),
    )
    def note(
        self,
        response: str,
        comments: dict[str, str],
        evidence: dict[str, tuple[str, ...]],
        carried: dict[str, bool],
        within: tuple[str, ...],
    ) -> None:
        step = NotesStep(comments, evidence, carried, within)
        self.store.responses.record_answer(response, {}, None, NOW, 0, 13, notes=step)
        before = self.notes[response]
        said = {ref: text for ref, text in before.comments.items() if not is_below(ref, within)} | comments
        files = {ref: names for ref, names in before.evidence.items() if not is_below(ref, within)} | evidence
        doubts = {ref: True for ref in before.carried if not is_below(ref, within)} | carried
        self.notes[response] = NotesState(
            {ref: text for ref, text in said.items() if text},
            {ref: names for ref, names in files.items() if names},
            frozenset(ref for ref, doubted in doubts.items() if doubted),
        )
        self.seen[response] = (ResponseState.DRAFT, NOW, self.seen[response][2])

    @rule(
        response=drafts,
        values=st.dictionaries(REF, TEXT, max_size=3),
        ref=REF,
        step=st.timedeltas(),
        state=st.sampled_from([ResponseState.DRAFT, ResponseState.READY]),
        within=st.lists(PLACE, max_size=2),
    )
    def answer(
        self,
        response: str,
        values: dict[str, str],
        ref: str,
        step: timedelta,
        state: ResponseState,
        within: list[str],
    ) -> None:
        at = NOW + step % timedelta(days=10_000)
        self.store.responses.record_answer(response, values, ref, at, len(values), 13, state=state, within=within)
        known = self.answers[response]
        gone = {each for each in known if is_below(each, within) and each not in values}
        self.history[response] += [Change(each, known.pop(each), "", at) for each in gone]
        self.history[response] += [
            Change(each, known.get(each), value, at) for each, value in values.items() if known.get(each) != value
        ]
        known.update(values)
        self.seen[response] = (state, at, ref)

    @rule()
    def reopen(self) -> None:
        self.store.close()
        self.store = open_store(self.folder)

    @invariant()
    def the_store_says_the_same(self) -> None:
        for response, answers in self.answers.items():
            assert self.store.responses.answers(response) == answers
            assert self.store.responses.notes(response) == self.notes[response]
            assert by_ref(self.store.responses.history(response)) == by_ref(self.history[response])
            record = self.store.responses.get(response)
            assert (record.state, record.updated, record.current_ref) == self.seen[response]

    def teardown(self) -> None:
        self.store.check(thorough=True)
        self.store.close()
        shutil.rmtree(self.folder)


# Making the database is most of an example's time.
TestAnswering = Answering.TestCase
TestAnswering.settings = settings(
    max_examples=12, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
)
