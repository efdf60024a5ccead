"""What is shown beside an answer: the wave before, a comment, files; and what the parts of a whole add up to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication

from desktop_app.diagnosis import added_up, unit, wholes
from desktop_app.errors import AnswersError
from desktop_app.texts import language_code
from desktop_app.ui.survey.around import Total
from desktop_app.ui.survey.numbers import plain_number, same_number, spell_amount
from desktop_app.ui.survey.views import FileView, Kind, QuestionView, is_answered, measured_value, question_view
from desktop_app.xforms.model import Control, Group, Question
from desktop_app.xforms.tree import generic

if TYPE_CHECKING:
    from desktop_app.diagnosis import Companions
    from desktop_app.workflows.answer import Desk

FileNamed = Callable[[str], FileView | None]
"""What is kept under a file's name; ``None`` when there is none on this computer."""

_UNANSWERABLE: Final = frozenset({Kind.NOTE, Kind.CALCULATED})
_HOLDING_FILES: Final = frozenset({Kind.FILE, Kind.ELSEWHERE})
_MOST_TITLE: Final = 500
_PLACES: Final = 6
"""Decimals to which a sum is taken: binary fractions are none of the respondent's business."""


class Beside:
    """Adds to a question's view what the desk knows beside its answer.

    ``file_named`` is ``None`` where no files are kept: none are offered to be put beside answers then.
    """

    def __init__(self, desk: Desk, file_named: FileNamed | None = None) -> None:
        self._desk = desk
        self.file_named = file_named
        self._wholes = wholes(desk.form)
        self._uploads = {question.ref for question in desk.form.questions() if question.control is Control.UPLOAD}
        self._groups = frozenset(_inner_groups(desk.form.body))
        self._known: dict[str, _Before | None] = {}
        self._language = ""

    def added(self, view: QuestionView, extra: Companions) -> QuestionView:
        """``view`` with the wave before, the notes and what the entity asks; ``extra`` are its companions."""
        desk, ref = self._desk, view.ref
        if desk.facts.observations:
            here = (ref, *extra.refs())
            asked = tuple(each for each in desk.facts.observations if each.ref in here)
            view = replace(view, observations=asked, entity=desk.facts.entity)
        if view.kind in _UNANSWERABLE:
            return view
        notes, previous = desk.notes, desk.facts.previous
        before = self._before(ref, extra.special, view.language)
        names = notes.evidence.get(ref, ())
        more: dict[str, object] = {
            "within": self._title_over(ref),
            "before_wave": previous.wave if previous is not None else "",
            "carried": bool(notes.carried) and not notes.carried.isdisjoint((ref, *extra.refs())),
            "comment_text": notes.comments.get(ref, ""),
            "notable": extra.comment is None or ref in notes.comments,
            "attachable": bool(names)
            or (extra.evidence is None and self.file_named is not None and view.kind not in _HOLDING_FILES),
        }
        if before is not None:
            more |= {"before": before.words, "changed": is_answered(view) and not before.is_still(view)}
        if names:
            more |= {"files": tuple(map(self._file, names)), "files_size": self._size()}
        return replace(view, **more)  # type: ignore[arg-type]

    def total(self, ref: str) -> Total | None:
        """What the numbers in the group at ``ref`` add up to; ``None`` for a group that is no whole."""
        whole = self._wholes.get(generic(ref))
        if whole is None or not whole.parts:
            return None
        session = self._desk.session
        form, language = session.form, language_code(session.language) or "es"
        given = added_up(session, whole, ref)
        measure = unit(form.question(whole.parts[0]), form, session.language)
        sum_, target = (_exact(number) for number in (given or 0.0, whole.target))
        rest = target - sum_

        def said(number: Decimal, *, measured: bool = True) -> str:
            return spell_amount(plain_number(number), measure if measured else "", language)

        if given is not None and not rest:
            return Total(f"✓ {said(sum_)}", fits=True)
        if rest == 1:
            words = QCoreApplication.translate("DeskSource", "Suma: {sum} de {target}; falta {rest}")
        elif rest == -1:
            words = QCoreApplication.translate("DeskSource", "Suma: {sum} de {target}; sobra {rest}")
        elif rest > 0:
            words = QCoreApplication.translate("DeskSource", "Suma: {sum} de {target}; faltan {rest}")
        else:
            words = QCoreApplication.translate("DeskSource", "Suma: {sum} de {target}; sobran {rest}")
        words = words.format(sum=said(sum_), target=said(target), rest=said(abs(rest), measured=False))
        return Total(words, fits=None if given is None else False)

    def _title_over(self, ref: str) -> str:
        """The title of the group inside the section that the question at ``ref`` is in; empty where it is in none."""
        above = ref.rpartition("/")[0]
        return self._desk.session.label(above)[:_MOST_TITLE] if self._groups and generic(above) in self._groups else ""

    def _before(self, ref: str, special: str | None, language: str) -> _Before | None:
        """What was answered the wave before, where anything was; kept, for it never changes."""
        previous = self._desk.facts.previous
        if previous is None:
            return None
        if language != self._language:
            self._language, self._known = language, {}
            if language_code(previous.session.language) != language:
                previous.session.set_language(language)
        if ref not in self._known:
            self._known[ref] = self._read_before(ref, special)
        return self._known[ref]

    def _read_before(self, ref: str, special: str | None) -> _Before | None:
        previous = self._desk.facts.previous
        assert previous is not None
        value, instead = previous.value(ref), previous.value(special) if special else ""
        if not value and not instead:
            return None
        try:
            then = question_view(previous.session, ref, special=special if instead else None)
        except (AnswersError, KeyError):  # an earlier version of the form may not have it
            return None
        words = measured_value(then)
        return _Before(value, "" if value else instead, words) if words else None

    def _file(self, name: str) -> FileView:
        found = self.file_named(name) if self.file_named is not None else None
        return found or FileView(name, 0)

    def _size(self) -> int:
        """The bytes of all the files of the response, each counted once."""
        notes, session = self._desk.notes, self._desk.session
        named = {name for names in notes.evidence.values() for name in names}
        if self._uploads:
            values: Mapping[str, str] = session.values()
            named |= {value for ref, value in values.items() if value and generic(ref) in self._uploads}
        return sum(self._file(name).size for name in named)


class _Before:
    """An answer of the wave before: its value, what stood for a missing number, and how that is said."""

    __slots__ = ("_instead", "_value", "words")

    def __init__(self, value: str, instead: str, words: str) -> None:
        self._value, self._instead, self.words = value, instead, words

    def is_still(self, view: QuestionView) -> bool:
        """Whether ``view`` holds the same answer."""
        if view.value != self._value and not same_number(view.value, self._value):
            return False
        return bool(view.value) or (view.special.value if view.special is not None else "") == self._instead


def _inner_groups(body: Sequence[Question | Group]) -> Iterator[str]:
    """The groups that are in another one."""
    for group in body:
        if isinstance(group, Group):
            yield from (each.ref for each in group.children if type(each) is Group)
            yield from _inner_groups(group.children)


def _exact(number: float) -> Decimal:
    return Decimal(repr(round(number, _PLACES)))
