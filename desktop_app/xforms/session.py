"""A form being filled: answers in, exact changes out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from desktop_app.errors import AnswersError, Place, TelarError
from desktop_app.xforms import actions, instance
from desktop_app.xforms.definition import SELECTS
from desktop_app.xforms.engine import Engine, instances_of
from desktop_app.xforms.expressions import Context
from desktop_app.xforms.model import Changes, Choice, Problem, ProblemKind, Question
from desktop_app.xforms.trace import Trace, repeat_counts
from desktop_app.xforms.tree import PLACE, InstanceNode, Tree, generic, plant
from desktop_app.xforms.voice import Voice
from desktop_app.xforms.wording import problem_text

if TYPE_CHECKING:
    from desktop_app.errors import FormError
    from desktop_app.xforms.form import Form

MAX_ANSWER = 1_000_000


class Session:
    """One filling of a form; not shared between threads.

    Args:
        form: compiled; shared, never changed.
        instance_xml: a saved instance to go on with (ours or ODK Collect's); without it the form's own is the start.
        now: aware; its zone is the local zone of every date. May be set anew later: it is what ``today()`` sees.
        language: as the form names it, or its code (``es``); the form's default if not given.

    References are absolute paths of the instance, with positions for instances of repeats (``/data/r[2]/x``); a repeat
    without a position means its first instance. A reference that the instance does not have is ``ANS-001``.
    """

    def __init__(
        self,
        form: Form,
        instance_xml: bytes | None = None,
        now: datetime | None = None,
        language: str | None = None,
    ) -> None:
        self.form = form
        self.unknown: list[str] = []
        self._definition = definition = form.definition
        self._now = now if now is not None else datetime.now().astimezone()
        first = instance_xml is None
        if instance_xml is None:
            root = plant(definition.seed)
        else:
            root, self.unknown = instance.read(instance_xml, definition)
        self._tree = Tree(root)
        self._voice = Voice(
            definition, self._tree, form.language_for(language) if language is not None else form.default_language
        )
        context = Context(
            node=root,
            root=self._tree.document,
            now=self._now,
            instances=definition.instances,
            host=self._voice,
            language=self._voice.language or "",
        )
        self._engine = self._voice.engine = Engine(definition, self._tree, context, self._voice)
        self._engine.on_structure = self._remember
        self._start(first=first)

    def _start(self, *, first: bool) -> None:
        engine = self._engine
        for node in self._tree.all():
            node.relevant = node.own_relevant and (node.parent is None or node.parent.relevant)
            if first and node.text:
                node.take(node.text)
        actions.preload(self._tree.all(), self._now, first=first)
        engine.everything()
        engine.run()
        actions.on_load(engine, first=first)
        self._judge_choices()
        self._begin()
        self._judge(self._tree.all())

    def _judge_choices(self) -> None:
        """Answers that came from outside and are not among the choices are kept, but not read."""
        for spec, nodes in self._tree.nodes.items():
            if spec.control not in SELECTS:
                continue
            for node in nodes:
                if node.text and not self._engine.offers(node, node.text):
                    self._engine.put(node, "", node.text)
        self._engine.run()

    # -- steps -------------------------------------------------------------------------------------------------------

    @property
    def now(self) -> datetime:
        return self._now

    @now.setter
    def now(self, now: datetime) -> None:
        self._now = self._engine.context.now = now

    @property
    def language(self) -> str | None:
        """The language, as the form names it; ``None`` for a form without translations."""
        return self._voice.language

    def set(self, ref: str, value: str) -> Changes:
        """Answers the question at ``ref`` with a value in XForms text form; ``""`` clears it.

        A value of the wrong type, or not among the choices, is kept as typed, reads as empty in expressions and is a
        ``TYPE`` problem. Being read-only or irrelevant does not keep a value out.

        Raises:
            AnswersError: ``ANS-001`` no such node, ``ANS-004`` no question but a group, ``ANS-005`` too long.
        """
        node = self._leaf(ref)
        if len(value) > MAX_ANSWER:
            raise AnswersError("ANS-005", Place(ref=ref), limit=MAX_ANSWER)
        self._begin()
        self._engine.answer(node, value)
        return self._finish()

    def restore(self, values: Mapping[str, str]) -> list[str]:
        """Puts many values in place with one recomputation, as when a draft is opened again.

        Instances of repeats are added as the references need them. Returns the references that the form does not have.
        """
        missing = []
        for ref, value in values.items():
            node = self._tree.get(ref) or self._make_room(ref)
            if node is None or not node.spec.leaf or len(value) > MAX_ANSWER:
                missing.append(ref)
                continue
            node.take(value)
        self._engine.everything()
        self._engine.run()
        self._judge_choices()
        self._begin()
        self._judge(self._tree.all())
        return missing

    def set_language(self, language: str) -> Changes:
        """Shows labels, hints, messages and choices in ``language`` (as the form names it, or its code)."""
        chosen = self.form.language_for(language)
        if chosen == self._voice.language:
            return Changes()
        nodes = [node for node in self._tree.all() if node.spec.label or node.spec.hint or node.spec.source]
        old = [(self._engine.captions(node), self._choices_now(node)) for node in nodes]
        self._voice.language = chosen
        self._engine.context.language = chosen or ""
        labels, choices = set(), set()
        for node, (captions, offered) in zip(nodes, old, strict=True):
            node.offered = None
            if self._engine.captions(node) != captions:
                labels.add(node.place)
            if self._choices_now(node) != offered:
                choices.add(node.place)
            if node.captions is not None:
                node.captions = self._engine.captions(node)
        self._begin()
        self._judge(self._tree.all())
        problems = {node.place: node.issue for node in self._engine.trace.problems}
        return Changes(choices=frozenset(choices), labels=frozenset(labels), problems=problems)

    def _choices_now(self, node: InstanceNode) -> tuple[Choice, ...]:
        return self._engine.offered(node) if node.spec.source is not None else ()

    def _begin(self) -> None:
        self._engine.trace = Trace()
        self._engine.changed = []

    def _remember(self) -> None:
        self._engine.trace.remember(self._tree)

    def _finish(self) -> Changes:
        """Recomputes, and says what the step changed."""
        actions.settle(self._engine)
        trace = self._engine.trace
        self._judge(trace.touched)
        return trace.changes(self._tree)

    def _judge(self, nodes: Iterable[InstanceNode]) -> None:
        """Brings the nodes' problems up to date and remembers which they had."""
        for node in nodes:
            problem = self._problem(node)
            if problem != node.issue:
                self._engine.trace.problems[node] = node.issue
                node.issue = problem

    # -- repeats -----------------------------------------------------------------------------------------------------

    def add_repeat(self, ref: str) -> Changes:
        """Adds an instance at the end of the repeat ``ref`` (``/data/r``; nested: ``/data/o[2]/i``)."""
        parent, name = self._container(ref)
        spec = next(spec for spec in parent.spec.children if spec.ref.rpartition("/")[2] == name)
        self._begin()
        node = self._engine.grow(parent, spec)
        self._engine.run()
        actions.on_new_repeat(self._engine, node)
        return self._finish()

    def remove_repeat(self, ref: str) -> Changes:
        """Removes one instance, such as ``/data/r[2]``, with all that is in it; those after it move up."""
        node = self._tree.find(ref)
        if not (node.spec.repeat and ref.endswith("]")):
            raise AnswersError("ANS-006", Place(ref=ref))
        self._begin()
        self._engine.shrink([node])
        return self._finish()

    def repeat_count(self, ref: str) -> int:
        """The number of instances of the repeat ``ref``."""
        parent, name = self._container(ref)
        return sum(1 for child in parent.children if child.qname == name)

    def repeats(self) -> dict[str, int]:
        """The number of instances of every repeat, by nodeset."""
        return repeat_counts(self._tree)

    def _container(self, ref: str) -> tuple[InstanceNode, str]:
        above, _, name = ref.rpartition("/")
        parent = self._tree.get(above) if above else None
        if parent is None or not any(s.repeat and s.ref.rpartition("/")[2] == name for s in parent.spec.children):
            raise AnswersError("ANS-006", Place(ref=ref[:300]))
        return parent, name

    def _make_room(self, ref: str) -> InstanceNode | None:
        """The node at ``ref`` after adding the repeat instances that it takes."""
        steps = ref.split("/")
        for depth in range(2, len(steps) + 1):
            path = "/".join(steps[:depth])
            name, _, position = path.rpartition("[")
            if not PLACE.match(position) or self._tree.get(path) is not None:
                continue
            try:
                parent, step = self._container(name)
                spec = next(spec for spec in parent.spec.children if spec.ref.rpartition("/")[2] == step)
                self._engine.grow(parent, spec, int(position[:-1]) - len(instances_of(parent, spec)))
            except TelarError:
                return None
        return self._tree.get(ref)

    # -- reading -----------------------------------------------------------------------------------------------------

    def value(self, ref: str) -> str:
        """The answer as kept, also while it is irrelevant or does not fit its type; ``""`` when empty."""
        return self._tree.find(ref).value

    def values(self) -> dict[str, str]:
        """The values of all leaves in document order, calculated ones included."""
        return {node.place: node.value for node in self._tree.all() if node.spec.leaf}

    def is_relevant(self, ref: str) -> bool:
        """Whether the node counts and is shown; for a repeat without instances, whether one would."""
        node = self._tree.get(ref)
        if node is not None:
            return node.relevant
        parent, _ = self._container(ref)
        return parent.relevant and self._engine.would_be_relevant(parent, self._definition.specs[generic(ref)])

    def is_required(self, ref: str) -> bool:
        return self._tree.find(ref).required

    def is_readonly(self, ref: str) -> bool:
        return self._tree.find(ref).readonly

    def problem(self, ref: str) -> Problem | None:
        """What is wrong at ``ref`` now: of the wrong type, against the constraint, or required and empty."""
        return self._tree.find(ref).issue

    def problems(self) -> list[Problem]:
        """All problems of what is relevant, in document order."""
        return [node.issue for node in self._tree.all() if node.issue is not None]

    def _problem(self, node: InstanceNode) -> Problem | None:
        kind = self._engine.issue(node)
        if kind is None:
            return None
        caption = {
            ProblemKind.REQUIRED: node.spec.required_message,
            ProblemKind.CONSTRAINT: node.spec.constraint_message,
            ProblemKind.TYPE: None,
        }[kind]
        message = self._voice.caption(caption, self._engine.at(node)) if caption else ""
        return Problem(node.place, kind, message or problem_text(kind, node.spec, self._voice.language))

    def choices(self, ref: str) -> tuple[Choice, ...]:
        """What the select at ``ref`` offers now, in the session's language."""
        return self._choices_now(self._tree.find(ref))

    def label(self, ref: str) -> str:
        return self._captions_at(ref)[0]

    def hint(self, ref: str) -> str:
        return self._captions_at(ref)[1]

    def _captions_at(self, ref: str) -> tuple[str, str]:
        node = self._tree.get(ref)
        if node is not None:
            return self._engine.captions(node)
        self._container(ref)
        words = generic(ref), self._voice.language
        return self.form.text(*words), self.form.text(*words, "hint")

    def guidance(self, ref: str) -> str:
        """The longer help that a form may give beside the hint."""
        node = self._tree.find(ref)
        hint = node.spec.hint
        if hint is None or hint.itext is None:
            return ""
        return self._voice.caption(hint, self._engine.at(node), "guidance")

    def relevant_questions(self) -> Iterator[Question]:
        """The questions that are shown, in the order of the form; in repeats once an instance, with its position."""
        from dataclasses import replace

        for question in self.form.questions():
            for node in self._tree.of(self._definition.specs[question.ref]):
                if node.relevant:
                    yield replace(question, ref=node.place) if node.spec.repeated else question

    @property
    def faults(self) -> Mapping[str, FormError]:
        """Expressions that could not be evaluated, by the reference that declares them."""
        return self._engine.faults

    def instance_xml(
        self,
        *,
        instance_id: str | None = None,
        deprecated_id: str | None = None,
        keep_irrelevant: bool = False,
    ) -> bytes:
        """The instance as ODK XML.

        Args:
            instance_id: for ``orx:meta/instanceID`` (``uuid:...``); without it the one made at the start stays.
            deprecated_id: the instance that this one replaces.
            keep_irrelevant: for drafts: irrelevant nodes are written, and values that do not fit their type as typed;
                a submission leaves the ones out and the others empty.
        """
        return instance.write(
            self._tree.root,
            self._definition,
            instance_id=instance_id,
            deprecated_id=deprecated_id,
            keep_irrelevant=keep_irrelevant,
        )

    def _leaf(self, ref: str) -> InstanceNode:
        node = self._tree.find(ref)
        if not node.spec.leaf:
            raise AnswersError("ANS-004", Place(ref=ref))
        return node
