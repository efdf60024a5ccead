"""Keeps one instance true to its form: after a change, exactly the expressions that depend on it, in order."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from heapq import heappop, heappush
from typing import Final, cast

from desktop_app.errors import FormError, Place
from desktop_app.xforms.datatypes import calculated, canonical, printable
from desktop_app.xforms.definition import MULTIPLE, SELECTS, Definition, Kind, Spec, Task
from desktop_app.xforms.expressions.context import STEP_BUDGET, Context
from desktop_app.xforms.expressions.nodes import Node
from desktop_app.xforms.expressions.values import to_text
from desktop_app.xforms.itemsets import Captioner
from desktop_app.xforms.model import Choice, Control, ProblemKind
from desktop_app.xforms.trace import Trace
from desktop_app.xforms.tree import InstanceNode, Tree, generic, plant, push_relevance

MAX_EVALUATIONS: Final = 200_000
MAX_STEPS: Final = 8_000_000
MAX_INSTANCES: Final = 10_000
MAX_NODES: Final = 200_000


class Engine:
    """The recomputation of one session.

    ``faults`` keeps, by reference, the expressions that could not be evaluated; each counts as empty or false (a
    relevance or constraint as true), so that one bad expression does not stop the form.
    ``changed`` and ``born`` are the nodes that got values and the instances that came, for whoever runs their actions;
    ``given`` are the selects whose answers a draft brought, kept as typed where they are not among the choices.
    """

    def __init__(self, definition: Definition, tree: Tree, context: Context, captioner: Captioner) -> None:
        self.definition = definition
        self.tree = tree
        self.context = context
        self.faults: dict[str, FormError] = {}
        self.trace = Trace()
        self.changed: list[InstanceNode] = []
        self.born: list[InstanceNode] = []
        self.given: set[InstanceNode] = set()
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
            for task, around in node.spec.value_tasks:
                self._schedule(task, around, node)
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
        """Whether every part of ``text`` is among the choices, or for a rank, it is all of them in some order.

        True where there are no choices to pick from.
        """
        if node.spec.control not in SELECTS or node.spec.source is None:
            return True
        choices = self.offered(node)
        if node.spec.control is Control.RANK:
            return sorted(text.split()) == sorted({choice.name for choice in choices})
        wanted = text.split() if node.spec.control in MULTIPLE else [text]
        return all(any(choice.name == name for choice in choices) for name in wanted)

    def is_nodeset(self, ref: str) -> bool:
        """Whether ``ref`` names a repeat as a whole, not one instance."""
        spec = self.definition.specs.get(generic(ref))
        return spec is not None and spec.repeat and not ref.endswith("]")

    def offered(self, node: InstanceNode) -> tuple[Choice, ...]:
        """The choices of ``node``, computed if they are not known."""
        if node.offered is None:
            node.offered = self.fresh_choices(node)
        return node.offered

    def run(self) -> None:
        """Evaluates what is scheduled, and what that schedules, until nothing is left.

        What takes too much is stopped, and noted as ``FORM-018``.
        """
        left, steps = MAX_EVALUATIONS, MAX_STEPS
        context = self.context
        tasks = self.definition.tasks
        while self._heap:
            rank = heappop(self._heap)
            task = tasks[rank]
            chosen = self._pending.pop(rank)
            nodes = self._nodes(task) if chosen is None else dict.fromkeys(chosen)
            apply = self._apply[task.kind]
            left -= len(nodes) or 1
            if left < 0:
                self._stop(task)
                return
            for node in nodes:
                context.budget = STEP_BUDGET
                apply(task, node)
                steps -= STEP_BUDGET - context.budget
                if steps < 0:
                    self._stop(task)
                    return

    def complete(self) -> None:
        """Works out the attributes that only what is sent carries, each seen from where it stands."""
        for attribute in self.definition.attributes:
            for node in self.tree.of(attribute.spec):
                standing = Node(attribute.name)
                standing.parent = node
                try:
                    node.attributes[attribute.name] = printable(attribute.value.string(self.at(standing)))
                except FormError as error:
                    self.note(attribute.spec, f"@{attribute.name}", error)

    def _stop(self, task: Task) -> None:
        self._heap.clear()
        self._pending.clear()
        self._fault(task, FormError("FORM-018"))

    def _nodes(self, task: Task) -> list[InstanceNode]:
        """Where a task is evaluated: at the nodes of its spec; a count at what contains the repeat."""
        nodes = self.tree.of(task.at)
        return list(nodes) if task.kind is Kind.COUNT else nodes

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

    def resize(self, container: InstanceNode, spec: Spec, wanted: int) -> None:
        """Makes it ``wanted`` instances of the repeat ``spec`` in ``container``; ``FORM-019`` if that is too many."""
        instances = container.of(spec)
        if wanted > len(instances):
            self.grow(container, spec, wanted - len(instances))
        elif wanted < len(instances):
            self.shrink(instances[wanted:])

    def grow(self, parent: InstanceNode, spec: Spec, times: int = 1) -> None:
        """Adds instances of the repeat ``spec`` and schedules their own tasks and those that see them appear."""
        template = spec.template
        assert template is not None
        there = len(parent.of(spec))
        if there + times > MAX_INSTANCES or self.tree.size + times * template.size() > MAX_NODES:
            raise FormError("FORM-019", Place(ref=spec.ref), limit=MAX_INSTANCES)
        self.trace.counted(parent, spec)
        for _ in range(times):
            node = plant(template)
            self.tree.insert(parent, node)
            self.born.append(node)
            for part in node.below():
                self._arrive(part)
        self._structure_changed(parent, spec, there)

    def _arrive(self, node: InstanceNode) -> None:
        self.trace.born[node] = None
        self.trace.touched.add(node)
        node.take(node.text)
        node.relevant = node.own_relevant and node.parent is not None and node.parent.relevant
        for task in node.spec.own_tasks:
            self._schedule_nodes(task, (node,))
        for task in node.spec.count_tasks:
            self._schedule_nodes(task, (node,))

    def shrink(self, nodes: Sequence[InstanceNode]) -> None:
        """Removes neighbouring instances of one repeat and schedules what counted on them."""
        parent, spec = cast("InstanceNode", nodes[0].parent), nodes[0].spec
        first = nodes[0].number - 1
        self.trace.counted(parent, spec)
        for instance in parent.of(spec)[first:]:
            self.trace.moving(instance)
        for node in reversed(nodes):
            self.tree.remove(node)
        self._structure_changed(parent, spec, first)

    def _structure_changed(self, parent: InstanceNode, spec: Spec, first: int) -> None:
        """Schedules what reads the instances of ``spec`` in ``parent``, from place ``first`` (from 0) on."""
        moved = parent.of(spec)[first:]
        for task, around in spec.subtree_tasks:
            if around is None or around.order < spec.order:
                self._schedule(task, around, parent)
            elif spec.ref in task.reads:
                # Within one instance only its position can have changed, which is read through the repeat itself.
                for instance in moved:
                    self._schedule_nodes(task, self.tree.within(instance, task.at))

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

    def _schedule(self, task: Task, around: Spec | None, source: InstanceNode) -> None:
        """Schedules ``task`` where a change at ``source`` can be seen from: below the node ``around`` both."""
        if around is None:
            self._schedule_all(task)
            return
        node: Node | None = source
        while isinstance(node, InstanceNode) and node.spec is not around:
            node = node.parent
        self._schedule_nodes(task, self.tree.within(node if isinstance(node, InstanceNode) else source, task.at))

    # -- the tasks ---------------------------------------------------------------------------------------------------

    def at(self, node: Node) -> Context:
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
            for reader, around in node.spec.subtree_tasks:
                self._schedule(reader, around, node)

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
        if old == node.offered and node not in self.given:
            return
        self.trace.choices.setdefault(node, old)
        held = node.aside or node.value
        if held == "":
            return
        if self.offers(node, held):
            self.put(node, held)
            node.aside = ""
        elif node in self.given:
            self.put(node, "", held)
        elif old is not None:
            self.put(node, self._still_offered(node, held))
            node.aside = held

    def _still_offered(self, node: InstanceNode, held: str) -> str:
        """The parts of an answer that are among the choices; an answer of one part stays or goes as a whole."""
        if node.spec.control is not Control.SELECT:
            return ""
        names = {choice.name for choice in self.offered(node)}
        return " ".join(name for name in held.split() if name in names)

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
        try:
            self.resize(container, task.spec, count)
        except FormError as error:
            self._fault(task, error)
