"""What depends on what: every expression of a form as a task, ordered so that none is computed before what it reads."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from heapq import heapify, heappop, heappush
from typing import Final

from desktop_app.errors import FormError, Place
from desktop_app.xforms.captions import Caption, Translations
from desktop_app.xforms.definition import Kind, Spec, Task
from desktop_app.xforms.expressions import Expression
from desktop_app.xforms.expressions.syntax import Call, Filter, Path, walk

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
    readers: dict[str, list[Task]] = {}
    below: dict[str, list[Task]] = {}
    for task in tasks:
        above: set[str] = set()
        for ref in task.reads:
            readers.setdefault(ref, []).append(task)
            above.update(spec.ref for spec in specs[ref].lineage())
        for ref in above:
            below.setdefault(ref, []).append(task)
    ordered = _order(tasks, readers, below, report)
    for rank, task in enumerate(ordered):
        task.rank = rank
    own: dict[str, list[Task]] = {}
    for task in ordered:
        own.setdefault(task.spec.ref, []).append(task)
    for ref, spec in specs.items():
        spec.value_tasks = tuple(sorted(readers.get(ref, ()), key=_rank))
        spec.subtree_tasks = tuple(sorted(below.get(ref, ()), key=_rank))
        spec.own_tasks = tuple(own.get(ref, ()))
    return tuple(ordered)


def _rank(task: Task) -> int:
    return task.rank


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
                reads = self._reads(expression, spec, _COLUMNS[kind])
                if kind is Kind.CONSTRAINT:
                    reads.add(spec.ref)
                scope = None if kind is Kind.COUNT else _scope([expression], spec)
                yield Task(kind, spec, expression, frozenset(reads), scope=scope)
        if spec.source is not None and spec.source.expression is not None:
            yield self._choices(spec, spec.source.expression, spec.source.columns)
        outputs = list(self._outputs(spec))
        if outputs:
            shown = set().union(*(self._reads(expression, spec, "label") for expression in outputs))
            yield Task(Kind.LABEL, spec, None, frozenset(shown), scope=_scope(outputs, spec))

    def _choices(self, spec: Spec, expression: Expression, columns: tuple[str, ...]) -> Task:
        reads = self._reads(expression, spec, "choices")
        cells = {f"{base}/{column}" for base in reads for column in columns}
        reads.update(cell for cell in cells if cell in self._specs)
        return Task(Kind.CHOICES, spec, expression, frozenset(reads), scope=_scope([expression], spec))

    def _outputs(self, spec: Spec) -> Iterator[Expression]:
        """The expressions in the node's label, hint and messages, in any language."""
        for caption in (spec.label, spec.hint, spec.constraint_message, spec.required_message):
            if caption is not None:
                yield from _expressions(caption, self._translations)

    def _reads(self, expression: Expression, spec: Spec, column: str) -> set[str]:
        """The refs that ``expression`` reads, wildcards spread; what the form does not have is reported."""
        found: set[str] = set()
        for ref in expression.resolve_references(spec.ref):
            if ref in self._specs:
                found.add(ref)
            elif "*" in ref:
                found.update(self._matching(ref))
            elif "@" not in ref:
                place = Place(ref=spec.ref, column=column)
                self._report(FormError("FORM-011", place, name=ref, detail=expression.source[:200]))
        self._spend(len(found), spec.ref)
        return found

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


def _scope(expressions: Iterable[Expression], spec: Spec) -> Spec | None:
    """The innermost repeat whose instance the expressions never leave; ``None`` where they may look outside."""
    repeat = spec.innermost_repeat()
    if repeat is None:
        return None
    lineage = list(spec.lineage())
    reach = 0
    for expression in expressions:
        for part in walk(expression.ast):
            if isinstance(part, Filter):
                return None
            if isinstance(part, Path):
                climbed = _climbed(part, repeat)
                if climbed is None:
                    return None
                reach = max(reach, climbed)
    return lineage[reach].innermost_repeat() if reach < len(lineage) else None


def _climbed(path: Path, repeat: Spec) -> int | None:
    """How many levels above its context node a plain relative path climbs; ``None`` if that cannot be said."""
    if path.absolute:
        names = [step.test.name for step in path.steps]
        top = repeat.ref.split("/")[1:]
        outside = names[: len(top)] != top and all(step.axis == "child" and not step.predicates for step in path.steps)
        return 0 if outside and not _shares_repeat(names, repeat) else None
    if path.start is not None:
        if isinstance(path.start, Call) and path.start.name == "instance":
            return None if any(step.predicates for step in path.steps) else 0
        if not (isinstance(path.start, Call) and path.start.name == "current"):
            return None
    level = highest = 0
    for step in path.steps:
        if step.predicates or step.axis not in ("child", "parent", "self"):
            return None
        level += {"child": -1, "parent": 1, "self": 0}[step.axis]
        highest = max(highest, level)
    return highest


def _shares_repeat(names: list[str], repeat: Spec) -> bool:
    """Whether an absolute path runs through a repeat that also contains the node."""
    path = "/" + "/".join(names)
    return any(spec.repeat and (path + "/").startswith(spec.ref + "/") for spec in repeat.lineage())


# -- order -----------------------------------------------------------------------------------------------------------


def _order(
    tasks: list[Task], readers: Mapping[str, list[Task]], below: Mapping[str, list[Task]], report: Report
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


def _following(task: Task, readers: Mapping[str, list[Task]], below: Mapping[str, list[Task]]) -> Iterable[Task]:
    if task.kind is Kind.CALCULATE:
        return readers.get(task.spec.ref, ())
    if task.kind is Kind.RELEVANT:
        return below.get(task.spec.ref, ())
    return ()


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
