"""Numbers, dates and answers in words, as a reader in Colombia (or of English) expects them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from desktop_app.diagnosis.units import UNIT, unit
from desktop_app.reports.spelling import clock_text, point_text, points_of
from desktop_app.texts import Texts
from desktop_app.xforms import Session
from desktop_app.xforms.model import Choice, Control, DataType, Question

LONGEST_ANSWER = 20_000
LONGEST_LABEL = 2_000
PESOS = "cop"
MILLION = 1_000_000
_UNGROUPED_DIGITS = 4
_PLAIN_NUMBER = re.compile(r"([+-]?)(\d{1,40})(?:\.(\d{1,40}))?")
_NO_DECIMALS = re.compile(r"(?<=\d)\.0+$")  # the engine writes 45 as 45.0
_CODE_GROUP = 4
_KILOBYTE, _MEGABYTE = 1_000, 1_000_000
_MASK = "••••••"


@dataclass(frozen=True, slots=True)
class Wording:
    """The report's language: ``texts`` are ``reports.toml`` in it; ``files`` the sizes in bytes of kept files.

    ``averaged``: the total is a mean of scores and not the sum of points; what differs then stands under ``averaged.``.
    """

    texts: Texts
    files: Mapping[str, int] = field(default_factory=dict)
    averaged: bool = False

    @classmethod
    def of(cls, language: str, files: Mapping[str, int] | None = None, *, averaged: bool = False) -> Wording:
        """``language`` is ``es`` or ``en``, or a form's name of it such as ``English (en)``."""
        english = language == "en" or language.endswith("(en)")
        return cls(Texts.load("reports", "en" if english else "es"), files or {}, averaged)

    def say(self, key: str, **params: object) -> str:
        text = self._text(key)
        return text.format_map(params) if params else text

    def count(self, key: str, count: int) -> str:
        """The singular or plural of ``key``, with ``{count}`` filled in."""
        return self._text(f"{key}.{'one' if count == 1 else 'other'}").replace("{count}", str(count))

    def _text(self, key: str) -> str:
        averaged = f"averaged.{key}"
        return self.texts[averaged if self.averaged and averaged in self.texts else key]

    def listed(self, parts: Sequence[str]) -> str:
        """``a, b y c``."""
        if len(parts) < 2:
            return "".join(parts)
        return f"{', '.join(parts[:-1])}{self.texts['last_separator']}{parts[-1]}"

    def number(self, value: float) -> str:
        """At most two decimals, without trailing zeros."""
        text = f"{value:.2f}".rstrip("0").rstrip(".")
        return self.number_text("0" if text == "-0" else text)

    def decimals(self, value: float, places: int) -> str:
        """With exactly so many decimals: ``3,0``."""
        return self.number_text(f"{value:.{places}f}")

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

    def signed(self, value: float) -> str:
        """``+0,33``, ``−0,2`` or ``=``: the sign tells the direction where colour does not."""
        text = self.number(value)
        return "=" if text == "0" else text if text.startswith("−") else f"+{text}"

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
        return self.words(session, question, ref, session.value(ref))

    def words(
        self, session: Session, question: Question, ref: str, value: str, offered: tuple[Choice, ...] = ()
    ) -> str:
        """``value`` in words, as an answer to the question at ``ref``; of the wave before, say.

        ``offered`` are choices that it may be one of besides those of now.
        """
        if not value:
            return ""
        if question.control in (Control.SELECT1, Control.SELECT, Control.RANK):
            text = self._chosen((*offered, *session.choices(ref)), question.control, value)
        else:
            text = self._answer(session, question, value)
        return limited(text, LONGEST_ANSWER, self)

    def _answer(self, session: Session, question: Question, value: str) -> str:
        if question.control is Control.TRIGGER:
            return self.texts["accepted"]
        if question.control is Control.UPLOAD:
            return self.file(value)
        if question.type in (DataType.DATE, DataType.DATETIME):
            return self._day(value, question.appearance)
        if question.type is DataType.TIME:
            return clock_text(value)
        if question.type in (DataType.GEOPOINT, DataType.GEOTRACE, DataType.GEOSHAPE):
            return self._place(value, question.type)
        if question.type in (DataType.INT, DataType.DECIMAL):
            return self.measured(session, question, value)
        if question.type is DataType.BOOLEAN and value in ("true", "1", "false", "0"):
            return self.texts["yes" if value in ("true", "1") else "no"]
        return _MASK if "masked" in question.appearance.split() else value

    def measured(self, session: Session, question: Question, value: str) -> str:
        """A number with its unit; millions of pesos written out in figures are read back: a zero too many shows."""
        measure = unit(question, session.form, session.language)
        grouped = bool(measure) or "thousands-sep" in question.appearance  # what has a unit is no year
        text = self.number_text(_NO_DECIMALS.sub("", value), grouped=grouped)
        if (text == value and _PLAIN_NUMBER.fullmatch(value.strip()) is None) or not measure:
            return text
        back = ""
        if question.attributes.get(UNIT, "").strip() == PESOS and abs(float(value)) >= MILLION:
            back = self.say("millions", count=self.number(float(value) / MILLION))
        return f"{text}\u00a0{measure}{back}"

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

    def file(self, name: str) -> str:
        """A file's name, with its size where it is known."""
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
