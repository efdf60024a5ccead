"""What depends on what: every expression of a form as a task, ordered so that none is computed before what it reads."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from heapq import heapify, heappop, heappush
from typing import Final

from desktop_app.errors import FormError, Place
from desktop_app.xforms.captions import Caption, Translations
from desktop_app.xforms.definition import Kind, Reader, Spec, Task
from desktop_app.xforms.expressions import Expression
from desktop_app.xforms.expressions.references import PathReference

Report = Callable[[FormError], None]
MAX_READS: Final = 400_000
_COLUMNS: Final = {
    Kind.RELEVANT: "relevant",
    Kind.CALCULATE: "calculate",
    Kind.REQUIRED: "required",
    Kind.READONLY: "readonly",
    Kind.CONSTRAINT: "constraint",
    Kind.COUNT: "jr:count",
}


def build(specs: Mapping[str, Spec], translations: Translations, report: Report) -> tuple[Task, ...]:
    """Hangs the tasks on the specs and returns all of them in the order of evaluation.

    A reference that the form does not have is reported as ``FORM-011``, a cycle as ``FORM-012`` with its chain.
    """
    maker = _Maker(specs, translations, report)
    tasks = [task for spec in specs.values() for task in maker.tasks(spec)]
    readers: dict[str, list[Reader]] = {}
    below: dict[str, list[Reader]] = {}
    for task in tasks:
        above: dict[str, Spec | None] = {}
        for ref, around in task.reads.items():
            readers.setdefault(ref, []).append((task, around))
            for spec in specs[ref].lineage():
                above[spec.ref] = _wider(above[spec.ref], around) if spec.ref in above else around
        for ref, around in above.items():
            below.setdefault(ref, []).append((task, around))
    ordered = _order(tasks, readers, below, report)
    for rank, task in enumerate(ordered):
        task.rank = rank
    own: dict[str, list[Task]] = {}
    counts: dict[str, list[Task]] = {}
    for task in ordered:
        (counts if task.kind is Kind.COUNT else own).setdefault(task.at.ref, []).append(task)
    for ref, spec in specs.items():
        spec.value_tasks = tuple(sorted(readers.get(ref, ()), key=_rank))
        spec.subtree_tasks = tuple(sorted(below.get(ref, ()), key=_rank))
        spec.own_tasks = tuple(own.get(ref, ()))
        spec.count_tasks = tuple(counts.get(ref, ()))
    return tuple(ordered)


def _rank(reader: Reader) -> int:
    return reader[0].rank


class _Maker:
    """Makes the tasks of one form, and counts what that costs."""

    def __init__(self, specs: Mapping[str, Spec], translations: Translations, report: Report) -> None:
        self._specs = specs
        self._translations = translations
        self._report = report
        self._patterns: dict[str, tuple[str, ...]] = {}
        self._cost = 0

    def tasks(self, spec: Spec) -> Iterator[Task]:
        declared: list[tuple[Kind, Expression | bool | None]] = [
            (Kind.RELEVANT, spec.relevant),
            (Kind.CALCULATE, spec.calculate),
            (Kind.REQUIRED, spec.required),
            (Kind.READONLY, spec.readonly),
            (Kind.CONSTRAINT, spec.constraint),
            (Kind.COUNT, spec.count),
        ]
        for kind, expression in declared:
            if isinstance(expression, Expression):
                reads = self._reads([expression], spec, _COLUMNS[kind])
                if kind is Kind.CONSTRAINT:
                    reads.setdefault(spec.ref, _repeated(spec))
                elif kind is Kind.COUNT:
                    reads = {ref: _not_below(around, spec) for ref, around in reads.items()}
                yield Task(kind, spec, expression, reads)
        if spec.source is not None and spec.source.expression is not None:
            yield self._choices(spec, spec.source.expression, spec.source.columns)
        outputs = list(self._outputs(spec))
        if outputs:
            yield Task(Kind.LABEL, spec, None, self._reads(outputs, spec, "label"))

    def _choices(self, spec: Spec, expression: Expression, columns: tuple[str, ...]) -> Task:
        reads = self._reads([expression], spec, "choices")
        for base, around in list(reads.items()):
            for column in columns:
                if f"{base}/{column}" in self._specs:
                    reads[f"{base}/{column}"] = around
        return Task(Kind.CHOICES, spec, expression, reads)

    def _outputs(self, spec: Spec) -> Iterator[Expression]:
        """The expressions in the node's label, hint and messages, in any language."""
        for caption in (spec.label, spec.hint, spec.constraint_message, spec.required_message):
            if caption is not None:
                yield from _expressions(caption, self._translations)

    def _reads(self, expressions: Iterable[Expression], spec: Spec, column: str) -> dict[str, Spec | None]:
        """The refs that ``expressions`` read, wildcards spread, each with the node around both (see ``Task.reads``).

        What the form does not have is reported.
        """
        found: dict[str, Spec | None] = {}
        for expression in expressions:
            for reference in expression.references:
                ref = reference.resolve(spec.ref)
                if ref is None:
                    continue
                around = _around(reference, spec) if spec.repeated else None
                for name in self._named(ref, Place(ref=spec.ref, column=column), expression.source):
                    found[name] = _wider(found[name], around) if name in found else around
        self._spend(len(found), spec.ref)
        return found

    def _named(self, ref: str, place: Place, source: str) -> tuple[str, ...]:
        if ref in self._specs:
            return (ref,)
        if "*" in ref:
            return self._matching(ref)
        if "@" not in ref:
            self._report(FormError("FORM-011", place, name=ref, detail=source[:200]))
        return ()

    def _matching(self, pattern: str) -> tuple[str, ...]:
        """The refs under a path with ``*`` or ``**``."""
        found = self._patterns.get(pattern)
        if found is None:
            self._spend(len(self._specs), pattern)
            steps = pattern.split("/")
            found = tuple(ref for ref in self._specs if _matches(ref.split("/"), steps))
            self._patterns[pattern] = found
        return found

    def _spend(self, steps: int, ref: str) -> None:
        self._cost += steps
        if self._cost > MAX_READS:
            raise FormError("FORM-004", Place(ref=ref[:200]), limit=MAX_READS)


def _expressions(caption: Caption, translations: Translations) -> Iterator[Expression]:
    yield from caption.text.expressions()
    if caption.itext is not None:
        for texts in translations.table.values():
            for text in texts.get(caption.itext, {}).values():
                yield from text.expressions()


def _matches(names: list[str], steps: list[str]) -> bool:
    """Whether ``names`` follow the pattern ``steps``; all places in the pattern at once, so that time stays bounded."""
    places = _past_gaps({0}, steps)
    for name in names:
        following = set()
        for place in places:
            if place < len(steps) and steps[place] == "**":
                following.add(place)
            elif place < len(steps) and steps[place] in ("*", name):
                following.add(place + 1)
        places = _past_gaps(following, steps)
    return len(steps) in places


def _past_gaps(places: set[int], steps: list[str]) -> set[int]:
    """The places, and those after a ``**``, which may stand for nothing."""
    found = set(places)
    for place in sorted(places):
        while place < len(steps) and steps[place] == "**":
            place += 1
            found.add(place)
    return found


# -- within one repeat instance --------------------------------------------------------------------------------------


def _around(reference: PathReference, spec: Spec) -> Spec | None:
    """The node in or at a repeat that both ``spec`` and what the path leads to lie below; ``None`` if there is none."""
    lineage = list(spec.lineage())
    if reference.absolute:
        shared = _shared(reference.steps[: reference.plain], lineage[::-1])
        names_all = shared is not None and shared.repeat and len(reference.steps) == shared.ref.count("/")
        return _repeated(shared.parent if shared is not None and names_all else shared)
    level = climbed = 0
    for step in reference.steps:
        if step == "/":
            return None
        level = level + 1 if step == ".." else level - (len(lineage) if step == "**" else 1)
        climbed = max(climbed, level)
    return _repeated(lineage[climbed]) if climbed < len(lineage) else None


def _shared(names: Sequence[str], lineage: Sequence[Spec]) -> Spec | None:
    """The last node of ``lineage``, from the root on, that an absolute path read there also goes through."""
    shared = None
    for name, spec in zip(names, lineage, strict=False):
        if name != spec.step:
            break
        shared = spec
    return shared


def _repeated(spec: Spec | None) -> Spec | None:
    return spec if spec is not None and spec.repeated else None


def _not_below(around: Spec | None, repeat: Spec) -> Spec | None:
    """``around`` for the count of ``repeat``, which is evaluated at what contains the repeat."""
    return _repeated(repeat.parent) if around is not None and around.order >= repeat.order else around


def _wider(one: Spec | None, other: Spec | None) -> Spec | None:
    """Of two nodes on one line the one further up."""
    if one is None or other is None:
        return None
    return min(one, other, key=lambda spec: spec.order)


# -- order -----------------------------------------------------------------------------------------------------------


def _order(
    tasks: list[Task], readers: Mapping[str, list[Reader]], below: Mapping[str, list[Reader]], report: Report
) -> list[Task]:
    """Topological, and by kind and document order where that leaves a choice."""
    following = {id(task): list(_following(task, readers, below)) for task in tasks}
    waiting = {id(task): 0 for task in tasks}
    for successors in following.values():
        for successor in successors:
            waiting[id(successor)] += 1
    place = {id(task): (task.spec.order, task.kind, number) for number, task in enumerate(tasks)}
    ready = [(place[id(task)], task) for task in tasks if not waiting[id(task)]]
    heapify(ready)
    ordered: list[Task] = []
    while ready:
        _, task = heappop(ready)
        ordered.append(task)
        for successor in following[id(task)]:
            waiting[id(successor)] -= 1
            if not waiting[id(successor)]:
                heappush(ready, (place[id(successor)], successor))
    if len(ordered) < len(tasks):
        stuck = [task for task in tasks if waiting[id(task)]]
        _report_cycle(stuck, following, report)
        ordered += stuck
    return ordered


def _following(task: Task, readers: Mapping[str, list[Reader]], below: Mapping[str, list[Reader]]) -> Iterator[Task]:
    following = {Kind.CALCULATE: readers, Kind.RELEVANT: below}.get(task.kind, {})
    return (reader for reader, _ in following.get(task.spec.ref, ()))


def _report_cycle(stuck: list[Task], following: Mapping[int, list[Task]], report: Report) -> None:
    """Walks from task to task until one comes back; the chain reads in the direction of the data."""
    waiting = {id(task) for task in stuck}
    before: dict[int, Task] = {}
    for task in stuck:
        before.update((id(follower), task) for follower in following[id(task)] if id(follower) in waiting)
    # Each task that cannot be ordered waits for another such: walking backward cannot leave the circle, as forward can.
    place: dict[int, int] = {}
    trail: list[Task] = []
    task = stuck[0]
    while id(task) not in place:
        place[id(task)] = len(trail)
        trail.append(task)
        task = before[id(task)]
    chain = [task, *reversed(trail[place[id(task)] :])]
    words = " → ".join(item.spec.ref for item in chain)
    report(FormError("FORM-012", Place(ref=task.spec.ref, column=task.kind.name.lower()), chain=words))
