"""What stands on the screen now: the outline of a form with what of it applies in one session."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Final, overload

from desktop_app.texts import Texts, language_code
from desktop_app.workflows.outline import Entry, EntryKind, Outline, Part, RepeatRow, RepeatView
from desktop_app.workflows.shipped import title
from desktop_app.workflows.tallies import Tallies, Tally
from desktop_app.xforms import Session
from desktop_app.xforms.model import Changes, Question
from desktop_app.xforms.tree import generic

COLUMNS: Final = 4


class Rows(Sequence[RepeatRow]):
    """The rows of a repeat, made one by one when they are looked at: there may be thousands."""

    def __init__(self, positions: Sequence[int], row: Callable[[int], RepeatRow]) -> None:
        self._positions = positions
        self._row = row

    def __len__(self) -> int:
        return len(self._positions)

    @overload
    def __getitem__(self, index: int) -> RepeatRow: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[RepeatRow]: ...

    def __getitem__(self, index: int | slice) -> RepeatRow | Sequence[RepeatRow]:
        if isinstance(index, slice):
            return Rows(self._positions[index], self._row)
        return self._row(self._positions[index])


class Layout:
    """The parts of sections and instances, made when they are asked for and kept until a step changes them."""

    def __init__(self, outline: Outline, tallies: Tallies, session: Session) -> None:
        self._outline = outline
        self._tallies = tallies
        self._session = session
        self._language = session.language
        self._entries: dict[str, tuple[Entry, ...]] = {}
        self._positions: dict[str, tuple[int, ...]] = {}

    def follow(self, changes: Changes) -> None:
        """Forgets what one step may have changed."""
        if changes.relevant or changes.repeats:
            self._positions.clear()
        if changes.relevant or changes.repeats or changes.choices or changes.labels:
            self._entries.clear()

    # -- titles ------------------------------------------------------------------------------------------------------

    def section_title(self, ref: str) -> str:
        section = self._outline.sections[ref]
        if section.label_ref in self._outline.repeats:
            return self._repeat_title(section.label_ref)
        label = self._session.label(section.label_ref).strip() if section.label_ref else ""
        label = label or self._table_title(section.block.parts)
        if label:
            return label
        return title(self._session.form, self._code()) if len(self._outline.sections) == 1 else self._words("loose")

    def _table_title(self, parts: Sequence[Part]) -> str:
        """What heads a section that is one table: XLSForm moves the group's label there."""
        titles = parts[0].titles if len(parts) == 1 else ()
        return next((label for ref in titles if (label := self._session.label(ref).strip())), "")

    def _repeat_title(self, nodeset: str) -> str:
        first = f"{nodeset}[1]" if self._tallies.count(nodeset) else nodeset
        return self._session.label(first).strip() or self._words("records")

    def _code(self) -> str:
        return language_code(self._session.language) or "es"

    def _words(self, key: str) -> str:
        return Texts.load("outline", self._code())[key]

    # -- parts of a section ------------------------------------------------------------------------------------------

    def entries(self, ref: str) -> tuple[Entry, ...]:
        """What the section or instance at ``ref`` consists of."""
        if self._session.language != self._language:  # headings are there where they have a text
            self._language = self._session.language
            self._entries.clear()
        found = self._entries.get(ref)
        if found is None:
            tally = self._tallies[ref]
            found = tuple(self._shown(tally.block.parts, tally, 0))
            # No step tells whether an instance of an empty repeat would apply: that is asked each time.
            if all(self._tallies.count(tally.at(inner.ref)) for inner in tally.block.inner):
                self._entries[ref] = found
        return found

    def _shown(self, parts: Sequence[Part], tally: Tally, level: int) -> Iterator[Entry]:
        for part in parts:
            ref = tally.at(part.ref)
            if part.kind is EntryKind.REPEAT:
                if self.offers(ref):
                    yield Entry(part.kind, ref, level)
            elif part.kind is EntryKind.HEADING:
                yield from self._under_heading(part, tally, level)
            elif part.kind is EntryKind.PANEL:
                yield from self._panel(part, tally, level)
            elif part.kind is EntryKind.TABLE:
                yield from self._table(part, tally, level)
            elif self._session.is_relevant(ref) and not (
                part.owner and self._session.is_relevant(tally.at(part.owner))
            ):
                yield Entry(part.kind, ref, level)

    def _under_heading(self, part: Part, tally: Tally, level: int) -> Iterator[Entry]:
        """A group's content, under its label if it has one."""
        ref = tally.at(part.ref)
        titled = bool(self._session.label(ref).strip())
        inside = tuple(self._shown(part.parts, tally, level + titled))
        if inside and titled:
            yield Entry(EntryKind.HEADING, ref, level + 1)
        yield from inside

    def _panel(self, part: Part, tally: Tally, level: int) -> Iterator[Entry]:
        ref = tally.at(part.ref)
        inside = tuple(self._shown(part.parts, tally, 0))
        if len(inside) == 1 and inside[0].kind is EntryKind.TABLE and not self._session.label(ref).strip():
            yield replace(inside[0], level=level)
        elif inside:
            yield Entry(EntryKind.PANEL, ref, level, inside)

    def _table(self, part: Part, tally: Tally, level: int) -> Iterator[Entry]:
        """A table if its questions offer the same choices now, else one question after another."""
        refs = [tally.at(ref) for ref in part.titles]
        named = next((ref for ref in refs if self._session.label(ref).strip()), "")
        rows = tuple(self._shown(part.parts, tally, 0))
        offered = [self._session.choices(row.ref) for row in rows]
        if rows and all(choices == offered[0] for choices in offered):
            yield Entry(EntryKind.TABLE, named or refs[0], level, rows)
        elif rows:
            if named:
                yield Entry(EntryKind.HEADING, named, level + 1)
            yield from (replace(row, level=level + bool(named)) for row in rows)

    # -- repeats -----------------------------------------------------------------------------------------------------

    def repeat(self, ref: str) -> RepeatView:
        """The repeat at the concrete nodeset ``ref``, with a row for each instance that applies."""
        block = self._outline.repeats[generic(ref)]
        assert block.repeat is not None
        chosen = [question.ref for question in block.asked if self._is_answerable(question)][:COLUMNS]
        labels = tuple(self._session.form.text(each, self._session.language) for each in chosen)

        def row(position: int) -> RepeatRow:
            tally = self._tallies[f"{ref}[{position}]"]
            cells = tuple(tally.at(each) for each in chosen)
            return RepeatRow(tally.ref, cells, tally.answered, tally.total, tally.review)

        return RepeatView(ref, self._repeat_title(ref), block.repeat.fixed, labels, Rows(self.applying(ref), row))

    def _is_answerable(self, question: Question) -> bool:
        bind = self._session.form.binds.get(question.ref)
        return bind is None or not (bind.calculate or bind.readonly.strip() == "true()")

    def applying(self, nodeset: str) -> tuple[int, ...]:
        """The positions of the instances that apply."""
        if nodeset not in self._positions:
            is_relevant = self._session.is_relevant
            everyone = range(1, self._tallies.count(nodeset) + 1)
            self._positions[nodeset] = tuple(each for each in everyone if is_relevant(f"{nodeset}[{each}]"))
        return self._positions[nodeset]

    def offers(self, nodeset: str) -> bool:
        """Whether the repeat is to be seen: an instance applies, or one would."""
        if self._tallies.count(nodeset):
            return bool(self.applying(nodeset))
        return self._session.is_relevant(nodeset)
