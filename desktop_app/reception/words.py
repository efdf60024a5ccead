"""What the published figures are called: in the form's words where it has some, else in Telar's."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from desktop_app.diagnosis import unit
from desktop_app.diagnosis.results import Result, Rule, result_titles
from desktop_app.reception.known_forms import KnownForm
from desktop_app.reception.scope import Scope
from desktop_app.texts import Texts, spell_number
from desktop_app.xforms.model import Group

FORM_NAME = "FORM"
"""The code of the form's own name among ``telar_names``."""


class Words:
    """Of a form, in a language (``es`` or ``en``)."""

    def __init__(self, known: KnownForm, language: str) -> None:
        self.texts = Texts.load("consolidated", language)
        self._known = known
        self._form = known.form
        self._code = language
        self._language = known.form.language_for(language)
        self._titles = result_titles(known.form, self._language)
        self._facts: dict[str, Mapping[str, str]] = {}

    @cached_property
    def form_title(self) -> str:
        """The form's name."""
        name = self.score(FORM_NAME)
        return self._form.title if name == FORM_NAME else name

    def score(self, code: str) -> str:
        """An area, a dimension, an indicator."""
        rubric = self._known.rubric
        return rubric.names(code, self._language) if rubric is not None else code

    def fact(self, name: str, code: str) -> str:
        """A macrosector, department, chamber or level."""
        return self._labels(name).get(code, code) or self.texts["unknown"]

    def knows(self, name: str, code: str) -> bool:
        """Whether the form has such a macrosector, department, chamber or level."""
        return code in self._labels(name)

    def _labels(self, name: str) -> Mapping[str, str]:
        if name not in self._facts:
            self._facts[name] = self._known.labels(name, self._code)
        return self._facts[name]

    def codes(self, result: Result) -> dict[str, str]:
        """What the published codes of a choice are called."""
        labels = {choice.name: choice.label for choice in self._form.offered(result.ref, self._language)}
        named = {code: labels.get(code, labels.get(answer, code)) for answer, code in result.codes.items()}
        own = {code: self._titles[f"{result.key}.{code}"] for code in labels if f"{result.key}.{code}" in self._titles}
        return labels | named | own

    def title(self, result: Result) -> str:
        """A result."""
        return self._titles.get(result.key) or self.question(result.ref)

    def parent(self, result: Result) -> str:
        """The results that are shown side by side with ``result``."""
        group = self._form.text(result.ref.rpartition("/")[0], self._language)
        return self._titles.get(result.parent) or group or self.title(result)

    def part(self, result: Result) -> str:
        """A result among those beside it."""
        return self.question(result.ref)

    def question(self, ref: str) -> str:
        """What is asked at ``ref``."""
        return self._form.text(ref, self._language) or ref.rpartition("/")[2]

    def unit(self, result: Result) -> str:
        """What a figure is measured in; empty for percents and where the form does not say."""
        if result.rule not in {Rule.SUM, Rule.MEAN}:
            return ""
        asked = next((each for each in self._form.questions() if each.ref == result.ref), None)
        return unit(asked, self._form, self._language) if asked is not None else ""

    def score_text(self, value: float) -> str:
        """A score as it is read."""
        return spell_number(f"{value:.2f}", self._code)

    def count(self, number: int) -> str:
        """A count as it is read."""
        return spell_number(str(number), self._code)

    def answered(self, number: int) -> str:
        """How many answered."""
        return self.texts["note.answered"].format(count=self.count(number))

    def section(self, result: Result) -> str:
        """The heading under which the form asks for it: that of the group at the top."""
        for element in self._form.body:
            if isinstance(element, Group) and result.ref.startswith(f"{element.ref}/"):
                return self._form.text(element.ref, self._language) or self.texts["section.answers"]
        return self.texts["section.answers"]

    def filters(self, scope: Scope) -> tuple[str, ...]:
        """Which part of the wave is looked at."""
        return tuple(
            self.texts[f"filter.{name}"].format(label=self.fact(name, code))
            for name, code in scope.filters.chosen().items()
        )
