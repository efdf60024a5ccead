"""Numbers, dates and answers in words, as a reader in Colombia (or of English) expects them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from desktop_app.reports.spelling import clock_text, point_text, points_of
from desktop_app.texts import Texts
from desktop_app.xforms import Session
from desktop_app.xforms.model import Choice, Control, DataType, Question

LONGEST_ANSWER = 20_000
LONGEST_LABEL = 2_000
_UNGROUPED_DIGITS = 4
_PLAIN_NUMBER = re.compile(r"([+-]?)(\d{1,40})(?:\.(\d{1,40}))?")
_CODE_GROUP = 4
_KILOBYTE, _MEGABYTE = 1_000, 1_000_000
_MASK = "••••••"


@dataclass(frozen=True, slots=True)
class Wording:
    """The report's language: ``texts`` are ``reports.toml`` in it; ``files`` the sizes in bytes of kept files."""

    texts: Texts
    files: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, language: str, files: Mapping[str, int] | None = None) -> Wording:
        """``language`` is ``es`` or ``en``, or a form's name of it such as ``English (en)``."""
        english = language == "en" or language.endswith("(en)")
        return cls(Texts.load("reports", "en" if english else "es"), files or {})

    def say(self, key: str, **params: object) -> str:
        return self.texts[key].format_map(params) if params else self.texts[key]

    def count(self, key: str, count: int) -> str:
        """The singular or plural of ``key``, with ``{count}`` filled in."""
        return self.texts[f"{key}.{'one' if count == 1 else 'other'}"].replace("{count}", str(count))

    def listed(self, parts: Sequence[str]) -> str:
        """``a, b y c``."""
        if len(parts) < 2:
            return "".join(parts)
        return f"{', '.join(parts[:-1])}{self.texts['last_separator']}{parts[-1]}"

    def number(self, value: float) -> str:
        """At most two decimals, without trailing zeros."""
        text = f"{value:.2f}".rstrip("0").rstrip(".")
        return self.number_text("0" if text == "-0" else text)

    def number_text(self, text: str, *, grouped: bool = False) -> str:
        """A number of an answer, in full; thousands are set apart from five digits on, so that years stay years."""
        match = _PLAIN_NUMBER.fullmatch(text.strip())
        if match is None:
            return text
        sign, whole, decimals = match.groups()
        if grouped or len(whole) > _UNGROUPED_DIGITS:
            whole = f"{int(whole):,}".replace(",", self.texts["group_mark"])
        sign = "−" if sign == "-" else ""
        return f"{sign}{whole}{self.texts['decimal_mark']}{decimals}" if decimals else f"{sign}{whole}"

    def percent(self, share: float) -> str:
        return self.say("percent", share=int(share * 100 + 0.5))

    def score(self, value: float | None, maximum: float) -> str:
        if value is None:
            return self.texts["no_answer"]
        return self.say("scores.of", value=self.number(value), max=self.number(maximum))

    def date(self, moment: date) -> str:
        return f"{moment.day:02}/{moment.month:02}/{moment.year:04}"

    def date_text(self, text: str) -> str:
        """An ISO date or date with time as dd/mm/yyyy; anything else as it stands."""
        try:
            day = date.fromisoformat(text[:10])
        except ValueError:
            return text
        clock = re.match(r"T(\d\d:\d\d)", text[10:])
        if len(text) > 10 and clock is None:
            return text
        return self.date(day) + (f" {clock.group(1)}" if clock else "")

    def local_date(self, moment: datetime) -> str:
        """The day that ``moment`` was on this computer's clock."""
        return self.date(moment.astimezone())

    def answer(self, session: Session, question: Question, ref: str) -> str:
        """The answer at ``ref`` in words; empty when there is none. A value of the wrong type is shown as it is."""
        value = session.value(ref)
        return limited(self._answer(session, question, ref, value), LONGEST_ANSWER, self) if value else ""

    def _answer(self, session: Session, question: Question, ref: str, value: str) -> str:
        if question.control in (Control.SELECT1, Control.SELECT, Control.RANK):
            return self._chosen(session.choices(ref), question.control, value)
        if question.control is Control.TRIGGER:
            return self.texts["accepted"]
        if question.control is Control.UPLOAD:
            return self._file(value)
        if question.type in (DataType.DATE, DataType.DATETIME):
            return self._day(value, question.appearance)
        if question.type is DataType.TIME:
            return clock_text(value)
        if question.type in (DataType.GEOPOINT, DataType.GEOTRACE, DataType.GEOSHAPE):
            return self._place(value, question.type)
        if question.type in (DataType.INT, DataType.DECIMAL):
            return self.number_text(value, grouped="thousands-sep" in question.appearance)
        if question.type is DataType.BOOLEAN and value in ("true", "1", "false", "0"):
            return self.texts["yes" if value in ("true", "1") else "no"]
        return _MASK if "masked" in question.appearance.split() else value

    def _day(self, value: str, appearance: str) -> str:
        """A date as far as the form asks for it: some ask for a month or a year only."""
        looks = appearance.split()
        whole = self.date_text(value)
        if whole == value or len(value) > 10:
            return whole
        return whole[6:] if "year" in looks else whole[3:] if "month-year" in looks else whole

    def _place(self, value: str, kind: DataType) -> str:
        """A point by its coordinates; a line or an area by how many it has, and the first."""
        mark, west = self.texts["decimal_mark"], self.texts["west"]
        points = points_of(value)
        if kind is DataType.GEOPOINT or len(points) < 2:
            return point_text(value, mark, west)
        return self.say("points", count=len(points), first=point_text(points[0], mark, west))

    def _file(self, name: str) -> str:
        size = self.files.get(name)
        return name if size is None else self.say("file", name=name, size=self.size(size))

    def size(self, count: int) -> str:
        """``340 kB`` or ``1,2 MB``, as the window says it."""
        if count < _KILOBYTE:
            return f"{count} bytes"
        unit, divisor = ("MB", _MEGABYTE) if count >= _MEGABYTE else ("kB", _KILOBYTE)
        return f"{self.number_text(f'{count / divisor:.1f}'.removesuffix('.0'))}\u00a0{unit}"

    def _chosen(self, choices: tuple[Choice, ...], control: Control, value: str) -> str:
        labels = {choice.name: choice.label for choice in choices}
        if control is Control.SELECT1:
            return labels.get(value, value)
        names = [labels.get(name, name) for name in value.split()]
        if control is Control.RANK:
            return "\n".join(f"{position}. {name}" for position, name in enumerate(names, start=1))
        return "\n".join(f"– {name}" for name in names) if len(names) > 1 else "".join(names)


def limited(text: str, most: int, wording: Wording) -> str:
    """``text``, cut at ``most`` characters with a note that says so."""
    return text if len(text) <= most else text[:most].rstrip() + wording.texts["shortened"]


def grouped_code(code: str) -> str:
    """A verification code in groups of four, to be read aloud: ``a1b2c3d4`` becomes ``A1B2-C3D4``."""
    plain = "".join(character for character in code if character.isalnum()).upper()
    return "-".join(plain[start : start + _CODE_GROUP] for start in range(0, len(plain), _CODE_GROUP))
