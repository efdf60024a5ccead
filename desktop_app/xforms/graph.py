"""What depends on what: every expression of a form as a task, ordered so that none is computed before what it reads."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from heapq import heapify, heappop, heappush

from desktop_app.errors import FormError, Place
from desktop_app.xforms.captions import Caption, Translations
from desktop_app.xforms.definition import Kind, Spec, Task
from desktop_app.xforms.expressions import Expression
from desktop_app.xforms.expressions.syntax import Call, Filter, Path, walk

Report = Callable[[FormError], None]
_CHAINED = (Kind.RELEVANT, Kind.CALCULATE)


def build(specs: Mapping[str, Spec], translations: Translations, report: Report) -> tuple[Task, ...]:
    """Hangs the tasks on the specs and returns all of them in the order of evaluation.

    A reference that the form does not have is reported as ``FORM-011``, a cycle as ``FORM-012`` with its chain.
    """
    tasks = [task for spec in specs.values() for task in _tasks(spec, specs, translations, report)]
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


def _tasks(spec: Spec, specs: Mapping[str, Spec], translations: Translations, report: Report) -> Iterator[Task]:
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
            reads = _reads(expression, spec, specs, report)
            if kind is Kind.CONSTRAINT:
                reads.add(spec.ref)
            scope = None if kind is Kind.COUNT else _scope([expression], spec)
            yield Task(kind, spec, expression, frozenset(reads), scope=scope)
    if spec.source is not None and spec.source.expression is not None:
        yield _choices_task(spec, specs, report)
    outputs = list(_outputs(spec, translations))
    if outputs:
        label_reads = set().union(*(_reads(expression, spec, specs, report) for expression in outputs))
        yield Task(Kind.LABEL, spec, None, frozenset(label_reads), scope=_scope(outputs, spec))


def _choices_task(spec: Spec, specs: Mapping[str, Spec], report: Report) -> Task:
    source = spec.source
    assert source is not None
    expression = source.expression
    assert expression is not None
    reads = _reads(expression, spec, specs, report)
    for base in list(reads):
        for column in source.columns:
            if f"{base}/{column}" in specs:
                reads.add(f"{base}/{column}")
    return Task(Kind.CHOICES, spec, expression, frozenset(reads), scope=_scope([expression], spec))


def _outputs(spec: Spec, translations: Translations) -> Iterator[Expression]:
    """The expressions in the node's label and hint, in any language."""
    for caption in (spec.label, spec.hint):
        if caption is not None:
            yield from caption_expressions(caption, translations)


def caption_expressions(caption: Caption, translations: Translations) -> Iterator[Expression]:
    yield from caption.text.expressions()
    if caption.itext is not None:
        for texts in translations.table.values():
            for text in texts.get(caption.itext, {}).values():
                yield from text.expressions()


def _reads(expression: Expression, spec: Spec, specs: Mapping[str, Spec], report: Report) -> set[str]:
    """The refs that ``expression`` reads, wildcards spread; what the form does not have is reported."""
    found: set[str] = set()
    for ref in expression.resolve_references(spec.ref):
        if ref in specs:
            found.add(ref)
            continue
        matching = list(_matching(ref, specs))
        if matching:
            found.update(matching)
        elif "@" not in ref:
            report(FormError("FORM-011", Place(ref=spec.ref), name=ref, detail=expression.source[:200]))
    return found


def _matching(ref: str, specs: Mapping[str, Spec]) -> Iterator[str]:
    """The refs under a path with ``*`` or ``**``."""
    if "*" not in ref:
        return
    steps = ref.split("/")
    for candidate in specs:
        if _matches(candidate.split("/"), steps):
            yield candidate


def _matches(names: list[str], steps: list[str]) -> bool:
    if not steps:
        return not names
    if steps[0] == "**":
        return any(_matches(names[index:], steps[1:]) for index in range(len(names) + 1))
    return bool(names) and steps[0] in ("*", names[0]) and _matches(names[1:], steps[1:])


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
    remaining = {id(task) for task in stuck}
    trail: list[Task] = []
    task = next(task for task in stuck if task.kind in _CHAINED)
    while task not in trail:
        trail.append(task)
        # Only tasks that cannot be ordered follow one another here, so each has a predecessor among them; walking
        # forward could leave the cycle, walking backward cannot.
        task = next(other for other in stuck if id(other) in remaining and task in following[id(other)])
    chain = [task, *reversed(trail[trail.index(task) :])]
    words = " → ".join(item.spec.ref for item in chain)
    report(FormError("FORM-012", Place(ref=task.spec.ref, column=task.kind.name.lower()), chain=words))
