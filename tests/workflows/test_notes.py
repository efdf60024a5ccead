"""Whatever is noted, moved, removed and brought back: the notes say what a plain list of records would say, and so does
what the disk is told."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from desktop_app.store.records import is_below
from desktop_app.workflows.notes import Notes, NotesState, NotesStep

LOOSE: Final = ("/data/a", "/data/room", "/data/rr/x")
LEAVES: Final = ("x", "y", "in[1]/z", "in[12]/z")
REPEAT: Final = "/data/r"


@dataclass
class Said:
    """What is noted at one place."""

    comment: str = ""
    files: tuple[str, ...] = ()
    carried: bool = False


@dataclass
class Disk:
    """What follows the steps, as the store does."""

    comments: dict[str, str] = field(default_factory=dict)
    evidence: dict[str, tuple[str, ...]] = field(default_factory=dict)
    carried: set[str] = field(default_factory=set)

    def follow(self, step: NotesStep) -> None:
        self.comments = {ref: text for ref, text in self.comments.items() if not is_below(ref, step.within)}
        self.evidence = {ref: names for ref, names in self.evidence.items() if not is_below(ref, step.within)}
        self.carried = {ref for ref in self.carried if not is_below(ref, step.within)}
        self.comments = {ref: text for ref, text in {**self.comments, **step.comments}.items() if text}
        self.evidence = {ref: names for ref, names in {**self.evidence, **step.evidence}.items() if names}
        self.carried |= {ref for ref, doubted in step.carried.items() if doubted}
        self.carried -= {ref for ref, doubted in step.carried.items() if not doubted}

    def state(self) -> NotesState:
        return NotesState(self.comments, self.evidence, frozenset(self.carried))


class Noting(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.notes, self.disk = Notes(), Disk()
        self.loose: dict[str, Said] = {}
        self.records: list[dict[str, Said]] = [{} for _ in range(11)]
        self.undo: list[tuple[NotesState, list[dict[str, Said]]]] = []

    def at(self, place: int, leaf: str) -> tuple[str, Said]:
        """A loose place for 0, else the record of that number from the end, so that long lists are moved too."""
        if place == 0 or not self.records:
            ref = LOOSE[LEAVES.index(leaf) % len(LOOSE)]
            return ref, self.loose.setdefault(ref, Said())
        number = max(len(self.records) - place, 0)
        return f"{REPEAT}[{number + 1}]/{leaf}", self.records[number].setdefault(leaf, Said())

    @rule(place=st.integers(0, 3), leaf=st.sampled_from(LEAVES), text=st.sampled_from(["", "  ", "bien", "mal\n"]))
    def comment(self, place: int, leaf: str, text: str) -> None:
        ref, said = self.at(place, leaf)
        self.notes.comment(ref, text)
        said.comment = text if text.strip() else ""

    @rule(place=st.integers(0, 3), leaf=st.sampled_from(LEAVES), names=st.lists(st.sampled_from(["a.pdf", "b.png"])))
    def set_files(self, place: int, leaf: str, names: list[str]) -> None:
        ref, said = self.at(place, leaf)
        self.notes.set_files(ref, names)
        said.files = tuple(dict.fromkeys(names))

    @rule(place=st.integers(0, 3), leaf=st.sampled_from(LEAVES))
    def doubt(self, place: int, leaf: str) -> None:
        ref, said = self.at(place, leaf)
        self.notes.doubt([ref])
        said.carried = True

    @rule(place=st.integers(0, 3), leaf=st.sampled_from(LEAVES))
    def confirm(self, place: int, leaf: str) -> None:
        ref, said = self.at(place, leaf)
        assert self.notes.confirm([ref, "/data/nothing"]) == ((ref,) if said.carried else ())
        said.carried = False

    @rule()
    def add(self) -> None:
        self.records.append({})

    @rule(place=st.integers(1, 12))
    def remove(self, place: int) -> None:
        if self.records:
            number = max(len(self.records) - place, 0)
            self.undo.append((self.notes.below(REPEAT), [_copied(record) for record in self.records]))
            self.notes.remove(REPEAT, number + 1)
            del self.records[number]

    @rule()
    def put_back(self) -> None:
        if self.undo:
            before, records = self.undo.pop()
            self.notes.put_back(REPEAT, before)
            self.records = records

    @rule()
    def save(self) -> None:
        self.disk.follow(self.notes.take())
        assert self.disk.state() == self.notes.state()
        assert not self.notes.take()

    @rule()
    def open_again(self) -> None:
        self.disk.follow(self.notes.take())
        self.notes = Notes(self.disk.state())
        self.undo.clear()

    @invariant()
    def the_notes_say_the_same(self) -> None:
        said = dict(self.loose)
        for number, record in enumerate(self.records, start=1):
            said |= {f"{REPEAT}[{number}]/{leaf}": each for leaf, each in record.items()}
        assert self.notes.state() == NotesState(
            {ref: each.comment for ref, each in said.items() if each.comment},
            {ref: each.files for ref, each in said.items() if each.files},
            frozenset(ref for ref, each in said.items() if each.carried),
        )


def _copied(record: dict[str, Said]) -> dict[str, Said]:
    return {leaf: Said(said.comment, said.files, said.carried) for leaf, said in record.items()}


TestNoting = Noting.TestCase
TestNoting.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)


def test_a_step_says_only_what_changed() -> None:
    notes = Notes(NotesState({"/data/a": "uno", "/data/r[1]/x": "dos"}, {}, frozenset({"/data/b"})))
    assert not notes.take()
    notes.confirm(["/data/a", "/data/b"])
    step = notes.take()
    assert (step.comments, step.carried, step.within) == ({"/data/b": ""}, {"/data/b": False}, ())
    notes.remove("/data/other", 1)
    assert not notes.take()
    notes.remove("/data/r", 1)
    assert notes.take() == NotesStep(within=("/data/r",))
