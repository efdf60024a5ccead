"""A form being filled: answers in, exact changes out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from desktop_app.errors import AnswersError, Place
from desktop_app.xforms import actions, drafts, instance
from desktop_app.xforms.definition import SELECTS, Spec
from desktop_app.xforms.engine import Engine
from desktop_app.xforms.expressions import Context
from desktop_app.xforms.model import Changes, Choice, Problem, ProblemKind, Question
from desktop_app.xforms.trace import Trace, repeat_counts
from desktop_app.xforms.tree import InstanceNode, Tree, generic, plant
from desktop_app.xforms.voice import Spell, Voice
from desktop_app.xforms.wording import problem_text

if TYPE_CHECKING:
    from desktop_app.errors import FormError
    from desktop_app.xforms.form import Form


class Session:
    """One filling of a form; not shared between threads.

    Args:
        form: compiled; shared, never changed.
        instance_xml: a saved instance to go on with (ours or ODK Collect's); without it the form's own is the start.
        now: aware; its zone is the local zone of every date. May be set anew later: it is what ``today()`` sees.
        language: as the form names it, or its code (``es``); the form's default if not given.
        last_saved: the instance of the same form that was saved last, for forms that begin with its answers.
        spell: how numbers are written that labels, hints and messages show; as the engine has them if not given.

    References are absolute paths of the instance, with positions for instances of repeats (``/data/r[2]/x``); a repeat
    without a position means its first instance. A reference that the instance does not have is ``ANS-001``.
    """

    def __init__(
        self,
        form: Form,
        instance_xml: bytes | None = None,
        now: datetime | None = None,
        language: str | None = None,
        *,
        last_saved: bytes | None = None,
        spell: Spell | None = None,
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
            definition,
            self._tree,
            form.language_for(language) if language is not None else form.default_language,
            spell,
        )
        context = Context(
            node=root,
            root=self._tree.document,
            now=self._now,
            instances={**definition.instances, **instance.read_last_saved(last_saved, definition)},
            host=self._voice,
            language=self._voice.language or "",
        )
        self._engine = self._voice.engine = Engine(definition, self._tree, context, self._voice)
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
        engine.changed = []
        actions.on_load(engine, first=first)
        actions.settle(engine)
        self._judge_choices(self._selects())
        self._begin()
        self._judge(self._tree.all())

    def _judge_choices(self, nodes: Iterable[InstanceNode]) -> None:
        """Answers that came from outside and are not among the choices are kept, but not read."""
        for node in nodes:
            if node.text and not self._engine.offers(node, node.text):
                self._engine.put(node, "", node.text)
        self._engine.run()

    def _selects(self) -> Iterator[InstanceNode]:
        for spec in self._definition.specs.values():
            if spec.control in SELECTS:
                yield from self._tree.of(spec)

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
        if len(value) > drafts.MAX_ANSWER:
            raise AnswersError("ANS-005", Place(ref=ref), limit=drafts.MAX_ANSWER)
        self._begin()
        self._engine.answer(node, value)
        return self._finish()

    def restore(self, values: Mapping[str, str]) -> list[str]:
        """Puts a draft, or many values, in place with one recomputation.

        Repeats get as many instances as the draft says; where it says nothing, more as its references need them.
        Nothing that the draft says is overwritten by an action. Returns the references that cannot be followed.
        """
        engine = self._engine
        self._begin()
        leaves, missing = drafts.fill(engine, values)
        for node, value in leaves.items():
            node.take(value)
        engine.everything()
        engine.run()
        self._judge_choices(self._selects())
        engine.changed = []
        actions.settle(engine, said={node.place for node in leaves})
        self._begin()
        self._judge(self._tree.all())
        return missing

    def draft(self, below: str = "") -> dict[str, str]:
        """What must be kept to come back here, for ``restore``.

        Args:
            below: only this node and what is in it; the nodeset of a repeat means all its instances.

        Returns:
            The value of every leaf that is not recalculated, and for each repeat, under its concrete nodeset
            (``/data/r``, ``/data/o[2]/i``), its number of instances.
        """
        found = drafts.repeat_at(self._tree, below) if below else None
        if found is not None:
            return dict(drafts.draft_of_repeat(*found))
        return dict(drafts.draft(self._tree.find(below) if below else self._tree.root))

    def replace(self, ref: str, draft: Mapping[str, str]) -> Changes:
        """Makes the repeat ``ref`` and all below it as ``draft(ref)`` once said, as for the undoing of a removal.

        No action is set off: what the draft says stands. ``FORM-019`` if it says too many instances.
        """
        container, repeat = self._container(ref)
        place = f"{container.place}/{repeat.step}"
        inside = {key: value for key, value in draft.items() if key == place or key.startswith(f"{place}[")}
        engine = self._engine
        self._begin()
        leaves, _ = drafts.fill(engine, inside)
        for node, value in leaves.items():
            engine.put(node, *node.judged(value))
        engine.run()
        self._judge_choices(engine.given)
        engine.born, engine.changed = [], []
        return self._changes()

    def keeps(self, ref: str) -> bool:
        """Whether ``draft`` would hold the leaf ``ref``."""
        spec = self._definition.specs.get(generic(ref))
        return spec is not None and spec.leaf and not spec.recalculated

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
        self._engine.changed, self._engine.born = [], []
        self._engine.given = set()

    def _finish(self) -> Changes:
        """Recomputes, and says what the step changed."""
        actions.settle(self._engine)
        return self._changes()

    def _changes(self) -> Changes:
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
        """Adds an instance at the end of the repeat ``ref`` (``/data/r``; nested: ``/data/o[2]/i``).

        ``ANS-006`` if it is no repeat, ``ANS-007`` if its number of instances is fixed, ``FORM-019`` if it is full.
        """
        container, repeat = self._container(ref)
        _refuse_fixed(repeat, ref)
        self._begin()
        self._engine.grow(container, repeat)
        return self._finish()

    def remove_repeat(self, ref: str) -> Changes:
        """Removes one instance, such as ``/data/r[2]``, with all that is in it; those after it move up."""
        node = self._tree.find(ref)
        if not (node.spec.repeat and ref.endswith("]")):
            raise AnswersError("ANS-006", Place(ref=ref))
        _refuse_fixed(node.spec, ref)
        self._begin()
        self._engine.shrink([node])
        return self._finish()

    def repeat_count(self, ref: str) -> int:
        """The number of instances of the repeat ``ref``."""
        container, repeat = self._container(ref)
        return len(container.of(repeat))

    def repeats(self) -> dict[str, int]:
        """The number of instances of every repeat, by nodeset."""
        return repeat_counts(self._tree, self._definition)

    def _container(self, ref: str) -> tuple[InstanceNode, Spec]:
        """What contains the repeat ``ref``, and the repeat."""
        found = drafts.repeat_at(self._tree, ref)
        if found is None:
            raise AnswersError("ANS-006", Place(ref=ref[:300]))
        return found

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
        container, repeat = self._container(ref)
        return container.relevant and self._engine.would_be_relevant(container, repeat)

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

    def untranslated(self, ref: str) -> bool:
        """Whether the label shown is in another language, because this one has none."""
        spec = self._definition.specs.get(generic(ref))
        return spec is not None and spec.label is not None and self._voice.borrowed(spec.label)

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
        if not keep_irrelevant:
            self._engine.complete()
        return instance.write(
            self._tree.root,
            self._definition,
            instance_id=instance_id,
            deprecated_id=deprecated_id,
            keep_irrelevant=keep_irrelevant,
            now=self._now,
        )

    def _leaf(self, ref: str) -> InstanceNode:
        node = self._tree.find(ref)
        if not node.spec.leaf:
            raise AnswersError("ANS-004", Place(ref=ref))
        return node


def _refuse_fixed(repeat: Spec, ref: str) -> None:
    if repeat.fixed:
        raise AnswersError("ANS-007", Place(ref=ref))
