"""Keeps one instance true to its form: after a change, exactly the expressions that depend on it, in order."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from heapq import heappop, heappush
from typing import Final

from desktop_app.errors import FormError, Place
from desktop_app.xforms.datatypes import calculated, canonical, printable
from desktop_app.xforms.definition import MULTIPLE, SELECTS, Definition, Kind, Spec, Task
from desktop_app.xforms.expressions.context import STEP_BUDGET, Context
from desktop_app.xforms.expressions.values import to_text
from desktop_app.xforms.itemsets import Captioner
from desktop_app.xforms.model import Choice, Control, ProblemKind
from desktop_app.xforms.trace import Trace
from desktop_app.xforms.tree import InstanceNode, Tree, plant, push_relevance

MAX_EVALUATIONS: Final = 200_000
MAX_INSTANCES: Final = 2_000
MAX_NODES: Final = 100_000


class Engine:
    """The recomputation of one session.

    ``faults`` keeps, by reference, the expressions that could not be evaluated; each counts as empty or false (a
    relevance or constraint as true), so that one bad expression does not stop the form.
    """

    def __init__(self, definition: Definition, tree: Tree, context: Context, captioner: Captioner) -> None:
        self.definition = definition
        self.tree = tree
        self.context = context
        self.faults: dict[str, FormError] = {}
        self.on_structure: Callable[[], None] = lambda: None
        self.trace = Trace()
        self.changed: list[InstanceNode] = []
        self._captioner = captioner
        self._pending: dict[int, list[InstanceNode] | None] = {}
        self._heap: list[int] = []
        self._apply: dict[Kind, Callable[[Task, InstanceNode], None]] = {
            Kind.RELEVANT: self._relevant,
            Kind.CALCULATE: self._calculate,
            Kind.REQUIRED: self._required,
            Kind.READONLY: self._readonly,
            Kind.CONSTRAINT: self._constraint,
            Kind.CHOICES: self._choices,
            Kind.LABEL: self._label,
            Kind.COUNT: self._count,
        }

    # -- what may be asked for ---------------------------------------------------------------------------------------

    def everything(self) -> None:
        """Schedules every task, for a new or newly filled instance."""
        for task in self.definition.tasks:
            self._schedule_all(task)

    def put(self, node: InstanceNode, text: str, raw: str | None = None) -> bool:
        """Gives ``node`` a value and schedules what reads it; false if nothing changes."""
        if node.text == text and node.raw == raw:
            return False
        self.trace.values.setdefault(node, node.value)
        self.trace.touched.add(node)
        self.changed.append(node)
        node.raw = raw
        if node.text != text:
            node.text = text
            for task in node.spec.value_tasks:
                self._schedule(task, node)
        return True

    def answer(self, node: InstanceNode, value: str) -> bool:
        """``put`` with the value judged by the node's type and choices; what does not fit is kept but not read."""
        node.aside = ""
        text = canonical(node.spec.type, value)
        if text and node.spec.control in MULTIPLE:
            text = " ".join(text.split())
        if text and not self.offers(node, text):
            text = None
        return self.put(node, "", printable(value)) if text is None else self.put(node, text)

    def offers(self, node: InstanceNode, text: str) -> bool:
        """Whether every part of ``text`` is among the choices; true where there are no choices to pick from."""
        if node.spec.control not in SELECTS or node.spec.source is None:
            return True
        choices = self.offered(node)
        wanted = text.split() if node.spec.control in MULTIPLE else [text]
        return all(any(choice.name == name for choice in choices) for name in wanted)

    def offered(self, node: InstanceNode) -> tuple[Choice, ...]:
        """The choices of ``node``, computed if they are not known."""
        if node.offered is None:
            node.offered = self.fresh_choices(node)
        return node.offered

    def run(self) -> None:
        """Evaluates what is scheduled, and what that schedules, until nothing is left."""
        left = MAX_EVALUATIONS
        tasks = self.definition.tasks
        while self._heap:
            rank = heappop(self._heap)
            task = tasks[rank]
            chosen = self._pending.pop(rank)
            nodes = self._nodes(task) if chosen is None else dict.fromkeys(chosen)
            apply = self._apply[task.kind]
            left -= len(nodes) or 1
            if left < 0:
                self._heap.clear()
                self._pending.clear()
                self._fault(task, FormError("FORM-018"))
                return
            for node in nodes:
                apply(task, node)

    def _nodes(self, task: Task) -> list[InstanceNode]:
        """Where a task is evaluated: at the nodes of its spec; a count at what contains the repeat."""
        if task.kind is Kind.COUNT:
            return list(self.tree.of(task.spec.parent)) if task.spec.parent else []
        return self.tree.of(task.spec)

    def issue(self, node: InstanceNode) -> ProblemKind | None:
        """What is wrong with the answer, only where there is a question that is shown."""
        if node.spec.control is None or not node.relevant:
            return None
        if node.raw is not None:
            return ProblemKind.TYPE
        if node.text == "":
            return ProblemKind.REQUIRED if node.required and node.spec.control is not Control.NOTE else None
        return None if node.valid else ProblemKind.CONSTRAINT

    def would_be_relevant(self, container: InstanceNode, spec: Spec) -> bool:
        """What an instance of the repeat ``spec`` in ``container`` would be, for a repeat that has none."""
        if isinstance(spec.relevant, bool):
            return spec.relevant
        try:
            return spec.relevant.boolean(self.at(self._probe(container, spec)))
        except FormError as error:
            self.note(spec, "relevant", error)
            return True

    @staticmethod
    def _probe(container: InstanceNode, spec: Spec) -> InstanceNode:
        """Where an instance would stand; not in the tree."""
        probe = InstanceNode(spec, "")
        probe.parent = container
        return probe

    # -- repeats -----------------------------------------------------------------------------------------------------

    def grow(self, parent: InstanceNode, spec: Spec, times: int = 1) -> InstanceNode:
        """Adds instances of the repeat ``spec`` and schedules their own tasks and those that see them appear.

        Returns the last one. ``FORM-019`` if there would be too many.
        """
        assert spec.template is not None
        too_many = len(instances_of(parent, spec)) + times > MAX_INSTANCES
        if too_many or self.tree.size + times * spec.template.size() > MAX_NODES:
            raise FormError("FORM-019", Place(ref=spec.ref), limit=MAX_INSTANCES)
        self.on_structure()
        added = [plant(spec.template) for _ in range(times)]
        for node in added:
            self.tree.insert(parent, node)
        self.tree.reindex()
        for node in added:
            for part in node.below():
                part.take(part.text)
                part.relevant = part.own_relevant and part.parent is not None and part.parent.relevant
                for task in part.spec.own_tasks:
                    if task.kind is not Kind.COUNT:
                        self._schedule_nodes(task, [part])
                self.trace.touched.add(part)
        for inner in spec.subtree():
            for task in inner.own_tasks:
                if task.kind is Kind.COUNT and inner is not spec:
                    self._schedule_all(task)
        self._structure_changed(spec)
        return added[-1]

    def shrink(self, nodes: Sequence[InstanceNode]) -> None:
        """Removes instances of one repeat and schedules what counted on them."""
        self.on_structure()
        for node in nodes:
            assert node.parent is not None
            node.parent.remove(node)
        self.tree.reindex()
        for spec in nodes[0].spec.subtree():
            self.trace.touched.update(self.tree.of(spec))  # those after them have other references now
        self._structure_changed(nodes[0].spec)

    def _structure_changed(self, spec: Spec) -> None:
        inside = set(spec.subtree())
        for task in spec.subtree_tasks:
            # Within one instance only its position can have changed, which is read through the repeat itself.
            if task.scope not in inside or spec.ref in task.reads:
                self._schedule_all(task)

    # -- scheduling --------------------------------------------------------------------------------------------------

    def _schedule_all(self, task: Task) -> None:
        if task.rank not in self._pending:
            heappush(self._heap, task.rank)
        self._pending[task.rank] = None

    def _schedule_nodes(self, task: Task, nodes: Sequence[InstanceNode]) -> None:
        if task.rank not in self._pending:
            heappush(self._heap, task.rank)
            self._pending[task.rank] = list(nodes)
            return
        pending = self._pending[task.rank]
        if pending is not None:
            pending.extend(nodes)

    def _schedule(self, task: Task, source: InstanceNode) -> None:
        """Schedules ``task`` where a change at ``source`` can be seen from."""
        if task.scope is None:
            self._schedule_all(task)
            return
        instance = source
        while instance.spec is not task.scope:
            above = instance.parent
            if not isinstance(above, InstanceNode):
                self._schedule_all(task)
                return
            instance = above
        self._schedule_nodes(task, self.tree.within(instance, task.spec))

    # -- the tasks ---------------------------------------------------------------------------------------------------

    def at(self, node: InstanceNode) -> Context:
        """The context for an expression of ``node``."""
        context = self.context
        context.node = context.current = node
        context.position = context.size = 1
        context.budget = STEP_BUDGET
        return context

    def note(self, spec: Spec, part: str, error: FormError) -> None:
        """Keeps an expression's failure for the log."""
        error.at(ref=spec.ref, column=part)
        self.faults[spec.ref] = error

    def _fault(self, task: Task, error: FormError) -> None:
        self.note(task.spec, task.kind.name.lower(), error)

    def _condition(self, task: Task, node: InstanceNode, *, otherwise: bool) -> bool:
        assert task.expression is not None
        try:
            return task.expression.boolean(self.at(node))
        except FormError as error:
            self._fault(task, error)
            return otherwise

    def _relevant(self, task: Task, node: InstanceNode) -> None:
        own = self._condition(task, node, otherwise=True)
        if own == node.own_relevant:
            return
        node.own_relevant = own
        changed = push_relevance(node)
        for part in changed:
            self.trace.relevant.setdefault(part, not part.relevant)
            self.trace.touched.add(part)
        if changed:
            for reader in node.spec.subtree_tasks:
                self._schedule(reader, node)

    def _calculate(self, task: Task, node: InstanceNode) -> None:
        assert task.expression is not None
        try:
            result = task.expression.evaluate(self.at(node))
            text = to_text(result)
        except FormError as error:
            self._fault(task, error)
            result = text = ""
        value = text if isinstance(result, list) else result
        self.put(node, calculated(node.spec.type, value, text, self.context.zone))

    def _required(self, task: Task, node: InstanceNode) -> None:
        required = self._condition(task, node, otherwise=False)
        if required != node.required:
            self.trace.required.setdefault(node, node.required)
            self.trace.touched.add(node)
            node.required = required

    def _readonly(self, task: Task, node: InstanceNode) -> None:
        own = self._condition(task, node, otherwise=False)
        if own == node.own_readonly:
            return
        for part in node.below():
            self.trace.readonly.setdefault(part, part.readonly)
        node.own_readonly = own

    def _constraint(self, task: Task, node: InstanceNode) -> None:
        valid = node.text == "" or self._condition(task, node, otherwise=True)
        if valid != node.valid:
            node.valid = valid
            self.trace.touched.add(node)

    def _choices(self, _task: Task, node: InstanceNode) -> None:
        """New choices: an answer that is no longer among them goes, and comes back when they offer it again."""
        old = node.offered
        node.offered = self.fresh_choices(node)
        if old == node.offered:
            return
        self.trace.choices.setdefault(node, old)
        held = node.value or node.aside
        if held == "" or (node.text and self.offers(node, node.text)):
            return
        if self.offers(node, held):
            self.put(node, held)
            node.aside = ""
        elif old is not None and node.value:
            self.put(node, "")
            node.aside = held

    def fresh_choices(self, node: InstanceNode) -> tuple[Choice, ...]:
        source = node.spec.source
        if source is None:
            return ()
        try:
            return source.offered(self.at(node), self._captioner)
        except FormError as error:
            self.note(node.spec, "choices", error)
            return ()

    def _label(self, _task: Task, node: InstanceNode) -> None:
        self.trace.touched.add(node)
        captions = self.captions(node)
        if captions != node.captions:
            node.captions = captions
            self.trace.labels.add(node)

    def captions(self, node: InstanceNode) -> tuple[str, str]:
        """Label and hint now, in the session's language."""
        spec = node.spec
        context = self.at(node)
        label = self._captioner.caption(spec.label, context) if spec.label else ""
        return label, self._captioner.caption(spec.hint, context) if spec.hint else ""

    def _count(self, task: Task, container: InstanceNode) -> None:
        """``jr:count``: as many instances in ``container`` as the expression says, seen from where one would stand."""
        assert task.expression is not None
        try:
            wanted = task.expression.number(self.at(self._probe(container, task.spec)))
        except FormError as error:
            self._fault(task, error)
            return
        count = min(max(0, int(wanted)), MAX_INSTANCES) if math.isfinite(wanted) else 0
        instances = instances_of(container, task.spec)
        if count > len(instances):
            try:
                self.grow(container, task.spec, count - len(instances))
            except FormError as error:
                self._fault(task, error)
        elif count < len(instances):
            self.shrink(instances[count:][::-1])


def instances_of(container: InstanceNode, spec: Spec) -> list[InstanceNode]:
    """The instances of the repeat ``spec`` in ``container``."""
    return [child for child in container.children if isinstance(child, InstanceNode) and child.spec is spec]
