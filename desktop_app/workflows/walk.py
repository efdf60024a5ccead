"""A response's questions in the order of the screen: which is next, and which hold a text."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from desktop_app.diagnosis.companions import beside
from desktop_app.diagnosis.numbering import Label
from desktop_app.texts import fold
from desktop_app.workflows.outline import EntryKind, Outline, Part
from desktop_app.workflows.tallies import Tallies, Tally
from desktop_app.xforms import Session


class Walk:
    """Goes through the questions as they stand now."""

    def __init__(self, outline: Outline, tallies: Tallies, session: Session, labels: Mapping[str, Label]) -> None:
        """``labels``: codes and numbers by reference without positions."""
        self._outline = outline
        self._tallies = tallies
        self._session = session
        self._labels = labels
        self._search_texts: dict[tuple[str | None, str], str] = {}

    def asked(self, section_ref: str) -> Iterator[tuple[str, str]]:
        """The section's questions in the order of the screen, without and with positions, whether they apply or not."""
        tally = self._tallies[section_ref]
        return self._inside(tally.block.parts, tally)

    def pending(self, after_ref: str, carried: Collection[str]) -> str | None:
        """The next question or companion with a problem, or in ``carried``, going round from ``after_ref``."""
        return self._next_pending(self._in_order(), after_ref, carried)

    def previous_pending(self, before_ref: str, carried: Collection[str]) -> str | None:
        """The same, going backwards from ``before_ref``."""
        return self._next_pending(reversed(list(self._in_order())), before_ref, carried)

    def search(self, text: str) -> list[tuple[str, str]]:
        """Reference and label of the questions that hold ``text``; see ``Desk.search``."""
        wanted = fold(text)
        if not wanted:
            return []
        return [
            (ref, self._session.label(ref))
            for section in self._outline.sections
            for plain, ref in self.asked(section)
            if self._session.is_relevant(ref) and wanted in self._search_text(plain, ref)
        ]

    def _next_pending(self, refs: Iterator[str], start: str, carried: Collection[str]) -> str | None:
        first, passed = None, False
        for ref in refs:
            if ref in self._tallies.problems or ref in carried:
                if passed:
                    return ref
                first = first or ref
            passed = passed or ref == start
        return first

    def _search_text(self, plain: str, ref: str) -> str:
        """What ``search`` looks in, folded; kept where it is the same in every instance and whatever is answered."""
        session = self._session
        key = session.language, plain
        known = self._search_texts.get(key)
        if known is not None:
            return known
        texts = [session.form.text(plain, key[0]), session.form.text(plain, key[0], "hint")]
        fixed = not any("…" in text for text in texts)
        if not fixed:
            texts = [session.label(ref), session.hint(ref)]
        label = self._labels.get(plain)
        name = (label.code, label.number) if label else ()
        text = fold(" ".join([*name, *texts]))
        if fixed:
            self._search_texts[key] = text
        return text

    def _inside(self, parts: Sequence[Part], tally: Tally) -> Iterator[tuple[str, str]]:
        for part in parts:
            if part.repeated is not None:
                nodeset = tally.at(part.ref)
                for position in range(1, self._tallies.count(nodeset) + 1):
                    yield from self._inside(part.repeated.parts, self._tallies[f"{nodeset}[{position}]"])
            elif part.kind is not EntryKind.QUESTION:
                yield from self._inside(part.parts, tally)
            elif not part.owner:
                yield part.ref, tally.at(part.ref)

    def _in_order(self) -> Iterator[str]:
        """Every question and, after it, its companions: what is wrong with one of them holds the response back too."""
        accompanied = self._outline.companions
        for section in self._outline.sections:
            for plain, ref in self.asked(section):
                yield ref
                if plain in accompanied:
                    yield from beside(ref, accompanied[plain]).refs()
