"""Fills the same forms with the same answers in JavaRosa and here: ``python -m tests.conformance.agreement``.

Prints each difference that DIFFERENCES.md does not explain, how often each explained one was met, and exits 1 if one
is left unexplained. Runs where Java is; ``--seed`` and ``--forms`` repeat one finding.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from zoneinfo import ZoneInfo

from desktop_app.workflows.shipped import shipped_forms
from desktop_app.xforms import Control, DataType, Form, ProblemKind, Session
from desktop_app.xforms.tree import generic
from tests.conformance.explained import explanation
from tests.support.form_maker import random_form, survey_form
from tests.support.forms import form as from_markdown
from tests.support.javarosa import ZONE, JavaRosa, JavaRosaError, Leaf, State

STEPS_A_FORM = 40
MAX_SETTLED = 40
TEXTS = ("ab", "b", "abc", "a-b", "hola", "x", "7", "2.5", "ñandú")
DAYS = ("2024-01-15", "2024-05-15", "2024-12-31", "2025-02-28", "2024-02-29")
PLAIN = {
    DataType.INT: ("0", "1", "2", "3", "4", "5", "12", "-3", "250"),
    DataType.DECIMAL: ("0.5", "1.25", "2", "10.75", "-3.5", "100"),
    DataType.DATE: DAYS,
    DataType.TIME: ("10:30:00.000-05:00", "23:59:00.000-05:00"),
    DataType.DATETIME: tuple(f"{day}T10:30:00.000-05:00" for day in DAYS),
    DataType.GEOPOINT: ("4.6 -74.1 2600.0 5.0",),
}


@dataclass(slots=True)
class Tally:
    """What a run met."""

    steps: int = 0
    explained: Counter[str] = field(default_factory=Counter)
    unexplained: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that JavaRosa (``theirs``) and this engine (``ours``) say differently after a step."""

    what: str
    ref: str
    theirs: object
    ours: object


class DivergedError(Exception):
    """The engines differ without an explanation: what follows would only repeat it."""


class Pair:
    """One form in both engines, taken through the same steps."""

    def __init__(self, name: str, form: Form, javarosa: JavaRosa, random: Random, tally: Tally) -> None:
        self.name = name
        self.form = form
        self.javarosa = javarosa
        self.random = random
        self.tally = tally
        self.now = datetime.now(ZoneInfo(ZONE))
        self.session = Session(form, now=self.now)
        self.state = javarosa.load(form.xform, form.media)
        self.questions = {question.ref: question for question in form.questions()}
        self.counted: dict[str, int] = {}
        self.trail: list[str] = []
        counted = [spec for spec in form.definition.specs.values() if spec.count]
        self.counts = {ref for spec in counted if spec.count for ref in spec.count.resolve_references(spec.ref)}
        self.conditional = any(above.relevant is not True for spec in counted for above in spec.lineage())
        self.compare("load")

    def step(self) -> None:
        """One random step in both."""
        luck = self.random.random()
        if luck < 0.12 and self.state.additions:
            self.take("add", self.random.choice(self.state.additions))
        elif luck < 0.17 and self.removable():
            self.take("remove", self.random.choice(self.removable()))
        elif luck < 0.19 and self.form.languages:
            self.take("language", self.random.choice(self.form.languages))
        else:
            open_questions = [ref for ref in self.state.questions if self.answerable(ref)]
            if open_questions:
                ref = self.random.choice(open_questions)
                clears = self.random.random() < 0.12 and not self.lowest(ref)
                value = "" if clears else self.value(ref)
                self.take("answer", ref, value)

    def take(self, verb: str, ref: str, value: str = "") -> None:
        self.trail.append(f"{verb} {ref} {value}".rstrip())
        self.tally.steps += 1
        if verb == "add":
            self.state = self.javarosa.add(ref)
            self.session.add_repeat(ref)
        elif verb == "remove":
            self.state = self.javarosa.remove(ref)
            self.session.remove_repeat(ref)
        elif verb == "language":
            self.state = self.javarosa.language(ref)
            self.session.set_language(ref)
        else:
            self.state = self.javarosa.answer(ref, value)
            self.session.set(ref, value)
        self.compare(self.trail[-1])

    def removable(self) -> list[str]:
        """Instances of the repeats that JavaRosa also offers to add to: the others are counted."""
        grows = set(self.state.additions)
        return [ref for ref in self.state.repeats if ref.rpartition("[")[0] in grows]

    def answerable(self, ref: str) -> bool:
        leaf, question = self.state.leaves.get(ref), self.questions.get(generic(ref))
        return leaf is not None and not leaf.readonly and question is not None and question.control is not Control.NOTE

    def lowest(self, ref: str) -> int:
        """How low a count may go: JavaRosa cannot be made to take hidden instances away, as this engine does."""
        value = self.session.value(ref)
        if generic(ref) not in self.counts or not value:
            return 0
        return min(4, int(value)) if self.conditional else 0

    def value(self, ref: str) -> str:
        """An answer of the question's type; "" where nothing is offered."""
        question, luck = self.questions[generic(ref)], self.random
        offered = self.state.choices.get(ref, [])
        match question.control:
            case Control.SELECT1:
                return luck.choice(offered) if offered else ""
            case Control.SELECT:
                return " ".join(luck.sample(offered, luck.randint(0, len(offered))))
            case Control.RANK:
                return " ".join(luck.sample(offered, len(offered)))
            case Control.TRIGGER:
                return "OK"
            case Control.RANGE:
                return str(luck.randint(0, 10))
        if question.ref in self.counts:
            return str(luck.randint(self.lowest(ref), 4))
        return luck.choice(PLAIN.get(question.type, TEXTS))

    # -- comparing ---------------------------------------------------------------------------------------------------

    def _counted(self) -> dict[str, int]:
        """How many instances each counted repeat has, by its nodeset in the instance as it is."""
        specs = self.form.definition.specs
        return {nodeset: count for nodeset, count in self.session.repeats().items() if specs[generic(nodeset)].count}

    def compare(self, where: str) -> None:
        """Judges what is different; where an explained difference goes on to others, once it is settled."""
        for _ in range(MAX_SETTLED):
            if not self._settled(list(differences(self.state, self.session)), where):
                return
        self._unexplained(list(differences(self.state, self.session)), where)

    def _settled(self, found: list[Difference], where: str) -> bool:
        """Whether one of the differences was settled, so that the others have to be looked at anew."""
        self.counted = self._counted() if any(difference.what == "node" for difference in found) else {}
        reasons = [(difference, explanation(self, difference)) for difference in found]
        for difference, reason in reasons:
            if reason is not None and reason.settle(self, difference):
                self.tally.explained[reason.name] += 1
                return True
        self.tally.explained.update(reason.name for _, reason in reasons if reason is not None)
        left = [difference for difference, reason in reasons if reason is None]
        if left and not self._stale(left):
            self._unexplained(left, where)
        return bool(left)

    def _stale(self, left: list[Difference]) -> bool:
        """Whether JavaRosa, opening what it has just saved, says everywhere what this engine said before it did."""
        if any(difference.what == "node" for difference in left):
            return False
        self.resume("JavaRosa's", self.javarosa.xml())
        fresh = {(one.what, one.ref): self._said(one) for one in left}
        self.tally.explained[f"JavaRosa, asked afresh, agrees ({left[0].what})"] += 1
        return all(fresh[one.what, one.ref] == one.ours for one in left)

    def _said(self, difference: Difference) -> object:
        if difference.what == "choices":
            return self.state.choices.get(difference.ref, [])
        leaf = self.state.leaves.get(difference.ref)
        return getattr(leaf, difference.what) if leaf is not None else None

    def _unexplained(self, left: list[Difference], where: str) -> None:
        trail = " ; ".join(self.trail[-12:])
        self.tally.unexplained += [f"{self.name} after {where}: {one}\n      {trail}" for one in left]
        raise DivergedError

    def round_trip(self) -> None:
        """Both go on with what JavaRosa saved, then with what this engine saved."""
        self.resume("JavaRosa's", self.javarosa.xml())
        self.compare(self.trail[-1])
        self.resume("our", self.session.instance_xml())
        self.compare(self.trail[-1])

    def resume(self, whose: str, saved: bytes) -> None:
        """Opens a saved instance in both."""
        self.trail.append(f"opened {whose} instance")
        self.state = self.javarosa.open(saved)
        self.session = Session(self.form, saved, now=self.now)


def differences(state: State, session: Session) -> Iterator[Difference]:
    """Where the two disagree on what exists, what it holds, what counts, and what may be chosen."""
    values = {_plain(ref): (ref, value) for ref, value in session.values().items()}
    specs = session.form.definition.specs
    for ref in state.leaves.keys() - values.keys():
        if (spec := specs.get(generic(ref))) is not None and not spec.leaf:
            continue  # a group that has nothing in it but repeats, of which there are none
        yield Difference("node", ref, "there", "missing")
    for ref in values.keys() - state.leaves.keys():
        yield Difference("node", ref, "missing", "there")
    for plain, (ref, value) in values.items():
        leaf = state.leaves.get(plain)
        if leaf is not None and not plain.endswith("/meta/instanceID"):
            yield from _leaf(session, ref, leaf, value)
    for ref, names in state.choices.items():
        if ref in values:
            offered = [choice.name for choice in session.choices(ref)]
            if offered != names:
                yield Difference("choices", ref, names, offered)


def _leaf(session: Session, ref: str, leaf: Leaf, value: str) -> Iterator[Difference]:
    relevant = session.is_relevant(ref)
    if relevant != leaf.relevant:
        yield Difference("relevant", ref, leaf.relevant, relevant)
    if not (relevant and leaf.relevant):
        return
    if value != leaf.value:
        yield Difference("value", ref, leaf.value, value)
    required, readonly = session.is_required(ref), session.is_readonly(ref)
    if required != leaf.required:
        yield Difference("required", ref, leaf.required, required)
    if readonly != leaf.readonly:
        yield Difference("readonly", ref, leaf.readonly, readonly)
    problem = session.problem(ref)
    valid = problem is None or problem.kind is ProblemKind.REQUIRED
    if valid != leaf.valid and generic(ref) in {question.ref for question in session.form.questions()}:
        yield Difference("valid", ref, leaf.valid, valid)


def _plain(ref: str) -> str:
    """The reference without the prefixes that JavaRosa does not print."""
    return ref if ":" not in ref else "/".join(step.rpartition(":")[2] for step in ref.split("/"))


# -- running ---------------------------------------------------------------------------------------------------------


def forms(seed: int, count: int) -> Iterator[tuple[str, Form]]:
    """The shipped forms, a long survey, and ``count`` random ones from ``seed`` on."""
    for shipped in shipped_forms():
        yield shipped.path.name, Form.load(shipped.path)
    yield "survey of 60", from_markdown(survey_form(60))
    for number in range(seed, seed + count):
        yield f"random {number}", from_markdown(random_form(number, 6 + number % 14))


def run(steps: int, seed: int, count: int, tally: Tally | None = None, *, shipped: bool = True) -> Tally:
    """Goes through the forms, ``STEPS_A_FORM`` steps each, until ``steps`` are taken."""
    tally = tally or Tally()
    with JavaRosa() as javarosa:
        for name, form in forms(seed, count):
            if name.startswith("random") or shipped:
                explore(name, form, javarosa, Random(seed), tally)
            if tally.steps >= steps:
                break
    return tally


def explore(name: str, form: Form, javarosa: JavaRosa, random: Random, tally: Tally) -> None:
    try:
        pair = Pair(name, form, javarosa, random, tally)
        for number in range(1, STEPS_A_FORM + 1):
            pair.step()
            if number % (STEPS_A_FORM // 2) == 0:
                pair.round_trip()
    except DivergedError:
        return
    except JavaRosaError as error:
        tally.unexplained.append(f"{name}: JavaRosa refuses: {error}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--forms", type=int, default=1_000)
    parser.add_argument("--random-only", action="store_true", help="leave out the shipped forms")
    arguments = parser.parse_args()
    begun = time.monotonic()
    tally = run(arguments.steps, arguments.seed, arguments.forms, shipped=not arguments.random_only)
    for line in tally.unexplained:
        print(line)
    for name, times in sorted(tally.explained.items()):
        print(f"explained: {name} ({times} times)")
    print(f"{tally.steps} steps in {time.monotonic() - begun:.0f} s, {len(tally.unexplained)} differences unexplained")
    return 1 if tally.unexplained else 0


if __name__ == "__main__":
    sys.exit(main())
