"""What the XLSForm compiler says, as faults of the catalogue: its codes and sentences are English, ours are not."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from string import Formatter
from typing import TYPE_CHECKING, Final

from desktop_app.errors import FormError, Place
from desktop_app.xforms.cells import base
from desktop_app.xforms.sheets import Row, Workbook
from desktop_app.xforms.vocabulary import name_like

if TYPE_CHECKING:
    from pyxform.errors import PyXFormError

_ROW: Final = re.compile(r"\[row : (\d+)\]")
_SHEET: Final = re.compile(r"'(survey|choices|settings|external_choices|entities)' sheet")
_COLUMN: Final = re.compile(r"the '([^']+)' (?:value|column)")
_OLDER_COLUMNS: Final = {"dataset": "list_name"}
_NAME_COLUMNS: Final = ("name", "tag", "value")
_LONGEST: Final = 400
_LISTED: Final = 8
_LONGEST_TEMPLATE: Final = 2_000

_PARAMETERS: Final = ("survey", "parameters")
_SAVE_TO: Final = ("survey", "save_to")
# The compiler's code to ours, with the sheet and column where it belongs when the message does not say.
_ERRORS: Final[Mapping[str, tuple[str, str | None, str | None]]] = {
    "ENTITY_001": ("FORM-097", *_SAVE_TO),
    "ENTITY_002": ("FORM-098", *_SAVE_TO),
    "ENTITY_003": ("FORM-099", *_SAVE_TO),
    "ENTITY_004": ("FORM-097", *_SAVE_TO),
    "ENTITY_005": ("FORM-100", "entities", "label"),
    "ENTITY_006": ("FORM-100", "entities", "update_if"),
    "ENTITY_007": ("FORM-100", "entities", "entity_id"),
    "ENTITY_008": ("FORM-101", *_SAVE_TO),
    "ENTITY_009": ("FORM-102", "entities", "list_name"),
    "ENTITY_011": ("FORM-102", *_SAVE_TO),
    "ENTITY_012": ("FORM-102", "entities", "list_name"),
    "ENTITY_013": ("FORM-101", *_SAVE_TO),
    "HEADER_002": ("FORM-043", None, None),
    "HEADER_003": ("FORM-042", None, None),
    "HEADER_005": ("FORM-104", "entities", None),
    "NAMES_001": ("FORM-044", "survey", "name"),
    "NAMES_003": ("FORM-036", "survey", "name"),
    "NAMES_005": ("FORM-037", "survey", "name"),
    "NAMES_008": ("FORM-033", None, None),
    "NAMES_010": ("FORM-103", None, None),
    "NAMES_011": ("FORM-103", None, None),
    "NAMES_012": ("FORM-103", None, None),
    "NAMES_014": ("FORM-105", "entities", "list_name"),
    "NAMES_015": ("FORM-105", "entities", "list_name"),
    "PYREF_001": ("FORM-052", None, None),
    "PYREF_002": ("FORM-052", None, None),
    "PYREF_003": ("FORM-011", None, None),
    "PYREF_004": ("FORM-053", None, None),
    "RANGE_001": ("FORM-058", *_PARAMETERS),
    "RANGE_002": ("FORM-058", *_PARAMETERS),
    **{f"RANGE_{number:03}": ("FORM-094", *_PARAMETERS) for number in (3, 4, 5)},
    **{f"RANGE_{number:03}": ("FORM-095", *_PARAMETERS) for number in (6, 7, 9, 10, 11, 12)},
    "RANGE_008": ("FORM-096", *_PARAMETERS),
    "SURVEY_003": ("FORM-106", *_PARAMETERS),
    "SURVEY_004": ("FORM-056", *_PARAMETERS),
    "SURVEY_005": ("FORM-057", *_PARAMETERS),
    **{f"SURVEY_{number:03}": ("FORM-106", *_PARAMETERS) for number in (6, 7, 8, 9)},
}
# Parameters of which the compiler refuses some values: what it takes, and how to say that in words of no language.
_ACCEPTED: Final[Mapping[str, tuple[str, str]]] = {
    "track-changes-reasons": ("on-form-edit", "on-form-edit"),
    "track-changes": ("true|false", "true, false"),
    "identify-user": ("true|false", "true, false"),
    "location-priority": ("no-power|low-power|balanced|high-accuracy", "no-power, low-power, balanced, high-accuracy"),
    "location-min-interval": (r"\d+", "0, 1, 2…"),
    "location-max-age": (r"\d+", "0, 1, 2… (≥ location-min-interval)"),
    "randomize": ("true|false", "true, false"),
    "seed": (r"-?[\d.]+|\$\{.*\}", "1, 2, 3…, ${…} (randomize=true)"),
    "rows": (r"\d+", "1, 2, 3…"),
    "max-pixels": (r"\d+", "1, 2, 3…"),
    "quality": ("voice-only|low|normal", "voice-only, low, normal"),
    "app": (r"[a-zA-Z]\w*(\.[a-zA-Z]\w*)+", "org.example.app"),
    "incremental": ("true", "true"),
    "reference-geometry": ("", "list_name, ${…}"),
    "capture-accuracy": (r"[\d.]+", "5, 10…"),
    "warning-accuracy": (r"[\d.]+", "50, 100…"),
    "allow-mock-accuracy": ("true|false", "true, false"),
}
_PARAMETER_OF: Final = {
    "SURVEY_003": "incremental",
    "SURVEY_006": "reference-geometry",
    "SURVEY_007": "capture-accuracy",
    "SURVEY_008": "warning-accuracy",
    "SURVEY_009": "allow-mock-accuracy",
}
_ONE_PARAMETER: Final = "|".join(_ACCEPTED)
# Messages without a code: what they match, our code, the column.
_SENTENCES: Final[tuple[tuple[re.Pattern[str], str, str], ...]] = tuple(
    (re.compile(pattern), code, column)
    for pattern, code, column in (
        (
            rf"(?:\[row : \d+\] )?(?:Parameter |Invalid value for )?'?(?P<parameter>{_ONE_PARAMETER})\b",
            "FORM-106",
            "parameters",
        ),
        (r"Parameters must include randomize=true to use a (?P<parameter>seed)", "FORM-106", "parameters"),
        (r"To include location information in the audit", "FORM-108", "parameters"),
        (r"\[row : \d+\] Audits must always be named", "FORM-107", "name"),
        (r"\[row : \d+\] Choice filter not supported with (?P<name>or_other)", "FORM-109", "choice_filter"),
        (r"\[row : \d+\] Choice filter not supported for (?P<name>table-list)", "FORM-109", "choice_filter"),
        (r"\[row : \d+\] Badly formatted table list, .*: (?P<other>\S+) vs\. (?P<name>\S+)", "FORM-110", "type"),
        (r"\[row : \d+\] (?P<kind>Repeat loop) without list name", "FORM-027", "type"),
        (r"\[row : \d+\] List name not in columns sheet: (?P<list>.*)", "FORM-029", "type"),
        (r"There should be an external_choices sheet", "FORM-111", "type"),
        (r"\[row : \d+\] ?List name not in external choices sheet: (?P<list>.*)", "FORM-111", "type"),
        (r"The same instance id will be generated .* name: '(?P<name>.*?)'", "FORM-112", "type"),
        (r"Question '(?P<name>.*?)' (?:is a select from file type, using|uses) 'search\(\)'", "FORM-113", "appearance"),
        (r"To use big-image, you must also specify an image .* named (?P<name>.*)\.", "FORM-114", "big-image"),
        (r"\[row : \d+\] For 'background-geopoint' questions, the 'calculation'", "FORM-115", "calculation"),
        (r"\[row : \d+\] For 'background-geopoint' questions, the 'trigger'", "FORM-115", "trigger"),
        (
            r"The question \$\{(?P<trigger>.*?)\} is not user-visible .* question \$\{(?P<name>.*?)\}",
            "FORM-116",
            "trigger",
        ),
    )
)
_UNLABELLED: Final = re.compile(r"The survey element named '(?P<name>.*)' has no label or hint\.")
# Remarks that need no answer here: the sheets' own checks say the same, with the place.
_SAID_ALREADY: Final = frozenset({"LABEL_001", "NAMES_013"})
_REMARKS: Final[tuple[tuple[re.Pattern[str], str | None, str | None], ...]] = tuple(
    (re.compile(pattern), code, column)
    for pattern, code, column in (
        (r"Language '.*' is missing the .* column", None, None),
        (r"\[row : \d+\] On the 'survey' sheet, the 'name' value '(?P<name>.*)' is problematic", "FORM-059", "name"),
        (r"\[row : 1\] On the 'choices' sheet, the '(?P<name>.*)' value is invalid", "FORM-060", None),
        (r"\[row : \d+\] Row without name, text, or label is being skipped", "FORM-061", None),
        (r"\[row : \d+\] Repeat has no label", "FORM-062", "label"),
        (r"The following language declarations do not contain .* codes: (?P<names>.*?)\. Learn", "FORM-063", None),
        (r"This form uses or_other and translations", "FORM-064", None),
        (r"\[row : \d+\] Use the max-pixels parameter", "FORM-065", "parameters"),
        (r"\[row : \d+\] The 'disabled' column", "FORM-066", "disabled"),
        (r"\[row : \d+\] (?P<kind>\S+) is no longer supported on most devices", "FORM-118", "type"),
        (r"The form_id and id_string column headers are both specified", "FORM-119", None),
    )
)


def complaint(error: PyXFormError, workbook: Workbook) -> FormError:
    """The compiler's refusal of ``workbook`` as ours; ``FORM-008`` with its own words for what has no code here."""
    message = " ".join(str(error).split())
    unlabelled = _UNLABELLED.fullmatch(message)
    if unlabelled:
        return FormError("FORM-038", _row_of(unlabelled["name"], workbook, "label"), name=unlabelled["name"])
    code, said = _code_of(message)
    place = _place(message)
    if code not in _ERRORS:
        return _sentence(message, place, workbook) or FormError("FORM-008", place, message=message[:_LONGEST])
    ours, sheet, column = _ERRORS[code]
    said |= {"parameter": _PARAMETER_OF[code]} if code in _PARAMETER_OF else {}
    place = Place(sheet=sheet or place.sheet, row=place.row, column=column or place.column)
    return _FILLED.get(ours, _plain)(ours, place, said, workbook)


def _sentence(message: str, place: Place, workbook: Workbook) -> FormError | None:
    """The fault that a message without a code tells; ``None`` for one that is not known."""
    for pattern, code, column in _SENTENCES:
        match = pattern.match(message)
        if match is None:
            continue
        said = {key: text for key, text in match.groupdict().items() if text}
        if place.row is not None:
            at = Place(sheet="survey", row=place.row, column=column)
        elif "parameter" in said or code == "FORM-108":
            at = _row_with(said.get("parameter", "location-"), workbook)
        elif code == "FORM-112":
            at = Place(sheet="survey", column=column)
        else:
            at = _row_of(said.get("name", ""), workbook, column)
        return _FILLED.get(code, _plain)(code, at, said, workbook)
    return None


def _row_with(parameter: str, workbook: Workbook) -> Place:
    """The first row that gives the parameter a value that it does not take, else the first that gives it one."""
    given = re.compile(rf"(?:^|[\s,;]){re.escape(parameter)}[\w-]*\s*=\s*([^\s,;]*)")
    accepted = _ACCEPTED.get(parameter, ("", ""))[0]
    rows = [
        (re.fullmatch(accepted, match[1]) is not None, row.number)
        for row in workbook.sheet("survey").rows
        for column, text in row.cells.items()
        if base(column) == "parameters" and (match := given.search(text))
    ]
    return Place(sheet="survey", row=min(rows)[1] if rows else None, column="parameters")


def remark(message: str) -> FormError | None:
    """The compiler's warning as ours; ``None`` for one that the sheets' own checks make, with the place."""
    message = " ".join(message.split())
    if _code_of(message)[0] in _SAID_ALREADY:
        return None
    place = _place(message)
    for pattern, code, column in _REMARKS:
        match = pattern.match(message)
        if match:
            sheet = place.sheet or ("survey" if place.row else None)
            found = match.groupdict()
            at = Place(sheet=sheet, row=place.row, column=column or found.get("name") if place.row else None)
            return FormError(code, at, **found) if code else None
    return FormError("FORM-021", place, message=message[:_LONGEST])


def _place(message: str) -> Place:
    row, sheet, column = _ROW.search(message), _SHEET.search(message), _COLUMN.search(message)
    name = column[1] if column and sheet and column[1] != sheet[1] else None
    return Place(
        sheet=sheet[1] if sheet else "survey" if row else None,
        row=int(row[1]) if row else None,
        column=_OLDER_COLUMNS.get(name or "", name),
    )


def _row_of(name: str, workbook: Workbook, column: str) -> Place:
    """The last row of that name, which is the one too many where there are several."""
    for row in reversed(workbook.sheet("survey").rows):
        if any(text == name and base(title) in _NAME_COLUMNS for title, text in row.cells.items()):
            return Place(sheet="survey", row=row.number, column=column)
    return Place(sheet="survey", column=column)


# -- the compiler's codes --------------------------------------------------------------------------------------------


def _code_of(message: str) -> tuple[str, dict[str, str]]:
    """The compiler's code for its message, and what it filled in; ``""`` if it has none.

    It keeps the code in few of the errors that it raises, and in no warning; the template tells it in all.
    """
    for name, pattern in _templates():
        match = pattern.fullmatch(message[:_LONGEST_TEMPLATE])
        if match:
            return name, match.groupdict()
    return "", {}


@cache
def _templates() -> tuple[tuple[str, re.Pattern[str]], ...]:
    from pyxform.errors import ErrorCode

    return tuple((code.name, re.compile(_pattern(code.value.msg))) for code in ErrorCode)


def _pattern(template: str) -> str:
    parts, seen = [], set()
    for text, name, _, _ in Formatter().parse(" ".join(template.split())):
        parts.append(re.escape(text))
        if name:
            parts.append(f"(?P={name})" if name in seen else f"(?P<{name}>.*?)")
            seen.add(name)
    return "".join(parts)


# -- what each of our sentences names --------------------------------------------------------------------------------


def _plain(code: str, place: Place, said: dict[str, str], _workbook: Workbook) -> FormError:
    name = said.get("q") or said.get("value") or said.get("name") or said.get("dataset") or ""
    return FormError(code, place, name=name)


def _taken(code: str, place: Place, said: dict[str, str], workbook: Workbook) -> FormError:
    name = said.get("value", "")
    return FormError(code, place if place.row else _row_of(name, workbook, "name"), name=name)


def _columns(code: str, _place: Place, said: dict[str, str], _workbook: Workbook) -> FormError:
    sheet, header = said.get("sheet_name", ""), said.get("header")
    place = Place(sheet=sheet, row=1, column=header)
    missing = said.get("missing", "").replace("'", "")
    return FormError(code, place, column=missing, name=header or "", other=said.get("other", ""))


def _keys(code: str, place: Place, said: dict[str, str], _workbook: Workbook) -> FormError:
    return FormError(code, place, rejected=said.get("rejected", ""), accepted=said.get("accepted", ""))


def _name(code: str, place: Place, _said: dict[str, str], workbook: Workbook) -> FormError:
    cells = next((row.cells for row in workbook.sheet(place.sheet or "").rows if row.number == place.row), {})
    name = cells.get(place.column or "") or place.column or ""
    return FormError(code, place, name=name, suggestion=name_like(name, "…"))


def _parameter(code: str, place: Place, said: dict[str, str], _workbook: Workbook) -> FormError:
    name = said.get("parameter", "")
    return FormError(code, place, name=name, accepted=_ACCEPTED[name][1])


def _saved_twice(code: str, place: Place, said: dict[str, str], _workbook: Workbook) -> FormError:
    return FormError(code, place, name=said.get("saveto", ""), other=said.get("other_row", ""))


def _incomplete(code: str, place: Place, said: dict[str, str], _workbook: Workbook) -> FormError:
    return FormError(code, place, list=said.get("dataset", ""), column=place.column)


def _header(code: str, place: Place, said: dict[str, str], _workbook: Workbook) -> FormError:
    names = said.get("columns", "").replace("'", "")
    return FormError(code, Place(sheet=place.sheet, row=1), names=names)


def _apart(code: str, place: Place, said: dict[str, str], _workbook: Workbook) -> FormError:
    return FormError(code, place, name=said.get("name", ""), other=said.get("other", ""))


def _type(code: str, place: Place, _said: dict[str, str], workbook: Workbook) -> FormError:
    return FormError(code, place, kind=_cell(place, workbook))


def _list(code: str, place: Place, said: dict[str, str], workbook: Workbook) -> FormError:
    """The list that a row names is not there; without a row, the first row that names one of the external ones."""
    if place.row is None:
        place = next((_place_of(row) for row in workbook.sheet("survey").rows if _is_external(row)), place)
    name = said.get("list") or _cell(place, workbook).rpartition(" ")[2]
    known = [*dict.fromkeys(text for row in workbook.sheet("choices").rows for text in _list_of(row))]
    return FormError(code, place, list=name, lists=", ".join(known[:_LISTED]))


def _is_external(row: Row) -> bool:
    return any(base(column) == "type" and "external" in text for column, text in row.cells.items())


def _place_of(row: Row) -> Place:
    return Place(sheet="survey", row=row.number, column="type")


def _list_of(row: Row) -> list[str]:
    return [text for column, text in row.cells.items() if base(column) in ("list_name", "list name")]


def _cell(place: Place, workbook: Workbook) -> str:
    """The cell at ``place``, or would be; ``""`` if there is none."""
    row = next((row for row in workbook.sheet(place.sheet or "").rows if row.number == place.row), None)
    return "" if row is None else next((text for c, text in row.cells.items() if base(c) == place.column), "")


_FILLED: Final = {
    "FORM-027": _type,
    "FORM-029": _list,
    "FORM-033": _name,
    "FORM-042": _columns,
    "FORM-043": _columns,
    "FORM-044": _taken,
    "FORM-057": _keys,
    "FORM-098": _saved_twice,
    "FORM-100": _incomplete,
    "FORM-104": _header,
    "FORM-106": _parameter,
    "FORM-110": _apart,
    "FORM-111": _list,
}
